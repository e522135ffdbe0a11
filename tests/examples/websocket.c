/* An echo server of WebSocket on libuv: chunks are read straight into blocks of a pool, unmasked and validated
 * where they lie, and written from there.
 *
 *     websocket --port 9001        then connect to ws://127.0.0.1:9001
 *
 * websocket.h is what it serves with; this file has what libuv needs. SIGINT and SIGTERM end it. */
#include "websocket.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

/* Segments that are written at once. */
enum { N_IOV = 32 };

typedef struct connection connection;

typedef struct server {
    uv_loop_t *loop;
    uv_tcp_t listener;
    uv_timer_t clock; /* looks at deadlines, once a second while there are any */
    uv_signal_t signals[2];
    uv_tcp_t refused; /* a connection for which there was no memory, while it is closed */
    bool refuses, is_asked;
    seam_pool *pool;
    connection *first;
    unsigned n_connections;
    bool ends;
    ws_options ws;
    unsigned max_connections;
    uint64_t max_memory, timeout_ms;
    const char *host;
    int port;
} server;

struct connection {
    websocket ws;
    uv_tcp_t tcp;
    uv_write_t write;
    server *server;
    connection *next, *previous;
    size_t n_writing;  /* bytes that libuv is writing */
    uint64_t deadline; /* of the loop's clock; 0: none */
    bool is_reading;
};

/* What an idle connection costs beside libuv's handles: its chains then hold no memory. */
SEAM_STATIC_ASSERT(sizeof(connection) - sizeof(uv_tcp_t) - sizeof(uv_write_t) <= 1024);

static void on_clock(uv_timer_t *clock);

/* The clock runs only while there is a deadline: every wait with a timeout costs the kernel a timer. */
static void set_deadline(connection *c)
{
    uv_timer_t *clock = &c->server->clock;

    c->deadline = uv_now(c->server->loop) + c->server->timeout_ms;
    if (!uv_is_active((uv_handle_t *)clock))
        (void)uv_timer_start(clock, on_clock, 1000, 1000);
}

/* ---- the end of a connection */

static void on_closed(uv_handle_t *handle)
{
    connection *c = handle->data;
    server *s = c->server;

    if (c->previous != NULL)
        c->previous->next = c->next;
    else
        s->first = c->next;
    if (c->next != NULL)
        c->next->previous = c->previous;
    s->n_connections--;
    ws_release(&c->ws);
    free(c);
}

static void drop(connection *c)
{
    if (!uv_is_closing((uv_handle_t *)&c->tcp))
        uv_close((uv_handle_t *)&c->tcp, on_closed);
}

/* All is written: nothing more will be. The peer's last bytes are read and dropped, since a close with
 * unread bytes would be a reset, which may overtake what was written. */
static void say_goodbye(connection *c)
{
    uv_os_fd_t fd;

    if (uv_fileno((uv_handle_t *)&c->tcp, &fd) != 0 || shutdown(fd, SHUT_WR) != 0)
        drop(c);
}

/* ---- writing */

static void pump(connection *c);

static void on_written(uv_write_t *request, int status)
{
    connection *c = request->data;

    seam_chain_skip(&c->ws.out, c->n_writing);
    c->n_writing = 0;
    if (status != 0)
        drop(c);
    else
        pump(c);
}

/* The rest waits in libuv; the chain may grow meanwhile, but keeps these bytes. */
static int write_later(connection *c, const uv_buf_t *bufs, unsigned n)
{
    const int r = uv_write(&c->write, (uv_stream_t *)&c->tcp, bufs, n, on_written);

    for (unsigned i = 0; r == 0 && i < n; i++)
        c->n_writing += bufs[i].len;
    return r;
}

static void write_out(connection *c)
{
    while (seam_chain_len(&c->ws.out) > 0 && c->n_writing == 0) {
        struct iovec iov[N_IOV];
        uv_buf_t bufs[N_IOV];
        const size_t n = seam_chain_iovec(&c->ws.out, 0, INT32_MAX, iov, N_IOV);
        int r;

        for (size_t i = 0; i < n; i++)
            bufs[i] = uv_buf_init(iov[i].iov_base, (unsigned)iov[i].iov_len);
        r = uv_try_write((uv_stream_t *)&c->tcp, bufs, (unsigned)n);
        if (r > 0)
            seam_chain_skip(&c->ws.out, (size_t)r);
        else if (r != UV_EAGAIN || write_later(c, bufs, (unsigned)n) != 0) {
            drop(c);
            return;
        }
    }
}

/* ---- reading */

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
    connection *c = handle->data;
    struct iovec room;

    (void)suggested;
    if (seam_chain_reserve(&c->ws.in, ws_wants(&c->ws), &room) != SEAM_OK)
        room = (struct iovec){NULL, 0}; /* the read ends with UV_ENOBUFS */
    *buf = uv_buf_init(room.iov_base, (unsigned)room.iov_len);
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
    connection *c = stream->data;

    (void)buf;
    if (n == UV_ENOBUFS && c->ws.state != WS_CLOSED)
        ws_fail(&c->ws, SEAM_ELIMIT);
    if (seam_chain_commit(&c->ws.in, n > 0 ? (size_t)n : 0) != SEAM_OK ||
        (n < 0 && n != UV_ENOBUFS))
        drop(c);
    else
        pump(c);
}

