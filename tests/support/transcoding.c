#include "transcoding.h"

#include <stdio.h>
#include <string.h>

#include "put_utf8.h"

static seam_status latin1_to_utf8(seam_view *in, void *dst, size_t cap, size_t *n,
                                  seam_fault *fault)
{
    if (fault != NULL)
        *fault = (seam_fault){0};
    return seam_latin1_to_utf8(in, dst, cap, n);
}

const way ways[N_WAYS] = {
    {"utf8_to_utf16le", FORM_UTF8, FORM_UTF16LE, seam_utf8_to_utf16le},
    {"utf8_to_utf16be", FORM_UTF8, FORM_UTF16BE, seam_utf8_to_utf16be},
    {"utf8_to_utf32le", FORM_UTF8, FORM_UTF32LE, seam_utf8_to_utf32le},
    {"utf8_to_utf32be", FORM_UTF8, FORM_UTF32BE, seam_utf8_to_utf32be},
    {"utf8_to_latin1", FORM_UTF8, FORM_LATIN1, seam_utf8_to_latin1},
    {"utf16le_to_utf8", FORM_UTF16LE, FORM_UTF8, seam_utf16le_to_utf8},
    {"utf16be_to_utf8", FORM_UTF16BE, FORM_UTF8, seam_utf16be_to_utf8},
    {"utf32le_to_utf8", FORM_UTF32LE, FORM_UTF8, seam_utf32le_to_utf8},
    {"utf32be_to_utf8", FORM_UTF32BE, FORM_UTF8, seam_utf32be_to_utf8},
    {"latin1_to_utf8", FORM_LATIN1, FORM_UTF8, latin1_to_utf8},
};

size_t form_unit(text_form form)
{
    static const size_t units[] = {1, 2, 2, 4, 4, 1};

    return units[form];
}

/* ---- putting */

static size_t put_unit(text_form form, uint32_t unit, uint8_t *out)
{
    const size_t len = form_unit(form);
    const bool big = form == FORM_UTF16BE || form == FORM_UTF32BE;

    for (size_t i = 0; i < len; i++)
        out[big ? len - 1 - i : i] = (uint8_t)(unit >> 8 * i);
    return len;
}

size_t form_put(text_form form, uint32_t c, uint8_t *out)
{
    if (form == FORM_UTF8)
        return put_utf8(out, c);
    if (form_unit(form) == 2 && c > 0xFFFF) {
        const size_t len = put_unit(form, 0xD800 + (c - 0x10000) / 1024, out);

        return len + put_unit(form, 0xDC00 + (c - 0x10000) % 1024, out + len);
    }
    return put_unit(form, c, out);
}

/* ---- taking */

static uint32_t unit_at(text_form form, const uint8_t *p)
{
    const size_t len = form_unit(form);
    const bool big = form == FORM_UTF16BE || form == FORM_UTF32BE;
    uint32_t unit = 0;

    for (size_t i = 0; i < len; i++)
        unit = unit * 256 + p[big ? i : len - 1 - i];
    return unit;
}

static form_char utf8_at(const uint8_t *bytes, size_t n, size_t at)
{
    static const uint8_t lead_bits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    const ref_item item = ref_item_at(bytes, n, at);
    form_char found = {item.len, 0, item.reason, item.n_bytes, item.cut};

    if (item.reason != SEAM_REASON_NONE)
        return found;
    found.c = bytes[at] & lead_bits[item.len];
    for (size_t i = 1; i < item.len; i++)
        found.c = found.c * 64 + bytes[at + i] % 64;
    return found;
}

static form_char fault(uint8_t reason, size_t len, size_t n_bytes, bool cut)
{
    return (form_char){len, 0, reason, (uint8_t)n_bytes, cut};
}

static form_char utf16_at(text_form form, const uint8_t *p, size_t left)
{
    uint32_t lead, trail;

    if (left == 1)
        return fault(SEAM_REASON_ODD_TAIL, 1, 1, true);
    lead = unit_at(form, p);
    if (lead < 0xD800 || lead > 0xDFFF)
        return (form_char){2, lead, SEAM_REASON_NONE, 0, false};
    if (lead > 0xDBFF)
        return fault(SEAM_REASON_LONE_SURROGATE, 2, 2, false);
    if (left < 4)
        return fault(left == 3 ? SEAM_REASON_ODD_TAIL : SEAM_REASON_LONE_SURROGATE, left, left,
                     true);
    trail = unit_at(form, p + 2);
    if (trail < 0xDC00 || trail > 0xDFFF)
        return fault(SEAM_REASON_LONE_SURROGATE, 2, 4, false);
    return (form_char){4, 0x10000 + (lead - 0xD800) * 1024 + (trail - 0xDC00), SEAM_REASON_NONE, 0,
                       false};
}

static form_char utf32_at(text_form form, const uint8_t *p, size_t left)
{
    uint32_t c;

    if (left < 4)
        return fault(SEAM_REASON_ODD_TAIL, left, left, true);
    c = unit_at(form, p);
    if (c >= 0xD800 && c <= 0xDFFF)
        return fault(SEAM_REASON_SURROGATE, 4, 4, false);
    if (c > 0x10FFFF)
        return fault(SEAM_REASON_TOO_LARGE, 4, 4, false);
    return (form_char){4, c, SEAM_REASON_NONE, 0, false};
}

