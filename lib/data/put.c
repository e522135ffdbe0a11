#include "seam/put.h"

#include "base/bits.h"
#include "base/panic.h"
#include "seam/chain_add.h"

/* The most decimal digits of a 64-bit number. */
#define MOST_DIGITS 20

static seam_status put(seam_chain *chain, const uint8_t *bytes, size_t n)
{
    return seam_chain_write(chain, seam_view_of(bytes, n));
}

seam_status seam_chain_put_be(seam_chain *chain, size_t n, uint64_t number)
{
    uint8_t bytes[8];

    SEAM_ASSERT(n <= sizeof(bytes));
    n = seam__min(n, sizeof(bytes));
    seam_store_be(bytes, n, number);
    return put(chain, bytes, n);
}

seam_status seam_chain_put_le(seam_chain *chain, size_t n, uint64_t number)
{
    uint8_t bytes[8];

    SEAM_ASSERT(n <= sizeof(bytes));
    n = seam__min(n, sizeof(bytes));
    seam_store_le(bytes, n, number);
    return put(chain, bytes, n);
}

seam_status seam_chain_put_varint_leb(seam_chain *chain, uint64_t number)
{
    uint8_t bytes[10];
    size_t n = 0;

    for (; number >= 0x80; number >>= 7)
        bytes[n++] = (uint8_t)(number | 0x80);
    bytes[n++] = (uint8_t)number;
    return put(chain, bytes, n);
}

seam_status seam_chain_put_varint_quic(seam_chain *chain, uint64_t number)
{
    unsigned log = 0; /* log2 of the number of bytes that tell the length */

    if (number >> 62 != 0)
        return SEAM_ERANGE;
    while (log < 3 && number >> ((8u << log) - 2) != 0)
        log++;
    return seam_chain_put_be(chain, (size_t)1 << log, number | (uint64_t)log << ((8u << log) - 2));
}

seam_status seam_chain_put_varint_mqtt(seam_chain *chain, uint32_t number)
{
    return number >> 28 != 0 ? SEAM_ERANGE : seam_chain_put_varint_leb(chain, number);
}

static seam_status put_digits(seam_chain *chain, uint64_t number, unsigned base)
{
    uint8_t digits[MOST_DIGITS];
    size_t from = MOST_DIGITS;

    do {
        digits[--from] = (uint8_t) "0123456789abcdef"[number % base];
        number /= base;
    } while (number > 0);
    return put(chain, digits + from, MOST_DIGITS - from);
}

seam_status seam_chain_put_decimal(seam_chain *chain, uint64_t number)
{
    return put_digits(chain, number, 10);
}

seam_status seam_chain_put_hexadecimal(seam_chain *chain, uint64_t number)
{
    return put_digits(chain, number, 16);
}
