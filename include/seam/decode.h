/* seam/decode.h: decode buffers into a chain of slices of the same memory.
 *
 * Text that is well-formed is shared, never copied; what straddles a joint, pieces under 128 bytes
 * between faults, and nothing else, are copied into a shared block; U+FFFD is static memory.
 * Threads: as the decoder and the chain, one at a time. */
#ifndef SEAM_DECODE_H
#define SEAM_DECODE_H

#include "chain.h"
#include "decoder.h"

SEAM_BEGIN_DECLS

/**
 * Decode one chunk and append its text to a chain.
 *
 * @param      dec   Borrowed; see decoder.h for what it holds back.
 * @param      pool  Borrowed; where copied pieces live.
 * @param      in    In/out: narrowed past exactly the bytes whose text is in `out` (or held back);
 *                   empty, its reference given up, when all of it is.
 * @param      out   Grown by slices with references of their own. A chunk of n bytes adds at most
 *                   n / 64 + 4 segments. It must have no open reservation. Not touched with
 *                   SEAM_TO_NONE, and may then be NULL.
 *
 * Returns     SEAM_MORE: `in` is empty, bring the next chunk. SEAM_EILSEQ, SEAM_ETRUNC (fatal only):
 *             a fault; everything before it is in `out`, the next call resumes after it. SEAM_EOF:
 *             the end, only after seam_decoder_finish(). SEAM_ENOMEM, SEAM_ELIMIT: call again with
 *             the same arguments; nothing is lost and nothing repeated. SEAM_ESTATE: `out` has an
 *             open reservation, nothing has changed. Never SEAM_OK.
 * Threads     One; other threads may share the blocks.
 * Cost        One validation pass; a chunk that is well-formed moves its own reference to `out`.
 */
SEAM_TRY seam_status seam_decoder_push(seam_decoder *dec, seam_pool *pool, seam_buf *in,
                                       seam_chain *out);

SEAM_END_DECLS
#endif
