/* seam/metrics.h: the statistics of pools for Prometheus, in its text format 0.0.4.
 *
 *     # HELP seam_pool_live_bytes Class sizes of blocks that have a reference.
 *     # TYPE seam_pool_live_bytes gauge
 *     seam_pool_live_bytes{pool="http"} 81920
 *     ...
 *     # TYPE seam_pool_class_hits_total counter
 *     seam_pool_class_hits_total{pool="http",class="1536"} 99210
 *
 * `class` is a size in bytes, "adopted", "large" or "guarded"; kinds of blocks that were never asked for are
 * left out. Serve it as `text/plain; version=0.0.4`. A metric may stand in an answer only once, so
 * several pools of a program are written by one call. */
#ifndef SEAM_METRICS_H
#define SEAM_METRICS_H

#include "stats.h"

/* A pool and what it is called; both borrowed. */
typedef struct seam_named_pool {
    const seam_pool *pool;
    const char *name; /* UTF-8 of any length; what must be escaped in a label is */
} seam_named_pool;

SEAM_BEGIN_DECLS

/**
 * Write the metrics of one pool.
 *
 * @param      pool   Borrowed.
 * @param      name   The value of the label `pool`: UTF-8, of any length.
 * @param      write  Gets the text in pieces of at most 1024 bytes. No lock is held: it may use the
 *                    pool, fork(), or be left by longjmp() or an exception; it must not destroy the
 *                    pool.
 * @param      ctx    Handed to `write`.
 *
 * Returns     SEAM_OK, or what `write` returned when it was anything else: it is not called again.
 * Threads     Safe; each number is as exact as in seam_pool_stats_get() and seam_pool_class_stats().
 * Cost        About 100 bytes of text for each number; no allocation.
 */
SEAM_TRY seam_status seam_pool_write_metrics(const seam_pool *pool, const char *name,
                                             seam_write_fn write, void *ctx);

/**
 * Write the metrics of several pools.
 *
 * @param      pools    Borrowed, as are the pools and names in it. No two names are the same.
 * @param      n_pools  How many.
 * @param      write    As for seam_pool_write_metrics().
 * @param      ctx      Handed to `write`.
 *
 * Returns     As seam_pool_write_metrics().
 * Threads     Safe; as exact as seam_pool_write_metrics().
 * Cost        As seam_pool_write_metrics() for each pool.
 */
SEAM_TRY seam_status seam_pools_write_metrics(const seam_named_pool *pools, size_t n_pools,
                                              seam_write_fn write, void *ctx);

SEAM_END_DECLS
#endif
