#include "seam/normalize.h"

#include <string.h>

#include "base/bits.h"
#include "base/panic.h"
#include "seam/utf8.h"
#include "text/code_point.h"
#include "text/compose_run.h"
#include "text/fold_run.h"
#include "text/properties.h"
#include "text/quick_check.h"
#include "text/segment.h"

/* Bits of state_. */
enum {
    FINISHING = 1, /* finish() has been called */
    FLUSHING = 2,  /* flush() has been called, and not all is ready yet */
    TOLD = 4       /* SEAM_ETOOBIG has been returned for the code point that comes next */
};

static bool are_built(const seam_normalizer_options *options)
{
    static const seam_normalizer_options zero;

    return options->form <= SEAM_CASEFOLD && options->long_runs <= SEAM_LONG_RUNS_FATAL &&
           memcmp(options->reserved0_, zero.reserved0_, sizeof(zero.reserved0_)) == 0 &&
           memcmp(options->reserved_, zero.reserved_, sizeof(zero.reserved_)) == 0;
}

seam_status seam_normalizer_init(seam_normalizer *norm, const seam_normalizer_options *options)
{
    *norm = (seam_normalizer){0};
    if (options == NULL)
        return SEAM_OK;
    if (!are_built(options))
        return SEAM_EINVAL;
    norm->form_ = options->form;
    norm->long_runs_ = options->long_runs;
    return SEAM_OK;
}

void seam_normalizer_reset(seam_normalizer *norm)
{
    *norm = (seam_normalizer){.form_ = norm->form_, .long_runs_ = norm->long_runs_};
}

void seam_normalizer_finish(seam_normalizer *norm)
{
    norm->state_ |= FINISHING;
}

void seam_normalizer_flush(seam_normalizer *norm)
{
    if (norm->n_held_ > norm->n_ready_)
        norm->state_ |= FLUSHING;
}

size_t seam_normalizer_pending(const seam_normalizer *norm)
{
    size_t len = 0;

    for (size_t i = norm->n_given_; i < norm->n_held_; i++)
        len += seam__encoded_len(seam__entry_code_point(norm->held_[i]));
    return len;
}

/* Writes the code points that are ready, as far as there is room. Returns whether all were
 * written. */
static bool give_ready(seam_normalizer *norm, uint8_t *dst, size_t cap, size_t *produced)
{
    while (norm->n_given_ < norm->n_ready_) {
        const uint32_t c = seam__entry_code_point(norm->held_[norm->n_given_]);

        if (seam__encoded_len(c) > cap - *produced)
            return false;
        *produced += seam__encode(c, dst + *produced);
        norm->n_given_++;
    }
    if (norm->n_ready_ != 0)
        seam__segment_drop_ready(norm);
    return true;
}

/* Whether `in`, which is not empty, begins with a plain character, before which there is a
 * boundary. */
static bool begins_plain(const seam_normalizer *norm, seam_view in)
{
    const size_t len = in.data[0] < 0x80 ? 1 : seam__whole_sequence(in.data, in.len);

    return len > 0 && seam__is_plain(in.data, len, norm->form_);
}

/* Whether the options forbid what the character would do. It is reported once for each place. */
static bool is_forbidden(seam_normalizer *norm, uint32_t code_point)
{
    if (norm->long_runs_ != SEAM_LONG_RUNS_FATAL || (norm->state_ & TOLD) != 0)
        return false;
    return seam__segment_overflows(norm, code_point);
}

/* Takes the first character of `in`, when nothing is ready. With SEAM_ETOOBIG the character stays
 * in `in`. */
static seam_status take_one(seam_normalizer *norm, seam_view *in)
{
    const seam__character c = seam__character_at(in->data, in->len);
    const seam_view rest = seam_view_of(in->data + c.len, in->len - c.len);

    if (c.code_point == SEAM__NO_CODE_POINT) {
        *in = rest;
        return SEAM_EILSEQ;
    }
    if (is_forbidden(norm, c.code_point)) {
        norm->state_ |= TOLD;
        return SEAM_ETOOBIG;
    }
    norm->state_ &= (uint8_t)~TOLD;
    seam__segment_take(norm, c.code_point);
    *in = rest;
    return SEAM_OK;
}

/* Rewrites what is frequent and can be rewritten without being held, where nothing is. */
static size_t rewrite_run(seam_normalizer *norm, seam_view *in, uint8_t *dst, size_t cap)
{
    size_t n = 0;

    if (norm->n_held_ > 0)
        return 0;
    if (norm->form_ == SEAM_NFKC_CASEFOLD)
        n = seam__fold_ascii_run(in, dst, cap);
    else if (norm->form_ == SEAM_NFC || norm->form_ == SEAM_NFKC)
        n = seam__compose_run(in, dst, cap);
    if (n > 0)
        norm->n_marks_ = 0;
    return n;
}

/* Whether take_one() would return a fault. */
static bool begins_with_fault(seam_normalizer *norm, seam_view in)
{
    const seam__character c = seam__character_at(in.data, in.len);

    return c.code_point == SEAM__NO_CODE_POINT || is_forbidden(norm, c.code_point);
}

/* Normalizes text that is not in the form, up to where the quick check is worth another call.
 * Returns SEAM_OK when it has written something. Faults and the end are reported by calls that
 * write nothing. */
