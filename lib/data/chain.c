#include "seam/chain.h"

#include <string.h>

#include "base/bits.h"
#include "base/panic.h"
#include "base/poison.h"
#include "data/chain_copy.h"
#include "data/laws.h"

/* ---- the ring of segments */

static seam_buf *ring(const seam_chain *chain)
{
    const void *base =
        chain->ring_.data != NULL ? (const void *)chain->ring_.data : (const void *)chain->inline_;

    return (seam_buf *)(uintptr_t)base;
}

static seam_buf *segment(const seam_chain *chain, size_t index)
{
    return &ring(chain)[(chain->first_ + index) & (chain->cap_ - 1)];
}

/* Handles change their place in memory, not their owner, so they are moved as bytes. */
static seam_status grow_ring(seam_chain *chain)
{
    const size_t cap = (size_t)chain->cap_ * 2;
    seam_buf larger;
    uint8_t *to;
    seam_status r;

    if (cap > UINT32_MAX / 2)
        return SEAM_ENOMEM;
    r = seam_buf_alloc(chain->pool_, cap * sizeof(seam_buf), &larger);
    if (r != SEAM_OK)
        return r;
    to = seam_buf_bytes_mut(&larger);
    for (size_t i = 0; i < chain->n_segs_; i++)
        memcpy(to + i * sizeof(seam_buf), segment(chain, i), sizeof(seam_buf));
    seam_buf_release(&chain->ring_);
    chain->ring_ = seam_buf_move(&larger);
    chain->cap_ = (uint32_t)cap;
    chain->first_ = 0;
    return SEAM_OK;
}

/* No length wraps, though shares of one large mapping could make it. */
static bool can_count(const seam_chain *chain, size_t len)
{
    return len <= SIZE_MAX - chain->len_;
}

/* For a segment of `len` bytes. */
static seam_status ensure_slot(seam_chain *chain, size_t len)
{
    if (!can_count(chain, len))
        return SEAM_ENOMEM;
    return chain->n_segs_ < chain->cap_ ? SEAM_OK : grow_ring(chain);
}

/* An empty chain keeps no ring, so that an idle one pins as little as it can. */
static void shrink_ring(seam_chain *chain)
{
    if (chain->n_segs_ != 0)
        return;
    seam_buf_release(&chain->ring_);
    chain->cap_ = SEAM_CHAIN_INLINE;
    chain->first_ = 0;
}

static void drop_first(seam_chain *chain)
{
    chain->first_ = (chain->first_ + 1) & (chain->cap_ - 1);
    chain->n_segs_--;
    shrink_ring(chain);
}

bool seam__chain_is_sound(const seam_chain *chain)
{
    if (chain->cap_ < SEAM_CHAIN_INLINE || (chain->cap_ & (chain->cap_ - 1)) != 0 ||
        chain->first_ >= chain->cap_ || chain->n_segs_ > chain->cap_)
        return false;
    return (chain->ring_.data == NULL) == (chain->cap_ == SEAM_CHAIN_INLINE) &&
           chain->n_segs_ <= chain->len_ && chain->fill_used_ <= chain->fill_.len &&
           chain->reserved_len_ <= chain->fill_.len - chain->fill_used_;
}

bool seam__chain_valid(const seam_chain *chain)
{
    size_t len = 0;

    if (!seam__chain_is_sound(chain))
        return false;
    for (size_t i = 0; i < chain->n_segs_; i++) {
        const seam_buf *seg = segment(chain, i);

        if (seg->len == 0 || !seam__buf_valid(seg))
            return false;
        len += seg->len;
    }
    return len == chain->len_ && seam__buf_valid(&chain->fill_);
}

/* Stops a checking build when a chain was never set up, or has been overwritten. */
static void check(const seam_chain *chain)
{
    SEAM_ASSERT(seam__chain_is_sound(chain));
    SEAM_ASSERT_SLOW(seam__chain_valid(chain));
}

/* ---- the chain's own block */

static size_t room_left(const seam_chain *chain)
{
    return chain->fill_.len - chain->fill_used_;
}

/* The bytes from fill_used_ on lie in no window: they may be written although the block is shared. */
static uint8_t *room_start(const seam_chain *chain)
{
    return (uint8_t *)(uintptr_t)chain->fill_.data + chain->fill_used_;
}

/* Once every slice of the block is gone its bytes lie in no window, and it may start anew. Not for a
 * request that it cannot serve: when that one fails, an earlier reservation still stands. */
static bool may_start_anew(const seam_chain *chain, size_t len)
{
    return chain->fill_used_ > 0 && len <= chain->fill_.len && seam_buf_is_unique(&chain->fill_);
}

bool seam__chain_is_reserved(const seam_chain *chain)
{
    return chain->reserved_len_ > 0;
}

