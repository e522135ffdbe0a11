#include "mem/watch/sampler.h"

#include <stdlib.h>
#include <string.h>

#include "base/bits.h"
#include "base/poison.h"
#include "base/trace.h"

#define DEFAULT_EVERY ((uint64_t)128)
#define FIRST_CAP     ((size_t)64)
#define MOST_FRAMES   16u
#define MOST_TAGS     4u

/* The rate that SEAM_LEAKS asks for; 0: it is not set, or is 0. */
static uint64_t every_of_environment(void)
{
    const char *text = getenv("SEAM_LEAKS");
    unsigned long long every;
    char *end;

    if (text == NULL)
        return 0;
    every = strtoull(text, &end, 10);
    return *text >= '0' && *text <= '9' && *end == '\0' ? every : DEFAULT_EVERY;
}

static bool says(const char *name, const char *what)
{
    const char *text = getenv(name);

    return text != NULL && strstr(text, what) != NULL;
}

/* Says whether every leak is reported: in a program that has LeakSanitizer, unless its options turn leaks off or
 * SEAM_LEAKS is set, which then decides. */
static bool all_are_wanted(void)
{
    return seam__leaks_watched() && getenv("SEAM_LEAKS") == NULL &&
           !says("ASAN_OPTIONS", "detect_leaks=0") && !says("LSAN_OPTIONS", "detect_leaks=0");
}

seam_status seam__sampler_init(seam__sampler *sampler, uint64_t every)
{
    const uint64_t asked = every_of_environment();

    sampler->prints_all = all_are_wanted();
    sampler->prints = asked != 0 || sampler->prints_all;
    sampler->every = every != 0 ? every : asked;
    if (sampler->every == 0)
        return SEAM_OK;
    seam__trace_prepare();
    return seam__lock_init(&sampler->lock);
}

void seam__sampler_lock(seam__sampler *sampler)
{
    if (sampler->every != 0)
        seam__lock_take(&sampler->lock);
}

void seam__sampler_unlock(seam__sampler *sampler)
{
    if (sampler->every == 0)
        return;
    SEAM_ASSERT_SLOW(seam__sampler_valid(sampler));
    seam__lock_leave(&sampler->lock);
}

/* ---- the table, under the lock */

static size_t bytes_of(const seam__account *account, size_t cap)
{
    return seam__round_up(cap * sizeof(seam__slot), account->page);
}

static void unmap(seam__account *account, seam__slot *slots, size_t cap)
{
    const seam__span span = {(uint8_t *)slots, bytes_of(account, cap)};

    /* If the system refuses, the memory is lost. */
    if (cap > 0)
        (void)seam__account_unmap(account, span, span.len);
}

/* The home of a block: the slot at which its search begins. Entries of blocks are at least 16 bytes apart. */
static size_t home_of(const seam__sampler *sampler, const seam_block *block)
{
    const uint64_t mixed = ((uintptr_t)block >> 4) * UINT64_C(0x9E3779B97F4A7C15);

    return (size_t)(mixed >> 32) & (sampler->cap - 1);
}

/* The slot of a block, or the empty one where it would be put. The table is not full. */
static seam__slot *slot_of(const seam__sampler *sampler, const seam_block *block)
{
    size_t at = home_of(sampler, block);

    SEAM_ASSERT(sampler->n < sampler->cap && at < sampler->cap);
    while (sampler->slots[at].block != NULL && sampler->slots[at].block != block)
        at = (at + 1) & (sampler->cap - 1);
    return &sampler->slots[at];
}

static seam__slot *find(const seam__sampler *sampler, const seam_block *block)
{
    seam__slot *slot = sampler->cap > 0 ? slot_of(sampler, block) : NULL;

    return slot != NULL && slot->block != NULL ? slot : NULL;
}

static bool grow(seam__sampler *sampler, seam__account *account)
{
    const size_t old_cap = sampler->cap;
    seam__slot *old = sampler->slots;
    const size_t cap = old_cap != 0 ? 2 * old_cap : FIRST_CAP;
    seam__slot *slots;

    if (cap > SEAM__SAMPLES_MAX)
        return false;
    slots = seam__account_map(account, bytes_of(account, cap), bytes_of(account, cap));
    if (slots == NULL)
        return false;
    sampler->slots = slots;
    sampler->cap = cap;
    for (size_t i = 0; i < old_cap; i++) {
        if (old[i].block != NULL)
            *slot_of(sampler, old[i].block) = old[i];
    }
    unmap(account, old, old_cap);
    return true;
}

static bool has_room(seam__sampler *sampler, seam__account *account)
{
    return sampler->n < sampler->cap / 4 * 3 || grow(sampler, account);
}

/* The mark in a slot that was taken out while the hook is called for all samples: no block has this address. */
#define GONE ((const seam_block *)(uintptr_t)1)

