/* seam/cursor_number.h: numbers that a cursor reads. cursor.h includes it.
 *
 *     seam_cursor_u16be(&c)                   binary: of every width and order, floats, varints
 *     seam_cursor_decimal(&c, UINT32_MAX)     text: digits up to the first byte that is none
 *
 * A number may lie over a joint. 0 after a failure, which sticks: see cursor.h.
 * Threads: a cursor belongs to one thread. */
#ifndef SEAM_CURSOR_NUMBER_H
#define SEAM_CURSOR_NUMBER_H

#include "bytes.h"
#include "cursor.h"

SEAM_BEGIN_DECLS

/**
 * Read a number of 1 to 8 bytes, the most significant first.
 *
 * @param      c  Moved past it. SEAM_MORE, or SEAM_EPROTO where no byte follows.
 * @param      n  Byte count, 8 at most; 0 gives 0. More is misuse.
 *
 * Returns     The number; 0 after a failure.
 * Threads     One.
 * Cost        O(n).
 */
SEAM_API uint64_t seam_cursor_be(seam_cursor *c, size_t n);

/**
 * Read a number of 1 to 8 bytes, the least significant first.
 *
 * @param      c  Moved past it. SEAM_MORE, or SEAM_EPROTO where no byte follows.
 * @param      n  Byte count, 8 at most; 0 gives 0. More is misuse.
 *
 * Returns     The number; 0 after a failure.
 * Threads     One.
 * Cost        O(n).
 */
SEAM_API uint64_t seam_cursor_le(seam_cursor *c, size_t n);

#ifndef SEAM_DECLARATIONS_ONLY
/* ---- one width, one order: a comparison and a load, inline, where the piece has the bytes.
 *
 *     uint16_t seam_cursor_u16be(seam_cursor *c);
 *
 * There are u16, u24, u32, u64, i16, i24, i32, i64, f32 and f64, each with `be` and `le`, and u8
 * and i8 without. Each moves `c` past the number and returns it as seam_load_u16be() and its kin
 * do; a failure is that of seam_cursor_be(), and gives 0. One thread; O(1). */
#define SEAM__READ(name, type, n, load, otherwise) \
    static inline type name(seam_cursor *c)        \
    {                                              \
        const uint8_t *at = c->at_;                \
                                                   \
        if (SEAM_CAST(size_t, c->end_ - at) < (n)) \
            return SEAM_CAST(type, otherwise);     \
        c->at_ = at + (n);                         \
        return load(at);                           \
    }

SEAM__READ(seam_cursor_u8, uint8_t, 1, seam_load_u8, seam_cursor_be(c, 1))
SEAM__READ(seam_cursor_u16be, uint16_t, 2, seam_load_u16be, seam_cursor_be(c, 2))
SEAM__READ(seam_cursor_u16le, uint16_t, 2, seam_load_u16le, seam_cursor_le(c, 2))
SEAM__READ(seam_cursor_u24be, uint32_t, 3, seam_load_u24be, seam_cursor_be(c, 3))
SEAM__READ(seam_cursor_u24le, uint32_t, 3, seam_load_u24le, seam_cursor_le(c, 3))
SEAM__READ(seam_cursor_u32be, uint32_t, 4, seam_load_u32be, seam_cursor_be(c, 4))
SEAM__READ(seam_cursor_u32le, uint32_t, 4, seam_load_u32le, seam_cursor_le(c, 4))
SEAM__READ(seam_cursor_u64be, uint64_t, 8, seam_load_u64be, seam_cursor_be(c, 8))
SEAM__READ(seam_cursor_u64le, uint64_t, 8, seam_load_u64le, seam_cursor_le(c, 8))
#undef SEAM__READ

#define SEAM__SIGNED(width, type, order)                                   \
    static inline type seam_cursor_i##width##order(seam_cursor *c)         \
    {                                                                      \
        uint8_t bytes[8];                                                  \
                                                                           \
        seam_store_u##width##order(bytes, seam_cursor_u##width##order(c)); \
        return seam_load_i##width##order(bytes);                           \
    }
#define SEAM__SIGNED2(width, type) SEAM__SIGNED(width, type, be) SEAM__SIGNED(width, type, le)

SEAM__SIGNED(8, int8_t, )
SEAM__SIGNED2(16, int16_t)
SEAM__SIGNED2(24, int32_t)
SEAM__SIGNED2(32, int32_t)
SEAM__SIGNED2(64, int64_t)
#undef SEAM__SIGNED2
#undef SEAM__SIGNED
#define SEAM__FLOAT(width, type, order)                                    \
    static inline type seam_cursor_f##width##order(seam_cursor *c)         \
    {                                                                      \
        uint8_t bytes[8];                                                  \
                                                                           \
        seam_store_u##width##order(bytes, seam_cursor_u##width##order(c)); \
        return seam_load_f##width##order(bytes);                           \
    }

SEAM__FLOAT(32, float, be)
SEAM__FLOAT(32, float, le)
SEAM__FLOAT(64, double, be)
SEAM__FLOAT(64, double, le)
#undef SEAM__FLOAT
#endif