/* Room that is not reserved is nobody's to write. A checking build fills the front of it when a reservation
 * ends and looks at it when the room is needed again; who watches the program sees every access. */
#define SEALED_MAX ((size_t)64)
#define SEAL_BYTE  0xDB

static void seal(seam_chain *chain)
{
    if (SEAM_CHECKS == 0 || chain->fill_.block == NULL)
        return;
    memset(room_start(chain), SEAL_BYTE, seam__min(room_left(chain), SEALED_MAX));
    seam__poison(room_start(chain), room_left(chain));
}

static bool is_sealed(const seam_chain *chain)
{
    const uint8_t *room = room_start(chain);

    for (size_t i = 0; i < seam__min(room_left(chain), SEALED_MAX); i++) {
        if (room[i] != SEAL_BYTE)
            return false;
    }
    return true;
}

static void unseal(seam_chain *chain)
{
    if (SEAM_CHECKS == 0 || chain->fill_.block == NULL || seam__chain_is_reserved(chain))
        return;
    seam__unpoison(room_start(chain), room_left(chain));
    if (!seam__watched() && !is_sealed(chain))
        seam__panic("chain %p: room written that was not reserved, or after seam_chain_commit()",
                    (const void *)chain);
}

/* ---- life */

void seam_chain_init(seam_chain *chain, seam_pool *pool)
{
    memset(chain, 0, sizeof(*chain));
    chain->pool_ = pool;
    chain->cap_ = SEAM_CHAIN_INLINE;
}

void seam_chain_release(seam_chain *chain)
{
    seam_pool *pool = chain->pool_;

    /* All zero is allowed. Of stale segments the releases below have more to say than a walk. */
    SEAM_ASSERT(chain->cap_ == 0 || seam__chain_is_sound(chain));
    for (size_t i = 0; i < chain->n_segs_; i++)
        seam_buf_release(segment(chain, i));
    seam_buf_release(&chain->ring_);
    unseal(chain);
    seam_buf_release(&chain->fill_);
    seam_chain_init(chain, pool);
}

/* ---- adding */

seam_status seam_chain_append(seam_chain *chain, seam_buf *buf)
{
    seam_status r;

    check(chain);
    seam__buf_check(buf);
    if (buf->len == 0)
        return SEAM_OK;
    r = ensure_slot(chain, buf->len);
    if (r != SEAM_OK)
        return r;
    chain->len_ += buf->len;
    *segment(chain, chain->n_segs_) = seam_buf_move(buf);
    chain->n_segs_++;
    return SEAM_OK;
}

seam_status seam_chain_prepend(seam_chain *chain, seam_buf *buf)
{
    seam_status r;

    check(chain);
    seam__buf_check(buf);
    if (buf->len == 0)
        return SEAM_OK;
    r = ensure_slot(chain, buf->len);
    if (r != SEAM_OK)
        return r;
    chain->len_ += buf->len;
    chain->first_ = (chain->first_ - 1) & (chain->cap_ - 1);
    *segment(chain, 0) = seam_buf_move(buf);
    chain->n_segs_++;
    return SEAM_OK;
}

/* ---- adding to the chain's own block */

static seam_status ensure_room(seam_chain *chain, size_t len)
{
    seam_buf block;
    seam_status r;

    unseal(chain);
    if (may_start_anew(chain, len))
        chain->fill_used_ = 0;
    if (room_left(chain) >= len && len > 0)
        return SEAM_OK;
    r = seam_buf_alloc(chain->pool_, seam__max(len, SEAM_CHAIN_BLOCK), &block);
    if (r != SEAM_OK) {
        if (!seam__chain_is_reserved(chain))
            seal(chain);
        return r;
    }
    seam_buf_release(&chain->fill_);
    chain->fill_ = seam_buf_move(&block);
    chain->fill_used_ = 0;
    return SEAM_OK;
}

/* Appends the next `len` bytes of the block, which have been written. */
static seam_status take_room(seam_chain *chain, size_t len)
{
    seam_buf *last = chain->n_segs_ > 0 ? segment(chain, chain->n_segs_ - 1) : NULL;
    seam_buf next;
    seam_status r;

    if (can_count(chain, len) && last != NULL && last->block == chain->fill_.block &&
        last->data + last->len == room_start(chain)) {
        last->len += len;
        chain->len_ += len;
        chain->fill_used_ += len;
        return SEAM_OK;
    }
    r = ensure_slot(chain, len);
    if (r == SEAM_OK)
        r = seam_buf_slice(&chain->fill_, chain->fill_used_, len, &next);
    if (r == SEAM_OK)
        r = seam_chain_append(chain, &next);
    if (r == SEAM_OK)
        chain->fill_used_ += len;
    return r;
}

