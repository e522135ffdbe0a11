/* simdutf by hand: what a careful program does around it. A cut character waits in front of the next chunk,
 * which is copied behind it; where none waits, the chunk is converted from where it lies. Where a fault stops
 * it, what precedes is measured, U+FFFD or '?' written, and it goes on behind the fault. */
#include <stdlib.h>
#include <string.h>

#include "bench_pairs.h"
#include "bench_peers.h"

typedef simdutf_result convert_fn(const void *in, size_t n_units, void *out);
typedef size_t count_fn(const void *in, size_t n_units);
typedef size_t latin1_fn(const void *in, size_t len, void *out);
typedef simdutf_result validate_fn(const void *in, size_t len);

typedef struct row {
    uint8_t from, to, unit_in, unit_out, n_replacement;
    const char *replacement;
    const char *trim, *convert, *length; /* symbols; NULL where there is none */
} row;

#define TRIM_UTF8 "_ZN7simdutf17trim_partial_utf8EPKcm"
#define UTF16_LEN "_ZN7simdutf22utf16_length_from_utf8EPKcm"

static const row rows[] = {
    {SEAM_UTF8, SEAM_UTF16LE, 1, 2, 2, "\xFD\xFF", TRIM_UTF8,
     "_ZN7simdutf35convert_utf8_to_utf16le_with_errorsEPKcmPDs", UTF16_LEN},
    {SEAM_UTF8, SEAM_UTF16BE, 1, 2, 2, "\xFF\xFD", TRIM_UTF8,
     "_ZN7simdutf35convert_utf8_to_utf16be_with_errorsEPKcmPDs", UTF16_LEN},
    {SEAM_UTF8, SEAM_UTF32, 1, 4, 4, "\xFD\xFF\0\0", TRIM_UTF8,
     "_ZN7simdutf33convert_utf8_to_utf32_with_errorsEPKcmPDi",
     "_ZN7simdutf22utf32_length_from_utf8EPKcm"},
    {SEAM_UTF8, SEAM_LATIN1, 1, 1, 1, "?", TRIM_UTF8,
     "_ZN7simdutf34convert_utf8_to_latin1_with_errorsEPKcmPc", "_ZN7simdutf10count_utf8EPKcm"},
    {SEAM_UTF16LE, SEAM_UTF8, 2, 1, 3, "\xEF\xBF\xBD", "_ZN7simdutf20trim_partial_utf16leEPKDsm",
     "_ZN7simdutf35convert_utf16le_to_utf8_with_errorsEPKDsmPc",
     "_ZN7simdutf24utf8_length_from_utf16leEPKDsm"},
    {SEAM_UTF16BE, SEAM_UTF8, 2, 1, 3, "\xEF\xBF\xBD", "_ZN7simdutf20trim_partial_utf16beEPKDsm",
     "_ZN7simdutf35convert_utf16be_to_utf8_with_errorsEPKDsmPc",
     "_ZN7simdutf24utf8_length_from_utf16beEPKDsm"},
    {SEAM_UTF32, SEAM_UTF8, 4, 1, 3, "\xEF\xBF\xBD", NULL,
     "_ZN7simdutf33convert_utf32_to_utf8_with_errorsEPKDimPc",
     "_ZN7simdutf22utf8_length_from_utf32EPKDim"},
    {SEAM_ASCII, SEAM_UTF8, 1, 1, 3, "\xEF\xBF\xBD", NULL, NULL, NULL},
    {SEAM_UTF8, SEAM_ASCII, 1, 1, 1, "?", NULL, NULL, NULL},
    /* windows-1252 only without the bytes in which Latin-1 differs. */
    {SEAM_LATIN1, SEAM_UTF8, 1, 1, 0, "", NULL, NULL, NULL},
    {SEAM_WINDOWS_1252, SEAM_UTF8, 1, 1, 0, "", NULL, NULL, NULL},
};

