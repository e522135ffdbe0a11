#include "codec/decoder_step.h"

#include <string.h>

#include "base/bits.h"
#include "base/panic.h"

static bool has(const seam_decoder *dec, unsigned flag)
{
    return (dec->state_ & flag) != 0;
}

static void clear(seam_decoder *dec, unsigned flag)
{
    dec->state_ = (uint8_t)(dec->state_ & ~flag);
}

void seam__decoder_start(seam_decoder *dec)
{
    dec->offset_ = 0;
    dec->n_carry_ = 0;
    dec->state_ = dec->bom_ == SEAM_BOM_STRIP ? SEAM__DECODER_AT_START : 0;
}

/* The entry of a decoder that is set up. */
static const seam__encoding *encoding(const seam_decoder *dec)
{
    return seam__encoding_of(dec->from_);
}

static bool carry_valid(const seam_decoder *dec)
{
    if (dec->n_carry_ == 0)
        return true;
    if (dec->n_carry_ > 3 || dec->offset_ < dec->n_carry_)
        return false;
    return dec->hold_ == SEAM_HOLD_LAZY ||
           encoding(dec)->at(dec->carry_, dec->n_carry_).kind == SEAM__SEQUENCE_OPEN;
}

bool seam__decoder_valid(const seam_decoder *dec)
{
    return encoding(dec) != NULL && carry_valid(dec) && dec->to_ <= SEAM_TO_NONE &&
           dec->errors_ <= SEAM_ERRORS_SKIP && dec->hold_ <= SEAM_HOLD_LAZY &&
           dec->bom_ <= SEAM_BOM_STRIP && dec->state_ < 2 * SEAM__DECODER_BEFORE_FAULT &&
           dec->fault_.len <= dec->fault_.n_bytes && dec->fault_.n_bytes <= 4 &&
           (dec->n_faults_ == 0) == (dec->fault_.reason == SEAM_REASON_NONE);
}

static void consume(seam_decoder *dec, seam_view *in, size_t n)
{
    if (n == 0)
        return; /* `in` may be NULL, to which not even 0 may be added */
    in->data += n;
    in->len -= n;
    dec->offset_ += n;
}

/* Takes in all of `in`, which with the carry is at most 3 bytes. */
static void hold(seam_decoder *dec, seam_view *in)
{
    SEAM_ASSERT(in->len <= 3u - dec->n_carry_);
    memcpy(dec->carry_ + dec->n_carry_, in->data, in->len);
    dec->n_carry_ = (uint8_t)(dec->n_carry_ + in->len);
    consume(dec, in, in->len);
}

/* The `n` bytes at p begin with the fault, at `offset` of the stream. */
static seam__event record(seam_decoder *dec, uint64_t offset, const uint8_t *p, size_t n,
                          seam__sequence seq)
{
    dec->n_faults_++;
    seam__fault_make(&dec->fault_, seq, offset, p, n);
    clear(dec, SEAM__DECODER_AT_START);
    return seq.kind == SEAM__SEQUENCE_OPEN ? SEAM__EVENT_TRUNCATED : SEAM__EVENT_FAULT;
}

/* ---- what is held back at the end of a chunk */

/* How much of `in` lazy hold keeps back. */
static size_t held_tail(const seam_decoder *dec, const seam_view *in)
{
    if (dec->hold_ != SEAM_HOLD_LAZY || has(dec, SEAM__DECODER_FINISHING))
        return 0;
    return encoding(dec)->lazy_tail(in->data, in->len);
}

static bool is_open_tail(const seam_decoder *dec, const seam_view *in)
{
    if (in->len == 0 || in->len > 3 || has(dec, SEAM__DECODER_FINISHING))
        return false;
    if (dec->hold_ == SEAM_HOLD_LAZY)
        return held_tail(dec, in) == in->len;
    return encoding(dec)->at(in->data, in->len).kind == SEAM__SEQUENCE_OPEN;
}

static seam__event after(seam_decoder *dec, seam_view *in, seam__event event)
{
    const bool ends_call = event == SEAM__EVENT_FAULT && dec->errors_ == SEAM_ERRORS_FATAL;

    if (!ends_call && dec->n_carry_ == 0 && is_open_tail(dec, in))
        hold(dec, in);
    return event;
}

/* ---- a sequence that began in an earlier chunk */

/* The carry and what follows it, at most 4 bytes. */
typedef struct joint {
    uint8_t bytes[4];
    size_t len;
} joint;

static joint join(const seam_decoder *dec, const seam_view *in)
{
    joint j = {{0}, dec->n_carry_ + seam__min(in->len, 4u - dec->n_carry_)};

    memcpy(j.bytes, dec->carry_, dec->n_carry_);
    if (j.len > dec->n_carry_)
        memcpy(j.bytes + dec->n_carry_, in->data, j.len - dec->n_carry_);
    return j;
}

/* The joint is held back as the tail of a chunk would be. */
static bool still_waits(const seam_decoder *dec, const joint *j)
{
    const seam_view bytes = seam_view_of(j->bytes, j->len);

    return held_tail(dec, &bytes) == j->len;
}

