/* seam/bytes.h: numbers as bytes in memory, in either order and at any address; strings of bytes
 * compared.
 *
 *     uint32_t length = seam_load_u24be(head + 2);
 *     seam_store_u16le(head, (uint16_t)(length + 4));
 *     r = seam_bytes_read_u(message, offset, 3, SEAM_ORDER_BE, &number);
 *
 * seam_load_... and seam_store_...: the caller vouches for the bytes, nothing is checked.
 * seam_bytes_...: every argument is allowed, and a place outside is a status. A seam_cursor reads
 * numbers out of input that may end anywhere. Threads: every call is safe; nothing is kept. */
#ifndef SEAM_BYTES_H
#define SEAM_BYTES_H

#include <string.h>

#include "status.h"
#include "view.h"

#ifndef SEAM_DECLARATIONS_ONLY
/**
 * Read a number of 1 to 8 bytes, the most significant first.
 *
 * @param      from  `n` bytes at any address; borrowed.
 * @param      n     Byte count, 8 at most; 0 gives 0.
 *
 * Returns     The number.
 * Threads     Safe.
 * Cost        O(n), inline.
 */
static inline uint64_t seam_load_be(const void *from, size_t n)
{
    const uint8_t *b = SEAM_CAST(const uint8_t *, from);
    uint64_t number = 0;

    for (size_t i = 0; i < n; i++)
        number = number << 8 | b[i];
    return number;
}

/**
 * Read a number of 1 to 8 bytes, the least significant first.
 *
 * @param      from  `n` bytes at any address; borrowed.
 * @param      n     Byte count, 8 at most; 0 gives 0.
 *
 * Returns     The number.
 * Threads     Safe.
 * Cost        O(n), inline.
 */
static inline uint64_t seam_load_le(const void *from, size_t n)
{
    const uint8_t *b = SEAM_CAST(const uint8_t *, from);
    uint64_t number = 0;

    for (size_t i = n; i > 0; i--)
        number = number << 8 | b[i - 1];
    return number;
}

/**
 * Write the low 1 to 8 bytes of a number, the most significant of them first.
 *
 * @param[out] to      Receives `n` bytes, at any address.
 * @param      n       Byte count, 8 at most; 0 writes nothing.
 * @param      number  What does not fit into `n` bytes is cut off.
 *
 * Threads     Safe.
 * Cost        O(n), inline.
 */
static inline void seam_store_be(void *to, size_t n, uint64_t number)
{
    uint8_t *b = SEAM_CAST(uint8_t *, to);

    for (size_t i = n; i > 0; i--, number >>= 8)
        b[i - 1] = SEAM_CAST(uint8_t, number);
}

/**
 * Write the low 1 to 8 bytes of a number, the least significant of them first.
 *
 * @param[out] to      Receives `n` bytes, at any address.
 * @param      n       Byte count, 8 at most; 0 writes nothing.
 * @param      number  What does not fit into `n` bytes is cut off.
 *
 * Threads     Safe.
 * Cost        O(n), inline.
 */
static inline void seam_store_le(void *to, size_t n, uint64_t number)
{
    uint8_t *b = SEAM_CAST(uint8_t *, to);

    for (size_t i = 0; i < n; i++, number >>= 8)
        b[i] = SEAM_CAST(uint8_t, number);
}

/* ---- one width, one order: compilers make a single load or store of each, with a swap of the
 * bytes where the machine's order is the other one.
 *
 *     uint16_t seam_load_u16be(const void *from);
 *     void seam_store_u16be(void *to, uint16_t number);
 *
 * There are u16, u24, u32, u64, i16, i24, i32, i64, f32 and f64, each with `be` and `le`, and u8
 * and i8 without.
 *
 * `from` and `to` are at any address and have as many bytes as the name says. Numbers of 24 bits
 * are a uint32_t or an int32_t: the store cuts the upper eight bits off, the load of an i24 extends
 * the sign. Signed numbers are two's complement. f32 and f64 are IEEE 754 bits and keep all of
 * them, infinities, zeros' signs and NaN payloads as well, where the machine passes floats in
 * registers that do (an x87 register does not). */
