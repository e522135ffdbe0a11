/* seam/hex.h: bytes to hex digits and back (RFC 4648 section 8), over spans.
 *
 *     while ((r = seam_hex_encode(&in, 0, dst, cap, &n)) == SEAM_FULL) write(fd, dst, n);
 *
 * A call moves `in` past exactly the bytes whose result is in `dst` and says why it went no
 * further, so both sides may be of any size. Nothing is carried: what SEAM_MORE leaves in `in` goes
 * in front of the next chunk. `dst` and `in` must not overlap: a checking build stops where they
 * do.
 * Threads: every call is safe; nothing is kept. */
#ifndef SEAM_HEX_H
#define SEAM_HEX_H

#include "status.h"
#include "view.h"

/* Flags of a call; any other is SEAM_EINVAL. */
enum {
    SEAM_HEX_UPPER = 1, /* encode: A to F, else a to f. Decoding always takes both */
    SEAM_HEX_FINAL = 2  /* decode: no byte follows `in` */
};

SEAM_BEGIN_DECLS

/**
 * Say how many digits bytes become.
 *
 * @param      len  Byte count.
 *
 * Returns     2 * len; 0 when a size_t cannot hold that.
 * Threads     Safe.
 * Cost        O(1).
 */
SEAM_API size_t seam_hex_encoded_len(size_t len);

/**
 * Write bytes as hex digits.
 *
 * @param      in     In/out: moved past the bytes whose two digits are in `dst`.
 * @param      flags  0 or SEAM_HEX_UPPER.
 * @param[out] dst    Receives digits, without a terminator. May be NULL when `cap` is 0.
 * @param      cap    Bytes that `dst` holds; seam_hex_encoded_len() is always enough.
 * @param[out] n      Always written: digits written. Bytes of `dst` behind them are untouched.
 *
 * Returns     SEAM_OK: `in` is empty. SEAM_FULL: the next byte does not fit. SEAM_EINVAL: a flag
 *             that is none of encoding; nothing has changed.
 * Threads     Safe.
 * Cost        O(bytes of `in` dealt with), no allocation.
 */
SEAM_TRY seam_status seam_hex_encode(seam_view *in, uint32_t flags, void *dst, size_t cap,
                                     size_t *n);

/**
 * Read pairs of hex digits of either case. Nothing may stand between them.
 *
 * @param      in     In/out: moved past the pairs whose bytes are in `dst`.
 * @param      flags  0 or SEAM_HEX_FINAL.
 * @param[out] dst    Receives bytes. May be NULL when `cap` is 0.
 * @param      cap    Bytes that `dst` holds; half of in->len is always enough.
 * @param[out] n      Always written: bytes written. Bytes of `dst` behind them are untouched.
 *
 * Returns     SEAM_OK: `in` is empty. SEAM_MORE: one digit is left in `in`. SEAM_ETRUNC: the same
 *             with SEAM_HEX_FINAL. SEAM_FULL: the next pair is good and does not fit. SEAM_EILSEQ:
 *             `in` stands at a byte that is no digit, also when `dst` is full; of its pair nothing
 *             is in `dst`. SEAM_EINVAL: a flag that is none of decoding; nothing has changed.
 * Threads     Safe.
 * Cost        O(bytes of `in` dealt with), no allocation.
 */
SEAM_TRY seam_status seam_hex_decode(seam_view *in, uint32_t flags, void *dst, size_t cap,
                                     size_t *n);

SEAM_END_DECLS
#endif