static void set_reading(connection *c, bool wanted)
{
    if (wanted && !c->is_reading)
        (void)uv_read_start((uv_stream_t *)&c->tcp, on_alloc, on_read);
    else if (!wanted && c->is_reading)
        (void)uv_read_stop((uv_stream_t *)&c->tcp);
    c->is_reading = wanted;
}

/* Deals with what is there, writes what it can, and waits for what is missing: input or room. */
static void pump(connection *c)
{
    const ws_state before = c->ws.state;
    seam_status r;

    do {
        r = ws_echo(&c->ws);
        write_out(c);
    } while (r == SEAM_FULL && c->n_writing == 0 && !uv_is_closing((uv_handle_t *)&c->tcp));
    if (uv_is_closing((uv_handle_t *)&c->tcp))
        return;
    set_reading(c, r != SEAM_FULL);
    if (c->ws.state == WS_OPEN)
        c->deadline = 0;
    else if (c->ws.state != before)
        set_deadline(c);
    if (r == SEAM_EOF && c->n_writing == 0)
        say_goodbye(c);
}

/* ---- connections */

static void on_connection(uv_stream_t *listener, int status);

static void on_refused(uv_handle_t *handle)
{
    server *s = handle->data;
    const bool is_asked = s->is_asked;

    s->refuses = false;
    s->is_asked = false;
    if (is_asked && !s->ends)
        on_connection((uv_stream_t *)&s->listener, 0);
}

/* There is no memory for a connection. It is accepted and closed, since libuv asks for no other one before. */
static void refuse(server *s)
{
    s->is_asked = s->refuses;
    if (s->refuses)
        return;
    s->refuses = true;
    s->refused.data = s;
    (void)uv_tcp_init(s->loop, &s->refused);
    (void)uv_accept((uv_stream_t *)&s->listener, (uv_stream_t *)&s->refused);
    uv_close((uv_handle_t *)&s->refused, on_refused);
}

static void on_connection(uv_stream_t *listener, int status)
{
    server *s = listener->data;
    connection *c = status == 0 ? calloc(1, sizeof(*c)) : NULL;

    if (status == 0 && c == NULL)
        refuse(s);
    if (c == NULL)
        return;
    c->server = s;
    c->tcp.data = c;
    c->write.data = c;
    set_deadline(c);
    ws_init(&c->ws, s->pool, &s->ws);
    c->next = s->first;
    if (c->next != NULL)
        c->next->previous = c;
    s->first = c;
    s->n_connections++;
    (void)uv_tcp_init(s->loop, &c->tcp);
    if (uv_accept(listener, (uv_stream_t *)&c->tcp) != 0 || s->n_connections > s->max_connections) {
        drop(c);
        return;
    }
    (void)uv_tcp_nodelay(&c->tcp, 1);
    set_reading(c, true);
}

static void on_clock(uv_timer_t *clock)
{
    server *s = clock->data;
    connection *next;
    bool is_needed = s->ends;

    for (connection *c = s->first; c != NULL; c = next) {
        next = c->next;
        is_needed |= c->deadline != 0;
        if (c->deadline != 0 && uv_now(s->loop) >= c->deadline)
            drop(c);
    }
    if (s->ends && s->first == NULL)
        uv_close((uv_handle_t *)clock, NULL);
    else if (!is_needed)
        (void)uv_timer_stop(clock);
}

/* Every connection is told, and has until its deadline to answer; a second signal does not wait. */
static void on_signal(uv_signal_t *handle, int number)
{
    server *s = handle->data;

    (void)number;
    for (connection *c = s->first; c != NULL; c = c->next) {
        if (s->ends || c->ws.state == WS_ASKED) {
            drop(c);
        } else if (c->ws.state == WS_OPEN) {
            ws_close(&c->ws, 1001);
            set_deadline(c);
            pump(c);
        }
    }
    if (s->ends)
        return;
    s->ends = true;
    uv_close((uv_handle_t *)&s->listener, NULL);
    (void)uv_timer_start(&s->clock, on_clock, 0, 50);
}

/* ---- the program */

static bool fail(const char *what, int error)
{
    fprintf(stderr, "websocket: %s: %s\n", what, uv_strerror(error));
    return false;
}

static bool listen_on(server *s)
{
    struct sockaddr_in at;
    int len = sizeof(at);
    int r = uv_ip4_addr(s->host, s->port, &at);

    if (r == 0)
        r = uv_tcp_init(s->loop, &s->listener);
    if (r == 0)
        r = uv_tcp_bind(&s->listener, (const struct sockaddr *)&at, 0);
    if (r == 0)
        r = uv_listen((uv_stream_t *)&s->listener, 1024, on_connection);
    if (r == 0)
        r = uv_tcp_getsockname(&s->listener, (struct sockaddr *)&at, &len);
    if (r != 0)
        return fail(s->host, r);
    printf("listening on ws://%s:%d\n", s->host, ntohs(at.sin_port));
    fflush(stdout);
    return true;
}

