/* fuzz_cursor: any reads over any bytes, cut anywhere, equal to those of a flat model.
 *
 * Byte 0 of the input chooses what the cursor is over, byte 1 how many operations there are, bytes 2
 * and 3 where the content is cut. Each operation has four bytes: its kind, two of its number, and its cap. What
 * follows is the content. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cursor_model.h"
#include "data/laws.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { OVER_CHAIN, OVER_VIEW, OVER_WHOLE, OVER_BUF, N_OVER };

/* Operations beside those of a cursor alone. */
enum { OP_SUB = N_OPS, OP_LEAVE, OP_MARK, OP_REWIND, N_ALL_OPS };

#define MOST_PIECES ((size_t)256)
#define LONGEST     ((size_t)500) /* what an outcome holds */
#define DEEPEST     4u

/* A cursor within a cursor, and the model of each. */
typedef struct world {
    seam_chain chain;
    uint8_t *pieces[MOST_PIECES];
    size_t n_pieces;
    seam_buf buf;
    seam_cursor cursors[DEEPEST + 1], mark;
    model models[DEEPEST + 1], model_mark;
    unsigned depth, mark_depth;
} world;

static void fail(const char *what, unsigned kind)
{
    fprintf(stderr, "fuzz_cursor: operation %u: %s\n", kind, what);
    abort();
}

/* A block of exactly this size, so that a sanitizer sees what lies behind it. */
static void add_piece(world *w, const uint8_t *data, size_t len)
{
    uint8_t *block = malloc(len > 0 ? len : 1);
    seam_buf buf;

    if (block == NULL)
        abort();
    if (len > 0)
        memcpy(block, data, len);
    w->pieces[w->n_pieces++] = block;
    buf = seam_buf_static(seam_view_of(block, len));
    if (seam_chain_append(&w->chain, &buf) != SEAM_OK)
        abort();
}

static void cut(world *w, const uint8_t *data, size_t len, uint32_t seed, size_t most)
{
    while (len > 0 && w->n_pieces < MOST_PIECES - 1) {
        size_t n;

        seed = seed * 1664525u + 1013904223u;
        n = 1 + (seed >> 16) % most;
        n = n < len ? n : len;
        add_piece(w, data, n);
        data += n;
        len -= n;
    }
    add_piece(w, data, len);
}

static void open_world(world *w, unsigned over, const uint8_t *data, size_t len)
{
    const seam_view all = seam_view_of(data, len);

    w->buf = seam_buf_static(all);
    w->depth = 0;
    if (over == OVER_CHAIN)
        w->cursors[0] = seam_cursor_chain(&w->chain);
    else if (over == OVER_VIEW)
        w->cursors[0] = seam_cursor_view(all);
    else
        w->cursors[0] = over == OVER_WHOLE ? seam_cursor_whole(all) : seam_cursor_buf(&w->buf);
    w->models[0] = (model){.data = data,
                           .len = len,
                           .whole = over == OVER_WHOLE,
                           .flat = over != OVER_CHAIN,
                           .owned = over == OVER_CHAIN || over == OVER_BUF};
    w->mark = w->cursors[0];
    w->model_mark = w->models[0];
    w->mark_depth = 0;
}

static void enter(world *w, size_t n)
{
    const unsigned d = w->depth;

    if (d == DEEPEST)
        return;
    w->cursors[d + 1] = seam_cursor_sub(&w->cursors[d], n);
    w->models[d + 1] = model_sub(&w->models[d], n);
    w->depth++;
}

static void step(world *w, unsigned kind, const op *o)
{
    const char *wrong = NULL;

    if (kind == OP_SUB)
        enter(w, (size_t)o->n);
    else if (kind == OP_LEAVE)
        w->depth -= w->depth > 0;
    else if (kind == OP_MARK) {
        w->mark = w->cursors[w->depth];
        w->model_mark = w->models[w->depth];
        w->mark_depth = w->depth;
    } else if (kind == OP_REWIND) {
        w->depth = w->mark_depth;
        w->cursors[w->depth] = w->mark;
        w->models[w->depth] = w->model_mark;
    } else
        wrong = op_differs(o, &w->cursors[w->depth], &w->models[w->depth]);
    for (unsigned d = 0; d <= w->depth && wrong == NULL; d++)
        wrong = state_differs(&w->cursors[d], &w->models[d]);
    if (wrong != NULL)
        fail(wrong, kind);
}

