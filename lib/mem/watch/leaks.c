#include "mem/watch/leaks.h"

#include <stdlib.h>
#include <string.h>

#include "base/bits.h"
#include "base/poison.h"
#include "base/trace.h"
#include "mem/pool/registry.h"
#include "mem/watch/walk.h"

/* A report that nobody reads to its end hides the program's own words. */
#define MOST_TOLD 100u

static bool says(const char *name, const char *what)
{
    const char *text = getenv(name);

    return text != NULL && strstr(text, what) != NULL;
}

bool seam__leaks_are_wanted(void)
{
    return seam__leaks_watched() && getenv("SEAM_LEAKS") == NULL &&
           !says("ASAN_OPTIONS", "detect_leaks=0") && !says("LSAN_OPTIONS", "detect_leaks=0");
}

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

void seam__leaks_say(const seam_block_info *block)
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
    seam__leaks_say(block);
    return --*(uint64_t *)n_left > 0;
}

static void say_all(seam_pool *pool, const char *occasion, uint64_t n_live)
{
    uint64_t n_left = seam__min(n_live, MOST_TOLD);

    seam__trace_say("seam: pool %p is %s with %" PRIu64 " live blocks; %" PRIu64
                    " follow (SEAM_LEAKS=1 tells who allocated them)",
                    (const void *)pool, occasion, n_live, n_left);
    (void)seam__walk_pool(pool, say, &n_left);
}

static void tell(seam_pool *pool, const char *occasion)
{
    seam__sampler *sampler = &pool->sampler;
    uint64_t n_live = 0;

    if (!sampler->prints && sampler->fn == NULL)
        return;
    (void)seam__walk_pool(pool, count, &n_live);
    if (n_live == 0)
        return;
    if (sampler->prints_all)
        say_all(pool, occasion, n_live);
    else
        seam__sampler_report(sampler, pool, occasion, n_live);
}

void seam__leaks_tell_at_destroy(seam_pool *pool)
{
    tell(pool, "destroyed");
}

/* A hook is for the end of a pool: what it needs may be gone by now. */
static void tell_at_exit(seam_pool *pool)
{
    if (pool->sampler.prints)
        tell(pool, "left at exit");
}

/* Behind all that the program itself does at its end. */
__attribute__((destructor)) static void end_of_program(void)
{
    seam__registry_each(tell_at_exit);
}
