/* seam/chain_compare.h: the bytes of chains compared and hashed, wherever their segments are cut.
 *
 * Threads: as chain.h; nothing changes and no reference is counted. */
#ifndef SEAM_CHAIN_COMPARE_H
#define SEAM_CHAIN_COMPARE_H

#include "chain.h"

SEAM_BEGIN_DECLS

/**
 * Order two chains as memcmp() orders bytes; of two that agree the shorter one comes first.
 *
 * @param      a  Borrowed.
 * @param      b  Borrowed; may be `a`.
 *
 * Returns     -1, 0 or 1: `a` comes before `b`, is equal, comes after it.
 * Threads     One.
 * Cost        O(bytes that agree).
 */
SEAM_API int seam_chain_compare(const seam_chain *a, const seam_chain *b);

/**
 * Ask whether a chain has certain bytes at an offset. Not in constant time: no way to compare
 * secrets.
 *
 * @param      chain  Borrowed.
 * @param      off    First byte, counted from the start of the chain.
 * @param      bytes  Borrowed. No bytes are at every offset up to the end.
 *
 * Returns     true when they are all there; false when they differ or the chain ends before.
 * Threads     One.
 * Cost        O(segments before `off` + bytes).
 */
SEAM_API bool seam_chain_equal(const seam_chain *chain, size_t off, seam_view bytes);

/**
 * Hash the bytes of a chain: SipHash-2-4, whose key, when it is random and secret, keeps a peer
 * from choosing keys that fall together in a table.
 *
 * @param      chain  Borrowed.
 * @param      key    Sixteen bytes.
 *
 * Returns     The hash; the same for the same bytes, on every machine, however they are cut.
 * Threads     One.
 * Cost        O(bytes).
 */
SEAM_API uint64_t seam_chain_hash(const seam_chain *chain, const uint8_t key[16]);

SEAM_END_DECLS
#endif
