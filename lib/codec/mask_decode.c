#include "seam/mask_decode.h"

#include "base/panic.h"
#include "bytes/mask_overlap.h"
#include "codec/decoder_fast.h"
#include "seam/mask.h"

/* Bytes that are unmasked and then validated at a time; they stay in the first-level cache in between. */
#define BLOCK ((size_t)4096)

/* A frame's bytes on their way. The first `done` have been unmasked and given to the decoder. */
typedef struct masked {
    seam_view src;
    const uint8_t *key;
    uint64_t pos;
    uint8_t *dst;
    size_t done;
} masked;

/* UTF-8 is validated, and no option or flag makes more of it than the kernels know. */
static bool is_plain(const seam_decoder *dec)
{
    return ((dec->state_ & ~SEAM__DECODER_BEFORE_FAULT) | dec->hold_ | dec->from_) == 0;
}

/* The next `n` bytes, through the decoder's core. */
static seam_status pass(seam_decoder *dec, masked *m, size_t n)
{
    uint8_t *const dst = m->dst + m->done;
    seam_view clear = seam_view_of(dst, n), none;

    seam_mask_apply(seam_view_of(m->src.data + m->done, n), m->key, m->pos + m->done, dst);
    m->done += n;
    return seam_decoder_next(dec, &clear, &none);
}

/* A block at a time; only the last of them may end where the stream does. */
static seam_status pass_blocks(seam_decoder *dec, masked *m)
{
    const bool finishing = (dec->state_ & SEAM__DECODER_FINISHING) != 0;
    const size_t most = finishing ? SIZE_MAX : BLOCK;
    seam_status r;

    do
        r = pass(dec, m, seam__min(m->src.len - m->done, most));
    while (r == SEAM_MORE && m->done < m->src.len);
    return r;
}

/* How many bytes the open character is short of, by its lead byte. */
static size_t n_missing(const seam_decoder *dec)
{
    const uint8_t lead = dec->carry_[0];
    const size_t len = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;

    return len - dec->n_carry_;
}

/* All that is left, with no character open: masks and kernels in one pass up to a fault or a character
 * that the end cuts, which are the decoder's. */
static seam_status pass_text(seam_decoder *dec, masked *m)
{
    uint8_t *const dst = m->dst + m->done;
    const size_t n = m->src.len - m->done;
    seam_view clear = seam_view_of(dst, n), none;
    const size_t good =
        seam_mask_apply_utf8(seam_view_of(m->src.data + m->done, n), m->key, m->pos + m->done, dst);

    m->done += n;
    seam__decoder_pass(dec, &clear, good);
    return clear.len == 0 ? SEAM_MORE : seam_decoder_next(dec, &clear, &none);
}

static seam_status pass_utf8(seam_decoder *dec, masked *m)
{
    seam_status r = SEAM_MORE;

    if (dec->n_carry_ > 0)
        r = pass(dec, m, seam__min(m->src.len, n_missing(dec)));
    if (r != SEAM_MORE || m->done == m->src.len)
        return r;
    /* What began as a character was none, and one of its bytes has begun another. */
    if (dec->n_carry_ > 0)
        return pass_blocks(dec, m);
    return pass_text(dec, m);
}

seam_status seam_mask_decode(seam_decoder *dec, seam_view src, const uint8_t key[4], uint64_t pos,
                             void *dst)
{
    masked m = {src, key, pos, dst, 0};
    seam_view none;
    seam_status r;

    SEAM_ASSERT(seam__decoder_valid(dec));
    SEAM_ASSERT(seam__mask_may_write(src, dst));
    if (dec->to_ != SEAM_ENCODING_NONE)
        return SEAM_EINVAL;
    if (src.len == 0)
        return seam_decoder_next(dec, &src, &none);
    r = is_plain(dec) ? pass_utf8(dec, &m) : pass_blocks(dec, &m);
    seam_mask_apply(seam_view_of(src.data + m.done, src.len - m.done), key, pos + m.done,
                    m.dst + m.done);
    return r;
}
