#include "codec/decoder_step.h"

#include <string.h>

#include "base/bits.h"
#include "base/panic.h"
#include "codec/decoder_node.h"
#include "codec/decoder_options.h"
#include "codec/deny.h"

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
    dec->text_offset_ = 0;
    dec->n_carry_ = 0;
    dec->owed_at_ = 0;
    dec->owed_len_ = 0;
    dec->from_ = dec->option_from_;
    dec->state_ = (uint8_t)((dec->bom_ != SEAM_BOM_KEEP ? SEAM__DECODER_AT_START : 0) |
                            (dec->deny_ != 0 ? SEAM__DECODER_DENIES : 0));
}

static unsigned where(const seam_decoder *dec)
{
    return (has(dec, SEAM__DECODER_FINISHING) ? SEAM__AT_END : 0u) |
           (has(dec, SEAM__DECODER_AFTER_LEAD) ? SEAM__AFTER_LEAD : 0u);
}

/* What is carried before a BOM is known may begin one of another encoding, and lazy hold keeps bytes that
 * are no prefix of a character. */
static bool carry_valid(const seam_decoder *dec)
{
    const seam__encoding *source = seam__decoder_source(dec);

    if (dec->n_carry_ == 0)
        return true;
    if (dec->n_carry_ > 3 || dec->offset_ < dec->n_carry_)
        return false;
    if (dec->bom_ == SEAM_BOM_SNIFF)
        return true;
    return dec->n_carry_ < source->longest &&
           (dec->hold_ == SEAM_HOLD_LAZY ||
            source->at(source, dec->carry_, dec->n_carry_, 0).kind == SEAM__SEQUENCE_OPEN);
}

