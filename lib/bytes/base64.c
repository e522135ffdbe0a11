#include "seam/base64.h"

#include "base/bits.h"
#include "base/panic.h"
#include "bytes/window.h"
#include "kernel/table.h"

#define ENCODE_FLAGS ((uint32_t)SEAM_BASE64_URL | SEAM_BASE64_NO_PADDING | SEAM_BASE64_FINAL)

/* The number of digits of the last group, which has `rest` bytes, 0 to 2; padding included. */
static size_t last_len(size_t rest, uint32_t flags)
{
    if (rest == 0)
        return 0;
    return (flags & SEAM_BASE64_NO_PADDING) != 0 ? rest + 1 : 4;
}

size_t seam_base64_encoded_len(size_t len, uint32_t flags)
{
    const size_t last = last_len(len % 3, flags);

    return len / 3 <= (SIZE_MAX - last) / 4 ? len / 3 * 4 + last : 0;
}

size_t seam_base64_decoded_bound(size_t len)
{
    return len / 4 * 3 + len % 4 * 3 / 4;
}

static seam__base64_alphabet alphabet_of(uint32_t flags)
{
    return (flags & SEAM_BASE64_URL) != 0 ? SEAM__BASE64_URL : SEAM__BASE64_STANDARD;
}

/* Encodes as many whole groups as there are and as fit. The last group of a text that ends is never among them:
 * its caller has found that not all of the text fits, and then the last group does not. */
static seam_status encode_some(seam_view *in, uint32_t flags, uint8_t *dst, size_t cap, size_t *n)
{
    const size_t n_groups = seam__min(in->len / 3, cap / 4);

    if (n_groups > 0) {
        seam__kernel_get()->base64_encode(in->data, n_groups, alphabet_of(flags), dst);
        seam__window_move(in, 3 * n_groups);
        *n = 4 * n_groups;
    }
    if (in->len == 0)
        return SEAM_OK;
    return in->len >= 3 || (flags & SEAM_BASE64_FINAL) != 0 ? SEAM_FULL : SEAM_MORE;
}

seam_status seam_base64_encode(seam_view *in, uint32_t flags, void *dst, size_t cap, size_t *n)
{
    const bool final = (flags & SEAM_BASE64_FINAL) != 0;
    const size_t len = final ? seam_base64_encoded_len(in->len, flags) : 0;

    SEAM_ASSERT(!seam__overlap(in->data, in->len, dst, cap));
    *n = 0;
    if ((flags & ~ENCODE_FLAGS) != 0)
        return SEAM_EINVAL;
    /* 0 also stands for a length that exceeds a size_t. */
    if (len == 0 || len > cap)
        return encode_some(in, flags, dst, cap, n);
    seam__kernel_get()->base64_encode_all(in->data, in->len, alphabet_of(flags), len, dst);
    seam__window_move(in, in->len);
    *n = len;
    return SEAM_OK;
}