form_char form_char_at(text_form form, const uint8_t *bytes, size_t n, size_t at)
{
    switch (form) {
    case FORM_UTF8:
        return utf8_at(bytes, n, at);
    case FORM_UTF16LE:
    case FORM_UTF16BE:
        return utf16_at(form, bytes + at, n - at);
    case FORM_UTF32LE:
    case FORM_UTF32BE:
        return utf32_at(form, bytes + at, n - at);
    case FORM_LATIN1:
    default:
        return (form_char){1, bytes[at], SEAM_REASON_NONE, 0, false};
    }
}

/* As the way sees it: Latin-1 has no place for what is past FF. */
static form_char char_at(const way *w, const uint8_t *in, size_t n, size_t at)
{
    const form_char found = form_char_at(w->from, in, n, at);

    if (w->to == FORM_LATIN1 && found.reason == SEAM_REASON_NONE && found.c > 0xFF)
        return fault(SEAM_REASON_UNMAPPABLE, found.len, found.len, false);
    return found;
}

/* ---- one call */

typedef struct expected {
    seam_status status;
    size_t len, n_units;
    seam_fault fault;
    uint8_t out[4 * WAY_LONGEST];
} expected;

static void stop_at(expected *e, const form_char *found, const uint8_t *in)
{
    e->status = found->reason == SEAM_REASON_NONE ? SEAM_FULL
                : found->cut                      ? SEAM_MORE
                                                  : SEAM_EILSEQ;
    if (e->status == SEAM_FULL)
        return;
    e->fault.reason = found->reason;
    e->fault.len = (uint8_t)found->len;
    e->fault.n_bytes = found->n_bytes;
    memcpy(e->fault.bytes, in + e->len, found->n_bytes);
    e->fault.offset = e->len;
}

static void expect(expected *e, const way *w, const uint8_t *in, size_t n, size_t cap)
{
    e->status = SEAM_OK;
    e->len = e->n_units = 0;
    memset(&e->fault, 0, sizeof(e->fault));
    while (e->len < n) {
        const form_char found = char_at(w, in, n, e->len);
        uint8_t bytes[4];
        size_t n_units = 0;

        if (found.reason == SEAM_REASON_NONE)
            n_units = form_put(w->to, found.c, bytes) / form_unit(w->to);
        if (found.reason != SEAM_REASON_NONE || n_units > cap - e->n_units) {
            stop_at(e, &found, in);
            return;
        }
        memcpy(e->out + e->n_units * form_unit(w->to), bytes, n_units * form_unit(w->to));
        e->n_units += n_units;
        e->len += found.len;
    }
}

enum { CANARY = 0xA7 };

static bool all_canaries(const uint8_t *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (p[i] != CANARY)
            return false;
    }
    return true;
}

static bool same_fault(const seam_fault *a, const seam_fault *b)
{
    return a->offset == b->offset && a->reason == b->reason && a->len == b->len &&
           a->n_bytes == b->n_bytes && memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

static const char *compare(const expected *e, const way *w, way_room room, size_t n_units)
{
    const size_t len = n_units * form_unit(w->to);

    if (n_units != e->n_units)
        return "count of units";
    if (memcmp(room.dst, e->out, len) != 0)
        return "output";
    if (!all_canaries(room.dst + len, room.cap * form_unit(w->to) - len))
        return "bytes behind the output";
    if (!all_canaries(room.dst - WAY_MARGIN, WAY_MARGIN))
        return "bytes before the output";
    return NULL;
}

const char *way_check(const way *w, const uint8_t *in, size_t n, way_room room)
{
    static expected e;
    seam_view rest = seam_view_of(in, n);
    seam_fault seen;
    size_t n_units = SIZE_MAX;
    seam_status status;

    expect(&e, w, in, n, room.cap);
    memset(room.dst - WAY_MARGIN, CANARY, WAY_MARGIN + room.cap * form_unit(w->to));
    memset(&seen, CANARY, sizeof(seen));
    status = w->call(&rest, room.dst, room.cap, &n_units, &seen);
    if (status != e.status)
        return "status";
    if (rest.data != in + e.len || rest.len != n - e.len)
        return "what is left of the input";
    if (w->from != FORM_LATIN1 && !same_fault(&seen, &e.fault))
        return "fault";
    return compare(&e, w, room, n_units);
}

size_t way_units(const way *w, const uint8_t *in, size_t n)
{
    uint8_t bytes[4];
    size_t n_units = 0;

    for (size_t at = 0; at < n;) {
        const form_char found = char_at(w, in, n, at);

        if (found.reason != SEAM_REASON_NONE)
            break;
        n_units += form_put(w->to, found.c, bytes) / form_unit(w->to);
        at += found.len;
    }
    return n_units;
}

void way_print(const way *w, const uint8_t *in, size_t n, size_t cap, const char *what)
{
    printf("%s, %zu bytes into %zu units, %s:", w->name, n, cap, what);
    for (size_t i = 0; i < n; i++)
        printf(" %02x", in[i]);
    printf("\n");
    fflush(stdout);
}