static seam__event carry_whole(seam_decoder *dec, seam_view *in, size_t limit, seam_view *text,
                               const joint *j, size_t len)
{
    const seam__encoding *enc = encoding(dec);
    const bool is_bom = has(dec, SEAM__DECODER_AT_START) && len == enc->n_bom &&
                        memcmp(j->bytes, enc->bom, len) == 0;

    if (!is_bom && len > limit)
        return SEAM__EVENT_FULL;
    consume(dec, in, len - dec->n_carry_);
    dec->n_carry_ = 0;
    clear(dec, SEAM__DECODER_AT_START);
    if (is_bom)
        return seam__decoder_step(dec, in, limit, text);
    memcpy(dec->bridge_, j->bytes, len);
    *text = seam_view_of(dec->bridge_, len);
    return after(dec, in, SEAM__EVENT_BRIDGE);
}

/* A fault takes bytes of the carry first, then bytes of the chunk. */
static seam__event carry_fault(seam_decoder *dec, seam_view *in, const joint *j, seam__sequence seq)
{
    const seam__event event =
        record(dec, dec->offset_ - dec->n_carry_, j->bytes, sizeof(j->bytes), seq);

    if (seq.len < dec->n_carry_) {
        dec->n_carry_ = (uint8_t)(dec->n_carry_ - seq.len);
        memmove(dec->carry_, dec->carry_ + seq.len, dec->n_carry_);
        return event;
    }
    consume(dec, in, seq.len - dec->n_carry_);
    dec->n_carry_ = 0;
    return after(dec, in, event);
}

static seam__event step_carry(seam_decoder *dec, seam_view *in, size_t limit, seam_view *text)
{
    const bool finishing = has(dec, SEAM__DECODER_FINISHING);
    const joint j = join(dec, in);
    const seam__sequence seq = encoding(dec)->at(j.bytes, j.len);

    if (!finishing && (still_waits(dec, &j) || seq.kind == SEAM__SEQUENCE_OPEN)) {
        hold(dec, in);
        return SEAM__EVENT_MORE;
    }
    if (seq.kind == SEAM__SEQUENCE_WHOLE)
        return carry_whole(dec, in, limit, text, &j, seq.len);
    return carry_fault(dec, in, &j, seq);
}

/* ---- everything else */

static seam__event step_text(seam_decoder *dec, seam_view *in, size_t len, seam_view *text)
{
    *text = seam_view_of(in->data, len);
    consume(dec, in, len);
    clear(dec, SEAM__DECODER_AT_START);
    return after(dec, in, SEAM__EVENT_TEXT);
}

static seam__event step_chunk(seam_decoder *dec, seam_view *in, size_t limit, seam_view *text)
{
    const seam__encoding *enc = encoding(dec);
    const size_t len = in->len - held_tail(dec, in);
    const size_t valid = enc->prefix(in->data, seam__min(len, limit));
    seam__sequence seq;
    seam__event event;

    if (valid > 0)
        return step_text(dec, in, valid, text);
    seq = enc->at(in->data, in->len);
    if (len == 0 || (seq.kind == SEAM__SEQUENCE_OPEN && !has(dec, SEAM__DECODER_FINISHING))) {
        hold(dec, in);
        return SEAM__EVENT_MORE;
    }
    if (seq.kind == SEAM__SEQUENCE_WHOLE)
        return SEAM__EVENT_FULL;
    event = record(dec, dec->offset_, in->data, in->len, seq);
    consume(dec, in, seq.len);
    return after(dec, in, event);
}

static void strip_bom(seam_decoder *dec, seam_view *in)
{
    const seam__encoding *enc = encoding(dec);

    if (in->len < enc->n_bom || memcmp(in->data, enc->bom, enc->n_bom) != 0)
        return;
    consume(dec, in, enc->n_bom);
    clear(dec, SEAM__DECODER_AT_START);
}

static seam__event step_end(seam_decoder *dec)
{
    if (!has(dec, SEAM__DECODER_FINISHING))
        return SEAM__EVENT_MORE;
    seam__decoder_start(dec);
    dec->state_ |= SEAM__DECODER_STALE;
    return SEAM__EVENT_EOF;
}

void seam__decoder_drop_stale(seam_decoder *dec, const seam_view *in)
{
    if (in->len == 0 || !has(dec, SEAM__DECODER_STALE))
        return;
    dec->n_faults_ = 0;
    dec->fault_ = (seam_fault){0};
    clear(dec, SEAM__DECODER_STALE);
}

seam__event seam__decoder_step(seam_decoder *dec, seam_view *in, size_t limit, seam_view *text)
{
    SEAM_ASSERT(seam__decoder_valid(dec));
    seam__decoder_drop_stale(dec, in);
    if (dec->n_carry_ > 0) {
        if (in->len > 0 || has(dec, SEAM__DECODER_FINISHING))
            return step_carry(dec, in, limit, text);
        return SEAM__EVENT_MORE;
    }
    if (has(dec, SEAM__DECODER_AT_START))
        strip_bom(dec, in);
    return in->len > 0 ? step_chunk(dec, in, limit, text) : step_end(dec);
}

bool seam__decoder_fault_is_next(const seam_decoder *dec, const seam_view *in)
{
    const seam_view next = dec->n_carry_ > 0 ? seam_view_of(dec->carry_, dec->n_carry_) : *in;

    if (next.len == 0 || held_tail(dec, &next) == next.len)
        return false;
    return encoding(dec)->at(next.data, next.len).kind == SEAM__SEQUENCE_FAULT;
}
