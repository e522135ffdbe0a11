#include "codec/encodings.h"
#include "kernel/table.h"

static const uint8_t question[1] = {'?'};

/* What all entries of this file have in common. */
#define BYTE_ENCODING                                                        \
    .unit = 1, .longest = 1, .is_ascii = true, .n_replacement = 1, .run = 1, \
    .replacements = question

static seam__sequence whole(void)
{
    return (seam__sequence){SEAM__SEQUENCE_WHOLE, 1, SEAM_REASON_NONE, 0};
}

static seam__sequence invalid(void)
{
    return (seam__sequence){SEAM__SEQUENCE_FAULT, 1, SEAM_REASON_INVALID, 1};
}

/* ---- every byte is a character */

static size_t all_prefix(const seam__encoding *self, const uint8_t *p, size_t n, unsigned where)
{
    (void)self;
    (void)p;
    (void)where;
    return n;
}

static seam__sequence any_at(const seam__encoding *self, const uint8_t *p, size_t n, unsigned where)
{
    (void)self;
    (void)p;
    (void)n;
    (void)where;
    return whole();
}

static uint32_t byte_get(const seam__encoding *self, const uint8_t *p, size_t *len)
{
    (void)self;
    *len = 1;
    return p[0];
}

static uint32_t masked_get(const seam__encoding *self, const uint8_t *p, size_t *len)
{
    (void)self;
    *len = 1;
    return p[0] & 0x7F;
}

static size_t latin1_put(const seam__encoding *self, uint32_t c, uint8_t *out)
{
    (void)self;
    out[0] = (uint8_t)c;
    return c <= 0xFF ? 1 : 0;
}

const seam__encoding seam__latin1 = {
    BYTE_ENCODING, .prefix = all_prefix, .at = any_at, .get = byte_get, .put = latin1_put,
};

const seam__encoding seam__ascii_masked = {
    BYTE_ENCODING,
    .prefix = all_prefix,
    .at = any_at,
    .get = masked_get,
};

/* ---- ASCII */

static size_t ascii_prefix(const seam__encoding *self, const uint8_t *p, size_t n, unsigned where)
{
    (void)self;
    (void)where;
    return seam__kernel_get()->scan_non_ascii(p, n);
}

static seam__sequence ascii_at(const seam__encoding *self, const uint8_t *p, size_t n,
                               unsigned where)
{
    (void)self;
    (void)n;
    (void)where;
    return p[0] < 0x80 ? whole() : invalid();
}

static size_t ascii_put(const seam__encoding *self, uint32_t c, uint8_t *out)
{
    (void)self;
    out[0] = (uint8_t)c;
    return c < 0x80 ? 1 : 0;
}

const seam__encoding seam__ascii = {
    BYTE_ENCODING, .prefix = ascii_prefix, .at = ascii_at, .get = byte_get, .put = ascii_put,
};

/* ---- single-byte encodings with a table */

static size_t table_prefix(const seam__encoding *self, const uint8_t *p, size_t n, unsigned where)
{
    const uint16_t *high = self->table->high;
    size_t at = 0;

    (void)where;
    if (self->table->n_assigned == 128)
        return n;
    while (at < n && (p[at] < 0x80 || high[p[at] - 0x80] != 0))
        at++;
    return at;
}

static seam__sequence table_at(const seam__encoding *self, const uint8_t *p, size_t n,
                               unsigned where)
{
    (void)n;
    (void)where;
    return p[0] < 0x80 || self->table->high[p[0] - 0x80] != 0 ? whole() : invalid();
}

static uint32_t table_get(const seam__encoding *self, const uint8_t *p, size_t *len)
{
    *len = 1;
    return p[0] < 0x80 ? p[0] : self->table->high[p[0] - 0x80];
}

static size_t table_put(const seam__encoding *self, uint32_t c, uint8_t *out)
{
    out[0] = c < 0x10000 ? seam__single_byte_of(self->table, c) : 0;
    return out[0] != 0 || c == 0 ? 1 : 0;
}

#define TABLE(i)                                                                                \
    {                                                                                           \
        BYTE_ENCODING, .table = &seam__single_bytes[i], .prefix = table_prefix, .at = table_at, \
                       .get = table_get, .put = table_put                                       \
    }
#define TABLES_4(i) TABLE(i), TABLE((i) + 1), TABLE((i) + 2), TABLE((i) + 3)

const seam__encoding seam__single_byte_encodings[SEAM__N_SINGLE_BYTE] = {
    TABLES_4(0), TABLES_4(4), TABLES_4(8), TABLES_4(12), TABLES_4(16), TABLES_4(20), TABLES_4(24),
};
