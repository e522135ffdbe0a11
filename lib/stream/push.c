#include "seam/push.h"

#include "base/bits.h"
#include "data/room.h"

/* Moves the first `len` bytes of the chunk to the chain as a slice; with all of them its own handle
 * goes there. The chain has a free slot and no limit in the way. */
static void link_span(seam_buf *in, size_t len, seam_chain *out)
{
    seam_buf first = seam_buf_take(in, len);

    seam__ring_link(out, &first);
}

/* Adds a prefix of the chunk that is its own output. The transform has moved past it, so this
 * cannot fail: a short piece is linked where there is no memory for a copy. */
static void add_span(seam_buf *in, size_t len, seam_chain *out)
{
    if (len <= SEAM_CHAIN_COPY &&
        seam__chain_append_copy(out, seam_view_of(in->data, len)) == SEAM_OK)
        seam_buf_skip(in, len);
    else
        link_span(in, len, out);
}

/* Adds what of the chunk is its own output. A slot is there before the transform is asked, and it
 * is shown no more than the chain's limit allows. *len, always written, is how much that was. */
static seam_status push_span(seam_transform t, seam_buf *in, seam_chain *out, size_t *len)
{
    seam_status r;

    *len = 0;
    if (t.ops->span == NULL || in->len == 0)
        return SEAM_OK;
    r = seam__chain_allows(out, 1, 1);
    if (r == SEAM_OK)
        r = seam__ring_ensure(out, 1);
    if (r != SEAM_OK)
        return r;
    *len = t.ops->span(t.self,
                       seam_view_of(in->data, seam__min(in->len, out->max_bytes_ - out->len_)));
    SEAM_ASSERT(*len <= in->len);
    if (*len > 0)
        add_span(in, *len, out);
    return SEAM_OK;
}

/* Converts into the chain's own block. Room that was reserved can be committed. */
static seam_status push_converted(seam_transform t, seam_buf *in, seam_chain *out)
{
    seam_view left = seam_buf_view(in);
    struct iovec room;
    size_t produced;
    seam_status committed;
    seam_status r = seam_chain_reserve(out, SEAM_TRANSFORM_ROOM, &room);

    if (r != SEAM_OK)
        return r;
    r = t.ops->convert(t.self, &left, room.iov_base, room.iov_len, &produced);
    SEAM_ASSERT(produced <= room.iov_len && left.len <= in->len);
    committed = seam_chain_commit(out, produced);
    SEAM_ASSERT(committed == SEAM_OK);
    (void)committed;
    seam_buf_skip(in, in->len - left.len);
    return r == SEAM_FULL ? SEAM_OK : r;
}

/* Without input most transforms have nothing to say: they are asked without room first, so that
 * none is reserved for nothing. */
static seam_status push_nothing(seam_transform t, seam_buf *in, seam_chain *out)
{
    seam_view none = {NULL, 0};
    uint8_t nowhere;
    size_t produced;
    seam_status r = t.ops->convert(t.self, &none, &nowhere, 0, &produced);

    SEAM_ASSERT(produced == 0);
    if (r == SEAM_FULL)
        r = push_converted(t, in, out);
    if (r != SEAM_OK)
        seam_buf_release(in);
    return r;
}

static seam_status push_some(seam_transform t, seam_buf *in, seam_chain *out)
{
    size_t len;
    seam_status r;

    if (in->len == 0)
        return push_nothing(t, in, out);
    r = push_span(t, in, out, &len);
    if (r != SEAM_OK)
        return r;
    if (in->len == 0)
        return SEAM_MORE;
    return len > 0 ? SEAM_OK : push_converted(t, in, out);
}

seam_status seam_transform_push(seam_transform t, seam_buf *in, seam_chain *out)
{
    seam_status r;

    seam__buf_check(in);
    seam__chain_check(out);
    if (seam__chain_is_reserved(out))
        return SEAM_ESTATE;
    do {
        r = push_some(t, in, out);
    } while (r == SEAM_OK);
    return r;
}

seam_status seam_transform_push_chain(seam_transform t, seam_chain *in, seam_chain *out)
{
    seam_status r;

    SEAM_ASSERT(in != out);
    do {
        seam_buf segment = seam__chain_take_first(in);

        r = seam_transform_push(t, &segment, out);
        seam__chain_put_back(in, &segment);
    } while (r == SEAM_MORE && seam_chain_len(in) > 0);
    return r;
}
