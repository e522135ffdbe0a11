#include "seam/mask.h"

#include "base/bits.h"
#include "kernel/table.h"

/* Bytes that are unmasked and then validated at a time: they stay in the nearest cache in between. */
#define BLOCK ((size_t)4096)

/* The key as the byte at `pos` meets it. */
static void turn_key(const uint8_t key[4], uint64_t pos, uint8_t turned[4])
{
    for (unsigned i = 0; i < 4; i++)
        turned[i] = key[(pos + i) % 4];
}

void seam_mask_apply(seam_view src, const uint8_t key[4], uint64_t pos, void *dst)
{
    uint8_t turned[4];

    if (src.len == 0)
        return;
    turn_key(key, pos, turned);
    seam__kernel_get()->mask_apply(src.data, src.len, turned, dst);
}

/* A block is judged from the start of the character that the one before it cut short. At the first
 * fault the rest is only unmasked. */
size_t seam_mask_apply_utf8(seam_view src, const uint8_t key[4], uint64_t pos, void *dst)
{
    const seam__kernel *kernel = seam__kernel_get();
    uint8_t *out = dst;
    uint8_t turned[4];
    size_t good = 0;
    size_t done = 0;

    turn_key(key, pos, turned);
    while (src.len - done > 0) {
        const size_t n = done - good <= 3 ? seam__min(src.len - done, BLOCK) : src.len - done;

        kernel->mask_apply(src.data + done, n, turned, out + done);
        if (done - good <= 3)
            good += kernel->utf8_prefix(out + good, done + n - good);
        done += n;
    }
    return good;
}
