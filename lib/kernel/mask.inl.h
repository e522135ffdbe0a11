/* The XOR mask, one body for every instruction set; its vector functions come from vec_<isa>.h,
 * which is included first. */
#include <stddef.h>
#include <stdint.h>

#include "kernel/group.inl.h"
#include "kernel/scalar.h"

static inline void mask_vec(uint8_t *dst, const uint8_t *p, vec key)
{
    vec_store(dst, vec_xor(vec_load(p), key));
}

void KERNEL(mask_apply)(const uint8_t *p, size_t n, const uint8_t key[4], uint8_t *dst)
{
    const vec k = vec_broadcast_4(key);
    size_t i = 0;

    for (; n - i >= GROUP; i += GROUP) {
        mask_vec(dst + i, p + i, k);
        mask_vec(dst + i + VEC_BYTES, p + i + VEC_BYTES, k);
        mask_vec(dst + i + 2 * VEC_BYTES, p + i + 2 * VEC_BYTES, k);
        mask_vec(dst + i + 3 * VEC_BYTES, p + i + 3 * VEC_BYTES, k);
    }
    for (; n - i >= VEC_BYTES; i += VEC_BYTES)
        mask_vec(dst + i, p + i, k);
    seam__scalar_mask_apply(p + i, n - i, key, dst + i);
}

/* A piece is stored only once it is known to be ASCII; until then it stays in registers. */
size_t KERNEL(mask_ascii)(const uint8_t *p, size_t n, const uint8_t key[4], uint8_t *dst)
{
    const size_t n_vecs = 64 / VEC_BYTES;
    const vec k = vec_broadcast_4(key);
    vec v[64 / VEC_BYTES];
    size_t i = 0;

    for (; n - i >= 64; i += 64) {
        vec all = vec_splat(0);

        for (size_t j = 0; j < n_vecs; j++) {
            v[j] = vec_xor(vec_load(p + i + j * VEC_BYTES), k);
            all = vec_or(all, v[j]);
        }
        if (vec_any_top(all))
            break;
        for (size_t j = 0; j < n_vecs; j++)
            vec_store(dst + i + j * VEC_BYTES, v[j]);
    }
    return i;
}
