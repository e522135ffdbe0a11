/* What test_framer_model.c and fuzz_framer.c share: the frames of a whole stream in one array, cut by plain
 * loops; and those that a framer gives, however the stream comes. */
#ifndef SEAM_TESTS_FRAMER_MODEL_H
#define SEAM_TESTS_FRAMER_MODEL_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "frame/frame_private.h"
#include "seam/cursor.h"
#include "seam/framer.h"

/* SEAM_OK and a frame, data[from, from + len) of the stream; or a fault; or SEAM_EOF. */
typedef struct framed {
    seam_status status;
    uint64_t offset;
    size_t from, len;
} framed;

/* The stream, and how far it is cut. */
typedef struct slow_framer {
    const seam_framer_options *o;
    const uint8_t *data;
    size_t len, pos, max;
    seam_status failed;
} slow_framer;

static inline void slow_init(slow_framer *s, const seam_framer_options *o, const uint8_t *data,
                             size_t len)
{
    *s = (slow_framer){.o = o, .data = data, .len = len, .failed = SEAM_OK};
    s->max = o->max_len > 0 ? (size_t)o->max_len : (size_t)1 << 20;
}

static inline bool slow_has(const slow_framer *s, uint32_t flag)
{
    return (s->o->flags & flag) != 0;
}

/* A fault, after which the stream goes on at `next`, if it does. */
static inline framed slow_fault(slow_framer *s, seam_status why, size_t at, size_t next)
{
    const framed f = {.status = why, .offset = at};

    if (!slow_has(s, SEAM_FRAME_RESYNC) || next == SIZE_MAX)
        s->failed = why;
    else
        s->pos = next < s->len ? next : s->len;
    return f;
}

/* A frame at pos: header, body, terminator, and bytes that are passed over behind it. */
static inline framed slow_give(slow_framer *s, size_t lead, size_t body, size_t tail, size_t more)
{
    framed f = {.status = SEAM_OK, .offset = s->pos, .from = s->pos + lead, .len = body};

    if (slow_has(s, SEAM_FRAME_KEEP)) {
        f.from = s->pos;
        f.len = lead + body + tail;
    }
    s->pos += lead + body + tail + more;
    return f;
}

static inline bool slow_is_at(const slow_framer *s, size_t at, const void *what, size_t n)
{
    return n <= s->len - at && memcmp(s->data + at, what, n) == 0;
}

/* Where the terminator of the line that has `from` begins, and its length; the end and 0 without one. */
static inline size_t slow_end(const slow_framer *s, size_t from, bool pairs, size_t *n)
{
    for (size_t i = from; i < s->len; i++) {
        const bool cr = s->data[i] == '\r', lf = s->data[i] == '\n';
        bool ends;

        *n = 1;
        if (s->o->kind == SEAM_FRAME_DELIMITED) {
            *n = s->o->n_delimiter;
            ends = slow_is_at(s, i, s->o->delimiter, *n);
        } else if (s->o->kind == SEAM_FRAME_LINES_LF) {
            ends = lf;
        } else if (s->o->kind == SEAM_FRAME_LINES_CRLF) {
            *n = 2;
            ends = pairs ? slow_is_at(s, i, "\r\n", 2) : cr || lf;
        } else {
            ends = cr || lf;
        }
        if (ends)
            return i;
    }
    *n = 0;
    return s->len;
}

static inline framed slow_line(slow_framer *s)
{
    const uint8_t kind = s->o->kind;
    size_t n, more, end = slow_end(s, s->pos, false, &n);
    size_t body = end - s->pos;
    size_t cr = kind == SEAM_FRAME_LINES_LF && n > 0 && body > 0 && s->data[end - 1] == '\r';

    more = kind == SEAM_FRAME_LINES_ANY && slow_is_at(s, end, "\r\n", 2);
    if (body - cr > s->max) {
        if (kind == SEAM_FRAME_LINES_CRLF)
            end = slow_end(s, s->pos, true, &n);
        return slow_fault(s, SEAM_ETOOBIG, s->pos, end + n + more);
    }
    if (kind == SEAM_FRAME_LINES_CRLF && n > 0 && !slow_is_at(s, end, "\r\n", 2)) {
        const size_t next = slow_end(s, end + 1, true, &n);

        return slow_fault(s, SEAM_EPROTO, end, next + n);
    }
    if (n == 0 && slow_has(s, SEAM_FRAME_NEED_END))
        return slow_fault(s, SEAM_ETRUNC, s->pos, SIZE_MAX);
    return slow_give(s, 0, body - cr, n + cr, more);
}

