/* seam/chain_move.h: bytes from one chain to another, cut, shared or taken; no byte is copied but
 * where seam_chain_take() gathers.
 *
 *     if (seam_chain_move(&body, &rx, frame.payload_len) == SEAM_OK)
 *         deliver(&body);
 *
 * All or nothing: what can fail is done before the first segment moves, so no bytes are lost
 * between two chains. Segments keep their blocks, of whatever pool; a segment that is cut is shared
 * by both sides. A chain's own block and its reservation stay where they are. The two chains must
 * not be the same: a checking build stops where they are.
 * Threads: as chain.h, for both chains. */
#ifndef SEAM_CHAIN_MOVE_H
#define SEAM_CHAIN_MOVE_H

#include "chain.h"

SEAM_BEGIN_DECLS

/**
 * Move the first `n` bytes of a chain to the end of another.
 *
 * @param      to    Grown.
 * @param      from  Shortened.
 * @param      n     Byte count.
 *
 * Returns     SEAM_OK; SEAM_ERANGE when `from` has fewer; SEAM_ENOMEM, SEAM_ELIMIT, of the pool or
 *             of `to`: nothing has changed.
 * Threads     One.
 * Cost        O(segments moved), and one share where a segment is cut. All of a chain into an empty
 *             one is O(1), without an allocation. Parts of a segment that are moved one after the
 *             other are one segment again.
 */
SEAM_TRY seam_status seam_chain_move(seam_chain *to, seam_chain *from, size_t n);

/**
 * Share bytes [off, off + len) of a chain at the end of another: for retransmission, fan-out, a
 * tee.
 *
 * @param      to    Grown.
 * @param      from  Borrowed; unchanged.
 * @param      off   First byte, counted from the start of `from`.
 * @param      len   Byte count.
 *
 * Returns     SEAM_OK; SEAM_ERANGE when the range is not inside `from`; SEAM_ENOMEM, SEAM_ELIMIT,
 *             of the pool or of `to`: nothing has changed.
 * Threads     As seam_buf_share().
 * Cost        O(segments).
 */
SEAM_TRY seam_status seam_chain_share(seam_chain *to, const seam_chain *from, size_t off,
                                      size_t len);

/**
 * Cut a chain in two: it keeps its first `at` bytes, the rest goes to the end of another.
 *
 * @param      chain  Shortened.
 * @param      at     Byte count that `chain` keeps.
 * @param      back   Grown.
 *
 * Returns     As seam_chain_move().
 * Threads     One.
 * Cost        O(segments), and one share where a segment is cut.
 */
SEAM_TRY seam_status seam_chain_split(seam_chain *chain, size_t at, seam_chain *back);

/**
 * Drop everything behind the first `len` bytes.
 *
 * @param      chain  Shortened. Room that is reserved stays so.
 * @param      len    Byte count to keep.
 *
 * Returns     SEAM_OK, or SEAM_ERANGE when the chain has fewer (nothing has changed).
 * Threads     As seam_buf_release().
 * Cost        O(segments).
 */
SEAM_TRY seam_status seam_chain_truncate(seam_chain *chain, size_t len);

/**
 * Keep the first `len` bytes, which are known to be there: seam_chain_truncate() without a status.
 *
 * @param      chain  Shortened.
 * @param      len    Byte count to keep, at most seam_chain_len(). More is misuse: every build, a
 *                    release build too, then ends the program with a message.
 *
 * Threads     As seam_buf_release().
 * Cost        O(segments).
 */
SEAM_API void seam_chain_trim(seam_chain *chain, size_t len);

/**
 * Make the first `n` bytes one buffer, and drop them from the chain.
 *
 * @param      chain  Shortened.
 * @param      n      Byte count; 0 gives the empty buffer.
 * @param[out] out    Always written; empty on failure. Owned by the caller: seam_buf_release().
 *
 * Returns     SEAM_OK; SEAM_ERANGE when the chain has fewer; SEAM_ENOMEM, SEAM_ELIMIT: nothing has
 *             changed.
 * Threads     As seam_buf_share().
 * Cost        O(1) where they lie in one segment: it is cut or moved. Else a block of the chain's
 *             pool, and a copy.
 */
SEAM_TRY seam_status seam_chain_take(seam_chain *chain, size_t n, seam_buf *out);

SEAM_END_DECLS
#endif
