/* Converting UTF-32 to UTF-8 for AVX-512. Each vector is validated by itself and stored by masked
 * stores. */
#ifndef SEAM_KERNEL_UTF32_TO_UTF8_AVX512_INL_H
#define SEAM_KERNEL_UTF32_TO_UTF8_AVX512_INL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "base/bits.h"
#include "kernel/scalar.h"
#include "kernel/utf16_to_utf8_vec_avx512.inl.h"

/* The constants, which stay in registers during a call. */
typedef struct utf32_constants {
    encode_two_constants two;
    encode_four_constants wide;
    vec not_ascii, not_two; /* bits that units of one byte, and of two bytes, lack */
    vec order; /* undoes the order in which a pack instruction takes the lanes of two vectors */
    vec threes;
} utf32_constants;

static inline utf32_constants utf32_load(void)
{
    return (utf32_constants){
        .two = encode_two_load(),
        .wide = encode_four_load(),
        .not_ascii = vec_pin(vec32_splat(0xFFFFFF80)),
        .not_two = vec_pin(vec32_splat(0xFFFFF800)),
        .order = vec_pin(_mm512_set_epi64(7, 5, 3, 1, 6, 4, 2, 0)),
        .threes = vec_pin(vec_load(encode_threes)),
    };
}

/* The units of a vector in the byte order of the CPU. */
SEAM__TEMPLATE vec units4(vec v, bool big)
{
    static const uint8_t turn[16] = {3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12};

    return big ? _mm512_shuffle_epi8(v, vec_broadcast_16(turn)) : v;
}

static inline bool utf32_none(vec v, vec bits)
{
    return _mm512_test_epi32_mask(v, bits) == 0;
}

/* Converts code points below 800, two vectors at a time. */
SEAM__TEMPLATE void utf32_run(const utf32_constants *k, encode_state *at, bool big)
{
    while (encode_left(at) >= 2 * VEC_BYTES && encode_room(at) >= VEC_BYTES) {
        const vec v0 = units4(vec_load(at->p), big);
        const vec v1 = units4(vec_load(at->p + VEC_BYTES), big);
        const vec both = _mm512_or_si512(v0, v1);
        const vec v = _mm512_permutexvar_epi64(k->order, _mm512_packus_epi32(v0, v1));

        if (utf32_none(both, k->not_ascii)) {
            _mm256_storeu_si256((void *)at->out, _mm512_cvtepi16_epi8(v));
            at->out += UNITS2;
        } else if (utf32_none(both, k->not_two)) {
            at->out = encode_store_masked(at->out, encode_two(&k->two, v));
        } else {
            break;
        }
        at->p += 2 * VEC_BYTES;
    }
}

/* A mask of the units that are scalar values. */
static inline uint16_t utf32_good(vec c)
{
    const vec kinds = _mm512_and_si512(c, vec32_splat(0xFFFFF800));

    return _mm512_cmplt_epu32_mask(c, vec32_splat(0x110000)) &
           (uint16_t)~_mm512_cmpeq_epi32_mask(kinds, vec32_splat(0xD800));
}

static inline encode_piece utf32_piece(const utf32_constants *k, vec c)
{
    if (_mm512_cmplt_epu32_mask(c, vec32_splat(0x10000)) != UINT16_MAX)
        return encode_any(&k->wide, UINT16_MAX, c);
    return _mm512_test_epi32_mask(c, k->not_two) == UINT16_MAX
               ? encode_three(&k->wide, k->threes, c)
               : encode_bmp(&k->wide, c);
}

/* Converts a whole vector. Returns false when there is none, no room, or a fault in it. It always
 * takes the whole vector, so that the next one need not wait for it. */
SEAM__TEMPLATE bool utf32_whole(const utf32_constants *k, encode_state *at, bool big)
{
    vec c;

    if (encode_left(at) < VEC_BYTES || encode_room(at) < VEC_BYTES)
        return false;
    c = units4(vec_load(at->p), big);
    if (utf32_good(c) != UINT16_MAX)
        return false;
    at->out = encode_store_masked(at->out, utf32_piece(k, c));
    at->p += VEC_BYTES;
    return true;
}

/* Converts the units before a fault, or what is left of the text. Returns false when it has
 * converted nothing. */
SEAM__TEMPLATE bool utf32_step(const utf32_constants *k, encode_state *at, bool big)
{
    const size_t n = seam__min(encode_left(at) / 4, UNITS4);
    const vec c = units4(vec_load_partial(at->p, 4 * n), big);
    const size_t good = seam__min(n, (size_t)__builtin_ctz(~(unsigned)utf32_good(c)));
    const encode_piece piece = encode_any(&k->wide, (uint16_t)vec_low_bits(good), c);

    if (good == 0 || encode_room(at) < piece.len)
        return false;
    at->out = encode_store_exact(at->out, piece);
    at->p += 4 * good;
    return true;
}

/* Converts at most a vector. Returns false, and has done nothing, where it has a fault, and where the result
 * does not fit. */
SEAM__TEMPLATE bool utf32_few(encode_state *at, bool big)
{
    const size_t n = encode_left(at) / 4;
    const vec c = units4(vec_load_partial(at->p, 4 * n), big);
    encode_piece piece;

    if (utf32_none(c, vec32_splat(0xFFFFFF80))) {
        piece = (encode_piece){_mm512_maskz_compress_epi8(UINT64_C(0x1111111111111111), c), n};
    } else {
        const encode_four_constants k = encode_four_load();

        if (utf32_good(c) != UINT16_MAX)
            return false;
        piece = encode_any(&k, (uint16_t)vec_low_bits(n), c);
    }
    if (encode_room(at) < piece.len)
        return false;
    at->out = encode_store_exact(at->out, piece);
    at->p += 4 * n;
    return n > 0;
}

/* For more than a vector, and for what utf32_few() leaves. */
SEAM__TEMPLATE void utf32_many(encode_state *at, bool big)
{
    const utf32_constants k = utf32_load();

    do {
        utf32_run(&k, at, big);
    } while (utf32_whole(&k, at, big) || (encode_left(at) <= VEC_BYTES && utf32_few(at, big)) ||
             utf32_step(&k, at, big));
}

SEAM__TEMPLATE void utf32_to_utf8(encode_state *at, bool big)
{
    if (encode_left(at) > VEC_BYTES || !utf32_few(at, big))
        utf32_many(at, big);
}

ENCODER(utf32le, utf32_to_utf8, false)
ENCODER(utf32be, utf32_to_utf8, true)

#endif
