#include "mem/slab/arena.h"

#include "base/bits.h"
#include "base/poison.h"
#include "base/probe.h"
#include "mem/slab/own_memory.h"
#include "mem/slab/size_class.h"

/* The least length that is both whole blocks and whole pages. */
static size_t whole_unit(size_t stride, size_t page)
{
    const size_t power = stride & (0 - stride);

    return power < page ? stride * (page / power) : stride;
}

/* Blocks from here up have an entry of a whole line: a part in 256 of what they hold. */
#define LINE_MIN ((size_t)16 << 10)
#define LINE     ((size_t)64)
SEAM_STATIC_ASSERT(sizeof(seam__large_entry) <= LINE);

/* The quarantine of each size class in an arena: whichever is less. */
#define QUARANTINE_BLOCKS ((size_t)256)
#define QUARANTINE_BYTES  ((size_t)1 << 20)

/* Neighbouring classes have different colors; with the header the largest one leaves most of a page to
 * entries. */
#define N_COLORS 32u

static uint32_t color_of(size_t class_bytes)
{
    return seam__class_of(class_bytes) % N_COLORS * (uint32_t)LINE;
}

/* Redzones make strides whose units are large: their slabs have blocks across their borders. */
seam__layout seam__layout_slab(size_t class_bytes, const seam__traits *traits)
{
    seam__layout layout = {.kind = SEAM__KIND_SLAB,
                           .hardening = traits->hardening,
                           .entry_bytes = class_bytes >= LINE_MIN ? LINE : sizeof(seam_block),
                           .granule = traits->granule};
    size_t unit = whole_unit(class_bytes + traits->redzone, traits->granule);

    layout.class_bytes = class_bytes;
    layout.color = color_of(class_bytes);
    layout.stride = class_bytes + traits->redzone;
    layout.n_blocks = SEAM__ARENA_PAYLOAD / layout.stride;
    SEAM_ASSERT(class_bytes > 0 && layout.stride >= class_bytes);
    if (traits->quarantines)
        layout.n_quarantined = seam__min(QUARANTINE_BLOCKS, QUARANTINE_BYTES / layout.stride);
    layout.step = seam__round_up(seam__max(SEAM__SLAB_BYTES, layout.stride), traits->granule);
    if (unit <= layout.step) {
        layout.step = unit * seam__max(1, SEAM__SLAB_BYTES / unit);
        layout.slab_blocks = layout.step / layout.stride;
        layout.n_blocks = SEAM__ARENA_PAYLOAD / layout.step * layout.slab_blocks;
        SEAM_ASSERT(SEAM__ARENA_PAYLOAD / layout.step <= SEAM__SLABS_MAX);
    }
    return layout;
}

seam__layout seam__layout_adopted(const seam__traits *traits)
{
    return (seam__layout){
        .kind = SEAM__KIND_ADOPTED, .entry_bytes = 64, .n_blocks = 65536, .granule = traits->page};
}

seam__layout seam__layout_large(size_t len, const seam__traits *traits)
{
    seam__layout layout = {.kind = SEAM__KIND_LARGE,
                           .hardening = traits->hardening,
                           .entry_bytes = LINE,
                           .granule = traits->granule};

    layout.class_bytes = seam__round_up(len, traits->page);
    /* The slack behind the block and the guard page are the redzone where there is enough. */
    layout.stride = seam__round_up(layout.class_bytes + traits->redzone, traits->page);
    layout.step = layout.stride;
    layout.n_blocks = 1;
    return layout;
}

seam__layout seam__layout_edged(size_t len, const seam__traits *traits)
{
    seam__layout layout = seam__layout_large(len, traits);

    layout.hardening |= SEAM__EDGED;
    /* No redzone comes between the block and the guard page. */
    layout.stride = layout.class_bytes;
    layout.step = layout.stride;
    layout.edge = layout.class_bytes - seam__round_up(len, traits->alignment);
    return layout;
}

