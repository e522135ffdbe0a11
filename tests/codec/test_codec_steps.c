/* What decoding of digits costs, by counting the bytes that are looked at and not by time: linear in the input,
 * whatever has to be skipped, however it is cut, and however little room there is. */
#include <string.h>

#include "kernel/space.h"
#include "kernel/table.h"
#include "need.h"
#include "seam/base64.h"
#include "seam/codec.h"
#include "support.h"

size_t n_looked_at;

/* ---- the kernels
 *
 * A call counts for what it got through, and for one vector where it stopped earlier. */

enum { VECTOR = 64 };

static const seam__kernel *real;

static size_t looked(size_t done, size_t n)
{
    n_looked_at += done + (n - done < VECTOR ? n - done : VECTOR);
    return done;
}

static size_t hex_decode(const uint8_t *p, size_t n_pairs, uint8_t *dst)
{
    const size_t done = real->hex_decode(p, n_pairs, dst);

    return looked(2 * done, 2 * n_pairs) / 2;
}

static size_t base64_decode(const uint8_t *p, size_t n_groups, seam__base64_alphabet alphabet,
                            uint8_t *dst)
{
    const size_t done = real->base64_decode(p, n_groups, alphabet, dst);

    return looked(4 * done, 4 * n_groups) / 4;
}

/* The length of what belongs to a group that the kernel begins with and cannot end. */
static size_t begun(const uint8_t *p, size_t n, seam__base64_alphabet alphabet)
{
    size_t len = 0, n_digits = 0;

    while (len < n && n_digits < 4 &&
           (seam__is_space(p[len]) || seam__base64_value(p[len], alphabet) < 64))
        n_digits += !seam__is_space(p[len++]);
    return len;
}

static size_t base64_decode_spaced(const uint8_t *p, size_t n, seam__base64_alphabet alphabet,
                                   uint8_t *dst, size_t cap, size_t *n_out)
{
    const size_t done = real->base64_decode_spaced(p, n, alphabet, dst, cap, n_out);

    /* Where the room is used up, what the kernel got through is all that it was for. */
    if (cap - *n_out < 3)
        return looked(done, done);
    n_looked_at += begun(p + done, n - done, alphabet);
    return looked(done, n);
}

static seam__kernel counting;

static void count_kernels(void)
{
    real = seam__kernel_get();
    counting = *real;
    counting.hex_decode = hex_decode;
    counting.base64_decode = base64_decode;
    counting.base64_decode_spaced = base64_decode_spaced;
    atomic_store(&seam__kernel_current, &counting);
}

static void stop_counting(void)
{
    atomic_store(&seam__kernel_current, real);
}

/* ---- the texts */

enum { LEN = 1 << 20 };

static uint8_t text[LEN], out[LEN];

