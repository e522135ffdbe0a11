/* A client of Redis over RESP2 or RESP3 that waits with poll() and never blocks: sends a command, again and
 * again if wanted, and prints what comes back, an item a line, indented by its depth.
 *
 *     redis --unix /run/redis.sock --resp 3 HGETALL key
 *     redis --port 6379 --pipeline 10000 --count INCR key
 *
 * Values go from the socket to standard output without a copy, unless they lie over a joint. While standard
 * output is slow nothing more is read. Exits 1 when the server answered with an error, 2 after a failure. */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "options.h"
#include "resp.h"

#define USAGE                                                                                 \
    "usage: redis (--unix PATH | --port N) [OPTION]... COMMAND [ARGUMENT]...\n"               \
    "  --resp 2|3    the protocol (2)         --timeout MS  for all of it (10000)\n"          \
    "  --pipeline N  send the command N times, without waiting (1)\n"                         \
    "  --pushes N    then wait for N pushes, as SUBSCRIBE brings them (0)\n"                  \
    "  --stdin       standard input is the last argument\n"                                   \
    "  --raw         values alone, no types   --count       only how many items there were\n" \
    "  --max BYTES   of a value (16777216)    --items N     of one aggregate (1048576)\n"     \
    "  --depth N     of aggregates in each other, 64 at most (32)\n"

#define OUT_HIGH ((size_t)1 << 20) /* bytes that wait for standard output before reading stops */
#define TX_HIGH  ((size_t)1 << 16) /* bytes of commands that are made ready before they are sent */

typedef struct client {
    const char *path;
    bool from_stdin, raw, only_count;
    uint64_t port, version, n_commands, n_pushes, timeout_ms;
    int fd;
    seam_chain command, tx, rx, out;
    uint64_t to_send;    /* commands that are not in tx yet */
    uint64_t to_receive; /* replies, that to HELLO counted */
    uint64_t n_items, deadline_ms;
    bool in_hello, has_error;
    resp parser;
} client;

static uint64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* ---- what is sent */

/* Standard input, or a text. */
static seam_status read_argument(seam_chain *to, const char *text)
{
    struct pollfd in = {STDIN_FILENO, POLLIN, 0};
    seam_status r = SEAM_OK;
    size_t n;

    if (text != NULL)
        return seam_chain_write(to, seam_view_string(text));
    for (; r == SEAM_OK || r == SEAM_MORE; r = seam_chain_read_fd(to, STDIN_FILENO, 0, &n))
        (void)poll(&in, 1, -1);
    return r == SEAM_EOF ? SEAM_OK : r;
}

/* The last of `args` is NULL, for standard input, where that is wanted. */
static seam_status encode(seam_chain *to, seam_chain *scratch, char *const *args, int n_args)
{
    seam_status r = seam_chain_printf(to, "*%d\r\n", n_args);

    for (int i = 0; i < n_args && r == SEAM_OK; i++) {
        r = read_argument(scratch, args[i]);
        if (r == SEAM_OK)
            r = seam_chain_printf(to, "$%zu\r\n", seam_chain_len(scratch));
        if (r == SEAM_OK)
            r = seam_chain_move(to, scratch, seam_chain_len(scratch));
        if (r == SEAM_OK)
            r = seam_chain_write(to, seam_view_string("\r\n"));
    }
    return r;
}

/* Commands are shared, not copied. */
static seam_status fill_tx(client *c)
{
    seam_status r = SEAM_OK;

    while (r == SEAM_OK && c->to_send > 0 && seam_chain_len(&c->tx) < TX_HIGH) {
        r = seam_chain_share(&c->tx, &c->command, 0, seam_chain_len(&c->command));
        c->to_send -= r == SEAM_OK;
    }
    return r;
}

/* ---- what comes back */

static seam_status show(const client *c, seam_chain *out, resp_item *item)
{
    seam_status r = SEAM_OK;

    if (!c->raw)
        r = seam_chain_printf(out, "%*s%c", (int)item->depth, "", item->type);
    if (r == SEAM_OK && item->is_null)
        r = seam_chain_write(out, seam_view_string("(null)"));
    else if (r == SEAM_OK && strchr(":#*~%|>", item->type) != NULL)
        r = seam_chain_printf(out, "%lld", (long long)item->number);
    if (r == SEAM_OK)
        r = seam_chain_add(out, &item->text);
    return r == SEAM_OK ? seam_chain_write(out, seam_view_string("\n")) : r;
}

