/* seam/chain.h: buffers in order, read as one sequence of bytes.
 *
 *     struct iovec room;                                  the read loop
 *     if (seam_chain_reserve(&chain, 1, &room) == SEAM_OK) {
 *         ssize_t n = readv(fd, &room, 1);
 *         if (n > 0) status = seam_chain_commit(&chain, (size_t)n);
 *     }
 *
 * Several reads fill one block, and earlier bytes of it may be sliced and shared meanwhile: bytes
 * not yet committed lie in no handle's window. A chain that is drained keeps no memory at all, so
 * an idle connection costs its struct. More is in chain_add.h (copy, format), chain_move.h (move,
 * share, cut), chain_view.h (contiguous, writable), chain_compare.h, find.h and fd.h.
 * Threads: a chain belongs to one thread at a time. It may be moved by memcpy; a copy of it must
 * not be used beside the original. */
#ifndef SEAM_CHAIN_H
#define SEAM_CHAIN_H

#include <sys/uio.h>

#include "buf.h"

/* The size of a chain's own block, until seam_chain_set_block() says another. */
#define SEAM_CHAIN_BLOCK 16384u

/* Up to so many bytes are copied into a chain's own block where a call may choose; more are linked
 * as segments of their own, which then costs less than the copy does. */
#define SEAM_CHAIN_COPY 512u

/* Segments that fit in the struct itself: so few need no allocation. */
#define SEAM_CHAIN_INLINE 2u

/* Held by value; set up by seam_chain_init(). The fields are the library's.
 * Laws: segments are a ring of `cap_` (a power of two) starting at `first_`, in `inline_` or, when
 * not NULL, in `ring_.data`; no segment is empty; `len_` is the sum of their lengths; bytes of
 * `fill_` from `fill_used_` on lie in no handle's window; reserved_len_ <= fill_.len - fill_used_;
 * without segments and without a reservation there is neither a ring nor a block. */
typedef struct seam_chain {
    size_t len_;                         /* offset 0: bytes */
    size_t n_segs_;                      /* 8: segments */
    seam_pool *pool_;                    /* 16: borrowed */
    uint32_t first_;                     /* 24: the ring's index of the first segment */
    uint32_t cap_;                       /* 28: the ring's capacity */
    seam_buf inline_[SEAM_CHAIN_INLINE]; /* 32: the ring while it is small */
    seam_buf ring_;                      /* 80: the ring when it is not */
    seam_buf fill_;                      /* 104: the block that reserve hands out */
    size_t fill_used_;                   /* 128: bytes of it that are committed */
    size_t reserved_len_;                /* 136: bytes that the open reservation may commit */
    size_t max_bytes_;                   /* 144: SIZE_MAX when there is no limit */
    size_t max_segs_;                    /* 152: SIZE_MAX when there is no limit */
    uint64_t tag_;                       /* 160: of the blocks that it takes */
    size_t block_len_;                   /* 168: the least that its own block has */
    size_t reserved_[2];
} seam_chain;

SEAM_STATIC_ASSERT(sizeof(void *) != 8 || sizeof(seam_chain) == 192);

SEAM_BEGIN_DECLS

/**
 * Set up an empty chain.
 *
 * @param[out] chain  Written whatever it held. Setting a live chain up again loses what it had. No
 *                    build can stop that, since a chain that was moved by memcpy() leaves the same
 *                    bytes behind; reports of leaks name the lost blocks.
 * @param      pool   Borrowed until seam_chain_release(): segment rings and reserved blocks come
 *                    from it. Segments may come from any pool.
 *
 * Threads     Safe.
 * Cost        O(1), no allocation.
 */
SEAM_API void seam_chain_init(seam_chain *chain, seam_pool *pool);

/**
 * Release every segment and the chain's own memory. The chain is then empty and usable again, its
 * limits, its tag and the size of its blocks as they were.
 *
 * @param      chain  Emptied. A zeroed or an already released chain is fine.
 *
 * Threads     As seam_buf_release().
 * Cost        O(segments).
 */
SEAM_API void seam_chain_release(seam_chain *chain);

/**
 * Bound a chain. From now on a call that would exceed a limit changes nothing and returns
 * SEAM_ELIMIT; what is in the chain already stays, even when it is more.
 *
 * @param      chain         Borrowed.
 * @param      max_bytes     Bytes; 0: no limit.
 * @param      max_segments  Segments; 0: no limit.
 *
 * Threads     One.
 * Cost        O(1).
 */
