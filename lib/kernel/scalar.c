/* The scalar bodies of the UTF-8 operations. ASCII is read a word of eight bytes at a time, other
 * text sequence by sequence. */
#include "kernel/scalar.h"

#include <string.h>

#include "base/bits.h"
#include "kernel/cut.h"
#include "kernel/table.h"
#include "kernel/whole_sequence.h"
#include "kernel/words.h"

static bool usable(void)
{
    return true;
}

/* The position of the first byte from `i` on that is not ASCII; n when there is none. */
static size_t skip_ascii(const uint8_t *p, size_t n, size_t i)
{
    while (n - i >= 32) {
        uint64_t any = seam__load64(p + i) | seam__load64(p + i + 8) | seam__load64(p + i + 16) |
                       seam__load64(p + i + 24);

        if ((any & HIGH_BITS) != 0)
            break;
        i += 32;
    }
    while (n - i >= 8 && (seam__load64(p + i) & HIGH_BITS) == 0)
        i += 8;
    while (i < n && p[i] < 0x80)
        i++;
    return i;
}

size_t seam__scalar_utf8_prefix(const uint8_t *p, size_t n)
{
    size_t i = 0;

    for (;;) {
        i = skip_ascii(p, n, i);
        while (i < n && p[i] >= 0x80) {
            size_t len = seam__whole_sequence(p + i, n - i);

            if (len == 0)
                return i;
            i += len;
        }
        if (i == n)
            return n;
    }
}

size_t seam__scalar_utf8_prefix_clean(const uint8_t *p, size_t n)
{
    return seam__scalar_utf8_prefix(p, n);
}

size_t seam__scalar_utf8_copy(const uint8_t *p, size_t n, uint8_t *dst)
{
    const size_t len = seam__scalar_utf8_prefix(p, n);

    if (len > 0)
        memcpy(dst, p, len);
    return len;
}

size_t seam__scalar_utf8_text_len(const uint8_t *p, size_t n)
{
    const uint32_t last = seam__load_le32(p + n - 4);
    const size_t n_tail = seam__open_len(last);

    if (!seam__may_follow(seam__last_bytes(last, n_tail), n_tail) ||
        !seam__scalar_utf8_valid(p, n - n_tail))
        return 0;
    return n - n_tail;
}

size_t seam__scalar_utf8_copy_chunk(const uint8_t carry[4], size_t n_carry, const uint8_t *p,
                                    size_t n, uint8_t *dst)
{
    const uint32_t joint = seam__joint_bytes(carry, n_carry, seam__load_le32(p));
    const size_t n_first = seam__sequence_len(joint & 0xFF);
    const size_t n_head = n_first - n_carry;
    size_t len;

    if (!seam__may_follow(joint, n_first))
        return 0;
    len = seam__scalar_utf8_text_len(p + n_head, n - n_head);
    if (len == 0)
        return 0;
    memcpy(dst + n_first, p + n_head, len);
    /* The bytes of `joint` behind the first character are those that have been copied. */
    seam__store_le32(dst, joint);
    return n_head + len;
}

bool seam__scalar_utf8_valid(const uint8_t *p, size_t n)
{
    return seam__scalar_utf8_prefix(p, n) == n;
}

/* The length of the maximal subpart at p, where no well-formed sequence begins; 0 where the end
 * cuts the sequence short. */
static size_t fault_len(const uint8_t *p, size_t n)
{
    size_t len = seam__min(n, 3);

    while (len > 1 && !seam__is_open_sequence(p, len))
        len--;
    return len == n && seam__is_open_sequence(p, len) ? 0 : len;
}

size_t seam__scalar_utf8_faults(const uint8_t *p, size_t n, seam__utf8_fault *faults, size_t cap,
                                size_t *n_faults)
{
    size_t at = seam__scalar_utf8_prefix(p, n);
    size_t len;

    *n_faults = 0;
    while (*n_faults < cap && at < n && (len = fault_len(p + at, n - at)) > 0) {
        faults[(*n_faults)++] = (seam__utf8_fault){at, at + len};
        at += len;
        at += seam__scalar_utf8_prefix(p + at, n - at);
    }
    return at;
}

/* A word with 01 in each byte that is a continuation byte in `word`, else 00. */
static uint64_t continuation_bytes(uint64_t word)
{
    return (word >> 7) & (~word >> 6) & LOW_BITS;
}

/* A word with 01 in each byte that is F0 or more in `word`, else 00. */
static uint64_t four_byte_leads(uint64_t word)
{
    return (word >> 7) & (word >> 6) & (word >> 5) & (word >> 4) & LOW_BITS;
}

size_t seam__scalar_utf8_count(const uint8_t *p, size_t n)
{
    size_t count = n;
    size_t i = 0;

    for (; n - i >= 8; i += 8)
        count -= seam__sum_of_bytes(continuation_bytes(seam__load64(p + i)));
    for (; i < n; i++)
        count -= seam__is_continuation(p[i]);
    return count;
}

size_t seam__scalar_utf8_utf16_len(const uint8_t *p, size_t n)
{
    size_t count = n;
    size_t i = 0;

    for (; n - i >= 8; i += 8) {
        uint64_t word = seam__load64(p + i);

        count += seam__sum_of_bytes(four_byte_leads(word));
        count -= seam__sum_of_bytes(continuation_bytes(word));
    }
    for (; i < n; i++) {
        count += p[i] >= 0xF0;
        count -= seam__is_continuation(p[i]);
    }
    return count;
}

const seam__kernel seam__kernel_scalar = {
    .name = "scalar",
    .usable = usable,
#define OPERATION(result, name, parameters) .name = seam__scalar_##name,
#include "kernel/operations.h"
};
