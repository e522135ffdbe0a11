#include "base/bits.h"
#include "base/poison.h"
#include "base/trace.h"
#include "mem/slab/depot_arenas.h"
#include "mem/slab/extent.h"
#include "mem/watch/guard_private.h"

#define BOUND_PART 4

static const seam__arena_hooks hooks = {seam__guard_show, seam__guard_conceal};

seam__layout seam__layout_guarded(const seam__traits *traits)
{
    return (seam__layout){.kind = SEAM__KIND_GUARDED,
                          .hardening = traits->hardening | SEAM__GUARDED,
                          .entry_bytes = sizeof(seam__guarded),
                          .stride = seam__round_up(SEAM__CLASS_MAX, traits->page) + traits->page,
                          .n_blocks = SEAM__GUARD_SLOTS,
                          .granule = traits->page,
                          .hooks = &hooks};
}

/* ---- which requests are guarded */

void seam__guards_init(seam__guards *guards, uint64_t every)
{
    /* So that a countdown of twice as much does not wrap. */
    guards->every = every < UINT64_MAX / 4 ? every : UINT64_MAX / 4;
    if (every == 0)
        return;
    seam__trace_prepare();
    atomic_init(&guards->random, seam__trace_clock() ^ (uintptr_t)guards);
    atomic_init(&guards->until, seam__guards_draw(guards));
}

/* The generator is SplitMix64 (Steele and others, 2014). */
uint64_t seam__guards_draw(seam__guards *guards)
{
    const uint64_t step = UINT64_C(0x9E3779B97F4A7C15);
    /* Relaxed: the numbers order nothing. */
    uint64_t z = step + atomic_fetch_add_explicit(&guards->random, step, memory_order_relaxed);

    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    z ^= z >> 31;
    return 1 + z % (2 * guards->every - 1);
}

static bool is_turn_of_all(seam__guards *guards)
{
    uint64_t old = atomic_load_explicit(&guards->until, memory_order_relaxed);
    uint64_t next;

    do {
        next = old > 1 ? old - 1 : seam__guards_draw(guards);
    } while (!atomic_compare_exchange_weak_explicit(&guards->until, &old, next,
                                                    memory_order_relaxed, memory_order_relaxed));
    return old <= 1;
}

bool seam__guards_turn(seam__guards *guards, uint64_t *until)
{
    SEAM_ASSERT(guards->every > 0);
    if (until == NULL)
        return is_turn_of_all(guards);
    if (*until == 0)
        *until = seam__guards_draw(guards);
    if (--*until != 0)
        return false;
    *until = seam__guards_draw(guards);
    return true;
}

/* ---- slots */

static bool is_secret(const seam__arena *arena)
{
    return (arena->layout.hardening & SEAM__SECRET) != 0;
}

static bool make_usable(const seam__provider *provider, uint8_t *start, size_t len, bool secret)
{
    if (!provider->commit(provider->ctx, start, len))
        return false;
    if (!secret || provider->hide(provider->ctx, start, len))
        return true;
    (void)provider->protect(provider->ctx, start, len, secret);
    return false;
}

/* Commits the pages that the block needs. Some may be committed still, if the system refused to decommit them. */
static bool open_slot(seam__account *account, seam__arena *arena, seam_block *block)
{
    seam__guarded *entry = seam__guarded_of(block);
    const size_t bytes = seam__max(seam__block_retained(block), entry->charged);
    const size_t more = bytes - entry->charged;
    uint8_t *start = seam__block_slot_end(block) - bytes;

    SEAM_ASSERT(bytes > 0 && bytes <= arena->layout.stride - account->page);
    /* Guarded blocks take whole pages: they get one part in BOUND_PART of a bound, so that others have the rest. */
    if (arena->payload_ready + more > seam__account_bound(account) / BOUND_PART ||
        seam__account_charge(account, more) != SEAM_OK)
        return false;
    if (!make_usable(account->provider, start, bytes, is_secret(arena))) {
        seam__account_refund(account, more);
        return false;
    }
    seam__poison(start, bytes);
    entry->charged = bytes;
    arena->payload_ready += more;
    return true;
}

/* Where the system refuses to protect the pages, they stay accessible during the quarantine. */
static void close_slot(seam__account *account, seam__arena *arena, seam_block *block)
{
    seam__guarded *entry = seam__guarded_of(block);
    const size_t bytes = entry->charged;
    uint8_t *start = seam__block_slot_end(block) - bytes;

    SEAM_ASSERT(bytes > 0 && bytes <= arena->payload_ready);
    (void)account->provider->protect(account->provider->ctx, start, bytes, is_secret(arena));
    if (!seam__account_decommit(account, start, bytes, bytes))
        return;
    entry->charged = 0;
    arena->payload_ready -= bytes;
}

/* ---- events */

