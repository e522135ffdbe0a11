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

/* What the functions of an encoding's entry are told about the place in the stream. */
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

/* Takes the first `n` bytes of `in` out of it. */
static void consume(seam_decoder *dec, seam_view *in, size_t n)
{
    if (n == 0)
        return; /* `in->data` may be NULL, to which C allows not even 0 to be added */
    in->data += n;
    in->len -= n;
    dec->offset_ += n;
}

/* Appends all of `in` to the carry, which then has at most 3 bytes. */
static void hold(seam_decoder *dec, seam_view *in)
{
    SEAM_ASSERT(in->len <= 3u - dec->n_carry_);
    memcpy(dec->carry_ + dec->n_carry_, in->data, in->len);
    dec->n_carry_ = (uint8_t)(dec->n_carry_ + in->len);
    consume(dec, in, in->len);
}

/* Drops the first `len` of the bytes that the carry and then `in` have. */
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

/* Counts and records the fault `seq`, which begins at `offset` of the stream with the first of the
 * `n` bytes at p. Returns the event. */
static seam__event record(seam_decoder *dec, uint64_t offset, const uint8_t *p, size_t n,
                          seam__sequence seq)
{
    dec->n_faults_++;
    seam__fault_make(&dec->fault_, seq, offset, p, n);
    dec->text_offset_ = offset;
    clear(dec, SEAM__DECODER_AT_START | SEAM__DECODER_AFTER_LEAD);
    return seq.kind == SEAM__SEQUENCE_OPEN ? SEAM__EVENT_TRUNCATED : SEAM__EVENT_FAULT;
}

/* Whether the text ends with a lone lead surrogate, which only WTF-8 has. */
static bool ends_with_lead(const seam__encoding *enc, const uint8_t *p, size_t n)
{
    return enc->has_surrogate && enc->unit == 1 && n >= 3 && p[n - 3] == 0xED && p[n - 2] >= 0xA0 &&
           p[n - 2] < 0xB0;
}

/* Notes that the `n` bytes at p have come out as text: whether they end with a lone lead surrogate
 * of WTF-8 (ED A0..AF 80..BF) decides how a trail surrogate behind them is taken. */
static void note_text(seam_decoder *dec, const seam__encoding *enc, const uint8_t *p, size_t n)
{
    clear(dec, SEAM__DECODER_AT_START | SEAM__DECODER_AFTER_LEAD);
    if (ends_with_lead(enc, p, n))
        dec->state_ |= SEAM__DECODER_AFTER_LEAD;
}

/* ---- what is held back at the end of a chunk */

size_t seam__decoder_held_tail(const seam_decoder *dec, const seam_view *in)
{
    if (dec->hold_ != SEAM_HOLD_LAZY || has(dec, SEAM__DECODER_FINISHING) || in->len == 0)
        return 0;
    return seam__decoder_source(dec)->lazy_tail(in->data, in->len);
}

/* Whether all of `in` is an open sequence that is to be held back. */
static bool is_open_tail(const seam_decoder *dec, const seam_view *in)
{
    const seam__encoding *enc = seam__decoder_source(dec);

    if (in->len == 0 || in->len > 3 || has(dec, SEAM__DECODER_FINISHING))
        return false;
    if (dec->hold_ == SEAM_HOLD_LAZY)
        return seam__decoder_held_tail(dec, in) == in->len;
    return enc->at(enc, in->data, in->len, where(dec)).kind == SEAM__SEQUENCE_OPEN;
}

/* Ends a step that gives `event`: an open sequence which is all that is left of the chunk is held
 * at once, unless the event is a fault that ends the call. */
static seam__event after(seam_decoder *dec, seam_view *in, seam__event event)
{
    const bool ends_call = event == SEAM__EVENT_FAULT && dec->errors_ == SEAM_ERRORS_FATAL;

    if (!ends_call && dec->n_carry_ == 0 && is_open_tail(dec, in))
        hold(dec, in);
    return event;
}

/* ---- one character */

/* Classifies the first character of the `n` bytes at p by its encoding and by the option `deny`. */
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

/* Classifies the first character as classify() does and, at the end of a stream, by the option
 * `tail`: *n_dropped, always written, is how many of the last bytes are half a code unit that is to
 * be dropped without a fault. Where n_dropped == len of the result, nothing is left of the
 * character; otherwise the result is that of the bytes before them. */
static seam__sequence classify_and_drop(const seam_decoder *dec, const seam__encoding *enc,
                                        const uint8_t *p, size_t n, size_t *n_dropped)
{
    const seam__sequence seq = classify(dec, enc, p, n);

    *n_dropped = 0;
    if (seq.kind != SEAM__SEQUENCE_OPEN || dec->tail_ != SEAM_TAIL_DROP ||
        !has(dec, SEAM__DECODER_FINISHING))
        return seq;
    *n_dropped = seq.len % enc->unit;
    if (*n_dropped == 0 || *n_dropped == seq.len)
        return seq;
    return classify(dec, enc, p, seq.len - *n_dropped);
}

static bool is_bom(const seam_decoder *dec, const seam__encoding *enc, const uint8_t *p, size_t len)
{
    return has(dec, SEAM__DECODER_AT_START) && len > 0 && len == enc->n_bom &&
           memcmp(p, enc->bom, len) == 0;
}

/* ---- the next event */

/* The carry and the bytes of the chunk behind it, at most 4 together. */
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

