/* The request that asks for an upgrade (RFC 6455 4.2): its lines by a framer, which leaves what is behind them
 * to the frames' parser. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "websocket.h"

/* Bytes of a line, bytes of the request, lines of it. */
enum { MAX_LINE = 4096, MAX_REQUEST = 16384, MAX_LINES = 100 };

void ws_request_init(ws_request *request)
{
    const seam_framer_options options = {.kind = SEAM_FRAME_LINES_CRLF, .max_len = MAX_LINE};

    memset(request, 0, sizeof(*request));
    (void)!seam_framer_init(&request->lines, &options);
}

/* ---- pieces of lines */

static bool is(seam_view a, const char *name)
{
    return a.len == strlen(name) && strncasecmp((const char *)a.data, name, a.len) == 0;
}

static seam_view trimmed(seam_view v)
{
    while (v.len > 0 && (v.data[0] == ' ' || v.data[0] == '\t'))
        v = seam_view_of(v.data + 1, v.len - 1);
    while (v.len > 0 && (v.data[v.len - 1] == ' ' || v.data[v.len - 1] == '\t'))
        v.len--;
    return v;
}

/* What is before the next `stop`, which is passed, or the end. */
static seam_view cut(seam_view *rest, char stop)
{
    const size_t n = seam_scan_byte(*rest, (uint8_t)stop);
    const seam_view piece = seam_view_of(rest->data, n);
    const size_t passed = n < rest->len ? n + 1 : n;

    *rest = seam_view_of(rest->data + passed, rest->len - passed);
    return piece;
}

static bool has_token(seam_view list, const char *token)
{
    while (list.len > 0) {
        if (is(trimmed(cut(&list, ',')), token))
            return true;
    }
    return false;
}

/* ---- headers */

/* 16 bytes in base64, once. */
static seam_status take_key(ws_request *q, seam_view value)
{
    uint8_t bytes[18];
    seam_view digits = value;
    size_t n;

    if (q->has_key || value.len != sizeof(q->key) ||
        seam_base64_decode(&digits, SEAM_BASE64_FINAL, bytes, sizeof(bytes), &n) != SEAM_OK ||
        n != 16)
        return SEAM_EPROTO;
    memcpy(q->key, value.data, sizeof(q->key));
    q->has_key = true;
    return SEAM_OK;
}

/* ---- permessage-deflate (RFC 7692 7.1) */

typedef struct offer {
    bool server_alone, client_alone; /* server_ and client_no_context_takeover */
    bool client_bits;                /* client_max_window_bits, with a value or without */
    int server_bits;                 /* server_max_window_bits; 0: it is not there */
} offer;

/* 8 to 15, in quotes or not; 0: none of these. */
static int window_bits(seam_view value)
{
    seam_cursor c;
    uint64_t bits;

    if (value.len >= 2 && value.data[0] == '"' && value.data[value.len - 1] == '"')
        value = seam_view_of(value.data + 1, value.len - 2);
    c = seam_cursor_whole(value);
    bits = seam_cursor_decimal(&c, 15);
    return seam_cursor_ok(&c) && seam_cursor_left(&c) == 0 && bits >= 8 ? (int)bits : 0;
}

static bool set_once(bool *flag, bool is_right)
{
    const bool was = *flag;

    *flag = true;
    return is_right && !was;
}

/* False: the parameter is unknown, comes twice or has a wrong value, and the offer is not taken. */
static bool take_parameter(offer *o, seam_view parameter)
{
    seam_view value = parameter;
    const seam_view name = trimmed(cut(&value, '='));
    const bool has_value = seam_scan_byte(parameter, '=') < parameter.len;

    value = trimmed(value);
    if (is(name, "server_no_context_takeover"))
        return set_once(&o->server_alone, !has_value);
    if (is(name, "client_no_context_takeover"))
        return set_once(&o->client_alone, !has_value);
    if (is(name, "client_max_window_bits"))
        return set_once(&o->client_bits, !has_value || window_bits(value) != 0);
    if (!is(name, "server_max_window_bits") || o->server_bits != 0)
        return false;
    /* zlib cannot deflate with a window of 256 bytes. */
    o->server_bits = window_bits(value);
    return o->server_bits > 8;
}

