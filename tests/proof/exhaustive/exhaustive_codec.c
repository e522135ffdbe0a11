#include "exhaustive_codec.h"

#include <stdio.h>
#include <stdlib.h>

#include "codec_reference.h"
#include "exhaustive.h"

/* Of base64: a digit without and one with bits that no byte takes, white space, '=', a byte that is nothing,
 * and a digit of the other alphabet. */
static const uint8_t kinds_of_base64[] = {'A', 'z', ' ', '=', '!', '-'};
static const uint8_t kinds_of_hex[] = {'A', '9', '\n', '=', '!', 'g'};

enum { KINDS = 6, MOST_SETS = 80 };

/* All sets of flags of a kind of codec, ready to be copied. */
typedef struct codec_sets {
    seam_codec_options options[MOST_SETS];
    seam_codec fresh[MOST_SETS];
    size_t n;
} codec_sets;

static void add_set(codec_sets *sets, unsigned kind, uint32_t flags)
{
    sets->options[sets->n] = (seam_codec_options){.kind = (uint8_t)kind, .flags = flags};
    if (seam_codec_init(&sets->fresh[sets->n], &sets->options[sets->n]) != SEAM_OK)
        exit(EXIT_FAILURE);
    sets->n++;
}

static void all_sets(codec_sets *sets, unsigned kind)
{
    uint32_t flags;

    for (sets->n = 0; codec_decode_flags(kind, sets->n, &flags);)
        add_set(sets, kind, flags);
}

static void expect_right(const char *wrong, const seam_codec_options *o, const uint8_t *text,
                         size_t len)
{
    if (wrong == NULL)
        return;
    printf("exhaustive: kind %u, flags %x, text", o->kind, o->flags);
    for (size_t i = 0; i < len; i++)
        printf(" %02x", text[i]);
    printf(": %s\n", wrong);
    exit(EXIT_FAILURE);
}

/* The room of the calls: mostly more than enough, else any that may be too little. */
static size_t room_of(uint64_t random)
{
    return random % 4 == 0 ? random / 4 % 5 : 64;
}

/* All texts of `len` bytes of the kinds, with every set of flags and in every chunking. */
static uint64_t check_kinds(const codec_sets *sets, const uint8_t *kinds, size_t len, size_t worker,
                            size_t n_workers, size_t share, uint64_t seed)
{
    static codec_expected e;
    uint64_t n_runs = 0;
    size_t n_texts = 1;

    for (size_t i = 0; i < len; i++)
        n_texts *= KINDS;
    for (size_t block = worker; block <= (n_texts - 1) / share; block += n_workers) {
        const size_t index = block * share + (size_t)(mixed(seed, block) % share);
        uint8_t text[EXHAUSTIVE_CODEC_LONGEST];

        if (index >= n_texts)
            continue;
        for (size_t i = 0, rest = index; i < len; i++, rest /= KINDS)
            text[i] = kinds[rest % KINDS];
        for (size_t s = 0; s < sets->n; s++) {
            codec_expect(&sets->options[s], text, len, &e);
            expect_right(codec_compare_all(&sets->fresh[s], text, len, room_of(mixed(index, s)), &e,
                                           &n_runs),
                         &sets->options[s], text, len);
        }
    }
    return n_runs;
}

/* ---- four bytes */

enum { CLASSES = 68 };

static void classes_of(unsigned kind, uint8_t classes[CLASSES])
{
    static const char shared[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    const char *own = kind == SEAM_CODEC_BASE64URL ? "-_= !+" : "+/= !-";

    for (size_t i = 0; i < CLASSES; i++)
        classes[i] = (uint8_t)(i < 62 ? shared[i] : own[i - 62]);
}

static void sums(codec_sets *sets, unsigned kind)
{
    static const uint32_t flags[] = {0,
                                     SEAM_CODEC_SKIP_SPACES,
                                     SEAM_CODEC_FORGIVING,
                                     SEAM_CODEC_LENIENT,
                                     SEAM_CODEC_NO_PADDING,
                                     SEAM_CODEC_PADDING_OPTIONAL,
                                     SEAM_CODEC_LOOSE_BITS,
                                     SEAM_CODEC_EITHER_ALPHABET};

    sets->n = 0;
    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
        add_set(sets, kind, SEAM_CODEC_DECODE | flags[i]);
}

static uint64_t check_quadruples(unsigned kind, size_t worker, size_t n_workers, size_t share,
                                 uint64_t seed)
{
    const size_t n_texts = (size_t)CLASSES * CLASSES * CLASSES * CLASSES;
    static codec_expected e;
    uint8_t classes[CLASSES];
    codec_sets sets;
    uint64_t n_runs = 0;

    classes_of(kind, classes);
    sums(&sets, kind);
    for (size_t block = worker; block <= (n_texts - 1) / share; block += n_workers) {
        const uint64_t random = mixed(seed, block);
        const size_t index = block * share + (size_t)(random % share);
        uint8_t text[4];
        size_t cuts[3], n_cuts = 0;

        if (index >= n_texts)
            continue;
        for (size_t i = 0, rest = index; i < 4; i++, rest /= CLASSES)
            text[i] = classes[rest % CLASSES];
        for (size_t i = 0; i < 3; i++) {
            if ((random >> (40 + i) & 1) != 0)
                cuts[n_cuts++] = i + 1;
        }
        for (size_t s = 0; s < sets.n; s++) {
            codec_expect(&sets.options[s], text, 4, &e);
            expect_right(codec_compare(&sets.fresh[s], text, 4, NULL, 0, 64, &e), &sets.options[s],
                         text, 4);
            expect_right(
                codec_compare(&sets.fresh[s], text, 4, cuts, n_cuts, room_of(random >> 48), &e),
                &sets.options[s], text, 4);
            n_runs += 2;
        }
    }
    return n_runs;
}

uint64_t exhaustive_codec(size_t worker, size_t n_workers, size_t share, uint64_t seed,
                          size_t longest)
{
    static codec_sets of_base64, of_hex;
    uint64_t n = 0;

    all_sets(&of_base64, SEAM_CODEC_BASE64);
    all_sets(&of_hex, SEAM_CODEC_HEX);
    for (size_t len = 1; len <= longest; len++) {
        n += check_kinds(&of_base64, kinds_of_base64, len, worker, n_workers, share, seed);
        n += check_kinds(&of_hex, kinds_of_hex, len, worker, n_workers, share, seed);
    }
    n += check_quadruples(SEAM_CODEC_BASE64, worker, n_workers, share, seed);
    n += check_quadruples(SEAM_CODEC_BASE64URL, worker, n_workers, share, seed);
    return n;
}
