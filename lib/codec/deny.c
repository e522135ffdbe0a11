#include "codec/deny.h"

#include "base/bits.h"
#include "kernel/table.h"

/* The class of a code point, one of SEAM_DENY_*, or 0. No code point is in two classes. */
static uint32_t class_of(uint32_t c)
{
    if (c < 0x20) {
        if (c == 0)
            return SEAM_DENY_NUL;
        return c == '\t' || c == '\n' || c == '\r' ? SEAM_DENY_TAB_LF_CR : SEAM_DENY_C0;
    }
    if (c < 0xA0)
        return c >= 0x7F ? SEAM_DENY_C1 : 0;
    if (c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
        (c >= 0x2066 && c <= 0x2069))
        return SEAM_DENY_BIDI;
    if ((c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE)
        return SEAM_DENY_NONCHARACTERS;
    if ((c >= 0xE000 && c <= 0xF8FF) || c >= 0xF0000)
        return SEAM_DENY_PRIVATE;
    return 0;
}

bool seam__is_denied(uint32_t c, uint32_t deny)
{
    return (class_of(c) & deny) != 0;
}

/* Whether a single-byte encoding has a code point from U+0080 to U+009F. */
static bool has_c1(const seam__single_byte *table)
{
    for (size_t i = 0; i < 128; i++) {
        if (table->high[i] >= 0x80 && table->high[i] < 0xA0)
            return true;
    }
    return false;
}

/* Those of the classes of which the kernels can tell whether a character is in them. */
static uint32_t searched(const seam__encoding *enc, uint32_t deny)
{
    uint32_t by_kernels = SEAM_DENY_NUL | SEAM_DENY_C0 | SEAM_DENY_TAB_LF_CR | SEAM_DENY_C1;

    if (!enc->is_ascii || enc == &seam__ascii_masked)
        return 0;
    if ((deny & SEAM_DENY_C1) != 0 && enc->table != NULL && has_c1(enc->table))
        by_kernels &= ~(uint32_t)SEAM_DENY_C1;
    return deny & by_kernels;
}

bool seam__deny_is_searched(const seam__encoding *enc, uint32_t deny)
{
    return searched(enc, deny) == deny;
}

static size_t search(const seam__encoding *enc, const uint8_t *p, size_t n, uint32_t deny)
{
    const uint32_t tab_lf_cr = 1u << '\t' | 1u << '\n' | 1u << '\r';
    const bool c1 = (deny & SEAM_DENY_C1) != 0;
    const seam__controls set = {
        .low = ((deny & SEAM_DENY_NUL) != 0 ? 1u : 0u) |
               ((deny & SEAM_DENY_C0) != 0 ? UINT32_MAX & ~tab_lf_cr & ~1u : 0u) |
               ((deny & SEAM_DENY_TAB_LF_CR) != 0 ? tab_lf_cr : 0u),
        .del = c1,
        .c1 = c1 && enc->longest > 1,
    };

    if (c1 && enc == &seam__latin1)
        n = seam__kernel_get()->scan_c1(p, n);
    return seam__kernel_get()->scan_controls(p, n, set);
}

static size_t look_at_each(const seam__encoding *enc, const uint8_t *p, size_t n, uint32_t deny)
{
    size_t at = 0;

    while (at < n) {
        size_t len = n - at;
        uint32_t c;

        if (enc->is_ascii && p[at] >= 0x20 && p[at] < 0x7F) {
            at++;
            continue;
        }
        c = enc->get(enc, p + at, &len);
        if (seam__is_denied(c, deny))
            return at;
        at += len;
    }
    return n;
}

/* The bytes of UTF-8 that a kernel classifies at once, a multiple of 64. */
enum { PIECE_MAX = 4096 };

/* The length of the next piece of whole characters, of the `n` bytes at p. */
static size_t piece_len(const uint8_t *p, size_t n)
{
    size_t len = seam__min(n, PIECE_MAX);

    while (len < n && seam__is_continuation(p[len]))
        len--;
    return len;
}

/* The length of the longest prefix of a piece of UTF-8 without a character that is denied, where
 * `deny` has none of the classes that can be searched. */
static size_t look_at_doubtful(const seam__encoding *enc, const uint8_t *p, size_t n, uint32_t deny)
{
    seam__box_marks marks[PIECE_MAX / 64];

    (void)seam__kernel_get()->utf8_classify(p, n, &seam__boxes_deny, marks);
    for (size_t i = 0; i < n; i += 64) {
        for (uint64_t bits = marks[i / 64].doubtful; bits != 0; bits &= bits - 1) {
            const size_t at = i + (size_t)__builtin_ctzll(bits);
            size_t len = n - at;

            if (seam__is_denied(enc->get(enc, p + at, &len), deny))
                return at;
        }
    }
    return n;
}

/* The length of the longest prefix of UTF-8, of any length and for any classes, without a character that is
 * denied. */
static size_t classify(const seam__encoding *enc, const uint8_t *p, size_t n, uint32_t deny)
{
    const uint32_t by_search = searched(enc, deny);

    for (size_t at = 0; at < n;) {
        const size_t len = piece_len(p + at, n - at);
        const size_t end = by_search != 0 ? search(enc, p + at, len, by_search) : len;
        const size_t allowed = look_at_doubtful(enc, p + at, end, deny & ~by_search);

        at += allowed;
        if (allowed < len)
            return at;
    }
    return n;
}

size_t seam__allowed_prefix(const seam__encoding *enc, const uint8_t *p, size_t n, uint32_t deny)
{
    if (seam__deny_is_searched(enc, deny))
        return search(enc, p, n, deny);
    return enc->unit == 1 && enc->longest == 4 ? classify(enc, p, n, deny)
                                               : look_at_each(enc, p, n, deny);
}
