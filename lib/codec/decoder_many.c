#include "base/panic.h"
#include "codec/decoder_fast.h"
#include "codec/decoder_pull.h"

/* Texts that are being laid out. */
typedef struct layout {
    seam_view *texts;
    size_t n, cap;
} layout;

/* A short chunk that is text, behind a bridge or not: what there is of it. Says whether that is all. */
static inline bool lay_out_short(seam_decoder *dec, seam_view *in, layout *out)
{
    if (in->len == 0 || in->len >= SEARCH_MIN || out->cap < 2 || !seam__decoder_is_plain(dec))
        return false;
    if (dec->n_carry_ != 0) {
        if (seam__fast_bridge(dec, in, &out->texts[0]) == SEAM__EVENT_NONE)
            return false;
        out->n = 1;
        if (in->len == 0)
            return true;
    }
    if (dec->state_ == 0 && dec->n_carry_ == 0) {
        seam_view text;

        if (seam__fast_text(dec, in, &text) == SEAM__EVENT_TEXT)
            out->texts[out->n++] = text;
    }
    return in->len == 0;
}

seam_status seam_decoder_next_many(seam_decoder *dec, seam_view *in, seam_view *texts, size_t cap,
                                   size_t *n_texts)
{
    seam_status r = cap > 0 ? SEAM_OK : SEAM_EINVAL;
    layout out = {texts, 0, cap};
    size_t n;

    SEAM_ASSERT(seam__decoder_valid(dec));
    if (lay_out_short(dec, in, &out)) {
        *n_texts = out.n;
        return SEAM_OK;
    }
    n = out.n;
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
