#include "seam/mask.h"

#include "base/bits.h"
#include "base/panic.h"
#include "bytes/mask_overlap.h"
#include "kernel/table.h"

/* The most bytes that are unmasked and then validated at a time; they stay in the first-level cache
 * in between. */
#define BLOCK ((size_t)4096)

/* Rotates the key so that its first byte is the one for position `pos`. */
static void turn_key(const uint8_t key[4], uint64_t pos, uint8_t turned[4])
{
    for (unsigned i = 0; i < 4; i++)
        turned[i] = key[(pos + i) % 4];
}

void seam_mask_apply(seam_view src, const uint8_t key[4], uint64_t pos, void *dst)
{
    uint8_t turned[4];

    SEAM_ASSERT(seam__mask_may_write(src, dst));
    if (src.len == 0)
        return;
    turn_key(key, pos, turned);
    seam__kernel_get()->mask_apply(src.data, src.len, turned, dst);
}

/* Unmasks one more block and validates it from the start of the character that the block before has
 * cut short. Behind the first fault, which is certain once more than 3 bytes are not valid, the
 * rest is only unmasked. Returns the number of bytes unmasked. */
static size_t next_block(seam_view src, const uint8_t turned[4], uint8_t *out, size_t done,
                         size_t *good)
{
    const seam__kernel *kernel = seam__kernel_get();
    const bool open = done - *good <= 3;
    const size_t n = open ? seam__min(src.len - done, BLOCK) : src.len - done;

    kernel->mask_apply(src.data + done, n, turned, out + done);
    if (open)
        *good += kernel->utf8_prefix(out + *good, done + n - *good);
    return n;
}

/* ASCII is unmasked and validated in one pass, in pieces of 64 bytes; a block begins with the first
 * piece that has another byte. Both lengths are multiples of four, so that the key need not be
 * rotated again. */
size_t seam_mask_apply_utf8(seam_view src, const uint8_t key[4], uint64_t pos, void *dst)
{
    const seam__kernel *kernel = seam__kernel_get();
    uint8_t *out = dst;
    uint8_t turned[4];
    size_t good = 0;
    size_t done = 0;

    SEAM_ASSERT(seam__mask_may_write(src, dst));
    turn_key(key, pos, turned);
    while (src.len - done > 0) {
        if (good == done) {
            done += kernel->mask_ascii(src.data + done, src.len - done, turned, out + done);
            good = done;
        }
        if (src.len - done > 0)
            done += next_block(src, turned, out, done, &good);
    }
    return good;
}
