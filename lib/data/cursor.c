#include "seam/cursor.h"

#include "base/bits.h"
#include "base/panic.h"
#include "bytes/digits.h"
#include "seam/chain_move.h"
#include "seam/scan.h"

/* ---- life */

/* Where a cursor over no bytes is: not at NULL, to which C does not let add even 0. */
static const uint8_t nowhere[1];

static seam_cursor over(seam_view view, bool whole)
{
    const uint8_t *at = view.len > 0 ? view.data : nowhere;

    return (seam_cursor){.at_ = at, .end_ = at + view.len, .total_ = view.len, .whole_ = whole};
}

seam_cursor seam_cursor_view(seam_view view)
{
    return over(view, false);
}

seam_cursor seam_cursor_whole(seam_view view)
{
    return over(view, true);
}

seam_cursor seam_cursor_buf(const seam_buf *buf)
{
    return over(seam_buf_view(buf), false);
}

/* Moves to the next segment, of which the cursor has a byte at least. */
static void next_piece(seam_cursor *c)
{
    seam_view piece;
    const bool found = seam_chain_next(c->chain_, &c->index_, &piece);

    /* Else the chain has been changed under the cursor. */
    SEAM_ASSERT(found && c->at_ == c->end_);
    if (!found)
        return;
    piece.len = seam__min(piece.len, c->left_);
    c->at_ = piece.data;
    c->end_ = piece.data + piece.len;
    c->left_ -= piece.len;
}

seam_cursor seam_cursor_chain(const seam_chain *chain)
{
    seam_cursor c = over(seam_view_of(NULL, 0), false);

    c.chain_ = chain;
    c.left_ = c.total_ = seam_chain_len(chain);
    if (c.left_ > 0)
        next_piece(&c);
    return c;
}

/* ---- what every read is made of */

static size_t in_piece(const seam_cursor *c)
{
    return (size_t)(c->end_ - c->at_);
}

/* Stops where it is. */
static void stop(seam_cursor *c, seam_status why, size_t need)
{
    seam_cursor_fail(c, why);
    c->need_ = need;
}

/* `need` more bytes are wanted than there are. */
static void run_dry(seam_cursor *c, size_t need)
{
    if (c->whole_ != 0)
        stop(c, SEAM_EPROTO, 0);
    else
        stop(c, SEAM_MORE, need);
}

/* Says whether `n` bytes can be read, and fails when they cannot. */
static bool want(seam_cursor *c, size_t n)
{
    const size_t left = seam_cursor_left(c);

    if (c->status_ != SEAM_OK)
        return false;
    if (n <= left)
        return true;
    run_dry(c, n - left);
    return false;
}

/* Back to where a read began, which has failed there. The position told is that of the read's start,
 * so that what is missing is counted from the end of all bytes. */
static void fail_at(seam_cursor *c, const seam_cursor *start)
{
    const seam_status why = seam_cursor_status(c);
    const size_t need = c->need_;

    *c = *start;
    stop(c, why, need);
}

/* Past `n` bytes that are there; copies them unless `to` is NULL. */
static void pass(seam_cursor *c, uint8_t *to, size_t n)
{
    for (;;) {
        const size_t step = seam__min(n, in_piece(c));

        if (to != NULL && step > 0) {
            memcpy(to, c->at_, step);
            to += step;
        }
        c->at_ += step;
        n -= step;
        if (n == 0)
            return;
        next_piece(c);
    }
}

void seam_cursor_skip(seam_cursor *c, size_t n)
{
    if (n <= in_piece(c))
        c->at_ += n;
    else if (want(c, n))
        pass(c, NULL, n);
}

size_t seam_cursor_copy(seam_cursor *c, void *to, size_t n)
{
    if (n == 0 || !want(c, n))
        return 0;
    pass(c, to, n);
    return n;
}

seam_cursor seam_cursor_sub(seam_cursor *c, size_t len)
{
    seam_cursor inner = *c;

    if (!want(c, len)) {
        inner = *c;
        inner.total_ = seam_cursor_left(c);
        return inner;
    }
    inner.whole_ = 1;
    inner.total_ = len;
    if (len <= in_piece(c)) {
        inner.end_ = inner.at_ + len;
        inner.left_ = 0;
    } else {
        inner.left_ = len - in_piece(c);
    }
    pass(c, NULL, len);
    return inner;
}

/* ---- numbers */

uint64_t seam_cursor_be(seam_cursor *c, size_t n)
{
    uint8_t bytes[8];

    SEAM_ASSERT(n <= sizeof(bytes));
    return seam_load_be(bytes, seam_cursor_copy(c, bytes, seam__min(n, sizeof(bytes))));
}

uint64_t seam_cursor_le(seam_cursor *c, size_t n)
{
    uint8_t bytes[8];

    SEAM_ASSERT(n <= sizeof(bytes));
    return seam_load_le(bytes, seam_cursor_copy(c, bytes, seam__min(n, sizeof(bytes))));
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
            stop(c, SEAM_EPROTO, 0);
            break;
        }
        number |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80)
            return number;
    }
    fail_at(c, &start);
    return 0;
}