SEAM_API void seam_chain_set_limits(seam_chain *chain, size_t max_bytes, size_t max_segments);

/**
 * Set the tag of the blocks that a chain takes from its pool from now on: see seam_buf_set_tag().
 *
 * @param      chain  Borrowed.
 * @param      tag    Any value.
 *
 * Threads     One.
 * Cost        O(1).
 */
SEAM_API void seam_chain_set_tag(seam_chain *chain, uint64_t tag);

/**
 * Set the size of the block that a chain takes for its room when less is asked for.
 *
 * @param      chain  Borrowed. Its present block is used up first.
 * @param      len    Bytes; 0: SEAM_CHAIN_BLOCK. More for a log shipper, less for many small
 *                    messages whose slices are kept.
 *
 * Threads     One.
 * Cost        O(1).
 */
SEAM_API void seam_chain_set_block(seam_chain *chain, size_t len);

/**
 * Make a chain's blocks safe to hand to another thread: seam_buf_promote() for each of them.
 * Nothing changes for blocks of pools that are not confined.
 *
 * @param      chain  Borrowed. Its pool stays with its owner: the other thread may read, move,
 *                    share and release what is in the chain, but not make it grow from that pool.
 *
 * Threads     The owner of the blocks' pools, as for seam_buf_promote().
 * Cost        O(segments).
 */
SEAM_API void seam_chain_promote(seam_chain *chain);

/**
 * Add a buffer at the end. A slice that goes on in its block where the last segment ends makes that
 * segment longer.
 *
 * @param      chain  Grown.
 * @param      buf    Taken. An empty buffer adds nothing.
 *
 * Returns     SEAM_OK; SEAM_ENOMEM, also when a size_t cannot count the bytes; SEAM_ELIMIT, of the
 *             pool or of the chain: nothing has changed.
 * Threads     One.
 * Cost        O(1) amortized; an allocation when the ring of segments doubles.
 */
SEAM_TRY seam_status seam_chain_append(seam_chain *chain, seam_buf *buf);

/**
 * Add a buffer in front.
 *
 * @param      chain  Grown.
 * @param      buf    Taken. An empty buffer adds nothing.
 *
 * Returns     As seam_chain_append().
 * Threads     One.
 * Cost        O(1) amortized; an allocation when the ring of segments doubles.
 */
SEAM_TRY seam_status seam_chain_prepend(seam_chain *chain, seam_buf *buf);

/**
 * Get room after the last byte, in the chain's own block.
 *
 * @param      chain    Borrowed. Its bytes do not change before seam_chain_commit(). A second
 *                      reservation replaces the first.
 * @param      min_len  Bytes wanted at least; 0 stands for 1.
 * @param[out] room     Always written; {NULL, 0} on failure. Valid until the next reserve, commit
 *                      or release of the chain. No more than the chain's limit allows.
 *
 * Returns     SEAM_OK: room->iov_len is at least `min_len`, and a commit of it that follows at once
 *             cannot fail. SEAM_ENOMEM, SEAM_ELIMIT, of the pool or of the chain: nothing has
 *             changed.
 * Threads     One; other threads may hold slices of the same block.
 * Cost        O(1); an allocation of `min_len` or the size of the chain's blocks, whichever is
 *             more, when the block has too little room left. A block that no segment and nobody
 *             else holds any more is used again from its start.
 */
SEAM_TRY seam_status seam_chain_reserve(seam_chain *chain, size_t min_len, struct iovec *room);

/**
 * Append the first `len` bytes of the reserved room. The reservation ends: nobody may write the
 * rest of the room until the next one. AddressSanitizer reports such a write; a checking build
 * finds one in the first 64 bytes of the rest, when the room is needed again. Writes to committed
 * bytes are not seen.
 *
 * @param      chain  Grown.
 * @param      len    Bytes written into the room; 0 adds nothing, and an empty chain then gives its
 *                    block back.
 *
 * Returns     SEAM_OK; SEAM_ERANGE when `len` is more than was reserved; and where other bytes were
 *             added since, SEAM_ENOMEM when the ring of segments cannot grow or a size_t cannot
 *             count the bytes, and SEAM_ELIMIT. After a failure the reservation still stands and
 *             nothing has changed.
 * Threads     One.
 * Cost        O(1) amortized. Bytes that follow the last segment in its block make it longer.
 */
