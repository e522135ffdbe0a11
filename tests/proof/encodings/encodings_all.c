/* All scalar values in all pairs; all short strings of UTF-16; all short strings of bytes that come back from
 * text. */
#include <string.h>

#include "encodings.h"
#include "pairs_reference.h"
#include "reference.h"

/* ---- every scalar value, from each encoding that has it to each, cut everywhere */

static uint64_t convert_everywhere(const seam_decoder_options *o, const uint8_t *in, size_t n,
                                   const uint8_t *out, size_t n_out, size_t n_faults)
{
    outcome got;

    for (unsigned cuts = 0; cuts < 1u << n; cuts++) {
        decode_cut(o, in, n, cuts, &got);
        if (got.n_out != n_out || memcmp(got.out, out, n_out) != 0 || got.n_faults != n_faults ||
            (n_faults > 0 && (got.last.reason != SEAM_REASON_UNMAPPABLE || got.last.len != n ||
                              got.last.offset != 0)))
            differs("scalar value", o, in, n, cuts);
    }
    return UINT64_C(1) << n;
}

static uint64_t one_scalar(uint32_t c)
{
    uint64_t n_done = 0;

    for (size_t f = 0; f < N_ENCODINGS; f++) {
        uint8_t in[4];
        const size_t n = put_in(encodings[f], c, in);

        for (size_t t = 0; t < N_ENCODINGS - 1 && n > 0; t++) {
            const seam_decoder_options o = {.from = encodings[f], .to = encodings[t]};
            uint8_t out[4] = {'?'};
            const size_t n_out = put_in(encodings[t], c, out);

            if (n_out == 0)
                out[0] = '?'; /* the encoding does not have U+FFFD either */
            n_done += convert_everywhere(&o, in, n, out, n_out == 0 ? 1 : n_out, n_out == 0);
        }
    }
    return n_done;
}

uint64_t all_scalars(const share *s)
{
    uint64_t n_done = 0;

    for (uint32_t c = 0; c < 0x110000; c++) {
        if ((c < 0xD800 || c >= 0xE000) && (c < 0x180 || is_taken(s, c)))
            n_done += one_scalar(c);
    }
    return n_done;
}

/* ---- UTF-16 and UTF-32, well-formed or not, against the model of pairs */

/* In every chunking. What the model says of the output and of faults does not depend on it. */
static uint64_t as_the_model(const seam_decoder_options *o, const uint8_t *in, size_t n)
{
    static pairs_expected expected;
    outcome got;

    pairs_expect(o, in, n, &expected);
    for (unsigned cuts = 0; cuts < 1u << (n - 1); cuts++) {
        decode_cut(o, in, n, cuts, &got);
        if (got.n_out != expected.n_out || memcmp(got.out, expected.out, got.n_out) != 0 ||
            got.n_faults != expected.n_faults ||
            (got.n_faults > 0 && (got.last.offset != expected.faults[got.n_faults - 1].offset ||
                                  got.last.reason != expected.faults[got.n_faults - 1].reason ||
                                  got.last.len != expected.faults[got.n_faults - 1].len)))
            differs("as the model", o, in, n, cuts);
    }
    return UINT64_C(1) << (n - 1);
}

/* In all modes that there are. */
static uint64_t in_all_modes(unsigned from, const uint8_t *in, size_t n)
{
    static const uint8_t targets[] = {SEAM_UTF8, SEAM_WTF8, SEAM_UTF16LE};
    uint64_t n_done = 0;

    for (unsigned mode = 0; mode < 3 * 4 * 2 * 2; mode++) {
        const seam_decoder_options o = {.from = (uint8_t)from,
                                        .to = targets[mode % 3],
                                        .errors = (uint8_t)(mode / 3 % 4),
                                        .hold = (uint8_t)(mode / 12 % 2),
                                        .tail = (uint8_t)(mode / 24)};
        seam_decoder dec;

        if (seam_decoder_init(&dec, &o) == SEAM_OK)
            n_done += as_the_model(&o, in, n);
    }
    return n_done;
}

/* String number `index` of n units, out of eight kinds. */
static void put_units(size_t index, size_t n, bool is_big, uint8_t *out)
{
    static const uint16_t kinds[8] = {0x0041, 0x00E9, 0x20AC, 0xD83D,
                                      0xDBFF, 0xDC4D, 0xDFFF, 0xFEFF};

    for (size_t i = 0; i < n; i++, index /= 8) {
        out[2 * i + is_big] = (uint8_t)kinds[index % 8];
        out[2 * i + !is_big] = (uint8_t)(kinds[index % 8] >> 8);
    }
}

static uint64_t strings_of_units(const share *s)
{
    uint64_t n_done = 0;

    for (size_t n = 1, n_strings = 8; n <= 4; n++, n_strings *= 8) {
        for (size_t i = 0; i < n_strings; i++) {
            uint8_t in[8];

            for (unsigned is_big = 0; is_big < 2 && (n < 3 || is_taken(s, i)); is_big++) {
                put_units(i, n, is_big == 1, in);
                n_done += in_all_modes(is_big ? SEAM_UTF16BE : SEAM_UTF16LE, in, 2 * n);
            }
        }
    }
    return n_done;
}