/* Each is repeated until the text is full, but for the last unit, which is a digit. */
static const char *const units[] = {
    " ",
    "!",
    "A",
    "A ",
    "A!",
    "AAAA",
    "AAA!A",
    "AAAA\n",
    " A A A A",
    "AAAAAAAA AAAAAAAA!",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA!",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\nAAAA                                 ",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA!"};

enum { N_UNITS = sizeof(units) / sizeof(units[0]), N_RANDOM = 6 };

/* The text of a unit, or digits with more and more of what is skipped between them. */
static void make_text(size_t which, bool spaces_alone, prng *rng)
{
    if (which < N_UNITS) {
        const size_t len = strlen(units[which]);

        for (size_t i = 0; i < LEN; i++)
            text[i] = (uint8_t)units[which][i % len];
    } else {
        for (size_t i = 0; i < LEN; i++)
            text[i] = prng_below(rng, (uint64_t)4 << 2 * (which - N_UNITS)) == 0 ? '!' : 'A';
    }
    for (size_t i = 0; i < LEN && spaces_alone; i++)
        text[i] = text[i] == '!' ? ' ' : text[i];
    text[LEN - 1] = 'A';
}

/* Bytes that may be looked at for each byte of input. Streams look at 5 at most, of which the kernels have
 * most; a call at 39, where it starts them anew for each group. */
enum { OF_STREAM = 10, OF_CALL = 64 };

static void expect_linear(const char *what, size_t which, size_t n, size_t each)
{
    ck_assert_msg(n_looked_at <= each * n, "%s, text %zu: %zu bytes looked at for %zu", what, which,
                  n_looked_at, n);
}

/* ---- the decoders */

static void decode_stream(const seam_codec_options *options, size_t which, size_t chunk,
                          size_t room)
{
    const size_t n = chunk < LEN || room < LEN ? LEN / 16 : LEN;
    seam_codec codec;
    seam_transform t;
    seam_status r = SEAM_MORE;

    NEED(seam_codec_init(&codec, options) == SEAM_OK);
    t = seam_codec_transform(&codec);
    n_looked_at = 0;
    for (size_t at = 0; at < n && r == SEAM_MORE; at += chunk) {
        seam_view in = seam_view_of(text + at, n - at < chunk ? n - at : chunk);

        do {
            size_t produced;

            r = seam_transform_convert(t, &in, out, room, &produced);
        } while (r == SEAM_FULL);
    }
    NEED(r == SEAM_MORE);
    expect_linear("stream", which, n, OF_STREAM);
}

static void decode_at_once(uint32_t flags, size_t which, size_t room)
{
    const size_t n = room < LEN ? LEN / 16 : LEN;
    seam_view in = seam_view_of(text, n);
    size_t produced;
    seam_status r;

    n_looked_at = 0;
    do {
        r = seam_base64_decode(&in, flags | SEAM_BASE64_FINAL, out, room, &produced);
    } while (r == SEAM_FULL);
    NEED(r == SEAM_OK || r == SEAM_ETRUNC);
    expect_linear("one call", which, n, OF_CALL);
}

static const size_t chunks[] = {LEN, 4096, 700, 64, 5};
static const size_t rooms[] = {LEN, 300, 4};

START_TEST(streams_of_digits_cost_no_more_than_their_bytes)
{
    const bool spaces_alone = _i % 2 != 0;
    const uint32_t skipped = spaces_alone ? SEAM_CODEC_SKIP_SPACES : SEAM_CODEC_SKIP_ANY;
    const seam_codec_options o = {.kind = (uint8_t)(_i / 2 % 3),
                                  .flags = SEAM_CODEC_DECODE | skipped};
    prng rng;

    prng_init(&rng, test_seed("steps of streams"));
    for (size_t which = 0; which < N_UNITS + N_RANDOM; which++) {
        make_text(which, spaces_alone, &rng);
        for (size_t c = 0; c < sizeof(chunks) / sizeof(chunks[0]); c++) {
            for (size_t r = 0; r < sizeof(rooms) / sizeof(rooms[0]); r++)
                decode_stream(&o, which, chunks[c], rooms[r]);
        }
    }
}
END_TEST

START_TEST(digits_at_once_cost_no_more_than_their_bytes)
{
    const bool spaces_alone = _i % 2 != 0;
    prng rng;

    prng_init(&rng, test_seed("steps of calls"));
    for (size_t which = 0; which < N_UNITS + N_RANDOM; which++) {
        make_text(which, spaces_alone, &rng);
        for (size_t r = 0; r < sizeof(rooms) / sizeof(rooms[0]); r++)
            decode_at_once(spaces_alone ? SEAM_BASE64_FORGIVING : SEAM_BASE64_LENIENT, which,
                           rooms[r]);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("codec_steps");
    TCase *tc = tcase_create("steps");

    tcase_set_timeout(tc, 120);
    tcase_add_checked_fixture(tc, count_kernels, stop_counting);
    tcase_add_loop_test(tc, streams_of_digits_cost_no_more_than_their_bytes, 0, 6);
    tcase_add_loop_test(tc, digits_at_once_cost_no_more_than_their_bytes, 0, 2);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
