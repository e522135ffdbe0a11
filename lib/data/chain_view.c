#include "seam/chain_view.h"

#include "base/bits.h"
#include "data/ring.h"
#include "mem/pool/front.h"

static bool is_inside(const seam_chain *chain, size_t off, size_t len)
{
    return off <= chain->len_ && len <= chain->len_ - off;
}

/* ---- a part of a chain that becomes a segment of its own */

/* A range of bytes that is to become one segment: it begins `head` bytes into segment `first` and
 * ends `tail` bytes before the end of segment `last`. */
typedef struct part {
    size_t first, last;
    size_t head, tail;
    size_t off, len; /* in the chain */
} part;

/* The part that bytes [off, off + len) are; the range is inside the chain and not empty. */
static part part_of(const seam_chain *chain, size_t off, size_t len)
{
    const seam__place at = seam__ring_find(chain, off);
    part p = {at.index, at.index, at.before, 0, off, len};
    size_t end = at.before + len;

    while (end > seam__ring_at(chain, p.last)->len)
        end -= seam__ring_at(chain, p.last++)->len;
    p.tail = seam__ring_at(chain, p.last)->len - end;
    return p;
}

static size_t slots_of(const part *p)
{
    const size_t head = p->head > 0 ? 1 : 0;
    const size_t tail = p->tail > 0 ? 1 : 0;

    return head + 1 + tail;
}

/* Extends the part to the ends of its first and last segment, so that replacing it needs no
 * additional slot. */
static void widen(part *p)
{
    p->off -= p->head;
    p->len += p->head + p->tail;
    p->head = 0;
    p->tail = 0;
}

static size_t slots_more(const part *p)
{
    const size_t n_old = p->last - p->first + 1;

    return slots_of(p) > n_old ? slots_of(p) - n_old : 0;
}

/* Replaces the segments under the part by what is left of the first, `whole`, and what is left of
 * the last. */
static void put_part(seam_chain *chain, const part *p, seam_buf *whole)
{
    size_t at = p->first;
    seam_buf head = SEAM__NO_BUF;
    seam_buf tail = SEAM__NO_BUF;

    if (p->head > 0)
        head = seam_buf_sub(seam__ring_at(chain, p->first), 0, p->head);
    if (p->tail > 0) {
        const seam_buf *last = seam__ring_at(chain, p->last);

        tail = seam_buf_sub(last, last->len - p->tail, p->tail);
    }
    for (size_t i = p->first; i <= p->last; i++)
        seam__handle_release(seam__ring_at(chain, i));
    seam__ring_splice(chain, p->first, p->last - p->first + 1, slots_of(p));
    if (p->head > 0)
        seam__handle_move(seam__ring_at(chain, at++), &head);
    seam__handle_move(seam__ring_at(chain, at++), whole);
    if (p->tail > 0)
        seam__handle_move(seam__ring_at(chain, at), &tail);
}

/* Copies the part into a block of its own. Nothing has changed after a failure. */
static seam_status gather_part(seam_chain *chain, part *p, uint64_t tag)
{
    seam_buf whole;
    seam_status r;

    /* At the chain's limit of segments a larger copy replaces an additional segment. */
    if (seam__chain_allows(chain, 0, slots_more(p)) != SEAM_OK)
        widen(p);
    r = seam_buf_alloc(chain->pool_, p->len, &whole);
    if (r != SEAM_OK)
        return r;
    r = seam__ring_ensure(chain, slots_more(p));
    if (r == SEAM_OK) {
        seam_buf_set_tag(&whole, tag);
        (void)seam_chain_copy_out(chain, p->off, seam_buf_bytes_mut(&whole), p->len);
        put_part(chain, p, &whole);
    }
    seam_buf_release(&whole);
    return r;
}

/* ---- looking */

seam_view seam_chain_peek(const seam_chain *chain, size_t off)
{
    const seam__place at = seam__ring_find(chain, off);
    const seam_buf *seg = seam_chain_segment(chain, at.index);

    if (seg == NULL)
        return seam_view_of(NULL, 0);
    return seam_view_of(seg->data + at.before, seg->len - at.before);
}

/* The bytes lie over a joint. */
SEAM__NOINLINE static seam_status view_joint(seam_chain *chain, size_t off, size_t len,
                                             void *scratch, size_t cap, seam_view *out)
{
    const seam_buf *seg;
    seam_status r;
    part p;

    if (cap >= len) {
        (void)seam_chain_copy_out(chain, off, scratch, len);
        *out = seam_view_of(scratch, len);
        return SEAM_OK;
    }
    p = part_of(chain, off, len);
    r = gather_part(chain, &p, chain->tag_);
    if (r != SEAM_OK)
        return r;
    p = part_of(chain, off, len);
    seg = seam__ring_at(chain, p.first);
    *out = seam_view_of(seg->data + p.head, len);
    return SEAM_OK;
}