static seam_status take_item(client *c, resp_item *item)
{
    const bool is_error = item->depth == 0 && (item->type == '-' || item->type == '!');
    seam_status r = SEAM_OK;

    c->n_items++;
    c->has_error |= is_error;
    if ((!c->in_hello && !c->only_count) || is_error)
        r = show(c, &c->out, item);
    if (!item->is_last || c->parser.outer == '|' || r != SEAM_OK)
        return r;
    if (c->parser.outer == '>') {
        c->n_pushes -= c->n_pushes > 0;
        return SEAM_OK;
    }
    c->in_hello = false;
    c->parser.fault = c->parser.offset;
    return c->to_receive-- > 0 ? SEAM_OK : SEAM_EPROTO; /* nobody has asked for it */
}

static seam_status receive(client *c)
{
    size_t n;
    seam_status r = seam_chain_read_fd(&c->rx, c->fd, c->parser.need, &n);
    seam_cursor cursor = seam_cursor_chain(&c->rx);

    c->parser.need = 0;
    while (r == SEAM_OK) {
        resp_item item;

        r = resp_next(&c->parser, &cursor, &item);
        if (r == SEAM_OK)
            r = take_item(c, &item);
        seam_buf_release(&item.text);
    }
    seam_chain_skip(&c->rx, seam_cursor_pos(&cursor));
    return r == SEAM_EOF ? SEAM_ETRUNC : r;
}

/* ---- the loop */

/* Waits for what can be done next, and does it. */
static seam_status turn(client *c)
{
    const uint64_t now = now_ms();
    const bool reads = seam_chain_len(&c->out) < OUT_HIGH;
    struct pollfd fds[] = {{c->fd, reads ? POLLIN : 0, 0}, {STDOUT_FILENO, POLLOUT, 0}};
    seam_status r = fill_tx(c);
    size_t n;

    if (r != SEAM_OK || now >= c->deadline_ms)
        return r != SEAM_OK ? r : SEAM_ETIMEDOUT;
    if (seam_chain_len(&c->tx) > 0)
        fds[0].events |= POLLOUT;
    if (poll(fds, seam_chain_len(&c->out) > 0 ? 2 : 1, (int)(c->deadline_ms - now)) < 0)
        return errno == EINTR ? SEAM_OK : SEAM_ESYS;
    if (fds[1].revents != 0)
        r = seam_chain_write_fd(&c->out, STDOUT_FILENO, 0, &n);
    if (r >= 0 && (fds[0].revents & POLLOUT) != 0)
        r = seam_chain_write_fd(&c->tx, c->fd, 0, &n);
    if (r >= 0 && reads && (fds[0].revents & (POLLIN | POLLHUP | POLLERR)) != 0)
        r = receive(c);
    return r < 0 ? r : SEAM_OK;
}

static seam_status converse(client *c)
{
    const bool waits_for_pushes = c->n_pushes > 0;
    seam_status r = SEAM_OK;

    c->to_send = c->to_receive = c->n_commands;
    c->in_hello = c->version == 3;
    c->to_receive += c->in_hello;
    if (c->in_hello)
        r = seam_chain_write(&c->tx, seam_view_string("*2\r\n$5\r\nHELLO\r\n$1\r\n3\r\n"));
    while (r == SEAM_OK && (waits_for_pushes ? c->n_pushes : c->to_receive) > 0)
        r = turn(c);
    if (r == SEAM_OK && c->only_count)
        r = seam_chain_printf(&c->out, "%llu items\n", (unsigned long long)c->n_items);
    while (r == SEAM_OK && seam_chain_len(&c->out) > 0)
        r = turn(c);
    return r;
}

