#include "codec/encodings.h"

#include "kernel/table.h"
#include "kernel/units.h"

/* ---- UTF-8 */

#define FFFD_1    0xEF, 0xBF, 0xBD
#define FFFD_4    FFFD_1, FFFD_1, FFFD_1, FFFD_1
#define FFFD_16   FFFD_4, FFFD_4, FFFD_4, FFFD_4
#define FFFD_64   FFFD_16, FFFD_16, FFFD_16, FFFD_16
#define FFFD_256  FFFD_64, FFFD_64, FFFD_64, FFFD_64
#define FFFD_1024 FFFD_256, FFFD_256, FFFD_256, FFFD_256
const uint8_t seam__utf8_replacements[SEAM__RUN_MAX * SEAM__REPLACEMENT_LEN] = {FFFD_1024};

static size_t utf8_prefix(const seam__encoding *self, const uint8_t *p, size_t n, unsigned where)
{
    (void)self;
    (void)where;
    return seam__kernel_get()->utf8_prefix(p, n);
}

static seam__sequence utf8_at(const seam__encoding *self, const uint8_t *p, size_t n,
                              unsigned where)
{
    (void)self;
    (void)where;
    return seam__sequence_at(p, n);
}

static uint32_t utf8_get(const seam__encoding *self, const uint8_t *p, size_t *len)
{
    (void)self;
    if (p[0] < 0x80) {
        *len = 1;
        return p[0];
    }
    if (p[0] < 0xE0) {
        *len = 2;
        return (uint32_t)(p[0] & 0x1F) << 6 | (p[1] & 0x3F);
    }
    if (p[0] < 0xF0) {
        *len = 3;
        return (uint32_t)(p[0] & 0x0F) << 12 | (uint32_t)(p[1] & 0x3F) << 6 | (p[2] & 0x3F);
    }
    *len = 4;
    return (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3F) << 12 |
           (uint32_t)(p[2] & 0x3F) << 6 | (p[3] & 0x3F);
}

static size_t utf8_put(const seam__encoding *self, uint32_t c, uint8_t *out)
{
    if (c < 0x80) {
        out[0] = (uint8_t)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (uint8_t)(0xC0 | c >> 6);
        out[1] = (uint8_t)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        if (seam__is_surrogate(c) && !self->has_surrogate)
            return 0;
        out[0] = (uint8_t)(0xE0 | c >> 12);
        out[1] = (uint8_t)(0x80 | (c >> 6 & 0x3F));
        out[2] = (uint8_t)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (uint8_t)(0xF0 | c >> 18);
    out[1] = (uint8_t)(0x80 | (c >> 12 & 0x3F));
    out[2] = (uint8_t)(0x80 | (c >> 6 & 0x3F));
    out[3] = (uint8_t)(0x80 | (c & 0x3F));
    return 4;
}

/* What the entries of UTF-8 and WTF-8 have in common. */
#define UTF8_FORM                                                                     \
    .unit = 1, .longest = 4, .n_bom = 3, .bom = {0xEF, 0xBB, 0xBF}, .is_ascii = true, \
    .n_replacement = SEAM__REPLACEMENT_LEN, .run = SEAM__RUN_MAX,                     \
    .replacements = seam__utf8_replacements, .get = utf8_get, .put = utf8_put

static const seam__encoding utf8 = {
    UTF8_FORM,
    .prefix = utf8_prefix,
    .at = utf8_at,
    .lazy_tail = seam__sequence_lazy_tail,
};

/* ---- WTF-8
 *
 * A lone surrogate is a character of three bytes, ED A0..BF 80..BF. A lead surrogate and a trail
 * surrogate behind it would be one character of four bytes, so the trail surrogate is a fault. */

static bool is_lead_before(const uint8_t *p, size_t at, unsigned where)
{
    if (at == 0)
        return (where & SEAM__AFTER_LEAD) != 0;
    return at >= 3 && p[at - 3] == 0xED && p[at - 2] >= 0xA0 && p[at - 2] < 0xB0;
}

static seam__sequence wtf8_at(const seam__encoding *self, const uint8_t *p, size_t n,
                              unsigned where)
{
    (void)self;
    if (p[0] != 0xED || n < 2 || p[1] < 0xA0 || p[1] > 0xBF)
        return seam__sequence_at(p, n);
    if (n < 3)
        return (seam__sequence){SEAM__SEQUENCE_OPEN, 2, SEAM_REASON_TRUNCATED, 2};
    if (!seam__is_continuation(p[2]))
        return (seam__sequence){SEAM__SEQUENCE_FAULT, 2, SEAM_REASON_TRUNCATED, 3};
    if (p[1] >= 0xB0 && (where & SEAM__AFTER_LEAD) != 0)
        return (seam__sequence){SEAM__SEQUENCE_FAULT, 3, SEAM_REASON_SURROGATE, 3};
    return (seam__sequence){SEAM__SEQUENCE_WHOLE, 3, SEAM_REASON_NONE, 0};
}

static size_t wtf8_prefix(const seam__encoding *self, const uint8_t *p, size_t n, unsigned where)
{
    size_t at = 0;

    for (;;) {
        unsigned here;

        at += seam__kernel_get()->utf8_prefix(p + at, n - at);
        if (at == n || p[at] != 0xED)
            return at;
        here = is_lead_before(p, at, where) ? SEAM__AFTER_LEAD : 0;
        if (wtf8_at(self, p + at, n - at, here).kind != SEAM__SEQUENCE_WHOLE)
            return at;
        at += 3;
    }
}

static const seam__encoding wtf8 = {
    UTF8_FORM,
    .has_surrogate = true,
    .prefix = wtf8_prefix,
    .at = wtf8_at,
};

/* ---- the table */

static const seam__encoding *const encodings[] = {
    [SEAM_UTF8] = &utf8,
    [SEAM_UTF16LE] = &seam__utf16le,
    [SEAM_UTF16BE] = &seam__utf16be,
    [SEAM_UTF32LE] = &seam__utf32le,
    [SEAM_UTF32BE] = &seam__utf32be,
    [SEAM_LATIN1] = &seam__latin1,
    [SEAM_WINDOWS_1252] = &seam__single_byte_encodings[0],
    [SEAM_ASCII] = &seam__ascii,
    [SEAM_ASCII_MASKED] = &seam__ascii_masked,
    [SEAM_WTF8] = &wtf8,
};

const seam__encoding *seam__encoding_of(unsigned encoding)
{
    if (encoding < sizeof(encodings) / sizeof(encodings[0]))
        return encodings[encoding];
    if (encoding >= SEAM_IBM866 && encoding <= SEAM_X_MAC_CYRILLIC)
        return &seam__single_byte_encodings[1 + encoding - SEAM_IBM866];
    return NULL;
}

const seam__encoding *seam__encoding_with(unsigned encoding, bool surrogates)
{
    if (surrogates && encoding == SEAM_UTF16LE)
        return &seam__wtf16le;
    if (surrogates && encoding == SEAM_UTF16BE)
        return &seam__wtf16be;
    return seam__encoding_of(encoding);
}
