/* seam/base64.h: bytes to base64 and back (RFC 4648 sections 4 and 5), over spans.
 *
 *     r = seam_base64_decode(&in, SEAM_BASE64_FINAL, dst, cap, &n);
 *
 * A call moves `in` past exactly the bytes whose result is in `dst` and says why it went no
 * further, so both sides may be of any size. Nothing is carried: what SEAM_MORE leaves in `in` goes
 * in front of the next chunk, and the last chunk comes with SEAM_BASE64_FINAL. `dst` and `in` must
 * not overlap: a checking build stops where they do.
 *
 * Decoding is strict unless a flag names another way: no byte that is no digit, padding where it
 * belongs, and no bit set that no byte takes, so that every text has one encoding only.
 * Threads: every call is safe; nothing is kept. */
#ifndef SEAM_BASE64_H
#define SEAM_BASE64_H

#include "status.h"
#include "view.h"

/* Flags of a call; any other, and two that contradict each other, are SEAM_EINVAL. */
enum {
    SEAM_BASE64_URL = 1, /* - and _ for the values 62 and 63, else + and / */
    SEAM_BASE64_NO_PADDING =
        2,                 /* encode: write no =; decode: = is no digit, the end may be short */
    SEAM_BASE64_FINAL = 4, /* no byte follows `in` */
    /* Decode as WHATWG Infra's forgiving-base64: white space (TAB, LF, FF, CR, space) is skipped, =
     * may be left out, bits that no byte takes are ignored. */
    SEAM_BASE64_FORGIVING = 8,
    /* Decode as Node's Buffer: digits of both alphabets, all else is skipped, = is the end, a digit
     * too few is dropped. Never SEAM_EILSEQ, never SEAM_ETRUNC. */
    SEAM_BASE64_LENIENT = 16
};

SEAM_BEGIN_DECLS

/**
 * Say how many digits bytes become, padding included.
 *
 * @param      len    Byte count.
 * @param      flags  SEAM_BASE64_NO_PADDING counts; others do not.
 *
 * Returns     Digits; 0 when a size_t cannot hold their number.
 * Threads     Safe.
 * Cost        O(1).
 */
SEAM_API size_t seam_base64_encoded_len(size_t len, uint32_t flags);

/**
 * Bound what digits become.
 *
 * @param      len  Digits, and whatever stands between them.
 *
 * Returns     The most bytes that decoding can give: 3/4 of `len`, rounded down.
 * Threads     Safe.
 * Cost        O(1).
 */
SEAM_API size_t seam_base64_decoded_bound(size_t len);

/**
 * Write bytes as base64.
 *
 * @param      in     In/out: moved past the groups of three bytes whose digits are in `dst`.
 * @param      flags  SEAM_BASE64_URL, _NO_PADDING, _FINAL.
 * @param[out] dst    Receives digits, without a terminator. May be NULL when `cap` is 0.
 * @param      cap    Bytes that `dst` holds; seam_base64_encoded_len() is always enough.
 * @param[out] n      Always written: digits written. Bytes of `dst` behind them are untouched.
 *
 * Returns     SEAM_OK: `in` is empty. SEAM_MORE: one or two bytes are left in `in`; not with
 *             SEAM_BASE64_FINAL, which makes a group of them. SEAM_FULL: the next group does not
 *             fit.
 *             SEAM_EINVAL: a flag that is none of encoding; nothing has changed.
 * Threads     Safe.
 * Cost        O(bytes of `in` dealt with), no allocation.
 */
SEAM_TRY seam_status seam_base64_encode(seam_view *in, uint32_t flags, void *dst, size_t cap,
                                        size_t *n);

/**
 * Read base64.
 *
 * @param      in     In/out: moved past the groups of four digits whose bytes are in `dst`, and
 *                    past what is skipped before a group. What is skipped inside one stays with it.
 * @param      flags  SEAM_BASE64_URL, _FINAL, and one of _NO_PADDING, _FORGIVING, _LENIENT.
 * @param[out] dst    Receives bytes. May be NULL when `cap` is 0.
 * @param      cap    Bytes that `dst` holds; seam_base64_decoded_bound() is always enough, and 3
 *                    for progress.
 * @param[out] n      Always written: bytes written. Bytes of `dst` behind them are untouched.
 *
 * Returns     SEAM_OK: `in` is empty. SEAM_MORE: `in` stands at a group that is not whole; with
 *             SEAM_BASE64_FINAL that is SEAM_ETRUNC, where the group may not end so.
 *             SEAM_EOF: padding has ended the stream of data and `in` stands behind it; what
 *             follows may only be what is skipped. With SEAM_BASE64_FINAL the call sees to that
 *             itself: SEAM_OK or SEAM_EILSEQ. SEAM_FULL: the next group is good and does not fit.
 *             SEAM_EILSEQ: `in` stands at the byte that is wrong, also when `dst` is full; of its
 *             group nothing is in `dst`.
 *             SEAM_EINVAL: a flag that is none of decoding, or two of which one excludes the other;
 *             nothing has changed.
 * Threads     Safe.
 * Cost        O(bytes of `in` dealt with), no allocation.
 */
SEAM_TRY seam_status seam_base64_decode(seam_view *in, uint32_t flags, void *dst, size_t cap,
                                        size_t *n);

SEAM_END_DECLS
#endif
