/* The operations of a kernel, one entry each:
 *
 *     OPERATION(result, name, parameters)
 *
 * Whoever includes this file defines OPERATION first; the file undefines it at its end, so that it
 * can be included again. The struct and the table of an instruction set (table.h), its declarations
 * (declare.h) and those of the scalar code (scalar.h) are made of this list: a new operation is one
 * entry here and its bodies, seam__scalar_<name>() and KERNEL(<name>)() for the vectors.
 *
 * The scalar body defines what an operation does; the bodies of other instruction sets give the
 * same answers. An operation reads only [p, p + n), at any alignment; n may be 0 unless its comment
 * says otherwise. It allocates nothing. */

/* ---- UTF-8 */

/* The length of the longest prefix that is whole well-formed UTF-8 sequences (Unicode 15.0 Table
 * 3-7). */
OPERATION(size_t, utf8_prefix, (const uint8_t *p, size_t n))
/* Returns what utf8_prefix returns, sooner where the text has no fault and later where it has
 * one. */
OPERATION(size_t, utf8_prefix_clean, (const uint8_t *p, size_t n))
/* Copies that prefix to `dst`, which does not overlap `p`, and returns its length. What lies behind it in
 * `dst` is untouched. */
OPERATION(size_t, utf8_copy, (const uint8_t *p, size_t n, uint8_t *dst))
/* The length of a chunk, n bytes from 4 up, without the open sequence at its end, a proper prefix of a well-formed
 * sequence; 0 where it is not whole well-formed sequences up to there. */
OPERATION(size_t, utf8_text_len, (const uint8_t *p, size_t n))
/* Copies the text of a chunk, n bytes from SEAM__CUT_MIN to SEAM__CUT_MOST, to `dst`, which does not overlap it: the
 * first n_carry bytes of `carry`, 1 to 3, a proper prefix of a well-formed sequence, and behind them the chunk without
 * the open sequence at its end, a proper prefix as well. Returns how many bytes of the chunk are copied; 0 where they
 * are not whole well-formed sequences. Then what `dst` has for the well-formed ones before the fault may be
 * overwritten. */
OPERATION(size_t, utf8_copy_chunk,
          (const uint8_t carry[4], size_t n_carry, const uint8_t *p, size_t n, uint8_t *dst))
/* Whether all of the text is whole well-formed UTF-8 sequences. */
OPERATION(bool, utf8_valid, (const uint8_t *p, size_t n))
/* Finds the first `cap` faults and writes where they are. *n_faults, always written, is their
 * number. Returns where the search ended: at n, at the start of a sequence that the end cuts short
 * or, when there are more faults than `cap`, at the start of the next one. */
OPERATION(size_t, utf8_faults,
          (const uint8_t *p, size_t n, seam__utf8_fault *faults, size_t cap, size_t *n_faults))
/* The number of bytes that are not continuation bytes (80..BF): the code points of well-formed
 * UTF-8. */
OPERATION(size_t, utf8_count, (const uint8_t *p, size_t n))
/* The number of bytes that are not continuation bytes, where those from F0 up count twice: the
 * UTF-16 code units of well-formed UTF-8. */
OPERATION(size_t, utf8_utf16_len, (const uint8_t *p, size_t n))

/* Says of each 64 bytes where characters begin, and which of these are in `boxes`; there is a mark
 * for each 64 bytes and for the rest. Returns the number of characters that are not exact. Of those
 * that the end cuts short the missing bytes count as 0. What is said of ill-formed text is of no
 * use. */
OPERATION(size_t, utf8_classify,
          (const uint8_t *p, size_t n, const seam__boxes *boxes, seam__box_marks *marks))

/* ---- transcoding, <from>_<to>
 *
 * Each of the ten converts the longest prefix of whole well-formed characters that the target
 * encoding has and whose code units are `cap` at most, and returns its length in bytes. *n_out,
 * always written, is the number of code units in `out`; what lies behind them is untouched. `p` and
 * `out` do not overlap, at any alignment. */

OPERATION(size_t, utf8_to_utf16le, SEAM__TRANSCODE_PARAMETERS)
OPERATION(size_t, utf8_to_utf16be, SEAM__TRANSCODE_PARAMETERS)
OPERATION(size_t, utf8_to_utf32le, SEAM__TRANSCODE_PARAMETERS)
OPERATION(size_t, utf8_to_utf32be, SEAM__TRANSCODE_PARAMETERS)
OPERATION(size_t, utf8_to_latin1, SEAM__TRANSCODE_PARAMETERS)
OPERATION(size_t, utf16le_to_utf8, SEAM__TRANSCODE_PARAMETERS)
OPERATION(size_t, utf16be_to_utf8, SEAM__TRANSCODE_PARAMETERS)
OPERATION(size_t, utf32le_to_utf8, SEAM__TRANSCODE_PARAMETERS)
OPERATION(size_t, utf32be_to_utf8, SEAM__TRANSCODE_PARAMETERS)
OPERATION(size_t, latin1_to_utf8, SEAM__TRANSCODE_PARAMETERS)
/* The length in bytes of the longest prefix of whole well-formed characters up to U+00FF, of UTF-8
 * or UTF-16. */
