/* Validating and copying in one step, one body for every instruction set. utf8_prefix.inl.h or
 * utf8_prefix_avx512.inl.h, whose validator this uses, includes it. */
#ifndef SEAM_KERNEL_UTF8_COPY_INL_H
#define SEAM_KERNEL_UTF8_COPY_INL_H

#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "base/bits.h"
#include "kernel/copy.inl.h"
#include "kernel/cut.h"

/* Copies groups of ASCII, each while it is in registers. Returns the number of bytes. */
static inline size_t copy_ascii(const uint8_t *p, size_t n, uint8_t *dst)
{
    size_t i = 0;

    for (; n - i >= GROUP; i += GROUP) {
        const vec v0 = vec_load(p + i);
        const vec v1 = vec_load(p + i + VEC_BYTES);
        const vec v2 = vec_load(p + i + 2 * VEC_BYTES);
        const vec v3 = vec_load(p + i + 3 * VEC_BYTES);

        if (!are_ascii(v0, v1, v2, v3))
            break;
        vec_store(dst + i, v0);
        vec_store(dst + i + VEC_BYTES, v1);
        vec_store(dst + i + 2 * VEC_BYTES, v2);
        vec_store(dst + i + 3 * VEC_BYTES, v3);
    }
    return i;
}

/* Copies the prefix block by block and returns its length. */
SEAM__NOINLINE static size_t copy_blocks(const uint8_t *p, size_t n, uint8_t *dst)
{
    size_t done = copy_ascii(p, n, dst);
    size_t left, block, len;

    do {
        left = n - done;
        block = seam__min(left, COPY_BLOCK);
        len = KERNEL(utf8_prefix_clean)(p + done, block);
        copy(dst + done, p + done, len);
        done += len;
        /* The last sequence of a block may continue behind it. */
    } while (block < left && block - len <= 3 && len > 0);
    return done;
}

/* Does what utf8_copy_chunk() does by means of utf8_copy(). */
SEAM__TEMPLATE size_t copy_cut(const uint8_t carry[4], size_t n_carry, const uint8_t *p, size_t n,
                               uint8_t *dst)
{
    const uint32_t last = seam__load_le32(p + n - 4);
    const uint32_t joint = seam__joint_bytes(carry, n_carry, seam__load_le32(p));
    const size_t n_first = seam__sequence_len(joint & 0xFF);
    size_t done = n_first - n_carry;
    size_t n_tail;

    if (!seam__may_follow(joint, n_first))
        return 0;
    done += KERNEL(utf8_copy)(p + done, n - done, dst + n_first);
    n_tail = n - done;
    if (n_tail != 0 && (n_tail != seam__open_len(last) ||
                        !seam__may_follow(seam__last_bytes(last, n_tail), n_tail)))
        return 0;
    /* The bytes of `joint` behind the first character are those that have been copied. */
    seam__store_le32(dst, joint);
    return done;
}

#endif
