/* The UTF-8 validator, one body for every instruction set; its vector functions come from
 * vec_<isa>.h, which is included first.
 *
 * The classifier of utf8_classifier.inl.h takes any text. Where much text is left, those of
 * utf8_bmp_classifier.inl.h are tried first: they know fewer lead bytes and need fewer steps. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "base/bits.h"
#include "kernel/group.inl.h"
#include "kernel/open_start.h"
#include "kernel/utf8_bmp_classifier.inl.h"
#include "kernel/utf8_classifier.inl.h"
#include "kernel/utf8_consistent.inl.h"

/* The first bytes of a text, which always get the general classifier: a fault that another one
 * meets costs a branch misprediction. */
#define FRONT ((size_t)1536)

/* Texts of at most this many bytes get only the general classifier: FEW_CLEAN where no fault is
 * expected, else FEW. */
#define FEW       ((size_t)2048)
#define FEW_CLEAN ((size_t)1536)

/* The bytes behind a byte that a simpler classifier does not know, which get the general one. */
#define BEHIND ((size_t)8192)

/* The prefix of at most PAIR_BYTES bytes. */
static inline size_t short_prefix(const uint8_t *p, size_t n)
{
    const vec_pair v = vec_load_pair(p, n);

    return !pair_is_ascii(v) ? prefix_of_pair(p, n, v) : n;
}

/* Whether fewer than PAIR_BYTES bytes are well-formed. The zeros behind them make a sequence that is open at the end
 * a fault. */
static inline bool short_valid(const uint8_t *p, size_t n)
{
    const vec_pair v = vec_load_pair(p, n);
    classifier k;
    vec_pair f;

    if (pair_is_ascii(v))
        return true;
    k = classifier_load();
    f = faults_of_pair(&k, v);
    return !vec_any(vec_or(f.first, f.second));
}

/* Validates whole groups that begin before `end`, from *i on, which is VEC_BYTES at least, and
 * moves *i behind them. Returns false at a fault, where *i then is. */
SEAM__TEMPLATE bool groups(const classifier *k, const uint8_t *p, size_t n, size_t end, size_t *i)
{
    while (*i < end && n - *i >= GROUP) {
        const uint8_t *at = p + *i;
        const vec v0 = vec_load(at);
        const vec v1 = vec_load(at + VEC_BYTES);
        const vec v2 = vec_load(at + 2 * VEC_BYTES);
        const vec v3 = vec_load(at + 3 * VEC_BYTES);
        vec_pair first, second;

        if (are_ascii(v0, v1, v2, v3)) {
            if (seam__open_start(p, *i) != *i)
                return false;
            *i = skip_ascii(p, n, *i + GROUP);
            continue;
        }
        prefetch_ahead(at);
        first = faults_of_two(k, at, v0, v1);
        second = faults_of_two(k, at + 2 * VEC_BYTES, v2, v3);
        if (any_of_four(first.first, first.second, second.first, second.second)) {
            *i += first_of_four(first.first, first.second, second.first, second.second);
            return false;
        }
        *i += GROUP;
    }
    return true;
}

/* The prefix of more than PAIR_BYTES bytes whose last ones, fewer than VEC_BYTES, are left. The last vector
 * overlaps bytes that are validated already. */
static inline size_t last_prefix(const classifier *k, const uint8_t *p, size_t n)
{
    const size_t i = n - VEC_BYTES;

    return seam__open_start(p, i + vec_first(faults_at(k, p + i, vec_load(p + i))));
}

/* Whether the bytes from `i` on, which is VEC_BYTES at least, are ASCII. The last vector overlaps bytes before
 * `i`. */
static inline bool rest_is_ascii(const uint8_t *p, size_t n, size_t i)
{
    vec all = vec_load(p + n - VEC_BYTES);

    for (; n - i > VEC_BYTES; i += VEC_BYTES)
        all = vec_or(all, vec_load(p + i));
    return !vec_any_top(all);
}

