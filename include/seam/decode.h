/* seam/decode.h: decode buffers into a chain of slices of the same memory.
 *
 * Text that is well-formed is shared, not copied; what straddles a joint, pieces of at most
 * SEAM_CHAIN_COPY bytes, and nothing else, are copied into the block of the output chain, which
 * comes from that chain's pool; long runs of U+FFFD are static memory.
 * Threads: as the decoder and the chain, one at a time. */
#ifndef SEAM_DECODE_H
#define SEAM_DECODE_H

#include "chain.h"
#include "decoder.h"

SEAM_BEGIN_DECLS

/**
 * Decode one chunk and append its text to a chain.
 *
 * @param      dec  Borrowed; see decoder.h for what it holds back.
 * @param      in   In/out: narrowed past exactly the bytes whose text is in `out` (or held back);
 *                  empty, its reference given up, when all of it is.
 * @param      out  Grown by slices with references of their own, and by copies in its own block. A
 *                  chunk of n bytes adds at most n / 128 + 4 segments, unless the chain's block is
 *                  smaller than SEAM_CHAIN_BLOCK. It must have no open reservation. Not touched
 *                  with SEAM_ENCODING_NONE, and may then be NULL.
 *
 * Returns     SEAM_MORE: `in` is empty, bring the next chunk. SEAM_EILSEQ, SEAM_ETRUNC (fatal
 *             only): a fault; everything before it is in `out`, the next call resumes after it.
 *             SEAM_EOF: the end, only after seam_decoder_finish(). SEAM_ENOMEM, SEAM_ELIMIT: call
 *             again with the same arguments; nothing is lost and nothing repeated. SEAM_ESTATE:
 *             `out` has an open reservation, nothing has changed. Never SEAM_OK.
 * Threads     One; other threads may share the blocks.
 * Cost        One validation pass; a chunk of more than SEAM_CHAIN_COPY bytes that is well-formed
 *             moves its own reference to `out`, a shorter one is copied.
 */
SEAM_TRY seam_status seam_decoder_push(seam_decoder *dec, seam_buf *in, seam_chain *out);

/**
 * Decode all of a chain and append its text to another.
 *
 * @param      dec  Borrowed. After seam_decoder_finish() the end of `in` is the end of the stream.
 * @param      in   Drained of exactly the bytes whose text is in `out` (or held back). Its
 *                  reservation, if one is open, is left alone.
 * @param      out  As for seam_decoder_push(); must not be `in`. A segment of n bytes adds at most
 *                  n / 128 + 4 segments, unless its block is smaller than SEAM_CHAIN_BLOCK.
 *
 * Returns     As seam_decoder_push(). After a failure what is left of the segment at fault is the
 *             first of `in` again.
 * Threads     One; other threads may share the blocks.
 * Cost        As seam_decoder_push() for each segment; nothing is gathered.
 */
SEAM_TRY seam_status seam_decoder_push_chain(seam_decoder *dec, seam_chain *in, seam_chain *out);

SEAM_END_DECLS
#endif
