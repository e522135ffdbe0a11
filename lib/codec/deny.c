#include "codec/deny.h"

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

size_t seam__allowed_prefix(const seam__encoding *enc, const uint8_t *p, size_t n, uint32_t deny)
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
