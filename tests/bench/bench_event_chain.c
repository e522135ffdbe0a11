/* libevent's evbuffer as a queue of bytes, and as what messages are taken from. Its locks are off, as they
 * are unless a program asks for them. */
#include <event2/buffer.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "bench_chain.h"

static void ok(int r)
{
    bench_require(r == 0, "a call of an evbuffer");
}

static struct evbuffer *empty(void)
{
    struct evbuffer *b = evbuffer_new();

    bench_require(b != NULL, "evbuffer_new");
    return b;
}

static size_t at_most(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* ---- pieces: by copy, by reference, and by a reference that is counted as one of a seam_buf is */

static void add_copy(const chain_work *w, struct evbuffer *b)
{
    ok(evbuffer_add(b, w->data, w->len));
}

static void add_reference(const chain_work *w, struct evbuffer *b)
{
    ok(evbuffer_add_reference(b, w->data, w->len, NULL, NULL));
}

static atomic_uint count;

static void drop_count(const void *data, size_t len, void *ctx)
{
    (void)data;
    (void)len;
    /* As the last release of a block: what was done with the bytes is released and acquired. */
    atomic_fetch_sub_explicit((atomic_uint *)ctx, 1, memory_order_acq_rel);
}

static void add_counted(const chain_work *w, struct evbuffer *b)
{
    atomic_fetch_add_explicit(&count, 1, memory_order_relaxed);
    ok(evbuffer_add_reference(b, w->data, w->len, drop_count, &count));
}

/* ---- adding and dropping: each a loop without a call through a pointer */

#define APPEND(name, add)                                            \
    void name(void *ctx, size_t reps)                                \
    {                                                                \
        const chain_work *w = ctx;                                   \
        struct evbuffer *b = empty();                                \
                                                                     \
        for (; reps > 0; reps -= at_most(reps, CHAIN_PIECES)) {      \
            for (size_t i = at_most(reps, CHAIN_PIECES); i > 0; i--) \
                add(w, b);                                           \
            ok(evbuffer_drain(b, evbuffer_get_length(b)));           \
        }                                                            \
        evbuffer_free(b);                                            \
    }

APPEND(bench_event_append, add_copy)
APPEND(bench_event_append_reference, add_reference)
APPEND(bench_event_append_counted, add_counted)

#define QUEUE(name, add, backlog)              \
    void name(void *ctx, size_t reps)          \
    {                                          \
        const chain_work *w = ctx;             \
        struct evbuffer *b = empty();          \
                                               \
        for (size_t i = (backlog); i > 0; i--) \
            add(w, b);                         \
        while (reps-- > 0) {                   \
            add(w, b);                         \
            ok(evbuffer_drain(b, w->len));     \
        }                                      \
        evbuffer_free(b);                      \
    }

QUEUE(bench_event_queue, add_copy, CHAIN_BACKLOG)
QUEUE(bench_event_queue_reference, add_reference, CHAIN_BACKLOG)
QUEUE(bench_event_queue_counted, add_counted, CHAIN_BACKLOG)
QUEUE(bench_event_turn, add_copy, 0)

/* ---- from one to another */

/* Segments that are whole when they are moved: each was an evbuffer's only one. */
static struct evbuffer *filled(const chain_work *w)
{
    struct evbuffer *b = empty();

    for (size_t i = 0; i < CHAIN_PIECES; i++) {
        struct evbuffer *one = empty();

        ok(evbuffer_add(one, w->data, CHAIN_SEGMENT));
        ok(evbuffer_add_buffer(b, one));
        evbuffer_free(one);
    }
    return b;
}

void bench_event_move(void *ctx, size_t reps)
{
    const chain_work *w = ctx;
    struct evbuffer *b[2] = {filled(w), empty()};
    size_t from = 0;

    while (reps-- > 0) {
        if (evbuffer_get_length(b[from]) < w->len)
            from = 1 - from;
        bench_require(evbuffer_remove_buffer(b[from], b[1 - from], w->len) == (int)w->len,
                      "evbuffer_remove_buffer");
    }
    evbuffer_free(b[0]);
    evbuffer_free(b[1]);
}

void bench_event_move_all(void *ctx, size_t reps)
{
    struct evbuffer *b[2] = {filled(ctx), empty()};

    for (size_t from = 0; reps > 0; reps--, from = 1 - from)
        ok(evbuffer_add_buffer(b[1 - from], b[from]));
    evbuffer_free(b[0]);
    evbuffer_free(b[1]);
}

/* Into a buffer that is the message's, and is used again for the next one. */
void bench_event_take(void *ctx, size_t reps)
{
    const chain_work *w = ctx;
    struct evbuffer *b = empty();
    struct evbuffer *message = empty();

    for (size_t i = 0; i < CHAIN_BACKLOG; i++)
        add_copy(w, b);
    while (reps-- > 0) {
        add_copy(w, b);
        bench_require(evbuffer_remove_buffer(b, message, w->len) == (int)w->len,
                      "evbuffer_remove_buffer");
        bench_keep(evbuffer_pullup(message, 1)[0]);
        ok(evbuffer_drain(message, w->len));
    }
    evbuffer_free(message);
    evbuffer_free(b);
}

/* Into memory of malloc: the cheapest that a program can own. */
void bench_event_take_copy(void *ctx, size_t reps)
{
    const chain_work *w = ctx;
    struct evbuffer *b = empty();

    for (size_t i = 0; i < CHAIN_BACKLOG; i++)
        add_copy(w, b);
    while (reps-- > 0) {
        uint8_t *message = malloc(w->len);

        bench_require(message != NULL, "malloc");
        add_copy(w, b);
        bench_require(evbuffer_remove(b, message, w->len) == (int)w->len, "evbuffer_remove");
        bench_keep(message[0]);
        free(message);
    }
    evbuffer_free(b);
}

void bench_event_share(void *ctx, size_t reps)
{
    const chain_work *w = ctx;
    struct evbuffer *b = empty();
    struct evbuffer *copy = empty();

    add_copy(w, b);
    while (reps-- > 0) {
        ok(evbuffer_add_buffer_reference(copy, b));
        ok(evbuffer_drain(copy, w->len));
    }
    evbuffer_free(copy);
    evbuffer_free(b);
}

/* ---- looking */

void bench_event_view(void *ctx, size_t reps)
{
    const chain_work *w = ctx;
    struct evbuffer *b = empty();

    for (size_t i = 0; i < CHAIN_BACKLOG; i++)
        add_copy(w, b);
    while (reps-- > 0) {
        add_copy(w, b);
        bench_keep(evbuffer_pullup(b, (ev_ssize_t)CHAIN_HEAD)[0]);
        ok(evbuffer_drain(b, w->len));
    }
    evbuffer_free(b);
}

void bench_event_view_joint(void *ctx, size_t reps)
{
    const chain_work *w = ctx;
    struct evbuffer *b = empty();

    while (reps-- > 0) {
        add_reference(w, b);
        add_reference(w, b);
        ok(evbuffer_drain(b, w->len - CHAIN_HEAD / 2));
        bench_keep(evbuffer_pullup(b, (ev_ssize_t)CHAIN_HEAD)[0]);
        ok(evbuffer_drain(b, evbuffer_get_length(b)));
    }
    evbuffer_free(b);
}