/* Four bytes of the input. Numbers are small, near the greatest, or as great as they can be. */
static op op_of(const uint8_t b[4], seam_view content, unsigned kind)
{
    op o = {.kind = (op_kind)kind, .n = b[1], .cap = b[3]};

    if (b[2] >= 0x80)
        o.n = UINT64_MAX >> (b[2] & 0x3F);
    if (b[2] >= 0xC0)
        o.n -= b[1];
    if (kind == OP_BE || kind == OP_LE)
        o.n %= 9;
    if (kind == OP_COPY && o.n > LONGEST && o.n <= content.len)
        o.n = LONGEST;
    if (kind == OP_EXPECT) { /* something that is in the content, or nearly */
        const size_t from = b[1] < content.len ? b[1] : 0;
        const size_t len = b[3] < content.len - from ? b[3] : content.len - from;

        o.expected = seam_view_of(content.data + from, len);
    }
    return o;
}

/* What commit leaves in the chain, and move takes out of it. */
static void check_commit(world *w, bool move)
{
    const model *m = &w->models[0];
    uint8_t got[LONGEST];
    seam_chain to;
    seam_status r;

    seam_chain_init(&to, w->chain.pool_);
    r = move ? seam_cursor_move(&w->cursors[0], &w->chain, &to)
             : seam_cursor_commit(&w->cursors[0], &w->chain);
    if (m->status != SEAM_OK) {
        if (r != SEAM_ESTATE || seam_chain_len(&w->chain) != m->len)
            fail("commit after a failure", 0);
        return;
    }
    if (r != SEAM_OK || seam_chain_copy_out(&w->chain, 0, got, LONGEST) != m->len - m->pos ||
        memcmp(got, m->data + m->pos, m->len - m->pos) != 0 || !seam__chain_valid(&w->chain))
        fail("commit", 0);
    if (move && (seam_chain_copy_out(&to, 0, got, LONGEST) != m->pos ||
                 memcmp(got, m->data, m->pos) != 0 || !seam__chain_valid(&to)))
        fail("move", 0);
    seam_chain_release(&to);
}

static void run(world *w, const uint8_t *data, size_t size)
{
    const unsigned over = data[0] % N_OVER;
    size_t n_ops = data[1] % 32;
    const uint8_t *ops = data + 4;
    seam_view content;

    n_ops = n_ops < (size - 4) / 4 ? n_ops : (size - 4) / 4;
    content = seam_view_of(ops + 4 * n_ops, size - 4 - 4 * n_ops);
    content.len = content.len < LONGEST ? content.len : LONGEST;
    cut(w, content.data, content.len, data[2], 1 + (size_t)data[3]);
    open_world(w, over, content.data, content.len);
    for (size_t i = 0; i < n_ops; i++) {
        const unsigned kind = ops[4 * i] % N_ALL_OPS;
        const op o = op_of(ops + 4 * i, content, kind);

        step(w, kind, &o);
    }
    if (over == OVER_CHAIN)
        check_commit(w, data[1] >= 0x80);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static seam_pool *pool; /* for all inputs: to make one costs more than most of them */
    world w = {.n_pieces = 0};

    if (size < 4)
        return 0;
    if (pool == NULL && seam_pool_create(NULL, &pool) != SEAM_OK)
        abort();
    seam_chain_init(&w.chain, pool);
    run(&w, data, size);
    seam_chain_release(&w.chain);
    for (size_t i = 0; i < w.n_pieces; i++)
        free(w.pieces[i]);
    return 0;
}
