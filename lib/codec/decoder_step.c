#include "codec/decoder_step.h"

#include <string.h>

#include "base/bits.h"
#include "base/panic.h"
#include "codec/sequence.h"
#include "kernel/table.h"

static const uint8_t bom_bytes[3] = {0xEF, 0xBB, 0xBF};

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

static bool carry_valid(const seam_decoder *dec)
{
    if (dec->n_carry_ == 0)
        return true;
    if (dec->n_carry_ > 3 || dec->offset_ < dec->n_carry_)
        return false;
    return dec->hold_ == SEAM_HOLD_LAZY ||
           seam__sequence_at(dec->carry_, dec->n_carry_).kind == SEAM__SEQUENCE_OPEN;
}

bool seam__decoder_valid(const seam_decoder *dec)
{
    return carry_valid(dec) && dec->from_ == SEAM_UTF8 && dec->to_ <= SEAM_TO_NONE &&
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

void seam__decoder_record(seam_decoder *dec, uint64_t n, uint64_t offset, const uint8_t *bytes,
                          seam__sequence last)
{
    dec->n_faults_ += n;
    dec->fault_ = (seam_fault){
        .offset = offset, .len = last.len, .n_bytes = last.n_bytes, .reason = last.reason};
    for (size_t i = 0; i < 4; i++)
        dec->fault_.bytes[i] = i < last.n_bytes ? bytes[i] : 0;
}

static seam__event record(seam_decoder *dec, uint64_t offset, const uint8_t *bytes,
                          seam__sequence seq)
{
    const bool open = seq.kind == SEAM__SEQUENCE_OPEN;
    const uint8_t n_bytes = open ? seq.len : seq.n_bytes;

    seq.n_bytes = n_bytes;
    if (open)
        seq.reason = SEAM_REASON_TRUNCATED;
    seam__decoder_record(dec, 1, offset, bytes, seq);
    clear(dec, SEAM__DECODER_AT_START);
    return open ? SEAM__EVENT_TRUNCATED : SEAM__EVENT_FAULT;
}

/* ---- what is held back at the end of a chunk */

/* Lazy: the last lead byte and the continuation bytes after it, when its top bits call for more. */
static size_t lazy_tail(const seam_view *in)
{
    for (size_t back = 1; back <= 3 && back <= in->len; back++) {
        const uint8_t byte = in->data[in->len - back];

        if (!seam__is_continuation(byte))
            return seam__sequence_called_for(byte) > back ? back : 0;
    }
    return 0;
}

static size_t held_tail(const seam_decoder *dec, const seam_view *in)
{
    if (dec->hold_ != SEAM_HOLD_LAZY || has(dec, SEAM__DECODER_FINISHING))
        return 0;
    return lazy_tail(in);
}

static bool is_open_tail(const seam_decoder *dec, const seam_view *in)
{
    if (in->len == 0 || in->len > 3 || has(dec, SEAM__DECODER_FINISHING))
        return false;
    if (dec->hold_ == SEAM_HOLD_LAZY)
        return lazy_tail(in) == in->len;
    return seam__sequence_at(in->data, in->len).kind == SEAM__SEQUENCE_OPEN;
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

/* Lazy: the carried sequence still waits for continuation bytes, and the chunk has no other. */
static bool still_waits(const seam_decoder *dec, const joint *j)
{
    const size_t called_for = seam__sequence_called_for(j->bytes[0]);

    if (dec->hold_ != SEAM_HOLD_LAZY || j->len >= called_for)
        return false;
    for (size_t i = dec->n_carry_; i < j->len; i++) {
        if (!seam__is_continuation(j->bytes[i]))
            return false;
    }
    return true;
}

static seam__event carry_whole(seam_decoder *dec, seam_view *in, size_t limit, seam_view *text,
                               const joint *j, size_t len)
{
    const bool is_bom = has(dec, SEAM__DECODER_AT_START) && len == sizeof(bom_bytes) &&
                        memcmp(j->bytes, bom_bytes, len) == 0;

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
    const seam__event event = record(dec, dec->offset_ - dec->n_carry_, j->bytes, seq);

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
    const seam__sequence seq = seam__sequence_at(j.bytes, j.len);

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
    const size_t len = in->len - held_tail(dec, in);
    const size_t valid = seam__kernel_get()->utf8_prefix(in->data, seam__min(len, limit));
    seam__sequence seq;
    seam__event event;

    if (valid > 0)
        return step_text(dec, in, valid, text);
    seq = seam__sequence_at(in->data, in->len);
    if (len == 0 || (seq.kind == SEAM__SEQUENCE_OPEN && !has(dec, SEAM__DECODER_FINISHING))) {
        hold(dec, in);
        return SEAM__EVENT_MORE;
    }
    if (seq.kind == SEAM__SEQUENCE_WHOLE)
        return SEAM__EVENT_FULL;
    event = record(dec, dec->offset_, in->data, seq);
    consume(dec, in, seq.len);
    return after(dec, in, event);
}

static void strip_bom(seam_decoder *dec, seam_view *in)
{
    if (in->len < sizeof(bom_bytes) || memcmp(in->data, bom_bytes, sizeof(bom_bytes)) != 0)
        return;
    consume(dec, in, sizeof(bom_bytes));
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
    /* What is left of a carry that was ill-formed begins with a continuation byte. */
    if (dec->n_carry_ > 0)
        return seam__is_continuation(dec->carry_[0]);
    if (in->len == 0 || in->data[0] < 0x80 || held_tail(dec, in) == in->len)
        return false;
    return seam__sequence_at(in->data, in->len).kind == SEAM__SEQUENCE_FAULT;
}
