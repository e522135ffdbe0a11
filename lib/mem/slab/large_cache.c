#include "mem/slab/large_cache.h"

#include "base/bits.h"

seam_status seam__large_cache_init(seam__large_cache *large)
{
    large->transfer.blocks = large->room;
    large->transfer.cap = SEAM__LARGE_ROOM;
    return seam__lock_init(&large->transfer.lock);
}

bool seam__large_cache_valid(const seam__large_cache *large)
{
    return large->payload <= large->allowed && seam__transfer_cache_valid(&large->transfer) &&
           (large->payload != 0) == (seam__transfer_cache_n(&large->transfer) != 0);
}

/* So many blocks are compared with a request, the one that was put last first. */
#define LOOKED_AT 4

static bool fits(const seam__arena *arena, const seam__layout *layout)
{
    return arena->payload_ready == layout->stride && arena->layout.stride == layout->stride &&
           arena->layout.class_bytes == layout->class_bytes;
}

static seam__arena *find(const seam__transfer_cache *transfer, const seam__layout *layout,
                         size_t *index)
{
    const size_t n = seam__transfer_cache_n(transfer);

    for (*index = n; *index > 0 && n - *index < LOOKED_AT;) {
        seam__arena *arena = seam__arena_of(transfer->blocks[--*index]);

        if (fits(arena, layout))
            return arena;
    }
    return NULL;
}

static seam_block *take(seam__large_cache *large, const seam__layout *layout, size_t len)
{
    size_t index;
    seam__arena *arena = find(&large->transfer, layout, &index);

    if (arena == NULL)
        return NULL;
    SEAM_ASSERT(large->payload >= arena->payload_ready);
    large->payload -= arena->payload_ready;
    large->class_bytes -= arena->layout.class_bytes;
    large->requested += len;
    large->transfer.n_refills++;
    seam__arena_set_large_len(arena, len);
    return seam__transfer_cache_remove(&large->transfer, index);
}

seam_block *seam__large_cache_take(seam__large_cache *large, const seam__layout *layout, size_t len)
{
    seam_block *block;

    if (!seam__transfer_cache_offers(&large->transfer))
        return NULL;
    seam__lock_take(&large->transfer.lock);
    block = take(large, layout, len);
    SEAM_ASSERT(seam__large_cache_valid(large));
    seam__transfer_cache_unlock(&large->transfer);
    return block;
}

/* Moves the block that was put last from `other` to `large`, with its part of the allowance. */
static void move_last(seam__large_cache *large, seam__large_cache *other)
{
    seam_block *block;
    const seam__arena *arena;

    if (seam__transfer_cache_take(&other->transfer, &block, 1) == 0)
        return;
    arena = seam__arena_of(block);
    other->allowed -= arena->payload_ready;
    other->payload -= arena->payload_ready;
    other->class_bytes -= arena->layout.class_bytes;
    large->allowed += arena->payload_ready;
    large->payload += arena->payload_ready;
    large->class_bytes += arena->layout.class_bytes;
    (void)seam__transfer_cache_append(&large->transfer, &block, 1);
    /* The entry is in the cache of the processor that released it, and will be written to here. */
    __builtin_prefetch(block, 1);
}

static void share(seam__large_cache *large, seam__large_cache *other)
{
    const size_t room = SEAM__LARGE_ROOM - seam__transfer_cache_n(&large->transfer);
    size_t n = seam__min(seam__transfer_cache_n(&other->transfer), SEAM__TRANSFER_SHARE);

    for (n = seam__min(n, room); n > 0; n--)
        move_last(large, other);
}

seam_block *seam__large_cache_take_from(seam__large_cache *large, seam__large_cache *other,
                                        const seam__layout *layout, size_t len)
{
    seam_block *block;

    if (!seam__transfer_cache_offers(&other->transfer))
        return NULL;
    seam__transfer_cache_lock_both(&large->transfer, &other->transfer);
    block = take(other, layout, len);
    if (block != NULL)
        share(large, other);
    SEAM_ASSERT(seam__large_cache_valid(large) && seam__large_cache_valid(other));
    seam__transfer_cache_unlock_both(&large->transfer, &other->transfer);
    return block;
}

static bool put(seam__large_cache *large, seam__arena *arena, uint64_t more)
{
    seam_block *block = seam__arena_entry(arena, 0);

    SEAM_ASSERT(arena->layout.kind == SEAM__KIND_LARGE && seam__arena_is_free(arena, 0));
    if (arena->payload_ready > large->allowed + more - large->payload ||
        seam__transfer_cache_append(&large->transfer, &block, 1) == 0)
        return false;
    large->allowed += more;
    large->payload += arena->payload_ready;
    large->class_bytes += arena->layout.class_bytes;
    large->requested -= seam__arena_large_len(arena);
    return true;
}

static bool put_locked(seam__large_cache *large, seam__arena *arena, uint64_t more)
{
    bool done;

    seam__lock_take(&large->transfer.lock);
    done = put(large, arena, more);
    SEAM_ASSERT(seam__large_cache_valid(large));
    seam__transfer_cache_unlock(&large->transfer);
    return done;
}

bool seam__large_cache_put(seam__large_cache *large, seam__arena *arena)
{
    return put_locked(large, arena, 0);
}

bool seam__large_cache_put_more(seam__large_cache *large, seam__arena *arena)
{
    return put_locked(large, arena, arena->payload_ready);
}
