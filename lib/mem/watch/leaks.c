#include "mem/watch/leaks.h"

#include "base/bits.h"
#include "base/inside.h"
#include "base/trace.h"
#include "mem/watch/walk.h"

/* Most blocks of a report: a longer one would hide the program's own messages. */
#define MOST_TOLD 100u

static void say_sample(const seam_sample *sample)
{
    for (uint32_t i = 1; i < sample->n_tags; i++)
        seam__trace_say("  tag before: 0x%" PRIx64, sample->tags[i]);
    seam__trace_say("  allocated %" PRIu64 ".%03u s ago by thread %" PRIu64 ":",
                    sample->age_ns / 1000000000, (unsigned)(sample->age_ns / 1000000 % 1000),
                    sample->thread);
    seam__trace_print(sample->frames, sample->n_frames);
    seam__trace_say("%s", "");
}

static void say_block(const seam_block_info *block)
{
    seam__trace_say("seam: still live: %" PRIu64 " bytes of %" PRIu64 ", tag 0x%" PRIx64
                    ", %u references",
                    block->requested, block->retained, block->tag, (unsigned)block->refs);
    if (block->sample != NULL)
        say_sample(block->sample);
}

static bool count(void *n, const seam_block_info *block)
{
    (void)block;
    ++*(uint64_t *)n;
    return true;
}

static bool say(void *n_left, const seam_block_info *block)
{
    say_block(block);
    return --*(uint64_t *)n_left > 0;
}

static void say_all(seam__heap *heap, seam__sampler *sampler, const char *occasion, uint64_t n_live)
{
    uint64_t n_left = seam__min(n_live, MOST_TOLD);

    seam__trace_say("seam: pool %p is %s with %" PRIu64 " live blocks; %" PRIu64
                    " follow (SEAM_LEAKS=1 tells who allocated them)",
                    (const void *)heap->pool, occasion, n_live, n_left);
    (void)seam__walk_heap(heap, sampler, true, say, &n_left);
}

/* ---- samples */

/* Under the sampler's lock: describes the block of a slot. False: the slot has no block, or none that lives still. */
static bool look(const seam__sampler *sampler, size_t index, seam_block_info *info,
                 seam_sample *sample)
{
    const seam_block *block = seam__sampler_at(sampler, index, sample);

    /* The last reference may be released at this moment. The block can still be read: the sampler forgets it, under
     * its lock, before it is put anywhere. */
    if (block == NULL || !seam__walk_look(block, info))
        return false;
    info->sample = sample;
    return true;
}

static bool look_at(seam__sampler *sampler, size_t index, seam_block_info *info,
                    seam_sample *sample)
{
    bool is_live;

    seam__sampler_lock(sampler);
    is_live = look(sampler, index, info, sample);
    seam__sampler_unlock(sampler);
    return is_live;
}

static void tell_one(const seam__sampler *sampler, const seam_block_info *info)
{
    SEAM__OUTSIDE;
    sampler->fn(sampler->ctx, info);
}

/* Calls the hook for every sampled block, without the lock. The slots keep their places meanwhile: no sample is added,
 * because the pool was destroyed, and `tells` has what is taken out leave a mark. */
static void tell_all(seam__sampler *sampler)
{
    seam_block_info info;
    seam_sample sample;

    seam__sampler_lock(sampler);
    sampler->tells = true;
    seam__sampler_unlock(sampler);
    for (size_t i = 0; i < sampler->cap; i++) {
        if (look_at(sampler, i, &info, &sample))
            tell_one(sampler, &info);
    }
}

static void print_all(const seam__sampler *sampler)
{
    seam_block_info info;
    seam_sample sample;

    for (size_t i = 0; i < sampler->cap; i++) {
        if (look(sampler, i, &info, &sample))
            say_block(&info);
    }
}

static void say_samples(seam__sampler *sampler, const void *pool, const char *occasion,
                        uint64_t n_live)
{
    seam__sampler_lock(sampler);
    seam__trace_say("seam: pool %p is %s with %" PRIu64
                    " live blocks; samples of %zu (1 in %" PRIu64 ", %" PRIu64 " lost) follow\n",
                    pool, occasion, n_live, sampler->n, sampler->every, sampler->n_lost);
    print_all(sampler);
    seam__sampler_unlock(sampler);
}

void seam__leaks_tell(seam__heap *heap, seam__sampler *sampler, const char *occasion)
{
    uint64_t n_live = 0;

    if (!sampler->prints && sampler->fn == NULL)
        return;
    (void)seam__walk_heap(heap, sampler, true, count, &n_live);
    if (n_live == 0)
        return;
    if (sampler->prints_all)
        say_all(heap, sampler, occasion, n_live);
    else if (sampler->fn != NULL)
        tell_all(sampler);
    else
        say_samples(sampler, heap->pool, occasion, n_live);
}
