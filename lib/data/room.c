/* The room in a chain's own block: seam_chain_reserve(), seam_chain_commit(), and copying into
 * it. */
#include "data/room.h"

#include "base/bits.h"
#include "base/poison.h"

#define SEALED_MAX ((size_t)64)
#define SEAL_BYTE  0xDB

void seam__room_seal_checked(const seam_chain *chain)
{
    memset(seam__room_start(chain), SEAL_BYTE, seam__min(seam__room_left(chain), SEALED_MAX));
    seam__poison(seam__room_start(chain), seam__room_left(chain));
}

static bool is_sealed(const seam_chain *chain)
{
    const uint8_t *room = seam__room_start(chain);

    for (size_t i = 0; i < seam__min(seam__room_left(chain), SEALED_MAX); i++) {
        if (room[i] != SEAL_BYTE)
            return false;
    }
    return true;
}

void seam__room_unseal_checked(const seam_chain *chain)
{
    seam__unpoison(seam__room_start(chain), seam__room_left(chain));
    if (!seam__watched() && !is_sealed(chain))
        seam__panic("chain %p: room written that was not reserved, or after seam_chain_commit()",
                    (const void *)chain);
}

void seam__chain_drop_idle(seam_chain *chain)
{
    SEAM_ASSERT(chain->n_segs_ == 0 && chain->len_ == 0);
    if (chain->ring_.data != NULL)
        seam__handle_release(&chain->ring_);
    chain->cap_ = SEAM_CHAIN_INLINE;
    chain->first_ = 0;
    if (chain->reserved_len_ == 0 && chain->fill_.data != NULL) {
        seam__room_unseal(chain);
        chain->fill_used_ = 0;
        seam__handle_release(&chain->fill_);
    }
}

void seam__chain_drop_last(seam_chain *chain)
{
    seam_buf last;

    SEAM_ASSERT(chain->n_segs_ == 1);
    seam__ring_shift(chain, &last);
    if (last.block == chain->fill_.block && last.block != NULL && chain->reserved_len_ == 0) {
        seam__room_unseal(chain);
        chain->fill_used_ = 0;
        seam__handle_release_two(&last, &chain->fill_);
    } else {
        seam__handle_release(&last);
    }
    seam__chain_drop_if_empty(chain);
}

seam_status seam__room_alloc(const seam_chain *chain, size_t len, seam_buf *out)
{
    seam_status r = seam_buf_alloc(chain->pool_, seam__max(len, chain->block_len_), out);

    if (r == SEAM_OK && chain->tag_ != 0)
        seam_buf_set_tag(out, chain->tag_);
    return r;
}

void seam__room_replace(seam_chain *chain, seam_buf *block)
{
    seam__handle_release(&chain->fill_);
    seam__handle_move(&chain->fill_, block);
    chain->fill_used_ = 0;
}

/* Whether the block can be filled from its start again: no handle but the chain's own is left on
 * it, so none of its bytes lies in a window. */
static bool may_start_anew(const seam_chain *chain, size_t len)
{
    return chain->fill_used_ > 0 && len <= chain->fill_.len && seam_buf_is_unique(&chain->fill_);
}

static seam_status ensure_slot(seam_chain *chain, size_t len, bool continues)
{
    const size_t n_segs = continues ? 0 : 1;
    seam_status r = seam__chain_allows(chain, len, n_segs);

    return r == SEAM_OK ? seam__ring_ensure(chain, n_segs) : r;
}

/* Replaces room that is too small. On failure a reservation stays as it is. */
SEAM__NOINLINE static seam_status new_room(seam_chain *chain, size_t len)
{
    seam_buf block;
    seam_status r = seam__chain_allows(chain, len, 1);

    if (r == SEAM_OK)
        r = seam__room_alloc(chain, len, &block);
    if (r != SEAM_OK)
        return r;
    r = seam__ring_ensure(chain, 1);
    if (r == SEAM_OK)
        seam__room_replace(chain, &block);
    seam__handle_release(&block);
    return r;
}

static seam_status make_room(seam_chain *chain, size_t len)
{
    seam_status r;

    if (SEAM__LIKELY(len <= seam__room_left(chain)))
        return ensure_slot(chain, len, seam__room_continues(chain));
    if (!may_start_anew(chain, len))
        return new_room(chain, len);
    r = ensure_slot(chain, len, false);
    if (r == SEAM_OK)
        chain->fill_used_ = 0;
    return r;
}

seam_status seam__room_ensure(seam_chain *chain, size_t len)
{
    const bool was_sealed = !seam__chain_is_reserved(chain);
    seam_status r;

    seam__room_unseal(chain);
    r = make_room(chain, len);
    if (r != SEAM_OK && was_sealed)
        seam__room_seal(chain);
    return r;
}

seam_status seam_chain_reserve(seam_chain *chain, size_t min_len, struct iovec *room)
{
    seam_status r;

    seam__chain_check(chain);
    *room = (struct iovec){NULL, 0};
    r = seam__room_ensure(chain, min_len > 0 ? min_len : 1);
    if (r != SEAM_OK)
        return r;
    chain->reserved_len_ = seam__min(seam__room_left(chain), chain->max_bytes_ - chain->len_);
    *room = (struct iovec){seam__room_start(chain), chain->reserved_len_};
    return SEAM_OK;
}

/* Adds what was read behind the last segment, in a segment of its own or as more of that one. */
static seam_status add_reserved(seam_chain *chain, size_t len)
{
    const bool continues = seam__room_continues(chain);
    const seam_status r = ensure_slot(chain, len, continues);

    if (r == SEAM_OK)
        seam__room_take_at(chain, len, continues);
    return r;
}

seam_status seam_chain_commit(seam_chain *chain, size_t len)
{
    seam_status r;

    seam__chain_check(chain);
    if (len > chain->reserved_len_)
        return SEAM_ERANGE;
    r = len > 0 ? add_reserved(chain, len) : SEAM_OK;
    if (r != SEAM_OK)
        return r;
    seam__room_close(chain);
    seam__chain_drop_if_empty(chain);
    SEAM_ASSERT_SLOW(seam__chain_valid(chain));
    return SEAM_OK;
}