#define SEAM__LOAD(name, type, expression)                   \
    static inline type name(const void *from)                \
    {                                                        \
        const uint8_t *b = SEAM_CAST(const uint8_t *, from); \
                                                             \
        return SEAM_CAST(type, expression);                  \
    }
#define SEAM__BYTE32(i, shift) (SEAM_CAST(uint32_t, b[i]) << (shift))
#define SEAM__BYTE64(i, shift) (SEAM_CAST(uint64_t, b[i]) << (shift))

SEAM__LOAD(seam_load_u8, uint8_t, b[0])
SEAM__LOAD(seam_load_u16be, uint16_t, SEAM__BYTE32(0, 8) | b[1])
SEAM__LOAD(seam_load_u16le, uint16_t, SEAM__BYTE32(1, 8) | b[0])
SEAM__LOAD(seam_load_u24be, uint32_t, SEAM__BYTE32(0, 16) | SEAM__BYTE32(1, 8) | b[2])
SEAM__LOAD(seam_load_u24le, uint32_t, SEAM__BYTE32(2, 16) | SEAM__BYTE32(1, 8) | b[0])
SEAM__LOAD(seam_load_u32be, uint32_t,
           SEAM__BYTE32(0, 24) | SEAM__BYTE32(1, 16) | SEAM__BYTE32(2, 8) | b[3])
SEAM__LOAD(seam_load_u32le, uint32_t,
           SEAM__BYTE32(3, 24) | SEAM__BYTE32(2, 16) | SEAM__BYTE32(1, 8) | b[0])
SEAM__LOAD(seam_load_u64be, uint64_t,
           SEAM__BYTE64(0, 56) | SEAM__BYTE64(1, 48) | SEAM__BYTE64(2, 40) | SEAM__BYTE64(3, 32) |
               SEAM__BYTE64(4, 24) | SEAM__BYTE64(5, 16) | SEAM__BYTE64(6, 8) | b[7])
SEAM__LOAD(seam_load_u64le, uint64_t,
           SEAM__BYTE64(7, 56) | SEAM__BYTE64(6, 48) | SEAM__BYTE64(5, 40) | SEAM__BYTE64(4, 32) |
               SEAM__BYTE64(3, 24) | SEAM__BYTE64(2, 16) | SEAM__BYTE64(1, 8) | b[0])

SEAM__LOAD(seam_load_i8, int8_t, b[0])
SEAM__LOAD(seam_load_i16be, int16_t, seam_load_u16be(b))
SEAM__LOAD(seam_load_i16le, int16_t, seam_load_u16le(b))
SEAM__LOAD(seam_load_i24be, int32_t, SEAM_CAST(int32_t, seam_load_u24be(b) ^ 0x800000u) - 0x800000)
SEAM__LOAD(seam_load_i24le, int32_t, SEAM_CAST(int32_t, seam_load_u24le(b) ^ 0x800000u) - 0x800000)
SEAM__LOAD(seam_load_i32be, int32_t, seam_load_u32be(b))
SEAM__LOAD(seam_load_i32le, int32_t, seam_load_u32le(b))
SEAM__LOAD(seam_load_i64be, int64_t, seam_load_u64be(b))
SEAM__LOAD(seam_load_i64le, int64_t, seam_load_u64le(b))

#undef SEAM__BYTE64
#undef SEAM__BYTE32
#undef SEAM__LOAD

#define SEAM__STORE(name, type, ...)               \
    static inline void name(void *to, type number) \
    {                                              \
        uint8_t *b = SEAM_CAST(uint8_t *, to);     \
                                                   \
        __VA_ARGS__;                               \
    }
#define SEAM__PUT(i, shift) b[i] = SEAM_CAST(uint8_t, number >> (shift))

