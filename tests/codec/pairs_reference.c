#include "pairs_reference.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "put_utf8.h"
#include "reference.h"

/* A character, or a fault where `reason` is not 0. */
typedef struct item {
    uint32_t c;
    uint8_t len, reason;
    bool truncated;
} item;

static bool is_surrogate(uint32_t c)
{
    return c >= 0xD800 && c <= 0xDFFF;
}

static bool is_utf16(unsigned encoding)
{
    return encoding == SEAM_UTF16LE || encoding == SEAM_UTF16BE;
}

static bool keeps_surrogates(const seam_decoder_options *o)
{
    return o->errors == SEAM_ERRORS_LOSSLESS || o->unmappable == SEAM_UNMAPPABLE_LOW_BYTE;
}

/* ---- reading */

static uint32_t utf8_value(const uint8_t *p, size_t len)
{
    static const uint8_t first[5] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    uint32_t c = p[0] & first[len];

    for (size_t i = 1; i < len; i++)
        c = c * 64 + (p[i] & 63);
    return c;
}

/* The lone surrogate at `at`; false where there is none, or it would make a pair with one before. */
static bool wtf8_surrogate(const uint8_t *p, size_t n, size_t at, item *it, bool after_lead)
{
    if (at >= n || p[at] != 0xED || at + 1 >= n || p[at + 1] < 0xA0 || p[at + 1] > 0xBF)
        return false;
    *it = (item){0, 2, SEAM_REASON_TRUNCATED, at + 2 >= n};
    if (at + 2 < n && p[at + 2] >= 0x80 && p[at + 2] <= 0xBF) {
        *it = (item){utf8_value(p + at, 3), 3, 0, false};
        if (after_lead && it->c >= 0xDC00)
            *it = (item){0, 3, SEAM_REASON_SURROGATE, false};
    }
    return true;
}

static item utf8_item(const uint8_t *p, size_t n, size_t at)
{
    const ref_item found = ref_item_at(p, n, at);
    item it = {0, found.len, found.reason, found.cut};

    if (found.reason == 0)
        it.c = utf8_value(p + at, found.len);
    return it;
}

static uint32_t unit16(const uint8_t *p, bool big)
{
    return big ? p[0] * 256u + p[1] : p[1] * 256u + p[0];
}

static item utf16_item(const seam_decoder_options *o, const uint8_t *p, size_t n, bool big)
{
    const bool drops = o->tail == SEAM_TAIL_DROP;
    uint32_t unit;

    if (n < 2)
        return (item){0, (uint8_t)n, drops ? 255 : SEAM_REASON_ODD_TAIL, true};
    unit = unit16(p, big);
    if (unit >= 0xD800 && unit <= 0xDBFF && n >= 4) {
        const uint32_t next = unit16(p + 2, big);
        if (next >= 0xDC00 && next <= 0xDFFF)
            return (item){0x10000 + (unit - 0xD800) * 1024 + (next - 0xDC00), 4, 0, false};
    }
    if (!is_surrogate(unit) || keeps_surrogates(o))
        return (item){unit, 2, 0, false};
    if (unit <= 0xDBFF && n == 3 && !drops)
        return (item){0, 3, SEAM_REASON_ODD_TAIL, true};
    return (item){0, 2, SEAM_REASON_LONE_SURROGATE, unit <= 0xDBFF && n < 4};
}

static item utf32_item(const seam_decoder_options *o, const uint8_t *p, size_t n, bool big)
{
    uint32_t c = 0;

    if (n < 4)
        return (item){0, (uint8_t)n, o->tail == SEAM_TAIL_DROP ? 255 : SEAM_REASON_ODD_TAIL, true};
    for (size_t i = 0; i < 4; i++)
        c = c * 256 + p[big ? i : 3 - i];
    if (is_surrogate(c))
        return (item){0, 4, SEAM_REASON_SURROGATE, false};
    if (c > 0x10FFFF)
        return (item){0, 4, SEAM_REASON_TOO_LARGE, false};
    return (item){c, 4, 0, false};
}

/* What a byte of a table stands for; 0 for one above 7F that is not assigned. */
static uint32_t table_value(unsigned encoding, uint8_t byte)
{
    static uint32_t known[256][256];
    static bool is_known[256];

    for (unsigned b = 0; b < 256 && !is_known[encoding]; b++) {
        const seam_decoder_options o = {
            .from = (uint8_t)encoding, .to = SEAM_UTF32BE, .errors = SEAM_ERRORS_SKIP};
        const uint8_t in = (uint8_t)b;
        uint8_t out[4] = {0};
        seam_view view = seam_view_of(&in, 1);
        seam_decoder dec;
        size_t n;
        if (seam_decoder_init(&dec, &o) != SEAM_OK ||
            seam_decoder_convert(&dec, &view, out, 4, &n) != SEAM_MORE)
            abort();
        known[encoding][b] = (uint32_t)out[1] << 16 | (uint32_t)out[2] << 8 | out[3];
    }
    is_known[encoding] = true;
    return known[encoding][byte];
}

