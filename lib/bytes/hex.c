#include "seam/hex.h"

#include "base/bits.h"
#include "base/panic.h"
#include "bytes/window.h"
#include "kernel/hex_value.h"
#include "kernel/table.h"

static const uint8_t lower_digits[] = "0123456789abcdef";
static const uint8_t upper_digits[] = "0123456789ABCDEF";

size_t seam_hex_encoded_len(size_t len)
{
    return len <= SIZE_MAX / 2 ? 2 * len : 0;
}

seam_status seam_hex_encode(seam_view *in, uint32_t flags, void *dst, size_t cap, size_t *n)
{
    const size_t len = seam__min(in->len, cap / 2);

    SEAM_ASSERT(!seam__overlap(in->data, in->len, dst, cap));
    *n = 0;
    if ((flags & ~(uint32_t)SEAM_HEX_UPPER) != 0)
        return SEAM_EINVAL;
    seam__kernel_get()->hex_encode(in->data, len, flags != 0 ? upper_digits : lower_digits, dst);
    seam__window_move(in, len);
    *n = 2 * len;
    return in->len == 0 ? SEAM_OK : SEAM_FULL;
}

/* Why the kernel has stopped before the end of the input. */
static seam_status classify_pair(seam_view *in, uint32_t flags)
{
    if (seam__hex_value(in->data[0]) > 15)
        return SEAM_EILSEQ;
    if (in->len < 2)
        return (flags & SEAM_HEX_FINAL) != 0 ? SEAM_ETRUNC : SEAM_MORE;
    if (seam__hex_value(in->data[1]) <= 15)
        return SEAM_FULL;
    seam__window_move(in, 1);
    return SEAM_EILSEQ;
}

seam_status seam_hex_decode(seam_view *in, uint32_t flags, void *dst, size_t cap, size_t *n)
{
    const size_t n_pairs = seam__min(in->len / 2, cap);

    SEAM_ASSERT(!seam__overlap(in->data, in->len, dst, cap));
    *n = 0;
    if ((flags & ~(uint32_t)SEAM_HEX_FINAL) != 0)
        return SEAM_EINVAL;
    if (n_pairs > 0) {
        *n = seam__kernel_get()->hex_decode(in->data, n_pairs, dst);
        seam__window_move(in, 2 * *n);
    }
    return in->len == 0 ? SEAM_OK : classify_pair(in, flags);
}
