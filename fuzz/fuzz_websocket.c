/* fuzz_websocket: any bytes behind a right request, in any chunks, into the example's parser: what it answers,
 * when it ends, and with which code, is the same for every cut, and no block is in use afterwards.
 *
 * The first 4 bytes of the input are options, and how the rest, which is the stream, is cut. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "data/laws.h"
#include "websocket.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define N_HEAD  ((size_t)4)
#define LONGEST ((size_t)1 << 16)

#define CHECK(condition)  \
    do {                  \
        if (!(condition)) \
            abort();      \
    } while (0)

/* What came of a stream. */
typedef struct outcome {
    uint8_t *bytes;
    size_t len, cap;
    seam_status last;
    uint16_t code;
} outcome;

static seam_pool *pool;
static uint32_t seed;

static uint32_t random_below(uint32_t bound)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 12) % bound;
}

static void keep(outcome *o, const void *bytes, size_t len)
{
    if (o->cap - o->len < len) {
        o->cap = 2 * o->cap + len;
        o->bytes = realloc(o->bytes, o->cap);
        CHECK(o->bytes != NULL);
    }
    memcpy(o->bytes + o->len, bytes, len);
    o->len += len;
}

static void run(websocket *ws, outcome *o)
{
    do {
        struct iovec iov;

        o->last = ws_echo(ws);
        CHECK(seam__chain_valid(&ws->in) && seam__chain_valid(&ws->out) &&
              seam__chain_valid(&ws->message));
        while (seam_chain_iovec(&ws->out, 0, SIZE_MAX, &iov, 1) == 1) {
            keep(o, iov.iov_base, iov.iov_len);
            seam_chain_skip(&ws->out, iov.iov_len);
        }
    } while (o->last == SEAM_FULL);
    CHECK(o->last == SEAM_MORE || o->last == SEAM_EOF);
}

static void feed(websocket *ws, outcome *o, const void *bytes, size_t len, bool in_block)
{
    struct iovec room;
    seam_buf buf;

    if (in_block) {
        CHECK(seam_chain_reserve(&ws->in, len, &room) == SEAM_OK);
        memcpy(room.iov_base, bytes, len);
        CHECK(seam_chain_commit(&ws->in, len) == SEAM_OK);
    } else {
        CHECK(seam_buf_copy(pool, seam_view_of(bytes, len), &buf) == SEAM_OK);
        CHECK(seam_chain_append(&ws->in, &buf) == SEAM_OK);
    }
    run(ws, o);
}

static void ask(websocket *ws, outcome *o)
{
    static const char request[] =
        "GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n";

    feed(ws, o, request, sizeof(request) - 1, true);
    CHECK(ws->state == WS_OPEN);
}

/* The stream in chunks of `most` bytes at most; 0: whole. */
static outcome serve(const ws_options *options, seam_view stream, uint32_t most, uint8_t how)
{
    outcome o = {NULL, 0, 0, SEAM_MORE, 0};
    websocket ws;
    seam_pool_stats stats;

    ws_init(&ws, pool, options);
    ask(&ws, &o);
    for (size_t at = 0, n; at < stream.len; at += n) {
        n = most == 0 ? stream.len : 1 + random_below(most);
        n = n < stream.len - at ? n : stream.len - at;
        feed(&ws, &o, stream.data + at, n,
             (how & 1) != 0 || ((how & 2) != 0 && random_below(2) == 0));
    }
    o.code = ws.code;
    ws_release(&ws);
    seam_pool_stats_get(pool, &stats);
    CHECK(stats.live_blocks == 0);
    return o;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ws_options options = {1 << 20, 64 << 10, true, true};
    outcome whole, cut;
    seam_view stream;

    if (size < N_HEAD || size > LONGEST)
        return 0;
    if (pool == NULL)
        CHECK(seam_pool_create(NULL, &pool) == SEAM_OK);
    options.deflate = (data[0] & 1) == 0;
    options.takeover = (data[0] & 2) == 0;
    if ((data[0] & 4) != 0)
        options.max_message = 200;
    if ((data[0] & 8) != 0)
        options.high = 1;
    seed = data[1];
    stream = seam_view_of(data + N_HEAD, size - N_HEAD);
    whole = serve(&options, stream, 0, data[3]);
    cut = serve(&options, stream, 1 + data[2], (uint8_t)(data[3] >> 2));
    CHECK(whole.last == cut.last && whole.code == cut.code && whole.len == cut.len);
    CHECK(memcmp(whole.bytes, cut.bytes, cut.len) == 0);
    free(whole.bytes);
    free(cut.bytes);
    return 0;
}
