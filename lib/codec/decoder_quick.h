/* What the quick ways through a decoder share: they deal with plain text as the core would do it, but for
 * the way there. */
#ifndef SEAM_CODEC_DECODER_QUICK_H
#define SEAM_CODEC_DECODER_QUICK_H

#include "base/attributes.h"
#include "codec/decoder_step.h"
#include "kernel/whole_sequence.h"

#define REPLACEMENT_LEN ((size_t)3)
#define RUN_MAX         ((size_t)1024)

/* U+FFFD, RUN_MAX times: what a run of faults is a prefix of. */
extern const uint8_t seam__replacements[RUN_MAX * REPLACEMENT_LEN];

/* For `n` faults, RUN_MAX at most. */
static inline seam_view seam__replacement_run(size_t n)
{
    return seam_view_of(seam__replacements, n * REPLACEMENT_LEN);
}

/* No flag is set, and no option is in the way of giving out text. */
static inline bool seam__decoder_is_plain(const seam_decoder *dec)
{
    return ((dec->state_ & ~SEAM__DECODER_BEFORE_FAULT) | dec->hold_ | dec->to_) == 0;
}

/* Text that had no fault for so long is expected to have none soon. */
#define CLEAN 1536

static inline bool seam__decoder_is_clean(const seam_decoder *dec)
{
    return dec->n_faults_ == 0 || dec->offset_ - dec->fault_.offset >= CLEAN;
}

/* Moves past `len` bytes, and takes in an open sequence that is all that is left. */
SEAM__TEMPLATE void seam__decoder_pass(seam_decoder *dec, seam_view *in, size_t len)
{
    const uint8_t *rest = in->data + len;
    size_t n_rest = in->len - len;

    dec->offset_ += len;
    if (n_rest - 1 < 3 && seam__is_open_sequence(rest, n_rest)) {
        dec->carry_[0] = rest[0];
        dec->carry_[1] = rest[n_rest / 2];
        dec->carry_[2] = rest[n_rest - 1];
        dec->n_carry_ = (uint8_t)n_rest;
        dec->offset_ += n_rest;
        rest += n_rest;
        n_rest = 0;
    }
    *in = seam_view_of(rest, n_rest);
}

/* The fewest bytes that are worth a search for many faults at once. */
#define FEW_TO_SEARCH ((size_t)256)

/* Text that had a fault lately is expected to have more of them. */
static inline bool seam__decoder_is_dirty(const seam_decoder *dec, const seam_view *in)
{
    return in->len >= FEW_TO_SEARCH && seam__decoder_is_plain(dec) && dec->n_carry_ == 0 &&
           dec->errors_ == SEAM_ERRORS_REPLACE &&
           (dec->state_ == SEAM__DECODER_BEFORE_FAULT || !seam__decoder_is_clean(dec));
}

/* Where that is so: as many texts as one search gives and there is room for, `cap` of them, which is 2
 * at least. They are no longer than three times the bytes they stand for. Returns their number. */
size_t seam__decoder_dirty_texts(seam_decoder *dec, seam_view *in, seam_view *texts, size_t cap);

#endif