/* The prefix where less than a group is left behind `i`, which is VEC_BYTES at least. */
static inline size_t rest_prefix(const classifier *k, const uint8_t *p, size_t n, size_t i)
{
    if (rest_is_ascii(p, n, i)) {
        const size_t start = seam__open_start(p, i);

        return start < i ? start : n;
    }
    for (; n - i >= VEC_BYTES; i += VEC_BYTES) {
        const size_t at = vec_first(faults_at(k, p + i, vec_load(p + i)));

        if (at < VEC_BYTES)
            return seam__open_start(p, i + at);
    }
    return i == n ? seam__open_start(p, n) : last_prefix(k, p, n);
}

/* The prefix of a long text. From `front` on the simpler classifiers are tried first. */
SEAM__NOINLINE static size_t long_prefix(const uint8_t *p, size_t n, size_t front)
{
    const classifier k = classifier_load();
    const vec v = vec_load(p);
    size_t i = vec_any_top(v) ? vec_first(faults_first(&k, v)) : VEC_BYTES;
    size_t end = front;

    if (i < VEC_BYTES)
        return seam__open_start(p, i);
    while (groups(&k, p, n, end, &i)) {
        const bmp_end why = n - i < GROUP ? BMP_END : groups_of_bmp(p, n, &i);

        if (why == BMP_END)
            return rest_prefix(&k, p, n, i);
        end = i + (why == BMP_FAULT ? GROUP : BEHIND);
    }
    return seam__open_start(p, i);
}

size_t KERNEL(utf8_prefix)(const uint8_t *p, size_t n)
{
    classifier k;
    size_t i;
    vec v;

    if (n < PAIR_BYTES)
        return short_prefix(p, n);
    if (SEAM__UNLIKELY(n > FEW))
        return long_prefix(p, n, FRONT);
    v = vec_load(p);
    k = classifier_load();
    i = vec_any_top(v) ? vec_first(faults_first(&k, v)) : VEC_BYTES;
    if (i < VEC_BYTES || !groups(&k, p, n, n, &i))
        return seam__open_start(p, i);
    return rest_prefix(&k, p, n, i);
}

/* Of a long text, one group decides which classifier is tried first. */
size_t KERNEL(utf8_prefix_clean)(const uint8_t *p, size_t n)
{
    if (SEAM__UNLIKELY(n > FEW_CLEAN))
        return long_prefix(p, n, GROUP);
    if (SEAM__UNLIKELY(is_odd_length(n)))
        return KERNEL(utf8_prefix)(p, n);
    return consistent(p, n) ? seam__open_start(p, n) : KERNEL(utf8_prefix)(p, n);
}

bool KERNEL(utf8_valid)(const uint8_t *p, size_t n)
{
    if (n < PAIR_BYTES)
        return short_valid(p, n);
    if (SEAM__UNLIKELY(n > FEW_CLEAN))
        return long_prefix(p, n, GROUP) == n;
    if (SEAM__UNLIKELY(is_odd_length(n)))
        return KERNEL(utf8_prefix)(p, n) == n;
    return consistent(p, n) && seam__open_start(p, n) == n;
}

#include "kernel/utf8_copy.inl.h"

/* A consistent chunk may lack bytes of its last sequence alone. */
size_t KERNEL(utf8_text_len)(const uint8_t *p, size_t n)
{
    const uint32_t last = seam__load_le32(p + n - 4);
    const size_t n_tail = seam__open_len(last);

    if (seam__ends_badly(last, n_tail))
        return 0;
    if (SEAM__UNLIKELY(is_odd_length(n)))
        return KERNEL(utf8_valid)(p, n - n_tail) &&
                       seam__may_follow(seam__last_bytes(last, n_tail), n_tail)
                   ? n - n_tail
                   : 0;
    return consistent(p, n) ? n - n_tail : 0;
}

size_t KERNEL(utf8_copy)(const uint8_t *p, size_t n, uint8_t *dst)
{
    size_t len;

    if (n > PAIR_BYTES)
        return copy_blocks(p, n, dst);
    len = short_prefix(p, n);
    copy(dst, p, len);
    return len;
}

size_t KERNEL(utf8_copy_chunk)(const uint8_t carry[4], size_t n_carry, const uint8_t *p, size_t n,
                               uint8_t *dst)
{
    return copy_cut(carry, n_carry, p, n, dst);
}
