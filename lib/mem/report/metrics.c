#include "seam/metrics.h"

#include <inttypes.h>

#include "base/panic.h"
#include "mem/report/text_out.h"

/* One number of a pool, at `offset` in its seam_pool_stats. */
typedef struct pool_metric {
    const char *name, *help;
    size_t offset;
} pool_metric;

static const pool_metric pool_metrics[] = {
    {"live_blocks", "Blocks that have a reference, adopted memory not among them.",
     offsetof(seam_pool_stats, live_blocks)},
    {"live_bytes", "Class sizes of blocks that have a reference.",
     offsetof(seam_pool_stats, live_bytes)},
    {"requested_bytes", "What the callers of live blocks asked for.",
     offsetof(seam_pool_stats, requested_bytes)},
    {"adopted_blocks", "Blocks of adopted memory that have a reference.",
     offsetof(seam_pool_stats, adopted_blocks)},
    {"adopted_bytes", "Lengths of adopted memory.", offsetof(seam_pool_stats, adopted_bytes)},
    {"cached_bytes", "Class sizes of free blocks that are ready for reuse.",
     offsetof(seam_pool_stats, cached_bytes)},
    {"committed_bytes", "Slabs, large blocks and metadata backed by memory.",
     offsetof(seam_pool_stats, committed)},
    {"committed_peak_bytes", "The most that has been committed.",
     offsetof(seam_pool_stats, committed_peak)},
    {"mapped_bytes", "Address space, guards and reserves included.",
     offsetof(seam_pool_stats, mapped)},
};

/* One number of each kind of blocks, at `offset` in its seam_class_stats. */
typedef struct class_metric {
    const char *name, *type, *help;
    const char *state; /* another label; NULL: none. Neighbours of one name differ in it */
    size_t offset;
} class_metric;

static const class_metric class_metrics[] = {
    {"blocks", "gauge", "Blocks by what they are: live, or free in magazines or depots.", "live",
     offsetof(seam_class_stats, live)},
    {"blocks", NULL, NULL, "cached", offsetof(seam_class_stats, cached)},
    {"blocks", NULL, NULL, "free", offsetof(seam_class_stats, free)},
    {"peak_blocks", "gauge", "The most blocks that were live or in magazines.", NULL,
     offsetof(seam_class_stats, peak)},
    {"hits_total", "counter", "Requests served by a magazine of the calling thread.", NULL,
     offsetof(seam_class_stats, hits)},
    {"misses_total", "counter", "Requests that went to the depot.", NULL,
     offsetof(seam_class_stats, misses)},
};

#define N_OF(array) (sizeof(array) / sizeof((array)[0]))

static uint64_t number_at(const void *stats, size_t offset)
{
    SEAM_ASSERT(offset % sizeof(uint64_t) == 0);
    return *(const uint64_t *)(const void *)((const char *)stats + offset);
}

static void put_label_value(seam__text *text, const char *value)
{
    for (; *value != '\0'; value++) {
        if (*value == '\\' || *value == '"')
            seam__text_char(text, '\\');
        if (*value == '\n')
            seam__text_put(text, "\\n");
        else
            seam__text_char(text, *value);
    }
}

static void put_head(seam__text *text, const char *family, const char *name, const char *type,
                     const char *help)
{
    seam__text_put(text, "# HELP %s%s %s\n", family, name, help);
    seam__text_put(text, "# TYPE %s%s %s\n", family, name, type);
}

static void put_name(seam__text *text, const char *family, const char *name, const char *pool)
{
    seam__text_put(text, "%s%s{pool=\"", family, name);
    put_label_value(text, pool);
    seam__text_char(text, '"');
}

static void put_pool_metric(seam__text *text, const pool_metric *metric,
                            const seam_named_pool *pools, size_t n_pools)
{
    seam_pool_stats stats;

    put_head(text, "seam_pool_", metric->name, "gauge", metric->help);
    for (size_t i = 0; i < n_pools && text->status == SEAM_OK; i++) {
        seam_pool_stats_get(pools[i].pool, &stats);
        put_name(text, "seam_pool_", metric->name, pools[i].name);
        seam__text_put(text, "} %" PRIu64 "\n", number_at(&stats, metric->offset));
    }
}

static void put_class(seam__text *text, const seam_class_stats *kind)
{
    static const char *const names[] = {[SEAM_BLOCK_ADOPTED] = "adopted",
                                        [SEAM_BLOCK_LARGE] = "large",
                                        [SEAM_BLOCK_GUARDED] = "guarded"};

    if (kind->kind == SEAM_BLOCK_CLASS)
        seam__text_put(text, ",class=\"%" PRIu64 "\"", kind->class_bytes);
    else
        seam__text_put(text, ",class=\"%s\"", names[kind->kind]);
}

static void put_classes(seam__text *text, const class_metric *metric, const seam_named_pool *pool)
{
    seam_class_stats kind;

    for (size_t i = 0; seam_pool_class_stats(pool->pool, i, &kind); i++) {
        /* The first request is never a hit. */
        if (kind.misses == 0)
            continue;
        put_name(text, "seam_pool_class_", metric->name, pool->name);
        put_class(text, &kind);
        if (metric->state != NULL)
            seam__text_put(text, ",state=\"%s\"", metric->state);
        seam__text_put(text, "} %" PRIu64 "\n", number_at(&kind, metric->offset));
    }
}

seam_status seam_pools_write_metrics(const seam_named_pool *pools, size_t n_pools,
                                     seam_write_fn write, void *ctx)
{
    seam__text text;

    seam__text_init(&text, write, ctx);
    for (size_t m = 0; m < N_OF(pool_metrics); m++)
        put_pool_metric(&text, &pool_metrics[m], pools, n_pools);
    for (size_t m = 0; m < N_OF(class_metrics); m++) {
        const class_metric *metric = &class_metrics[m];

        if (metric->type != NULL)
            put_head(&text, "seam_pool_class_", metric->name, metric->type, metric->help);
        for (size_t i = 0; i < n_pools && text.status == SEAM_OK; i++)
            put_classes(&text, metric, &pools[i]);
    }
    return seam__text_end(&text);
}

seam_status seam_pool_write_metrics(const seam_pool *pool, const char *name, seam_write_fn write,
                                    void *ctx)
{
    const seam_named_pool one = {pool, name};

    return seam_pools_write_metrics(&one, 1, write, ctx);
}
