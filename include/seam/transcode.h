/* seam/transcode.h: spans of one form of text to another, validated, as far as both sides reach.
 *
 * No call needs a sizing pass and none carries anything: `in` is moved past whole characters whose
 * units are all in `dst`, and the result says why it went no further. U+FFFD for each fault:
 *
 *     while ((r = seam_utf8_to_utf16le(&in, dst, cap, &n, &fault)) == SEAM_EILSEQ) {
 *         use(dst, n);
 *         use("\xFD\xFF", 1);
 *         in = seam_view_of(in.data + fault.len, in.len - fault.len);
 *     }
 *
 * SEAM_MORE: keep the bytes in `in`, at most 3, in front of the next chunk. At the end of the text
 * they are a fault of `fault.len` bytes. For streams that carry by themselves see decoder.h.
 * SEAM_FULL: the next character does not fit in what is left of the room; call again with a fresh
 * one. A room that no character may need more than is 4 bytes of UTF-8, 2 units of UTF-16, 1 of
 * UTF-32 or Latin-1: in a loop over a smaller one SEAM_FULL can be the answer for ever, with
 * nothing written. `dst` and `in` must not overlap: a checking build stops where they do.
 * Threads: every call is safe; nothing is kept. */
#ifndef SEAM_TRANSCODE_H
#define SEAM_TRANSCODE_H

#include "decoder.h"

SEAM_BEGIN_DECLS

/**
 * Convert UTF-8 to UTF-16, low byte first.
 *
 * The calls below do the same for other forms and say only what differs.
 *
 * @param      in     In/out: moved past exactly the characters that are in `dst`. At any alignment.
 * @param[out] dst    Receives whole characters, without a terminator; it must not overlap `in`. At
 *                    any alignment. May be NULL when `cap` is 0.
 * @param      cap    Code units that `dst` holds. As many as `in` has bytes are always enough; 2
 *                    are for progress.
 * @param[out] n      Always written: code units written. Bytes of `dst` behind them are untouched.
 * @param[out] fault  NULL, or always written: what `in` stands at, its offset counted from where
 *                    `in` stood before the call; all zero (SEAM_REASON_NONE) with SEAM_OK and
 *                    SEAM_FULL. With SEAM_MORE it is what the rest of `in` is when no byte follows.
 *
 * Returns     SEAM_OK: `in` is empty. SEAM_MORE: what is left of `in`, at most 3 bytes, is a proper
 *             prefix of a well-formed sequence. SEAM_FULL: the next character is well-formed and
 *             does not fit. SEAM_EILSEQ: `in` stands at an ill-formed sequence of `fault->len`
 *             bytes (Unicode 15.0 Table 3-7); also when `dst` is full.
 * Threads     Safe.
 * Cost        O(bytes of `in` dealt with), no allocation.
 */
SEAM_TRY seam_status seam_utf8_to_utf16le(seam_view *in, void *dst, size_t cap, size_t *n,
                                          seam_fault *fault);

/**
 * Convert UTF-8 to UTF-16, high byte first.
 *
 * @param      in     In/out, as for seam_utf8_to_utf16le().
 * @param[out] dst    As for seam_utf8_to_utf16le().
 * @param      cap    Code units that `dst` holds; as many as `in` has bytes are enough.
 * @param[out] n      Always written: code units written.
 * @param[out] fault  NULL, or always written, as for seam_utf8_to_utf16le().
 *
 * Returns     As seam_utf8_to_utf16le().
 * Threads     Safe.
 * Cost        O(bytes of `in` dealt with), no allocation.
 */
SEAM_TRY seam_status seam_utf8_to_utf16be(seam_view *in, void *dst, size_t cap, size_t *n,
                                          seam_fault *fault);

