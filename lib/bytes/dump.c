#include "seam/dump.h"

#include <string.h>

#include "base/bits.h"
#include "base/panic.h"

static const char digits[] = "0123456789abcdef";

/* Writes an address in 8 digits, or as many as it has. Returns the end. */
static char *put_address(char *to, uint64_t address)
{
    unsigned n = 8;

    while (n < 16 && address >> (4 * n) != 0)
        n++;
    for (unsigned i = n; i > 0; i--)
        *to++ = digits[address >> (4 * (i - 1)) & 0xF];
    return to;
}

/* Writes the digits of a byte, or blanks for one that is not there. */
static char *put_byte(char *to, const uint8_t *byte)
{
    *to++ = byte != NULL ? digits[*byte >> 4] : ' ';
    *to++ = byte != NULL ? digits[*byte & 0xF] : ' ';
    *to++ = ' ';
    return to;
}

/* Writes a row of 1 to 16 bytes. Returns its length. */
static size_t put_row(char *row, seam_view bytes, uint64_t address)
{
    char *to = put_address(row, address);

    *to++ = ' ';
    for (size_t i = 0; i < SEAM_DUMP_BYTES; i++) {
        if (i % 8 == 0)
            *to++ = ' ';
        to = put_byte(to, i < bytes.len ? bytes.data + i : NULL);
    }
    *to++ = ' ';
    *to++ = '|';
    for (size_t i = 0; i < bytes.len; i++)
        *to++ = bytes.data[i] >= ' ' && bytes.data[i] < 0x7F ? (char)bytes.data[i] : '.';
    *to++ = '|';
    *to++ = '\n';
    return (size_t)(to - row);
}

seam_status seam_dump(seam_view *bytes, uint64_t *address, void *dst, size_t cap, size_t *n)
{
    *n = 0;
    while (bytes->len > 0) {
        char row[SEAM_DUMP_ROW];
        const size_t n_bytes = seam__min(bytes->len, SEAM_DUMP_BYTES);
        const size_t len = put_row(row, seam_view_of(bytes->data, n_bytes), *address);

        SEAM_ASSERT(len <= sizeof(row));
        if (len > cap - *n)
            return SEAM_FULL;
        memcpy((char *)dst + *n, row, len);
        *n += len;
        *address += n_bytes;
        *bytes = seam_view_of(bytes->data + n_bytes, bytes->len - n_bytes);
    }
    return SEAM_OK;
}
