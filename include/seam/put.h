/* seam/put.h: numbers written to the end of a chain, what seam_cursor reads.
 *
 *     if ((r = seam_chain_put_u8(&tx, 0x30)) != SEAM_OK ||
 *         (r = seam_chain_put_varint_mqtt(&tx, length)) != SEAM_OK ||
 *         (r = seam_chain_put_u16be(&tx, id)) != SEAM_OK)
 *         return r;
 *
 * A head of fixed form is cheaper made in an array with seam_store_u16be() and its kin, and written
 * at once. Each call adds all of a number or nothing, and is SEAM_ESTATE while a reservation is
 * open.
 * Threads: as the chain, one at a time. */
#ifndef SEAM_PUT_H
#define SEAM_PUT_H

#include "bytes.h"
#include "chain.h"
#include "status.h"

SEAM_BEGIN_DECLS

/**
 * Append the low 1 to 8 bytes of a number, the most significant of them first.
 *
 * @param      chain   Grown.
 * @param      n       Byte count, 8 at most; 0 adds nothing. More is misuse.
 * @param      number  What does not fit into `n` bytes is cut off.
 *
 * Returns     SEAM_OK; SEAM_ENOMEM, SEAM_ELIMIT, SEAM_ESTATE as seam_chain_write(): nothing was
 *             added.
 * Threads     One.
 * Cost        O(n) amortized; an allocation when the chain's own block has no room left.
 */
SEAM_TRY seam_status seam_chain_put_be(seam_chain *chain, size_t n, uint64_t number);

/**
 * Append the low 1 to 8 bytes of a number, the least significant of them first.
 *
 * @param      chain   Grown.
 * @param      n       Byte count, 8 at most; 0 adds nothing. More is misuse.
 * @param      number  What does not fit into `n` bytes is cut off.
 *
 * Returns     SEAM_OK; SEAM_ENOMEM, SEAM_ELIMIT, SEAM_ESTATE as seam_chain_write(): nothing was
 *             added.
 * Threads     One.
 * Cost        O(n) amortized; an allocation when the chain's own block has no room left.
 */
SEAM_TRY seam_status seam_chain_put_le(seam_chain *chain, size_t n, uint64_t number);

#ifndef SEAM_DECLARATIONS_ONLY
/* ---- one width, one order, inline:
 *
 *     seam_status seam_chain_put_u16be(seam_chain *chain, uint16_t number);
 *
 * for u16 u24 u32 u64, i16 i24 i32 i64 and f32 f64, each with `be` and `le`; for u8 and i8 without.
 * Of 24 bits the upper eight are cut off; floats keep every bit. Status, threads and cost are those
 * of seam_chain_put_be(). */
#define SEAM__PUTTER(name, type, bytes, put)                                              \
    __attribute__((warn_unused_result)) static inline seam_status name(seam_chain *chain, \
                                                                       type number)       \
    {                                                                                     \
        return put(chain, (bytes), SEAM_CAST(uint64_t, number));                          \
    }
