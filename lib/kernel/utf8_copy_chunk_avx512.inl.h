/* Copying the text of a short chunk, for AVX-512: the carry, and the chunk without the open sequence at its end. All of
 * it is classified at once, the carry as the bytes in front of the first vector, so that nothing depends on where the
 * chunk was cut but the masks of stores.
 *
 * utf8_prefix_avx512.inl.h, which includes this file, has the classifier. */
#ifndef SEAM_KERNEL_UTF8_COPY_CHUNK_AVX512_INL_H
#define SEAM_KERNEL_UTF8_COPY_CHUNK_AVX512_INL_H

typedef struct chunk {
    const uint8_t *p;
    size_t n, len; /* its bytes, and how many of them are text */
    uint32_t carry;
    size_t n_carry;
} chunk;

/* The low bits for those of `n` bytes, at most `at` + 255, that lie in a vector from `at` on. */
static inline uint64_t mask_from(size_t n, size_t at)
{
    return vec_tail_mask((size_t)seam__less(n, at));
}

/* Loads what of the chunk lies in a vector from `at` on, with zeros behind it. */
static inline vec load_from(const chunk *c, size_t at)
{
    return _mm512_maskz_loadu_epi8(mask_from(c->n, at), (const void *)((uintptr_t)c->p + at));
}

/* Stores what of the text lies in a vector from `at` on. */
static inline void store_from(uint8_t *dst, const chunk *c, size_t at, vec v)
{
    void *to = (void *)((uintptr_t)dst + c->n_carry + at);

    _mm512_mask_storeu_epi8(to, mask_from(c->len, at), v);
}

/* Stores the carry. What is stored behind it is overwritten by the first bytes of the text, of which there are more. */
static inline void store_carry(uint8_t *dst, const chunk *c)
{
    seam__store_le32(dst, c->carry);
}

/* The faults of the first vector of a chunk, which the carry precedes. */
static inline vec faults_behind_carry(const classifier *k, const chunk *c, vec v)
{
    const uint64_t last = (uint64_t)c->carry << (32 - 8 * c->n_carry);

    return faults(k, vec_splat(0), v, _mm512_alignr_epi32(v, vec32_splat((uint32_t)last), 12));
}

/* For SEAM__CUT_MIN to VEC_BYTES bytes. There is no test for ASCII: for so few bytes its misprediction costs more than
 * the classification. */
static inline bool copy_chunk_1(const chunk *c, uint8_t *dst)
{
    const classifier k = classifier_load();
    const vec v = load_from(c, 0);

    if ((vec_movemask(faults_behind_carry(&k, c, v)) & mask_from(c->n, 0)) != 0)
        return false;
    store_carry(dst, c);
    store_from(dst, c, 0, v);
    return true;
}

/* For VEC_BYTES + 4 to 2 * VEC_BYTES bytes. */
static inline bool copy_chunk_2(const chunk *c, uint8_t *dst)
{
    const classifier k = classifier_load();
    const vec v0 = vec_load(c->p);
    const vec v1 = load_from(c, VEC_BYTES);
    const vec f0 = faults_behind_carry(&k, c, v0);
    const vec f1 = faults_behind(&k, v0, v1);

    if ((vec_movemask(f0) | (vec_movemask(f1) & mask_from(c->n, VEC_BYTES))) != 0)
        return false;
    store_carry(dst, c);
    vec_store(dst + c->n_carry, v0);
    store_from(dst, c, VEC_BYTES, v1);
    return true;
}

/* For 2 * VEC_BYTES + 4 to 4 * VEC_BYTES bytes. */
static inline bool copy_chunk_4(const chunk *c, uint8_t *dst)
{
    const vec v0 = vec_load(c->p);
    const vec v1 = vec_load(c->p + VEC_BYTES);
    const vec v2 = load_from(c, 2 * VEC_BYTES);
    const vec v3 = load_from(c, 3 * VEC_BYTES);
    const classifier k = classifier_load();
    const vec f0 = faults_behind_carry(&k, c, v0);
    const vec f1 = faults_at(&k, f0, c->p + VEC_BYTES, v1);
    const vec f2 = faults_behind(&k, v1, v2);
    const vec f3 = faults_behind(&k, v2, v3);

    if ((vec_movemask(f1) | (vec_movemask(f2) & mask_from(c->n, 2 * VEC_BYTES)) |
         (vec_movemask(f3) & mask_from(c->n, 3 * VEC_BYTES))) != 0)
        return false;
    store_carry(dst, c);
    vec_store(dst + c->n_carry, v0);
    vec_store(dst + c->n_carry + VEC_BYTES, v1);
    store_from(dst, c, 2 * VEC_BYTES, v2);
    store_from(dst, c, 3 * VEC_BYTES, v3);
    return true;
}

size_t KERNEL(utf8_copy_chunk)(const uint8_t carry[4], size_t n_carry, const uint8_t *p, size_t n,
                               uint8_t *dst)
{
    const uint32_t last = seam__load_le32(p + n - 4);
    const size_t n_tail = seam__open_len(last);
    const chunk c = {p, n, n - n_tail, seam__load_le32(carry), n_carry};
    bool good;

    if (seam__ends_badly(last, n_tail))
        return 0;
    if (n <= VEC_BYTES)
        good = copy_chunk_1(&c, dst);
    else if (n - (VEC_BYTES + 4) <= VEC_BYTES - 4)
        good = copy_chunk_2(&c, dst);
    else if (n >= 2 * VEC_BYTES + 4)
        good = copy_chunk_4(&c, dst);
    else
        return copy_cut(carry, n_carry, p, n, dst);
    return good ? c.len : 0;
}

#endif
