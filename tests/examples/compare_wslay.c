/* A close frame whose reason is not UTF-8, given to wslay and to the example's parser whole and cut at every
 * byte. wslay looks at each received chunk from its third byte on, since it takes the first two for the
 * close code: of a frame that is cut it passes bytes over. Ours answers 1007 in every cut. */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <wslay/wslay.h>

#include "websocket.h"

/* 1000, then "ab", a byte that no text has, "cd". */
static const uint8_t frame[] = {0x88, 0x87, 0, 0, 0, 0, 0x03, 0xE8, 'a', 'b', 0xFF, 'c', 'd'};

/* ---- wslay */

typedef struct feed {
    size_t at, end;
    bool took; /* the application was given the close frame */
} feed;

static ssize_t give(wslay_event_context_ptr ctx, uint8_t *buf, size_t len, int flags, void *user)
{
    feed *f = user;
    const size_t n = f->end - f->at < len ? f->end - f->at : len;

    (void)flags;
    if (n == 0) {
        wslay_event_set_error(ctx, WSLAY_ERR_WOULDBLOCK);
        return -1;
    }
    memcpy(buf, frame + f->at, n);
    f->at += n;
    return (ssize_t)n;
}

static ssize_t drop(wslay_event_context_ptr ctx, const uint8_t *data, size_t len, int flags,
                    void *user)
{
    (void)ctx;
    (void)data;
    (void)flags;
    (void)user;
    return (ssize_t)len;
}

static void take(wslay_event_context_ptr ctx, const struct wslay_event_on_msg_recv_arg *arg,
                 void *user)
{
    (void)ctx;
    if (arg->opcode == WSLAY_CONNECTION_CLOSE)
        ((feed *)user)->took = true;
}

/* Whether wslay takes the frame for a good one when it is cut at `cut`. */
static bool wslay_takes(size_t cut)
{
    const struct wslay_event_callbacks callbacks = {
        .recv_callback = give, .send_callback = drop, .on_msg_recv_callback = take};
    feed f = {0, cut, false};
    wslay_event_context_ptr ctx;

    if (wslay_event_context_server_init(&ctx, &callbacks, &f) != 0)
        return false;
    (void)wslay_event_recv(ctx);
    f.end = sizeof(frame);
    (void)wslay_event_recv(ctx);
    wslay_event_context_free(ctx);
    return f.took;
}

/* ---- ours */

static void put(websocket *ws, const void *bytes, size_t len)
{
    if (seam_chain_write(&ws->in, seam_view_of(bytes, len)) == SEAM_OK)
        (void)!ws_echo(ws);
}

static uint16_t our_code(seam_pool *pool, size_t cut)
{
    static const char request[] = "GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: "
                                  "Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    const ws_options options = {1 << 20, 1 << 16, false, false};
    websocket ws;
    uint16_t code;

    ws_init(&ws, pool, &options);
    put(&ws, request, sizeof(request) - 1);
    put(&ws, frame, cut);
    put(&ws, frame + cut, sizeof(frame) - cut);
    code = ws.code;
    ws_release(&ws);
    return code;
}

int main(void)
{
    seam_pool *pool;
    int n_wrong = 0, n_passed = 0;

    if (seam_pool_create(NULL, &pool) != SEAM_OK)
        return 1;
    for (size_t cut = 0; cut <= sizeof(frame); cut++) {
        const bool taken = wslay_takes(cut);
        const uint16_t code = our_code(pool, cut);

        printf("cut at %2zu: wslay %s, ours closes with %u\n", cut,
               taken ? "takes the frame" : "refuses it", code);
        n_passed += taken;
        n_wrong += code != 1007;
    }
    seam_pool_destroy(&pool);
    printf("wslay " WSLAY_VERSION " took the ill-formed reason in %d of %zu cuts\n", n_passed,
           sizeof(frame) + 1);
    return n_wrong == 0 ? 0 : 1;
}
