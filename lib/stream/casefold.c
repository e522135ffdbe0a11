#include "seam/casefold.h"

#include <string.h>

#include "base/bits.h"
#include "data/ring.h"
#include "seam/bytes.h"
#include "seam/scan.h"
#include "seam/search.h"
#include "seam/utf8.h"
#include "text/code_point.h"
#include "text/fold_stream.h"

#define REPLACEMENT UINT32_C(0xFFFD)

/* ---- the characters of a chain */

/* A place in a chain: piece.data[0] is the byte at `offset`, unless the piece is empty. */
typedef struct reader {
    const seam_chain *chain;
    size_t index, offset;
    seam_view piece;
} reader;

/* Moves on to a piece that is not empty. Returns false at the end of the chain. */
static bool has_more(reader *r)
{
    return r->piece.len > 0 || seam_chain_next(r->chain, &r->index, &r->piece);
}

static void skip(reader *r, size_t n)
{
    while (n > 0 && has_more(r)) {
        const size_t step = seam__min(n, r->piece.len);

        r->piece = seam_view_of(r->piece.data + step, r->piece.len - step);
        r->offset += step;
        n -= step;
    }
}

static reader read_from(const seam_chain *chain, size_t offset)
{
    const seam__place at = seam__ring_find(chain, offset);
    reader r = {chain, at.index, offset - at.before, {NULL, 0}};

    skip(&r, at.before);
    return r;
}

/* Copies up to four bytes from here on, and stays. Returns their number. */
static size_t peek_four(const reader *r, uint8_t out[4])
{
    reader ahead = *r;
    size_t n = 0;

    for (; n < 4 && has_more(&ahead); n++) {
        out[n] = ahead.piece.data[0];
        skip(&ahead, 1);
    }
    return n;
}

/* Takes a character; U+FFFD for ill-formed bytes. Returns its bytes, 0 at the end. */
static size_t read_character(reader *r, uint32_t *code_point)
{
    seam__character c;

    if (!has_more(r))
        return 0;
    if (r->piece.len >= 4 || r->piece.data[0] < 0x80) {
        c = seam__character_at(r->piece.data, r->piece.len);
    } else {
        uint8_t bytes[4] = {0};
        const size_t n = peek_four(r, bytes);

        c = seam__character_at(bytes, n);
    }
    skip(r, c.len);
    *code_point = c.code_point == SEAM__NO_CODE_POINT ? REPLACEMENT : c.code_point;
    return c.len;
}

/* ---- order */

typedef struct side {
    reader reader;
    seam__fold_stream fold;
} side;

/* The next code point of the folding. Returns false at the end. */
static bool next_folded(side *s, uint32_t *code_point)
{
    while (!seam__fold_next(&s->fold, code_point)) {
        uint32_t c;

        if (s->fold.ended)
            return false;
        if (read_character(&s->reader, &c) > 0)
            seam__fold_take(&s->fold, c);
        else
            seam__fold_end(&s->fold);
    }
    return true;
}

/* Passes over bytes of both that are the same but for the case of ASCII, in whole characters. The
 * decomposition of ASCII does not depend on what follows; that of other characters may. */
static void skip_same(side *a, side *b)
{
    while (has_more(&a->reader) && has_more(&b->reader)) {
        const seam_view piece = a->reader.piece;
        seam_view same =
            seam_view_of(piece.data, seam_bytes_common_ascii_case(piece, b->reader.piece));

        same.len = a->fold.canonical ? seam_scan_non_ascii(same) : seam_utf8_trim(same);
        if (same.len == 0)
            return;
        skip(&a->reader, same.len);
        skip(&b->reader, same.len);
    }
}

int seam_chain_compare_caseless(const seam_chain *a, const seam_chain *b, bool canonical)
{
    side of_a = {.reader = {.chain = a}};
    side of_b = {.reader = {.chain = b}};

    seam__chain_check(a);
    seam__chain_check(b);
    seam__fold_init(&of_a.fold, canonical);
    seam__fold_init(&of_b.fold, canonical);
    for (;;) {
        uint32_t c_a, c_b;
        bool has_a, has_b;

        if (seam__fold_is_idle(&of_a.fold) && seam__fold_is_idle(&of_b.fold))
            skip_same(&of_a, &of_b);
        has_a = next_folded(&of_a, &c_a);
        has_b = next_folded(&of_b, &c_b);
        if (!has_a || !has_b)
            return has_a - has_b;
        if (c_a != c_b)
            return c_a < c_b ? -1 : 1;
    }
}

