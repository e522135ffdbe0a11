#include "reference.h"

#include <stdlib.h>
#include <string.h>

typedef struct range {
    uint8_t low, high;
} range;

/* A row of Table 3-7: how many bytes, and from where to where each of them goes. */
typedef struct row {
    uint8_t n;
    range at[4];
} row;

static const row well_formed[] = {
    {1, {{0x00, 0x7F}}},
    {2, {{0xC2, 0xDF}, {0x80, 0xBF}}},
    {3, {{0xE0, 0xE0}, {0xA0, 0xBF}, {0x80, 0xBF}}},
    {3, {{0xE1, 0xEC}, {0x80, 0xBF}, {0x80, 0xBF}}},
    {3, {{0xED, 0xED}, {0x80, 0x9F}, {0x80, 0xBF}}},
    {3, {{0xEE, 0xEF}, {0x80, 0xBF}, {0x80, 0xBF}}},
    {4, {{0xF0, 0xF0}, {0x90, 0xBF}, {0x80, 0xBF}, {0x80, 0xBF}}},
    {4, {{0xF1, 0xF3}, {0x80, 0xBF}, {0x80, 0xBF}, {0x80, 0xBF}}},
    {4, {{0xF4, 0xF4}, {0x80, 0x8F}, {0x80, 0xBF}, {0x80, 0xBF}}},
};

/* Why a sequence is ill-formed, by its first byte alone or by its first two. What matches none of
 * these is a good start that went no further: truncated. */
typedef struct verdict {
    uint8_t reason, n;
    range at[2];
} verdict;

static const verdict verdicts[] = {
    {SEAM_REASON_STRAY, 1, {{0x80, 0xBF}}},
    {SEAM_REASON_INVALID, 1, {{0xF8, 0xFF}}},
    {SEAM_REASON_OVERLONG, 1, {{0xC0, 0xC1}}},
    {SEAM_REASON_OVERLONG, 2, {{0xE0, 0xE0}, {0x80, 0x9F}}},
    {SEAM_REASON_OVERLONG, 2, {{0xF0, 0xF0}, {0x80, 0x8F}}},
    {SEAM_REASON_SURROGATE, 2, {{0xED, 0xED}, {0xA0, 0xBF}}},
    {SEAM_REASON_TOO_LARGE, 1, {{0xF5, 0xF7}}},
    {SEAM_REASON_TOO_LARGE, 2, {{0xF4, 0xF4}, {0x90, 0xBF}}},
};

static bool in_range(range r, uint8_t byte)
{
    return r.low <= byte && byte <= r.high;
}

/* How many bytes from the start fit the ranges, one after the other. */
static uint8_t n_matching(const range *at, uint8_t n_ranges, const uint8_t *bytes, size_t n)
{
    uint8_t k = 0;

    while (k < n_ranges && k < n && in_range(at[k], bytes[k]))
        k++;
    return k;
}

static const row *row_of(uint8_t lead)
{
    for (size_t i = 0; i < sizeof(well_formed) / sizeof(well_formed[0]); i++) {
        if (in_range(well_formed[i].at[0], lead))
            return &well_formed[i];
    }
    return NULL;
}

static uint8_t reason_of(const uint8_t *bytes, size_t n)
{
    for (size_t i = 0; i < sizeof(verdicts) / sizeof(verdicts[0]); i++) {
        const verdict *v = &verdicts[i];
        if (n_matching(v->at, v->n, bytes, n) == v->n)
            return v->reason;
    }
    return SEAM_REASON_TRUNCATED;
}

ref_item ref_item_at(const uint8_t *bytes, size_t n, size_t at)
{
    const row *r = row_of(bytes[at]);
    ref_item item = {at, 1, SEAM_REASON_NONE, 1, false};

    if (r == NULL) {
        item.reason = reason_of(bytes + at, 1);
        return item;
    }
    item.len = n_matching(r->at, r->n, bytes + at, n - at);
    item.n_bytes = item.len;
    if (item.len == r->n)
        return item;
    item.reason = reason_of(bytes + at, n - at);
    item.cut = item.len == n - at;
    if (!item.cut)
        item.n_bytes++;
    return item;
}

size_t ref_analyse(const uint8_t *bytes, size_t n, ref_item *items)
{
    size_t n_items = 0;

    for (size_t at = 0; at < n; at += items[n_items - 1].len)
        items[n_items++] = ref_item_at(bytes, n, at);
    return n_items;
}

size_t ref_eager_hold(const uint8_t *bytes, size_t n)
{
    size_t at = 0;

    while (at < n) {
        const ref_item item = ref_item_at(bytes, n, at);
        if (item.cut)
            return n - at;
        at += item.len;
    }
    return 0;
}

bool ref_is_open(const uint8_t *bytes, size_t n)
{
    const row *r = n == 0 ? NULL : row_of(bytes[0]);

    return r != NULL && n < r->n && n_matching(r->at, r->n, bytes, n) == n;
}

/* What the top bits of a lead byte promise, kept or not. */
typedef struct promise {
    range lead;
    uint8_t n;
} promise;

