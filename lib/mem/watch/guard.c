#include "seam/guard.h"

#include <sched.h>

#include "base/trace.h"
#include "mem/watch/guard_private.h"

#define MOST_ARENAS 256

/* ---- the arenas that seam_guard_describe() may read
 *
 * It takes no lock, as the thread that faults may have it. It counts itself in `n_looking` and then reads the list;
 * whoever unmaps an arena takes it out of the list and then waits until n_looking is 0. All four accesses are
 * sequentially consistent, so either the arena is not found or the wait is long enough. */

static _Atomic(const seam__arena *) arenas[MOST_ARENAS];
static _Atomic uint32_t n_looking;

void seam__guard_show(seam__arena *arena)
{
    SEAM_ASSERT(arena->layout.kind == SEAM__KIND_GUARDED);
    for (size_t i = 0; i < MOST_ARENAS; i++) {
        const seam__arena *none = NULL;

        /* Release: whoever finds the arena finds its header written. */
        if (atomic_compare_exchange_strong_explicit(&arenas[i], &none, arena, memory_order_release,
                                                    memory_order_relaxed))
            return;
    }
}

void seam__guard_conceal(seam__arena *arena)
{
    for (size_t i = 0; i < MOST_ARENAS; i++) {
        const seam__arena *found = arena;

        (void)atomic_compare_exchange_strong_explicit(&arenas[i], &found, NULL,
                                                      memory_order_seq_cst, memory_order_relaxed);
    }
    while (atomic_load_explicit(&n_looking, memory_order_seq_cst) != 0)
        sched_yield();
}

void seam__guard_after_fork(void)
{
    /* Relaxed: the process has one thread. */
    atomic_store_explicit(&n_looking, 0, memory_order_relaxed);
}

/* ---- text, made without functions that a signal handler may not call */

/* Law: `room` bytes are left, one of them for the NUL. */
typedef struct line {
    char *at;
    size_t room;
} line;

static void put_char(line *out, char c)
{
    if (out->room <= 1)
        return;
    *out->at++ = c;
    out->room--;
}

static void put_text(line *out, const char *text)
{
    while (*text != '\0')
        put_char(out, *text++);
}

/* Writes a number in at least `digits` digits. */
static void put_number(line *out, uint64_t value, unsigned base, int digits)
{
    char text[20];
    int n = 0;

    for (; value != 0 || n < digits; value /= base)
        text[n++] = "0123456789abcdef"[value % base];
    while (n > 0)
        put_char(out, text[--n]);
}

static void put_decimal(line *out, uint64_t value)
{
    put_number(out, value, 10, 1);
}

static void put_hex(line *out, uint64_t value)
{
    put_text(out, "0x");
    put_number(out, value, 16, 1);
}

/* ---- blocks */

/* Reads a field of an entry. Acquire: the second look at `version` comes after it. */
static uint64_t get(const _Atomic uint64_t *from)
{
    return atomic_load_explicit(from, memory_order_acquire);
}

/* A copy of an event of an entry. */
typedef struct event_copy {
    uint64_t clock_ns, thread, n_frames;
    uintptr_t frames[SEAM__GUARD_FRAMES];
} event_copy;

/* The block of an entry, and how far an address is from it. */
typedef struct place {
    const seam__guarded *entry; /* NULL: no block was ever there */
    uint64_t version, len, distance;
    uintptr_t data;
} place;

static bool is_unchanged(const place *where)
{
    return where->version % 2 == 0 &&
           atomic_load_explicit(&where->entry->version, memory_order_relaxed) == where->version;
}

static uint64_t distance_of(uintptr_t address, const place *where)
{
    if (address < where->data)
        return where->data - address;
    return address - where->data < where->len ? 0 : address - where->data - where->len;
}

static place look_at(const seam__arena *arena, size_t index, uintptr_t address)
{
    place where = {.distance = UINT64_MAX};

    if (index >= atomic_load_explicit(&arena->n_shown, memory_order_acquire))
        return where;
    where.entry = (const seam__guarded *)(const void *)seam__arena_entry(arena, index);
    where.version = get(&where.entry->version);
    where.data = atomic_load_explicit(&where.entry->data, memory_order_acquire);
    where.len = get(&where.entry->len);
    if (where.data == 0 || !is_unchanged(&where))
        return (place){.distance = UINT64_MAX};
    where.distance = distance_of(address, &where);
    return where;
}