SEAM__STORE(seam_store_u8, uint8_t, b[0] = number)
SEAM__STORE(seam_store_u16be, uint16_t, SEAM__PUT(0, 8); SEAM__PUT(1, 0))
SEAM__STORE(seam_store_u16le, uint16_t, SEAM__PUT(0, 0); SEAM__PUT(1, 8))
SEAM__STORE(seam_store_u24be, uint32_t, SEAM__PUT(0, 16); SEAM__PUT(1, 8); SEAM__PUT(2, 0))
SEAM__STORE(seam_store_u24le, uint32_t, SEAM__PUT(0, 0); SEAM__PUT(1, 8); SEAM__PUT(2, 16))
SEAM__STORE(seam_store_u32be, uint32_t, SEAM__PUT(0, 24); SEAM__PUT(1, 16); SEAM__PUT(2, 8);
            SEAM__PUT(3, 0))
SEAM__STORE(seam_store_u32le, uint32_t, SEAM__PUT(0, 0); SEAM__PUT(1, 8); SEAM__PUT(2, 16);
            SEAM__PUT(3, 24))
SEAM__STORE(seam_store_u64be, uint64_t, SEAM__PUT(0, 56); SEAM__PUT(1, 48); SEAM__PUT(2, 40);
            SEAM__PUT(3, 32); SEAM__PUT(4, 24); SEAM__PUT(5, 16); SEAM__PUT(6, 8); SEAM__PUT(7, 0))
SEAM__STORE(seam_store_u64le, uint64_t, SEAM__PUT(0, 0); SEAM__PUT(1, 8); SEAM__PUT(2, 16);
            SEAM__PUT(3, 24); SEAM__PUT(4, 32); SEAM__PUT(5, 40); SEAM__PUT(6, 48);
            SEAM__PUT(7, 56))

SEAM__STORE(seam_store_i8, int8_t, b[0] = SEAM_CAST(uint8_t, number))
SEAM__STORE(seam_store_i16be, int16_t, seam_store_u16be(b, SEAM_CAST(uint16_t, number)))
SEAM__STORE(seam_store_i16le, int16_t, seam_store_u16le(b, SEAM_CAST(uint16_t, number)))
SEAM__STORE(seam_store_i24be, int32_t, seam_store_u24be(b, SEAM_CAST(uint32_t, number)))
SEAM__STORE(seam_store_i24le, int32_t, seam_store_u24le(b, SEAM_CAST(uint32_t, number)))
SEAM__STORE(seam_store_i32be, int32_t, seam_store_u32be(b, SEAM_CAST(uint32_t, number)))
SEAM__STORE(seam_store_i32le, int32_t, seam_store_u32le(b, SEAM_CAST(uint32_t, number)))
SEAM__STORE(seam_store_i64be, int64_t, seam_store_u64be(b, SEAM_CAST(uint64_t, number)))
SEAM__STORE(seam_store_i64le, int64_t, seam_store_u64le(b, SEAM_CAST(uint64_t, number)))

#undef SEAM__PUT
#undef SEAM__STORE

#define SEAM__FLOAT(order, type, bits, width)                            \
    static inline type seam_load_f##width##order(const void *from)       \
    {                                                                    \
        const bits word = seam_load_u##width##order(from);               \
        type number;                                                     \
                                                                         \
        memcpy(&number, &word, sizeof(number));                          \
        return number;                                                   \
    }                                                                    \
    static inline void seam_store_f##width##order(void *to, type number) \
    {                                                                    \
        bits word;                                                       \
                                                                         \
        memcpy(&word, &number, sizeof(word));                            \
        seam_store_u##width##order(to, word);                            \
    }

SEAM__FLOAT(be, float, uint32_t, 32)
SEAM__FLOAT(le, float, uint32_t, 32)
SEAM__FLOAT(be, double, uint64_t, 64)
SEAM__FLOAT(le, double, uint64_t, 64)

#undef SEAM__FLOAT
#endif

SEAM_BEGIN_DECLS

/**
 * Count the bytes at the start that two strings of bytes have in common.
 *
 * @param      a  Borrowed.
 * @param      b  Borrowed.
 *
 * Returns     The position of the first difference; the shorter length when there is none.
 * Threads     Safe.
 * Cost        O(bytes up to it).
 */
SEAM_API size_t seam_bytes_common(seam_view a, seam_view b);

