/* seam/chain_add.h: adding bytes to a chain by copy or by link, whichever is the cheaper.
 *
 *     status = seam_chain_printf(&tx, "HTTP/1.1 %d %s\r\n", code, reason);
 *     if (status == SEAM_OK)
 *         status = seam_chain_add(&tx, &body);
 *
 * The one rule of coalescing: up to SEAM_CHAIN_COPY bytes are copied into the chain's own block,
 * more are linked as a segment. So a chain of small pieces is few segments, and writev() takes few
 * entries. All or nothing: after a failure the chain holds what it held.
 * Threads: as chain.h. */
#ifndef SEAM_CHAIN_ADD_H
#define SEAM_CHAIN_ADD_H

#include "chain.h"

SEAM_BEGIN_DECLS

/**
 * Copy bytes to the end.
 *
 * @param      chain  Grown, in its own block; what does not fit there goes into one more block.
 * @param      bytes  Borrowed for the call. They must not lie in the chain's open room.
 *
 * Returns     SEAM_OK; SEAM_ENOMEM, also when a size_t cannot count the bytes; SEAM_ELIMIT, of the
 *             pool or of the chain; SEAM_ESTATE when a reservation is open. After a failure nothing
 *             has changed.
 * Threads     One.
 * Cost        O(bytes). Up to SEAM_CHAIN_COPY bytes stay in one piece.
 */
SEAM_TRY seam_status seam_chain_write(seam_chain *chain, seam_view bytes);

/**
 * Format a text to the end, as printf() does.
 *
 * @param      chain   Grown by the text, without a terminating NUL.
 * @param      format  As for printf(), and the arguments that it names.
 *
 * Returns     As seam_chain_write(); SEAM_EINVAL when vsnprintf() fails.
 * Threads     One.
 * Cost        vsnprintf() once, twice from 1024 bytes on, and a copy of a shorter text.
 */
SEAM_TRY seam_status seam_chain_printf(seam_chain *chain, const char *format, ...)
    SEAM_PRINTF(2, 3);

/**
 * Add a buffer at the end, by the rule of coalescing.
 *
 * @param      chain  Grown.
 * @param      buf    Taken. Up to SEAM_CHAIN_COPY bytes are copied, unless it goes on where the
 *                    last segment ends, or the chain has neither a block nor a short segment yet: a
 *                    chain of one short buffer is not worth a block. seam_chain_append() always
 *                    links.
 *
 * Returns     SEAM_OK; SEAM_ENOMEM, also when a size_t cannot count the bytes; SEAM_ELIMIT, of the
 *             pool or of the chain: nothing has changed. Without memory for a copy it is linked.
 * Threads     As seam_buf_release().
 * Cost        O(1), or a copy of at most SEAM_CHAIN_COPY bytes; amortized as seam_chain_append().
 */
SEAM_TRY seam_status seam_chain_add(seam_chain *chain, seam_buf *buf);

/**
 * Add a buffer at the end, but not the large block that it may pin.
 *
 * @param      chain  Grown.
 * @param      buf    Taken. A copy of its bytes is added instead when it keeps alive more than
 *                    `unpin` times what a copy would cost, as seam_buf_unpin() decides.
 * @param      unpin  Factor; 0: never, as seam_chain_add().
 *
 * Returns     As seam_chain_add().
 * Threads     As seam_buf_release().
 * Cost        O(1), or a copy of the bytes.
 */
SEAM_TRY seam_status seam_chain_add_unpinned(seam_chain *chain, seam_buf *buf, size_t unpin);

/**
 * Move the first `n` bytes of a chain to the end of another, by the rule of coalescing: a message of any
 * size behind its head, a body out of small chunks.
 *
 * @param      to    Grown.
 * @param      from  Shortened. Not `to`: a checking build stops where it is.
 * @param      n     Byte count. Up to SEAM_CHAIN_COPY bytes are copied, so that neither chain pins a block of
 *                   the other, and seam_chain_writable() goes on writing `from` in place; unless they
 *                   go on where the last segment of `to` ends. More are moved as by seam_chain_move().
 *
 * Returns     As seam_chain_move(). Without memory for a copy the bytes are moved.
 * Threads     One.
 * Cost        O(segments moved), or a copy of at most SEAM_CHAIN_COPY bytes.
 */
SEAM_TRY seam_status seam_chain_add_chain(seam_chain *to, seam_chain *from, size_t n);

SEAM_END_DECLS
#endif
