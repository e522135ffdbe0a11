/* A client of server-sent events (WHATWG HTML 9.2): prints each event on a line of its own, as type, id and
 * data with TABs between; a line feed in the data is shown as \n, a backslash as \\.
 *
 *     sse [-v] [-n EVENTS] [-r MS] [-t TRIES] [-i MS] [-m BYTES] [-p BYTES] HOST PORT PATH
 *
 * -n: end after so many events. -r: wait before connecting again, until the server says how long (3000).
 * -t: give up after so many connections in a row without an answer (5). -i: connect anew when nothing comes
 * for so long (60000). -m: drop larger events (1 MiB). -p: bound the pool. -v: say what happens.
 *
 * socket -> rx -> HTTP/1.1, chunked or not -> body -> decoder -> text -> lines -> fields -> events. Each step
 * takes what is there and leaves the rest in its chain, so nothing depends on how the bytes were cut. */
#include <errno.h>
#include <poll.h>
#include <seam/seam.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sse_http.h"

typedef struct client {
    const char *host, *port, *path;
    unsigned long max_events, retry_ms, tries, idle_ms, max_event, max_pool;
    bool verbose, stop;
    unsigned long n_events;
    seam_pool *pool;
    /* Of an event; last_id outlives the connection. */
    seam_chain type, id, data, last_id;
    bool too_long;
    /* Of a connection. */
    int fd;
    seam_chain tx, rx, body, text;
    http_answer answer;
    seam_decoder dec;
    seam_framer lines;
} client;

/* ---- events */

static seam_status set(seam_chain *chain, seam_view value)
{
    seam_chain_release(chain);
    return seam_chain_write(chain, value);
}

static void show(const seam_chain *chain, char end)
{
    seam_view part;

    for (size_t i = 0; seam_chain_next(chain, &i, &part);) {
        for (size_t k = 0; k < part.len; k++) {
            if (part.data[k] == '\n' || part.data[k] == '\\')
                putchar('\\');
            putchar(part.data[k] == '\n' ? 'n' : part.data[k]);
        }
    }
    putchar(end);
}

/* An empty line: the event is whole. What is shared costs no copy. */
static seam_status dispatch(client *c)
{
    const size_t len = seam_chain_len(&c->data);
    seam_status r;

    seam_chain_release(&c->last_id);
    r = seam_chain_share(&c->last_id, &c->id, 0, seam_chain_len(&c->id));
    if (r == SEAM_OK && seam_chain_len(&c->type) == 0)
        r = set(&c->type, seam_view_string("message"));
    if (r != SEAM_OK)
        return r;
    if (c->too_long) {
        fprintf(stderr, "sse: an event of more than %lu bytes is dropped\n", c->max_event);
    } else if (len > 0) {
        seam_chain_trim(&c->data, len - 1); /* its last line feed */
        show(&c->type, '\t');
        show(&c->last_id, '\t');
        show(&c->data, '\n');
        fflush(stdout);
        c->stop = ++c->n_events == c->max_events;
    }
    c->too_long = false;
    seam_chain_release(&c->data);
    seam_chain_release(&c->type);
    return SEAM_OK;
}

static seam_status add_data(client *c, seam_view value)
{
    seam_status r;

    if (seam_chain_len(&c->data) + value.len > c->max_event)
        c->too_long = true;
    if (c->too_long) {
        seam_chain_release(&c->data);
        return SEAM_OK;
    }
    r = seam_chain_write(&c->data, value);
    return r == SEAM_OK ? seam_chain_write(&c->data, seam_view_string("\n")) : r;
}

static void set_retry(client *c, seam_view value)
{
    seam_cursor digits = seam_cursor_whole(value);
    uint64_t ms = seam_cursor_decimal(&digits, 3600000);

    if (seam_cursor_ok(&digits) && seam_cursor_left(&digits) == 0)
        c->retry_ms = (unsigned long)ms;
}

static bool is(seam_view name, const char *text)
{
    return seam_view_equal(name, seam_view_string(text));
}

static seam_status take_line(client *c, seam_view line)
{
    const uint8_t *colon = line.len > 0 ? memchr(line.data, ':', line.len) : NULL;
    seam_view name = line, value = {NULL, 0};

    if (line.len == 0)
        return dispatch(c);
    if (colon != NULL) {
        name.len = (size_t)(colon - line.data);
        value = seam_view_of(colon + 1, line.len - name.len - 1);
        if (value.len > 0 && value.data[0] == ' ')
            value = seam_view_of(value.data + 1, value.len - 1);
    }
    if (is(name, "data"))
        return add_data(c, value);
    if (is(name, "event"))
        return set(&c->type, value);
    if (is(name, "id") && (value.len == 0 || memchr(value.data, 0, value.len) == NULL))
        return set(&c->id, value);
    if (is(name, "retry"))
        set_retry(c, value);
    return SEAM_OK; /* a comment, or a field that nobody knows */
}

static seam_status take_lines(client *c)
{
    seam_status r;
    seam_view line;

    while ((r = seam_framer_next(&c->lines, &c->text, &line)) == SEAM_OK || r == SEAM_ETOOBIG) {
        c->too_long = c->too_long || r == SEAM_ETOOBIG;
        r = r == SEAM_OK ? take_line(c, line) : SEAM_OK;
        if (r != SEAM_OK || c->stop)
            break;
    }
    return r;
}

/* ---- a connection */

static seam_status take_in(client *c)
{
    size_t n;
    seam_status r = seam_chain_read_fd(&c->rx, c->fd, 0, &n);
    seam_status text;

    if (r != SEAM_OK)
        return r;
    /* What came before a fault counts, wherever the bytes were cut. */
    r = http_answer_take(&c->answer, &c->rx, &c->body);
    text = seam_decoder_push_chain(&c->dec, &c->body, &c->text);
    if (text == SEAM_MORE)
        text = take_lines(c);
    c->stop |= c->answer.code == 204; /* the server wants no more connections */
    return text == SEAM_MORE ? r : text;
}

