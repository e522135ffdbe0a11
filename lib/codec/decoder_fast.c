#include "codec/decoder_fast.h"

/* Counts `n` faults, the last of which begins at `at` in the chunk. */
static inline void record(seam_decoder *dec, size_t n, const seam_view *in, size_t at,
                          seam__sequence last)
{
    dec->n_faults_ += n;
    seam__fault_make(&dec->fault_, last, dec->offset_ + at, in->data + at, in->len - at);
}

SEAM__NOINLINE seam__event seam__fast_faults(seam_decoder *dec, seam_view *in, seam_view *text)
{
    const bool replaced = seam__answer_to(dec, SEAM__EVENT_FAULT) == SEAM__ANSWER_REPLACEMENT;
    const size_t most = replaced ? SEAM__RUN_MAX : 0;
    seam__sequence last = {0};
    size_t len = 0;
    size_t n = 0;

    while (n < most && len < in->len && in->data[len] >= 0x80) {
        const seam__sequence seq = seam__sequence_at(in->data + len, in->len - len);

        if (seq.kind != SEAM__SEQUENCE_FAULT)
            break;
        last = seq;
        len += seq.len;
        n++;
    }
    dec->state_ = 0;
    if (n == 0)
        return SEAM__EVENT_NONE;
    len -= last.len;
    record(dec, n, in, len, last);
    len += last.len;
    *text = seam_view_of(seam__utf8_replacements, n * SEAM__REPLACEMENT_LEN);
    seam__decoder_pass(dec, in, len);
    return SEAM__EVENT_FAULT;
}

/* ---- many at a time */

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
        lay(out, seam__utf8_replacements, run * SEAM__REPLACEMENT_LEN);
        *at = faults[i + run - 1].end;
    }
    return i;
}

size_t seam__fast_texts(seam_decoder *dec, seam_view *in, seam_view *texts, size_t cap)
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

        record(dec, n, in, last, seam__sequence_at(in->data + last, in->len - last));
    }
    if (n == n_found && out.n < out.cap) {
        lay(&out, in->data + at, end - at);
        at = end;
    }
    dec->state_ = 0;
    seam__decoder_pass(dec, in, at);
    return out.n;
}