static size_t meta_bytes(const seam__layout *layout, size_t n_blocks, size_t page)
{
    return seam__round_up(seam__layout_first_entry(layout) + n_blocks * layout->entry_bytes, page);
}

static size_t payload_bytes(const seam__layout *layout, size_t page)
{
    return seam__round_up(layout->n_blocks * layout->stride, page);
}

size_t seam__layout_first_cost(const seam__layout *layout, size_t page)
{
    const size_t first =
        layout->step == 0 ? page / layout->entry_bytes : layout->step / layout->stride;

    return meta_bytes(layout, seam__min(first, layout->n_blocks), page) + layout->step;
}

static void place_payload(seam__arena *arena, uint8_t *payload)
{
    arena->payload = payload;
    arena->origin = (uintptr_t)payload - seam__layout_first_entry(&arena->layout) * arena->pitch;
}

bool seam__layout_valid(const seam__layout *layout, size_t page)
{
    if (layout->entry_bytes < sizeof(seam_block) || layout->granule % page != 0 ||
        layout->n_blocks == 0 || layout->n_blocks > UINT32_MAX - 1)
        return false;
    if (layout->kind == SEAM__KIND_ADOPTED)
        return layout->step == 0 && layout->stride == 0;
    if (layout->kind == SEAM__KIND_GUARDED)
        return layout->step == 0 && layout->stride % page == 0 && layout->hooks != NULL;
    return layout->stride >= layout->class_bytes && layout->class_bytes > 0 &&
           layout->step % page == 0 && layout->step >= layout->stride &&
           layout->slab_blocks * layout->stride <= layout->step;
}

