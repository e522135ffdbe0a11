/* seam/push.h: any transform from buffers into a chain.
 *
 *     seam_decoder_transform(&dec), seam_normalizer_transform(&norm), seam_codec_transform(&codec)
 *
 *     status = seam_transform_push(t, &in, &out);
 *
 * Input that is its own output is shared, not copied; pieces of at most SEAM_CHAIN_COPY bytes and
 * what is converted go into the chain's own block. What a push needs of memory it takes before it
 * calls the transform, so a push that fails has lost nothing. A pipeline pushes from chain to
 * chain, each transform with the next one's input as its output. For a decoder there is also
 * decode.h, which copies less where the text has faults.
 * Threads: as the transform and the chains, one at a time. */
#ifndef SEAM_PUSH_H
#define SEAM_PUSH_H

#include "chain.h"
#include "transform.h"

SEAM_BEGIN_DECLS

/**
 * Push one chunk through a transform and append what comes out to a chain.
 *
 * @param      t    The transform; see transform.h for what it holds back.
 * @param      in   In/out: narrowed past exactly the bytes that have been dealt with; empty, its
 *                  reference given up, when all of it has. After seam_transform_finish() it may be
 *                  the empty buffer.
 * @param      out  Grown by slices with references of their own, and by bytes in its own block. A
 *                  chunk of n bytes adds at most n / 128 + 4 segments, and one for each block that
 *                  its output fills, unless the chain's block is smaller than SEAM_CHAIN_BLOCK.
 *                  It must have no open reservation.
 *
 * Returns     SEAM_MORE: `in` is empty, bring the next chunk. SEAM_EOF: the end, once after
 *             seam_transform_finish(). SEAM_EILSEQ, SEAM_ETRUNC, SEAM_ETOOBIG: a fault, as the
 *             transform says; everything before it is in `out`. SEAM_ENOMEM, SEAM_ELIMIT: call
 *             again with the same arguments; nothing is lost and nothing repeated. SEAM_ESTATE:
 *             `out` has an open reservation, nothing has changed. Never SEAM_OK.
 * Threads     One; other threads may share the blocks.
 * Cost        That of the transform. A chunk that is all its own output moves its own reference to
 *             `out`, without an allocation. SEAM_TRANSFORM_ROOM bytes of room are reserved before
 *             anything is converted, also where little or nothing comes out.
 */
SEAM_TRY seam_status seam_transform_push(seam_transform t, seam_buf *in, seam_chain *out);

/**
 * Push all of a chain through a transform and append what comes out to another.
 *
 * @param      t    The transform. To end the stream, call seam_transform_finish() when `in` is
 *                  empty, and this once more: the end of each segment is none of the stream.
 * @param      in   Drained of exactly the bytes that have been dealt with. Its reservation, if one
 *                  is open, is left alone.
 * @param      out  As for seam_transform_push(); must not be `in`.
 *
 * Returns     As seam_transform_push(). After a failure what is left of the segment at fault is the
 *             first of `in` again.
 * Threads     One; other threads may share the blocks.
 * Cost        As seam_transform_push() for each segment; nothing is gathered.
 */
SEAM_TRY seam_status seam_transform_push_chain(seam_transform t, seam_chain *in, seam_chain *out);

SEAM_END_DECLS
#endif
