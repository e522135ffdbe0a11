/* Frames and messages of WebSocket: heads by a cursor, payloads unmasked where they lie, text validated as it comes. */
#include "websocket.h"

#include <string.h>

static size_t smaller(uint64_t a, size_t b)
{
    return a < b ? (size_t)a : b;
}

void ws_init(websocket *ws, seam_pool *pool, const ws_options *options)
{
    memset((void *)ws, 0, sizeof(*ws));
    ws->options = options;
    ws->pool = pool;
    ws->gate = seam_gate_of(options->high, 0);
    seam_chain_init(&ws->in, pool);
    seam_chain_init(&ws->out, pool);
    seam_chain_init(&ws->message, pool);
    ws_request_init(&ws->of.request);
}

void ws_release(websocket *ws)
{
    seam_chain_release(&ws->in);
    seam_chain_release(&ws->out);
    seam_chain_release(&ws->message);
    ws_deflate_destroy(&ws->deflate);
}

/* ---- heads */

static bool is_control(unsigned kind)
{
    return kind >= WS_CLOSE;
}

/* What the first two bytes of a head may say. */
static seam_status check_head(const websocket *ws, uint8_t first, uint8_t second)
{
    const ws_frame *f = &ws->of.frame;
    const unsigned kind = first & 0x0F;
    const bool is_final = (first & 0x80) != 0, compressed = (first & 0x40) != 0;
    const bool is_new = kind == WS_TEXT || kind == WS_BINARY;

    if ((first & 0x30) != 0 || (second & 0x80) == 0)
        return SEAM_EPROTO;
    if (compressed && (ws->deflate == NULL || !is_new))
        return SEAM_EPROTO;
    if (is_control(kind))
        return kind <= WS_PONG && is_final && (second & 0x7F) <= WS_CONTROL_MAX ? SEAM_OK
                                                                                : SEAM_EPROTO;
    return kind <= WS_BINARY && is_new == (f->message == 0) ? SEAM_OK : SEAM_EPROTO;
}

/* The length must be in its shortest form (RFC 6455 5.2). */
static uint64_t read_len(seam_cursor *c, uint8_t second)
{
    uint64_t len = second & 0x7F;
    uint64_t least = 0;

    if (len == 126) {
        len = seam_cursor_u16be(c);
        least = 126;
    } else if (len == 127) {
        len = seam_cursor_u64be(c);
        least = 65536;
    }
    if (len < least || len > INT64_MAX)
        seam_cursor_fail(c, SEAM_EPROTO);
    return len;
}

static void begin_message(ws_frame *f, uint8_t kind, bool compressed)
{
    f->message = kind;
    f->compressed = compressed;
    f->is_validated = kind == WS_TEXT;
}

static seam_status read_head(websocket *ws)
{
    ws_frame *f = &ws->of.frame;
    seam_cursor c = seam_cursor_chain(&ws->in);
    const uint8_t first = seam_cursor_u8(&c), second = seam_cursor_u8(&c);
    const uint8_t kind = first & 0x0F;
    const size_t before = seam_chain_len(&ws->message);
    uint64_t len;

    if (seam_cursor_ok(&c))
        seam_cursor_fail(&c, check_head(ws, first, second));
    len = read_len(&c, second);
    if (seam_cursor_ok(&c) && !is_control(kind) &&
        (before > ws->options->max_message || len > ws->options->max_message - before))
        seam_cursor_fail(&c, SEAM_ETOOBIG);
    (void)seam_cursor_copy(&c, f->key, sizeof(f->key));
    if (!seam_cursor_ok(&c))
        return seam_cursor_status(&c);
    f->kind = kind;
    f->is_final = (first & 0x80) != 0;
    f->left = len;
    f->pos = 0;
    f->ready = 0;
    f->is_open = true;
    if (kind == WS_TEXT || kind == WS_BINARY)
        begin_message(f, kind, (first & 0x40) != 0);
    return seam_cursor_commit(&c, &ws->in);
}

/* ---- control frames, which are dealt with once they are whole */

/* RFC 6455 7.4, and the registry of close codes. */
static bool is_close_code(uint16_t code)
{
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
           (code >= 3000 && code <= 4999);
}

static seam_status check_close(ws_event *event)
{
    event->code = 1005;
    if (event->len == 0)
        return SEAM_OK;
    if (event->len == 1)
        return SEAM_EPROTO;
    event->code = seam_load_u16be(event->payload);
    if (!is_close_code(event->code))
        return SEAM_EPROTO;
    return seam_utf8_valid(seam_view_of(event->payload + 2, event->len - 2)) ? SEAM_OK
                                                                             : SEAM_EILSEQ;
}