/* ---- search: all prefixes of the string that end here, as the bits of a word (Baeza-Yates and
 * Gonnet, 1992) */

typedef struct pattern {
    bool canonical;
    size_t n;
    uint32_t folded[SEAM_FIND_CASELESS_MAX];
    /* Which code points of the string are this ASCII character. */
    uint64_t ascii[128];
    /* The bytes that a match may begin with, when its first code point is ASCII; else none. */
    seam_byte_set leads;
    seam_scan_set few_leads; /* the same, when they are four at most; else n is 0 */
} pattern;

static void note_leads(pattern *p)
{
    uint8_t leads[SEAM__MOST_FOLD_LEADS + 0xF4 - 0xC2 + 1];
    size_t n = seam__fold_leads((uint8_t)p->folded[0], leads);

    /* Many characters decompose to an ASCII character and marks. */
    for (unsigned lead = 0xC2; p->canonical && lead <= 0xF4; lead++)
        leads[n++] = (uint8_t)lead;
    p->leads = seam_byte_set_of(seam_view_of(leads, n));
    if (n <= sizeof(p->few_leads.bytes)) {
        memcpy(p->few_leads.bytes, leads, n);
        p->few_leads.n = (uint8_t)n;
    }
}

/* Takes the code points that the stream has. Returns false when the string is too long. */
static bool take_folded(pattern *p, seam__fold_stream *fold)
{
    uint32_t folded;

    while (seam__fold_next(fold, &folded)) {
        if (p->n == SEAM_FIND_CASELESS_MAX)
            return false;
        if (folded < 128)
            p->ascii[folded] |= UINT64_C(1) << p->n;
        p->folded[p->n++] = folded;
    }
    return true;
}

/* Folds the string. Returns false when it is too long. */
static bool fold_pattern(pattern *p, seam_view what, bool canonical)
{
    seam__fold_stream fold;

    memset(p, 0, sizeof(*p));
    p->canonical = canonical;
    seam__fold_init(&fold, canonical);
    while (what.len > 0) {
        const seam__character c = seam__character_at(what.data, what.len);

        what = seam_view_of(what.data + c.len, what.len - c.len);
        seam__fold_take(&fold, c.code_point == SEAM__NO_CODE_POINT ? REPLACEMENT : c.code_point);
        if (!take_folded(p, &fold))
            return false;
    }
    seam__fold_end(&fold);
    if (!take_folded(p, &fold))
        return false;
    if (p->n > 0 && p->folded[0] < 0x80)
        note_leads(p);
    return true;
}

/* The places of the string that have this code point. */
static uint64_t places_of(const pattern *p, uint32_t code_point)
{
    uint64_t places = 0;

    if (code_point < 128)
        return p->ascii[code_point];
    for (size_t i = 0; i < p->n; i++)
        places |= (uint64_t)(p->folded[i] == code_point) << i;
    return places;
}

/* Moves on to the next byte of the piece with which a match may begin, or to its end. */
static void skip_to_candidate(reader *r, const pattern *p)
{
    size_t n;

    if (p->folded[0] >= 0x80)
        n = seam_scan_non_ascii(r->piece); /* ASCII folds to ASCII */
    else if (p->few_leads.n > 0)
        n = seam_scan_any4(r->piece, p->few_leads);
    else
        n = seam_search_set(r->piece, &p->leads);
    skip(r, n);
}

/* How far the string has been found. */
typedef struct matches {
    const pattern *pattern;
    uint64_t prefixes; /* bit i: the first i + 1 code points end here */
    size_t n_folded;
    size_t starts[SEAM_FIND_CASELESS_MAX]; /* where what a folded code point is from begins */
} matches;

