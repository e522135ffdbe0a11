#include "seam/snapshot.h"

#include <inttypes.h>
#include <string.h>

#include "base/bits.h"
#include "mem/pool/pool_private.h"
#include "mem/report/text_out.h"
#include "mem/watch/walk.h"

/* Adopted memory has no slabs: so many entries are called one. */
#define ADOPTED_SLAB ((size_t)256)
#define MOST_BLOCKS  (SEAM__ARENA_PAYLOAD / SEAM__ALIGNMENT)

/* The state of a snapshot: the text, and the arena that is being written. */
typedef struct picture {
    seam__text *text;
    uint64_t n_live;
    const seam_pool *pool;
    seam__depot *depot;
    seam__place place;
    const seam__arena *arena;           /* NULL: it has been unmapped, or there is none */
    size_t n_carved;                    /* of the arena, when it was begun */
    uint64_t is_free[MOST_BLOCKS / 64]; /* a bit for each block of the arena */
} picture;

static const char *kind_name(seam__kind kind)
{
    static const char *const names[] = {[SEAM__KIND_SLAB] = "class",
                                        [SEAM__KIND_ADOPTED] = "adopted",
                                        [SEAM__KIND_LARGE] = "large",
                                        [SEAM__KIND_GUARDED] = "guarded"};

    return names[kind];
}

/* Blocks of a slab. Where redzones make blocks reach into the next step, the number is that of whole ones. */
static size_t slab_blocks_of(const seam__layout *layout)
{
    if (layout->kind == SEAM__KIND_ADOPTED)
        return ADOPTED_SLAB;
    if (layout->kind == SEAM__KIND_LARGE || layout->kind == SEAM__KIND_GUARDED)
        return 1;
    return layout->slab_blocks != 0 ? layout->slab_blocks
                                    : seam__max(1, layout->step / layout->stride);
}

static void mark_one(picture *p, size_t index)
{
    SEAM_ASSERT(index < p->n_carved);
    p->is_free[index / 64] |= UINT64_C(1) << index % 64;
}

static void mark_listed(picture *p, seam_block *const *blocks, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (seam__arena_of(blocks[i]) == p->arena)
            mark_one(p, seam__arena_index(p->arena, blocks[i]));
    }
}

static void mark_in_transfer_caches(picture *p)
{
    const seam__depot *depot = p->arena->depot;

    for (unsigned shard = 0; shard < seam__depot_n_shards(depot); shard++) {
        seam__transfer_cache *transfer = seam__depot_transfer_cache(depot, shard);

        seam__lock_take(&transfer->lock);
        mark_listed(p, transfer->blocks, seam__transfer_cache_n(transfer));
        seam__transfer_cache_unlock(transfer);
    }
}

/* Marks the free blocks of the arena: those of its free list, and those in the transfer caches of its depot. */
static void mark_free(picture *p)
{
    const seam__arena *arena = p->arena;

    SEAM_ASSERT(arena->n_carved <= MOST_BLOCKS);
    memset(p->is_free, 0, ((size_t)arena->n_carved + 63) / 64 * sizeof(p->is_free[0]));
    for (uint32_t at = arena->first_free; at != 0;
         at = seam__block_len(seam__arena_entry(arena, at - 1)))
        mark_one(p, at - 1);
    mark_in_transfer_caches(p);
}

/* An arena that has been unmapped had no live block. */
static bool is_free(const picture *p, size_t index)
{
    SEAM_ASSERT(index < p->n_carved);
    return p->arena == NULL || (p->is_free[index / 64] >> index % 64 & 1) != 0;
}

/* A guarded block is a slab of its own, which has no memory while it is in quarantine. */
static bool is_decommitted(const picture *p, size_t slab)
{
    if (p->arena == NULL)
        return false;
    if (p->arena->layout.kind == SEAM__KIND_GUARDED)
        return is_free(p, slab);
    return p->arena->n_decommitted != 0 && (p->arena->decommitted[slab / 64] >> slab % 64 & 1) != 0;
}

static bool is_live(const picture *p, size_t index, seam_block_info *info)
{
    return !is_free(p, index) && seam__walk_look(seam__arena_entry(p->arena, index), info);
}