static seam_status take_control(websocket *ws, ws_event *event)
{
    ws_frame *f = &ws->of.frame;

    if (seam_chain_len(&ws->in) < f->left)
        return SEAM_MORE;
    event->kind = (ws_kind)f->kind;
    event->len = seam_chain_copy_out(&ws->in, 0, event->payload, (size_t)f->left);
    seam_mask_apply(seam_view_of(event->payload, event->len), f->key, 0, event->payload);
    seam_chain_skip(&ws->in, event->len);
    f->is_open = false;
    return event->kind == WS_CLOSE ? check_close(event) : SEAM_OK;
}

/* ---- messages */

/* Unmasks `n` bytes at most where they lie; text that is not compressed is validated meanwhile. */
static seam_status take_piece(websocket *ws, size_t *n)
{
    ws_frame *f = &ws->of.frame;
    uint8_t *bytes;
    seam_status r = seam_chain_writable(&ws->in, f->ready, n, &bytes);
    const seam_view piece = seam_view_of(bytes, *n);

    if (r != SEAM_OK)
        return r;
    if (f->is_validated && !f->compressed)
        r = seam_mask_decode(&f->text, piece, f->key, f->pos, bytes);
    else
        seam_mask_apply(piece, f->key, f->pos, bytes);
    if (r < 0)
        return r;
    f->pos += *n;
    f->left -= *n;
    if (!f->compressed) {
        f->ready += *n;
        return SEAM_OK;
    }
    r = ws_inflate(ws->deflate, piece, &ws->message, ws->options->max_message,
                   f->is_validated ? &f->text : NULL);
    if (r == SEAM_OK)
        seam_chain_skip(&ws->in, *n);
    return r;
}

/* The whole message is there: its text must not end inside a character. */
static seam_status end_message(websocket *ws, ws_event *event)
{
    ws_frame *f = &ws->of.frame;
    seam_view none = {NULL, 0};
    seam_status r = SEAM_OK;

    if (f->compressed)
        r = ws_inflate(ws->deflate, none, &ws->message, ws->options->max_message,
                       f->is_validated ? &f->text : NULL);
    if (r == SEAM_OK && f->is_validated) {
        seam_decoder_finish(&f->text);
        r = seam_decoder_next(&f->text, &none, &none);
    }
    if (r < 0)
        return r;
    event->kind = (ws_kind)f->message;
    event->compressed = f->compressed;
    event->chain = &ws->message;
    event->len = seam_chain_len(&ws->message);
    f->message = 0;
    return SEAM_OK;
}

/* The frame is whole. A message of one frame is given where it lies; SEAM_MORE: others will follow. */
static seam_status end_frame(websocket *ws, ws_event *event)
{
    ws_frame *f = &ws->of.frame;
    const size_t len = f->ready;
    const bool is_whole = f->is_final && !f->compressed && seam_chain_len(&ws->message) == 0;
    seam_status r = SEAM_OK;

    if (!is_whole)
        r = seam_chain_add_chain(&ws->message, &ws->in, len);
    f->is_open = false;
    if (r != SEAM_OK || !f->is_final)
        return r == SEAM_OK ? SEAM_MORE : r;
    r = end_message(ws, event);
    if (r == SEAM_OK && is_whole) {
        event->chain = &ws->in;
        event->len = len;
    }
    return r;
}

static seam_status take_data(websocket *ws, ws_event *event)
{
    ws_frame *f = &ws->of.frame;

    while (f->left > 0) {
        size_t n = smaller(f->left, seam_chain_len(&ws->in) - f->ready);
        seam_status r = n > 0 ? take_piece(ws, &n) : SEAM_MORE;

        if (r != SEAM_OK)
            return r;
    }
    return end_frame(ws, event);
}

seam_status ws_next(websocket *ws, ws_event *event)
{
    ws_frame *f = &ws->of.frame;
    seam_status r;

    do {
        if (!f->is_open) {
            r = read_head(ws);
            if (r != SEAM_OK)
                return r;
        }
        r = is_control(f->kind) ? take_control(ws, event) : take_data(ws, event);
    } while (r == SEAM_MORE && !f->is_open);
    return r;
}

size_t ws_wants(const websocket *ws)
{
    const size_t least = 4096, most = 65536;
    const uint64_t left = ws->state == WS_OPEN && ws->of.frame.is_open ? ws->of.frame.left : 0;

    return left < least ? least : smaller(left, most);
}

/* ---- sending */

