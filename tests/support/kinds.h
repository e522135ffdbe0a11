/* Text of many kinds, for what treats it by what it holds. */
#ifndef SEAM_TESTS_KINDS_H
#define SEAM_TESTS_KINDS_H

#include <string.h>

#include "support.h"

/* Text of one kind each: what the fast validators take, and what they leave to others. */
static const char *const kinds[] = {
    "plain text ",
    "\xC2\xA0\xDF\xBF", /* the least and the greatest of two bytes */
    "\xD0\xBF\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82 ",
    "d\xC3\xA9j\xC3\xA0 vu, ",
    "na\xC3\xAFve \xE2\x80\x94 ",
    "\xE4\xB8\xAD\xE6\x96\x87",
    "\xE0\xA0\x80\xE0\xB8\x81\xE0\xBF\xBF", /* behind E0 */
    "\xED\x80\x80\xED\x9E\xA3\xED\x9F\xBF", /* behind ED */
    "\xEE\x80\x80\xEF\xBF\xBF",
    "\xF0\x9F\x98\x80\xF0\x90\x80\x80",
    "x\xF4\x8F\xBF\xBF",
};

#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* Bytes at the borders of Table 3-7. */
static const uint8_t borders[] = {0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF,
                                  0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED,
                                  0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF};

#define N_BORDERS ((size_t)24)

SEAM_STATIC_ASSERT(sizeof(borders) == N_BORDERS);

/* Whole units of one kind from `at` on, as many as fit before `end`. Returns where they end. */
static inline size_t put_kind(uint8_t *text, size_t at, size_t end, const char *kind)
{
    const size_t len = strlen(kind);

    for (; at + len <= end; at += len) {
        for (size_t i = 0; i < len; i++)
            text[at + i] = (uint8_t)kind[i];
    }
    return at;
}

/* Runs of up to 700 bytes, each of one kind. */
static inline size_t random_runs(prng *rng, uint8_t *text, size_t most)
{
    size_t n = 0;

    while (n + 16 < most) {
        const size_t end = n + 12 + prng_below(rng, 700);

        n = put_kind(text, n, end < most ? end : most, kinds[prng_below(rng, N_KINDS)]);
    }
    return n;
}

#endif