/* Takes a slot out, and moves those after it up that could not be found behind the gap. */
static void take_out(seam__sampler *sampler, seam__slot *slot)
{
    const size_t mask = sampler->cap - 1;
    size_t gap = (size_t)(slot - sampler->slots);

    SEAM_ASSERT(gap < sampler->cap && sampler->n > 0);
    sampler->n--;
    if (sampler->tells) {
        slot->block = GONE;
        return;
    }
    for (size_t at = (gap + 1) & mask; sampler->slots[at].block != NULL; at = (at + 1) & mask) {
        const size_t home = home_of(sampler, sampler->slots[at].block);

        /* One whose home is behind the gap stays. */
        if (((at - home) & mask) < ((at - gap) & mask))
            continue;
        sampler->slots[gap] = sampler->slots[at];
        gap = at;
    }
    sampler->slots[gap].block = NULL;
}

void seam__sampler_destroy(seam__sampler *sampler, seam__account *account)
{
    if (sampler->every == 0)
        return;
    SEAM_ASSERT(sampler->n == 0);
    unmap(account, sampler->slots, sampler->cap);
    seam__lock_destroy(&sampler->lock);
}

/* ---- samples */

static void add(seam__sampler *sampler, seam__account *account, seam_block *block,
                const seam_sample *sample)
{
    seam__sampler_lock(sampler);
    if (has_room(sampler, account)) {
        *slot_of(sampler, block) = (seam__slot){block, *sample};
        sampler->n++;
        seam__block_set_len(block, seam__block_len(block) | SEAM__SAMPLED);
    } else {
        sampler->n_lost++;
    }
    seam__sampler_unlock(sampler);
}

/* Counts for all threads that have no cache. */
static bool is_turn_of_all(seam__sampler *sampler)
{
    bool turn;

    seam__sampler_lock(sampler);
    turn = ++sampler->n_without_cache % sampler->every == 0;
    seam__sampler_unlock(sampler);
    return turn;
}

static bool is_turn(seam__sampler *sampler, uint64_t *until)
{
    if (until == NULL)
        return is_turn_of_all(sampler);
    if (*until == 0)
        *until = sampler->every;
    return --*until == 0;
}

void seam__sampler_consider(seam__sampler *sampler, seam__account *account, uint64_t *until,
                            seam_block *block)
{
    seam_sample sample = {0};

    SEAM_ASSERT(sampler->every > 0 && !seam__block_is_sampled(block));
    if (!is_turn(sampler, until))
        return;
    sample.age_ns = seam__trace_clock();
    sample.thread = seam__trace_thread();
    sample.n_frames = seam__trace_frames(sample.frames, MOST_FRAMES);
    add(sampler, account, block, &sample);
}

static void add_tag(seam_sample *sample, uint64_t tag)
{
    memmove(sample->tags + 1, sample->tags, (MOST_TAGS - 1) * sizeof(sample->tags[0]));
    sample->tags[0] = tag;
    if (sample->n_tags < MOST_TAGS)
        sample->n_tags++;
}

void seam__sampler_tag(seam__sampler *sampler, const seam_block *block, uint64_t tag)
{
    seam__slot *slot;

    seam__sampler_lock(sampler);
    slot = find(sampler, block);
    if (slot != NULL)
        add_tag(&slot->sample, tag);
    seam__sampler_unlock(sampler);
}

void seam__sampler_forget(seam__sampler *sampler, seam_block *block)
{
    seam__slot *slot;

    seam__sampler_lock(sampler);
    slot = find(sampler, block);
    if (slot != NULL)
        take_out(sampler, slot);
    seam__block_set_len(block, seam__block_len(block) & ~SEAM__SAMPLED);
    seam__sampler_unlock(sampler);
}

static void copy_out(const seam__slot *slot, seam_sample *out)
{
    *out = slot->sample;
    out->age_ns = seam__trace_clock() - slot->sample.age_ns;
}

bool seam__sampler_find(seam__sampler *sampler, const seam_block *block, seam_sample *out)
{
    const seam__slot *slot;

    seam__sampler_lock(sampler);
    slot = find(sampler, block);
    if (slot != NULL)
        copy_out(slot, out);
    seam__sampler_unlock(sampler);
    return slot != NULL;
}

/* ---- the end of the pool */

seam_status seam__sampler_set_hook(seam__sampler *sampler, seam_leak_fn fn, void *ctx)
{
    if (sampler->every == 0)
        return SEAM_ESTATE;
    seam__sampler_lock(sampler);
    sampler->fn = fn;
    sampler->ctx = ctx;
    sampler->prints = false;
    sampler->prints_all = false;
    seam__sampler_unlock(sampler);
    return SEAM_OK;
}

const seam_block *seam__sampler_at(const seam__sampler *sampler, size_t index, seam_sample *out)
{
    const seam__slot *slot = &sampler->slots[index];

    SEAM_ASSERT(index < sampler->cap);
    if (slot->block == NULL || slot->block == GONE)
        return NULL;
    copy_out(slot, out);
    return slot->block;
}

bool seam__sampler_valid(const seam__sampler *sampler)
{
    size_t n = 0;

    if (!seam__is_bit_or_zero(sampler->cap) || sampler->n > sampler->cap / 4 * 3)
        return false;
    for (size_t i = 0; i < sampler->cap; i++) {
        const seam_block *block = sampler->slots[i].block;

        if (block == NULL || block == GONE)
            continue;
        if (slot_of(sampler, block) != &sampler->slots[i] || !seam__block_is_sampled(block))
            return false;
        n++;
    }
    return n == sampler->n;
}