OPERATION(size_t, utf8_latin1_prefix, (const uint8_t *p, size_t n))
OPERATION(size_t, utf16le_latin1_prefix, (const uint8_t *p, size_t n))
OPERATION(size_t, utf16be_latin1_prefix, (const uint8_t *p, size_t n))

/* ---- scans */

/* The position of the first `byte`; n when there is none. */
OPERATION(size_t, scan_byte, (const uint8_t *p, size_t n, uint8_t byte))
/* The position of the first byte that is in `set`; n when there is none. `set` may hold a byte more
 * than once. */
OPERATION(size_t, scan_any4, (const uint8_t *p, size_t n, const uint8_t set[4]))
/* The position of the first byte from 80 up; n when there is none. */
OPERATION(size_t, scan_non_ascii, (const uint8_t *p, size_t n))
/* The number of bytes that are LF. */
OPERATION(size_t, scan_lines, (const uint8_t *p, size_t n))
/* Writes the positions of bytes that are `a` or `b`, in order, until there are at least `cap` of
 * them; n <= UINT32_MAX. `at` has room for `cap` and 320 more. *n_at, always written, is the number
 * of positions. Returns how many bytes were looked at: the positions are all there are in those,
 * fewer than cap + 256. */
OPERATION(size_t, scan_positions,
          (const uint8_t *p, size_t n, uint8_t a, uint8_t b, uint32_t *at, size_t cap,
           size_t *n_at))

/* The position of the first byte from 80 to 9F; n when there is none. */
OPERATION(size_t, scan_c1, (const uint8_t *p, size_t n))
/* The position of the first control character of ASCII or UTF-8 that `set` has; n when there is none. */
OPERATION(size_t, scan_controls, (const uint8_t *p, size_t n, seam__controls set))

/* ---- single-byte encodings */

/* Writes the code points of bytes, in the machine's order: the byte below 80, above it its entry in `high`, up to
 * the first entry that is 0. Returns how many; what lies behind them in `out`, up to n, may be overwritten. */
OPERATION(size_t, table_widen,
          (const uint8_t *p, size_t n, const uint16_t high[128], uint16_t *out))

/* ---- the mask of RFC 6455 5.3 */

/* dst[i] = p[i] ^ key[i % 4]; `dst` is `p` or does not overlap it. */
OPERATION(void, mask_apply, (const uint8_t *p, size_t n, const uint8_t key[4], uint8_t *dst))
/* Does what mask_apply does in whole pieces of 64 bytes, while the result of a piece is ASCII.
 * Returns how many bytes are done; what lies behind them in `dst` is untouched. */
OPERATION(size_t, mask_ascii, (const uint8_t *p, size_t n, const uint8_t key[4], uint8_t *dst))

/* ---- hex and base64
 *
 * `dst` does not overlap `p`. What lies behind the result is untouched, unless a comment says
 * otherwise. */

/* Writes two digits for each byte. `digits` are "0123456789abcdef" or "0123456789ABCDEF". */
OPERATION(void, hex_encode, (const uint8_t *p, size_t n, const uint8_t *digits, uint8_t *dst))
/* Writes a byte for each pair of digits of either case, up to the first pair that has another byte.
 * Returns the number of bytes written. */
OPERATION(size_t, hex_decode, (const uint8_t *p, size_t n_pairs, uint8_t *dst))
/* Writes four digits for each three bytes. */
OPERATION(void, base64_encode,
          (const uint8_t *p, size_t n_groups, seam__base64_alphabet alphabet, uint8_t *dst))
/* Writes the digits of all n bytes, the bits that the last digit has beyond them 0, then '=' up to
 * `n_out` bytes of output. */
OPERATION(void, base64_encode_all,
          (const uint8_t *p, size_t n, seam__base64_alphabet alphabet, size_t n_out, uint8_t *dst))
/* Writes three bytes for each group of four digits, up to the first group that has a byte which is
 * no digit. Returns the number of groups decoded. */
OPERATION(size_t, base64_decode,
          (const uint8_t *p, size_t n_groups, seam__base64_alphabet alphabet, uint8_t *dst))
/* Decodes groups of four digits with white space (space.h) before and between digits, as many as
 * there are before the first other byte and as fit `cap`. *n_out, always written, is the number of
 * bytes in `dst`. Returns the position behind the last group and the white space that follows. */
OPERATION(size_t, base64_decode_spaced,
          (const uint8_t *p, size_t n, seam__base64_alphabet alphabet, uint8_t *dst, size_t cap,
           size_t *n_out))

#undef OPERATION