SEAM__HOT seam_status seam_chain_view(seam_chain *chain, size_t off, size_t len, void *scratch,
                                      size_t cap, seam_view *out)
{
    const seam_buf *seg;
    seam__place at;

    seam__chain_check(chain);
    *out = seam_view_of(NULL, 0);
    if (!is_inside(chain, off, len))
        return SEAM_ERANGE;
    if (len == 0)
        return SEAM_OK;
    at = seam__ring_find(chain, off);
    seg = seam__ring_at(chain, at.index);
    if (len > seg->len - at.before)
        return view_joint(chain, off, len, scratch, cap, out);
    *out = seam_view_of(seg->data + at.before, len);
    return SEAM_OK;
}

seam_status seam_chain_slice_of(const seam_chain *chain, const void *ptr, size_t len, seam_buf *out)
{
    seam__chain_check(chain);
    *out = (seam_buf){NULL, 0, NULL};
    for (size_t i = 0; i < chain->n_segs_; i++) {
        seam_status r = seam_buf_slice_of(seam__ring_at(chain, i), ptr, len, out);

        if (r == SEAM_OK)
            return r;
    }
    return SEAM_ERANGE;
}

/* ---- writing in place */

static bool windows_overlap(const seam_buf *a, const seam_buf *b)
{
    return seam__overlap(a->data, a->len, b->data, b->len);
}

/* Where segment `index` is a handle on the block of `seg`, adds 1 to *n. Returns false when the two
 * overlap. */
static bool count_handle(const seam_chain *chain, const seam_buf *seg, size_t index, uint32_t *n)
{
    const seam_buf *other = seam__ring_at(chain, index);

    if (other->block != seg->block)
        return true;
    ++*n;
    return !windows_overlap(other, seg);
}

/* Whether no other handle can see a byte of segment `index`: every handle on its block belongs to
 * this chain, and none of them overlaps it. The handle that the chain has on its own block counts
 * as one of them; its room overlaps no segment. */
static bool is_alone(const seam_chain *chain, size_t index)
{
    const seam_buf *seg = seam__ring_at(chain, index);
    const uint32_t all = seam__block_word(seg->block) & SEAM__COUNT_MASK;
    uint32_t n = chain->fill_.block == seg->block ? 2 : 1;

    /* The nearest segments come first, because those of one block mostly lie side by side. */
    for (size_t i = index + 1; i < chain->n_segs_ && n < all; i++) {
        if (!count_handle(chain, seg, i, &n))
            return false;
    }
    for (size_t i = index; i-- > 0 && n < all;) {
        if (!count_handle(chain, seg, i, &n))
            return false;
    }
    return n == all;
}

static bool is_writable(const seam_chain *chain, size_t index)
{
    const seam_buf *seg = seam__ring_at(chain, index);

    return seg->block != NULL && seam__block_is_writable(seg->block) && is_alone(chain, index);
}

/* Extends a part inside one segment to all of it where that is short: a copy of the part alone
 * would leave two short segments behind. */
static void widen_when_small(part *p)
{
    if (p->head + p->tail <= SEAM_CHAIN_COPY)
        widen(p);
}

seam_status seam_chain_writable(seam_chain *chain, size_t off, size_t *len, uint8_t **out)
{
    seam_buf *seg;
    seam_status r;
    part p;

    seam__chain_check(chain);
    *out = NULL;
    if (!is_inside(chain, off, *len))
        return SEAM_ERANGE;
    if (*len == 0)
        return SEAM_OK;
    p = part_of(chain, off, 1);
    seg = seam__ring_at(chain, p.first);
    p.len = seam__min(*len, seg->len - p.head);
    p.tail = seg->len - p.head - p.len;
    *len = p.len;
    if (!is_writable(chain, p.first)) {
        widen_when_small(&p);
        r = gather_part(chain, &p, seam_buf_tag(seg));
        if (r != SEAM_OK) {
            *len = 0;
            return r;
        }
        p = part_of(chain, off, 1);
        seg = seam__ring_at(chain, p.first);
    }
    *out = (uint8_t *)(uintptr_t)seg->data + p.head;
    return SEAM_OK;
}
