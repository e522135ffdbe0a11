#include "websocket_cases.h"

#include <string.h>
#include <time.h>
#include <zlib.h>

const char *what_is_run = "";

static void stop(const char *what)
{
    fprintf(stderr, "websocket cases: %s\n", what);
    abort();
}

void ws_bytes_add(ws_bytes *b, const void *data, size_t len)
{
    if (len == 0)
        return;
    if (b->cap - b->len < len) {
        b->cap = b->cap * 2 + len;
        b->data = realloc(b->data, b->cap);
        if (b->data == NULL)
            stop("out of memory");
    }
    memcpy(b->data + b->len, data, len);
    b->len += len;
}

void ws_bytes_free(ws_bytes *b)
{
    free(b->data);
    memset(b, 0, sizeof(*b));
}

/* ---- which are run */

bool ws_is_short(void)
{
    return getenv("SEAM_SHORT") != NULL;
}

bool ws_is_chosen(size_t i)
{
    static unsigned long seed;
    const char *given = getenv("SEAM_SEED");

    if (!ws_is_short())
        return true;
    if (seed == 0) {
        seed = given != NULL ? strtoul(given, NULL, 10) : (unsigned long)time(NULL);
        printf("websocket: SEAM_SEED=%lu\n", seed);
        fflush(stdout);
    }
    return i % CASES_FOR_ONE == seed % CASES_FOR_ONE;
}

/* ---- the request */

void ws_ask(ws_bytes *out, const char *more)
{
    static const char lines[] = "GET /chat HTTP/1.1\r\nHost: localhost\r\nUpgrade: WebSocket\r\n"
                                "Connection: keep-alive, Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    ws_bytes_add(out, lines, sizeof(lines) - 1);
    ws_bytes_add(out, more, strlen(more));
    ws_bytes_add(out, "\r\n", 2);
}

const char *ws_offer(unsigned flags)
{
    return (flags & CASE_DEFLATE) != 0
               ? "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
               : "";
}

/* ---- the language */

typedef struct token {
    unsigned first;   /* the first byte of its frame */
    unsigned n_parts; /* frames of it */
    bool is_raw;
    ws_bytes payload;
} token;

