#include "codec/sequence.h"

size_t seam__sequence_called_for(uint8_t lead)
{
    if (lead < 0xC0 || lead >= 0xF8)
        return 1;
    if (lead < 0xE0)
        return 2;
    return lead < 0xF0 ? 3 : 4;
}

static seam__sequence fault(seam_reason reason, size_t len, size_t n_bytes)
{
    return (seam__sequence){SEAM__SEQUENCE_FAULT, (uint8_t)len, (uint8_t)reason, (uint8_t)n_bytes};
}

/* What a byte is that begins no well-formed sequence; NONE for those that do. */
static seam_reason lead_reason(uint8_t lead)
{
    if (lead < 0x80)
        return SEAM_REASON_NONE;
    if (lead < 0xC0)
        return SEAM_REASON_STRAY;
    if (lead < 0xC2)
        return SEAM_REASON_OVERLONG;
    if (lead < 0xF5)
        return SEAM_REASON_NONE;
    return lead < 0xF8 ? SEAM_REASON_TOO_LARGE : SEAM_REASON_INVALID;
}

/* What a second byte is that Table 3-7 does not allow after `lead`; NONE for those it does. */
static seam_reason second_reason(uint8_t lead, uint8_t second)
{
    if (!seam__is_continuation(second))
        return SEAM_REASON_TRUNCATED;
    if ((lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90))
        return SEAM_REASON_OVERLONG;
    if (lead == 0xED && second > 0x9F)
        return SEAM_REASON_SURROGATE;
    return lead == 0xF4 && second > 0x8F ? SEAM_REASON_TOO_LARGE : SEAM_REASON_NONE;
}

seam__sequence seam__sequence_at(const uint8_t *p, size_t n)
{
    const size_t len = seam__sequence_called_for(p[0]);
    seam_reason reason = lead_reason(p[0]);

    if (reason != SEAM_REASON_NONE)
        return fault(reason, 1, 1);
    for (size_t i = 1; i < len; i++) {
        if (i == n)
            return (seam__sequence){SEAM__SEQUENCE_OPEN, (uint8_t)n, SEAM_REASON_NONE, 0};
        if (i == 1)
            reason = second_reason(p[0], p[1]);
        else if (!seam__is_continuation(p[i]))
            reason = SEAM_REASON_TRUNCATED;
        if (reason != SEAM_REASON_NONE)
            return fault(reason, i, i + 1);
    }
    return (seam__sequence){SEAM__SEQUENCE_WHOLE, (uint8_t)len, SEAM_REASON_NONE, 0};
}