typedef struct by_hand {
    const row *row;
    convert_fn *convert;
    count_fn *trim, *length;
    latin1_fn *latin1;
    validate_fn *ascii;
    uint8_t *staging; /* a character that was cut, and the chunk behind it */
} by_hand;

static bool is_latin1(const pair_stream *s)
{
    for (size_t i = 0; i < s->len; i++) {
        if (s->data[i] >= 0x80 && s->data[i] < 0xA0)
            return false;
    }
    return true;
}

static const row *row_of(const pair_stream *s)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].from == s->from && rows[i].to == s->to)
            return s->from != SEAM_WINDOWS_1252 || is_latin1(s) ? &rows[i] : NULL;
    }
    return NULL;
}

static void *open_pair(const pair_stream *s)
{
    by_hand h = {.row = row_of(s)};
    by_hand *kept;
    bool found;

    if (h.row == NULL || bench_simdutf() == NULL)
        return NULL;
    if (h.row->convert != NULL)
        found =
            bench_look_up(h.row->convert, &h.convert) && bench_look_up(h.row->length, &h.length);
    else if (h.row->n_replacement == 0)
        found = bench_look_up("_ZN7simdutf22convert_latin1_to_utf8EPKcmPc", &h.latin1);
    else
        found = bench_look_up("_ZN7simdutf26validate_ascii_with_errorsEPKcm", &h.ascii);
    if (!found || (h.row->trim != NULL && !bench_look_up(h.row->trim, &h.trim)))
        return NULL;
    kept = malloc(sizeof(*kept));
    h.staging = malloc(s->chunk + 16);
    bench_require(kept != NULL && h.staging != NULL, "memory for chunks");
    *kept = h;
    return kept;
}

static void close_pair(void *self)
{
    by_hand *h = self;

    free(h->staging);
    free(h);
}

/* Validates ASCII, then copies it, as text comes before its faults. */
static simdutf_result copy_ascii(const by_hand *h, const uint8_t *in, size_t n, uint8_t *out)
{
    const simdutf_result r = h->ascii(in, n);

    memcpy(out, in, r.error == 0 ? n : r.count);
    return r.error == 0 ? (simdutf_result){0, n} : r;
}

/* Converts whole characters and replaces faults. Returns the bytes written. */
static size_t convert_whole(const by_hand *h, const uint8_t *in, size_t n_units, uint8_t *out)
{
    const row *pair = h->row;
    uint8_t *at = out;

    if (h->latin1 != NULL)
        return h->latin1(in, n_units, out);
    for (;;) {
        const simdutf_result r =
            h->ascii != NULL ? copy_ascii(h, in, n_units, at) : h->convert(in, n_units, at);

        if (r.error == 0)
            return (size_t)(at - out) + r.count * pair->unit_out;
        at += (h->ascii != NULL ? r.count : h->length(in, r.count)) * pair->unit_out;
        memcpy(at, pair->replacement, pair->n_replacement);
        at += pair->n_replacement;
        in += (r.count + 1) * pair->unit_in;
        n_units -= r.count + 1;
    }
}

static size_t convert(void *self, const pair_stream *s)
{
    const by_hand *h = self;
    const size_t unit = h->row->unit_in;
    uint8_t held[4];
    size_t n_held = 0, sum = 0;

    for (size_t off = 0; off < s->len; off += s->chunk) {
        const uint8_t *whole = s->data + off;
        size_t len = bench_chunk_len(s, off), n_whole;

        if (n_held > 0) {
            memcpy(h->staging, held, n_held);
            memcpy(h->staging + n_held, whole, len);
            whole = h->staging;
        }
        len += n_held;
        n_whole = h->trim != NULL ? h->trim(whole, len / unit) : len / unit;
        sum += convert_whole(h, whole, n_whole, s->out);
        n_held = len - n_whole * unit;
        memcpy(held, whole + n_whole * unit, n_held);
    }
    return sum;
}

const pair_peer bench_pair_simdutf = {"simdutf-by-hand", NULL, open_pair, convert, close_pair};
