#include "base/bits.h"
#include "base/panic.h"
#include "codec/decoder_quick.h"
#include "kernel/table.h"
#include "seam/decoder.h"

/* Faults that are looked for at once. */
#define AT_ONCE ((size_t)32)

/* How many of `n` faults, of which there is one, are side by side. */
static size_t run_len(const seam__utf8_fault *faults, size_t n)
{
    size_t len = 1;

    while (len < n && faults[len].start == faults[len - 1].end)
        len++;
    return len;
}

/* Texts that are being laid out. */
typedef struct layout {
    seam_view *texts;
    size_t n, cap;
} layout;

static void lay(layout *out, const uint8_t *p, size_t len)
{
    if (len > 0)
        out->texts[out->n++] = seam_view_of(p, len);
}

/* The text up to each fault, and U+FFFD for it, while there is room for two. Returns the number of
 * faults; *at moves behind the last. */
static size_t lay_out_faults(const uint8_t *p, const seam__utf8_fault *faults, size_t n, size_t *at,
                             layout *out)
{
    size_t run;
    size_t i = 0;

    for (; i < n && out->cap - out->n >= 2; i += run) {
        run = run_len(faults + i, n - i);
        lay(out, p + *at, faults[i].start - *at);
        lay(out, seam__replacements, run * REPLACEMENT_LEN);
        *at = faults[i + run - 1].end;
    }
    return i;
}

size_t seam__decoder_dirty_texts(seam_decoder *dec, seam_view *in, seam_view *texts, size_t cap)
{
    layout out = {texts, 0, cap};
    seam__utf8_fault faults[AT_ONCE];
    size_t n_found;
    const size_t end =
        seam__kernel_get()->utf8_faults(in->data, in->len, faults, AT_ONCE, &n_found);
    size_t at = 0;
    const size_t n = lay_out_faults(in->data, faults, n_found, &at, &out);

    if (n > 0) {
        const size_t last = faults[n - 1].start;

        seam__decoder_record(dec, n, dec->offset_ + last, in->data + last,
                             seam__sequence_at(in->data + last, in->len - last));
    }
    if (n == n_found && out.n < out.cap) {
        lay(&out, in->data + at, end - at);
        at = end;
    }
    dec->state_ = 0;
    seam__decoder_pass(dec, in, at);
    return out.n;
}

/* A short chunk that is text, behind a bridge or not: what there is of it. Says whether that is all. */
static inline bool lay_out_short(seam_decoder *dec, seam_view *in, layout *out)
{
    if (in->len == 0 || in->len >= FEW_TO_SEARCH || out->cap < 2 || !seam__decoder_is_plain(dec))
        return false;
    if (dec->n_carry_ != 0) {
        if (!seam__quick_bridge(dec, in, &out->texts[0]))
            return false;
        out->n = 1;
        if (in->len == 0)
            return true;
    }
    if (dec->state_ == 0 && dec->n_carry_ == 0) {
        seam_view text;

        if (seam__quick_text(dec, in, &text))
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
    while (r == SEAM_OK && n < cap && (in->len > 0 || n == 0)) {
        if (cap - n >= 2 && seam__decoder_is_dirty(dec, in)) {
            n += seam__decoder_dirty_texts(dec, in, texts + n, cap - n);
        } else {
            seam_view text;

            r = seam_decoder_next(dec, in, &text);
            if (r == SEAM_OK)
                texts[n++] = text;
        }
    }
    *n_texts = n;
    return r;
}