/**
 * Order two strings of bytes as memcmp() orders them: by the first byte that differs, unsigned; a
 * string comes behind what it begins with. seam_view_equal() is faster where only equality matters.
 *
 * @param      a  Borrowed.
 * @param      b  Borrowed.
 *
 * Returns     -1 when `a` comes first, 0 when they are equal, 1 when `b` comes first.
 * Threads     Safe.
 * Cost        O(the shorter length).
 */
SEAM_API int seam_bytes_compare(seam_view a, seam_view b);

/**
 * Say whether two strings of bytes are equal, without a way to learn from the time it takes where
 * they differ: for passwords, tokens and checksums of messages.
 *
 * @param      a  Borrowed.
 * @param      b  Borrowed.
 *
 * Returns     true when both have the same length and the same bytes.
 * Threads     Safe.
 * Cost        O(a.len) whatever the bytes are; O(1) when the lengths differ, which is no secret.
 */
SEAM_API bool seam_bytes_equal_secret(seam_view a, seam_view b);

/**
 * Say whether two strings are equal when A to Z count as a to z: names of headers, labels, tokens.
 * All other bytes must be the same, those from 80 up as well.
 *
 * @param      a  Borrowed.
 * @param      b  Borrowed.
 *
 * Returns     true when they are.
 * Threads     Safe.
 * Cost        O(a.len); O(1) when the lengths differ.
 */
SEAM_API bool seam_bytes_equal_ascii_case(seam_view a, seam_view b);

/**
 * Count the bytes at the start that two strings have in common when A to Z count as a to z.
 *
 * @param      a  Borrowed.
 * @param      b  Borrowed.
 *
 * Returns     The position of the first difference; the shorter length when there is none.
 * Threads     Safe.
 * Cost        O(bytes up to it).
 */
SEAM_API size_t seam_bytes_common_ascii_case(seam_view a, seam_view b);

/**
 * Say whether all bytes are ASCII, below 80. seam_utf8_valid() says whether they are UTF-8.
 *
 * @param      bytes  Borrowed.
 *
 * Returns     true when they are; the empty view is.
 * Threads     Safe.
 * Cost        O(bytes up to the first that is not).
 */
SEAM_API bool seam_bytes_is_ascii(seam_view bytes);

/* ---- numbers at an offset, where nobody has checked that they are there */

/* The order of the bytes of a number. */
enum {
    SEAM_ORDER_LE = 0, /* the least significant first */
    SEAM_ORDER_BE      /* the most significant first */
};

/**
 * Read an unsigned number of 1 to 8 bytes.
 *
 * @param      bytes  Borrowed.
 * @param      off    Where the number begins; any value.
 * @param      n      Its byte count.
 * @param      order  SEAM_ORDER_...
 * @param[out] value  Always written; 0 on failure.
 *
 * Returns     SEAM_OK; SEAM_ERANGE when it is not all inside `bytes`; SEAM_EINVAL for another `n`
 *             or `order`.
 * Threads     Safe.
 * Cost        O(n).
 */
SEAM_TRY seam_status seam_bytes_read_u(seam_view bytes, size_t off, size_t n, unsigned order,
                                       uint64_t *value);

/**
 * Read a number of 1 to 8 bytes in two's complement.
 *
 * @param      bytes  Borrowed.
 * @param      off    Where the number begins; any value.
 * @param      n      Its byte count; the highest bit of those is the sign.
 * @param      order  SEAM_ORDER_...
 * @param[out] value  Always written; 0 on failure.
 *
 * Returns     SEAM_OK; SEAM_ERANGE when it is not all inside `bytes`; SEAM_EINVAL for another `n`
 *             or `order`.
 * Threads     Safe.
 * Cost        O(n).
 */
SEAM_TRY seam_status seam_bytes_read_i(seam_view bytes, size_t off, size_t n, unsigned order,
                                       int64_t *value);

/**
 * Read a number of four bytes in IEEE 754's binary32; all its bits are kept, those of a NaN as well.
 *
 * @param      bytes  Borrowed.
 * @param      off    Where the number begins; any value.
 * @param      order  SEAM_ORDER_...
 * @param[out] value  Always written; 0 on failure.
 *
 * Returns     SEAM_OK; SEAM_ERANGE when it is not all inside `bytes`; SEAM_EINVAL for another
 *             `order`.
 * Threads     Safe.
 * Cost        O(1).
 */