/* Until the answer ends, one way or another. */
static seam_status converse(client *c)
{
    seam_status r = http_ask_events(&c->tx, c->host, c->path, &c->last_id);

    while ((r == SEAM_OK || r == SEAM_MORE) && !c->stop) {
        struct pollfd p = {c->fd, POLLIN, 0};
        size_t n;
        int ready;

        if (seam_chain_len(&c->tx) > 0)
            p.events |= POLLOUT;
        ready = poll(&p, 1, (int)c->idle_ms);
        if (ready <= 0)
            return ready == 0 ? SEAM_ETIMEDOUT : SEAM_ESYS;
        if ((p.revents & POLLOUT) != 0)
            r = seam_chain_write_fd(&c->tx, c->fd, 0, &n);
        if (r == SEAM_FULL)
            r = SEAM_OK;
        if (r >= 0 && (p.revents & ~POLLOUT) != 0)
            r = take_in(c);
    }
    return r;
}

/* One connection. True when it brought an answer, and there was memory for it. */
static bool visit(client *c, seam_status *r)
{
    const seam_framer_options lines = {
        .kind = SEAM_FRAME_LINES_ANY, .flags = SEAM_FRAME_RESYNC, .max_len = c->max_event + 16};
    seam_chain *const of_connection[] = {&c->tx,   &c->rx,   &c->body, &c->text,
                                         &c->data, &c->type, &c->id};
    seam_decoder_options text;

    if ((*r = seam_decoder_profile(&text, SEAM_PROFILE_SSE, SEAM_UTF8, SEAM_UTF8)) == SEAM_OK &&
        (*r = seam_decoder_init(&c->dec, &text)) == SEAM_OK &&
        (*r = seam_framer_init(&c->lines, &lines)) == SEAM_OK &&
        (*r = http_answer_init(&c->answer)) == SEAM_OK)
        *r = seam_chain_share(&c->id, &c->last_id, 0, seam_chain_len(&c->last_id));
    c->fd = http_connect(c->host, c->port);
    if (*r == SEAM_OK)
        *r = c->fd >= 0 ? converse(c) : SEAM_ESYS;
    if (c->verbose)
        fprintf(stderr, "sse: the connection ends: %s\n",
                *r == SEAM_ESYS ? strerror(errno) : seam_status_text(*r));
    if (c->fd >= 0)
        close(c->fd);
    for (size_t i = 0; i < sizeof(of_connection) / sizeof(of_connection[0]); i++)
        seam_chain_release(of_connection[i]);
    c->too_long = false;
    return c->answer.is_open && *r != SEAM_ENOMEM && *r != SEAM_ELIMIT;
}

/* Connects again and again, until it need not or should not. */
static bool run(client *c)
{
    unsigned long failures = 0;
    seam_status r;

    while (failures < c->tries) {
        failures = visit(c, &r) ? 0 : failures + 1;
        if (c->stop)
            return true;
        /* No answer that could be read, and there will not be. */
        if ((r == SEAM_EPROTO || r == SEAM_ETOOBIG) && !c->answer.is_open)
            return false;
        if (failures < c->tries)
            poll(NULL, 0, (int)c->retry_ms);
    }
    return false;
}

static bool parse(client *c, int argc, char **argv)
{
    static const char letters[] = "nrtimp";
    unsigned long *const numbers[] = {&c->max_events, &c->retry_ms,  &c->tries,
                                      &c->idle_ms,    &c->max_event, &c->max_pool};

    for (int option; (option = getopt(argc, argv, "vn:r:t:i:m:p:")) != -1;) {
        const char *letter = strchr(letters, option);
        if (option == 'v')
            c->verbose = true;
        else if (letter == NULL)
            return false;
        else
            *numbers[letter - letters] = strtoul(optarg, NULL, 10);
    }
    if (argc - optind != 3)
        return false;
    c->host = argv[optind];
    c->port = argv[optind + 1];
    c->path = argv[optind + 2];
    return true;
}

int main(int argc, char **argv)
{
    client c = {.retry_ms = 3000, .tries = 5, .idle_ms = 60000, .max_event = 1 << 20};
    seam_chain *const chains[] = {&c.type, &c.id, &c.data, &c.last_id,
                                  &c.tx,   &c.rx, &c.body, &c.text};
    seam_pool_options options = {.flags = SEAM_POOL_CONFINED};
    seam_pool_stats stats;

    if (!parse(&c, argc, argv)) {
        fprintf(stderr,
                "usage: sse [-v] [-n EVENTS] [-r MS] [-t TRIES] [-i MS] [-m BYTES] [-p BYTES] "
                "HOST PORT PATH\n");
        return 2;
    }
    options.max_bytes = c.max_pool;
    if (seam_pool_create(&options, &c.pool) != SEAM_OK) {
        fprintf(stderr, "sse: no pool\n");
        return 1;
    }
    for (size_t i = 0; i < sizeof(chains) / sizeof(chains[0]); i++)
        seam_chain_init(chains[i], c.pool);
    const bool done = run(&c);
    for (size_t i = 0; i < sizeof(chains) / sizeof(chains[0]); i++)
        seam_chain_release(chains[i]);
    seam_pool_stats_get(c.pool, &stats);
    seam_pool_destroy(&c.pool);
    if (c.verbose || stats.live_blocks > 0)
        fprintf(stderr, "sse: %lu events, %llu live blocks\n", c.n_events,
                (unsigned long long)stats.live_blocks);
    return done && stats.live_blocks == 0 ? 0 : 1;
}
