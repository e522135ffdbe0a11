/* RESP2 and RESP3, the protocol of Redis, read out of a chain item by item: a scalar, whose text is a slice of
 * what was read, or the head of an aggregate, whose items follow. Nothing recurses, every length has a limit,
 * and wherever the stream is cut the items are the same.
 *
 *     seam_cursor c = seam_cursor_chain(&rx);
 *     while ((r = resp_next(&parser, &c, &item)) == SEAM_OK)
 *         use(&item);                               takes item.text, or releases it
 *     commit(&c, &rx);                              SEAM_MORE: read parser.need bytes or more, then again
 *
 * Streamed strings and aggregates ("$?"), which no Redis sends, are SEAM_EPROTO. */
#ifndef SEAM_EXAMPLES_RESP_H
#define SEAM_EXAMPLES_RESP_H

#include <seam/seam.h>
#include <string.h>

#define RESP_DEPTH 64 /* the most that max_depth may be */

typedef struct resp_item {
    char type;      /* its first byte: + - : $ * and _ # , ( ! = % ~ > | */
    bool is_null;   /* _, $-1 and *-1 */
    bool is_last;   /* with it a reply, a push or an attribute ends */
    unsigned depth; /* aggregates that it is in */
    int64_t number; /* of : and #; of an aggregate the items that follow */
    seam_buf text;  /* of all others; owned by the caller */
} resp_item;

typedef struct resp {
    uint64_t max_len, max_items; /* of a string, of one aggregate; below 2^62 */
    uint64_t max_depth;          /* RESP_DEPTH at most */
    unsigned depth;              /* aggregates that are open */
    char outer;                  /* the type at depth 0 of what is read */
    size_t need;                 /* after SEAM_MORE: bytes that are missing at least */
    uint64_t offset;             /* of the next item in the stream */
    uint64_t fault;              /* where a failure was */
    uint64_t left[RESP_DEPTH];   /* items that an open aggregate still lacks */
} resp;

static inline void resp_end_line(seam_cursor *c)
{
    (void)seam_cursor_expect(c, seam_view_string("\r\n"));
}

/* A line of up to 64 KiB that holds no CR or LF. */
static inline void resp_line(const resp *p, seam_cursor *c, resp_item *item)
{
    const size_t most = p->max_len < 65536 ? (size_t)p->max_len : 65536;

    seam_cursor_slice(c, seam_cursor_find(c, '\r', most), &item->text);
    resp_end_line(c);
    if (item->text.len > 0 && memchr(item->text.data, '\n', item->text.len) != NULL)
        seam_cursor_fail(c, SEAM_EPROTO);
}

/* A length of `most` at most, and the end of its line; -1 where null is allowed. */
static inline int64_t resp_length(seam_cursor *c, bool may_be_null, uint64_t most)
{
    const int64_t len = seam_cursor_decimal_signed(c, may_be_null ? -1 : 0, INT64_MAX);

    if (len > 0 && (uint64_t)len > most)
        seam_cursor_fail(c, SEAM_ETOOBIG);
    resp_end_line(c);
    return len;
}

static inline void resp_string(const resp *p, seam_cursor *c, resp_item *item)
{
    const int64_t len = resp_length(c, item->type == '$', p->max_len);

    item->is_null = len < 0;
    if (item->type == '=' && len < 4) /* "txt:" */
        seam_cursor_fail(c, SEAM_EPROTO);
    /* Not before all of it is there: over a joint it is copied. */
    if (item->is_null || !seam_cursor_want(c, (size_t)len + 2))
        return;
    seam_cursor_slice(c, (size_t)len, &item->text);
    resp_end_line(c);
    if (item->type == '=' && item->text.len > 0 && item->text.data[3] != ':')
        seam_cursor_fail(c, SEAM_EPROTO);
}

static inline void resp_aggregate(const resp *p, seam_cursor *c, resp_item *item)
{
    const bool in_pairs = item->type == '%' || item->type == '|';
    const int64_t len = resp_length(c, item->type == '*', p->max_items);

    item->is_null = len < 0;
    if (!seam_cursor_ok(c) || len <= 0)
        return;
    item->number = in_pairs ? 2 * len : len;
    if (item->type == '>' && p->depth > 0)
        seam_cursor_fail(c, SEAM_EPROTO);
    if (p->depth >= p->max_depth)
        seam_cursor_fail(c, SEAM_ETOOBIG);
}

static inline void resp_flag(seam_cursor *c, resp_item *item)
{
    const uint8_t byte = seam_cursor_u8(c);

    item->number = byte == 't';
    if (byte != 't' && byte != 'f')
        seam_cursor_fail(c, SEAM_EPROTO);
    resp_end_line(c);
}

static inline void resp_read(const resp *p, seam_cursor *c, resp_item *item)
{
    const seam_cursor start = *c;

    item->type = (char)seam_cursor_u8(c);
    switch (item->type) {
    case '+':
    case '-':
    case ',':
    case '(':
        resp_line(p, c, item);
        break;
    case '$':
    case '!':
    case '=':
        resp_string(p, c, item);
        break;
    case ':':
        item->number = seam_cursor_decimal_signed(c, INT64_MIN, INT64_MAX);
        resp_end_line(c);
        break;
    case '#':
        resp_flag(c, item);
        break;
    case '_':
        item->is_null = true;
        resp_end_line(c);
        break;
    case '*':
    case '~':
    case '%':
    case '|':
    case '>':
        resp_aggregate(p, c, item);
        break;
    default:
        if (seam_cursor_ok(c))
            *c = start; /* the fault is the type */
        seam_cursor_fail(c, SEAM_EPROTO);
    }
}

/* An attribute describes the item behind it, and is none of those that were announced. */
static inline void resp_count(resp *p, resp_item *item)
{
    item->depth = p->depth;
    if (p->depth == 0)
        p->outer = item->type;
    else if (item->type != '|')
        p->left[p->depth - 1]--;
    if (item->number > 0 && strchr("*%~|>", item->type) != NULL)
        p->left[p->depth++] = (uint64_t)item->number;
    while (p->depth > 0 && p->left[p->depth - 1] == 0)
        p->depth--;
    item->is_last = p->depth == 0;
}

/* The next item. SEAM_OK. SEAM_MORE: it is not all there. SEAM_EPROTO, SEAM_ETOOBIG: the stream is wrong at
 * byte p->fault. SEAM_ENOMEM, SEAM_ELIMIT: try again. The cursor then stands before the item. */
static inline seam_status resp_next(resp *p, seam_cursor *c, resp_item *item)
{
    const seam_cursor start = *c;
    seam_status r;

    memset(item, 0, sizeof(*item));
    resp_read(p, c, item);
    r = seam_cursor_status(c);
    if (r == SEAM_OK) {
        p->offset += seam_cursor_pos(c) - seam_cursor_pos(&start);
        resp_count(p, item);
        return r;
    }
    p->need = seam_cursor_need(c);
    p->fault = p->offset + (seam_cursor_pos(c) - seam_cursor_pos(&start));
    seam_buf_release(&item->text);
    *c = start;
    return r;
}

#endif