/* Deals with a character that began in an earlier chunk: its first bytes are the carry. */
static seam__event step_carry(seam_decoder *dec, seam_view *in, size_t limit, seam_view *text)
{
    const seam__encoding *enc = seam__decoder_source(dec);
    const uint64_t offset = dec->offset_ - dec->n_carry_;
    const joint j = join(dec, in);
    const seam_view bytes = seam_view_of(j.bytes, j.len);
    size_t n_dropped;
    const seam__sequence seq = classify_and_drop(dec, enc, j.bytes, j.len, &n_dropped);
    seam__event event;

    if (!has(dec, SEAM__DECODER_FINISHING) &&
        (seq.kind == SEAM__SEQUENCE_OPEN || seam__decoder_held_tail(dec, &bytes) == j.len)) {
        hold(dec, in);
        return SEAM__EVENT_MORE;
    }
    if (n_dropped == seq.len) {
        consume_joint(dec, in, n_dropped);
        return SEAM__EVENT_NONE;
    }
    if (seq.kind != SEAM__SEQUENCE_WHOLE) {
        event = record(dec, offset, j.bytes, sizeof(j.bytes), seq);
        consume_joint(dec, in, seq.len);
    } else if (is_bom(dec, enc, j.bytes, seq.len)) {
        consume_joint(dec, in, seq.len);
        clear(dec, SEAM__DECODER_AT_START);
        event = SEAM__EVENT_NONE;
    } else if (seq.len > limit) {
        return SEAM__EVENT_FULL;
    } else {
        consume_joint(dec, in, seq.len);
        memcpy(dec->bridge_, j.bytes, seq.len);
        note_text(dec, enc, dec->bridge_, seq.len);
        dec->text_offset_ = offset;
        *text = seam_view_of(dec->bridge_, seq.len);
        event = SEAM__EVENT_BRIDGE;
    }
    return after(dec, in, event);
}

/* The longest prefix without a fault and without a character that is denied. It is validated in stretches, each four
 * times as long as the one before: what lies behind a denied character is looked at again by the next call. */
static size_t allowed_prefix(const seam_decoder *dec, const seam__encoding *enc, const uint8_t *p,
                             size_t n, unsigned flags)
{
    size_t stretch = 256, len = 0;

    for (;;) {
        const size_t most = seam__min(n - len, stretch);
        const bool is_last = most == n - len;
        const size_t whole =
            enc->prefix(enc, p + len, most, is_last ? flags : flags & ~(unsigned)SEAM__AT_END);
        const size_t allowed = seam__allowed_prefix(enc, p + len, whole, dec->deny_);

        len += allowed;
        if (is_last || allowed < whole || whole + enc->longest <= most)
            return len;
        flags &= ~(unsigned)SEAM__AFTER_LEAD;
        if (ends_with_lead(enc, p, len))
            flags |= SEAM__AFTER_LEAD;
        stretch *= 4;
    }
}

/* Deals with what the chunk begins with; there is no carry. */
static seam__event step_chunk(seam_decoder *dec, seam_view *in, size_t limit, seam_view *text)
{
    const seam__encoding *enc = seam__decoder_source(dec);
    const size_t n = in->len - seam__decoder_held_tail(dec, in);
    const unsigned flags = n <= limit ? where(dec) : where(dec) & ~(unsigned)SEAM__AT_END;
    size_t len;

    if (n == 0) {
        hold(dec, in);
        return SEAM__EVENT_MORE;
    }
    if (has(dec, SEAM__DECODER_DENIES))
        len = allowed_prefix(dec, enc, in->data, seam__min(n, limit), flags);
    else
        len = enc->prefix(enc, in->data, seam__min(n, limit), flags);
    if (len == 0) {
        size_t n_dropped;
        const seam__sequence seq = classify_and_drop(dec, enc, in->data, in->len, &n_dropped);

        if (seq.kind == SEAM__SEQUENCE_OPEN && !has(dec, SEAM__DECODER_FINISHING)) {
            hold(dec, in);
            return SEAM__EVENT_MORE;
        }
        if (n_dropped == seq.len) {
            consume(dec, in, n_dropped);
            return SEAM__EVENT_NONE;
        }
        if (seq.kind != SEAM__SEQUENCE_WHOLE) {
            const seam__event event = record(dec, dec->offset_, in->data, in->len, seq);

            consume(dec, in, seq.len);
            return after(dec, in, event);
        }
        if (seq.len > limit)
            return SEAM__EVENT_FULL;
        len = seq.len;
    }
    *text = seam_view_of(in->data, len);
    dec->text_offset_ = dec->offset_;
    consume(dec, in, len);
    note_text(dec, enc, text->data, len);
    return after(dec, in, SEAM__EVENT_TEXT);
}

/* Looks for a BOM in the first bytes of the stream, which decides the encoding. Bytes that may
 * begin one are held until the next byte tells. */
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

/* Neither a carry nor bytes of a chunk are left. */
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
        const seam__encoding *enc = seam__decoder_source(dec);

        if (dec->bom_ == SEAM_BOM_SNIFF)
            return sniff(dec, in);
        if (dec->n_carry_ == 0 && in->len >= enc->n_bom && is_bom(dec, enc, in->data, enc->n_bom)) {
            consume(dec, in, enc->n_bom);
            clear(dec, SEAM__DECODER_AT_START);
            if (in->len == 0)
                return step_end(dec);
        }
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
