#include "mem/slab/extent.h"

#include "base/bits.h"
#include "mem/slab/heap.h"

static const seam__traits *traits_of(const seam__arena *arena)
{
    return &arena->depot->heap->traits;
}

static size_t need_of(const seam__arena *arena, const seam_block *block)
{
    return seam__traits_need(traits_of(arena), seam__block_requested(block));
}

size_t seam__block_requested(const seam_block *block)
{
    const seam__arena *arena = seam__arena_of(block);

    if (arena->layout.kind == SEAM__KIND_ADOPTED)
        return seam__adopted_len(block);
    return arena->layout.kind == SEAM__KIND_LARGE ? seam__arena_large_len(arena)
                                                  : seam__block_len(block) & ~SEAM__SAMPLED;
}

size_t seam__block_retained(const seam_block *block)
{
    const seam__arena *arena = seam__arena_of(block);

    if (arena->layout.kind == SEAM__KIND_ADOPTED)
        return seam__adopted_len(block);
    if (arena->layout.kind == SEAM__KIND_GUARDED)
        return seam__round_up(need_of(arena, block), traits_of(arena)->page);
    return arena->layout.class_bytes;
}

uint8_t *seam__block_slot_end(const seam_block *block)
{
    const seam__arena *arena = seam__arena_of(block);
    const size_t index = seam__arena_index(arena, block);

    SEAM_ASSERT(arena->layout.kind == SEAM__KIND_GUARDED && index < arena->layout.n_blocks);
    return arena->payload + (index + 1) * arena->layout.stride - traits_of(arena)->page;
}

uint8_t *seam__block_payload(const seam_block *block)
{
    const seam__arena *arena = seam__arena_of(block);

    SEAM_ASSERT(arena->layout.kind != SEAM__KIND_ADOPTED);
    return arena->layout.kind == SEAM__KIND_GUARDED
               ? seam__block_slot_end(block) - need_of(arena, block)
               : seam__arena_data(arena, block);
}

seam_view seam__block_bytes(const seam_block *block)
{
    const seam__arena *arena = seam__arena_of(block);

    if (arena->layout.kind == SEAM__KIND_ADOPTED)
        return seam_view_of(seam__adopted_of(block)->data, seam__adopted_len(block));
    return seam_view_of(seam__block_payload(block), seam__block_requested(block));
}