/* Takes what the stream has: code points of a character, or of a segment, that begins at `start`.
 * *may_begin is 1 until its first has been taken, then 0. */
static void match_folded(matches *m, seam__fold_stream *fold, size_t start, uint64_t *may_begin)
{
    uint32_t c;

    for (; seam__fold_next(fold, &c); *may_begin = 0) {
        m->prefixes = (m->prefixes << 1 | *may_begin) & places_of(m->pattern, c);
        m->starts[m->n_folded++ % SEAM_FIND_CASELESS_MAX] = start;
    }
}

/* Whether the whole string ends here, and where it begins. */
static bool has_matched(const matches *m, size_t end, size_t *at, size_t *len)
{
    const size_t n = m->pattern->n;

    if ((m->prefixes >> (n - 1) & 1) == 0)
        return false;
    *at = m->starts[(m->n_folded - n) % SEAM_FIND_CASELESS_MAX];
    *len = end - *at;
    return true;
}

/* Finds the string from here on; it is not empty. */
static bool find(reader r, const pattern *p, size_t *at, size_t *len)
{
    matches m = {.pattern = p};
    seam__fold_stream fold;

    seam__fold_init(&fold, false);
    while (has_more(&r)) {
        uint64_t may_begin = 1;
        size_t start;
        uint32_t c = 0;

        if (m.prefixes == 0) {
            skip_to_candidate(&r, p);
            if (r.piece.len == 0)
                continue;
        }
        start = r.offset;
        (void)read_character(&r, &c);
        seam__fold_take(&fold, c);
        match_folded(&m, &fold, start, &may_begin);
        if (has_matched(&m, r.offset, at, len))
            return true;
    }
    return false;
}

/* ---- the same under canonical equivalence, a segment at a time */

/* Moves on to where a segment begins: past the marks that stand here. */
static void skip_marks(reader *r)
{
    reader ahead = *r;
    uint32_t c;

    while (read_character(&ahead, &c) > 0 && !seam__fold_begins_segment(c))
        *r = ahead;
}

static void match_segment(matches *m, seam__fold_stream *fold, reader *r)
{
    const size_t start = r->offset;
    uint64_t may_begin = 1;
    reader ahead = *r;
    uint32_t c;

    while (read_character(&ahead, &c) > 0 &&
           (r->offset == start || !seam__fold_begins_segment(c))) {
        seam__fold_take(fold, c);
        match_folded(m, fold, start, &may_begin);
        *r = ahead;
    }
    seam__fold_end(fold);
    match_folded(m, fold, start, &may_begin);
}

static bool find_canonical(reader r, const pattern *p, size_t *at, size_t *len)
{
    matches m = {.pattern = p};
    size_t segment = r.offset; /* where one begins for certain */
    seam__fold_stream fold;

    seam__fold_init(&fold, true);
    for (; has_more(&r); segment = r.offset) {
        if (m.prefixes == 0) {
            do
                skip_to_candidate(&r, p);
            while (r.piece.len == 0 && has_more(&r));
            if (r.offset != segment)
                skip_marks(&r);
            if (!has_more(&r))
                return false;
        }
        match_segment(&m, &fold, &r);
        if (has_matched(&m, r.offset, at, len))
            return true;
    }
    return false;
}

seam_status seam_chain_find_caseless(const seam_chain *chain, seam_view what, size_t from,
                                     bool canonical, size_t *at, size_t *len)
{
    reader r;
    pattern p;

    seam__chain_check(chain);
    *at = *len = 0;
    if (from > seam_chain_len(chain))
        return SEAM_ERANGE;
    if (!fold_pattern(&p, what, canonical))
        return SEAM_EINVAL;
    r = read_from(chain, from);
    for (int i = 0; i < 3 && has_more(&r) && seam__is_continuation(r.piece.data[0]); i++)
        skip(&r, 1);
    if (canonical && from > 0)
        skip_marks(&r);
    if (p.n == 0) {
        *at = r.offset;
        return SEAM_OK;
    }
    return (canonical ? find_canonical : find)(r, &p, at, len) ? SEAM_OK : SEAM_MORE;
}