bool seam__decoder_valid(const seam_decoder *dec)
{
    return seam__decoder_options_valid(dec) && carry_valid(dec) && dec->state_ < 64 &&
           has(dec, SEAM__DECODER_DENIES) == (dec->deny_ != 0) &&
           dec->owed_len_ <= sizeof(dec->owed_) && dec->owed_at_ <= dec->owed_len_ &&
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

/* Gives up the first `len` bytes of the carry and of what follows it in `in`. */
static void consume_joint(seam_decoder *dec, seam_view *in, size_t len)
{
    if (len >= dec->n_carry_) {
        consume(dec, in, len - dec->n_carry_);
        dec->n_carry_ = 0;
    } else {
        dec->n_carry_ = (uint8_t)(dec->n_carry_ - len);
        memmove(dec->carry_, dec->carry_ + len, dec->n_carry_);
    }
}

/* The `n` bytes at p begin with the fault, at `offset` of the stream. */
static seam__event record(seam_decoder *dec, uint64_t offset, const uint8_t *p, size_t n,
                          seam__sequence seq)
{
    dec->n_faults_++;
    seam__fault_make(&dec->fault_, seq, offset, p, n);
    dec->text_offset_ = offset;
    clear(dec, SEAM__DECODER_AT_START | SEAM__DECODER_AFTER_LEAD);
    return seq.kind == SEAM__SEQUENCE_OPEN ? SEAM__EVENT_TRUNCATED : SEAM__EVENT_FAULT;
}

/* Text has come out that ends so. */
static void note_text(seam_decoder *dec, const seam__encoding *enc, const uint8_t *p, size_t n)
{
    clear(dec, SEAM__DECODER_AT_START | SEAM__DECODER_AFTER_LEAD);
    if (enc->has_surrogate && enc->unit == 1 && n >= 3 && p[n - 3] == 0xED && p[n - 2] >= 0xA0 &&
        p[n - 2] < 0xB0)
        dec->state_ |= SEAM__DECODER_AFTER_LEAD;
}

/* ---- what is held back at the end of a chunk */

size_t seam__decoder_held_tail(const seam_decoder *dec, const seam_view *in)
{
    if (dec->hold_ != SEAM_HOLD_LAZY || has(dec, SEAM__DECODER_FINISHING) || in->len == 0)
        return 0;
    return seam__decoder_source(dec)->lazy_tail(in->data, in->len);
}

static bool is_open_tail(const seam_decoder *dec, const seam_view *in)
{
    const seam__encoding *enc = seam__decoder_source(dec);

    if (in->len == 0 || in->len > 3 || has(dec, SEAM__DECODER_FINISHING))
        return false;
    if (dec->hold_ == SEAM_HOLD_LAZY)
        return seam__decoder_held_tail(dec, in) == in->len;
    return enc->at(enc, in->data, in->len, where(dec)).kind == SEAM__SEQUENCE_OPEN;
}

static seam__event after(seam_decoder *dec, seam_view *in, seam__event event)
{
    const bool ends_call = event == SEAM__EVENT_FAULT && dec->errors_ == SEAM_ERRORS_FATAL;

    if (!ends_call && dec->n_carry_ == 0 && is_open_tail(dec, in))
        hold(dec, in);
    return event;
}

/* ---- one character */

/* What the options make of the character at p: one that is denied is a fault. */
static seam__sequence classify(const seam_decoder *dec, const seam__encoding *enc, const uint8_t *p,
                               size_t n)
{
    seam__sequence seq = enc->at(enc, p, n, where(dec));
    size_t len = seq.len;

    if (seq.kind == SEAM__SEQUENCE_WHOLE && has(dec, SEAM__DECODER_DENIES) &&
        seam__is_denied(enc->get(enc, p, &len), dec->deny_))
        return (seam__sequence){SEAM__SEQUENCE_FAULT, seq.len, SEAM_REASON_DENIED, seq.len};
    return seq;
}

/* How many of the last bytes of the stream, `n` bytes at p, are half a unit that is to be dropped. */
static size_t half_unit(const seam_decoder *dec, const seam__encoding *enc, seam__sequence seq)
{
    if (seq.kind != SEAM__SEQUENCE_OPEN || dec->tail_ != SEAM_TAIL_DROP ||
        !has(dec, SEAM__DECODER_FINISHING))
        return 0;
    return seq.len % enc->unit;
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

    return seam__decoder_held_tail(dec, &bytes) == j->len;
}

static bool is_bom(const seam_decoder *dec, const seam__encoding *enc, const uint8_t *p, size_t len)
{
    return has(dec, SEAM__DECODER_AT_START) && len > 0 && len == enc->n_bom &&
           memcmp(p, enc->bom, len) == 0;
}

static seam__event carry_whole(seam_decoder *dec, seam_view *in, size_t limit, seam_view *text,
                               const joint *j, size_t len)
{
    const seam__encoding *enc = seam__decoder_source(dec);

    if (is_bom(dec, enc, j->bytes, len)) {
        consume_joint(dec, in, len);
        clear(dec, SEAM__DECODER_AT_START);
        return after(dec, in, SEAM__EVENT_NONE);
    }
    if (len > limit)
        return SEAM__EVENT_FULL;
    dec->text_offset_ = dec->offset_ - dec->n_carry_;
    consume_joint(dec, in, len);
    memcpy(dec->bridge_, j->bytes, len);
    note_text(dec, enc, dec->bridge_, len);
    *text = seam_view_of(dec->bridge_, len);
    return after(dec, in, SEAM__EVENT_BRIDGE);
}

/* A fault takes bytes of the carry first, then bytes of the chunk. */
static seam__event carry_fault(seam_decoder *dec, seam_view *in, const joint *j, seam__sequence seq)
{
    const seam__event event =
        record(dec, dec->offset_ - dec->n_carry_, j->bytes, sizeof(j->bytes), seq);

    consume_joint(dec, in, seq.len);
    return after(dec, in, event);
}

static seam__event step_carry(seam_decoder *dec, seam_view *in, size_t limit, seam_view *text)
{
    const seam__encoding *enc = seam__decoder_source(dec);
    const bool finishing = has(dec, SEAM__DECODER_FINISHING);
    joint j = join(dec, in);
    seam__sequence seq = classify(dec, enc, j.bytes, j.len);
    const size_t n_dropped = half_unit(dec, enc, seq);

    if (!finishing && (still_waits(dec, &j) || seq.kind == SEAM__SEQUENCE_OPEN)) {
        hold(dec, in);
        return SEAM__EVENT_MORE;
    }
    if (n_dropped == seq.len) {
        consume_joint(dec, in, seq.len);
        return SEAM__EVENT_NONE;
    }
    if (n_dropped > 0)
        seq = classify(dec, enc, j.bytes, j.len - n_dropped);
    if (seq.kind == SEAM__SEQUENCE_WHOLE)
        return carry_whole(dec, in, limit, text, &j, seq.len);
    return carry_fault(dec, in, &j, seq);
}

/* ---- everything else */

static seam__event step_text(seam_decoder *dec, const seam__encoding *enc, seam_view *in,
                             size_t len, seam_view *text)
{
    *text = seam_view_of(in->data, len);
    dec->text_offset_ = dec->offset_;
    consume(dec, in, len);
    note_text(dec, enc, text->data, len);
    return after(dec, in, SEAM__EVENT_TEXT);
}

/* What stands where no text begins. */
static seam__event step_other(seam_decoder *dec, const seam__encoding *enc, seam_view *in,
                              seam__sequence seq)
{
    const size_t n_dropped = half_unit(dec, enc, seq);
    seam__event event;

    if (seq.kind == SEAM__SEQUENCE_OPEN && !has(dec, SEAM__DECODER_FINISHING)) {
        hold(dec, in);
        return SEAM__EVENT_MORE;
    }
    if (n_dropped == seq.len) {
        consume(dec, in, seq.len);
        return SEAM__EVENT_NONE;
    }
    if (n_dropped > 0)
        seq = classify(dec, enc, in->data, seq.len - n_dropped);
    event = record(dec, dec->offset_, in->data, in->len, seq);
    consume(dec, in, seq.len);
    return after(dec, in, event);
}

static seam__event step_chunk(seam_decoder *dec, seam_view *in, size_t limit, seam_view *text)
{
    const seam__encoding *enc = seam__decoder_source(dec);
    const size_t len = in->len - seam__decoder_held_tail(dec, in);
    seam__sequence seq;
    size_t valid;

    if (len == 0) {
        hold(dec, in);
        return SEAM__EVENT_MORE;
    }
    valid = enc->prefix(enc, in->data, seam__min(len, limit),
                        len <= limit ? where(dec) : where(dec) & ~(unsigned)SEAM__AT_END);
    if (has(dec, SEAM__DECODER_DENIES))
        valid = seam__allowed_prefix(enc, in->data, valid, dec->deny_);
    if (valid > 0)
        return step_text(dec, enc, in, valid, text);
    seq = classify(dec, enc, in->data, in->len);
    if (seq.kind != SEAM__SEQUENCE_WHOLE)
        return step_other(dec, enc, in, seq);
    return seq.len <= limit ? step_text(dec, enc, in, seq.len, text) : SEAM__EVENT_FULL;
}

static void strip_bom(seam_decoder *dec, seam_view *in)
{
    const seam__encoding *enc = seam__decoder_source(dec);

    if (in->len < enc->n_bom || !is_bom(dec, enc, in->data, enc->n_bom))
        return;
    consume(dec, in, enc->n_bom);
    clear(dec, SEAM__DECODER_AT_START);
}

/* Looks for a BOM in the carry and what follows it. While that is the start of one, it is held. */
static seam__event sniff(seam_decoder *dec, seam_view *in)
{
    const joint j = join(dec, in);
    size_t bom_len;
    const uint8_t found = seam_encoding_sniff(seam_view_of(j.bytes, j.len), &bom_len);
    const bool may_come = j.len < 3 &&
                          (j.bytes[0] == 0xFF || j.bytes[0] == 0xFE || j.bytes[0] == 0xEF) &&
                          (j.len < 2 || (j.bytes[0] == 0xEF && j.bytes[1] == 0xBB));

    if (bom_len > 0) {
        dec->from_ = found;
        consume_joint(dec, in, bom_len);
    } else if (may_come && !has(dec, SEAM__DECODER_FINISHING)) {
        hold(dec, in);
        return SEAM__EVENT_MORE;
    }
    clear(dec, SEAM__DECODER_AT_START);
    return SEAM__EVENT_NONE;
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
    if (in->len == 0 && (dec->n_carry_ == 0 || !has(dec, SEAM__DECODER_FINISHING)))
        return dec->n_carry_ == 0 ? step_end(dec) : SEAM__EVENT_MORE;
    if (seam__decoder_is_node_utf16(dec))
        return seam__node_utf16_step(dec, in, limit, text);
    if (has(dec, SEAM__DECODER_AT_START)) {
        if (dec->bom_ == SEAM_BOM_SNIFF)
            return sniff(dec, in);
        if (dec->n_carry_ == 0)
            strip_bom(dec, in);
        if (in->len == 0 && dec->n_carry_ == 0)
            return step_end(dec);
    }
    if (dec->n_carry_ > 0)
        return step_carry(dec, in, limit, text);
    return step_chunk(dec, in, limit, text);
}

bool seam__decoder_fault_is_next(const seam_decoder *dec, const seam_view *in)
{
    const seam__encoding *enc = seam__decoder_source(dec);
    const seam_view next = dec->n_carry_ > 0 ? seam_view_of(dec->carry_, dec->n_carry_) : *in;

    if (next.len == 0 || seam__decoder_held_tail(dec, &next) == next.len ||
        seam__decoder_is_node_utf16(dec))
        return false;
    return classify(dec, enc, next.data, next.len).kind == SEAM__SEQUENCE_FAULT;
}
