/* seam/find.h: look for bytes in a chain that grows, without looking at any of them twice.
 *
 *     seam_find find = {0};                              a line at a time
 *     while ((r = seam_chain_find_byte(&rx, &find, '\n', 8192)) == SEAM_OK) {
 *         use_line(&rx, find.at);
 *         seam_chain_skip(&rx, find.at + 1);
 *         seam_find_drained(&find, find.at + 1);
 *     }
 *     SEAM_MORE: read on, then the same loop. SEAM_ETOOBIG: the line is too long.
 *
 * A search keeps its place in a value of the caller's, so that it costs linear time however small
 * the chunks are. Between two calls the chain may grow at its end, and be drained when the search
 * is told. After anything else that changes its segments (a view that was gathered, bytes made
 * writable) seam_find_drained() of 0 bytes makes it count the segments again; after a byte before
 * `at` has changed, been cut off or put in front, start with {0}. One value serves one search: same
 * bytes, same call.
 * Threads: as chain.h; nothing changes and no reference is counted. */
#ifndef SEAM_FIND_H
#define SEAM_FIND_H

#include "chain.h"
#include "search.h"

/* Bytes of the longest string that is found. */
#define SEAM_FIND_MAX 16u

/* Where a search stands; all zero at the start. */
typedef struct seam_find {
    /* Offset 0. After SEAM_OK a match begins here, and the caller may add to it to go on behind the
     * match; after any other status no match begins before it. */
    size_t at;
    size_t index_;  /* 8: the segment where the search goes on */
    size_t before_; /* 16: bytes of the chain before that segment */
    uint32_t open_; /* 24: which prefixes of the string end where the search stands */
    uint32_t reserved_;
} seam_find;

SEAM_STATIC_ASSERT(sizeof(void *) != 8 || sizeof(seam_find) == 32);

SEAM_BEGIN_DECLS

/**
 * Find a byte.
 *
 * @param      chain  Borrowed.
 * @param      find   In/out: where the search goes on; its `at` then says what it found.
 * @param      byte   Any value.
 * @param      max    The most bytes of the chain that may come before a match; 0: no cap.
 *
 * Returns     SEAM_OK: it is at find->at. SEAM_MORE: it is not there yet. SEAM_ETOOBIG: it is not
 *             one of the first `max` bytes, which are there; a call with a larger cap goes on.
 * Threads     One.
 * Cost        O(bytes that were not looked at before).
 */
SEAM_TRY seam_status seam_chain_find_byte(const seam_chain *chain, seam_find *find, uint8_t byte,
                                          size_t max);

/**
 * Find the first byte that is one of several.
 *
 * @param      chain  Borrowed.
 * @param      find   In/out, as for seam_chain_find_byte().
 * @param      set    The bytes to stop at; borrowed.
 * @param      max    As for seam_chain_find_byte().
 *
 * Returns     As seam_chain_find_byte().
 * Threads     One.
 * Cost        O(bytes that were not looked at before).
 */
SEAM_TRY seam_status seam_chain_find_any(const seam_chain *chain, seam_find *find,
                                         const seam_byte_set *set, size_t max);

/**
 * Find a string, over joints as well.
 *
 * @param      chain  Borrowed.
 * @param      find   In/out, as for seam_chain_find_byte().
 * @param      what   The string, 1 to SEAM_FIND_MAX bytes.
 * @param      max    The most bytes of the chain that may come before a match; 0: no cap.
 *
 * Returns     SEAM_OK: it begins at find->at. SEAM_MORE: it is not there yet; its first bytes may
 *             be there already, at find->at. SEAM_ETOOBIG: no match begins in the first `max`
 *             bytes.
 *             SEAM_EINVAL: the string is empty or too long.
 * Threads     One.
 * Cost        O(bytes that were not looked at before).
 */
SEAM_TRY seam_status seam_chain_find(const seam_chain *chain, seam_find *find, seam_view what,
                                     size_t max);

/**
 * Tell a search that the first `n` bytes of its chain have been drained.
 *
 * @param      find  Moved back by `n`; past its place it starts anew at the start of the chain.
 * @param      n     Byte count; 0 after segments were put together or parted.
 *
 * Threads     One.
 * Cost        O(1); the next call counts the segments before its place.
 */
SEAM_API void seam_find_drained(seam_find *find, size_t n);

SEAM_END_DECLS
#endif