seam_status seam__arena_map(seam__account *account, seam__layout layout, seam__arena **out)
{
    size_t page = account->page;
    size_t meta = meta_bytes(&layout, layout.n_blocks, page);
    size_t payload = payload_bytes(&layout, page);
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
        /* When the system takes nothing back, address space is lost, but no memory. */
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

/* Guarded blocks stay poisoned wherever they have been. */
static size_t poisoned_bytes(const seam__arena *arena)
{
    return arena->layout.kind == SEAM__KIND_GUARDED ? arena->n_carved * arena->layout.stride
                                                    : arena->payload_ready;
}

bool seam__arena_unmap(seam__account *account, seam__arena *arena)
{
    uint8_t *payload = arena->payload - arena->edge;
    const size_t poisoned = poisoned_bytes(arena);

    /* The address may be mapped again by others: no poison may be left on it. */
    seam__unpoison(payload, poisoned);
    seam__probe_unmap(arena->pool, arena, arena->span.len);
    /* Before: whoever maps the address next may adopt it at once. */
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
    size_t ready = meta_bytes(&arena->layout, n_blocks, account->page);
    seam_status r;

    if (ready <= arena->meta_ready)
        return SEAM_OK;
    r = seam__account_commit(account, (uint8_t *)arena + arena->meta_ready,
                             ready - arena->meta_ready);
    if (r == SEAM_OK)
        arena->meta_ready = ready;
    return r;
}

/* How far payload and blocks reach after one more step. */
static size_t next_step(const seam__account *account, const seam__arena *arena, size_t *n_blocks)
{
    const seam__layout *layout = &arena->layout;
    size_t ready;

    if (layout->step == 0) {
        *n_blocks =
            seam__min(arena->n_ready + account->page / layout->entry_bytes, layout->n_blocks);
        return arena->payload_ready;
    }
    ready = seam__min(arena->payload_ready + layout->step, payload_bytes(layout, account->page));
    *n_blocks = seam__min(ready / layout->stride, layout->n_blocks);
    return ready;
}

/* Metadata that was committed for a step whose payload could not be had serves the next try. */
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

static size_t take_free(seam__arena *arena)
{
    size_t index = arena->first_free - 1;

    SEAM_ASSERT(arena->first_free != 0 && index < arena->n_carved);
    arena->first_free = seam__block_len(seam__arena_entry(arena, index));
    return index;
}

static void put_free(seam__arena *arena, size_t index)
{
    SEAM_ASSERT(index < arena->n_carved && seam__arena_is_free(arena, index));
    if (arena->first_free == 0)
        arena->last_free = (uint32_t)index + 1;
    seam__block_set_len(seam__arena_entry(arena, index), arena->first_free);
    arena->first_free = (uint32_t)index + 1;
}

static void put_last(seam__arena *arena, size_t index)
{
    SEAM_ASSERT(index < arena->n_carved && seam__arena_is_free(arena, index));
    if (arena->first_free == 0)
        arena->first_free = (uint32_t)index + 1;
    else
        seam__block_set_len(seam__arena_entry(arena, arena->last_free - 1), (uint32_t)index + 1);
    seam__block_set_len(seam__arena_entry(arena, index), 0);
    arena->last_free = (uint32_t)index + 1;
}

/* ---- decommitted slabs */

static bool is_decommitted(const seam__arena *arena, size_t slab)
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

/* The blocks of a decommitted slab are free again. */
static seam_status recommit_slab(seam__account *account, seam__arena *arena)
{
    const size_t n = arena->layout.slab_blocks;
    const size_t slab = first_decommitted(arena);
    seam_status r = seam__account_charge(account, arena->layout.step);

    if (r != SEAM_OK)
        return r;
    flip_decommitted(arena, slab);
    arena->n_decommitted--;
    for (size_t i = n; i-- > 0;)
        put_free(arena, slab * n + i);
    return SEAM_OK;
}

/* Whole slabs of free blocks: fills `idle`, a bit for each, and returns their number. */
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

/* Gives up neighbouring idle slabs, [from, to), in one call. */
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

/* Takes the blocks of decommitted slabs out of the free list, whose order stays. */
static void drop_decommitted(seam__arena *arena)
{
    seam_block *last = NULL;
    uint32_t next;

    for (uint32_t at = arena->first_free; at != 0; at = next) {
        seam_block *block = seam__arena_entry(arena, at - 1);

        next = seam__block_len(block);
        if (!is_decommitted(arena, (at - 1) / arena->layout.slab_blocks))
            last = block;
        else if (last != NULL)
            seam__block_set_len(last, next);
        else
            arena->first_free = next;
    }
    if (last != NULL)
        arena->last_free = (uint32_t)seam__arena_index(arena, last) + 1;
}

size_t seam__arena_purge(seam__account *account, seam__arena *arena, size_t most)
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

/* A block that was never used. */
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
        r = recommit_slab(account, arena);
        if (r != SEAM_OK)
            return r;
    }
    if (seam__arena_n_free(arena) > arena->layout.n_quarantined)
        index = take_free(arena);
    else
        r = carve(account, arena, &index);
    if (r != SEAM_OK && arena->first_free != 0) {
        r = SEAM_OK;
        index = take_free(arena);
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
        index = take_free(arena);
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
        out[n] = seam__arena_entry(arena, take_free(arena));
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
        put_last(arena, index);
    else
        put_free(arena, index);
    arena->n_live--;
}

bool seam__arena_valid(const seam__arena *arena)
{
    size_t n_free = 0;

    for (uint32_t at = arena->first_free; at != 0; n_free++) {
        const seam_block *block = seam__arena_entry(arena, at - 1);

        if (at > arena->n_carved || n_free > arena->n_carved)
            return false;
        if (arena->n_decommitted > 0 && is_decommitted(arena, (at - 1) / arena->layout.slab_blocks))
            return false;
        /* Relaxed: a free block's count is written by nobody. */
        if ((atomic_load_explicit(&block->word, memory_order_relaxed) & SEAM__COUNT_MASK) != 0)
            return false;
        at = seam__block_len(block);
    }
    return seam__arena_data(arena, seam__arena_entry(arena, 0)) == arena->payload &&
           arena->n_live <= arena->n_carved && arena->n_carved <= arena->n_ready &&
           arena->n_ready <= arena->layout.n_blocks && n_free == seam__arena_n_free(arena);
}