static bool read_offer(offer *o, seam_view rest)
{
    if (!is(trimmed(cut(&rest, ';')), "permessage-deflate"))
        return false;
    while (rest.len > 0) {
        if (!take_parameter(o, cut(&rest, ';')))
            return false;
    }
    return true;
}

/* The answer waits in `message` until the request is complete. */
static seam_status accept_offer(websocket *ws, const offer *o)
{
    const bool takeover = ws->options->takeover;
    const ws_window window = {.keep_in = takeover && !o->client_alone,
                              .keep_out = takeover && !o->server_alone,
                              .bits_out = o->server_bits != 0 ? o->server_bits : 15};
    char bits[40] = "";
    seam_status r = ws_deflate_create(ws, &window);

    if (r != SEAM_OK)
        return r;
    if (o->server_bits != 0)
        (void)snprintf(bits, sizeof(bits), "; server_max_window_bits=%d", o->server_bits);
    return seam_chain_printf(&ws->message, "Sec-WebSocket-Extensions: permessage-deflate%s%s%s\r\n",
                             window.keep_out ? "" : "; server_no_context_takeover",
                             window.keep_in ? "" : "; client_no_context_takeover", bits);
}

/* The first offer that is acceptable is taken. */
static seam_status take_extensions(websocket *ws, seam_view list)
{
    while (ws->options->deflate && ws->deflate == NULL && list.len > 0) {
        offer o = {.server_bits = 0};

        if (read_offer(&o, cut(&list, ','))) {
            seam_status r = accept_offer(ws, &o);

            if (r != SEAM_OK)
                return r;
        }
    }
    return SEAM_OK;
}

/* ---- lines */

static seam_status take_header(websocket *ws, seam_view line)
{
    ws_request *q = &ws->of.request;
    seam_view value = line;
    const seam_view name = cut(&value, ':');

    if (name.len == 0 || name.len == line.len || name.data[0] == ' ' || name.data[0] == '\t' ||
        name.data[name.len - 1] == ' ')
        return SEAM_EPROTO;
    value = trimmed(value);
    if (is(name, "Upgrade"))
        q->upgrade |= has_token(value, "websocket");
    else if (is(name, "Connection"))
        q->connection |= has_token(value, "upgrade");
    else if (is(name, "Sec-WebSocket-Version"))
        *(is(value, "13") ? &q->version : &q->other_version) = true;
    else if (is(name, "Sec-WebSocket-Key"))
        return take_key(q, value);
    else if (is(name, "Sec-WebSocket-Extensions"))
        return take_extensions(ws, value);
    return SEAM_OK;
}

static seam_status take_request_line(ws_request *q, seam_view line)
{
    const seam_view method = cut(&line, ' '), target = cut(&line, ' ');

    if (!is(line, "HTTP/1.1") || target.len == 0)
        return SEAM_EPROTO;
    q->is_get = is(method, "GET");
    return SEAM_OK;
}

/* ---- SHA-1 (RFC 3174), of a text that fits in one block and its padding in the next */

static uint32_t turned(uint32_t word, unsigned n)
{
    return word << n | word >> (32 - n);
}

