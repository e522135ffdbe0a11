#include "seam/chain_add.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/bits.h"
#include "data/room.h"
#include "seam/chain_move.h"

/* Fills the room and writes the rest of the bytes to a new block, which becomes the chain's block.
 * The block and the slots are allocated before a byte is written, so that a failure changes
 * nothing. */
static seam_status write_over(seam_chain *chain, seam_view bytes)
{
    const size_t head = seam__room_left(chain);
    const size_t n_segs = head > 0 && !seam__room_continues(chain) ? 2 : 1;
    seam_buf block;
    seam_status r = seam__chain_allows(chain, bytes.len, n_segs);

    if (r == SEAM_OK)
        r = seam__room_alloc(chain, bytes.len - head, &block);
    if (r != SEAM_OK)
        return r;
    r = seam__ring_ensure(chain, n_segs);
    if (r == SEAM_OK) {
        seam__room_unseal(chain);
        if (head > 0) {
            memcpy(seam__room_start(chain), bytes.data, head);
            seam__room_take(chain, head);
        }
        seam__room_replace(chain, &block);
        memcpy(seam__room_start(chain), bytes.data + head, bytes.len - head);
        seam__room_take(chain, bytes.len - head);
        seam__room_seal(chain);
    }
    seam__handle_release(&block);
    return r;
}

/* Another segment, or another block, or nothing at all. */
SEAM__NOINLINE static seam_status write_anew(seam_chain *chain, seam_view bytes)
{
    if (bytes.len == 0)
        return SEAM_OK;
    if (seam__chain_is_reserved(chain))
        return SEAM_ESTATE;
    /* A short piece is not split over two blocks; that wastes at most SEAM_CHAIN_COPY bytes of the
     * first. */
    if (bytes.len <= SEAM_CHAIN_COPY || bytes.len <= seam__room_left(chain))
        return seam__chain_append_copy(chain, bytes);
    return write_over(chain, bytes);
}

SEAM__HOT seam_status seam_chain_write(seam_chain *chain, seam_view bytes)
{
    seam_buf *last;

    seam__chain_check(chain);
    SEAM_ASSERT(bytes.data != NULL || bytes.len == 0);
    last = seam__room_tail(chain, bytes.len);
    if (SEAM__UNLIKELY(last == NULL))
        return write_anew(chain, bytes);
    seam__room_copy(chain, last, bytes);
    return SEAM_OK;
}

/* Formats a text that is too long for the stack into a block of its own, with room for the NUL that
 * vsnprintf() writes. */
static seam_status format_long(seam_chain *chain, size_t len, const char *format, va_list args)
{
    seam_buf text;
    seam_status r = seam_buf_alloc(chain->pool_, len + 1, &text);

    if (r != SEAM_OK)
        return r;
    seam_buf_set_tag(&text, chain->tag_);
    if (vsnprintf((char *)seam_buf_bytes_mut(&text), len + 1, format, args) == (int)len) {
        seam_buf_trim(&text, len);
        r = seam_chain_append(chain, &text);
    } else {
        r = SEAM_EINVAL;
    }
    seam_buf_release(&text);
    return r;
}

seam_status seam_chain_printf(seam_chain *chain, const char *format, ...)
{
    char text[1024];
    seam_status r;
    va_list args;
    int len;

    va_start(args, format);
    len = vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    if (len < 0)
        return SEAM_EINVAL;
    if ((size_t)len < sizeof(text))
        return seam_chain_write(chain, seam_view_of(text, (size_t)len));
    va_start(args, format);
    r = format_long(chain, (size_t)len, format, args);
    va_end(args);
    return r;
}

/* Whether appending `buf` copies it: it is short, and the chain has a segment already. A chain of
 * one short segment is not worth a block. */
static bool is_copied(const seam_chain *chain, const seam_buf *buf)
{
    if (buf->len > SEAM_CHAIN_COPY || seam__chain_is_reserved(chain) ||
        seam__ring_continues(chain, buf))
        return false;
    return chain->fill_.len > 0 ||
           (chain->n_segs_ > 0 && seam__ring_last(chain)->len <= SEAM_CHAIN_COPY);
}

SEAM__HOT seam_status seam_chain_add(seam_chain *chain, seam_buf *buf)
{
    seam__chain_check(chain);
    seam__buf_check(buf);
    if (buf->len > 0 && is_copied(chain, buf) &&
        seam__chain_append_copy(chain, seam_buf_view(buf)) == SEAM_OK) {
        seam__handle_release(buf);
        return SEAM_OK;
    }
    /* Without memory for a copy there may still be a free slot for the handle. */
    return seam_chain_append(chain, buf);
}

/* Appends a copy of `buf`, so that its block is not kept alive. */
static seam_status append_small(seam_chain *chain, const seam_buf *buf)
{
    seam_buf copy;
    seam_status r;

    if (buf->len <= SEAM_CHAIN_COPY && !seam__chain_is_reserved(chain))
        return seam__chain_append_copy(chain, seam_buf_view(buf));
    r = seam_buf_copy(chain->pool_, seam_buf_view(buf), &copy);
    if (r != SEAM_OK)
        return r;
    seam_buf_set_tag(&copy, seam_buf_tag(buf));
    r = seam_chain_append(chain, &copy);
    seam_buf_release(&copy);
    return r;
}

seam_status seam_chain_add_unpinned(seam_chain *chain, seam_buf *buf, size_t unpin)
{
    seam_status r;

    /* Whichever call is next checks the chain and the handle. */
    if (unpin == 0 || !seam__buf_pins(buf, unpin))
        return seam_chain_add(chain, buf);
    r = append_small(chain, buf);
    if (r == SEAM_OK)
        seam__handle_release(buf);
    return r;
}

static bool goes_on(const seam_chain *to, const seam_chain *from)
{
    return from->n_segs_ > 0 && seam__ring_continues(to, seam__ring_at(from, 0));
}

seam_status seam_chain_add_chain(seam_chain *to, seam_chain *from, size_t n)
{
    seam__chain_check(to);
    seam__chain_check(from);
    SEAM_ASSERT(to != from);
    if (n > from->len_)
        return SEAM_ERANGE;
    if (n == 0 || n > SEAM_CHAIN_COPY || seam__chain_is_reserved(to) || goes_on(to, from) ||
        seam__room_ensure(to, n) != SEAM_OK)
        return seam_chain_move(to, from, n);
    (void)seam_chain_copy_out(from, 0, seam__room_start(to), n);
    seam__room_take(to, n);
    seam__room_seal(to);
    seam_chain_skip(from, n);
    return SEAM_OK;
}