SEAM_TRY seam_status seam_bytes_read_f32(seam_view bytes, size_t off, unsigned order, float *value);

/**
 * Read a number of eight bytes in IEEE 754's binary64; all its bits are kept, those of a NaN as
 * well.
 *
 * @param      bytes  Borrowed.
 * @param      off    Where the number begins; any value.
 * @param      order  SEAM_ORDER_...
 * @param[out] value  Always written; 0 on failure.
 *
 * Returns     SEAM_OK; SEAM_ERANGE when it is not all inside `bytes`; SEAM_EINVAL for another
 *             `order`.
 * Threads     Safe.
 * Cost        O(1).
 */
SEAM_TRY seam_status seam_bytes_read_f64(seam_view bytes, size_t off, unsigned order,
                                         double *value);

/**
 * Write an unsigned number as 1 to 8 bytes. On failure nothing is written.
 *
 * @param[out] dst    Receives `n` bytes from `off` on; other bytes are untouched.
 * @param      cap    Bytes that `dst` holds.
 * @param      off    Where the number begins; any value.
 * @param      n      Its byte count.
 * @param      order  SEAM_ORDER_...
 * @param      value  What is written.
 *
 * Returns     SEAM_OK; SEAM_ERANGE when it is not all inside `dst`, or when `value` takes more than
 *             `n` bytes; SEAM_EINVAL for another `n` or `order`.
 * Threads     Safe.
 * Cost        O(n).
 */
SEAM_TRY seam_status seam_bytes_write_u(void *dst, size_t cap, size_t off, size_t n, unsigned order,
                                        uint64_t value);

/**
 * Write a number as 1 to 8 bytes in two's complement. On failure nothing is written.
 *
 * @param[out] dst    Receives `n` bytes from `off` on; other bytes are untouched.
 * @param      cap    Bytes that `dst` holds.
 * @param      off    Where the number begins; any value.
 * @param      n      Its byte count.
 * @param      order  SEAM_ORDER_...
 * @param      value  What is written.
 *
 * Returns     SEAM_OK; SEAM_ERANGE when it is not all inside `dst`, or when `value` takes more than
 *             `n` bytes with its sign; SEAM_EINVAL for another `n` or `order`.
 * Threads     Safe.
 * Cost        O(n).
 */
SEAM_TRY seam_status seam_bytes_write_i(void *dst, size_t cap, size_t off, size_t n, unsigned order,
                                        int64_t value);

/**
 * Write a number as four bytes in IEEE 754's binary32; all its bits are kept. On failure nothing is
 * written.
 *
 * @param[out] dst    Receives 4 bytes from `off` on; other bytes are untouched.
 * @param      cap    Bytes that `dst` holds.
 * @param      off    Where the number begins; any value.
 * @param      order  SEAM_ORDER_...
 * @param      value  What is written.
 *
 * Returns     SEAM_OK; SEAM_ERANGE when it is not all inside `dst`; SEAM_EINVAL for another
 *             `order`.
 * Threads     Safe.
 * Cost        O(1).
 */
SEAM_TRY seam_status seam_bytes_write_f32(void *dst, size_t cap, size_t off, unsigned order,
                                          float value);

/**
 * Write a number as eight bytes in IEEE 754's binary64; all its bits are kept. On failure nothing
 * is written.
 *
 * @param[out] dst    Receives 8 bytes from `off` on; other bytes are untouched.
 * @param      cap    Bytes that `dst` holds.
 * @param      off    Where the number begins; any value.
 * @param      order  SEAM_ORDER_...
 * @param      value  What is written.
 *
 * Returns     SEAM_OK; SEAM_ERANGE when it is not all inside `dst`; SEAM_EINVAL for another
 *             `order`.
 * Threads     Safe.
 * Cost        O(1).
 */
SEAM_TRY seam_status seam_bytes_write_f64(void *dst, size_t cap, size_t off, unsigned order,
                                          double value);

SEAM_END_DECLS
#endif