static item byte_item(unsigned from, uint8_t byte)
{
    if (from == SEAM_ASCII_MASKED)
        return (item){byte % 128, 1, 0, false};
    if (from == SEAM_LATIN1 || byte < 0x80)
        return (item){byte, 1, 0, false};
    if (from == SEAM_ASCII || table_value(from, byte) == 0)
        return (item){0, 1, SEAM_REASON_INVALID, false};
    return (item){table_value(from, byte), 1, 0, false};
}

static item item_at(const seam_decoder_options *o, const uint8_t *p, size_t n, size_t at,
                    bool after_lead)
{
    item it;

    switch (o->from) {
    case SEAM_UTF8:
        return utf8_item(p, n, at);
    case SEAM_WTF8:
        return wtf8_surrogate(p, n, at, &it, after_lead) ? it : utf8_item(p, n, at);
    case SEAM_UTF16LE:
    case SEAM_UTF16BE:
        return utf16_item(o, p + at, n - at, o->from == SEAM_UTF16BE);
    case SEAM_UTF32LE:
    case SEAM_UTF32BE:
        return utf32_item(o, p + at, n - at, o->from == SEAM_UTF32BE);
    default:
        return byte_item(o->from, p[at]);
    }
}

static bool is_denied(const seam_decoder_options *o, uint32_t c)
{
    static const struct {
        uint32_t class, low, high;
    } ranges[] = {
        {SEAM_DENY_NUL, 0, 0},
        {SEAM_DENY_TAB_LF_CR, 9, 10},
        {SEAM_DENY_TAB_LF_CR, 13, 13},
        {SEAM_DENY_C0, 1, 8},
        {SEAM_DENY_C0, 11, 12},
        {SEAM_DENY_C0, 14, 31},
        {SEAM_DENY_C1, 0x7F, 0x9F},
        {SEAM_DENY_NONCHARACTERS, 0xFDD0, 0xFDEF},
        {SEAM_DENY_PRIVATE, 0xE000, 0xF8FF},
        {SEAM_DENY_PRIVATE, 0xF0000, 0xFFFFD},
        {SEAM_DENY_PRIVATE, 0x100000, 0x10FFFD},
        {SEAM_DENY_BIDI, 0x61C, 0x61C},
        {SEAM_DENY_BIDI, 0x200E, 0x200F},
        {SEAM_DENY_BIDI, 0x202A, 0x202E},
        {SEAM_DENY_BIDI, 0x2066, 0x2069},
    };

    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
        if ((o->deny & ranges[i].class) != 0 && ranges[i].low <= c && c <= ranges[i].high)
            return true;
    }
    return (o->deny & SEAM_DENY_NONCHARACTERS) != 0 && c % 0x10000 >= 0xFFFE;
}

/* ---- writing */

static void put_byte(pairs_expected *e, unsigned byte)
{
    if (e->n_out == PAIRS_MOST_OUT)
        abort();
    e->out[e->n_out++] = (uint8_t)byte;
}

static void put16(pairs_expected *e, unsigned unit, bool big)
{
    put_byte(e, big ? unit >> 8 : unit & 255);
    put_byte(e, big ? unit & 255 : unit >> 8);
}

static void put_bytes_of(pairs_expected *e, uint32_t c)
{
    uint8_t bytes[4];
    const size_t n = put_utf8(bytes, c);

    for (size_t i = 0; i < n; i++)
        put_byte(e, bytes[i]);
}

static void put_utf16(pairs_expected *e, uint32_t c, bool big)
{
    if (c >= 0x10000) {
        put16(e, 0xD800 + (c - 0x10000) / 1024, big);
        c = 0xDC00 + c % 1024;
    }
    put16(e, c, big);
}

/* The byte for a character of a single-byte encoding; -1 where there is none. */
static int byte_of(unsigned to, uint32_t c)
{
    if (c < 0x80)
        return (int)c;
    if (to == SEAM_LATIN1)
        return c <= 0xFF ? (int)c : -1;
    for (int b = 0x80; to != SEAM_ASCII && b < 256; b++) {
        if (table_value(to, (uint8_t)b) == c)
            return b;
    }
    return -1;
}

/* Writes a character; false where `to` does not have it. */
static bool put(const seam_decoder_options *o, pairs_expected *e, uint32_t c)
{
    const bool escapes = o->errors == SEAM_ERRORS_LOSSLESS && is_utf16(o->to);

    if (is_surrogate(c) && o->to != SEAM_WTF8 && !escapes && o->to != SEAM_ENCODING_NONE)
        return false;
    switch (o->to) {
    case SEAM_ENCODING_NONE:
        return true;
    case SEAM_UTF8:
    case SEAM_WTF8:
        put_bytes_of(e, c);
        return true;
    case SEAM_UTF16LE:
    case SEAM_UTF16BE:
        put_utf16(e, c, o->to == SEAM_UTF16BE);
        return true;
    case SEAM_UTF32LE:
        put16(e, c % 0x10000, false);
        put16(e, c / 0x10000, false);
        return true;
    case SEAM_UTF32BE:
        put16(e, c / 0x10000, true);
        put16(e, c % 0x10000, true);
        return true;
    default:
        if (byte_of(o->to, c) < 0)
            return false;
        put_byte(e, (unsigned)byte_of(o->to, c));
        return true;
    }
}