static void watch(server *s)
{
    static const int numbers[] = {SIGINT, SIGTERM};

    s->listener.data = s;
    s->clock.data = s;
    (void)uv_timer_init(s->loop, &s->clock);
    for (int i = 0; i < 2; i++) {
        s->signals[i].data = s;
        (void)uv_signal_init(s->loop, &s->signals[i]);
        (void)uv_signal_start(&s->signals[i], on_signal, numbers[i]);
        uv_unref((uv_handle_t *)&s->signals[i]);
    }
}

/* Says what of the pool is still in use, which is nothing. */
static bool serve(server *s)
{
    const seam_pool_options options = {.max_bytes = s->max_memory, .flags = SEAM_POOL_CONFINED};
    seam_pool_stats stats;

    s->loop = uv_default_loop();
    if (s->loop == NULL || seam_pool_create(&options, &s->pool) != SEAM_OK)
        return fail("a loop and a pool", UV_ENOMEM);
    if (!listen_on(s))
        return false;
    watch(s);
    (void)uv_run(s->loop, UV_RUN_DEFAULT);
    seam_pool_stats_get(s->pool, &stats);
    printf("%llu blocks are live\n", (unsigned long long)stats.live_blocks);
    seam_pool_destroy(&s->pool);
    for (int i = 0; i < 2; i++)
        uv_close((uv_handle_t *)&s->signals[i], NULL);
    (void)uv_run(s->loop, UV_RUN_DEFAULT);
    (void)uv_loop_close(s->loop);
    return stats.live_blocks == 0;
}

static const char help[] =
    "usage: websocket [OPTION]...\n"
    "An echo server of WebSocket (RFC 6455) with permessage-deflate (RFC 7692).\n\n"
    "  --host ADDRESS       where to listen, an IPv4 address (127.0.0.1)\n"
    "  --port N             0: any that is free (9001)\n"
    "  --max-message N      bytes of a message, inflated (16777216); more is 1009\n"
    "  --max-connections N  more are closed at once (10000)\n"
    "  --max-memory N       bytes of all buffers, 0: no limit (0); beyond it 1013\n"
    "  --high N             bytes that may wait to be written before reading stops (262144)\n"
    "  --timeout N          seconds for a request, and for the answer to a close (10)\n"
    "  --no-deflate         take no offer of permessage-deflate\n"
    "  --no-takeover        compress each message by itself\n"
    "  --help               this text\n";

static bool parse_number(const char *text, uint64_t max, uint64_t *out)
{
    seam_cursor c = seam_cursor_whole(seam_view_string(text));

    *out = seam_cursor_decimal(&c, max);
    return seam_cursor_ok(&c) && seam_cursor_left(&c) == 0;
}

static bool set_number(server *s, int option, const char *text)
{
    uint64_t n;

    if (!parse_number(text, option == 'p' ? 65535 : INT32_MAX, &n)) {
        fprintf(stderr, "websocket: not a number that is possible here: %s\n", text);
        return false;
    }
    if (option == 'p')
        s->port = (int)n;
    else if (option == 'm')
        s->ws.max_message = (size_t)n;
    else if (option == 'c')
        s->max_connections = (unsigned)n;
    else if (option == 'y')
        s->max_memory = n;
    else if (option == 'i')
        s->ws.high = (size_t)n;
    else
        s->timeout_ms = n * 1000;
    return true;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {{"host", required_argument, NULL, 'h'},
                                            {"port", required_argument, NULL, 'p'},
                                            {"max-message", required_argument, NULL, 'm'},
                                            {"max-connections", required_argument, NULL, 'c'},
                                            {"max-memory", required_argument, NULL, 'y'},
                                            {"high", required_argument, NULL, 'i'},
                                            {"timeout", required_argument, NULL, 't'},
                                            {"no-deflate", no_argument, NULL, 'd'},
                                            {"no-takeover", no_argument, NULL, 'k'},
                                            {"help", no_argument, NULL, '?' + 256},
                                            {NULL, 0, NULL, 0}};
    server s = {.host = "127.0.0.1",
                .port = 9001,
                .max_connections = 10000,
                .timeout_ms = 10000,
                .ws = {16 << 20, 256 << 10, true, true}};
    int option;

    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == '?' + 256)
            return fputs(help, stdout) < 0;
        if (option == '?' || (strchr("pmcyit", option) != NULL && !set_number(&s, option, optarg)))
            return 2;
        if (option == 'h')
            s.host = optarg;
        s.ws.deflate &= option != 'd';
        s.ws.takeover &= option != 'k';
    }
    if (optind < argc) {
        fprintf(stderr, "websocket: takes no argument: %s\n", argv[optind]);
        return 2;
    }
    return serve(&s) ? 0 : 1;
}