/* Release, like all stores to an entry: a reader that sees one of them sees that `version` was made odd before. */
static void put(_Atomic uint64_t *to, uint64_t value)
{
    atomic_store_explicit(to, value, memory_order_release);
}

static void turn_version(seam__guarded *entry)
{
    put(&entry->version, 1 + atomic_load_explicit(&entry->version, memory_order_relaxed));
}

static void record(seam__guard_event *event)
{
    void *frames[SEAM__GUARD_FRAMES];
    const unsigned n = seam__trace_frames(frames, SEAM__GUARD_FRAMES);

    SEAM_ASSERT(n <= SEAM__GUARD_FRAMES);
    put(&event->clock_ns, seam__trace_clock());
    put(&event->thread, seam__trace_thread());
    put(&event->n_frames, n);
    for (unsigned i = 0; i < n; i++)
        atomic_store_explicit(&event->frames[i], (uintptr_t)frames[i], memory_order_release);
}

static void note_taken(seam_block *block, size_t len)
{
    seam__guarded *entry = seam__guarded_of(block);

    turn_version(entry);
    atomic_store_explicit(&entry->data, (uintptr_t)seam__block_payload(block),
                          memory_order_release);
    put(&entry->len, len);
    record(&entry->taken);
    put(&entry->freed.clock_ns, 0);
    turn_version(entry);
}

static void note_freed(seam_block *block)
{
    seam__guarded *entry = seam__guarded_of(block);

    turn_version(entry);
    record(&entry->freed);
    turn_version(entry);
}

/* ---- blocks */

/* Lets seam_guard_describe() read the entries up to that of a block. */
static void show_up_to(seam__arena *arena, const seam_block *block)
{
    const size_t n = seam__arena_index(arena, block) + 1;
    /* Relaxed: n_shown is written under the depot's lock. */
    const size_t n_shown = atomic_load_explicit(&arena->n_shown, memory_order_relaxed);

    /* Release: whoever reads it can read the entry. */
    atomic_store_explicit(&arena->n_shown, (uint32_t)seam__max(n, n_shown), memory_order_release);
}

/* Under the lock: takes a block that has left the quarantine, or one that was never used, and counts it as
 * live. Maps the arena for the first one. */
static seam_status take_counted(seam__depot *depot, size_t bytes, size_t len, seam_block **out)
{
    seam__arena *arena = depot->all;
    seam_status r = SEAM_OK;
    size_t n_free;

    if (arena == NULL)
        r = seam__depot_map(depot, depot->layout, &arena);
    if (r != SEAM_OK)
        return r;
    n_free = seam__arena_n_free(arena);
    r = seam__arena_take_guarded(seam__depot_account(depot), arena, SEAM__GUARDS_QUARANTINED, out);
    if (r != SEAM_OK)
        return r;
    /* Blocks in quarantine remain, so an arena that had blocks to offer still has some. */
    depot->n_free -= n_free - seam__arena_n_free(arena);
    depot->n_idle = seam__min(depot->n_idle, depot->n_free);
    SEAM_ASSERT(len <= SEAM__CLASS_MAX && arena->next_all == NULL);
    seam__block_set_len(*out, (uint32_t)len);
    seam__depot_count_live(depot, 1, bytes, len);
    return SEAM_OK;
}

/* Under the lock. */
static bool take_slot(seam__heap *heap, seam__depot *depot, size_t len, seam_block **out)
{
    const seam__traits *traits = &heap->traits;
    const size_t bytes = seam__round_up(seam__traits_need(traits, len), traits->page);
    seam__arena *arena;

    seam__heap_check_alive(heap);
    if (take_counted(depot, bytes, len, out) != SEAM_OK)
        return false;
    arena = seam__arena_of(*out);
    show_up_to(arena, *out);
    if (open_slot(&heap->account, arena, *out))
        return true;
    seam__depot_put(depot, *out);
    return false;
}

seam_block *seam__guard_take(seam__heap *heap, size_t len)
{
    seam__depot *depot = &heap->depots[SEAM__DEPOT_GUARDED];
    seam_block *block;
    bool taken;

    seam__depot_lock(depot);
    taken = take_slot(heap, depot, len, &block);
    depot->n_direct += taken;
    seam__depot_unlock(depot);
    if (!taken)
        return NULL;
    note_taken(block, len);
    return block;
}

bool seam__guard_put(seam__heap *heap, seam_block *block)
{
    seam__arena *arena = seam__arena_of(block);
    bool dying;

    SEAM_ASSERT(arena->layout.kind == SEAM__KIND_GUARDED && arena->pool == heap->pool);
    note_freed(block);
    seam__depot_lock(arena->depot);
    close_slot(&heap->account, arena, block);
    seam__depot_put(arena->depot, block);
    dying = heap->dying;
    seam__depot_unlock(arena->depot);
    return dying;
}
