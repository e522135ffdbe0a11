/* seam/cursor.h: numbers and pieces read out of a chain, a buf or a view, with one check for all of
 * them.
 *
 *     seam_cursor c = seam_cursor_chain(&rx);
 *     uint8_t type = seam_cursor_u8(&c);
 *     uint16_t id = seam_cursor_u16be(&c);
 *     seam_cursor body = seam_cursor_sub(&c, seam_cursor_varint_mqtt(&c));
 *     if (!seam_cursor_ok(&c))
 *         return seam_cursor_status(&c);    SEAM_MORE: rx is as it was; read on, try again
 *     ...
 *     seam_cursor_commit(&c, &rx);
 *
 * The first failure sticks: every later read gives 0 and moves nothing. Use no number outside of
 * these calls, as a size for example, before the check. A copy of the struct is a mark, assigning
 * it back rewinds. What is read is borrowed and must not change meanwhile.
 * Threads: a cursor belongs to one thread. */
#ifndef SEAM_CURSOR_H
#define SEAM_CURSOR_H

#include "chain.h"
#include "status.h"

/* Held by value. The fields are the library's. Laws: at_ <= end_; the bytes that may still be read
 * are [at_, end_) and left_ more; they are total_ at most; after a failure [at_, end_) is empty. */
typedef struct seam_cursor {
    const uint8_t *at_, *end_; /* offset 0: what is left of the piece that is read */
    const seam_chain *chain_;  /* 16: where the next piece is; NULL when there is one only */
    size_t index_;             /* 24: of the next segment; of a buf its address, of a view 0 */
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
 * Read a view that is all there is, a frame for example: past its end is SEAM_EPROTO, since what
 * the bytes say of their own length is wrong and waiting would not mend it.
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
 * Make a cursor of its own over the next `len` bytes, and move past them. All of them must be
 * there. Past the end of the new one is SEAM_EPROTO: the outer length has lied.
 *
 * @param      c    Moved. A failure sticks to it: SEAM_MORE when it has fewer bytes, SEAM_EPROTO
 *                  when none will follow.
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
 *             for, or end too early and none will follow; SEAM_ETOOBIG: more than a cap allows; or
 *             what seam_cursor_fail() was given.
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
 * Returns     Bytes before it, counted from where it began; after a failure, where what was read
 *             for begins.
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
 * Returns     After SEAM_MORE, how many bytes must follow at least before the same read can do
 *             more; else 0.
 * Threads     One.
 * Cost        O(1), inline.
 */
static inline size_t seam_cursor_need(const seam_cursor *c)
{
    return c->need_;
}

/**
 * Report a failure that the caller has found, an unknown operation code for example. It sticks as
 * any other does, and changes nothing after another.
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
 * Ask for bytes to be there before what belongs together is read: a body that is to be copied, and its end.
 *
 * @param      c  Not moved. SEAM_MORE, or SEAM_EPROTO where no byte follows, when it has fewer.
 * @param      n  Byte count.
 *
 * Returns     true when they are there and nothing has failed before.
 * Threads     One.
 * Cost        O(1).
 */
SEAM_API bool seam_cursor_want(seam_cursor *c, size_t n);

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
 * @param      c   Moved past them. SEAM_MORE, or SEAM_EPROTO where no byte follows, when it has
 *                 fewer.
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
 * seam_cursor_bytes() is the same, and quicker.
 *
 * @param      c        Moved past them. SEAM_MORE, or SEAM_EPROTO where no byte follows, when it
 *                      has fewer. SEAM_ETOOBIG when `n` is over `cap` and the cursor is over a
 *                      chain, whether the bytes are in one segment or not: the answer does not
 *                      depend on the cuts.
 * @param      n        Byte count.
 * @param[out] scratch  Holds the bytes when they are cut. May be NULL when `cap` is 0.
 * @param      cap      Bytes that `scratch` holds. Over a view or a buf nothing is ever copied, and
 *                      0 will do.
 *
 * Returns     The bytes; the empty view after a failure. Valid as long as what is read and
 *             `scratch` are.
 * Threads     One.
 * Cost        O(1), or O(n + segments) where they are cut.
 */
SEAM_API seam_view seam_cursor_gather(seam_cursor *c, size_t n, void *scratch, size_t cap);

#ifndef SEAM_DECLARATIONS_ONLY
/**
 * Read bytes in one piece: seam_cursor_gather(), inline where they lie in one.
 *
 * @param      c        As there.
 * @param      n        Byte count.
 * @param[out] scratch  Holds the bytes when they are cut. May be NULL when `cap` is 0.
 * @param      cap      Bytes that `scratch` holds.
 *
 * Returns     The bytes; the empty view after a failure. Valid as long as what is read and
 *             `scratch` are.
 * Threads     One.
 * Cost        As seam_cursor_gather().
 */
static inline seam_view seam_cursor_bytes(seam_cursor *c, size_t n, void *scratch, size_t cap)
{
    const uint8_t *at = c->at_;

    /* 0 wraps, and goes the slow way. */
    if (n - 1 >= SEAM_CAST(size_t, c->end_ - at) || (n > cap && c->chain_))
        return seam_cursor_gather(c, n, scratch, cap);
    c->at_ = at + n;
    return seam_view_of(at, n);
}
#endif

/**
 * Read bytes as a buffer of their own, which outlives the cursor and what it reads. Where they lie
 * in one piece they are shared, else they are copied together.
 *
 * @param      c    Over a chain, a buf, or a part of one; moved past the bytes. SEAM_MORE, or
 *                  SEAM_EPROTO where no byte follows, when it has fewer. SEAM_EINVAL over a view,
 *                  which owns nothing. SEAM_ENOMEM, SEAM_ELIMIT when they are cut and the chain's
 *                  pool has no block for them.
 * @param      n    Byte count; 0 gives the empty buffer.
 * @param[out] out  Always written; empty on failure. Owned by the caller: seam_buf_release().
 *
 * Threads     As seam_buf_share().
 * Cost        O(1): one reference is counted. Where they are cut, an allocation and O(n +
 *             segments).
 */
SEAM_API void seam_cursor_slice(seam_cursor *c, size_t n, seam_buf *out);

/**
 * Count the bytes before the next byte of a value, to read them in whatever form is wanted.
 *
 * @param      c     Not moved. SEAM_MORE; SEAM_EPROTO where no byte follows and it is missing;
 *                   SEAM_ETOOBIG when more than `cap` bytes precede it, as soon as that is known.
 * @param      byte  Any value.
 * @param      cap   The greatest count that is taken.
 *
 * Returns     The count; 0 after a failure.
 * Threads     One.
 * Cost        O(bytes + segments).
 */
SEAM_API size_t seam_cursor_find(seam_cursor *c, uint8_t byte, size_t cap);

/**
 * Read up to a byte that ends a string: NUL, a blank, a line feed.
 *
 * @param      c        Moved past the byte. SEAM_MORE; SEAM_EPROTO where no byte follows and it is
 *                      missing; SEAM_ETOOBIG when more than `cap` bytes precede it, as soon as that
 *                      is known.
 * @param      stop     The byte.
 * @param[out] scratch  Holds the string when it is cut; `cap` bytes. May be NULL over a view or a
 *                      buf, where nothing is cut.
 * @param      cap      The greatest length that is taken, without the stop, in one piece or cut.
 *
 * Returns     The bytes before it; the empty view after a failure. Valid as long as what is read
 *             and `scratch` are.
 * Threads     One.
 * Cost        O(bytes + segments).
 */
SEAM_API seam_view seam_cursor_until(seam_cursor *c, uint8_t stop, void *scratch, size_t cap);

/**
 * Move past bytes that must be there: a magic number, a keyword.
 *
 * @param      c      Moved past them. SEAM_EPROTO at the first byte that differs; SEAM_MORE while
 *                    all that is there agrees, or SEAM_EPROTO where no byte follows.
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
 * Returns     SEAM_OK. SEAM_ESTATE after a failure, SEAM_EINVAL for a cursor that is not over all
 *             of `chain`: nothing has changed.
 * Threads     As seam_buf_release().
 * Cost        O(segments dropped).
 */
SEAM_TRY seam_status seam_cursor_commit(const seam_cursor *c, seam_chain *chain);

/**
 * Move what was read out of the chain it was read from to the end of another: a message to keep,
 * whole, with its head. The cursor is not to be used any more.
 *
 * @param      c      Borrowed; over `chain`, from its start.
 * @param      chain  Shortened.
 * @param      to     Grown. Not `chain`.
 *
 * Returns     SEAM_OK. SEAM_ESTATE, SEAM_EINVAL: as seam_cursor_commit(). SEAM_ENOMEM, SEAM_ELIMIT:
 *             as seam_chain_move(). After a failure nothing has changed.
 * Threads     One.
 * Cost        O(segments moved); no byte is copied.
 */
SEAM_TRY seam_status seam_cursor_move(const seam_cursor *c, seam_chain *chain, seam_chain *to);

SEAM_END_DECLS

/* The numbers that it reads. */
#include "cursor_number.h"

#endif
