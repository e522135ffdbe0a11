/* seam/bytes_edit.h: bytes in memory filled, copied, swapped.
 *
 *     n = seam_bytes_copy(line, sizeof(line), at, name);
 *     n += seam_bytes_write_text(line, sizeof(line), at + n, title);   no half character
 *
 * Every argument is allowed: a place outside writes nothing, what does not fit is not written, and
 * spans may overlap. Threads: every call is safe on bytes of the caller's own; nothing is kept. */
#ifndef SEAM_BYTES_EDIT_H
#define SEAM_BYTES_EDIT_H

#include "status.h"
#include "view.h"

SEAM_BEGIN_DECLS

/**
 * Fill memory with a pattern, again and again; the end may cut it.
 *
 * @param[out] dst      Receives `len` bytes; NULL only when `len` is 0.
 * @param      len      Byte count.
 * @param      pattern  Borrowed; may lie in `dst`, and is what it was before the call. The empty
 *                      one fills with 0.
 *
 * Threads     Safe.
 * Cost        O(len), at the speed of memcpy().
 */
SEAM_API void seam_bytes_fill(void *dst, size_t len, seam_view pattern);

/**
 * Reverse the order of the bytes in each unit: little-endian numbers become big-endian and back.
 *
 * @param      bytes  In/out: `len` bytes at any address.
 * @param      len    Byte count.
 * @param      unit   Bytes of a unit: 2, 4 or 8.
 *
 * Returns     SEAM_OK; SEAM_EINVAL for another unit; SEAM_ERANGE when `len` is no multiple of it.
 *             After a failure nothing has changed.
 * Threads     Safe.
 * Cost        O(len).
 */
SEAM_TRY seam_status seam_bytes_swap(void *bytes, size_t len, size_t unit);

/**
 * Copy as many bytes as fit.
 *
 * @param[out] dst  Receives bytes from `off` on; others are untouched.
 * @param      cap  Bytes that `dst` holds.
 * @param      off  Where the copy begins; past `cap` nothing is copied.
 * @param      src  Borrowed; may overlap `dst`.
 *
 * Returns     The bytes copied: src.len, or what there is room for.
 * Threads     Safe.
 * Cost        O(the result).
 */
SEAM_API size_t seam_bytes_copy(void *dst, size_t cap, size_t off, seam_view src);

/**
 * Copy as much of a text as fits without cutting a character in two.
 *
 * @param[out] dst   Receives bytes from `off` on; others are untouched.
 * @param      cap   Bytes that `dst` holds.
 * @param      off   Where the copy begins; past `cap` nothing is copied.
 * @param      text  UTF-8; borrowed; may overlap `dst`. Between ill-formed bytes it may be cut.
 *
 * Returns     The bytes copied: text.len, or at most 3 fewer than there is room for.
 * Threads     Safe.
 * Cost        O(the result).
 */
SEAM_API size_t seam_bytes_write_text(void *dst, size_t cap, size_t off, seam_view text);

/**
 * Read an index as the methods of Node's Buffer do: slice(), subarray(), indexOf().
 *
 * @param      index  Truncated toward 0; NaN is 0; a negative one counts from the end.
 * @param      len    Length of the bytes.
 *
 * Returns     The place it stands for, from 0 to `len`: what lies outside is moved to the nearer
 *             end.
 * Threads     Safe.
 * Cost        O(1).
 */
SEAM_API size_t seam_bytes_node_index(double index, size_t len);

SEAM_END_DECLS
#endif