static seam_status put_head(seam_chain *out, uint8_t first, size_t len)
{
    uint8_t head[10] = {first};
    size_t n = 2;

    if (len < 126) {
        head[1] = (uint8_t)len;
    } else if (len < 65536) {
        head[1] = 126;
        seam_store_u16be(head + 2, (uint16_t)len);
        n = 4;
    } else {
        head[1] = 127;
        seam_store_u64be(head + 2, len);
        n = 10;
    }
    return seam_chain_write(out, seam_view_of(head, n));
}

/* A head that is not followed by its payload is taken back. */
static seam_status put_frame(websocket *ws, uint8_t first, seam_chain *from, size_t len)
{
    const size_t before = seam_chain_len(&ws->out);
    seam_status r = put_head(&ws->out, first, len);

    if (r == SEAM_OK)
        r = seam_chain_add_chain(&ws->out, from, len);
    if (r != SEAM_OK)
        seam_chain_trim(&ws->out, before);
    return r;
}

seam_status ws_send(websocket *ws, ws_kind kind, seam_chain *from, size_t len, bool compressed)
{
    seam_chain packed;
    seam_status r;

    if (!compressed)
        return put_frame(ws, (uint8_t)(0x80 | kind), from, len);
    seam_chain_init(&packed, ws->pool);
    r = ws_compress(ws->deflate, from, len, &packed);
    if (r == SEAM_OK)
        r = put_frame(ws, (uint8_t)(0xC0 | kind), &packed, seam_chain_len(&packed));
    seam_chain_release(&packed);
    return r;
}

static seam_status send_control(websocket *ws, ws_kind kind, const void *payload, size_t len)
{
    uint8_t frame[2 + WS_CONTROL_MAX] = {(uint8_t)(0x80 | kind), (uint8_t)len};

    memcpy(frame + 2, payload, len);
    return seam_chain_write(&ws->out, seam_view_of(frame, 2 + len));
}

/* What the connection holds is given back first, so that there is memory for the frame; without it the
 * connection ends without a word. */
static void close_with(websocket *ws, uint16_t code, const void *payload, size_t len)
{
    seam_chain_release(&ws->in);
    seam_chain_release(&ws->message);
    ws_deflate_destroy(&ws->deflate);
    (void)!send_control(ws, WS_CLOSE, payload, len);
    ws->state = WS_CLOSED;
    ws->code = code;
}

void ws_close(websocket *ws, uint16_t code)
{
    uint8_t payload[2];

    seam_store_u16be(payload, code);
    close_with(ws, code, payload, sizeof(payload));
}

void ws_fail(websocket *ws, seam_status why)
{
    static const struct {
        seam_status why;
        uint16_t code;
    } codes[] = {{SEAM_EPROTO, 1002},
                 {SEAM_EILSEQ, 1007},
                 {SEAM_ETRUNC, 1007},
                 {SEAM_ETOOBIG, 1009},
                 {SEAM_ELIMIT, 1013}};

    if (ws->state == WS_ASKED) {
        ws_refuse(ws, why);
        return;
    }
    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
        if (codes[i].why == why) {
            ws_close(ws, codes[i].code);
            return;
        }
    }
    ws_close(ws, 1011);
}

/* ---- the echo */

static seam_status answer(websocket *ws, const ws_event *event)
{
    switch (event->kind) {
    case WS_TEXT:
    case WS_BINARY:
        return ws_send(ws, event->kind, event->chain, event->len, event->compressed);
    case WS_PING:
        return send_control(ws, WS_PONG, event->payload, event->len);
    case WS_CLOSE:
        close_with(ws, event->code, event->payload, event->len < 2 ? 0 : 2);
        return SEAM_OK;
    case WS_PONG:
    case WS_CONTINUATION:
    default:
        return SEAM_OK;
    }
}

static seam_status echo_next(websocket *ws)
{
    ws_event event;
    seam_status r = ws_next(ws, &event);

    return r == SEAM_OK ? answer(ws, &event) : r;
}

seam_status ws_echo(websocket *ws)
{
    for (;;) {
        seam_status r;

        (void)seam_gate_level(&ws->gate, seam_chain_len(&ws->out));
        if (ws->state == WS_CLOSED) {
            seam_chain_skip(&ws->in, seam_chain_len(&ws->in));
            return SEAM_EOF;
        }
        if (seam_gate_is_shut(&ws->gate))
            return SEAM_FULL;
        r = ws->state == WS_ASKED ? ws_handshake(ws) : echo_next(ws);
        if (r == SEAM_MORE)
            return r;
        if (r < 0)
            ws_fail(ws, r);
    }
}