#define SEAM__PUTTERS(suffix, type, bytes)                                    \
    SEAM__PUTTER(seam_chain_put_##suffix##be, type, bytes, seam_chain_put_be) \
    SEAM__PUTTER(seam_chain_put_##suffix##le, type, bytes, seam_chain_put_le)

SEAM__PUTTER(seam_chain_put_u8, uint8_t, 1, seam_chain_put_be)
SEAM__PUTTER(seam_chain_put_i8, int8_t, 1, seam_chain_put_be)
SEAM__PUTTERS(u16, uint16_t, 2)
SEAM__PUTTERS(i16, int16_t, 2)
SEAM__PUTTERS(u24, uint32_t, 3)
SEAM__PUTTERS(i24, int32_t, 3)
SEAM__PUTTERS(u32, uint32_t, 4)
SEAM__PUTTERS(i32, int32_t, 4)
SEAM__PUTTERS(u64, uint64_t, 8)
SEAM__PUTTERS(i64, int64_t, 8)

#undef SEAM__PUTTERS
#undef SEAM__PUTTER

#define SEAM__PUTTER(width, type, order)                                                          \
    __attribute__((warn_unused_result)) static inline seam_status seam_chain_put_f##width##order( \
        seam_chain *chain, type number)                                                           \
    {                                                                                             \
        uint8_t bytes[8];                                                                         \
                                                                                                  \
        seam_store_f##width##be(bytes, number);                                                   \
        return seam_chain_put_u##width##order(chain, seam_load_u##width##be(bytes));              \
    }

SEAM__PUTTER(32, float, be)
SEAM__PUTTER(32, float, le)
SEAM__PUTTER(64, double, be)
SEAM__PUTTER(64, double, le)

#undef SEAM__PUTTER
#endif

/**
 * Append an unsigned LEB128 number in its shortest form.
 *
 * @param      chain   Grown by 1 to 10 bytes.
 * @param      number  Any. seam_zigzag_encode() makes one of a signed number, for protobuf's
 *                     sint64.
 *
 * Returns     SEAM_OK; SEAM_ENOMEM, SEAM_ELIMIT, SEAM_ESTATE as seam_chain_write(): nothing was
 *             added.
 * Threads     One.
 * Cost        As seam_chain_put_be().
 */
SEAM_TRY seam_status seam_chain_put_varint_leb(seam_chain *chain, uint64_t number);

/**
 * Append a variable-length integer of QUIC (RFC 9000 section 16) in its shortest form.
 *
 * @param      chain   Grown by 1, 2, 4 or 8 bytes.
 * @param      number  At most 2^62 - 1.
 *
 * Returns     SEAM_OK; SEAM_ERANGE for a greater one; SEAM_ENOMEM, SEAM_ELIMIT, SEAM_ESTATE as
 *             seam_chain_write(): nothing was added.
 * Threads     One.
 * Cost        As seam_chain_put_be().
 */
SEAM_TRY seam_status seam_chain_put_varint_quic(seam_chain *chain, uint64_t number);

/**
 * Append a variable byte integer of MQTT (MQTT 5.0 section 1.5.5).
 *
 * @param      chain   Grown by 1 to 4 bytes.
 * @param      number  At most 268,435,455.
 *
 * Returns     SEAM_OK; SEAM_ERANGE for a greater one; SEAM_ENOMEM, SEAM_ELIMIT, SEAM_ESTATE as
 *             seam_chain_write(): nothing was added.
 * Threads     One.
 * Cost        As seam_chain_put_be().
 */
SEAM_TRY seam_status seam_chain_put_varint_mqtt(seam_chain *chain, uint32_t number);

#ifndef SEAM_DECLARATIONS_ONLY
/**
 * Turn signed numbers 0, -1, 1, -2 ... into protobuf's zigzag numbers 0, 1, 2, 3 ...
 *
 * @param      n  Any number.
 *
 * Returns     The unsigned number: seam_zigzag_decode() gives `n` back.
 * Threads     Safe.
 * Cost        O(1), inline.
 */
static inline uint64_t seam_zigzag_encode(int64_t n)
{
    return SEAM_CAST(uint64_t, n) << 1 ^ (n < 0 ? UINT64_MAX : 0);
}
#endif

/**
 * Append a number in decimal ASCII digits, without zeros in front.
 *
 * @param      chain   Grown by 1 to 20 bytes.
 * @param      number  Any.
 *
 * Returns     SEAM_OK; SEAM_ENOMEM, SEAM_ELIMIT, SEAM_ESTATE as seam_chain_write(): nothing was
 *             added.
 * Threads     One.
 * Cost        As seam_chain_put_be().
 */
SEAM_TRY seam_status seam_chain_put_decimal(seam_chain *chain, uint64_t number);

/**
 * Append a number in hexadecimal ASCII digits, 0 to 9 and a to f, without zeros in front.
 *
 * @param      chain   Grown by 1 to 16 bytes.
 * @param      number  Any.
 *
 * Returns     SEAM_OK; SEAM_ENOMEM, SEAM_ELIMIT, SEAM_ESTATE as seam_chain_write(): nothing was
 *             added.
 * Threads     One.
 * Cost        As seam_chain_put_be().
 */
SEAM_TRY seam_status seam_chain_put_hexadecimal(seam_chain *chain, uint64_t number);

SEAM_END_DECLS
#endif
