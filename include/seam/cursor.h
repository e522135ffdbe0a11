/* seam/cursor.h: numbers and pieces read out of a chain, a buf or a view, with one check for all of them.
 *
 *     seam_cursor c = seam_cursor_chain(&rx);
 *     uint8_t type = seam_cursor_u8(&c);
 *     uint16_t id = seam_cursor_u16be(&c);
 *     seam_cursor body = seam_cursor_sub(&c, seam_cursor_varint_mqtt(&c));
 *     if (!seam_cursor_ok(&c))
 *         return seam_cursor_status(&c);       SEAM_MORE: the chain is as it was, read on and try again
 *     ...
 *     seam_cursor_commit(&c, &rx);
 *
 * The first failure sticks: every later read gives 0 and moves nothing. Use no number outside of these
 * calls, as a size for example, before the check. A copy of the struct is a mark, assigning it back
 * rewinds. What is read is borrowed and must not change meanwhile.
 * Threads: a cursor belongs to one thread. */
#ifndef SEAM_CURSOR_H
#define SEAM_CURSOR_H

#include "bytes.h"
#include "chain.h"
#include "status.h"

/* Held by value. The fields are the library's. Laws: at_ <= end_; the bytes that may still be read are
 * [at_, end_) and left_ more; they are total_ at most; after a failure [at_, end_) is empty. */
typedef struct seam_cursor {
    const uint8_t *at_, *end_; /* offset 0: what is left of the piece that is read */
    const seam_chain *chain_;  /* 16: where the next piece is; NULL when there is one only */
    size_t index_;             /* 24: of the next segment */
    size_t left_;              /* 32: bytes behind the piece */
    size_t total_;             /* 40: bytes at the start */
    size_t need_;              /* 48: after SEAM_MORE, bytes that are missing at least */
    int32_t status_;           /* 56: the first failure */
    uint32_t whole_;           /* 60: 1 when no byte will ever follow */
} seam_cursor;

SEAM_STATIC_ASSERT(sizeof(void *) != 8 || sizeof(seam_cursor) == 64);

SEAM_BEGIN_DECLS

/**
 * Read a view to which more may be added later: past its end is SEAM_MORE.
 *
 * @param      view  Borrowed as long as the cursor is used.
 *
 * Returns     The cursor, at the first byte.
 * Threads     Safe.
 * Cost        O(1).
 */
SEAM_API seam_cursor seam_cursor_view(seam_view view);

/**
 * Read a view that is all there is, a frame for example: past its end is SEAM_EPROTO, since what the
 * bytes say of their own length is wrong and waiting would not mend it.
 *
 * @param      view  Borrowed as long as the cursor is used.
 *
 * Returns     The cursor, at the first byte.
 * Threads     Safe.
 * Cost        O(1).
 */
SEAM_API seam_cursor seam_cursor_whole(seam_view view);

/**
 * Read a buffer to which more may be added later: past its end is SEAM_MORE.
 *
 * @param      buf  Borrowed as long as the cursor is used.
 *
 * Returns     The cursor, at the first byte.
 * Threads     Safe.
 * Cost        O(1). No reference is counted.
 */
SEAM_API seam_cursor seam_cursor_buf(const seam_buf *buf);

/**
 * Read a chain: past its end is SEAM_MORE.
 *
 * @param      chain  Borrowed as long as the cursor is used, and not changed meanwhile.
 *
 * Returns     The cursor, at the first byte.
 * Threads     One.
 * Cost        O(1). No reference is counted.
 */
SEAM_API seam_cursor seam_cursor_chain(const seam_chain *chain);

/**
 * Make a cursor of its own over the next `len` bytes, and move past them. All of them must be there. Past
 * the end of the new one is SEAM_EPROTO: the outer length has lied.
 *
 * @param      c    Moved. A failure sticks to it: SEAM_MORE when it has fewer bytes, SEAM_EPROTO when
 *                  none will follow.
 * @param      len  Byte count.
 *
 * Returns     The cursor, at the first of the bytes; after a failure one with the same failure.
 * Threads     One.
 * Cost        O(segments under the bytes).
 */
SEAM_API seam_cursor seam_cursor_sub(seam_cursor *c, size_t len);

#ifndef SEAM_DECLARATIONS_ONLY
/**
 * Say whether every read so far has succeeded.
 *
 * @param      c  Borrowed.
 *
 * Returns     true when none has failed.
 * Threads     One.
 * Cost        O(1), inline.
 */
static inline bool seam_cursor_ok(const seam_cursor *c)
{
    return c->status_ == SEAM_OK;
}

