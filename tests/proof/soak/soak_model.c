#include "soak.h"

#include "../../../fuzz/buf_chain_ops.h"
#include "spans.h"
#include "support.h"

/* ---- pages: what is mapped at each moment, and who may touch it */

static spans mapped;
static uint64_t n_stayed; /* calls of unmap that failed in this round */

static void *soak_map(void *ctx, size_t len, bool commit)
{
    void *at = model_map(ctx, len, commit);

    if (at != NULL)
        spans_add(&mapped, (uintptr_t)at, (uintptr_t)at + len);
    return at;
}

static bool soak_unmap(void *ctx, void *at, size_t len)
{
    span *of = spans_find(&mapped, at, len);

    CHECK(of != NULL);
    if (!model_unmap(ctx, at, len)) {
        n_stayed++;
        return false;
    }
    spans_cut(&mapped, of, at, len);
    return true;
}

static bool soak_commit(void *ctx, void *at, size_t len)
{
    CHECK(spans_find(&mapped, at, len) != NULL);
    return model_commit(ctx, at, len);
}

static bool soak_decommit(void *ctx, void *at, size_t len)
{
    CHECK(spans_find(&mapped, at, len) != NULL);
    return model_decommit(ctx, at, len);
}

static bool soak_protect(void *ctx, void *at, size_t len, bool hidden)
{
    CHECK(spans_find(&mapped, at, len) != NULL);
    return model_protect(ctx, at, len, hidden);
}

static bool soak_hide(void *ctx, void *at, size_t len)
{
    CHECK(spans_find(&mapped, at, len) != NULL);
    return model_hide(ctx, at, len);
}

static void set_table(model *m)
{
    model_set_table(m);
    m->table.map = soak_map;
    m->table.unmap = soak_unmap;
    m->table.commit = soak_commit;
    m->table.decommit = soak_decommit;
    m->table.protect = soak_protect;
    m->table.hide = soak_hide;
}

/* What the library lost to a system that did not take it goes back here. */
static void return_lost(void)
{
    CHECK(mapped.n == 0 || n_stayed > 0);
    CHECK(spans_return(&mapped));
    n_stayed = 0;
}

/* ---- what the fuzzer has not */

static void op_promote(model *m, input *in)
{
    seam_buf_promote(&some_slot(m, in)->buf);
}

typedef struct walked {
    model *m;
    size_t n;
} walked;

static bool see_block(void *ctx, const seam_block_info *block)
{
    walked *w = ctx;
    const known *k = model_find(w->m, block->block);

    w->n++;
    if (w->m->chain.ring_.len > 0 && w->m->chain.ring_.block == block->block)
        return true;
    CHECK(k != NULL);
    CHECK(block->refs == model_count(w->m, k->block) && block->tag == k->tag);
    CHECK((block->kind == SEAM_BLOCK_ADOPTED) == (k->region != NULL));
    CHECK(block->requested <= block->retained);
    return true;
}

/* Every live block is seen once, as what it is. */
static void op_walk(model *m, input *in)
{
    walked w = {m, 0};

    (void)in;
    CHECK(seam_pool_walk(m->pool, see_block, &w));
    CHECK(w.n == m->n_known + (m->chain.ring_.len > 0));
}

/* ---- rounds */

enum { ROUND_OPERATIONS = 500 };

static seam_pool_options some_options(prng *rng)
{
    static const uint64_t caches[] = {0, 0, 1, 1024, 65536};
    seam_pool_options options = {0};

    if (prng_below(rng, 2) == 0)
        options.flags = (uint32_t)prng_below(rng, 16);
    if (prng_below(rng, 4) != 0)
        options.flags &= ~(uint32_t)(SEAM_POOL_HUGE_PAGES | SEAM_POOL_PASSTHROUGH);
    if (prng_below(rng, 4) == 0)
        options.max_bytes = (1 + prng_below(rng, 400)) * seam__page_size();
    if (prng_below(rng, 4) == 0)
        options.tail_bytes = (uint32_t)prng_below(rng, 4097);
    if (prng_below(rng, 4) == 0)
        options.alignment = 1u << prng_below(rng, 13);
    if (prng_below(rng, 8) == 0)
        options.leak_every = 1 + prng_below(rng, 30);
    if (prng_below(rng, 4) == 0)
        options.guard_every = 1 + prng_below(rng, 30);
    options.cache_bytes = caches[prng_below(rng, 5)];
    options.large_cache_bytes = prng_below(rng, 2) * (1 + prng_below(rng, 2000000));
    options.purge_delay_ms = (uint32_t)prng_below(rng, 3);
    return options;
}

static void operate(model *m, prng *rng)
{
    static void (*const ops[])(model * m, input * in) = {
        op_alloc,   op_alloc,   op_alloc,  op_alloc,         op_copy,    op_adopt,
        op_static,  op_share,   op_share,  op_move,          op_slice,   op_slice,
        op_split,   op_split,   op_narrow, op_write,         op_release, op_release,
        op_release, op_tag,     op_unpin,  op_make_writable, op_promote, op_add,
        op_add,     op_reserve, op_commit, op_reserve,       op_commit,  op_pop,
        op_pop,     op_drain,   op_look,   op_walk,          op_trim,    op_alloc_impossible};
    const uint64_t words[2] = {prng_next(rng), prng_next(rng)};
    input in = {(const uint8_t *)words, sizeof(words)};

    /* Few, or the chain stays short. */
    if (prng_below(rng, 200) == 0)
        op_release_chain(m, &in);
    else
        ops[prng_below(rng, sizeof(ops) / sizeof(ops[0]))](m, &in);
    model_check(m);
}

static bool open_round(model *m, prng *rng, unsigned fail_percent)
{
    seam_pool_options options = some_options(rng);
    const bool is_secret = (options.flags & SEAM_POOL_SECRET) != 0;
    bool opened;

    model_clear(m);
    set_table(m);
    m->odd_costs = options.tail_bytes != 0 || options.alignment > 64 || options.guard_every != 0 ||
                   (options.flags & SEAM_POOL_PASSTHROUGH) != 0;
    m->dice = prng_next(rng) | 1;
    /* The page that a secret pool tries to lock first is on no account. */
    m->fail_percent = is_secret ? 0 : fail_percent;
    opened = open_model(m, &options);
    m->fail_percent = fail_percent;
    return opened;
}

/* Returns how many operations there were. */
static uint64_t run_round(prng *rng, unsigned fail_percent)
{
    static model m;
    uint64_t n = 0;

    if (!open_round(&m, rng, fail_percent)) {
        return_lost();
        return 1;
    }
    for (; n < ROUND_OPERATIONS; n++) {
        operate(&m, rng);
        if (n % 64 == 0)
            model_check_pool(&m);
    }
    model_check_pool(&m);
    m.fail_percent = 0;
    /* The sampler's old tables are lost when they stay. */
    m.lost |= n_stayed > 0 && m.pool->sampler.every != 0;
    close_model(&m, prng_below(rng, 2) == 0);
    return_lost();
    return n;
}

void soak_model(uint64_t seed, uint64_t n_operations)
{
    static const unsigned percents[] = {0, 1, 50};
    uint64_t n_done = 0;
    prng rng;

    prng_init(&rng, seed);
    for (size_t round = 0; n_done < n_operations; round++)
        n_done += run_round(&rng, percents[round % 3]);
}