static void hash_block(uint32_t h[5], const uint8_t block[64])
{
    static const uint32_t constants[] = {0x5A827999, 0x6ED9EBA1, 0x8F1BBCDC, 0xCA62C1D6};
    uint32_t a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
    uint32_t w[80];

    for (unsigned i = 0; i < 80; i++) {
        const uint32_t choices[] = {(b & c) | (~b & d), b ^ c ^ d, (b & c) | (b & d) | (c & d),
                                    b ^ c ^ d};
        uint32_t next;

        w[i] = i < 16 ? seam_load_u32be(block + (size_t)4 * i)
                      : turned(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
        next = turned(a, 5) + choices[i / 20] + e + constants[i / 20] + w[i];
        e = d;
        d = c;
        c = turned(b, 30);
        b = a;
        a = next;
    }
    h[0] += a;
    h[1] += b;
    h[2] += c;
    h[3] += d;
    h[4] += e;
}

/* 60 bytes: the key and the number that RFC 6455 1.3 puts behind it. */
static void hash_key(const char key[24], uint8_t out[20])
{
    static const char number[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    uint32_t h[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
    uint8_t blocks[128] = {0};

    memcpy(blocks, key, 24);
    memcpy(blocks + 24, number, sizeof(number) - 1);
    blocks[60] = 0x80;
    seam_store_u16be(blocks + 126, 60 * 8);
    hash_block(h, blocks);
    hash_block(h, blocks + 64);
    for (size_t i = 0; i < 5; i++)
        seam_store_u32be(out + 4 * i, h[i]);
}

/* ---- answers */

static seam_status accept_request(websocket *ws)
{
    uint8_t hash[20];
    char digits[29] = "";
    seam_view in = seam_view_of(hash, sizeof(hash));
    seam_status r;
    size_t n;

    hash_key(ws->of.request.key, hash);
    (void)!seam_base64_encode(&in, SEAM_BASE64_FINAL, digits, 28, &n);
    r = seam_chain_printf(&ws->out,
                          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                          "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n",
                          digits);
    if (r == SEAM_OK)
        r = seam_chain_add_chain(&ws->out, &ws->message, seam_chain_len(&ws->message));
    if (r == SEAM_OK)
        r = seam_chain_printf(&ws->out, "\r\n");
    return r;
}

void ws_refuse(websocket *ws, seam_status why)
{
    const ws_request *q = &ws->of.request;
    const char *line = "400 Bad Request", *more = "";

    if (why == SEAM_ETOOBIG) {
        line = "431 Request Header Fields Too Large";
    } else if (why == SEAM_ENOMEM || why == SEAM_ELIMIT) {
        line = "503 Service Unavailable";
    } else if (why == SEAM_EINVAL && !q->is_get) {
        line = "405 Method Not Allowed";
        more = "Allow: GET\r\n";
    } else if (why == SEAM_EINVAL) {
        line = "426 Upgrade Required";
        more = "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n";
    }
    seam_chain_release(&ws->in);
    seam_chain_release(&ws->message);
    seam_chain_release(&ws->out); /* a response that could not be completed */
    (void)!seam_chain_printf(
        &ws->out, "HTTP/1.1 %s\r\n%sConnection: close\r\nContent-Length: 0\r\n\r\n", line, more);
    ws->state = WS_CLOSED;
    ws_deflate_destroy(&ws->deflate);
}

static seam_status open_frames(websocket *ws)
{
    const seam_decoder_options text = {.to = SEAM_ENCODING_NONE, .errors = SEAM_ERRORS_FATAL};

    memset(&ws->of.frame, 0, sizeof(ws->of.frame));
    ws->state = WS_OPEN;
    return seam_decoder_init(&ws->of.frame.text, &text);
}

/* The empty line has come. */
static seam_status end_request(websocket *ws)
{
    ws_request *q = &ws->of.request;
    seam_status r;

    if (!q->is_get || !q->upgrade || !q->connection || !q->version || q->other_version)
        return SEAM_EINVAL;
    if (!q->has_key)
        return SEAM_EPROTO;
    seam_framer_drop(&q->lines, &ws->in);
    r = accept_request(ws);
    return r == SEAM_OK ? open_frames(ws) : r;
}

seam_status ws_handshake(websocket *ws)
{
    ws_request *q = &ws->of.request;
    seam_view line;
    seam_status r;

    while ((r = seam_framer_next(&q->lines, &ws->in, &line)) == SEAM_OK) {
        if (++q->n_lines > MAX_LINES || seam_framer_offset(&q->lines) > MAX_REQUEST)
            return SEAM_ETOOBIG;
        if (line.len == 0 && q->n_lines > 1)
            return end_request(ws);
        r = q->n_lines == 1 ? take_request_line(q, line) : take_header(ws, line);
        if (r != SEAM_OK)
            return r;
    }
    return r;
}
