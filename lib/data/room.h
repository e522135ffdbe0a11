/* A chain's own block, from which reserve hands out room and into which small pieces are copied.
 * Its bytes from `fill_used_` on are the room: they lie in no handle's window, so they may be
 * written although the block is shared. */
#ifndef SEAM_DATA_ROOM_H
#define SEAM_DATA_ROOM_H

#include <string.h>

#include "data/ring.h"

static inline bool seam__chain_is_reserved(const seam_chain *chain)
{
    return chain->reserved_len_ > 0;
}

static inline size_t seam__room_left(const seam_chain *chain)
{
    return chain->fill_.len - chain->fill_used_;
}

/* The first byte of the room; NULL while the chain has no block. */
static inline uint8_t *seam__room_start(const seam_chain *chain)
{
    uint8_t *block = (uint8_t *)(uintptr_t)chain->fill_.data;

    return block != NULL ? block + chain->fill_used_ : NULL;
}

/* Whether the last segment ends where the room begins, so that bytes put there make it longer. */
static inline bool seam__room_continues(const seam_chain *chain)
{
    const seam_buf *last;

    if (chain->n_segs_ == 0 || chain->fill_.block == NULL)
        return false;
    last = seam__ring_last(chain);
    return last->block == chain->fill_.block && last->data + last->len == seam__room_start(chain);
}

/* Seals the room against writes while it is not reserved. A checking build fills its first bytes
 * with a pattern when a use of it ends, and compares them when the room is used again or given
 * back; AddressSanitizer and Valgrind detect every access in between. Room that is reserved, or in
 * use by a call, is not sealed. */
void seam__room_seal_checked(const seam_chain *chain);
void seam__room_unseal_checked(const seam_chain *chain);

static inline void seam__room_seal(const seam_chain *chain)
{
    if (SEAM_CHECKS >= 1 && chain->fill_.block != NULL)
        seam__room_seal_checked(chain);
}

static inline void seam__room_unseal(const seam_chain *chain)
{
    if (SEAM_CHECKS >= 1 && chain->fill_.block != NULL && !seam__chain_is_reserved(chain))
        seam__room_unseal_checked(chain);
}

/* Ends a reservation. */
static inline void seam__room_close(seam_chain *chain)
{
    if (!seam__chain_is_reserved(chain))
        return;
    chain->reserved_len_ = 0;
    seam__room_seal(chain);
}

/* Allocates a block of at least `len` bytes with the chain's tag. */
SEAM__TRY seam_status seam__room_alloc(const seam_chain *chain, size_t len, seam_buf *out);

/* Makes `block` the chain's block, all of it room, and takes the handle. Neither the old room nor
 * the new one is sealed. */
void seam__room_replace(seam_chain *chain, seam_buf *block);

/* Makes sure that there are `len` bytes of room (len >= 1) and a slot for the segment that they
 * become, so that seam__room_take() of as many bytes cannot fail. SEAM_OK, and the room is not
 * sealed; or SEAM_ENOMEM or SEAM_ELIMIT with nothing changed. */
SEAM__TRY seam_status seam__room_ensure(seam_chain *chain, size_t len);

/* seam__room_take() where it is known whether the room continues the last segment. */
static inline void seam__room_take_at(seam_chain *chain, size_t len, bool continues)
{
    SEAM_ASSERT(len > 0 && len <= seam__room_left(chain));
    SEAM_ASSERT(continues == seam__room_continues(chain));
    if (continues) {
        seam__ring_last(chain)->len += len;
        chain->len_ += len;
    } else {
        seam_buf next = {seam__room_start(chain), len, chain->fill_.block};

        seam__block_retain_own(next.block);
        seam__ring_push(chain, &next);
    }
    chain->fill_used_ += len;
}

/* Appends the first `len` bytes of the room, which have been written, to the chain. A slot is
 * free. */
static inline void seam__room_take(seam_chain *chain, size_t len)
{
    seam__room_take_at(chain, len, seam__room_continues(chain));
}

/* The last segment, where a copy of `len` bytes is nothing but to write them behind it and to make
 * it longer; else NULL. Where `len` is 0, len - 1 wraps and is no room that there is. */
static inline seam_buf *seam__room_tail(const seam_chain *chain, size_t len)
{
    seam_buf *last;

    if (SEAM__UNLIKELY(len - 1 >= seam__room_left(chain) || seam__chain_is_reserved(chain)))
        return NULL;
    /* A chain that has room and no reservation is not empty. */
    SEAM_ASSERT(chain->n_segs_ > 0);
    last = seam__ring_last(chain);
    if (SEAM__UNLIKELY(last->block != chain->fill_.block ||
                       last->data + last->len != chain->fill_.data + chain->fill_used_))
        return NULL;
    return SEAM__LIKELY(seam__chain_allows(chain, len, 0) == SEAM_OK) ? last : NULL;
}

/* Few bytes, without a call. */
static inline void seam__room_write(uint8_t *to, seam_view bytes)
{
    const uint8_t *from = bytes.data;
    const size_t n = bytes.len;

    if (n < 16 || n > 64) {
        memcpy(to, from, n);
    } else if (n <= 32) {
        memcpy(to, from, 16);
        memcpy(to + n - 16, from + n - 16, 16);
    } else {
        memcpy(to, from, 32);
        memcpy(to + n - 32, from + n - 32, 32);
    }
}

/* Makes the last segment, which is `last`, as seam__room_tail() has it, longer by bytes that lie behind it. */
static inline void seam__room_extend(seam_chain *chain, seam_buf *last, size_t len)
{
    last->len += len;
    chain->len_ += len;
    chain->fill_used_ += len;
}

/* Copies bytes behind the last segment, which is `last`, as seam__room_tail() has it. */
static inline void seam__room_copy(seam_chain *chain, seam_buf *last, seam_view bytes)
{
    uint8_t *to = seam__room_start(chain);

    seam__room_unseal(chain);
    seam__room_extend(chain, last, bytes.len);
    seam__room_write(to, bytes);
    seam__room_seal(chain);
}

/* Appends a copy of `bytes`, which are not empty, in one piece: in the chain's block where they
 * fit, else in a new one. The chain must have no reservation. SEAM_OK, or SEAM_ENOMEM or
 * SEAM_ELIMIT with no byte added. */
SEAM__TRY static inline seam_status seam__chain_append_copy(seam_chain *chain, seam_view bytes)
{
    seam_status r;

    SEAM_ASSERT(!seam__chain_is_reserved(chain) && bytes.len > 0);
    r = seam__room_ensure(chain, bytes.len);
    if (SEAM__UNLIKELY(r != SEAM_OK))
        return r;
    memcpy(seam__room_start(chain), bytes.data, bytes.len);
    seam__room_take(chain, bytes.len);
    seam__room_seal(chain);
    return SEAM_OK;
}

#endif
