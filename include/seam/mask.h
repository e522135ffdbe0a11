/* seam/mask.h: the XOR mask of WebSocket frames (RFC 6455 5.3), alone and fused with UTF-8
 * validation.
 *
 * A payload may come in pieces of any size: `pos` is the place of the piece in its frame, and byte i
 * of the frame meets key[i % 4]. Masking twice with the same key and place gives the bytes back.
 * Text that comes in pieces is for seam_mask_decode() of mask_decode.h.
 * Threads: every call is safe; nothing is kept. */
#ifndef SEAM_MASK_H
#define SEAM_MASK_H

#include "view.h"

SEAM_BEGIN_DECLS

/**
 * Mask or unmask bytes.
 *
 * @param      src  Borrowed.
 * @param      key  The frame's masking key, as it is sent.
 * @param      pos  Where in the frame `src` begins.
 * @param[out] dst  Receives src.len bytes. May be src.data, for masking in place; else they must not
 *                  overlap: a checking build stops where they do. May be NULL when src.len is 0.
 *
 * Threads     Safe.
 * Cost        O(src.len).
 */
SEAM_API void seam_mask_apply(seam_view src, const uint8_t key[4], uint64_t pos, void *dst);

/**
 * Mask or unmask bytes, and validate the result as UTF-8 while it is in the nearest cache.
 *
 * @param      src  Borrowed.
 * @param      key  The frame's masking key, as it is sent.
 * @param      pos  Where in the frame `src` begins.
 * @param[out] dst  As for seam_mask_apply(). All src.len bytes are written, whatever they are.
 *
 * Returns     The length of the longest prefix of the result that is well-formed UTF-8; src.len
 *             when all of it is. What stops it, a fault or a character that the end cuts short, is
 *             what seam_utf8_valid_up_to() says about the rest.
 * Threads     Safe.
 * Cost        O(src.len).
 */
SEAM_API size_t seam_mask_apply_utf8(seam_view src, const uint8_t key[4], uint64_t pos, void *dst);

SEAM_END_DECLS
#endif