/* The length behind the header's first bytes: its bytes, 0 when they are not all there, SIZE_MAX when they are
 * none that is allowed. */
static inline size_t slow_length(const slow_framer *s, size_t at, uint64_t *len)
{
    const uint8_t width = s->o->width;
    seam_cursor c = seam_cursor_view(seam_view_of(s->data + at, s->len - at));

    if (width == SEAM_WIDTH_LEB)
        *len = seam_cursor_varint_leb(&c);
    else if (width == SEAM_WIDTH_QUIC)
        *len = seam_cursor_varint_quic(&c);
    else if (width == SEAM_WIDTH_MQTT)
        *len = seam_cursor_varint_mqtt(&c);
    else {
        uint64_t number = 0;

        if (s->len - at < width)
            return 0;
        for (size_t i = 0; i < width; i++)
            number = number << 8 | s->data[at + (slow_has(s, SEAM_FRAME_LE) ? width - 1 - i : i)];
        *len = number;
        return width;
    }
    if (seam_cursor_status(&c) == SEAM_MORE)
        return 0;
    return seam_cursor_ok(&c) ? seam_cursor_pos(&c) : SIZE_MAX;
}

/* Numbers that sums of lengths fit in. */
__extension__ typedef __int128 wide;

/* Where a frame too long ends; SIZE_MAX when no number of 64 bits says how long it is. */
static inline size_t slow_behind(const slow_framer *s, size_t lead, wide len)
{
    if (len + (wide)lead >= UINT64_MAX)
        return SIZE_MAX;
    return len + (wide)lead < (wide)(s->len - s->pos) ? s->pos + lead + (size_t)len : s->len;
}

static inline framed slow_prefixed(slow_framer *s)
{
    const size_t at = s->pos + s->o->offset;
    uint64_t len = 0;
    wide body;
    size_t n;

    n = at <= s->len ? slow_length(s, at, &len) : 0;
    if (n == 0)
        return slow_fault(s, SEAM_ETRUNC, s->pos, SIZE_MAX);
    if (n == SIZE_MAX)
        return slow_fault(s, SEAM_EPROTO, at, SIZE_MAX);
    body = (wide)len + s->o->adjust;
    if (body < 0)
        return slow_fault(s, SEAM_EPROTO, at, SIZE_MAX);
    if (body > (wide)s->max)
        return slow_fault(s, SEAM_ETOOBIG, s->pos, slow_behind(s, s->o->offset + n, body));
    if ((size_t)body > s->len - at - n)
        return slow_fault(s, SEAM_ETRUNC, s->pos, SIZE_MAX);
    return slow_give(s, s->o->offset + n, (size_t)body, 0, 0);
}

static inline framed slow_netstring(slow_framer *s)
{
    uint64_t len = 0;
    size_t n = 0;

    for (;; n++) {
        const uint8_t byte = s->pos + n < s->len ? s->data[s->pos + n] : ':';

        if (s->pos + n == s->len)
            return slow_fault(s, SEAM_ETRUNC, s->pos, SIZE_MAX);
        if (byte == ':' && n > 0)
            break;
        if (byte < '0' || byte > '9' || (n == 1 && len == 0))
            return slow_fault(s, SEAM_EPROTO, s->pos + n, SIZE_MAX);
        if (n == 19)
            return slow_fault(s, SEAM_ETOOBIG, s->pos, SIZE_MAX);
        len = len * 10 + byte - '0';
        if (len > s->max && !slow_has(s, SEAM_FRAME_RESYNC))
            return slow_fault(s, SEAM_ETOOBIG, s->pos, SIZE_MAX);
    }
    if (len > s->max)
        return slow_fault(s, SEAM_ETOOBIG, s->pos, slow_behind(s, n + 2, (wide)len));
    if (len + 1 > s->len - s->pos - n - 1)
        return slow_fault(s, SEAM_ETRUNC, s->pos, SIZE_MAX);
    if (s->data[s->pos + n + 1 + len] != ',')
        return slow_fault(s, SEAM_EPROTO, s->pos + n + 1 + (size_t)len, SIZE_MAX);
    return slow_give(s, n + 1, (size_t)len, 1, 0);
}