/**
 * Read an unsigned LEB128 number (protobuf, WebAssembly, DWARF): 1 to 10 bytes, seven bits in each,
 * the lowest first. Forms with more bytes than are needed are taken.
 *
 * @param      c  Moved past it. SEAM_MORE; SEAM_EPROTO past 64 bits or 10 bytes.
 *
 * Returns     The number; 0 after a failure. seam_zigzag_decode() makes a signed one of protobuf's
 *             sint64.
 * Threads     One.
 * Cost        O(bytes), 10 at most.
 */
SEAM_API uint64_t seam_cursor_varint_leb(seam_cursor *c);

/**
 * Read a variable-length integer of QUIC (RFC 9000 section 16): 1, 2, 4 or 8 bytes, up to 2^62 - 1.
 * Forms with more bytes than are needed are taken.
 *
 * @param      c  Moved past it. SEAM_MORE.
 *
 * Returns     The number; 0 after a failure.
 * Threads     One.
 * Cost        O(1).
 */
SEAM_API uint64_t seam_cursor_varint_quic(seam_cursor *c);

/**
 * Read a variable byte integer of MQTT (MQTT 5.0 section 1.5.5): 1 to 4 bytes, up to 268,435,455.
 *
 * @param      c  Moved past it. SEAM_MORE; SEAM_EPROTO past 4 bytes, or with more bytes than are
 *                needed, which the standard forbids.
 *
 * Returns     The number; 0 after a failure.
 * Threads     One.
 * Cost        O(bytes), 4 at most.
 */
SEAM_API uint32_t seam_cursor_varint_mqtt(seam_cursor *c);

#ifndef SEAM_DECLARATIONS_ONLY
/**
 * Turn protobuf's zigzag numbers 0, 1, 2, 3 ... into 0, -1, 1, -2 ...
 *
 * @param      n  Any number.
 *
 * Returns     The signed number.
 * Threads     Safe.
 * Cost        O(1), inline.
 */
static inline int64_t seam_zigzag_decode(uint64_t n)
{
    return SEAM_CAST(int64_t, (n >> 1) ^ (0 - (n & 1)));
}
#endif

/**
 * Read a number of ASCII digits up to the first byte that is none, which stays. That byte must be
 * there, or it must be known that no byte follows: else the number could go on.
 * seam_cursor_decimal() is quicker.
 *
 * @param      c     Moved past the digits. SEAM_MORE; SEAM_EPROTO without a digit, with more digits
 *                   than the greatest 64-bit number has (zeros in front count), or for a number
 *                   past `max`.
 * @param      base  10, or 16 for digits of either case. Another is misuse.
 * @param      max   The greatest number that is taken.
 *
 * Returns     The number; 0 after a failure.
 * Threads     One.
 * Cost        O(digits), 21 bytes at most.
 */
SEAM_API uint64_t seam_cursor_digits(seam_cursor *c, unsigned base, uint64_t max);

#ifndef SEAM_DECLARATIONS_ONLY
/**
 * Read a decimal number: seam_cursor_digits() of base 10.
 *
 * @param      c    As there: up to 20 digits.
 * @param      max  The greatest number that is taken.
 *
 * Returns     The number; 0 after a failure.
 * Threads     One.
 * Cost        O(digits), inline where they and the byte behind them lie in one piece.
 */
static inline uint64_t seam_cursor_decimal(seam_cursor *c, uint64_t max)
{
    const uint8_t *at = c->at_;
    /* So few cannot overflow. */
    const uint8_t *end = c->end_ - at > 19 ? at + 19 : c->end_;
    uint64_t number = 0;

    for (; at < end; at++) {
        const uint64_t digit = SEAM_CAST(uint64_t, *at) - '0';

        if (digit > 9)
            break;
        number = number * 10 + digit;
    }
    if (at == end || at == c->at_ || number > max)
        return seam_cursor_digits(c, 10, max);
    c->at_ = at;
    return number;
}

/**
 * Read a hexadecimal number: seam_cursor_digits() of base 16.
 *
 * @param      c    As there: up to 16 digits.
 * @param      max  The greatest number that is taken.
 *
 * Returns     The number; 0 after a failure.
 * Threads     One.
 * Cost        O(digits), 17 bytes at most.
 */
static inline uint64_t seam_cursor_hexadecimal(seam_cursor *c, uint64_t max)
{
    return seam_cursor_digits(c, 16, max);
}
#endif

/**
 * Read a decimal number that may have a sign, '+' or '-', in front of its digits.
 *
 * @param      c    Moved past the digits. Failures are those of seam_cursor_decimal(), and
 *                  SEAM_EPROTO below `min`.
 * @param      min  The least number that is taken.
 * @param      max  The greatest, not below `min`.
 *
 * Returns     The number; 0 after a failure.
 * Threads     One.
 * Cost        O(digits), 22 bytes at most.
 */
SEAM_API int64_t seam_cursor_decimal_signed(seam_cursor *c, int64_t min, int64_t max);

SEAM_END_DECLS
#endif
