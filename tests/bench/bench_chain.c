/* Chains as queues, and as what parsers take their bytes from, against libevent's evbuffer. */
#include "bench_chain.h"

#include <stdlib.h>
#include <string.h>

#include "seam/seam.h"

#define MAX_PIECE ((size_t)65536)

static void ok(seam_status r)
{
    bench_require(r == SEAM_OK, "a call of a chain");
}

static void write_piece(const chain_work *w, seam_chain *chain)
{
    ok(seam_chain_write(chain, seam_view_of(w->data, w->len)));
}

static void link_piece(const seam_buf *whole, seam_chain *chain)
{
    seam_buf piece = seam_buf_share(whole);

    ok(seam_chain_append(chain, &piece));
}

static seam_buf whole_of(const chain_work *w)
{
    seam_buf whole;

    ok(seam_buf_copy(w->pool, seam_view_of(w->data, w->len), &whole));
    return whole;
}

static size_t at_most(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* ---- adding and dropping */

/* Pieces are added one by one and dropped together. */
static void append(void *ctx, size_t reps)
{
    const chain_work *w = ctx;
    seam_chain chain;

    seam_chain_init(&chain, w->pool);
    for (; reps > 0; reps -= at_most(reps, CHAIN_PIECES)) {
        for (size_t i = at_most(reps, CHAIN_PIECES); i > 0; i--)
            write_piece(w, &chain);
        seam_chain_skip(&chain, seam_chain_len(&chain));
    }
    seam_chain_release(&chain);
}

static void append_reference(void *ctx, size_t reps)
{
    const chain_work *w = ctx;
    seam_buf whole = whole_of(w);
    seam_chain chain;

    seam_chain_init(&chain, w->pool);
    for (; reps > 0; reps -= at_most(reps, CHAIN_PIECES)) {
        for (size_t i = at_most(reps, CHAIN_PIECES); i > 0; i--)
            link_piece(&whole, &chain);
        seam_chain_skip(&chain, seam_chain_len(&chain));
    }
    seam_chain_release(&chain);
    seam_buf_release(&whole);
}

/* A piece is added and one dropped, behind those that wait. */
static void queue(void *ctx, size_t reps)
{
    const chain_work *w = ctx;
    seam_chain chain;

    seam_chain_init(&chain, w->pool);
    for (size_t i = 0; i < CHAIN_BACKLOG; i++)
        write_piece(w, &chain);
    while (reps-- > 0) {
        write_piece(w, &chain);
        ok(seam_chain_drain(&chain, w->len));
    }
    seam_chain_release(&chain);
}

static void queue_reference(void *ctx, size_t reps)
{
    const chain_work *w = ctx;
    seam_buf whole = whole_of(w);
    seam_chain chain;

    seam_chain_init(&chain, w->pool);
    for (size_t i = 0; i < CHAIN_BACKLOG; i++)
        link_piece(&whole, &chain);
    while (reps-- > 0) {
        link_piece(&whole, &chain);
        ok(seam_chain_drain(&chain, w->len));
    }
    seam_chain_release(&chain);
    seam_buf_release(&whole);
}

/* A piece is added to an empty chain and dropped again, as by a connection that answers. */
static void turn(void *ctx, size_t reps)
{
    const chain_work *w = ctx;
    seam_chain chain;

    seam_chain_init(&chain, w->pool);
    while (reps-- > 0) {
        write_piece(w, &chain);
        ok(seam_chain_drain(&chain, w->len));
    }
    seam_chain_release(&chain);
}

/* ---- from one chain to another */

/* A chain of CHAIN_PIECES segments, which lie in blocks of their own. */
static void fill(const chain_work *w, seam_chain *chain)
{
    seam_chain_init(chain, w->pool);
    for (size_t i = 0; i < CHAIN_PIECES; i++) {
        seam_buf piece;

        ok(seam_buf_copy(w->pool, seam_view_of(w->data, CHAIN_SEGMENT), &piece));
        ok(seam_chain_append(chain, &piece));
    }
}

/* `len` bytes are moved at a time, to and fro. */
static void move(void *ctx, size_t reps)
{
    const chain_work *w = ctx;
    seam_chain chains[2];
    size_t from = 0;

    fill(w, &chains[0]);
    seam_chain_init(&chains[1], w->pool);
    while (reps-- > 0) {
        if (seam_chain_len(&chains[from]) < w->len)
            from = 1 - from;
        ok(seam_chain_move(&chains[1 - from], &chains[from], w->len));
    }
    seam_chain_release(&chains[0]);
    seam_chain_release(&chains[1]);
}

static void move_all(void *ctx, size_t reps)
{
    const chain_work *w = ctx;
    seam_chain chains[2];

    fill(w, &chains[0]);
    seam_chain_init(&chains[1], w->pool);
    for (size_t from = 0; reps > 0; reps--, from = 1 - from)
        ok(seam_chain_move(&chains[1 - from], &chains[from], seam_chain_len(&chains[from])));
    seam_chain_release(&chains[0]);
    seam_chain_release(&chains[1]);
}

/* A message of `len` bytes comes behind those that wait, and one is taken out that the program owns. */
static void take(void *ctx, size_t reps)
{
    const chain_work *w = ctx;
    seam_chain chain;

    seam_chain_init(&chain, w->pool);
    for (size_t i = 0; i < CHAIN_BACKLOG; i++)
        write_piece(w, &chain);
    while (reps-- > 0) {
        seam_buf message;

        write_piece(w, &chain);
        ok(seam_chain_take(&chain, w->len, &message));
        bench_keep(message.data[0]);
        seam_buf_release(&message);
    }
    seam_chain_release(&chain);
}

/* A second chain gets the bytes of one that keeps them, and is emptied. */
static void share(void *ctx, size_t reps)
{
    const chain_work *w = ctx;
    seam_chain chain, copy;

    seam_chain_init(&chain, w->pool);
    seam_chain_init(&copy, w->pool);
    write_piece(w, &chain);
    while (reps-- > 0) {
        ok(seam_chain_share(&copy, &chain, 0, w->len));
        seam_chain_skip(&copy, w->len);
    }
    seam_chain_release(&chain);
    seam_chain_release(&copy);
}

/* ---- looking */

/* A head is looked at in one piece and dropped with its body, again and again. */
static void view(void *ctx, size_t reps)
{
    const chain_work *w = ctx;
    seam_chain chain;
    seam_view head;

    seam_chain_init(&chain, w->pool);
    for (size_t i = 0; i < CHAIN_BACKLOG; i++)
        write_piece(w, &chain);
    while (reps-- > 0) {
        write_piece(w, &chain);
        ok(seam_chain_view(&chain, 0, CHAIN_HEAD, NULL, 0, &head));
        bench_keep(head.data[0]);
        ok(seam_chain_drain(&chain, w->len));
    }
    seam_chain_release(&chain);
}

/* The head lies over a joint: its first half ends a segment. */
static void view_joint(void *ctx, size_t reps)
{
    const chain_work *w = ctx;
    seam_buf whole = whole_of(w);
    seam_chain chain;
    seam_view head;

    seam_chain_init(&chain, w->pool);
    while (reps-- > 0) {
        uint8_t scratch[CHAIN_HEAD];

        link_piece(&whole, &chain);
        link_piece(&whole, &chain);
        ok(seam_chain_drain(&chain, w->len - CHAIN_HEAD / 2));
        ok(seam_chain_view(&chain, 0, CHAIN_HEAD, scratch, CHAIN_HEAD, &head));
        bench_keep(head.data[0]);
        seam_chain_skip(&chain, seam_chain_len(&chain));
    }
    seam_chain_release(&chain);
    seam_buf_release(&whole);
}

/* ---- jobs */

typedef struct chain_row {
    const char *name;
    size_t sizes[4]; /* 0: no more */
    void (*seam)(void *ctx, size_t reps);
    void (*event)(void *ctx, size_t reps);
    /* The peer's that does more of what seam does: it counts references, or copies to memory of malloc. */
    void (*other)(void *ctx, size_t reps);
    bool confined; /* a pool of one thread as well */
} chain_row;

static const chain_row rows[] = {
    {"chain-append", {16, 64, 512, 1500}, append, bench_event_append, NULL, false},
    {"chain-append-large", {65536}, append, bench_event_append, NULL, false},
    {"chain-append-reference",
     {1500},
     append_reference,
     bench_event_append_reference,
     bench_event_append_counted,
     true},
    {"chain-drain", {16, 64, 512, 1500}, queue, bench_event_queue, NULL, false},
    {"chain-drain-large", {65536}, queue, bench_event_queue, NULL, false},
    {"chain-drain-reference",
     {1500},
     queue_reference,
     bench_event_queue_reference,
     bench_event_queue_counted,
     true},
    {"chain-turn", {16, 64, 512, 1500}, turn, bench_event_turn, NULL, false},
    {"chain-move", {100, 1000, 1500}, move, bench_event_move, NULL, false},
    {"chain-move-all", {1500}, move_all, bench_event_move_all, NULL, false},
    {"chain-take", {64, 512, 1500}, take, bench_event_take, bench_event_take_copy, false},
    {"chain-share", {512, 4096}, share, bench_event_share, NULL, true},
    {"chain-view", {64, 1500}, view, bench_event_view, NULL, false},
    {"chain-view-joint", {1500}, view_joint, bench_event_view_joint, NULL, false},
};

static void run_row(const bench *b, const chain_row *row, size_t size, seam_pool *pools[2])
{
    static uint8_t data[MAX_PIECE];
    chain_work shared = {data, size, pools[0]};
    chain_work confined = {data, size, pools[1]};
    contender contenders[4];
    size_t n = 0;

    contenders[n++] = (contender){"seam", row->seam, &shared};
    if (row->event != NULL)
        contenders[n++] = (contender){"evbuffer", row->event, &shared};
    if (row->other != NULL)
        contenders[n++] = (contender){row->confined ? "evbuffer-counted" : "evbuffer-malloc",
                                      row->other, &shared};
    if (row->confined)
        contenders[n++] = (contender){"seam-confined", row->seam, &confined};
    memset(data, 'x', sizeof(data));
    bench_run(b, "chain", &(job){row->name, "chain", size, BENCH_NS, 0, contenders, n});
}

void bench_chain(const bench *b)
{
    const seam_pool_options options = {.flags = SEAM_POOL_CONFINED};
    seam_pool *pools[2];

    ok(seam_pool_create(NULL, &pools[0]));
    ok(seam_pool_create(&options, &pools[1]));
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        for (size_t k = 0; k < 4 && rows[i].sizes[k] > 0; k++)
            run_row(b, &rows[i], rows[i].sizes[k], pools);
    }
    seam_pool_destroy(&pools[0]);
    seam_pool_destroy(&pools[1]);
}