static void add_fault(const seam_decoder_options *o, pairs_expected *e, size_t at, item it,
                      const uint8_t *bytes)
{
    e->faults[e->n_faults].offset = at;
    e->faults[e->n_faults].reason = it.reason;
    e->faults[e->n_faults].len = it.len;
    e->faults[e->n_faults].truncated = it.truncated;
    e->faults[e->n_faults].n_out = e->n_out;
    e->n_faults++;
    if (o->errors == SEAM_ERRORS_LOSSLESS && (o->from == SEAM_UTF8 || o->from == SEAM_ASCII)) {
        for (size_t i = 0; i < it.len; i++)
            put(o, e, 0xDC00u + bytes[i]);
    } else if (o->errors == SEAM_ERRORS_REPLACE || o->errors == SEAM_ERRORS_LOSSLESS) {
        if (!put(o, e, 0xFFFD))
            put_byte(e, '?');
    }
}

static void unmappable(const seam_decoder_options *o, pairs_expected *e, size_t at, item it,
                       const uint8_t *bytes)
{
    if (o->unmappable == SEAM_UNMAPPABLE_LOW_BYTE) {
        if (it.c >= 0x10000)
            put_byte(e, (0xD800 + (it.c - 0x10000) / 1024) % 256);
        put_byte(e, it.c % 256);
    } else if (o->errors == SEAM_ERRORS_LOSSLESS && it.c >= 0xDC80 && it.c <= 0xDCFF) {
        put_byte(e, it.c - 0xDC00);
    } else {
        seam_decoder_options how = *o;
        it.reason = SEAM_REASON_UNMAPPABLE;
        if (o->unmappable == SEAM_UNMAPPABLE_NCR && !is_surrogate(it.c)) {
            char text[16];
            how.errors = SEAM_ERRORS_SKIP;
            add_fault(&how, e, at, it, bytes);
            /* It never ends a call. */
            e->faults[e->n_faults - 1].n_out = SIZE_MAX;
            for (int i = 0, n = snprintf(text, sizeof(text), "&#%u;", (unsigned)it.c); i < n; i++)
                put_byte(e, (unsigned char)text[i]);
        } else {
            add_fault(o, e, at, it, bytes);
        }
    }
}

/* The bytes of a mark at the start that is left out; `from` is what it says. */
static size_t skip_bom(seam_decoder_options *o, const uint8_t *in, size_t n)
{
    static const struct {
        uint8_t encoding, len, bytes[4];
    } marks[] = {
        {SEAM_UTF8, 3, {0xEF, 0xBB, 0xBF}},    {SEAM_WTF8, 3, {0xEF, 0xBB, 0xBF}},
        {SEAM_UTF16LE, 2, {0xFF, 0xFE}},       {SEAM_UTF16BE, 2, {0xFE, 0xFF}},
        {SEAM_UTF32LE, 4, {0xFF, 0xFE, 0, 0}}, {SEAM_UTF32BE, 4, {0, 0, 0xFE, 0xFF}},
    };

    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        const bool sniffed = o->bom == SEAM_BOM_SNIFF && marks[i].encoding <= SEAM_UTF16BE;
        const bool stripped = o->bom == SEAM_BOM_STRIP && marks[i].encoding == o->from;
        if ((sniffed || stripped) && n >= marks[i].len &&
            memcmp(in, marks[i].bytes, marks[i].len) == 0) {
            o->from = marks[i].encoding;
            return marks[i].len;
        }
    }
    return 0;
}

void pairs_expect(const seam_decoder_options *options, const uint8_t *in, size_t n,
                  pairs_expected *e)
{
    seam_decoder_options o = *options;
    bool after_lead = false;
    item it;

    memset(e, 0, sizeof(*e));
    for (size_t at = skip_bom(&o, in, n); at < n; at += it.len) {
        it = item_at(&o, in, n, at, after_lead);
        after_lead = it.reason == 0 && it.c >= 0xD800 && it.c <= 0xDBFF;
        if (it.reason == 0 && is_denied(&o, it.c))
            it.reason = SEAM_REASON_DENIED;
        if (it.reason == 255)
            continue;
        if (it.reason != 0)
            add_fault(&o, e, at, it, in + at);
        else if (!put(&o, e, it.c))
            unmappable(&o, e, at, it, in + at);
    }
}
