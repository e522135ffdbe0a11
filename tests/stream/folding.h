/* What tests of caseless comparison and search share: chains that are cut anywhere, the folding of a whole text, and
 * texts that nearly agree. */
#ifndef SEAM_TESTS_FOLDING_H
#define SEAM_TESTS_FOLDING_H

#include <string.h>

#include "pool_fixture.h"
#include "put_utf8.h"
#include "seam/casefold.h"
#include "seam/normalize.h"

enum { MOST_BYTES = 64, MOST_FOLDED = 1024 };

static seam_pool *pool;
static prng rng;

static inline void open_pool(void)
{
    ck_ok(seam_pool_create(NULL, &pool));
    prng_init(&rng, test_seed("casefold"));
}

static inline void close_pool(void)
{
    seam_pool_destroy(&pool);
}

/* A chain whose segments are cut at random places, inside characters as well. Bytes are linked one segment
 * at a time, so that none is joined to the one before. */
static inline seam_chain chain_of(seam_view text)
{
    seam_chain chain;

    seam_chain_init(&chain, pool);
    while (text.len > 0) {
        const size_t n = 1 + prng_below(&rng, prng_below(&rng, 2) == 0 ? 3 : text.len);
        const size_t len = n < text.len ? n : text.len;
        seam_buf segment;

        ck_ok(seam_buf_copy(pool, seam_view_of(text.data, len), &segment));
        ck_ok(seam_chain_append(&chain, &segment));
        text = seam_view_of(text.data + len, text.len - len);
    }
    return chain;
}

/* ---- the folding of a whole text */

typedef struct folded {
    uint8_t bytes[MOST_FOLDED];
    size_t n;
} folded;

static inline void apply(unsigned form, folded *text)
{
    const seam_normalizer_options options = {.form = (uint8_t)form};
    seam_normalizer norm;
    folded out = {.n = 0};
    seam_view in = seam_view_of(text->bytes, text->n);

    ck_ok(seam_normalizer_init(&norm, &options));
    seam_normalizer_finish(&norm);
    ck_status(seam_normalizer_convert(&norm, &in, out.bytes, sizeof(out.bytes), &out.n), SEAM_EOF);
    *text = out;
}

static inline folded fold(seam_view text, bool canonical)
{
    folded f = {.n = text.len};

    ck_assert_uint_le(text.len, sizeof(f.bytes));
    memcpy(f.bytes, text.data, text.len);
    if (canonical)
        apply(SEAM_NFD, &f);
    apply(SEAM_CASEFOLD, &f);
    if (canonical)
        apply(SEAM_NFD, &f);
    return f;
}

/* ---- texts that nearly agree */

/* Letters with and without case, of several foldings, marks of several classes, what composes. */
static const uint32_t letters[] = {
    'a',     'A',    's',    'S',    'k',    'K',    'i',    'I',    'f',   '1',
    ' ',     0xC5,   0xE5,   0x212B, 0xDF,   0x1E9E, 0x17F,  0x130,  0x131, 0x1F0,
    0x149,   0x212A, 0x390,  0x3B9,  0x345,  0x1FB3, 0x1FBC, 0x3A3,  0x3C2, 0x3C3,
    0x301,   0x30A,  0x323,  0x307,  0x344,  0xFB03, 0xFB06, 0x416,  0x436, 0x10400,
    0x10428, 0x4E2D, 0xAC00, 0x1100, 0x1161, 0xF900, 0x13A0, 0xAB70,
};

/* What a text becomes when single characters are replaced by others of the same folding, or by any. */
static inline size_t random_text(uint8_t *out, size_t n_characters, size_t n_kinds)
{
    size_t n = 0;

    for (size_t i = 0; i < n_characters; i++)
        n += put_utf8(out + n, letters[prng_below(&rng, n_kinds)]);
    return n;
}

#endif