/* Finds the block of a slot or of its neighbours that is nearest to an address. */
static place find_place(const seam__arena *arena, uintptr_t address)
{
    const size_t slot = (address - (uintptr_t)arena->payload) / arena->layout.stride;
    place best = look_at(arena, slot, address);

    for (size_t at = slot > 0 ? slot - 1 : 0; at <= slot + 1; at++) {
        const place other = look_at(arena, at, address);

        if (other.distance < best.distance)
            best = other;
    }
    return best;
}

static void read_event(const seam__guard_event *event, event_copy *out)
{
    out->clock_ns = get(&event->clock_ns);
    out->thread = get(&event->thread);
    out->n_frames = get(&event->n_frames);
    for (size_t i = 0; i < SEAM__GUARD_FRAMES; i++)
        out->frames[i] = atomic_load_explicit(&event->frames[i], memory_order_acquire);
}

static void put_event(line *out, const char *what, const event_copy *d)
{
    const uint64_t ms = (seam__trace_clock() - d->clock_ns) / 1000000;

    put_text(out, what);
    put_decimal(out, ms / 1000);
    put_char(out, '.');
    put_number(out, ms % 1000, 10, 3);
    put_text(out, " s ago by thread ");
    put_decimal(out, d->thread);
    put_text(out, ", from:\n");
    for (size_t i = 0; i < d->n_frames && i < SEAM__GUARD_FRAMES; i++) {
        put_text(out, "    ");
        put_hex(out, d->frames[i]);
        put_char(out, '\n');
    }
}

static void put_place(line *out, uintptr_t address, const place *where)
{
    const bool before = address < where->data;
    const bool inside = !before && address - where->data < where->len;

    put_hex(out, address);
    put_text(out, " is ");
    put_decimal(out, inside ? address - where->data : where->distance);
    if (inside)
        put_text(out, " bytes into ");
    else
        put_text(out, before ? " bytes before the start of " : " bytes past the end of ");
}

static void put_block(line *out, const place *where, bool is_live)
{
    put_text(out, is_live ? "a live block of " : "a released block of ");
    put_decimal(out, where->len);
    put_text(out, " bytes, tag ");
    put_hex(out, atomic_load_explicit(&where->entry->block.tag, memory_order_relaxed));
    put_char(out, '\n');
}

/* Writes the description. False: the entry has changed since it was read. */
static bool put_all(line *out, uintptr_t address, const place *where)
{
    event_copy taken, freed;

    read_event(&where->entry->taken, &taken);
    read_event(&where->entry->freed, &freed);
    if (!is_unchanged(where))
        return false;
    put_place(out, address, where);
    put_block(out, where, freed.clock_ns == 0);
    put_event(out, "  allocated ", &taken);
    if (freed.clock_ns != 0)
        put_event(out, "  released ", &freed);
    return true;
}

static bool describe_in(const seam__arena *arena, uintptr_t address, line *out)
{
    const place where = find_place(arena, address);

    return where.entry != NULL && put_all(out, address, &where);
}

/* ---- the arena of an address */

static bool holds(const seam__arena *arena, uintptr_t address)
{
    const size_t len = arena->layout.n_blocks * arena->layout.stride;

    return address - (uintptr_t)arena->payload < len;
}

bool seam_guard_describe(const void *address, char *out, size_t out_len)
{
    line text = {out, out_len};
    bool found = false;

    atomic_fetch_add_explicit(&n_looking, 1, memory_order_seq_cst);
    for (size_t i = 0; i < MOST_ARENAS; i++) {
        const seam__arena *arena = atomic_load_explicit(&arenas[i], memory_order_seq_cst);

        if (arena != NULL && holds(arena, (uintptr_t)address)) {
            found = describe_in(arena, (uintptr_t)address, &text);
            break;
        }
    }
    /* Release: the reads of the arena come before whoever unmaps it sees this. */
    atomic_fetch_sub_explicit(&n_looking, 1, memory_order_release);
    if (out_len > 0)
        out[text.at - out] = '\0';
    return found;
}
