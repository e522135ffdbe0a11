/* Texts that are hard on the rules about characters: short random strings of the code points that some
 * rule speaks of, with plain ones between them. */
#ifndef SEAM_TESTS_TEXT_SAMPLES_H
#define SEAM_TESTS_TEXT_SAMPLES_H

#include <string.h>

#include "need.h"
#include "support.h"
#include "ucd.h"

/* Copies a text to `out` and returns its length. */
static inline size_t put_text(uint8_t *out, seam_view text)
{
    if (text.len > 0)
        memcpy(out, text.data, text.len);
    return text.len;
}

/* At most this many bytes for each code point. */
enum { SAMPLE_BYTES = 4 };

/* A code point that some rule speaks of, three times in four; else any scalar value. */
static inline uint32_t sample_code_point(prng *rng)
{
    static const uint32_t hard[] = {
        /* line ends, controls, plain letters */
        '\r', '\n', '\t', 0x7F, 0x85, 0xAD, 0x200B, 0x2028, 'a', 'b', ' ', 'e', 'A', 'O', 's', 0xE9,
        0x430, 0x4E00, 0x3042, 0x14C, 0x1A1, 0xDF, 0x130, 0x3A3,
        /* marks of many classes, spacing ones, joiners, variation selectors */
        0x300, 0x301, 0x302, 0x304, 0x307, 0x308, 0x30A, 0x31B, 0x323, 0x327, 0x328, 0x338, 0x345,
        0x34F, 0x35C, 0x5B0, 0x5B4, 0x5BC, 0x64B, 0x651, 0x653, 0x670, 0x711, 0x93C, 0x94D, 0x903,
        0x9BE, 0x9C7, 0xB3E, 0xBBE, 0xBD7, 0xCC2, 0xCC6, 0xCD5, 0xD3E, 0xDCA, 0xDCF, 0xDD9, 0xE38,
        0xE33, 0xEB8, 0xF71, 0xF72, 0xF74, 0xF80, 0x102E, 0x3099, 0x309A, 0x302A, 0x302E, 0x20D0,
        0x20E3, 0x1133E, 0x11347, 0x110BA, 0x1D165, 0x1D16E, 0x200C, 0x200D, 0xFE0F, 0xFE0E,
        0xE0061,
        /* decompositions of every kind */
        0x340, 0x344, 0x374, 0x387, 0xF73, 0xF75, 0xF81, 0x958, 0x9DC, 0x1E9B, 0x1F82, 0x1FEF,
        0x2126, 0x212B, 0x2ADC, 0xAC00, 0xAC01, 0xF900, 0xFB1D, 0xFB2C, 0xFB01, 0xFDFA, 0xFF76,
        0xFF9E, 0xFF9F, 0x1D15E, 0x1D160, 0x2F800, 0x2460, 0x3300, 0xA0, 0xBD, 0x1C4,
        /* Hangul */
        0x1100, 0x1112, 0x115F, 0x1160, 0x1161, 0x1175, 0x11A7, 0x11A8, 0x11C2, 0xA960, 0xD7B0,
        0xD7CB,
        /* Prepend, flags, pictographs */
        0x600, 0x6DD, 0x70F, 0x8E2, 0x110BD, 0x1F1E6, 0x1F1FF, 0x1F468, 0x1F469, 0x1F3FB, 0x2764,
        0xA9, 0x1F6D1,
        /* ignorable though unassigned */
        0x2065, 0xFFF0, 0xE0000, 0xE0FFF};
    uint32_t c;

    if (prng_below(rng, 4) != 0)
        return hard[prng_below(rng, sizeof(hard) / sizeof(hard[0]))];
    do
        c = (uint32_t)prng_below(rng, prng_below(rng, 2) == 0 ? 0x3100 : UCD_CODE_POINTS);
    while (c >= 0xD800 && c < 0xE000);
    return c;
}

/* Writes `n` of them, at times of four values only, so that rules meet. Returns bytes. */
static inline size_t sample_text(prng *rng, size_t n, uint8_t *out)
{
    uint32_t few[4];
    const bool of_few = prng_below(rng, 3) == 0;
    size_t len = 0;

    for (size_t i = 0; i < 4; i++)
        few[i] = sample_code_point(rng);
    for (size_t i = 0; i < n; i++) {
        const uint32_t c = of_few ? few[prng_below(rng, 4)] : sample_code_point(rng);

        len += ucd_encode(&c, 1, out + len);
    }
    return len;
}

#endif