/**
 * Say what the first failure was.
 *
 * @param      c  Borrowed.
 *
 * Returns     SEAM_OK; SEAM_MORE: the bytes end too early; SEAM_EPROTO: they are not what was read
 *             for, or end too early and none will follow; SEAM_ETOOBIG: more than a cap allows; or what
 *             seam_cursor_fail() was given.
 * Threads     One.
 * Cost        O(1), inline.
 */
static inline seam_status seam_cursor_status(const seam_cursor *c)
{
    return SEAM_CAST(seam_status, c->status_);
}

/**
 * Count the bytes that are still to be read.
 *
 * @param      c  Borrowed.
 *
 * Returns     Byte count; after a failure, from the start of what was read for.
 * Threads     One.
 * Cost        O(1), inline.
 */
static inline size_t seam_cursor_left(const seam_cursor *c)
{
    return SEAM_CAST(size_t, c->end_ - c->at_) + c->left_;
}

/**
 * Say how far the cursor is.
 *
 * @param      c  Borrowed.
 *
 * Returns     Bytes before it, counted from where it began; after a failure, where what was read for
 *             begins.
 * Threads     One.
 * Cost        O(1), inline.
 */
static inline size_t seam_cursor_pos(const seam_cursor *c)
{
    return c->total_ - seam_cursor_left(c);
}

/**
 * Say how many bytes are missing.
 *
 * @param      c  Borrowed.
 *
 * Returns     After SEAM_MORE, how many bytes must follow at least before the same read can do more; else 0.
 * Threads     One.
 * Cost        O(1), inline.
 */
static inline size_t seam_cursor_need(const seam_cursor *c)
{
    return c->need_;
}

/**
 * Report a failure that the caller has found, an unknown operation code for example. It sticks as any
 * other does, and changes nothing after another.
 *
 * @param      c    Stopped where it is.
 * @param      why  What seam_cursor_status() says from now on; SEAM_OK changes nothing.
 *
 * Threads     One.
 * Cost        O(1), inline.
 */
static inline void seam_cursor_fail(seam_cursor *c, seam_status why)
{
    if (c->status_ != SEAM_OK || why == SEAM_OK)
        return;
    c->status_ = why;
    c->left_ += SEAM_CAST(size_t, c->end_ - c->at_);
    c->end_ = c->at_;
}
#endif

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
 *     uint16_t seam_cursor_u16be(seam_cursor *c);         u16 u24 u32 u64, i16 i24 i32 i64, f32 f64
 *                                                         each with `be` and `le`; u8 and i8 without
 *
 * Each moves `c` past the number and returns it as seam_load_u16be() and its kin do; a failure is
 * that of seam_cursor_be(), and gives 0. One thread; O(1). */
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
 * Read an unsigned LEB128 number (protobuf, WebAssembly, DWARF): 1 to 10 bytes, seven bits in each, the
 * lowest first. Forms with more bytes than are needed are taken.
 *
 * @param      c  Moved past it. SEAM_MORE; SEAM_EPROTO past 64 bits or 10 bytes.
 *
 * Returns     The number; 0 after a failure. seam_zigzag() makes a signed one of protobuf's sint64.
 * Threads     One.
 * Cost        O(bytes), 10 at most.
 */
SEAM_API uint64_t seam_cursor_varint_leb(seam_cursor *c);

/**
 * Read a variable-length integer of QUIC (RFC 9000 section 16): 1, 2, 4 or 8 bytes, up to 2^62 - 1. Forms
 * with more bytes than are needed are taken.
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
static inline int64_t seam_zigzag(uint64_t n)
{
    return SEAM_CAST(int64_t, (n >> 1) ^ (0 - (n & 1)));
}
#endif

/**
 * Read a decimal number: ASCII digits up to the first byte that is none, which stays. That byte must
 * be there, or it must be known that no byte follows: else the number could go on.
 *
 * @param      c    Moved past the digits. SEAM_MORE; SEAM_EPROTO without a digit, with more than 20 of them
 *                  (zeros in front count), or for a number past `max`.
 * @param      max  The greatest number that is taken.
 *
 * Returns     The number; 0 after a failure.
 * Threads     One.
 * Cost        O(digits), 21 bytes at most.
 */
SEAM_API uint64_t seam_cursor_decimal(seam_cursor *c, uint64_t max);

/**
 * Read a hexadecimal number: digits of either case up to the first byte that is none, which stays. That
 * byte must be there, or it must be known that no byte follows.
 *
 * @param      c    Moved past the digits. SEAM_MORE; SEAM_EPROTO without a digit, with more than 16 of them
 *                  (zeros in front count), or for a number past `max`.
 * @param      max  The greatest number that is taken.
 *
 * Returns     The number; 0 after a failure.
 * Threads     One.
 * Cost        O(digits), 17 bytes at most.
 */
