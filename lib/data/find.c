#include "seam/find.h"

#include "base/bits.h"
#include "data/ring.h"
#include "seam/scan.h"

/* ---- where a search goes on */

/* The length of the longest end of the searched bytes with which the string begins. */
static size_t n_open(const seam_find *find)
{
    return find->open_ == 0 ? 0 : (size_t)seam__log2(find->open_) + 1;
}

/* The bytes from `pos` to `stop`, as far as they lie in one segment; empty when there are none. The
 * position moves to the next segment only when there is one, because the last segment may still
 * grow. */
static seam_view span_at(const seam_chain *chain, seam_find *find, size_t pos, size_t stop)
{
    const seam_buf *seg;
    size_t off;

    if (pos >= chain->len_ || pos >= stop)
        return seam_view_of(NULL, 0);
    while ((off = pos - find->before_) >= (seg = seam__ring_at(chain, find->index_))->len) {
        find->before_ += seg->len;
        find->index_++;
        SEAM_ASSERT(find->index_ < chain->n_segs_);
    }
    return seam_view_of(seg->data + off, seam__min(seg->len - off, stop - pos));
}

/* Ends a call that has found nothing: no match begins before `at`. */
static seam_status not_found(seam_find *find, size_t at, size_t max)
{
    find->at = at;
    return max > 0 && at >= max ? SEAM_ETOOBIG : SEAM_MORE;
}

/* Ends a call that has found a match at `at`. Where it begins in an earlier segment than the one
 * reached, the segments are counted again from the first. */
static seam_status found(seam_find *find, size_t at)
{
    find->at = at;
    find->open_ = 0;
    if (at < find->before_)
        seam_find_drained(find, 0);
    return SEAM_OK;
}

static void check(const seam_chain *chain, const seam_find *find)
{
    seam__chain_check(chain);
    SEAM_ASSERT(find->at + n_open(find) <= chain->len_);
    SEAM_ASSERT(find->before_ <= find->at + n_open(find));
    SEAM_ASSERT(find->index_ == 0 || find->index_ < chain->n_segs_);
}

void seam_find_drained(seam_find *find, size_t n)
{
    if (n > find->at) {
        find->at = n;
        find->open_ = 0;
    }
    find->at -= n;
    find->index_ = 0;
    find->before_ = 0;
}

/* ---- one byte, one of several */

/* The position of the first byte of a span that matches `what`; its length when there is none. */
typedef size_t find_in_fn(seam_view span, const void *what);

static inline size_t byte_in(seam_view span, const void *what)
{
    return seam_scan_byte(span, *(const uint8_t *)what);
}

static inline size_t any_in(seam_view span, const void *what)
{
    return seam_search_set(span, (const seam_byte_set *)what);
}

SEAM__TEMPLATE seam_status find_in_spans(const seam_chain *chain, seam_find *find, size_t max,
                                         find_in_fn *find_in, const void *what)
{
    const size_t stop = max > 0 ? max : SIZE_MAX;
    size_t pos = find->at;
    seam_view span;

    check(chain, find);
    for (; (span = span_at(chain, find, pos, stop)).len > 0; pos += span.len) {
        const size_t hit = find_in(span, what);

        if (hit < span.len)
            return found(find, pos + hit);
    }
    return not_found(find, pos, max);
}

SEAM__HOT seam_status seam_chain_find_byte(const seam_chain *chain, seam_find *find, uint8_t byte,
                                           size_t max)
{
    return find_in_spans(chain, find, max, byte_in, &byte);
}

seam_status seam_chain_find_any(const seam_chain *chain, seam_find *find, const seam_byte_set *set,
                                size_t max)
{
    return find_in_spans(chain, find, max, any_in, set);
}

/* ---- a string */

/* Bit i of the result says that the last i + 1 bytes, of which `byte` is the last, are the first i
 * + 1 bytes of `what`. `open` is the result for the bytes before `byte`. (This is the bit-parallel
 * Shift-And search.) */
static uint32_t open_after(uint32_t open, uint8_t byte, seam_view what)
{
    uint32_t same = 0;

    for (size_t i = 0; i < what.len; i++)
        same |= (uint32_t)(what.data[i] == byte) << i;
    return (open << 1 | 1) & same;
}

/* Searches a span byte by byte. Returns whether a match ends in it; *i is then the number of bytes
 * up to its end. */
static bool step_through(seam_find *find, seam_view span, seam_view what, size_t *i)
{
    for (*i = 0; *i < span.len;) {
        find->open_ = open_after(find->open_, span.data[(*i)++], what);
        if ((find->open_ >> (what.len - 1) & 1) != 0)
            return true;
    }
    return false;
}

/* Searches a span for a match that ends in it. Returns whether there is one; *end is then the
 * number of bytes of the span up to its end. A match that begins before the span is followed byte
 * by byte as far as it can reach; then the rest is searched at once; then the last bytes are
 * followed byte by byte, for a match that goes on in the next span. */
static bool string_in(seam_find *find, seam_view span, seam_view what, size_t *end)
{
    const size_t reach = what.len - 1;
    size_t hit;

    if (span.len <= 2 * what.len)
        return step_through(find, span, what, end);
    if (find->open_ != 0 && step_through(find, seam_view_of(span.data, reach), what, end))
        return true;
    hit = seam_search(span, what);
    if (hit < span.len) {
        *end = hit + what.len;
        return true;
    }
    find->open_ = 0;
    return step_through(find, seam_view_of(span.data + span.len - reach, reach), what, end);
}

seam_status seam_chain_find(const seam_chain *chain, seam_find *find, seam_view what, size_t max)
{
    const size_t reach = what.len - 1;
    const size_t stop = max > 0 && max <= SIZE_MAX - reach ? max + reach : SIZE_MAX;
    size_t pos = find->at + n_open(find);
    seam_view span;
    size_t end;

    check(chain, find);
    if (what.len == 0 || what.len > SEAM_FIND_MAX)
        return SEAM_EINVAL;
    for (; (span = span_at(chain, find, pos, stop)).len > 0; pos += span.len) {
        if (string_in(find, span, what, &end))
            return found(find, pos + end - what.len);
    }
    return not_found(find, pos - n_open(find), max);
}
