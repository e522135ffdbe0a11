/* What a server of WebSocket costs at least: libuv, a handshake that accepts anything, and frames that are
 * unmasked and sent back. Nothing is checked, no message is put together, and frames must be whole and final. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

enum { ROOM = 1 << 17 };

typedef struct peer {
    uv_tcp_t tcp;
    uint8_t *bytes; /* what was read and is not answered */
    size_t len;
    int is_open;
} peer;

typedef struct answer {
    uv_write_t request;
    uint8_t *bytes;
} answer;

static void on_closed(uv_handle_t *handle)
{
    peer *p = (peer *)(void *)handle;

    free(p->bytes);
    free(p);
}

static void on_written(uv_write_t *request, int status)
{
    (void)status;
    free(((answer *)(void *)request)->bytes);
    free(request);
}

static void send_bytes(peer *p, const void *bytes, size_t len)
{
    uv_buf_t buf = uv_buf_init((char *)(uintptr_t)bytes, (unsigned)len);
    const int sent = uv_try_write((uv_stream_t *)&p->tcp, &buf, 1);
    const size_t n = sent > 0 ? (size_t)sent : 0;
    answer *a;

    if (n == len || (sent < 0 && sent != UV_EAGAIN))
        return;
    a = malloc(sizeof(*a));
    a->bytes = malloc(len - n);
    memcpy(a->bytes, (const uint8_t *)bytes + n, len - n);
    buf = uv_buf_init((char *)a->bytes, (unsigned)(len - n));
    (void)uv_write(&a->request, (uv_stream_t *)&p->tcp, &buf, 1, on_written);
}

/* Answers the frame at `p`, in place; returns its length, 0 when it is not whole. */
static size_t answer_frame(peer *p, uint8_t *at, size_t n)
{
    size_t head = 2, len;
    uint8_t *payload;
    uint64_t key;

    if (n < 2)
        return 0;
    len = at[1] & 0x7F;
    if (len == 126) {
        head = 4;
        len = (size_t)at[2] << 8 | at[3];
    } else if (len == 127) {
        head = 10;
        len = 0;
        for (size_t i = 2; n >= head && i < head; i++)
            len = len << 8 | at[i];
    }
    if (n < head + 4 + len)
        return 0;
    payload = at + head + 4;
    memcpy(&key, at + head, 4);
    memcpy((uint8_t *)&key + 4, at + head, 4);
    for (size_t i = 0; i + 8 <= len; i += 8) {
        uint64_t word;

        memcpy(&word, payload + i, 8);
        word ^= key;
        memcpy(payload + i, &word, 8);
    }
    for (size_t i = len & ~(size_t)7; i < len; i++)
        payload[i] ^= at[head + i % 4];
    /* The head without its mask, where the mask was. */
    memmove(at + 4, at, head);
    at[5] &= 0x7F;
    send_bytes(p, at + 4, head + len);
    return head + 4 + len;
}

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
    peer *p = (peer *)(void *)handle;

    (void)suggested;
    if (p->bytes == NULL)
        p->bytes = malloc(ROOM);
    *buf = uv_buf_init((char *)p->bytes + p->len, (unsigned)(ROOM - p->len));
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
    static const char accept[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                                 "Connection: Upgrade\r\nSec-WebSocket-Accept: "
                                 "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
    peer *p = (peer *)(void *)stream;
    size_t at = 0, used;

    (void)buf;
    if (n < 0) {
        uv_close((uv_handle_t *)stream, on_closed);
        return;
    }
    p->len += (size_t)n;
    if (!p->is_open) {
        if (p->len < 4 || memcmp(p->bytes + p->len - 4, "\r\n\r\n", 4) != 0)
            return;
        send_bytes(p, accept, sizeof(accept) - 1);
        p->is_open = 1;
        p->len = 0;
    }
    while ((used = answer_frame(p, p->bytes + at, p->len - at)) > 0)
        at += used;
    memmove(p->bytes, p->bytes + at, p->len - at);
    p->len -= at;
}

static void on_connection(uv_stream_t *listener, int status)
{
    peer *p = status == 0 ? calloc(1, sizeof(*p)) : NULL;

    if (p == NULL)
        return;
    (void)uv_tcp_init(listener->loop, &p->tcp);
    (void)uv_accept(listener, (uv_stream_t *)&p->tcp);
    (void)uv_tcp_nodelay(&p->tcp, 1);
    (void)uv_read_start((uv_stream_t *)&p->tcp, on_alloc, on_read);
}

int main(void)
{
    struct sockaddr_in at;
    uv_tcp_t listener;
    int len = sizeof(at);

    if (uv_ip4_addr("127.0.0.1", 0, &at) != 0 || uv_tcp_init(uv_default_loop(), &listener) != 0 ||
        uv_tcp_bind(&listener, (const struct sockaddr *)&at, 0) != 0 ||
        uv_listen((uv_stream_t *)&listener, 1024, on_connection) != 0 ||
        uv_tcp_getsockname(&listener, (struct sockaddr *)&at, &len) != 0)
        return 1;
    printf("listening on ws://127.0.0.1:%d\n", ntohs(at.sin_port));
    fflush(stdout);
    return uv_run(uv_default_loop(), UV_RUN_DEFAULT);
}
