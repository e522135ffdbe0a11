#include "mem/slab/arena.h"

#include "base/bits.h"
#include "base/poison.h"
#include "base/probe.h"
#include "mem/slab/free_list.h"
#include "mem/slab/own_memory.h"
#include "mem/slab/slab.h"

static void place_payload(seam__arena *arena, uint8_t *payload)
{
    arena->payload = payload;
    arena->origin = (uintptr_t)payload - (uintptr_t)seam__arena_entry(arena, 0) * arena->pitch;
}

seam_status seam__arena_map(seam__account *account, seam__layout layout, seam__arena **out)
{
    size_t page = account->page;
    size_t meta = seam__layout_meta_bytes(&layout, layout.n_blocks, page);
    size_t payload = seam__layout_payload_bytes(&layout, page);
    seam__arena *arena;
    seam__span span;
    seam_status r;

    SEAM_ASSERT(seam__layout_valid(&layout, page) && meta < SEAM__ARENA_ALIGN);
    SEAM_ASSERT(layout.kind != SEAM__KIND_SLAB || layout.stride % layout.entry_bytes == 0);
    *out = NULL;
    if (!seam__account_reserve(account, meta + payload + 2 * page + layout.granule,
                               SEAM__ARENA_ALIGN, page, &span))
        return SEAM_ENOMEM;
    arena = (seam__arena *)(void *)(uintptr_t)seam__round_up((uintptr_t)span.start + page,
                                                             SEAM__ARENA_ALIGN);
    r = seam__account_commit(account, arena, page);
    if (r != SEAM_OK) {
        /* If the system refuses to unmap the span, address space is lost, but no memory. */
        (void)seam__account_unmap(account, span, 0);
        return r;
    }
    arena->layout = layout;
    arena->pitch = layout.kind == SEAM__KIND_SLAB ? layout.stride / layout.entry_bytes : 0;
    arena->span = span;
    arena->meta_ready = page;
    place_payload(arena, (uint8_t *)seam__round_up((uintptr_t)arena + meta + page, layout.granule));
    if (layout.granule > page)
        account->provider->ask_huge(account->provider->ctx, arena->payload, payload);
    seam__own_memory_add(span);
    *out = arena;
    return SEAM_OK;
}

size_t seam__arena_committed(const seam__arena *arena)
{
    return arena->meta_ready + arena->payload_ready - arena->n_decommitted * arena->layout.step;
}

/* Bytes of payload that may be poisoned: of a guarded arena every slot that was ever used. */
static size_t poisoned_bytes(const seam__arena *arena)
{
    return arena->layout.kind == SEAM__KIND_GUARDED ? arena->n_carved * arena->layout.stride
                                                    : arena->payload_ready;
}

bool seam__arena_unmap(seam__account *account, seam__arena *arena)
{
    uint8_t *payload = arena->payload - arena->edge;
    const size_t poisoned = poisoned_bytes(arena);

    /* Another mapping may get these addresses, so no poison may be left on them. */
    seam__unpoison(payload, poisoned);
    seam__probe_unmap(arena->pool, arena, arena->span.len);
    /* Before the system call: whoever maps these addresses next may adopt them at once. */
    seam__own_memory_remove(arena->span);
    if (seam__account_unmap(account, arena->span, seam__arena_committed(arena)))
        return true;
    seam__own_memory_add(arena->span);
    seam__poison(payload, poisoned);
    return false;
}

static seam_status grow_payload(seam__account *account, seam__arena *arena, size_t ready)
{
    uint8_t *from = arena->payload + arena->payload_ready;
    size_t len = ready - arena->payload_ready;
    seam_status r;

    if (len == 0)
        return SEAM_OK;
    r = seam__account_commit(account, from, len);
    if (r == SEAM_OK && (arena->layout.hardening & SEAM__SECRET) != 0)
        r = seam__account_hide(account, from, len);
    if (r != SEAM_OK)
        return r;
    seam__poison(from, len);
    arena->payload_ready = ready;
    SEAM_ASSERT(arena->payload + ready <= arena->span.start + arena->span.len);
    return SEAM_OK;
}

static seam_status grow_meta(seam__account *account, seam__arena *arena, size_t n_blocks)
{
    size_t ready = seam__layout_meta_bytes(&arena->layout, n_blocks, account->page);
    seam_status r;

    if (ready <= arena->meta_ready)
        return SEAM_OK;
    r = seam__account_commit(account, (uint8_t *)arena + arena->meta_ready,
                             ready - arena->meta_ready);
    if (r == SEAM_OK)
        arena->meta_ready = ready;
    return r;
}

/* Returns how many bytes of payload are ready after one more step, and in `n_blocks` how many blocks. */
static size_t next_step(const seam__account *account, const seam__arena *arena, size_t *n_blocks)
{
    const seam__layout *layout = &arena->layout;
    size_t ready;

    if (layout->step == 0) {
        *n_blocks =
            seam__min(arena->n_ready + account->page / layout->entry_bytes, layout->n_blocks);
        return arena->payload_ready;
    }
    ready = seam__min(arena->payload_ready + layout->step,
                      seam__layout_payload_bytes(layout, account->page));
    *n_blocks = seam__min(ready / layout->stride, layout->n_blocks);
    return ready;
}

/* Commits one more step. Where entries could be committed and their payload could not, the entries stay for the
 * next try. */