static unsigned digit(char c)
{
    return (unsigned)(c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
}

static void add_many(ws_bytes *out, size_t n)
{
    char some[4096];

    memset(some, 'a', sizeof(some));
    for (; n > sizeof(some); n -= sizeof(some))
        ws_bytes_add(out, some, sizeof(some));
    ws_bytes_add(out, some, n);
}

static const char *read_payload(const char *at, ws_bytes *out)
{
    char *end;

    while (*at != '\0' && *at != ' ') {
        if (*at == '+') {
            at++;
        } else if (*at == '\'') {
            const size_t n = strcspn(at + 1, "'");

            ws_bytes_add(out, at + 1, n);
            at += n + 2;
        } else if (*at == '*') {
            add_many(out, strtoul(at + 1, &end, 10));
            at = end;
        } else {
            const uint8_t byte = (uint8_t)(digit(at[0]) << 4 | digit(at[1]));

            ws_bytes_add(out, &byte, 1);
            at += 2;
        }
    }
    return at;
}

/* The next token of a script, or false at its end. */
static bool next_token(const char **script, token *t)
{
    const char *at = *script;

    memset(t, 0, sizeof(*t));
    t->n_parts = 1;
    while (*at == ' ')
        at++;
    if (*at == '\0')
        return false;
    t->is_raw = strncmp(at, "raw:", 4) == 0;
    if (t->is_raw) {
        at += 4;
    } else {
        t->first = digit(at[0]) << 4 | digit(at[1]);
        at += 2;
        if (*at == '/') {
            t->n_parts = digit(at[1]);
            at += 2;
        }
        at++;
    }
    *script = read_payload(at, &t->payload);
    return true;
}

size_t ws_count(const char *script)
{
    token t;
    size_t n = 0;

    for (; next_token(&script, &t); n++)
        ws_bytes_free(&t.payload);
    return n;
}

/* ---- compression */

static void start_zlib(z_stream *z, bool deflates)
{
    memset(z, 0, sizeof(*z));
    if ((deflates ? deflateInit2(z, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY)
                  : inflateInit2(z, -15)) != Z_OK)
        stop("zlib does not start");
}

/* A message as RFC 7692 7.2.1 has it. */
static void compress_payload(z_stream *z, ws_bytes *payload)
{
    ws_bytes out = {NULL, 0, 0};
    uint8_t room[4096];

    z->next_in = payload->data;
    z->avail_in = (unsigned)payload->len;
    do {
        z->next_out = room;
        z->avail_out = sizeof(room);
        (void)deflate(z, Z_SYNC_FLUSH);
        ws_bytes_add(&out, room, sizeof(room) - z->avail_out);
    } while (z->avail_out == 0);
    if (payload->len == 0)
        ws_bytes_add(&out, "", 1);
    else
        out.len -= 4;
    ws_bytes_free(payload);
    *payload = out;
}

static bool inflate_payload(z_stream *z, ws_bytes *payload)
{
    ws_bytes out = {NULL, 0, 0};
    uint8_t room[4096];
    int e;

    ws_bytes_add(payload, "\0\0\xFF\xFF", 4);
    z->next_in = payload->data;
    z->avail_in = (unsigned)payload->len;
    do {
        z->next_out = room;
        z->avail_out = sizeof(room);
        e = inflate(z, Z_SYNC_FLUSH);
        ws_bytes_add(&out, room, sizeof(room) - z->avail_out);
    } while (e == Z_OK && z->avail_out == 0);
    ws_bytes_free(payload);
    *payload = out;
    return e == Z_OK || e == Z_BUF_ERROR;
}

/* ---- frames of the client */

static void add_frame(ws_bytes *out, unsigned first, const uint8_t *payload, size_t len,
                      uint32_t *seed)
{
    uint8_t head[14] = {(uint8_t)first};
    size_t n = 2;

    head[1] = (uint8_t)(0x80 | (len < 126 ? len : len < 65536 ? 126 : 127));
    for (size_t size = len < 126 ? 0 : len < 65536 ? 2 : 8; size > 0; size--)
        head[n++] = (uint8_t)((uint64_t)len >> 8 * (size - 1));
    for (int i = 0; i < 4; i++) {
        *seed = *seed * 1664525u + 1013904223u;
        head[n++] = (uint8_t)(*seed >> 24);
    }
    ws_bytes_add(out, head, n);
    ws_bytes_add(out, payload, len);
    for (size_t i = 0; i < len; i++)
        out->data[out->len - len + i] ^= head[n - 4 + i % 4];
}

/* The parts of a compressed message, of which only the first is marked so, and only the last is final. */
static void add_parts(ws_bytes *out, const token *t, uint32_t *seed)
{
    const size_t each = t->payload.len / t->n_parts;

    for (unsigned i = 0; i < t->n_parts; i++) {
        const bool is_last = i + 1 == t->n_parts;
        const size_t len = is_last ? t->payload.len - i * each : each;
        const unsigned first = (i == 0 ? t->first & 0x7F : 0) | (is_last ? 0x80 : 0);

        add_frame(out, first, t->payload.data + i * each, len, seed);
    }
}

void ws_build(ws_bytes *out, const char *script, uint32_t seed)
{
    z_stream z;
    token t;

    start_zlib(&z, true);
    while (next_token(&script, &t)) {
        if (!t.is_raw && (t.first & 0x70) == 0x40 && (t.first & 0x0F) <= 2)
            compress_payload(&z, &t.payload);
        if (t.is_raw)
            ws_bytes_add(out, t.payload.data, t.payload.len);
        else if (t.n_parts > 1)
            add_parts(out, &t, &seed);
        else
            add_frame(out, t.first, t.payload.data, t.payload.len, &seed);
        ws_bytes_free(&t.payload);
    }
    (void)deflateEnd(&z);
}

/* ---- frames of the server */

typedef struct frame {
    unsigned first;
    const uint8_t *payload;
    size_t len;
} frame;

/* The frame at `at`, which is moved behind it; false when it is not whole. */
static bool next_frame(const ws_bytes *got, size_t *at, frame *f)
{
    const uint8_t *p = got->data + *at;
    const size_t n = got->len - *at;
    size_t head = 2;

    if (n < 2)
        return false;
    f->first = p[0];
    f->len = p[1] & 0x7F;
    if (f->len >= 126) {
        head = f->len == 126 ? 4 : 10;
        if (n < head)
            return false;
        f->len = 0;
        for (size_t i = 2; i < head; i++)
            f->len = f->len << 8 | p[i];
    }
    if (n - head < f->len)
        return false;
    f->payload = p + head;
    *at += head + f->len;
    return (p[1] & 0x80) == 0;
}

/* Where the frames begin; SIZE_MAX while the response is not whole. */
static size_t end_of_response(const ws_bytes *got)
{
    for (size_t i = 4; i <= got->len; i++) {
        if (memcmp(got->data + i - 4, "\r\n\r\n", 4) == 0)
            return i;
    }
    return SIZE_MAX;
}

size_t ws_whole(const ws_bytes *got, size_t *n_frames, bool *closes)
{
    size_t at = end_of_response(got);
    frame f;

    *n_frames = 0;
    *closes = false;
    if (at == SIZE_MAX)
        return SIZE_MAX;
    while (next_frame(got, &at, &f)) {
        ++*n_frames;
        *closes |= f.first == 0x88;
    }
    return at;
}

static bool differs(const char *name, size_t i, const char *what)
{
    fprintf(stderr, "%s: answer %zu: %s\n", name, i, what);
    return false;
}

static bool same(const frame *f, const token *t, z_stream *z)
{
    ws_bytes payload = {NULL, 0, 0};
    bool good = f->first == t->first;

    ws_bytes_add(&payload, f->payload, f->len);
    if (good && (f->first & 0x40) != 0)
        good = inflate_payload(z, &payload);
    good = good && payload.len == t->payload.len &&
           (payload.len == 0 || memcmp(payload.data, t->payload.data, payload.len) == 0);
    ws_bytes_free(&payload);
    return good;
}

bool ws_check(const ws_bytes *got, const char *name, const char *script)
{
    static const char accepted[] = "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n";
    size_t at = end_of_response(got);
    size_t i = 0;
    bool good = true;
    z_stream z;
    frame f;
    token t;

    if (at == SIZE_MAX || memcmp(got->data, "HTTP/1.1 101 ", 13) != 0)
        return differs(name, 0, "no response");
    got->data[at - 1] = '\0';
    if (strstr((const char *)got->data, accepted) == NULL)
        return differs(name, 0, "the key is not accepted");
    start_zlib(&z, false);
    while (good && next_token(&script, &t)) {
        i++;
        if (!next_frame(got, &at, &f))
            good = differs(name, i, "is missing");
        else if (!same(&f, &t, &z))
            good = differs(name, i, "is another");
        ws_bytes_free(&t.payload);
    }
    if (good && at != got->len)
        good = differs(name, i + 1, "is too many");
    (void)inflateEnd(&z);
    return good;
}