/**
 * Convert UTF-8 to UTF-32, low byte first.
 *
 * @param      in     In/out, as for seam_utf8_to_utf16le().
 * @param[out] dst    As for seam_utf8_to_utf16le().
 * @param      cap    Code units that `dst` holds; as many as `in` has bytes are enough.
 * @param[out] n      Always written: code units written.
 * @param[out] fault  NULL, or always written, as for seam_utf8_to_utf16le().
 *
 * Returns     As seam_utf8_to_utf16le().
 * Threads     Safe.
 * Cost        O(bytes of `in` dealt with), no allocation.
 */
SEAM_TRY seam_status seam_utf8_to_utf32le(seam_view *in, void *dst, size_t cap, size_t *n,
                                          seam_fault *fault);

/**
 * Convert UTF-8 to UTF-32, high byte first.
 *
 * @param      in     In/out, as for seam_utf8_to_utf16le().
 * @param[out] dst    As for seam_utf8_to_utf16le().
 * @param      cap    Code units that `dst` holds; as many as `in` has bytes are enough.
 * @param[out] n      Always written: code units written.
 * @param[out] fault  NULL, or always written, as for seam_utf8_to_utf16le().
 *
 * Returns     As seam_utf8_to_utf16le().
 * Threads     Safe.
 * Cost        O(bytes of `in` dealt with), no allocation.
 */
SEAM_TRY seam_status seam_utf8_to_utf32be(seam_view *in, void *dst, size_t cap, size_t *n,
                                          seam_fault *fault);

/**
 * Convert UTF-8 to Latin-1 (ISO-8859-1: each byte is the code point).
 *
 * @param      in     In/out, as for seam_utf8_to_utf16le().
 * @param[out] dst    As for seam_utf8_to_utf16le().
 * @param      cap    Bytes that `dst` holds; as many as `in` has are enough.
 * @param[out] n      Always written: bytes written.
 * @param[out] fault  NULL, or always written, as for seam_utf8_to_utf16le().
 *
 * Returns     As seam_utf8_to_utf16le(). SEAM_EILSEQ also at a well-formed character past U+00FF,
 *             whose reason is SEAM_REASON_UNMAPPABLE and whose `len` is all of it.
 * Threads     Safe.
 * Cost        O(bytes of `in` dealt with), no allocation.
 */
SEAM_TRY seam_status seam_utf8_to_latin1(seam_view *in, void *dst, size_t cap, size_t *n,
                                         seam_fault *fault);

/**
 * Convert UTF-16, low byte first, to UTF-8.
 *
 * @param      in     In/out, as for seam_utf8_to_utf16le().
 * @param[out] dst    As for seam_utf8_to_utf16le().
 * @param      cap    Bytes that `dst` holds; three for each unit of `in` are enough, and 4
 *                    for progress.
 * @param[out] n      Always written: bytes written.
 * @param[out] fault  NULL, or always written, as for seam_utf8_to_utf16le().
 *
 * Returns     As seam_utf8_to_utf16le(). SEAM_MORE: what is left is half a unit, or a lead
 *             surrogate with or without half a unit; SEAM_REASON_ODD_TAIL where it is an odd number
 *             of bytes, else SEAM_REASON_LONE_SURROGATE. SEAM_EILSEQ: a surrogate without its
 *             partner, SEAM_REASON_LONE_SURROGATE.
 * Threads     Safe.
 * Cost        O(bytes of `in` dealt with), no allocation.
 */
SEAM_TRY seam_status seam_utf16le_to_utf8(seam_view *in, void *dst, size_t cap, size_t *n,
                                          seam_fault *fault);

/**
 * Convert UTF-16, high byte first, to UTF-8.
 *
 * @param      in     In/out, as for seam_utf8_to_utf16le().
 * @param[out] dst    As for seam_utf8_to_utf16le().
 * @param      cap    Bytes that `dst` holds; three for each unit of `in` are enough, and 4
 *                    for progress.
 * @param[out] n      Always written: bytes written.
 * @param[out] fault  NULL, or always written, as for seam_utf8_to_utf16le().
 *
 * Returns     As seam_utf16le_to_utf8().
 * Threads     Safe.
 * Cost        O(bytes of `in` dealt with), no allocation.
 */
