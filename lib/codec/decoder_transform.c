/* The decoder as a transform. Where output is input bytes, span() finds the text that lies in the
 * chunk, and convert() does what comes between: bridges over joints, faults, a BOM, the end. */
#include "base/panic.h"
#include "codec/decoder_pair.h"
#include "seam/transform.h"

/* Looks for text at the start of the chunk with a copy of the decoder, which is kept where there is
 * some. What the step has held back of the chunk's end stays in the chunk. The end of `in` need not
 * be that of the stream. */
static size_t span(void *self, seam_view in)
{
    seam_decoder *dec = self;
    const uint8_t finishing = dec->state_ & SEAM__DECODER_FINISHING;
    seam_decoder next = *dec;
    seam_view rest = in;
    seam_view text = {NULL, 0};

    next.state_ &= (uint8_t)~finishing;
    if (dec->n_carry_ > 0 || in.len == 0 ||
        seam__decoder_step(&next, &rest, SIZE_MAX, &text) != SEAM__EVENT_TEXT ||
        text.data != in.data)
        return 0;
    next.offset_ -= next.n_carry_;
    next.n_carry_ = 0;
    next.state_ |= finishing;
    *dec = next;
    return text.len;
}

/* Whether the next thing to come out is text that lies in the chunk, as far as one look tells. */
static bool is_before_text(const seam_decoder *dec, const seam_view *in)
{
    return in->len > 0 && dec->n_carry_ == 0 && !seam__decoder_fault_is_next(dec, in);
}

/* For pairs whose output is input bytes: returns SEAM_OK where text comes that need not be
 * copied. */
static seam_status convert_to_text(void *self, seam_view *in, void *dst, size_t cap,
                                   size_t *produced)
{
    seam_decoder *dec = self;
    const size_t n = in->len;
    seam__room to = {dst, cap, cap};
    seam_status r;

    do {
        r = seam__decoder_convert_step(dec, in, &to);
    } while (r == SEAM_OK && !((in->len < n || to.len < cap) && is_before_text(dec, in)));
    *produced = seam__room_produced(&to);
    return r;
}

static seam_status convert(void *self, seam_view *in, void *dst, size_t cap, size_t *produced)
{
    return seam_decoder_convert(self, in, dst, cap, produced);
}

static void finish(void *self)
{
    seam_decoder_finish(self);
}

static void reset(void *self)
{
    seam_decoder_reset(self);
}

/* Bytes of input that are held back, and of output that a room has cut off. */
static size_t pending(const void *self)
{
    const seam_decoder *dec = self;

    return (size_t)dec->n_carry_ + dec->owed_len_ - dec->owed_at_;
}

static bool max_output(const void *self, size_t n, size_t *max)
{
    return seam_decoder_max_output(self, n, max);
}

static const seam_transform_ops text_ops = {"decoder", span,    convert_to_text, finish,
                                            reset,     pending, max_output,      {NULL, NULL}};

static const seam_transform_ops ops = {"decoder", NULL,    convert,    finish,
                                       reset,     pending, max_output, {NULL, NULL}};

seam_transform seam_decoder_transform(seam_decoder *dec)
{
    const bool has_span = dec->to_ != SEAM_ENCODING_NONE && seam__decoder_is_pullable(dec) &&
                          !seam__decoder_is_node_utf16(dec);

    SEAM_ASSERT(seam__decoder_valid(dec));
    return (seam_transform){has_span ? &text_ops : &ops, dec};
}
