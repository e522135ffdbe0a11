#include "codec/utf16_sequence.h"

#include "kernel/units.h"

static seam__sequence whole(size_t len)
{
    return (seam__sequence){SEAM__SEQUENCE_WHOLE, (uint8_t)len, SEAM_REASON_NONE, 0};
}

static seam__sequence fault(seam_reason reason, size_t len, size_t n_bytes)
{
    return (seam__sequence){SEAM__SEQUENCE_FAULT, (uint8_t)len, (uint8_t)reason, (uint8_t)n_bytes};
}

/* All `n` bytes are open. When no byte follows they are one fault, also where they are a surrogate
 * and half a code unit. */
static seam__sequence open(size_t n)
{
    const seam_reason reason = n % 2 == 0 ? SEAM_REASON_LONE_SURROGATE : SEAM_REASON_ODD_TAIL;

    return (seam__sequence){SEAM__SEQUENCE_OPEN, (uint8_t)n, (uint8_t)reason, (uint8_t)n};
}

seam__sequence seam__utf16_at(const uint8_t *p, size_t n, bool big)
{
    uint32_t unit;

    if (n < 2)
        return open(n);
    unit = seam__unit16_load(p, big);
    if (!seam__is_surrogate(unit))
        return whole(2);
    if (!seam__is_lead_surrogate(unit))
        return fault(SEAM_REASON_LONE_SURROGATE, 2, 2);
    if (n < 4)
        return open(n);
    if (seam__is_trail_surrogate(seam__unit16_load(p + 2, big)))
        return whole(4);
    return fault(SEAM_REASON_LONE_SURROGATE, 2, 4);
}

seam__sequence seam__utf32_at(const uint8_t *p, size_t n, bool big)
{
    uint32_t unit;

    if (n < 4) {
        return (seam__sequence){SEAM__SEQUENCE_OPEN, (uint8_t)n, SEAM_REASON_ODD_TAIL, (uint8_t)n};
    }
    unit = seam__unit32_load(p, big);
    if (seam__is_surrogate(unit))
        return fault(SEAM_REASON_SURROGATE, 4, 4);
    return unit > 0x10FFFF ? fault(SEAM_REASON_TOO_LARGE, 4, 4) : whole(4);
}