SEAM_API uint64_t seam_cursor_hexadecimal(seam_cursor *c, uint64_t max);

/**
 * Move past bytes.
 *
 * @param      c  Moved. SEAM_MORE, or SEAM_EPROTO where no byte follows, when it has fewer.
 * @param      n  Byte count.
 *
 * Threads     One.
 * Cost        O(segments passed).
 */
SEAM_API void seam_cursor_skip(seam_cursor *c, size_t n);

/**
 * Copy bytes out.
 *
 * @param      c   Moved past them. SEAM_MORE, or SEAM_EPROTO where no byte follows, when it has fewer.
 * @param[out] to  Receives n bytes; untouched after a failure. May be NULL when `n` is 0.
 * @param      n   Byte count.
 *
 * Returns     n; 0 after a failure.
 * Threads     One.
 * Cost        O(n + segments).
 */
SEAM_API size_t seam_cursor_copy(seam_cursor *c, void *to, size_t n);

/**
 * Read bytes in one piece: where they lie if that is possible, else copied together.
 *
 * @param      c        Moved past them. SEAM_MORE, or SEAM_EPROTO where no byte follows, when it has fewer.
 *                      SEAM_ETOOBIG when `n` is over `cap` and the cursor is over a chain, whether
 *                      the bytes are in one segment or not: the answer does not depend on the cuts.
 * @param      n        Byte count.
 * @param[out] scratch  Holds the bytes when they are cut. May be NULL when `cap` is 0.
 * @param      cap      Bytes that `scratch` holds. Over a view or a buf nothing is ever copied, and 0 will do.
 *
 * Returns     The bytes; the empty view after a failure. Valid as long as what is read and `scratch` are.
 * Threads     One.
 * Cost        O(1), or O(n + segments) where they are cut.
 */
SEAM_API seam_view seam_cursor_bytes(seam_cursor *c, size_t n, void *scratch, size_t cap);

/**
 * Read up to a byte that ends a string: NUL, a blank, a line feed.
 *
 * @param      c        Moved past the byte. SEAM_MORE; SEAM_EPROTO where no byte follows and it is missing;
 *                      SEAM_ETOOBIG when more than `cap` bytes precede it, as soon as that is known.
 * @param      stop     The byte.
 * @param[out] scratch  Holds the string when it is cut; `cap` bytes.
 * @param      cap      The greatest length that is taken, without the stop, in one piece or cut.
 *
 * Returns     The bytes before it; the empty view after a failure. Valid as long as what is read and
 *             `scratch` are.
 * Threads     One.
 * Cost        O(bytes + segments).
 */
SEAM_API seam_view seam_cursor_until(seam_cursor *c, uint8_t stop, void *scratch, size_t cap);

/**
 * Move past bytes that must be there: a magic number, a keyword.
 *
 * @param      c      Moved past them. SEAM_EPROTO at the first byte that differs; SEAM_MORE while all
 *                    that is there agrees, or SEAM_EPROTO where no byte follows.
 * @param      bytes  What is expected; borrowed.
 *
 * Returns     true when they were there.
 * Threads     One.
 * Cost        O(bytes + segments).
 */
SEAM_API bool seam_cursor_expect(seam_cursor *c, seam_view bytes);

/**
 * Drop what was read from the chain it was read from. The cursor is not to be used any more.
 *
 * @param      c      Borrowed; over `chain`, from its start.
 * @param      chain  Shortened.
 *
 * Returns     SEAM_OK. SEAM_ESTATE after a failure, SEAM_EINVAL for a cursor that is not over all of
 *             `chain`: nothing has changed.
 * Threads     As seam_buf_release().
 * Cost        O(segments dropped).
 */
SEAM_TRY seam_status seam_cursor_commit(const seam_cursor *c, seam_chain *chain);

/**
 * Move what was read out of the chain it was read from to the end of another: a message to keep, whole, with
 * its head. The cursor is not to be used any more.
 *
 * @param      c      Borrowed; over `chain`, from its start.
 * @param      chain  Shortened.
 * @param      to     Grown. Not `chain`.
 *
 * Returns     SEAM_OK. SEAM_ESTATE, SEAM_EINVAL: as seam_cursor_commit(). SEAM_ENOMEM, SEAM_ELIMIT: as
 *             seam_chain_move(). After a failure nothing has changed.
 * Threads     One.
 * Cost        O(segments moved); no byte is copied.
 */
SEAM_TRY seam_status seam_cursor_move(const seam_cursor *c, seam_chain *chain, seam_chain *to);

SEAM_END_DECLS
#endif