static seam_status connect_to(client *c)
{
    struct sockaddr_un local = {.sun_family = AF_UNIX};
    struct sockaddr_in inet = {.sin_family = AF_INET, .sin_port = htons((uint16_t)c->port)};
    const bool is_local = c->path != NULL;
    const void *to = is_local ? (const void *)&local : (const void *)&inet;

    inet.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (is_local && strlen(c->path) >= sizeof(local.sun_path))
        return SEAM_EINVAL;
    if (is_local)
        strcpy(local.sun_path, c->path);
    c->fd = socket(is_local ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (c->fd < 0 ||
        (connect(c->fd, to, is_local ? sizeof(local) : sizeof(inet)) < 0 && errno != EINPROGRESS))
        return SEAM_ESYS;
    return SEAM_OK;
}

/* ---- the program */

/* Where the command begins; 0 when the options are not understood. */
static int options_of(client *c, int argc, char **argv)
{
    const option options[] = {{"--unix", .text = &c->path},
                              {"--port", .number = &c->port, .max = UINT16_MAX},
                              {"--resp", .number = &c->version, .max = 3},
                              {"--pipeline", .number = &c->n_commands, .max = UINT32_MAX},
                              {"--pushes", .number = &c->n_pushes, .max = UINT32_MAX},
                              {"--timeout", .number = &c->timeout_ms, .max = INT32_MAX},
                              {"--max", .number = &c->parser.max_len, .max = UINT32_MAX},
                              {"--items", .number = &c->parser.max_items, .max = UINT32_MAX},
                              {"--depth", .number = &c->parser.max_depth, .max = RESP_DEPTH},
                              {"--stdin", .flag = &c->from_stdin},
                              {"--raw", .flag = &c->raw},
                              {"--count", .flag = &c->only_count},
                              {.name = NULL}};
    const int at = take_options(options, argv);
    const bool is_known = (c->path != NULL || c->port > 0) && c->version >= 2;

    return at < argc && is_known ? at : 0;
}

static seam_status run(client *c, char *const *args, int n_args)
{
    seam_status r = encode(&c->command, &c->tx, args, n_args);
    size_t n;

    c->deadline_ms = now_ms() + c->timeout_ms;
    /* A value and a line: what is too big is found before the chain is full. */
    seam_chain_set_limits(&c->rx, (size_t)c->parser.max_len + (1 << 17), 0);
    if (r == SEAM_OK)
        r = connect_to(c);
    if (r == SEAM_OK)
        r = converse(c);
    if (r != SEAM_OK) {
        const bool is_fault = r == SEAM_EPROTO || r == SEAM_ETOOBIG;
        const uint64_t end = c->parser.offset + seam_chain_len(&c->rx);

        fprintf(stderr, "redis: byte %llu: %s: %s\n",
                (unsigned long long)(is_fault ? c->parser.fault : end), seam_status_name(r),
                r == SEAM_ESYS ? strerror(errno) : seam_status_text(r));
        (void)!seam_chain_write_fd(&c->out, STDOUT_FILENO, 0, &n);
    }
    if (c->fd >= 0)
        close(c->fd);
    return r;
}

int main(int argc, char **argv)
{
    client c = {.version = 2, .n_commands = 1, .timeout_ms = 10000, .fd = -1};
    seam_chain *const chains[] = {&c.command, &c.tx, &c.rx, &c.out};
    seam_pool_stats stats;
    seam_pool *pool;
    seam_status r;
    int at;

    c.parser = (resp){.max_len = 16 << 20, .max_items = 1 << 20, .max_depth = 32};
    at = options_of(&c, argc, argv);
    if (at == 0 || seam_pool_create(NULL, &pool) != SEAM_OK) {
        fputs(at == 0 ? USAGE : "redis: out of memory\n", stderr);
        return 2;
    }
    for (size_t i = 0; i < 4; i++)
        seam_chain_init(chains[i], pool);
    /* argv ends with NULL, which stands for standard input. */
    r = run(&c, argv + at, argc - at + (c.from_stdin ? 1 : 0));
    for (size_t i = 0; i < 4; i++)
        seam_chain_release(chains[i]);
    seam_pool_stats_get(pool, &stats);
    seam_pool_destroy(&pool);
    if (stats.live_blocks > 0)
        fprintf(stderr, "redis: %llu blocks are live\n", (unsigned long long)stats.live_blocks);
    return r != SEAM_OK || stats.live_blocks > 0 ? 2 : c.has_error ? 1 : 0;
}