/* Up to five bytes out of six kinds: units that are cut short as well. */
static uint64_t strings_of_bytes(const share *s)
{
    static const uint8_t kinds[6] = {0x00, 0x41, 0xD8, 0xDB, 0xDC, 0xDF};
    uint64_t n_done = 0;

    for (size_t n = 1, n_strings = 6; n <= 5; n++, n_strings *= 6) {
        for (size_t i = 0; i < n_strings; i++) {
            uint8_t in[5];
            size_t rest = i;

            for (size_t k = 0; k < n; k++, rest /= 6)
                in[k] = kinds[rest % 6];
            for (unsigned from = SEAM_UTF16LE; from <= SEAM_UTF16BE && is_taken(s, i); from++)
                n_done += in_all_modes(from, in, n);
        }
    }
    return n_done;
}

/* A unit as its low byte, a lone surrogate as well: Buffer.from(s, 'latin1'). */
static uint64_t as_low_byte(unsigned from, const uint8_t *in, uint8_t low)
{
    const seam_decoder_options o = {.from = (uint8_t)from,
                                    .to = SEAM_LATIN1,
                                    .errors = SEAM_ERRORS_SKIP,
                                    .unmappable = SEAM_UNMAPPABLE_LOW_BYTE};
    outcome got;

    for (unsigned cuts = 0; cuts < 2; cuts++) {
        decode_cut(&o, in, 2, cuts, &got);
        if (got.n_out != 1 || got.out[0] != low || got.n_faults != 0)
            differs("low byte", &o, in, 2, cuts);
    }
    return 2;
}

static uint64_t single_units(const share *s)
{
    uint64_t n_done = 0;

    for (uint32_t unit = 0; unit < 0x10000; unit++) {
        for (unsigned is_big = 0; is_big < 2 && is_taken(s, unit); is_big++) {
            uint8_t in[2];

            in[is_big] = (uint8_t)unit;
            in[!is_big] = (uint8_t)(unit >> 8);
            n_done += in_all_modes(is_big ? SEAM_UTF16BE : SEAM_UTF16LE, in, 2);
            n_done += as_low_byte(is_big ? SEAM_UTF16BE : SEAM_UTF16LE, in, (uint8_t)unit);
        }
    }
    return n_done;
}

/* Every number up to 1FFFFF, and those around each power of two. */
static uint64_t numbers_of_utf32(const share *s)
{
    uint64_t n_done = 0;

    for (uint64_t i = 0; i < 0x200000 + 3 * 32; i++) {
        const uint64_t k = i - 0x200000;
        const uint32_t number =
            i < 0x200000 ? (uint32_t)i : (uint32_t)((UINT64_C(1) << k / 3) + k % 3 - 1);

        if (i < 0x200000 && !is_taken(s, i))
            continue;
        for (unsigned is_big = 0; is_big < 2; is_big++) {
            const seam_decoder_options o = {.from = is_big ? SEAM_UTF32BE : SEAM_UTF32LE};
            uint8_t in[4];

            for (size_t b = 0; b < 4; b++)
                in[is_big ? 3 - b : b] = (uint8_t)(number >> 8 * b);
            n_done += as_the_model(&o, in, 4);
        }
    }
    return n_done;
}

uint64_t all_units(const share *s)
{
    return strings_of_units(s) + strings_of_bytes(s) + single_units(s) + numbers_of_utf32(s);
}

/* ---- any bytes, as text, and back */

/* What Python's surrogateescape makes of bytes: each byte of a fault is U+DC00 and the byte. */
static size_t escape(const uint8_t *in, size_t n, unsigned to, uint8_t *out)
{
    size_t n_out = 0;

    for (size_t at = 0; at < n;) {
        const ref_item item = ref_item_at(in, n, at);
        uint32_t c = in[at];

        if (item.reason != SEAM_REASON_NONE) {
            for (size_t i = 0; i < item.len && at + i < n; i++)
                n_out += put_in(to, 0xDC00u + in[at + i], out + n_out);
        } else {
            c &= item.len == 1 ? 0x7F : 0xFFu >> (item.len + 1);
            for (size_t i = 1; i < item.len && at + i < n; i++)
                c = c << 6 | (in[at + i] & 0x3F);
            n_out += put_in(to, c, out + n_out);
        }
        at += item.len;
    }
    return n_out;
}

static uint64_t there_and_back(const uint8_t *in, size_t n, unsigned by, unsigned cuts)
{
    const seam_decoder_options there = {
        .from = SEAM_UTF8, .to = (uint8_t)by, .errors = SEAM_ERRORS_LOSSLESS};
    const seam_decoder_options back = {
        .from = (uint8_t)by, .to = SEAM_UTF8, .errors = SEAM_ERRORS_LOSSLESS};
    uint8_t text[MOST_IN];
    const size_t n_text = escape(in, n, by, text);
    outcome got;

    decode_cut(&there, in, n, cuts, &got);
    if (got.n_out != n_text || memcmp(got.out, text, n_text) != 0)
        differs("there", &there, in, n, cuts);
    decode_cut(&back, text, n_text, cuts, &got);
    if (got.n_out != n || memcmp(got.out, in, n) != 0)
        differs("and back", &back, text, n_text, cuts);
    return 2;
}

uint64_t all_lossless(const share *s)
{
    uint64_t n_done = 0;

    for (size_t n = 1; n <= 3; n++) {
        for (uint32_t i = 0; i >> 8 * n == 0; i++) {
            const uint8_t in[3] = {(uint8_t)(i >> 16), (uint8_t)(i >> 8), (uint8_t)i};

            if (n > 1 && !is_taken(s, i))
                continue;
            n_done += there_and_back(in + 3 - n, n, SEAM_WTF8, i % 4);
            n_done += there_and_back(in + 3 - n, n, SEAM_UTF16LE, i / 4 % 4);
        }
    }
    return n_done;
}
