/* seam/snapshot.h: all of a pool in one text, to be looked at later: `seam pool-map` draws it.
 *
 * One record per line, fields parted by one blank, numbers decimal unless they begin with 0x:
 *
 *     seam-pool-snapshot 1                            first, with the version of the format
 *     pool COMMITTED MAPPED                           bytes
 *     arena ID KIND CLASS SLAB_BLOCKS                 ID 0x..; KIND class, adopted, large or
 *                                                     guarded; CLASS is 0 for all but the first
 *     slab INDEX BLOCKS                               of the last arena: blocks ever used in it
 *     live INDEX RETAINED REQUESTED REFS TAG          a block of the last slab; TAG 0x..
 *     free FIRST COUNT                                blocks in the depot
 *     cached FIRST COUNT                              blocks in magazines, or on their way
 *     decommitted INDEX                               a slab whose memory was given back, or a
 *                                                     guarded block in quarantine
 *     end LIVE                                        last: how many blocks were live
 *
 * Indices count from 0, blocks in their arena and slabs too: slab s has the blocks from
 * s * SLAB_BLOCKS on. The blocks of a slab ascend and each has one record; so do the slabs of an
 * arena. */
#ifndef SEAM_SNAPSHOT_H
#define SEAM_SNAPSHOT_H

#include "stats.h"

SEAM_BEGIN_DECLS

/**
 * Write a snapshot of a pool.
 *
 * @param      pool   Borrowed.
 * @param      write  Gets the text in pieces of at most 1024 bytes. No lock is held: it may use the
 *                    pool, fork(), or be left by longjmp() or an exception; it must not destroy the
 *                    pool.
 * @param      ctx    Handed to `write`.
 *
 * Returns     SEAM_OK, or what `write` returned when it was anything else: it is not called again.
 * Threads     Safe, and as exact as seam_pool_walk(): between two pieces blocks may come and go, and
 *             those of an arena that goes meanwhile are written as free.
 * Cost        O(blocks ever used), about 40 bytes for each live block; 33 KiB of stack. Other
 *             threads wait when they need the depot of which a piece is being made.
 */
SEAM_TRY seam_status seam_pool_snapshot(const seam_pool *pool, seam_write_fn write, void *ctx);

SEAM_END_DECLS
#endif