/* Between two records: writes the text if there is little room left. The lock is not held meanwhile. */
static void make_room(picture *p)
{
    if (seam__text_has_room(p->text, 2 * SEAM__TEXT_MOST))
        return;
    seam__depot_unlock(p->depot);
    seam__text_flush(p->text);
    seam__depot_lock(p->depot);
    seam__heap_check_alive(&p->pool->heap);
    if (!seam__place_regain(p->depot, &p->place))
        p->arena = NULL;
}

static void put_live(picture *p, size_t index, const seam_block_info *info)
{
    p->n_live++;
    seam__text_put(p->text, "live %zu %" PRIu64 " %" PRIu64 " %u 0x%" PRIx64 "\n", index,
                   info->retained, info->requested, (unsigned)info->refs, info->tag);
}

/* A run of blocks of a slab that will be one record. */
typedef struct run {
    const char *what;
    size_t first, n;
} run;

static void put_run(picture *p, run *r)
{
    if (r->n > 0)
        seam__text_put(p->text, "%s %zu %zu\n", r->what, r->first, r->n);
    r->n = 0;
}

static void extend(picture *p, run *r, size_t index)
{
    const char *what = is_free(p, index) ? "free" : "cached";

    if (r->n > 0 && r->what != what)
        put_run(p, r);
    if (r->n == 0)
        *r = (run){what, index, 0};
    r->n++;
}

static void put_blocks(picture *p, size_t from, size_t to)
{
    seam_block_info info;
    run r = {0};

    for (size_t i = from; i < to && p->text->status == SEAM_OK; i++) {
        make_room(p);
        if (is_live(p, i, &info)) {
            put_run(p, &r);
            put_live(p, i, &info);
        } else {
            extend(p, &r, i);
        }
    }
    put_run(p, &r);
}

static void put_slab(picture *p, size_t slab, size_t slab_blocks)
{
    const size_t from = slab * slab_blocks;
    const size_t to = seam__min(p->n_carved, from + slab_blocks);

    make_room(p);
    if (is_decommitted(p, slab)) {
        seam__text_put(p->text, "decommitted %zu\n", slab);
        return;
    }
    seam__text_put(p->text, "slab %zu %zu\n", slab, to - from);
    put_blocks(p, from, to);
}

static void put_arena(picture *p)
{
    const seam__arena *arena = p->arena;
    const size_t n = slab_blocks_of(&arena->layout);
    const size_t class_bytes =
        arena->layout.kind == SEAM__KIND_SLAB ? arena->layout.class_bytes : 0;

    p->n_carved = arena->n_carved;
    mark_free(p);
    seam__text_put(p->text, "arena 0x%" PRIxPTR " %s %zu %zu\n", (uintptr_t)arena,
                   kind_name(arena->layout.kind), class_bytes, n);
    for (size_t slab = 0; slab * n < p->n_carved && p->text->status == SEAM_OK; slab++)
        put_slab(p, slab, n);
}

static void put_depot(picture *p, seam__depot *depot)
{
    SEAM__INSIDE("seam_pool_snapshot");
    p->depot = depot;
    p->place = SEAM__PLACE_START;
    p->arena = NULL;
    seam__depot_lock(depot);
    (void)seam__place_regain(depot, &p->place);
    while (p->place.arena != NULL && p->text->status == SEAM_OK) {
        make_room(p);
        p->arena = p->place.arena;
        if (p->arena == NULL)
            break;
        put_arena(p);
        /* If the arena has been unmapped the place is that of the next one. */
        if (p->arena != NULL)
            seam__place_advance(&p->place);
    }
    seam__depot_unlock(depot);
}

seam_status seam_pool_snapshot(const seam_pool *pool, seam_write_fn write, void *ctx)
{
    seam_pool *locked = (seam_pool *)(uintptr_t)pool;
    seam_pool_stats stats;
    seam__text text;
    picture p;

    seam__text_init(&text, write, ctx);
    p.text = &text;
    p.pool = pool;
    p.n_live = 0;
    seam_pool_stats_get(pool, &stats);
    seam__text_put(&text, "seam-pool-snapshot 1\npool %" PRIu64 " %" PRIu64 "\n", stats.committed,
                   stats.mapped);
    for (size_t i = 0; i < SEAM__N_DEPOTS; i++)
        put_depot(&p, &locked->heap.depots[i]);
    seam__text_put(&text, "end %" PRIu64 "\n", p.n_live);
    return seam__text_end(&text);
}
