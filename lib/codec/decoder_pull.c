/* The pull form, one text a call, and the batch form, many of them. */
#include "codec/decoder_pull.h"

#include "base/attributes.h"
#include "base/panic.h"
#include "codec/decoder_fast.h"

/* The U+FFFD for the fault that has just been recorded, and for those that follow it in the chunk
 * without text between them. */
static seam_view replacement_run(seam_decoder *dec, seam_view *in)
{
    const seam__encoding *target = seam__decoder_target(dec);
    const uint64_t first = dec->text_offset_;
    seam_view unused;
    size_t n = 1;

    while (n < target->run && seam__decoder_fault_is_next(dec, in)) {
        seam__event event = seam__decoder_step(dec, in, SIZE_MAX, &unused);

        SEAM_ASSERT(event == SEAM__EVENT_FAULT);
        (void)event;
        n++;
    }
    dec->text_offset_ = first;
    return seam__replacement_run(target, n);
}

/* The slow path of a pull: steps of the core until text comes out or a step ends the call. */
static SEAM__NOINLINE seam__event pull_from_core(seam_decoder *dec, seam_view *in, seam_view *text)
{
    *text = seam_view_of(NULL, 0);
    SEAM_ASSERT(seam__decoder_is_pullable(dec));
    if (in->len == 0 && (dec->state_ & SEAM__DECODER_FINISHING) == 0)
        return SEAM__EVENT_MORE;
    for (;;) {
        seam_view piece = {NULL, 0};
        const seam__event event = seam__decoder_step(dec, in, SIZE_MAX, &piece);

        switch (seam__answer_to(dec, event)) {
        case SEAM__ANSWER_TEXT:
            *text = piece;
            return event;
        case SEAM__ANSWER_REPLACEMENT:
            *text = replacement_run(dec, in);
            return SEAM__EVENT_FAULT;
        case SEAM__ANSWER_STATUS:
            return event;
        case SEAM__ANSWER_NOTHING:
        default:
            break;
        }
    }
}

seam__event seam__decoder_pull(seam_decoder *dec, seam_view *in, seam_view *text)
{
    seam__event event;

    SEAM_ASSERT(seam__decoder_valid(dec));
    event = seam__fast_step(dec, in, text);
    return event != SEAM__EVENT_NONE ? event : pull_from_core(dec, in, text);
}

/* Pulls by any path. */
static SEAM__NOINLINE seam_status next_any(seam_decoder *dec, seam_view *in, seam_view *text)
{
    seam__event event;

    if (seam__fast_step(dec, in, text) != SEAM__EVENT_NONE)
        return SEAM_OK;
    if (!seam__decoder_is_pullable(dec)) {
        *text = seam_view_of(NULL, 0);
        return SEAM_EINVAL;
    }
    /* Loops that ask once more than they need to, behind each chunk, end here. */
    if (in->len == 0 && (dec->state_ & SEAM__DECODER_FINISHING) == 0) {
        *text = seam_view_of(NULL, 0);
        return SEAM_MORE;
    }
    event = pull_from_core(dec, in, text);
    return text->len > 0 ? SEAM_OK : seam__status_of(event);
}

/* Pulls the text of a chunk that no carry precedes. Out of line, so that a bridge needs no registers to be saved. */
static SEAM__NOINLINE seam_status next_whole(seam_decoder *dec, seam_view *in, seam_view *text)
{
    return seam__fast_whole(dec, in, text) ? SEAM_OK : next_any(dec, in, text);
}

seam_status seam_decoder_next(seam_decoder *dec, seam_view *in, seam_view *text)
{
    SEAM_ASSERT(seam__decoder_valid(dec));
    if (in->len < SEAM__CUT_MIN || !seam__decoder_is_plain(dec) || dec->state_ != 0)
        return next_any(dec, in, text);
    if (dec->n_carry_ == 0)
        return next_whole(dec, in, text);
    return seam__quick_bridge(dec, in, text) ? SEAM_OK : next_any(dec, in, text);
}

/* The texts of a chunk that has no fault soon, at most two: the character that it completes, and the text that it
 * begins with. Returns their number; where `in` is then empty, they are all. */
static inline size_t clean_texts(seam_decoder *dec, seam_view *in, seam_view *texts)
{
    size_t n = 0;

    if (in->len < SEAM__CUT_MIN || !seam__decoder_is_plain(dec) || dec->state_ != 0 ||
        (in->len >= SEARCH_MIN && !seam__decoder_expects_none(dec)))
        return 0;
    if (dec->n_carry_ != 0) {
        if (!seam__quick_bridge(dec, in, &texts[0]))
            return 0;
        n = 1;
    }
    if (seam__fast_whole(dec, in, &texts[n]))
        return n + 1;
    return n;
}

seam_status seam_decoder_next_many(seam_decoder *dec, seam_view *in, seam_view *texts, size_t cap,
                                   size_t *n_texts)
{
    seam_status r = cap > 0 ? SEAM_OK : SEAM_EINVAL;
    size_t n = 0;

    SEAM_ASSERT(seam__decoder_valid(dec));
    if (cap >= 2) {
        n = clean_texts(dec, in, texts);
        if (n > 0 && in->len == 0) {
            *n_texts = n;
            return SEAM_OK;
        }
    }
    if (!seam__decoder_is_pullable(dec))
        r = SEAM_EINVAL;
    while (r == SEAM_OK && n < cap && (in->len > 0 || n == 0)) {
        if (cap - n >= 2 && seam__decoder_expects_faults(dec, in)) {
            n += seam__fast_texts(dec, in, texts + n, cap - n);
        } else {
            seam_view text;
            const seam__event event = seam__decoder_pull(dec, in, &text);

            if (text.len > 0)
                texts[n++] = text;
            else
                r = seam__status_of(event);
        }
    }
    *n_texts = n;
    return r;
}