uint64_t seam_cursor_varint_quic(seam_cursor *c)
{
    const seam_cursor start = *c;
    const uint8_t first = seam_cursor_u8(c);
    const size_t behind = ((size_t)1 << (first >> 6)) - 1;
    const uint64_t rest = seam_cursor_be(c, behind);

    if (!seam_cursor_ok(c)) {
        fail_at(c, &start);
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
        stop(c, SEAM_EPROTO, 0);
        break;
    }
    fail_at(c, &start);
    return 0;
}

/* Whether the next byte is a digit of the base, and its value. Does not move. Fails where none is and
 * one may still come. */
static bool next_digit(seam_cursor *c, unsigned base, unsigned *digit)
{
    if (seam_cursor_left(c) == 0) {
        if (c->whole_ == 0)
            run_dry(c, 1);
        return false;
    }
    if (in_piece(c) == 0)
        next_piece(c);
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

    if (!seam_cursor_ok(c))
        return 0;
    for (; next_digit(c, base, &digit); n++, c->at_++) {
        if (n == most || digit > max || number > (max - digit) / base) {
            stop(c, SEAM_EPROTO, 0);
            break;
        }
        number = number * base + digit;
    }
    if (n == 0 && seam_cursor_ok(c))
        stop(c, SEAM_EPROTO, 0);
    if (seam_cursor_ok(c))
        return number;
    fail_at(c, &start);
    return 0;
}

uint64_t seam_cursor_decimal(seam_cursor *c, uint64_t max)
{
    return read_digits(c, 10, 20, max);
}

uint64_t seam_cursor_hexadecimal(seam_cursor *c, uint64_t max)
{
    return read_digits(c, 16, 16, max);
}

/* ---- strings of bytes */

seam_view seam_cursor_bytes(seam_cursor *c, size_t n, void *scratch, size_t cap)
{
    seam_view found;

    if (seam_cursor_ok(c) && n > cap && c->chain_ != NULL)
        stop(c, SEAM_ETOOBIG, 0);
    if (!want(c, n))
        return seam_view_of(NULL, 0);
    if (in_piece(c) == 0 && n > 0)
        next_piece(c);
    if (n <= in_piece(c)) {
        found = seam_view_of(c->at_, n);
        c->at_ += n;
        return found;
    }
    pass(c, scratch, n);
    return seam_view_of(scratch, n);
}

/* Counts the bytes before the first `byte`; most + 1 when there are more than that, and all that are left
 * when there is none. */
static size_t length_until(const seam_cursor *c, uint8_t byte, size_t most)
{
    seam_cursor ahead = *c;
    size_t len = 0;

    while (seam_cursor_left(&ahead) > 0) {
        size_t piece, at;

        if (in_piece(&ahead) == 0)
            next_piece(&ahead);
        piece = in_piece(&ahead);
        at = seam_scan_byte(seam_view_of(ahead.at_, piece), byte);
        if (at > most - len)
            return most + 1;
        len += at;
        if (at < piece)
            break;
        ahead.at_ = ahead.end_;
    }
    return len;
}

seam_view seam_cursor_until(seam_cursor *c, uint8_t stop_byte, void *scratch, size_t cap)
{
    const size_t left = seam_cursor_left(c);
    const size_t most = seam__min(cap, left);
    size_t len;
    seam_view found;

    if (!seam_cursor_ok(c))
        return seam_view_of(NULL, 0);
    len = length_until(c, stop_byte, most);
    if (len > most)
        stop(c, SEAM_ETOOBIG, 0);
    else if (len == left)
        run_dry(c, 1);
    if (!seam_cursor_ok(c))
        return seam_view_of(NULL, 0);
    found = seam_cursor_bytes(c, len, scratch, seam__max(cap, len));
    pass(c, NULL, 1);
    return found;
}

bool seam_cursor_expect(seam_cursor *c, seam_view bytes)
{
    const seam_cursor start = *c;

    if (!seam_cursor_ok(c))
        return false;
    while (bytes.len > 0 && seam_cursor_left(c) > 0) {
        size_t n;

        if (in_piece(c) == 0)
            next_piece(c);
        n = seam__min(bytes.len, in_piece(c));
        if (memcmp(c->at_, bytes.data, n) != 0) {
            stop(c, SEAM_EPROTO, 0);
            break;
        }
        c->at_ += n;
        bytes = seam_view_of(bytes.data + n, bytes.len - n);
    }
    if (seam_cursor_ok(c) && bytes.len > 0)
        run_dry(c, bytes.len);
    if (seam_cursor_ok(c))
        return true;
    fail_at(c, &start);
    return false;
}

/* ---- the end */

/* Whether what was read may be taken out of the chain. */
static seam_status may_take(const seam_cursor *c, const seam_chain *chain)
{
    if (!seam_cursor_ok(c))
        return SEAM_ESTATE;
    if (c->chain_ != chain || c->whole_ != 0 || c->total_ != seam_chain_len(chain))
        return SEAM_EINVAL;
    return SEAM_OK;
}

seam_status seam_cursor_commit(const seam_cursor *c, seam_chain *chain)
{
    const seam_status r = may_take(c, chain);

    if (r == SEAM_OK)
        seam_chain_skip(chain, seam_cursor_pos(c));
    return r;
}

seam_status seam_cursor_move(const seam_cursor *c, seam_chain *chain, seam_chain *to)
{
    const seam_status r = may_take(c, chain);

    return r == SEAM_OK ? seam_chain_move(to, chain, seam_cursor_pos(c)) : r;
}