/* The next frame or fault of a stream that has ended. A fault that stays is told again. */
static inline framed slow_next(slow_framer *s)
{
    if (s->failed != SEAM_OK)
        return (framed){.status = s->failed};
    if (s->pos == s->len)
        return (framed){.status = SEAM_EOF};
    if (s->o->kind == SEAM_FRAME_LENGTH)
        return slow_prefixed(s);
    return s->o->kind == SEAM_FRAME_NETSTRING ? slow_netstring(s) : slow_line(s);
}

/* ---- a framer over chunks, held against that */

typedef enum form { FORM_NEXT, FORM_MOVE, FORM_MANY, FORM_MIXED, N_FORMS } form;

/* The stream in chunks: the chunk that is to be read next, appended to the chain; false at the end. */
typedef bool (*feed_chunk)(void *ctx, seam_chain *in);

#define MANY_AT_ONCE 5

/* What a call gave. */
typedef struct given {
    seam_status status;
    seam_view frames[MANY_AT_ONCE];
    size_t n;
    uint8_t *copy; /* of a frame that was moved */
} given;

static inline void call_framer(seam_framer *framer, seam_chain *in, form how, uint8_t *scratch,
                               size_t cap, given *out)
{
    seam_chain moved;
    size_t len;

    out->n = 0;
    if (how == FORM_MANY) {
        out->status = seam_framer_many(framer, in, out->frames, MANY_AT_ONCE, &out->n);
        return;
    }
    if (how == FORM_NEXT) {
        out->status = seam_framer_next(framer, in, &out->frames[0]);
        out->n = out->status == SEAM_OK;
        return;
    }
    seam_chain_init(&moved, in->pool_);
    out->status = seam_framer_move(framer, in, &moved);
    len = seam_chain_copy_out(&moved, 0, scratch, cap);
    out->frames[0] = seam_view_of(scratch, len);
    out->n = out->status == SEAM_OK;
    if (len != seam_chain_len(&moved) || (out->n == 0 && len > 0))
        out->status = SEAM_ESTATE; /* which no framer says */
    seam_chain_release(&moved);
}

static inline const char *frame_differs(const slow_framer *s, const framed *want, seam_view got)
{
    if (want->status != SEAM_OK)
        return "a frame that is none";
    if (got.len != want->len ||
        (got.len > 0 && memcmp(got.data, s->data + want->from, got.len) != 0))
        return "the frame's bytes";
    return NULL;
}

/* One call's frames, or its fault. */
static inline const char *call_differs(slow_framer *s, const given *g, uint64_t offset)
{
    framed want = slow_next(s);
    const char *wrong = NULL;

    if (g->n == 0 && g->status != want.status)
        return "the status";
    if (g->status != SEAM_EOF && want.offset != offset)
        return "the offset";
    for (size_t i = 0; i < g->n && wrong == NULL; i++) {
        wrong = frame_differs(s, &want, g->frames[i]);
        if (i + 1 < g->n)
            want = slow_next(s);
    }
    return wrong;
}

/* Runs a whole stream through a framer. `scratch` holds as many bytes as the stream has. Says what
 * differs; NULL when nothing does. */
static inline const char *framer_differs(const seam_framer_options *o, seam_view stream, form how,
                                         seam_chain *in, feed_chunk feed, void *ctx,
                                         uint8_t *scratch)
{
    slow_framer slow;
    seam_framer framer;
    const char *wrong = NULL;
    given g = {.n = 0};

    slow_init(&slow, o, stream.data, stream.len);
    if (seam_framer_init(&framer, o) != SEAM_OK)
        return "the options";
    for (size_t turn = 0; wrong == NULL; turn++) {
        const form now = how == FORM_MIXED ? (form)(turn % 3) : how;

        call_framer(&framer, in, now, scratch, stream.len, &g);
        if (!seam__framer_valid(&framer, in))
            return "the laws of framers";
        if (g.status == SEAM_MORE) {
            if (!feed(ctx, in))
                seam_framer_finish(&framer);
            continue;
        }
        wrong = call_differs(&slow, &g, seam_framer_offset(&framer));
        if (g.status == SEAM_EOF || slow.failed != SEAM_OK)
            break;
    }
    if (wrong == NULL && g.status == SEAM_EOF && seam_chain_len(in) > 0)
        wrong = "bytes are left at the end";
    call_framer(&framer, in, FORM_NEXT, scratch, stream.len, &g);
    if (wrong == NULL && g.status != slow_next(&slow).status)
        wrong = "the status, told again";
    return wrong;
}

#endif