static seam_status rewrite(seam_normalizer *norm, seam_view *in, uint8_t *dst, size_t cap,
                           size_t *produced)
{
    const uint8_t *begin = in->data;

    *produced = 0;
    if (norm->form_ == SEAM_CASEFOLD && norm->n_held_ == 0 && in->len > 0)
        *produced = seam__fold_run(in, dst, cap);
    if (*produced > 0)
        return SEAM_OK;
    for (;;) {
        size_t n_run;
        seam_status r;

        if (!give_ready(norm, dst, cap, produced))
            return SEAM_FULL;
        if ((norm->state_ & FLUSHING) != 0 ||
            (in->len == 0 && norm->n_held_ > 0 && (norm->state_ & FINISHING) != 0)) {
            norm->state_ &= (uint8_t)~FLUSHING;
            seam__segment_close(norm);
            continue;
        }
        if (in->len == 0 && (norm->state_ & FINISHING) == 0)
            return SEAM_MORE;
        if (in->len == 0) {
            if (*produced > 0)
                return SEAM_OK;
            seam_normalizer_reset(norm);
            return SEAM_EOF;
        }
        n_run = rewrite_run(norm, in, dst + *produced, cap - *produced);
        if (n_run > 0) {
            *produced += n_run;
            return SEAM_OK;
        }
        if (in->data != begin && begins_plain(norm, *in)) {
            if (norm->n_held_ == 0)
                return SEAM_OK;
            seam__segment_close(norm);
            continue;
        }
        if (*produced > 0 && begins_with_fault(norm, *in))
            return SEAM_OK;
        r = take_one(norm, in);
        if (r != SEAM_OK)
            return r;
    }
}

size_t seam_normalizer_span(seam_normalizer *norm, seam_view in)
{
    SEAM_ASSERT(seam__normalizer_valid(norm));
    if (norm->n_held_ > 0 || in.len == 0)
        return 0;
    return seam__normal_span(in, norm->form_, false, norm->n_marks_, &norm->n_marks_);
}

seam_status seam_normalizer_next(seam_normalizer *norm, seam_view *in, void *room, size_t cap,
                                 seam_view *text)
{
    const size_t len = seam_normalizer_span(norm, *in);

    SEAM_ASSERT(cap >= SEAM_NORMALIZER_ROOM_MIN);
    *text = (seam_view){NULL, 0};
    if (len > 0) {
        *text = seam_view_of(in->data, len);
        *in = seam_view_of(in->data + len, in->len - len);
        return SEAM_OK;
    }
    for (;;) {
        size_t produced;
        const seam_status r = rewrite(norm, in, room, cap, &produced);

        if (produced > 0) {
            *text = seam_view_of(room, produced);
            return SEAM_OK;
        }
        if (r != SEAM_OK)
            return r;
    }
}

seam_status seam_normalizer_convert(seam_normalizer *norm, seam_view *in, void *dst, size_t cap,
                                    size_t *produced)
{
    uint8_t nowhere;
    uint8_t *to = cap > 0 ? dst : &nowhere;

    *produced = 0;
    for (;;) {
        /* The quick check moves past what it finds, so it gets no more than there is room for. */
        const seam_view fits = seam_view_of(in->data, seam__min(in->len, cap - *produced));
        const seam_view whole = seam_view_of(fits.data, seam_utf8_trim(fits));
        const size_t len = seam_normalizer_span(norm, whole);
        size_t n;
        seam_status r;

        if (len > 0) {
            memcpy(to + *produced, in->data, len);
            *in = seam_view_of(in->data + len, in->len - len);
            *produced += len;
        }
        r = rewrite(norm, in, to + *produced, cap - *produced, &n);
        *produced += n;
        if (r != SEAM_OK)
            return r;
    }
}

/* The greatest ratio of output to input of a form, in bytes: reached by U+0390 in NFD and in case
 * folding and by U+FDFA in the compatible forms, for example. */
static size_t expansion_of(unsigned form)
{
    return form >= SEAM_NFKC && form <= SEAM_NFKC_CASEFOLD ? 11 : 3;
}

/* The fewest bytes of input between two U+034F that break a run of non-starters. A byte gives at
 * most one non-starter, and the decomposition of a starter ends with at most four. */
enum { BYTES_OF_A_RUN = 24 };

bool seam_normalizer_max_output(const seam_normalizer *norm, size_t n, size_t *max)
{
    const size_t held = seam_normalizer_pending(norm);
    const size_t joiners = 2 * (n / BYTES_OF_A_RUN + 1);

    *max = SIZE_MAX;
    if (n > (SIZE_MAX - held - joiners) / expansion_of(norm->form_))
        return false;
    *max = n * expansion_of(norm->form_) + held + joiners;
    return true;
}

size_t seam_normal_prefix(seam_view text, unsigned form, bool final)
{
    SEAM_ASSERT(form <= SEAM_CASEFOLD);
    return seam__normal_span(text, form, final, 0, NULL);
}

/* ---- the normalizer as a transform */

/* A part of the chunk may end inside a character, of which only the rest can tell what it is. */
static size_t span(void *self, seam_view in)
{
    return seam_normalizer_span(self, seam_view_of(in.data, seam_utf8_trim(in)));
}

static seam_status convert(void *self, seam_view *in, void *dst, size_t cap, size_t *produced)
{
    uint8_t nowhere;

    SEAM_ASSERT(seam__normalizer_valid(self));
    return rewrite(self, in, cap > 0 ? dst : &nowhere, cap, produced);
}

static void finish(void *self)
{
    seam_normalizer_finish(self);
}

static void reset(void *self)
{
    seam_normalizer_reset(self);
}

static size_t pending(const void *self)
{
    return seam_normalizer_pending(self);
}

static bool max_output(const void *self, size_t n, size_t *max)
{
    return seam_normalizer_max_output(self, n, max);
}

seam_transform seam_normalizer_transform(seam_normalizer *norm)
{
    static const seam_transform_ops ops = {"normalizer", span,    convert,    finish,
                                           reset,        pending, max_output, {NULL, NULL}};

    return (seam_transform){&ops, norm};
}
