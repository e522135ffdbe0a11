#include "transcoding_text.h"

/* A code point of one length in UTF-8; from Latin-1 only the first two have any. */
static uint32_t random_point(uint64_t random, unsigned kind, bool latin1)
{
    static const uint32_t first[] = {0, 0x80, 0x800, 0xE000, 0x10000, 0x80};
    static const uint32_t n[] = {0x80, 0x780, 0xD000, 0x2000, 0x100000, 0x80};

    if (latin1)
        return (uint32_t)(random >> 8) & 0xFF;
    return first[kind] + (uint32_t)((random >> 8) % n[kind]);
}

/* Some bytes of nonsense, near the rules of Table 3-7 and of surrogates. */
static size_t put_nonsense(uint64_t random, uint8_t *out)
{
    static const uint8_t odd[] = {0x80, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE4, 0xED, 0xEF, 0xF0,
                                  0xF4, 0xF5, 0xFF, 0xD8, 0xDB, 0xDC, 0x00, 0x10, 0x11, 0x90, 0xA0};
    const size_t n = 1 + random % 3;

    for (size_t i = 0; i < n; i++)
        out[i] = odd[(random >> (8 + 8 * i)) % sizeof(odd)];
    return n;
}

/* One character, or nonsense. */
static size_t put_one(text_form form, unsigned kind, bool clean, uint64_t random, uint8_t *out)
{
    const unsigned of = kind == 6 ? (unsigned)(random % 6) : kind;
    const uint32_t c = random_point(random, of, form == FORM_LATIN1);

    if (!clean && random >> 56 == 0)
        return put_nonsense(random, out);
    return form_put(form, kind == 0 ? c & 0x7F : c, out);
}

size_t form_text(text_form form, prng *rng, uint8_t *out, size_t len)
{
    /* One text in two is well-formed up to its end. */
    const bool clean = prng_next(rng) % 2 == 0;
    size_t left = 0;
    unsigned kind = 0;

    for (size_t at = 0; at < len; left--) {
        uint8_t unit[4];
        size_t n;

        if (left == 0) {
            kind = (unsigned)prng_below(rng, 7);
            left = 1 + prng_below(rng, prng_below(rng, 2) == 0 ? 4 : 40);
        }
        n = put_one(form, kind, clean, prng_next(rng), unit);
        for (size_t i = 0; i < n && at < len; i++)
            out[at++] = unit[i];
    }
    return len;
}
