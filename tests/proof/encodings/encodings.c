/* encodings: every scalar value from each encoding to each, every short string of UTF-16, and every short
 * string there and back by a lossless pair, in every chunking; and what iconv and ICU say of random ones.
 *
 *     encodings [--share K]
 *
 * `--share K` takes one out of every K, chosen by the seed. Exits 1 at the first difference. */
#include "encodings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "put_utf8.h"
#include "support.h"

const uint8_t encodings[N_ENCODINGS] = {
    SEAM_UTF8,   SEAM_UTF16LE,      SEAM_UTF16BE, SEAM_UTF32LE, SEAM_UTF32BE,
    SEAM_LATIN1, SEAM_WINDOWS_1252, SEAM_ASCII,   SEAM_WTF8,    SEAM_ASCII_MASKED,
};

/* ---- characters, from the definitions */

/* Code points of windows-1252's bytes 80 to 9F, by the index of the WHATWG Encoding Standard. */
static const uint16_t windows_1252[32] = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
};

/* A number of two or four bytes. */
static void put_number(uint32_t number, size_t n, bool is_big, uint8_t *out)
{
    for (size_t i = 0; i < n; i++)
        out[is_big ? n - 1 - i : i] = (uint8_t)(number >> 8 * i);
}

static size_t put_utf16(uint32_t c, bool is_big, uint8_t out[4])
{
    if (c < 0x10000) {
        put_number(c, 2, is_big, out);
        return 2;
    }
    put_number(0xD800 + ((c - 0x10000) >> 10), 2, is_big, out);
    put_number(0xDC00 + ((c - 0x10000) & 0x3FF), 2, is_big, out + 2);
    return 4;
}

static size_t put_byte(unsigned encoding, uint32_t c, uint8_t out[4])
{
    if (encoding == SEAM_WINDOWS_1252) {
        for (unsigned i = 0; i < 32; i++) {
            if (windows_1252[i] == c)
                return out[0] = (uint8_t)(0x80 + i), 1;
        }
        if (c >= 0x80 && c < 0xA0)
            return 0;
    }
    out[0] = (uint8_t)c;
    return c < (encoding == SEAM_ASCII || encoding == SEAM_ASCII_MASKED ? 0x80u : 0x100u);
}

size_t put_in(unsigned encoding, uint32_t c, uint8_t out[4])
{
    const bool is_surrogate = c >= 0xD800 && c < 0xE000;

    switch (encoding) {
    case SEAM_UTF8:
        return is_surrogate ? 0 : put_utf8(out, c);
    case SEAM_WTF8:
        return put_utf8(out, c);
    case SEAM_UTF16LE:
    case SEAM_UTF16BE:
        return put_utf16(c, encoding == SEAM_UTF16BE, out);
    case SEAM_UTF32LE:
    case SEAM_UTF32BE:
        put_number(c, 4, encoding == SEAM_UTF32BE, out);
        return is_surrogate ? 0 : 4;
    default:
        return put_byte(encoding, c, out);
    }
}

/* ---- a string */

void differs(const char *what, const seam_decoder_options *options, const uint8_t *in, size_t n,
             unsigned cuts)
{
    printf("%s: from %u to %u, errors %u, hold %u, tail %u:", what, options->from, options->to,
           options->errors, options->hold, options->tail);
    for (size_t i = 0; i < n; i++)
        printf(" %02x%s", in[i], cuts >> i & 1 ? " |" : "");
    printf("\n");
    exit(EXIT_FAILURE);
}

void decode_cut(const seam_decoder_options *options, const uint8_t *in, size_t n, unsigned cuts,
                outcome *result)
{
    seam_decoder dec;
    size_t at = 0;
    bool ended = false;

    if (seam_decoder_init(&dec, options) != SEAM_OK)
        differs("refused", options, in, n, cuts);
    result->n_out = result->n_faults = 0;
    while (!ended) {
        size_t end = at;
        seam_view chunk;
        seam_status r;

        while (end < n && (end++, (cuts >> (end - 1) & 1) == 0)) {
        }
        chunk = seam_view_of(in + at, end - at);
        if (end == at) {
            seam_decoder_finish(&dec);
            ended = true;
        }
        at = end;
        do {
            size_t produced;

            r = seam_decoder_convert(&dec, &chunk, result->out + result->n_out,
                                     MOST_OUT - result->n_out, &produced);
            result->n_out += produced;
        } while (r == SEAM_EILSEQ || r == SEAM_ETRUNC);
        if (r != (ended ? SEAM_EOF : SEAM_MORE) || chunk.len > 0)
            differs("stopped", options, in, n, cuts);
    }
    result->n_faults = (size_t)seam_decoder_n_faults(&dec);
    result->last = seam_decoder_fault(&dec);
}

/* ---- the parts */

bool is_taken(const share *s, uint64_t index)
{
    uint64_t mixed = (index / s->of + 1) * UINT64_C(0x9E3779B97F4A7C15) ^ s->seed;

    mixed ^= mixed >> 29;
    mixed *= UINT64_C(0xBF58476D1CE4E5B9);
    return s->of == 1 || (mixed >> 33) % s->of == index % s->of;
}

int main(int argc, char **argv)
{
    static const share_part parts[] = {
        {"scalar values, pair by pair", all_scalars},
        {"strings of UTF-16", all_units},
        {"strings there and back", all_lossless},
        {"strings as iconv", all_of_iconv},
        {"strings as ICU", all_of_icu},
    };

    return share_run(argc, argv, "encodings", parts, sizeof(parts) / sizeof(parts[0]),
                     "decoded, none differs");
}