static const promise promises[] = {{{0xC0, 0xDF}, 2}, {{0xE0, 0xEF}, 3}, {{0xF0, 0xF7}, 4}};

/* The bytes of a sequence as the top bits of its first byte call for them; 0: not a lead. */
static uint8_t called_for(uint8_t lead)
{
    for (size_t i = 0; i < sizeof(promises) / sizeof(promises[0]); i++) {
        if (in_range(promises[i].lead, lead))
            return promises[i].n;
    }
    return 0;
}

static bool is_continuation(uint8_t byte)
{
    return 0x80 <= byte && byte <= 0xBF;
}

size_t ref_lazy_hold(const uint8_t *bytes, size_t n)
{
    size_t len = 1; /* from the last byte that is no continuation to the end */

    while (len <= n && is_continuation(bytes[n - len]))
        len++;
    return len <= n && len < called_for(bytes[n - len]) ? len : 0;
}

static void *grown(void *old, size_t n, size_t size)
{
    void *block = realloc(old, n * size);

    if (block == NULL)
        abort();
    return block;
}

/* Room for `len` more bytes of input, each of which is one fault and three bytes of output at most. */
static void make_room(ref_stream *s, size_t len)
{
    if (len <= s->cap - s->n)
        return;
    s->cap = 2 * (s->n + len);
    s->bytes = grown(s->bytes, s->cap, 1);
    s->out = grown(s->out, s->cap, 3);
    s->faults = grown(s->faults, s->cap, sizeof(*s->faults));
}

void ref_stream_init(ref_stream *s, const seam_decoder_options *options)
{
    memset(s, 0, sizeof(*s));
    if (options != NULL)
        s->options = *options;
    make_room(s, 1);
}

void ref_stream_free(ref_stream *s)
{
    free(s->bytes);
    free(s->out);
    free(s->faults);
    memset(s, 0, sizeof(*s));
}

void ref_stream_copy(ref_stream *to, const ref_stream *from)
{
    *to = *from;
    to->bytes = NULL;
    to->out = NULL;
    to->faults = NULL;
    to->cap = 0;
    to->n = 0;
    make_room(to, from->n + 1);
    to->n = from->n;
    memcpy(to->bytes, from->bytes, from->n);
    memcpy(to->out, from->out, from->n_out);
    memcpy(to->faults, from->faults, from->n_faults * sizeof(*from->faults));
}

void ref_stream_restart(ref_stream *s)
{
    s->n = 0;
    s->settled = 0;
    s->n_out = 0;
    s->n_faults = 0;
    s->open = 0;
    s->need = 0;
    s->ended = false;
}

static void put(ref_stream *s, const uint8_t *bytes, size_t n)
{
    if (s->options.to == SEAM_ENCODING_NONE)
        return;
    memcpy(s->out + s->n_out, bytes, n);
    s->n_out += n;
}

static bool is_stripped_mark(const ref_stream *s, const ref_item *item)
{
    static const uint8_t mark[3] = {0xEF, 0xBB, 0xBF};

    return s->options.bom == SEAM_BOM_STRIP && item->offset == 0 && item->len == 3 &&
           memcmp(s->bytes, mark, 3) == 0;
}

static void settle(ref_stream *s, ref_item item)
{
    static const uint8_t replacement[3] = {0xEF, 0xBF, 0xBD};

    s->settled += item.len;
    if (item.reason == SEAM_REASON_NONE) {
        if (!is_stripped_mark(s, &item))
            put(s, s->bytes + item.offset, item.len);
        return;
    }
    s->faults[s->n_faults].item = item;
    s->faults[s->n_faults].n_out = s->n_out;
    s->n_faults++;
    if (s->options.errors == SEAM_ERRORS_REPLACE)
        put(s, replacement, 3);
}

/* Lazy hold, byte by byte: an open sequence ends at its first byte that does not continue it, or
 * when it is complete; a lead byte opens the next one. */
static void follow_lazy(ref_stream *s, uint8_t byte)
{
    if (s->open > 0 && is_continuation(byte)) {
        s->open++;
    } else {
        s->need = called_for(byte);
        s->open = s->need > 0 ? 1 : 0;
    }
    if (s->open == s->need)
        s->open = 0;
}

static void settle_all_but_held(ref_stream *s)
{
    const bool lazy = s->options.hold == SEAM_HOLD_LAZY;
    const size_t end = lazy && !s->ended ? s->n - s->open : s->n;

    while (s->settled < end) {
        const ref_item item = ref_item_at(s->bytes, s->n, s->settled);
        if (item.cut && !s->ended)
            return;
        settle(s, item);
    }
}

void ref_stream_feed(ref_stream *s, const uint8_t *chunk, size_t len)
{
    if (len == 0)
        return;
    if (s->ended)
        ref_stream_restart(s);
    make_room(s, len);
    memcpy(s->bytes + s->n, chunk, len);
    s->n += len;
    for (size_t i = 0; i < len; i++)
        follow_lazy(s, chunk[i]);
    settle_all_but_held(s);
}

void ref_stream_end(ref_stream *s)
{
    s->ended = true;
    settle_all_but_held(s);
}
