#include "exhaustive_spaced.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exhaustive.h"
#include "kernel/table.h"

/* Two digits, two kinds of white space, and a byte that is neither. */
static const uint8_t kinds[] = {'A', 'z', ' ', '\n', '!'};

enum { KINDS = 5, LONGEST = 6, PLACES = 32, LEN = 192, ROOM = LEN / 4 * 3, CANARY = 0xA5 };

/* What a text lies amid. */
enum { DIGITS, LINES, SURROUNDINGS };

typedef struct answer {
    size_t n_in, n_out;
    uint8_t out[ROOM];
} answer;

static void surround(uint8_t text[LEN], int surroundings)
{
    static const char digits[] = "QmFzZTY0";

    for (size_t i = 0; i < LEN; i++)
        text[i] = (uint8_t)(surroundings == LINES && i % 77 == 76 ? '\n' : digits[i % 8]);
}

/* The first places, and those around the ends of the first two of the widest vectors. */
static size_t place_of(size_t i)
{
    return i < 8 ? i : i < 24 ? 56 + (i - 8) : 116 + (i - 24);
}

static void ask(const seam__kernel *kernel, const uint8_t *text, size_t cap, answer *a)
{
    memset(a->out, CANARY, sizeof(a->out));
    a->n_in =
        kernel->base64_decode_spaced(text, LEN, SEAM__BASE64_STANDARD, a->out, cap, &a->n_out);
}

static void expect_equal(const seam__kernel *kernel, const uint8_t *text, size_t cap,
                         const answer *a, const answer *expected)
{
    if (a->n_in == expected->n_in && a->n_out == expected->n_out &&
        memcmp(a->out, expected->out, ROOM) == 0)
        return;
    printf("exhaustive: %s, base64 with white space, room %zu: %zu bytes become %zu, not %zu "
           "become %zu:",
           kernel->name, cap, a->n_in, a->n_out, expected->n_in, expected->n_out);
    for (size_t i = 0; i < LEN; i++)
        printf(" %02x", text[i]);
    puts("");
    exit(EXIT_FAILURE);
}

/* Asks every kernel that can run here. Returns how many. */
static uint64_t check_text(const uint8_t *text, size_t cap)
{
    const seam__kernel *kernel;
    answer expected, a;
    uint64_t n = 0;

    ask(&seam__kernel_scalar, text, cap, &expected);
    for (size_t i = 0; (kernel = seam__kernel_built(i)) != NULL; i++) {
        if (kernel == &seam__kernel_scalar || !kernel->usable())
            continue;
        ask(kernel, text, cap, &a);
        expect_equal(kernel, text, cap, &a, &expected);
        n++;
    }
    return n;
}

/* One text of `len` bytes at every place. */
static uint64_t check_places(size_t index, size_t len)
{
    uint64_t n = 0;

    for (size_t i = 0; i < (size_t)PLACES * SURROUNDINGS; i++) {
        const uint64_t random = mixed(index, i);
        uint8_t text[LEN];

        surround(text, (int)(i / PLACES));
        for (size_t k = 0, rest = index; k < len; k++, rest /= KINDS)
            text[place_of(i % PLACES) + k] = kinds[rest % KINDS];
        n += check_text(text, ROOM);
        n += check_text(text, (size_t)(random % ROOM));
    }
    return n;
}

uint64_t exhaustive_spaced(size_t worker, size_t n_workers, size_t share, uint64_t seed)
{
    uint64_t n = 0;
    size_t n_texts = 1;

    for (size_t len = 1; len <= LONGEST; len++) {
        n_texts *= KINDS;
        for (size_t block = worker; block <= (n_texts - 1) / share; block += n_workers) {
            const size_t index = block * share + (size_t)(mixed(seed, block) % share);

            if (index < n_texts)
                n += check_places(index, len);
        }
    }
    return n;
}
