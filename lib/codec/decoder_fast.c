#include "codec/decoder_fast.h"

/* Counts `n` faults and records the last, which begins at `at` in the chunk. */
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
    record(dec, n, in, len - last.len, last);
    *text = seam_view_of(seam__utf8_replacements, n * SEAM__REPLACEMENT_LEN);
    seam__decoder_pass(dec, in, len);
    return SEAM__EVENT_FAULT;
}

/* The most faults that one search of the kernel looks for. */
#define FAULTS_MAX ((size_t)32)

size_t seam__fast_texts(seam_decoder *dec, seam_view *in, seam_view *texts, size_t cap)
{
    const uint8_t *const p = in->data;
    seam__utf8_fault faults[FAULTS_MAX];
    size_t n_found;
    const size_t end = seam__kernel_get()->utf8_faults(p, in->len, faults, FAULTS_MAX, &n_found);
    size_t n = 0; /* faults that are dealt with */
    size_t n_texts = 0;
    size_t at = 0; /* the end of the last text */

    /* While there is room for two: the text before a run of faults, and U+FFFD for each of them. */
    while (n < n_found && cap - n_texts >= 2) {
        const size_t first = n;

        if (faults[n].start > at)
            texts[n_texts++] = seam_view_of(p + at, faults[n].start - at);
        do {
            at = faults[n++].end;
        } while (n < n_found && faults[n].start == at);
        texts[n_texts++] =
            seam_view_of(seam__utf8_replacements, (n - first) * SEAM__REPLACEMENT_LEN);
    }
    if (n > 0) {
        const size_t last = faults[n - 1].start;

        record(dec, n, in, last, seam__sequence_at(p + last, in->len - last));
    }
    if (n == n_found && n_texts < cap && end > at) {
        texts[n_texts++] = seam_view_of(p + at, end - at);
        at = end;
    }
    dec->state_ = 0;
    seam__decoder_pass(dec, in, at);
    return n_texts;
}