seam_status seam_chain_reserve(seam_chain *chain, size_t min_len, struct iovec *room)
{
    seam_status r;

    check(chain);
    *room = (struct iovec){NULL, 0};
    r = ensure_room(chain, min_len > 0 ? min_len : 1);
    if (r != SEAM_OK)
        return r;
    chain->reserved_len_ = room_left(chain);
    *room = (struct iovec){room_start(chain), chain->reserved_len_};
    return SEAM_OK;
}

seam_status seam_chain_commit(seam_chain *chain, size_t len)
{
    seam_status r = SEAM_OK;

    check(chain);
    if (len > chain->reserved_len_)
        return SEAM_ERANGE;
    if (len > 0)
        r = take_room(chain, len);
    if (r == SEAM_OK && seam__chain_is_reserved(chain)) {
        chain->reserved_len_ = 0;
        seal(chain);
    }
    SEAM_ASSERT_SLOW(seam__chain_valid(chain));
    return r;
}

seam_status seam__chain_append_copy(seam_chain *chain, seam_view bytes)
{
    seam_status r;

    SEAM_ASSERT(!seam__chain_is_reserved(chain) && bytes.len > 0);
    r = ensure_room(chain, bytes.len);
    if (r != SEAM_OK)
        return r;
    memcpy(room_start(chain), bytes.data, bytes.len);
    r = take_room(chain, bytes.len);
    seal(chain);
    return r;
}

/* ---- removing */

seam_buf seam__chain_take_first(seam_chain *chain)
{
    seam_buf first;

    check(chain);
    if (chain->n_segs_ == 0)
        return (seam_buf){NULL, 0, NULL};
    first = seam_buf_move(segment(chain, 0));
    chain->len_ -= first.len;
    drop_first(chain);
    return first;
}

void seam__chain_put_back(seam_chain *chain, seam_buf *first)
{
    if (first->len == 0)
        return;
    SEAM_ASSERT(chain->n_segs_ < chain->cap_ && can_count(chain, first->len));
    chain->len_ += first->len;
    chain->first_ = (chain->first_ - 1) & (chain->cap_ - 1);
    *segment(chain, 0) = seam_buf_move(first);
    chain->n_segs_++;
}

seam_status seam_chain_pop(seam_chain *chain, seam_buf *out)
{
    *out = seam__chain_take_first(chain);
    return out->len > 0 ? SEAM_OK : SEAM_MORE;
}

/* The first segment loses `n` bytes, at most all it has. */
static void drain_first(seam_chain *chain, size_t n)
{
    seam_buf *first = segment(chain, 0);

    chain->len_ -= n;
    if (n < first->len) {
        first->data += n;
        first->len -= n;
    } else {
        seam_buf_release(first);
        drop_first(chain);
    }
}

seam_status seam_chain_drain(seam_chain *chain, size_t n)
{
    check(chain);
    if (n > chain->len_)
        return SEAM_ERANGE;
    while (n > 0) {
        size_t step = seam__min(n, segment(chain, 0)->len);

        drain_first(chain, step);
        n -= step;
    }
    SEAM_ASSERT_SLOW(seam__chain_valid(chain));
    return SEAM_OK;
}

void seam_chain_skip(seam_chain *chain, size_t n)
{
    if (seam_chain_drain(chain, n) != SEAM_OK)
        seam__range_panic("seam_chain_skip", n, chain->len_);
}

/* ---- looking */

size_t seam_chain_len(const seam_chain *chain)
{
    return chain->len_;
}

size_t seam_chain_segments(const seam_chain *chain)
{
    return chain->n_segs_;
}

bool seam_chain_next(const seam_chain *chain, size_t *index, seam_view *out)
{
    *out = seam_view_of(NULL, 0);
    if (*index >= chain->n_segs_)
        return false;
    *out = seam_buf_view(segment(chain, (*index)++));
    return true;
}

size_t seam_chain_iovec(const seam_chain *chain, struct iovec *iov, size_t n_iov)
{
    size_t n = seam__min(n_iov, chain->n_segs_);

    for (size_t i = 0; i < n; i++) {
        const seam_buf *seg = segment(chain, i);

        iov[i] = (struct iovec){(void *)(uintptr_t)seg->data, seg->len};
    }
    return n;
}

size_t seam_chain_copy_out(const seam_chain *chain, size_t off, void *dst, size_t cap)
{
    uint8_t *to = dst;
    size_t done = 0;

    for (size_t i = 0; i < chain->n_segs_ && done < cap; i++) {
        const seam_buf *seg = segment(chain, i);
        size_t n;

        if (off >= seg->len) {
            off -= seg->len;
            continue;
        }
        n = seam__min(cap - done, seg->len - off);
        memcpy(to + done, seg->data + off, n);
        done += n;
        off = 0;
    }
    return done;
}