SEAM_TRY seam_status seam_utf16be_to_utf8(seam_view *in, void *dst, size_t cap, size_t *n,
                                          seam_fault *fault);

/**
 * Convert UTF-32, low byte first, to UTF-8.
 *
 * @param      in     In/out, as for seam_utf8_to_utf16le().
 * @param[out] dst    As for seam_utf8_to_utf16le().
 * @param      cap    Bytes that `dst` holds; four for each unit of `in` are enough, and 4
 *                    for progress.
 * @param[out] n      Always written: bytes written.
 * @param[out] fault  NULL, or always written, as for seam_utf8_to_utf16le().
 *
 * Returns     As seam_utf8_to_utf16le(). SEAM_MORE: what is left is part of a unit,
 *             SEAM_REASON_ODD_TAIL. SEAM_EILSEQ: SEAM_REASON_SURROGATE, or SEAM_REASON_TOO_LARGE
 *             past U+10FFFF.
 * Threads     Safe.
 * Cost        O(bytes of `in` dealt with), no allocation.
 */
SEAM_TRY seam_status seam_utf32le_to_utf8(seam_view *in, void *dst, size_t cap, size_t *n,
                                          seam_fault *fault);

/**
 * Convert UTF-32, high byte first, to UTF-8.
 *
 * @param      in     In/out, as for seam_utf8_to_utf16le().
 * @param[out] dst    As for seam_utf8_to_utf16le().
 * @param      cap    Bytes that `dst` holds; four for each unit of `in` are enough, and 4
 *                    for progress.
 * @param[out] n      Always written: bytes written.
 * @param[out] fault  NULL, or always written, as for seam_utf8_to_utf16le().
 *
 * Returns     As seam_utf32le_to_utf8().
 * Threads     Safe.
 * Cost        O(bytes of `in` dealt with), no allocation.
 */
SEAM_TRY seam_status seam_utf32be_to_utf8(seam_view *in, void *dst, size_t cap, size_t *n,
                                          seam_fault *fault);

/**
 * Convert Latin-1 (ISO-8859-1: each byte is the code point) to UTF-8.
 *
 * @param      in     In/out, as for seam_utf8_to_utf16le().
 * @param[out] dst    As for seam_utf8_to_utf16le().
 * @param      cap    Bytes that `dst` holds; two for each byte of `in` are enough.
 * @param[out] n      Always written: bytes written.
 *
 * Returns     SEAM_OK or SEAM_FULL; any bytes are Latin-1.
 * Threads     Safe.
 * Cost        O(bytes of `in` dealt with), no allocation.
 */
SEAM_TRY seam_status seam_latin1_to_utf8(seam_view *in, void *dst, size_t cap, size_t *n);

/**
 * Ask how much of a UTF-8 text fits Latin-1.
 *
 * @param      text  Borrowed, at any alignment.
 *
 * Returns     The length in bytes of the longest prefix of whole well-formed characters up to
 *             U+00FF; text.len when all of it fits.
 * Threads     Safe.
 * Cost        O(the result).
 */
SEAM_API size_t seam_utf8_latin1_len(seam_view text);

/**
 * Ask how much of a UTF-16 text, low byte first, fits Latin-1.
 *
 * @param      text  Borrowed, at any alignment.
 *
 * Returns     The length in bytes of the longest prefix of whole well-formed characters up to
 *             U+00FF; text.len when all of it fits.
 * Threads     Safe.
 * Cost        O(the result).
 */
SEAM_API size_t seam_utf16le_latin1_len(seam_view text);

/**
 * Ask how much of a UTF-16 text, high byte first, fits Latin-1.
 *
 * @param      text  Borrowed, at any alignment.
 *
 * Returns     The length in bytes of the longest prefix of whole well-formed characters up to
 *             U+00FF; text.len when all of it fits.
 * Threads     Safe.
 * Cost        O(the result).
 */
SEAM_API size_t seam_utf16be_latin1_len(seam_view text);

SEAM_END_DECLS
#endif
