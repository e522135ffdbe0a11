#include "mem/slab/slab.h"

#include "base/bits.h"
#include "base/probe.h"
#include "mem/slab/free_list.h"

bool seam__slab_is_decommitted(const seam__arena *arena, size_t slab)
{
    return (arena->decommitted[slab / 64] >> slab % 64 & 1) != 0;
}

static void flip_decommitted(seam__arena *arena, size_t slab)
{
    arena->decommitted[slab / 64] ^= UINT64_C(1) << slab % 64;
}

static size_t first_decommitted(const seam__arena *arena)
{
    size_t word = 0;

    SEAM_ASSERT(arena->n_decommitted > 0);
    while (arena->decommitted[word] == 0)
        word++;
    return word * 64 + (size_t)__builtin_ctzll(arena->decommitted[word]);
}

seam_status seam__slab_recommit(seam__account *account, seam__arena *arena)
{
    const size_t n = arena->layout.slab_blocks;
    const size_t slab = first_decommitted(arena);
    seam_status r = seam__account_charge(account, arena->layout.step);

    if (r != SEAM_OK)
        return r;
    flip_decommitted(arena, slab);
    arena->n_decommitted--;
    for (size_t i = n; i-- > 0;)
        seam__free_list_put(arena, slab * n + i);
    return SEAM_OK;
}

/* Finds slabs all of whose blocks are free: sets a bit of `idle` for each, and returns their number. */
static size_t find_idle(const seam__arena *arena, uint64_t *idle)
{
    uint16_t n_free[SEAM__SLABS_MAX] = {0};
    size_t found = 0;

    for (uint32_t at = arena->first_free; at != 0;
         at = seam__block_len(seam__arena_entry(arena, at - 1))) {
        size_t slab = (at - 1) / arena->layout.slab_blocks;

        if (++n_free[slab] == arena->layout.slab_blocks) {
            idle[slab / 64] |= UINT64_C(1) << slab % 64;
            found++;
        }
    }
    return found;
}

/* Decommits neighbouring slabs, [from, to), in one system call. */
static bool decommit_slabs(seam__account *account, seam__arena *arena, size_t from, size_t to)
{
    const size_t step = arena->layout.step;
    const size_t len = (to - from) * step;

    SEAM_ASSERT(from < to && to * step <= arena->payload_ready);
    if (!seam__account_decommit(account, arena->payload + from * step, len, len))
        return false;
    seam__probe_purge(arena->pool, arena, len);
    for (size_t slab = from; slab < to; slab++)
        flip_decommitted(arena, slab);
    arena->n_decommitted += (uint32_t)(to - from);
    return true;
}

/* Takes the blocks of decommitted slabs out of the free list, and keeps the order of the others. */
static void drop_decommitted(seam__arena *arena)
{
    seam_block *last = NULL;
    uint32_t next;

    for (uint32_t at = arena->first_free; at != 0; at = next) {
        seam_block *block = seam__arena_entry(arena, at - 1);

        next = seam__block_len(block);
        if (!seam__slab_is_decommitted(arena, (at - 1) / arena->layout.slab_blocks))
            last = block;
        else if (last != NULL)
            seam__block_set_len(last, next);
        else
            arena->first_free = next;
    }
    if (last != NULL)
        arena->last_free = (uint32_t)seam__arena_index(arena, last) + 1;
}

size_t seam__slab_purge(seam__account *account, seam__arena *arena, size_t most)
{
    uint64_t idle[SEAM__SLABS_MAX / 64] = {0};
    size_t given = 0;
    size_t from = 0;

    if (arena->layout.slab_blocks == 0 || find_idle(arena, idle) == 0)
        return 0;
    while (from < SEAM__SLABS_MAX && given < most) {
        size_t to = from;

        while (to < SEAM__SLABS_MAX && to - from < most - given &&
               (idle[to / 64] >> to % 64 & 1) != 0)
            to++;
        if (to > from && decommit_slabs(account, arena, from, to))
            given += to - from;
        from = to > from ? to : from + 1;
    }
    if (given > 0)
        drop_decommitted(arena);
    SEAM_ASSERT(given <= most);
    SEAM_ASSERT_SLOW(seam__arena_valid(arena));
    return given;
}
