#include "codec/decoder_node.h"

#include <string.h>

#include "base/bits.h"
#include "kernel/units.h"

/* How many bytes the carry of 1 to 3 bytes lacks: the rest of a code unit, or the unit behind a
 * lead surrogate. */
static size_t needed(size_t n_carry)
{
    return n_carry == 2 ? 2 : 1;
}

static bool is_finishing(const seam_decoder *dec)
{
    return (dec->state_ & SEAM__DECODER_FINISHING) != 0;
}

static void take_in(seam_decoder *dec, seam_view *in, size_t n)
{
    memcpy(dec->carry_ + dec->n_carry_, in->data, n);
    dec->n_carry_ = (uint8_t)(dec->n_carry_ + n);
    dec->offset_ += n;
    *in = seam_view_of(in->data + n, in->len - n);
}

/* The number of bytes at the end of `in` that are held back: half a code unit, else a last unit
 * that is a lead surrogate. */
static size_t tail_of(const seam_view *in)
{
    if (in->len % 2 != 0)
        return 1;
    return seam__is_lead_surrogate(seam__unit16_load(in->data + in->len - 2, false)) ? 2 : 0;
}

static seam__event give_bridge(seam_decoder *dec, size_t len, size_t limit, seam_view *text)
{
    if (len > limit)
        return SEAM__EVENT_FULL;
    memcpy(dec->bridge_, dec->carry_, len);
    dec->text_offset_ = dec->offset_ - dec->n_carry_;
    dec->n_carry_ = (uint8_t)(dec->n_carry_ - len);
    memmove(dec->carry_, dec->carry_ + len, dec->n_carry_);
    *text = seam_view_of(dec->bridge_, len);
    return SEAM__EVENT_BRIDGE;
}

/* The stream ends and the carry is all that is left. */
static seam__event end_carry(seam_decoder *dec, size_t limit, seam_view *text)
{
    const seam__sequence odd = {SEAM__SEQUENCE_OPEN, 1, SEAM_REASON_ODD_TAIL, 1};

    if (dec->n_carry_ >= 2)
        return give_bridge(dec, 2, limit, text);
    dec->n_carry_ = 0;
    if (dec->tail_ == SEAM_TAIL_DROP)
        return SEAM__EVENT_NONE;
    dec->n_faults_++;
    dec->text_offset_ = dec->offset_ - 1;
    seam__fault_make(&dec->fault_, odd, dec->offset_ - 1, dec->carry_, 1);
    return SEAM__EVENT_TRUNCATED;
}

/* Gives the carry with the bytes of the chunk that it lacks. */
static seam__event step_carry(seam_decoder *dec, seam_view *in, size_t limit, seam_view *text)
{
    const size_t need = needed(dec->n_carry_);

    if (in->len < need) {
        take_in(dec, in, in->len);
        return is_finishing(dec) ? SEAM__EVENT_NONE : SEAM__EVENT_MORE;
    }
    if (dec->n_carry_ + need > limit)
        return SEAM__EVENT_FULL;
    take_in(dec, in, need);
    (void)give_bridge(dec, dec->n_carry_, limit, text);
    if (in->len > 0 && in->len == tail_of(in) && !is_finishing(dec))
        take_in(dec, in, in->len);
    return SEAM__EVENT_BRIDGE;
}

/* Gives the text of a chunk without its tail. Where the text does not fit `limit`, the tail stays
 * in the chunk until all of the text has come out. */
static seam__event step_chunk(seam_decoder *dec, seam_view *in, size_t limit, seam_view *text)
{
    const bool finishing = is_finishing(dec);
    const size_t tail = finishing ? in->len % 2 : tail_of(in);
    const size_t len = seam__min(in->len - tail, limit & ~(size_t)1);

    if (in->len == tail) {
        take_in(dec, in, tail);
        return finishing ? SEAM__EVENT_NONE : SEAM__EVENT_MORE;
    }
    if (len == 0)
        return SEAM__EVENT_FULL;
    *text = seam_view_of(in->data, len);
    dec->text_offset_ = dec->offset_;
    dec->offset_ += len;
    *in = seam_view_of(in->data + len, in->len - len);
    if (in->len == tail && tail > 0 && !finishing)
        take_in(dec, in, tail);
    return SEAM__EVENT_TEXT;
}

seam__event seam__node_utf16_step(seam_decoder *dec, seam_view *in, size_t limit, seam_view *text)
{
    if (dec->n_carry_ == 0)
        return step_chunk(dec, in, limit, text);
    return in->len == 0 ? end_carry(dec, limit, text) : step_carry(dec, in, limit, text);
}
