/* seam/utf8.h: one-shot questions about UTF-8 that lies in one piece. For chunks see decoder.h.
 *
 * Well-formed is what Unicode 15.0 Table 3-7 and RFC 3629 say: no surrogates, no overlong forms,
 * nothing past U+10FFFF.
 * Threads: every call is safe; nothing is kept. */
#ifndef SEAM_UTF8_H
#define SEAM_UTF8_H

#include "decoder.h"

SEAM_BEGIN_DECLS

/**
 * Ask whether bytes are well-formed UTF-8.
 *
 * @param      text  Borrowed; the empty view is well-formed.
 *
 * Returns     true when they are.
 * Threads     Safe.
 * Cost        O(text.len).
 */
SEAM_API bool seam_utf8_valid(seam_view text);

/**
 * Find the first fault.
 *
 * @param      text   Borrowed.
 * @param[out] fault  NULL, or always written: the fault at the returned position, its offset
 *                    counted from the start of `text`. Its reason is SEAM_REASON_NONE when all of
 *                    `text` is well-formed, SEAM_REASON_TRUNCATED when the end cuts a sequence
 *                    short.
 *
 * Returns     The length of the longest well-formed prefix; text.len when all of it is.
 * Threads     Safe.
 * Cost        O(bytes up to the fault).
 */
SEAM_API size_t seam_utf8_valid_up_to(seam_view text, seam_fault *fault);

/**
 * Find the faults, many in one call: in text with many a fault costs less than a search that begins
 * anew behind it.
 *
 * @param      text    Borrowed.
 * @param[out] faults  Room for `cap` faults, which are written in their order; what lies behind
 *                     them is untouched. Offsets are counted from the start of `text`. A sequence
 *                     that the end cuts short is the last, with SEAM_REASON_TRUNCATED.
 * @param      cap     The most faults to find. With 0 nothing is looked at.
 * @param[out] end     Always written: how far the text has been looked at, which is text.len when
 *                     fewer than `cap` are returned. When `cap` are, go on with the bytes from
 *                     here.
 *
 * Returns     The number of faults.
 * Threads     Safe.
 * Cost        O(bytes up to `end` + 4 KiB).
 */
SEAM_API size_t seam_utf8_faults(seam_view text, seam_fault *faults, size_t cap, size_t *end);

/**
 * Count code points.
 *
 * @param      text  Borrowed. When it is ill-formed the result is the count of its bytes that are
 *                   not continuation bytes (80..BF).
 *
 * Returns     Code points.
 * Threads     Safe.
 * Cost        O(text.len).
 */
SEAM_API size_t seam_utf8_count(seam_view text);

/**
 * Count the UTF-16 code units that a text takes.
 *
 * @param      text  Borrowed. When it is ill-formed the result is the count of its bytes that are
 *                   not continuation bytes, bytes from F0 up counting twice.
 *
 * Returns     Code units of 2 bytes.
 * Threads     Safe.
 * Cost        O(text.len).
 */
SEAM_API size_t seam_utf8_utf16_len(seam_view text);

/**
 * Trim a text that was cut at an arbitrary byte to a boundary between code points.
 *
 * @param      text  Borrowed. Only its last 3 bytes are looked at.
 *
 * Returns     The length without the longest suffix that is a proper prefix of a well-formed
 *             sequence: of well-formed text cut anywhere, the whole code points. Ill-formed bytes
 *             are left alone.
 * Threads     Safe.
 * Cost        O(1).
 */
SEAM_API size_t seam_utf8_trim(seam_view text);

SEAM_END_DECLS
#endif
