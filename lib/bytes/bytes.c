#include "seam/bytes.h"

#include "base/bits.h"
#include "kernel/words.h"
#include "seam/scan.h"

size_t seam_bytes_common(seam_view a, seam_view b)
{
    const size_t n = seam__min(a.len, b.len);
    size_t i = 0;

    while (n - i >= 8 && seam__load64(a.data + i) == seam__load64(b.data + i))
        i += 8;
    while (i < n && a.data[i] == b.data[i])
        i++;
    return i;
}

int seam_bytes_compare(seam_view a, seam_view b)
{
    const size_t n = seam__min(a.len, b.len);
    const int order = n > 0 ? memcmp(a.data, b.data, n) : 0;

    if (order != 0)
        return order < 0 ? -1 : 1;
    return a.len < b.len ? -1 : a.len > b.len;
}

/* What is compared must not decide where the code goes. The compiler may not reason about a word
 * that has passed here. */
static uint64_t opaque(uint64_t word)
{
    __asm__("" : "+r"(word));
    return word;
}

bool seam_bytes_equal_secret(seam_view a, seam_view b)
{
    uint64_t differs = 0;
    size_t i = 0;

    if (a.len != b.len)
        return false;
    for (; a.len - i >= 8; i += 8)
        differs = opaque(differs | (seam__load64(a.data + i) ^ seam__load64(b.data + i)));
    for (; i < a.len; i++)
        differs = opaque(differs | (uint64_t)(a.data[i] ^ b.data[i]));
    return differs == 0;
}

/* Eight bytes with A to Z made a to z. A sum of the low seven bits reaches the high bit from 'A',
 * or from past 'Z', on; bytes from 80 up are left alone. */
static uint64_t fold_word(uint64_t word)
{
    const uint64_t low = word & ~HIGH_BITS;
    const uint64_t from_a = low + seam__word_of(0x80 - 'A');
    const uint64_t past_z = low + seam__word_of(0x80 - 'Z' - 1);

    return word | ((from_a & ~past_z & ~word & HIGH_BITS) >> 2);
}

static uint8_t fold_byte(uint8_t byte)
{
    return byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte;
}

size_t seam_bytes_common_ascii_case(seam_view a, seam_view b)
{
    const size_t n = seam__min(a.len, b.len);
    size_t i = 0;

    while (n - i >= 8 && fold_word(seam__load64(a.data + i)) == fold_word(seam__load64(b.data + i)))
        i += 8;
    while (i < n && fold_byte(a.data[i]) == fold_byte(b.data[i]))
        i++;
    return i;
}

bool seam_bytes_equal_ascii_case(seam_view a, seam_view b)
{
    return a.len == b.len && seam_bytes_common_ascii_case(a, b) == a.len;
}

bool seam_bytes_is_ascii(seam_view bytes)
{
    return seam_scan_non_ascii(bytes) == bytes.len;
}

/* Whether `n` bytes at `off` can be a number inside `len` bytes. */
static seam_status check_number(size_t len, size_t off, size_t n, unsigned order)
{
    if (n < 1 || n > 8 || order > SEAM_ORDER_BE)
        return SEAM_EINVAL;
    return off > len || n > len - off ? SEAM_ERANGE : SEAM_OK;
}

seam_status seam_bytes_read_u(seam_view bytes, size_t off, size_t n, unsigned order,
                              uint64_t *value)
{
    const seam_status r = check_number(bytes.len, off, n, order);

    *value = 0;
    if (r == SEAM_OK)
        *value = order == SEAM_ORDER_BE ? seam_load_be(bytes.data + off, n)
                                        : seam_load_le(bytes.data + off, n);
    return r;
}

seam_status seam_bytes_read_i(seam_view bytes, size_t off, size_t n, unsigned order, int64_t *value)
{
    uint64_t word;
    const seam_status r = seam_bytes_read_u(bytes, off, n, order, &word);

    *value = 0;
    if (r == SEAM_OK) {
        const uint64_t sign = UINT64_C(1) << (8 * n - 1);

        *value = (int64_t)((word ^ sign) - sign);
    }
    return r;
}

seam_status seam_bytes_read_f32(seam_view bytes, size_t off, unsigned order, float *value)
{
    const seam_status r = check_number(bytes.len, off, 4, order);

    *value = 0;
    if (r == SEAM_OK)
        *value = order == SEAM_ORDER_BE ? seam_load_f32be(bytes.data + off)
                                        : seam_load_f32le(bytes.data + off);
    return r;
}

seam_status seam_bytes_read_f64(seam_view bytes, size_t off, unsigned order, double *value)
{
    const seam_status r = check_number(bytes.len, off, 8, order);

    *value = 0;
    if (r == SEAM_OK)
        *value = order == SEAM_ORDER_BE ? seam_load_f64be(bytes.data + off)
                                        : seam_load_f64le(bytes.data + off);
    return r;
}

static void store(uint8_t *to, size_t n, unsigned order, uint64_t value)
{
    if (order == SEAM_ORDER_BE)
        seam_store_be(to, n, value);
    else
        seam_store_le(to, n, value);
}

seam_status seam_bytes_write_u(void *dst, size_t cap, size_t off, size_t n, unsigned order,
                               uint64_t value)
{
    const seam_status r = check_number(cap, off, n, order);

    if (r != SEAM_OK)
        return r;
    if (n < 8 && value >> (8 * n) != 0)
        return SEAM_ERANGE;
    store((uint8_t *)dst + off, n, order, value);
    return SEAM_OK;
}

seam_status seam_bytes_write_i(void *dst, size_t cap, size_t off, size_t n, unsigned order,
                               int64_t value)
{
    const seam_status r = check_number(cap, off, n, order);

    if (r != SEAM_OK)
        return r;
    /* Moved up by half the range, numbers that fit are those below the whole range. */
    if (n < 8 && ((uint64_t)value + (UINT64_C(1) << (8 * n - 1))) >> (8 * n) != 0)
        return SEAM_ERANGE;
    store((uint8_t *)dst + off, n, order, (uint64_t)value);
    return SEAM_OK;
}

seam_status seam_bytes_write_f32(void *dst, size_t cap, size_t off, unsigned order, float value)
{
    const seam_status r = check_number(cap, off, 4, order);
    uint32_t bits;

    if (r != SEAM_OK)
        return r;
    memcpy(&bits, &value, sizeof(bits));
    store((uint8_t *)dst + off, 4, order, bits);
    return SEAM_OK;
}

seam_status seam_bytes_write_f64(void *dst, size_t cap, size_t off, unsigned order, double value)
{
    const seam_status r = check_number(cap, off, 8, order);
    uint64_t bits;

    if (r != SEAM_OK)
        return r;
    memcpy(&bits, &value, sizeof(bits));
    store((uint8_t *)dst + off, 8, order, bits);
    return SEAM_OK;
}
