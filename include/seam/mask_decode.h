/* seam/mask_decode.h: the text of WebSocket frames, unmasked and validated while it is in the nearest cache.
 *
 *     seam_decoder_profile(&options, SEAM_PROFILE_WEBSOCKET, SEAM_UTF8, SEAM_ENCODING_NONE);
 *     ...                                             a piece of a payload, in place (chain_view.h)
 *     if (seam_mask_decode(&message->text, seam_view_of(bytes, n), frame->key, at, bytes) != SEAM_MORE)
 *         close_with(1007);                           seam_decoder_fault() says where in the message
 *
 * The decoder belongs to the message, the key and the place to the frame: a character may be cut by a
 * chunk, by a frame, and by control frames between two frames, and offsets count the bytes of the message.
 * seam_mask_apply_utf8() of mask.h is for a text that is there in one piece.
 * Threads: as decoder.h. */
#ifndef SEAM_MASK_DECODE_H
#define SEAM_MASK_DECODE_H

#include "decoder.h"

SEAM_BEGIN_DECLS

/**
 * Unmask the next bytes of a frame, and give them to a decoder that validates them.
 *
 * @param      dec  Its `to` is SEAM_ENCODING_NONE; all its other options are free. After
 *                  seam_decoder_finish() the end of `src` is the end of the stream.
 * @param      src  Borrowed. May be empty.
 * @param      key  The frame's masking key, as it is sent.
 * @param      pos  Where in the frame `src` begins.
 * @param[out] dst  Receives src.len bytes, whatever they are and whatever is returned but SEAM_EINVAL.
 *                  May be src.data, for unmasking in place; else they must not overlap: a checking build
 *                  stops where they do. May be NULL when src.len is 0.
 *
 * Returns     As seam_decoder_next() for the unmasked bytes. SEAM_MORE: no fault, or none that ends the
 *             call; the decoder has taken in all of them, and holds a character that the end of them
 *             cuts. SEAM_EILSEQ, SEAM_ETRUNC (fatal only): a fault; the decoder stands past it. What
 *             seam_decoder_offset() has grown by is the number of bytes taken in; seam_decoder_next() goes
 *             on with the rest of `dst`. SEAM_EOF: the end, only after seam_decoder_finish(). SEAM_EINVAL:
 *             the decoder has another `to`; nothing is written.
 * Threads     One.
 * Cost        O(src.len), and no more where a character is cut.
 */
SEAM_TRY seam_status seam_mask_decode(seam_decoder *dec, seam_view src, const uint8_t key[4],
                                      uint64_t pos, void *dst);

SEAM_END_DECLS
#endif
