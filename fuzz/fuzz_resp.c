/* fuzz_resp: the parser of the Redis example over any stream, which gives the same items and the same fault
 * wherever the stream is cut, and leaves no block behind.
 *
 * The first three bytes of the input are the limits and a seed, the rest is the stream. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../tests/examples/resp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define N_HEAD   ((size_t)3)
#define EACH_CUT ((size_t)200) /* streams up to this length are cut at every byte */

static seam_pool *pool;

/* What a stream gave: a hash over its items, how many they were, how it ended, and where. */
typedef struct outcome {
    uint64_t hash, n_items, offset, fault;
    seam_status status;
    unsigned depth;
} outcome;

static void mix(outcome *o, uint64_t number)
{
    o->hash = (o->hash ^ number) * UINT64_C(1099511628211);
}

static void note(outcome *o, const resp *p, const resp_item *item)
{
    const uint64_t fields[] = {(uint64_t)item->type,   item->is_null,  item->is_last, item->depth,
                               (uint64_t)item->number, item->text.len, p->offset,     p->depth};

    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
        mix(o, fields[i]);
    for (size_t i = 0; i < item->text.len; i++)
        mix(o, item->text.data[i]);
    o->n_items++;
}

/* Sizes of chunks: whole, in two at `first`, or at random. */
typedef struct cutter {
    size_t first, most;
    uint32_t seed;
} cutter;

static size_t next_chunk(cutter *c, size_t left)
{
    size_t n = left;

    if (c->first > 0) {
        n = c->first;
        c->first = 0;
    } else if (c->most > 0) {
        c->seed = c->seed * 1664525u + 1013904223u;
        n = 1 + (c->seed >> 12) % c->most;
    }
    return n < left ? n : left;
}

static void must(bool condition, const char *what)
{
    if (condition)
        return;
    fprintf(stderr, "fuzz_resp: %s\n", what);
    abort();
}

/* Every other chunk goes into the chain's own block, the others are segments of their own. */
static void append(seam_chain *rx, const uint8_t *bytes, size_t len, bool own)
{
    seam_buf buf;

    if (own) {
        must(seam_buf_copy(pool, seam_view_of(bytes, len), &buf) == SEAM_OK, "copy");
        must(seam_chain_append(rx, &buf) == SEAM_OK, "append");
    } else {
        must(seam_chain_write(rx, seam_view_of(bytes, len)) == SEAM_OK, "write");
    }
}

static seam_status parse(resp *p, seam_chain *rx, outcome *o)
{
    seam_cursor c = seam_cursor_chain(rx);
    seam_status r = SEAM_OK;

    while (r == SEAM_OK) {
        resp_item item;

        r = resp_next(p, &c, &item);
        if (r == SEAM_OK)
            note(o, p, &item);
        must(r == SEAM_OK || item.text.len == 0, "an item after a failure");
        seam_buf_release(&item.text);
    }
    must(seam_cursor_commit(&c, rx) == SEAM_OK, "the cursor stands before the item");
    return r;
}

static outcome run(const uint8_t *head, seam_view stream, cutter cut)
{
    outcome o = {.hash = UINT64_C(14695981039346656037), .status = SEAM_MORE};
    resp p = {.max_len = UINT64_C(1) << head[0] % 20,
              .max_items = UINT64_C(1) << head[0] / 20,
              .max_depth = head[1] % (RESP_DEPTH + 1)};
    seam_chain rx;
    size_t at = 0;
    bool own = (head[2] & 1) != 0;

    seam_chain_init(&rx, pool);
    while (o.status == SEAM_MORE && at < stream.len) {
        const size_t n = next_chunk(&cut, stream.len - at);

        append(&rx, stream.data + at, n, own);
        own = !own;
        at += n;
        o.status = parse(&p, &rx, &o);
        must(o.status != SEAM_MORE || p.need > 0, "something is missing");
    }
    must(o.status == SEAM_MORE || o.status == SEAM_EPROTO || o.status == SEAM_ETOOBIG, "the end");
    o.offset = p.offset;
    o.fault = o.status < 0 ? p.fault : 0;
    o.depth = p.depth;
    must(o.fault <= at && p.depth <= p.max_depth, "where it ended");
    seam_chain_release(&rx);
    return o;
}

static void compare(const outcome *a, outcome b)
{
    must(a->hash == b.hash && a->n_items == b.n_items, "the items hang on the cut");
    must(a->status == b.status && a->fault == b.fault, "the fault hangs on the cut");
    must(a->offset == b.offset && a->depth == b.depth, "the place hangs on the cut");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    seam_pool_stats stats;
    seam_view stream;
    outcome whole;

    if (size < N_HEAD)
        return 0;
    if (pool == NULL)
        must(seam_pool_create(NULL, &pool) == SEAM_OK, "seam_pool_create");
    stream = seam_view_of(data + N_HEAD, size - N_HEAD);
    whole = run(data, stream, (cutter){0, 0, 0});
    if (stream.len <= 65536)
        compare(&whole, run(data, stream, (cutter){0, 1, 0}));
    compare(&whole, run(data, stream, (cutter){0, 20, data[2]}));
    compare(&whole, run(data, stream, (cutter){0, 3000, data[2]}));
    for (size_t i = 1; i < stream.len && stream.len <= EACH_CUT; i++)
        compare(&whole, run(data, stream, (cutter){i, 0, 0}));
    seam_pool_stats_get(pool, &stats);
    must(stats.live_blocks == 0, "live blocks");
    return 0;
}
