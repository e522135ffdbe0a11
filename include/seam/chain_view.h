/* seam/chain_view.h: bytes of a chain in one piece, for reading, for owning and for writing in
 * place.
 *
 *     size_t n = frame.payload_len;                     unmask a WebSocket payload where it lies
 *     for (uint64_t at = 0; at < frame.payload_len; at += n) {
 *         n = frame.payload_len - at;
 *         if (seam_chain_writable(&rx, at, &n, &bytes) != SEAM_OK) ...
 *         seam_mask_apply(seam_view_of(bytes, n), frame.key, at, bytes);
 *     }
 *
 * What these calls give is borrowed: valid until the chain changes.
 * Threads: as chain.h. */
#ifndef SEAM_CHAIN_VIEW_H
#define SEAM_CHAIN_VIEW_H

#include "chain.h"

SEAM_BEGIN_DECLS

/**
 * Look at as much as lies in one piece at an offset.
 *
 * @param      chain  Borrowed.
 * @param      off    First byte, counted from the start of the chain.
 *
 * Returns     The bytes from `off` to the end of their segment; empty at and past the end of the
 *             chain.
 * Threads     One.
 * Cost        O(segments before it). Nothing is copied.
 */
SEAM_API seam_view seam_chain_peek(const seam_chain *chain, size_t off);

/**
 * Look at bytes [off, off + len) in one piece. Where they lie in one segment they are viewed in
 * place. Else they are gathered into `scratch`, when that is large enough; else the chain is
 * changed: one segment of a new block takes the place of those bytes in the segments under them.
 *
 * @param      chain    Its bytes do not change; its segments may.
 * @param      off      First byte, counted from the start of the chain.
 * @param      len      Byte count.
 * @param[out] scratch  NULL, or memory of the caller's. Written only when the bytes are gathered
 *                      there.
 * @param      cap      Bytes that `scratch` holds; 0 for NULL.
 * @param[out] out      Always written; {NULL, 0} on failure and for no bytes.
 *
 * Returns     SEAM_OK; SEAM_ERANGE when the range is not inside the chain; SEAM_ENOMEM,
 *             SEAM_ELIMIT: nothing has changed.
 * Threads     One.
 * Cost        O(segments), and where the bytes cross a joint a copy of them. At the chain's limit
 *             of segments the copy may be of all bytes of the segments under them.
 */
SEAM_TRY seam_status seam_chain_view(seam_chain *chain, size_t off, size_t len, void *scratch,
                                     size_t cap, seam_view *out);

/**
 * Share the bytes that an interior pointer names: what a parser points at in a chain, of which it
 * was given the segments, becomes an owning slice, and the chain stays as it is.
 *
 * @param      chain  Borrowed; unchanged.
 * @param      ptr    First byte. [ptr, ptr + len) must lie in one segment.
 * @param      len    Byte count; 0 gives the empty buffer.
 * @param[out] out    Always written; empty on failure. Owned by the caller: seam_buf_release().
 *
 * Returns     SEAM_OK, or SEAM_ERANGE when no segment has those bytes.
 * Threads     As seam_buf_share().
 * Cost        O(segments before it), no allocation.
 */
SEAM_TRY seam_status seam_chain_slice_of(const seam_chain *chain, const void *ptr, size_t len,
                                         seam_buf *out);

/**
 * Borrow bytes [off, off + *len) for writing in place: to unmask or to decrypt them.
 *
 * A segment is written in place when no other handle shows its bytes. References that the chain
 * itself holds on the block, for the room behind them or for other segments, are no sharing. What a
 * handle outside the chain may show, bytes of a block that two segments of the chain both show, and
 * memory that is static or read-only, are copied first, and the copy takes their place in this
 * chain alone.
 *
 * @param      chain  Its bytes do not change; its segments may.
 * @param      off    First byte, counted from the start of the chain.
 * @param      len    In/out: byte count; cut down to what lies in one segment; 0 after a failure to
 *                    copy. Loop until all is done.
 * @param[out] out    Always written: the first byte; NULL for no bytes and after a failure.
 *
 * Returns     SEAM_OK; SEAM_ERANGE when the range is not inside the chain; SEAM_ENOMEM,
 *             SEAM_ELIMIT: nothing has changed.
 * Threads     As seam_buf_is_unique(). In place what is written is seen by this chain alone.
 * Cost        O(segments). A copy is one of the bytes asked for, or of their whole segment where
 *             the rest of that is at most SEAM_CHAIN_COPY bytes, or the chain is at its limit of
 *             segments. Bytes that were moved out of another chain's own block count as shared for
 *             as long as that chain goes on filling it: write first, move then.
 */
SEAM_TRY seam_status seam_chain_writable(seam_chain *chain, size_t off, size_t *len, uint8_t **out);

SEAM_END_DECLS
#endif
