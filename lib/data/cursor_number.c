#include "seam/cursor_number.h"

#include "bytes/digits.h"
#include "data/cursor_piece.h"

/* ---- of so many bytes */

uint64_t seam_cursor_be(seam_cursor *c, size_t n)
{
    uint8_t bytes[8];

    SEAM_ASSERT(n <= sizeof(bytes));
    if (n > sizeof(bytes) || !seam__cursor_want(c, n))
        return 0;
    seam__cursor_pass(c, bytes, n);
    return seam_load_be(bytes, n);
}

uint64_t seam_cursor_le(seam_cursor *c, size_t n)
{
    uint8_t bytes[8];

    SEAM_ASSERT(n <= sizeof(bytes));
    if (n > sizeof(bytes) || !seam__cursor_want(c, n))
        return 0;
    seam__cursor_pass(c, bytes, n);
    return seam_load_le(bytes, n);
}

uint64_t seam_cursor_varint_leb(seam_cursor *c)
{
    const seam_cursor start = *c;
    uint64_t number = 0;

    for (unsigned shift = 0; shift < 70; shift += 7) {
        const uint8_t byte = seam_cursor_u8(c);

        if (!seam_cursor_ok(c))
            break;
        if (shift == 63 && byte > 1) {
            seam__cursor_stop(c, SEAM_EPROTO, 0);
            break;
        }
        number |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80)
            return number;
    }
    seam__cursor_fail_at(c, &start);
    return 0;
}

uint64_t seam_cursor_varint_quic(seam_cursor *c)
{
    const seam_cursor start = *c;
    const uint8_t first = seam_cursor_u8(c);
    const size_t behind = ((size_t)1 << (first >> 6)) - 1;
    const uint64_t rest = seam_cursor_be(c, behind);

    if (!seam_cursor_ok(c)) {
        seam__cursor_fail_at(c, &start);
        return 0;
    }
    return (uint64_t)(first & 0x3F) << 8 * behind | rest;
}

uint32_t seam_cursor_varint_mqtt(seam_cursor *c)
{
    const seam_cursor start = *c;
    uint32_t number = 0;

    for (unsigned shift = 0; shift < 28; shift += 7) {
        const uint8_t byte = seam_cursor_u8(c);

        if (!seam_cursor_ok(c))
            break;
        number |= (uint32_t)(byte & 0x7F) << shift;
        if (byte >= 0x80 && shift < 21)
            continue;
        if (byte < 0x80 && (byte > 0 || shift == 0))
            return number;
        seam__cursor_stop(c, SEAM_EPROTO, 0);
        break;
    }
    seam__cursor_fail_at(c, &start);
    return 0;
}

/* Whether the next byte is a digit of the base, and its value. Does not move. Fails where none is
 * and one may still come. */
static bool next_digit(seam_cursor *c, unsigned base, unsigned *digit)
{
    if (seam_cursor_left(c) == 0) {
        if (c->whole_ == 0)
            seam__cursor_run_dry(c, 1);
        return false;
    }
    if (seam__cursor_in_piece(c) == 0)
        seam__cursor_next_piece(c);
    *digit = seam__digit_value(*c->at_);
    return *digit < base;
}

/* At most `most` digits. */
static uint64_t read_digits(seam_cursor *c, unsigned base, size_t most, uint64_t max)
{
    const seam_cursor start = *c;
    uint64_t number = 0;
    unsigned digit = 0;
    size_t n = 0;

    for (; next_digit(c, base, &digit); n++, c->at_++) {
        if (n == most || digit > max || number > (max - digit) / base) {
            seam__cursor_stop(c, SEAM_EPROTO, 0);
            break;
        }
        number = number * base + digit;
    }
    if (n == 0 && seam_cursor_ok(c))
        seam__cursor_stop(c, SEAM_EPROTO, 0);
    if (seam_cursor_ok(c))
        return number;
    seam__cursor_fail_at(c, &start);
    return 0;
}

uint64_t seam_cursor_digits(seam_cursor *c, unsigned base, uint64_t max)
{
    SEAM_ASSERT(base == 10 || base == 16);
    if (!seam_cursor_ok(c))
        return 0;
    return base == 10 ? read_digits(c, 10, 20, max) : read_digits(c, 16, 16, max);
}

int64_t seam_cursor_decimal_signed(seam_cursor *c, int64_t min, int64_t max)
{
    const seam_cursor start = *c;
    const uint8_t first = seam_cursor_u8(c);
    uint64_t number;

    SEAM_ASSERT(min <= max);
    if (first != '-' && first != '+' && seam_cursor_ok(c))
        *c = start;
    if (first == '-')
        number = 0 - seam_cursor_decimal(c, min < 0 ? 0 - (uint64_t)min : 0);
    else
        number = seam_cursor_decimal(c, max > 0 ? (uint64_t)max : 0);
    if (seam_cursor_ok(c) && ((int64_t)number < min || (int64_t)number > max))
        seam__cursor_stop(c, SEAM_EPROTO, 0);
    if (seam_cursor_ok(c))
        return (int64_t)number;
    seam__cursor_fail_at(c, &start);
    return 0;
}
