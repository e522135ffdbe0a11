/* Validating a text and copying it while its vectors are in registers, for AVX-512.
 *
 * utf8_prefix_avx512.inl.h, which includes this file, has the classifier. */
#ifndef SEAM_KERNEL_UTF8_COPY_FUSED_AVX512_INL_H
#define SEAM_KERNEL_UTF8_COPY_FUSED_AVX512_INL_H

/* The longest text that is copied so. In a longer one the simpler classifier, which is not used here, gains more. */
#define FUSED ((size_t)2048)

/* What has been copied. The last vector before `i` is stored once the bytes behind it have been validated, because its
 * last sequence may turn out to be open. */
typedef struct fused {
    vec last; /* the bytes [i - VEC_BYTES, i) */
    size_t i; /* the bytes before it are validated, and stored but for `last` */
} fused;

/* The faults of a vector that `before` precedes. */
static inline vec faults_behind(const classifier *k, vec before, vec v)
{
    return faults(k, vec_splat(0), v, _mm512_alignr_epi32(v, before, 12));
}

/* Goes on with a group. Returns its length, or where in it the first fault is. */
SEAM__TEMPLATE size_t fuse_group(const classifier *k, fused *f, const uint8_t *p, uint8_t *dst)
{
    const uint8_t *at = p + f->i;
    uint8_t *to = dst + f->i;
    const vec v0 = vec_load(at);
    const vec v1 = vec_load(at + VEC_BYTES);
    const vec v2 = vec_load(at + 2 * VEC_BYTES);
    const vec v3 = vec_load(at + 3 * VEC_BYTES);

    if (are_ascii(v0, v1, v2, v3)) {
        if (seam__open_start(p, f->i) != f->i)
            return 0;
    } else {
        const vec f0 = faults_behind(k, f->last, v0);
        const vec f1 = faults_at(k, f0, at + VEC_BYTES, v1);
        const vec f2 = faults_at(k, f1, at + 2 * VEC_BYTES, v2);
        const vec f3 = faults_at(k, f2, at + 3 * VEC_BYTES, v3);

        if (vec_movemask(f3) != 0)
            return first_of_four(f0, f1, f2, f3);
    }
    if (f->i > 0)
        vec_store(to - VEC_BYTES, f->last);
    vec_store(to, v0);
    vec_store(to + VEC_BYTES, v1);
    vec_store(to + 2 * VEC_BYTES, v2);
    f->last = v3;
    return GROUP;
}

/* Copies what lies behind the groups; returns the length of the prefix, or of what is good before a fault. */
SEAM__TEMPLATE size_t fuse_rest(const classifier *k, fused *f, const uint8_t *p, size_t n,
                                uint8_t *dst)
{
    /* The prefix, where there is no fault. */
    const size_t end = seam__open_start(p, n);

    for (; f->i < n; f->i += VEC_BYTES) {
        const size_t here = seam__min(n - f->i, VEC_BYTES);
        const vec v = vec_load_partial(p + f->i, here);
        const uint64_t bad = vec_movemask(faults_behind(k, f->last, v)) & vec_tail_mask(here);

        if (bad != 0)
            return seam__open_start(p, f->i + vec_first_bit(bad));
        vec_store_partial(dst + f->i - VEC_BYTES, seam__min(end + VEC_BYTES - f->i, VEC_BYTES),
                          f->last);
        f->last = v;
    }
    return end;
}

/* Copies the prefix of a text of GROUP bytes or more that is ASCII up to `i`, where a group ends. So far it is copied
 * already. */
SEAM__NOINLINE static size_t fuse_from(const uint8_t *p, size_t n, size_t i, uint8_t *dst)
{
    const classifier k = classifier_load();
    fused f = {i > 0 ? vec_load(p + i - VEC_BYTES) : vec_splat(0), i};
    size_t good = GROUP;
    size_t end, done;

    for (; n - f.i >= GROUP; f.i += GROUP) {
        good = fuse_group(&k, &f, p, dst);
        if (good < GROUP)
            break;
    }
    end = good < GROUP ? seam__open_start(p, f.i + good) : fuse_rest(&k, &f, p, n, dst);
    done = f.i > 0 ? f.i - VEC_BYTES : 0;
    if (end > done)
        copy(dst + done, p + done, end - done);
    return end;
}

/* Copies the prefix of GROUP bytes or more. */
SEAM__NOINLINE static size_t copy_fused(const uint8_t *p, size_t n, uint8_t *dst)
{
    const size_t i = copy_ascii(p, n, dst);

    if (n - i >= GROUP || (i < n && !rest_is_ascii(p, n, i)))
        return fuse_from(p, n, i, dst);
    copy(dst + i, p + i, n - i);
    return n;
}

#endif
