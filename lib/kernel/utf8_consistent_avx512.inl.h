/* Whether a short text is consistent, for AVX-512: each byte may follow those before it, so that
 * only the last sequence may be open. The place of the first fault is not computed, which saves
 * time with short texts: two or four vectors cover them, or groups of which the last ends where the
 * text ends and overlaps the one before. There are few cases of length, because a CPU predicts
 * branches on lengths badly.
 *
 * utf8_prefix_avx512.inl.h, which includes this file, has the classifier and the groups. */
#ifndef SEAM_KERNEL_UTF8_CONSISTENT_AVX512_INL_H
#define SEAM_KERNEL_UTF8_CONSISTENT_AVX512_INL_H

/* The bytes 16 places before p + i, zeros where they would lie before p. A vector is at p. */
static inline vec load_back_16(const uint8_t *p, size_t i)
{
    if (i >= 16)
        return vec_load(p + i - 16);
    return _mm512_maskz_expand_epi8(UINT64_MAX << (16 - i), vec_load(p));
}

/* The faults of a vector that zeros precede. */
static inline vec faults_first(const classifier *k, vec v)
{
    const vec zeros = vec_splat(0);

    return faults(k, zeros, v, _mm512_alignr_epi32(v, zeros, 12));
}

/* A mask of the faults of at most VEC_BYTES bytes and of the zeros behind them. There is no test
 * for ASCII: for so few bytes its misprediction costs more than the classification. */
static inline uint64_t faults_of_1(const uint8_t *p, size_t n)
{
    const classifier k = classifier_load();

    return vec_movemask(faults_first(&k, vec_load_partial(p, n)));
}

/* Whether at most VEC_BYTES bytes are well-formed. Behind fewer bytes the zeros make an open
 * sequence a fault; in a full vector the last bytes are compared with LAST. */
static inline bool is_valid_1(const uint8_t *p, size_t n)
{
    const classifier k = classifier_load();
    const vec v = vec_load_partial(p, n);
    const uint64_t open = _mm512_cmpgt_epu8_mask(v, vec_load(classifier_rows[LAST]));

    return (vec_movemask(faults_first(&k, v)) | open) == 0;
}

/* For VEC_BYTES to 2 * VEC_BYTES bytes. */
static inline bool consistent_2(const uint8_t *p, size_t n)
{
    const size_t last = n - VEC_BYTES;
    const vec v0 = vec_load(p);
    const vec v1 = vec_load(p + last);
    classifier k;

    if (vec_movemask(_mm512_or_si512(v0, v1)) == 0)
        return true;
    k = classifier_load();
    return vec_movemask(faults(&k, faults_first(&k, v0), v1, load_back_16(p, last))) == 0;
}

/* For 2 * VEC_BYTES to 4 * VEC_BYTES bytes. */
static inline bool consistent_4(const uint8_t *p, size_t n)
{
    const size_t third = n - 2 * VEC_BYTES;
    const vec v0 = vec_load(p);
    const vec v1 = vec_load(p + VEC_BYTES);
    const vec v2 = vec_load(p + third);
    const vec v3 = vec_load(p + third + VEC_BYTES);
    classifier k;
    vec f;

    if (are_ascii(v0, v1, v2, v3))
        return true;
    k = classifier_load();
    f = faults_first(&k, v0);
    f = faults_at(&k, f, p + VEC_BYTES, v1);
    f = faults(&k, f, v2, load_back_16(p, third));
    f = faults_at(&k, f, p + third + VEC_BYTES, v3);
    return vec_movemask(f) == 0;
}

static inline bool group_is_consistent(const classifier *k, const uint8_t *p, size_t i)
{
    const uint8_t *at = p + i;
    const vec v0 = vec_load(at);
    const vec v1 = vec_load(at + VEC_BYTES);
    const vec v2 = vec_load(at + 2 * VEC_BYTES);
    const vec v3 = vec_load(at + 3 * VEC_BYTES);
    vec f;

    if (are_ascii(v0, v1, v2, v3))
        return seam__open_start(p, i) == i;
    f = faults(k, vec_splat(0), v0, load_back_16(p, i));
    f = faults_at(k, f, at + VEC_BYTES, v1);
    f = faults_at(k, f, at + 2 * VEC_BYTES, v2);
    f = faults_at(k, f, at + 3 * VEC_BYTES, v3);
    return vec_movemask(f) == 0;
}

/* Whether the two vectors at `at`, at least 16 bytes into the text, are consistent. */
static inline bool pair_is_consistent(const classifier *k, const uint8_t *at)
{
    const vec f = faults_at(k, vec_splat(0), at, vec_load(at));

    return vec_movemask(faults_at(k, f, at + VEC_BYTES, vec_load(at + VEC_BYTES))) == 0;
}

/* For GROUP bytes and more. */
SEAM__NOINLINE static bool consistent_groups(const uint8_t *p, size_t n)
{
    const size_t last = n - GROUP;
    size_t i = 0;
    classifier k;

    while (i < last && group_is_ascii(p + i))
        i += GROUP;
    if (i >= last && group_is_ascii(p + last))
        return true;
    k = classifier_load();
    for (; i < last; i += GROUP) {
        if (!group_is_consistent(&k, p, i))
            return false;
    }
    if (n - i <= 2 * VEC_BYTES)
        return pair_is_consistent(&k, p + n - 2 * VEC_BYTES);
    return group_is_consistent(&k, p, last);
}

/* For VEC_BYTES to GROUP bytes. */
static inline bool consistent_few(const uint8_t *p, size_t n)
{
    return n <= 2 * VEC_BYTES ? consistent_2(p, n) : consistent_4(p, n);
}

static inline bool consistent(const uint8_t *p, size_t n)
{
    if (n <= VEC_BYTES)
        return (faults_of_1(p, n) & vec_tail_mask(n)) == 0;
    return n <= GROUP ? consistent_few(p, n) : consistent_groups(p, n);
}

#endif