static seam_status make_ready(seam__account *account, seam__arena *arena)
{
    size_t n_blocks;
    size_t ready = next_step(account, arena, &n_blocks);
    seam_status r;

    SEAM_ASSERT(n_blocks > arena->n_ready);
    r = grow_meta(account, arena, n_blocks);
    if (r == SEAM_OK)
        r = grow_payload(account, arena, ready);
    if (r != SEAM_OK)
        return r;
    seam__probe_slab(arena->pool, arena, arena->layout.step);
    arena->n_ready = (uint32_t)n_blocks;
    return SEAM_OK;
}

/* Takes the first block that was never used: the index of it. SEAM_FULL: there is none. */
static seam_status carve(seam__account *account, seam__arena *arena, size_t *index)
{
    SEAM_ASSERT(arena->n_carved <= arena->n_ready);
    if (arena->n_carved == arena->layout.n_blocks)
        return SEAM_FULL;
    if (arena->n_carved == arena->n_ready) {
        seam_status r = make_ready(account, arena);
        if (r != SEAM_OK)
            return r;
    }
    *index = arena->n_carved++;
    return SEAM_OK;
}

static seam_block *make_live(seam__arena *arena, size_t index)
{
    arena->n_live++;
    SEAM_ASSERT(arena->n_live <= arena->n_carved && seam__arena_is_free(arena, index));
    return seam__arena_entry(arena, index);
}

seam_status seam__arena_take(seam__account *account, seam__arena *arena, seam_block **out)
{
    seam_status r = SEAM_OK;
    size_t index;

    *out = NULL;
    if (arena->first_free == 0 && arena->n_decommitted > 0) {
        r = seam__slab_recommit(account, arena);
        if (r != SEAM_OK)
            return r;
    }
    if (seam__arena_n_free(arena) > arena->layout.n_quarantined)
        index = seam__free_list_take(arena);
    else
        r = carve(account, arena, &index);
    if (r != SEAM_OK && arena->first_free != 0) {
        r = SEAM_OK;
        index = seam__free_list_take(arena);
    }
    if (r == SEAM_OK)
        *out = make_live(arena, index);
    return r;
}

seam_status seam__arena_take_guarded(seam__account *account, seam__arena *arena,
                                     size_t n_quarantined, seam_block **out)
{
    seam_status r = SEAM_OK;
    size_t index;

    *out = NULL;
    if (seam__arena_n_free(arena) > n_quarantined)
        index = seam__free_list_take(arena);
    else
        r = carve(account, arena, &index);
    if (r == SEAM_OK)
        *out = make_live(arena, index);
    return r;
}

size_t seam__arena_take_ready(seam__arena *arena, seam_block **out, size_t most)
{
    const size_t n_free = seam__arena_n_free(arena);
    const size_t n_quarantined = arena->layout.n_quarantined;
    size_t n = 0;

    SEAM_ASSERT(arena->layout.kind != SEAM__KIND_GUARDED);
    for (; n + n_quarantined < n_free && n < most; n++)
        out[n] = seam__arena_entry(arena, seam__free_list_take(arena));
    for (; n < most && arena->n_carved < arena->n_ready; n++)
        out[n] = seam__arena_entry(arena, arena->n_carved++);
    arena->n_live += (uint32_t)n;
    return n;
}

void seam__arena_push_to_edge(seam__arena *arena)
{
    SEAM_ASSERT((arena->layout.hardening & SEAM__EDGED) != 0 && arena->n_carved == 1);
    SEAM_ASSERT(arena->layout.edge < arena->layout.stride && arena->edge == 0);
    arena->edge = arena->layout.edge;
    place_payload(arena, arena->payload + arena->edge);
    arena->layout.stride -= arena->edge;
}

void seam__arena_put(seam__arena *arena, seam_block *block)
{
    size_t index = seam__arena_index(arena, block);

    SEAM_ASSERT(index < arena->n_carved && arena->n_live > 0);
    if (arena->layout.kind == SEAM__KIND_GUARDED || arena->layout.n_quarantined > 0)
        seam__free_list_append(arena, index);
    else
        seam__free_list_put(arena, index);
    arena->n_live--;
}

/* What the laws say of the free list. */
static bool free_list_valid(const seam__arena *arena)
{
    size_t n_free = 0;
    uint32_t last = arena->last_free;

    for (uint32_t at = arena->first_free; at != 0; n_free++) {
        if (at > arena->n_carved || n_free > arena->n_carved)
            return false;
        if (arena->n_decommitted > 0 &&
            seam__slab_is_decommitted(arena, (at - 1) / arena->layout.slab_blocks))
            return false;
        if (!seam__arena_is_free(arena, at - 1))
            return false;
        last = at;
        at = seam__block_len(seam__arena_entry(arena, at - 1));
    }
    return n_free == seam__arena_n_free(arena) && last == arena->last_free;
}

static bool ready_is_committed(const seam__arena *arena)
{
    const seam__layout *layout = &arena->layout;
    const size_t entries_end =
        seam__layout_first_entry(layout) + arena->n_ready * layout->entry_bytes;

    return entries_end <= arena->meta_ready &&
           (layout->step == 0 || arena->n_ready * layout->stride <= arena->payload_ready);
}

static size_t count_decommitted(const seam__arena *arena)
{
    size_t n = 0;

    for (size_t i = 0; i < SEAM__SLABS_MAX / 64; i++)
        n += (size_t)__builtin_popcountll(arena->decommitted[i]);
    return n;
}

bool seam__arena_valid(const seam__arena *arena)
{
    return arena->n_live <= arena->n_carved && arena->n_carved <= arena->n_ready &&
           arena->n_ready <= arena->layout.n_blocks && free_list_valid(arena) &&
           ready_is_committed(arena) && count_decommitted(arena) == arena->n_decommitted &&
           seam__arena_data(arena, seam__arena_entry(arena, 0)) == arena->payload;
}