SEAM_TRY seam_status seam_chain_commit(seam_chain *chain, size_t len);

/**
 * Take the first segment out.
 *
 * @param      chain  Shortened.
 * @param[out] out    Always written; empty when there is none. Owned by the caller:
 *                    seam_buf_release().
 *
 * Returns     SEAM_OK, or SEAM_MORE when the chain is empty: nothing is there now. Whether more
 *             will come is not the chain's to know.
 * Threads     One.
 * Cost        O(1).
 */
SEAM_TRY seam_status seam_chain_pop(seam_chain *chain, seam_buf *out);

/**
 * Drop the first `n` bytes.
 *
 * @param      chain  Shortened.
 * @param      n      Byte count.
 *
 * Returns     SEAM_OK, or SEAM_ERANGE when the chain has fewer (nothing has changed).
 * Threads     As seam_buf_release().
 * Cost        O(segments dropped).
 */
SEAM_TRY seam_status seam_chain_drain(seam_chain *chain, size_t n);

/**
 * Drop the first `n` bytes, which are known to be there: after writev() has taken them, say.
 *
 * @param      chain  Shortened.
 * @param      n      Byte count, at most seam_chain_len(). More is misuse: every build, a release
 *                    build too, then ends the program with a message.
 *
 * Threads     As seam_buf_release().
 * Cost        O(segments dropped).
 */
SEAM_API void seam_chain_skip(seam_chain *chain, size_t n);

/**
 * Count the bytes of a chain.
 *
 * @param      chain  Borrowed.
 *
 * Returns     Byte count; reserved room is not counted.
 * Threads     One.
 * Cost        O(1).
 */
SEAM_API size_t seam_chain_len(const seam_chain *chain);

/**
 * Count the segments of a chain.
 *
 * @param      chain  Borrowed.
 *
 * Returns     Segment count; none of them is empty.
 * Threads     One.
 * Cost        O(1).
 */
SEAM_API size_t seam_chain_segments(const seam_chain *chain);

/**
 * Look at a segment as a buffer, for what needs a handle: seam_buf_slice(), seam_buf_tag().
 *
 * @param      chain  Borrowed.
 * @param      index  0 for the first.
 *
 * Returns     The segment, borrowed; valid until the chain changes. NULL when there are no more.
 * Threads     One. No reference is counted.
 * Cost        O(1).
 */
SEAM_API const seam_buf *seam_chain_segment(const seam_chain *chain, size_t index);

/**
 * Visit the segments in order.
 *
 * @param      chain  Borrowed; must not change between the calls of one walk.
 * @param      index  Set it to 0 before the first call; the call moves it on.
 * @param[out] out    Always written: the segment's bytes, borrowed; {NULL, 0} after the last.
 *
 * Returns     true when there was one.
 * Threads     One. No reference is counted.
 * Cost        O(1).
 */
SEAM_API bool seam_chain_next(const seam_chain *chain, size_t *index, seam_view *out);

/**
 * Lay bytes out for writev() or sendmsg().
 *
 * @param      chain    Borrowed; the entries are valid as long as its segments are.
 * @param      off      First byte, counted from the start of the chain.
 * @param      max_len  Bytes at most; SIZE_MAX: all that there are.
 * @param[out] iov      The first entries of it are written.
 * @param      n_iov    Entries that `iov` has.
 *
 * Returns     Entries written, one for each segment, none of them empty; 0 when `off` is at or past
 *             the end.
 * Threads     One. No reference is counted.
 * Cost        O(segments before `off` + entries).
 */
SEAM_API size_t seam_chain_iovec(const seam_chain *chain, size_t off, size_t max_len,
                                 struct iovec *iov, size_t n_iov);

/**
 * Copy bytes out without removing them.
 *
 * @param      chain  Borrowed.
 * @param      off    First byte to copy, counted from the start of the chain.
 * @param[out] dst    The first bytes of it are written.
 * @param      cap    Bytes that `dst` holds.
 *
 * Returns     Bytes copied: as many as `cap` and the chain allow, 0 when `off` is at or past the
 *             end.
 * Threads     One.
 * Cost        O(segments + bytes copied).
 */
SEAM_API size_t seam_chain_copy_out(const seam_chain *chain, size_t off, void *dst, size_t cap);

SEAM_END_DECLS
#endif
