#include "codec/decoder_pair.h"

#include <string.h>

#include "base/bits.h"
#include "base/panic.h"
#include "codec/deny.h"
#include "codec/transcode_run.h"
#include "kernel/units.h"

/* The most bytes that are validated before they are written character by character. Where the
 * target lacks a character, the validation of what follows it is repeated, so longer pieces would
 * cost more than they save. */
#define PIECE ((size_t)256)

/* The most bytes that are searched for denied characters before they are converted. Where a kernel stops sooner,
 * the search of what follows it is repeated. */
#define DENY_WINDOW ((size_t)4096)

/* ---- owed output
 *
 * It is the rest of what is written for one character, where the room was too small for all of it. */

/* The number of owed bytes that are written together or not at all. */
static size_t owed_unit(const seam_decoder *dec)
{
    return dec->to_ == SEAM_WTF8 ? 3 : seam__encoding_of(dec->to_)->unit;
}

static seam_status write_owed(seam_decoder *dec, seam__room *to)
{
    const size_t unit = owed_unit(dec);
    const size_t n_owed = (size_t)dec->owed_len_ - dec->owed_at_;
    const size_t n = seam__min(n_owed, to->len - to->len % unit);

    seam__room_put(to, dec->owed_ + dec->owed_at_, n);
    dec->owed_at_ = (uint8_t)(dec->owed_at_ + n);
    if (n < n_owed)
        return SEAM_FULL;
    dec->owed_at_ = 0;
    dec->owed_len_ = 0;
    return SEAM_OK;
}

/* Writes the `n` bytes that stand for one character. A call whose room is too small for them
 * although nothing has been written to it yet writes what fits, and owes the rest to the next
 * call. */
static seam_status emit(seam_decoder *dec, const uint8_t *bytes, size_t n, seam__room *to)
{
    if (n <= to->len) {
        seam__room_put(to, bytes, n);
        return SEAM_OK;
    }
    if (seam__room_produced(to) > 0 || to->len < owed_unit(dec) || n <= owed_unit(dec))
        return SEAM_FULL;
    memcpy(dec->owed_, bytes, n);
    dec->owed_at_ = 0;
    dec->owed_len_ = (uint8_t)n;
    return write_owed(dec, to);
}

/* ---- faults */

/* Writes the character U+DC00 + byte for each byte of the fault. Returns the number of bytes
 * written. */
static size_t escape_bytes(const seam__encoding *target, const seam_fault *fault, uint8_t *out)
{
    size_t n = 0;

    for (size_t i = 0; i < fault->len; i++)
        n += target->put(target, 0xDC00u + fault->bytes[i], out + n);
    return n;
}

static bool is_escaped(const seam_decoder *dec)
{
    return dec->errors_ == SEAM_ERRORS_LOSSLESS &&
           (dec->from_ == SEAM_UTF8 || dec->from_ == SEAM_ASCII);
}

static seam_status write_fault(seam_decoder *dec, seam__event event, seam__room *to)
{
    const seam__encoding *target = seam__decoder_target(dec);
    uint8_t bytes[16];

    if (is_escaped(dec) && dec->fault_.reason != SEAM_REASON_UNMAPPABLE)
        return emit(dec, bytes, escape_bytes(target, &dec->fault_, bytes), to);
    switch (seam__answer_to(dec, event)) {
    case SEAM__ANSWER_REPLACEMENT:
        if (to->len < target->n_replacement)
            return SEAM_FULL;
        seam__room_put(to, target->replacements, target->n_replacement);
        return SEAM_OK;
    case SEAM__ANSWER_STATUS:
        return seam__status_of(event);
    case SEAM__ANSWER_TEXT:
    case SEAM__ANSWER_NOTHING:
    default:
        return SEAM_OK;
    }
}

/* ---- a character that the target lacks */

static void record_unmappable(seam_decoder *dec, seam_view c)
{
    const seam__sequence seq = {SEAM__SEQUENCE_FAULT, (uint8_t)c.len, SEAM_REASON_UNMAPPABLE,
                                (uint8_t)c.len};

    dec->n_faults_++;
    seam__fault_make(&dec->fault_, seq, dec->text_offset_, c.data, c.len);
}

/* The low byte of each UTF-16 code unit of `c`. Returns their number. */
static size_t low_bytes(uint32_t c, uint8_t out[2])
{
    if (c < 0x10000) {
        out[0] = (uint8_t)c;
        return 1;
    }
    out[0] = (uint8_t)(0xD800 + ((c - 0x10000) >> 10));
    out[1] = (uint8_t)c;
    return 2;
}

/* The decimal character reference of `c`, such as "&#8364;". Returns its length. */
static size_t numeric_reference(uint32_t c, uint8_t out[16])
{
    uint8_t digits[8];
    size_t n_digits = 0;
    size_t n = 0;

    do {
        digits[n_digits++] = (uint8_t)('0' + c % 10);
        c /= 10;
    } while (c > 0);
    out[n++] = '&';
    out[n++] = '#';
    while (n_digits > 0)
        out[n++] = digits[--n_digits];
    out[n++] = ';';
    return n;
}

static seam_status write_unmappable(seam_decoder *dec, seam_view text, uint32_t c, seam__room *to)
{
    const bool is_byte = c >= 0xDC80 && c <= 0xDCFF && dec->errors_ == SEAM_ERRORS_LOSSLESS;
    uint8_t bytes[16];

    if (dec->unmappable_ == SEAM_UNMAPPABLE_LOW_BYTE)
        return emit(dec, bytes, low_bytes(c, bytes), to);
    if (is_byte) {
        bytes[0] = (uint8_t)(c - 0xDC00);
        return emit(dec, bytes, 1, to);
    }
    record_unmappable(dec, text);
    if (dec->unmappable_ != SEAM_UNMAPPABLE_NCR || seam__is_surrogate(c))
        return write_fault(dec, SEAM__EVENT_FAULT, to);
    return emit(dec, bytes, numeric_reference(c, bytes), to);
}

/* ---- characters */

/* How far a piece has been written, and why no farther. */
typedef struct progress {
    size_t at;  /* bytes of the piece that are written */
    uint32_t c; /* the character that the target lacks */
    size_t len; /* its bytes; 0 where the room ended instead */
} progress;

static progress write_chars(const seam_decoder *dec, seam_view piece, seam__room *to)
{
    const seam__encoding *source = seam__decoder_source(dec);
    const seam__encoding *target = seam__decoder_target(dec);
    progress p = {0, 0, 0};

    while (p.at < piece.len) {
        size_t len = piece.len - p.at;
        const uint32_t c = source->get(source, piece.data + p.at, &len);
        uint8_t bytes[4];
        const size_t n = target->put(target, c, bytes);

        if (n == 0 || n > to->len) {
            p.c = c;
            p.len = n == 0 ? len : 0;
            return p;
        }
        seam__room_put(to, bytes, n);
        p.at += len;
    }
    return p;
}

/* Steps over the next `len` bytes, which are text that has been written. */
static void take_in(seam_decoder *dec, seam_view *in, size_t len)
{
    const uint64_t first = dec->text_offset_;

    while (len > 0) {
        seam_view text = {NULL, 0};
        const seam__event event = seam__decoder_step(dec, in, len, &text);

        SEAM_ASSERT(event == SEAM__EVENT_TEXT || event == SEAM__EVENT_BRIDGE);
        (void)event;
        len -= text.len;
    }
    dec->text_offset_ = first;
}

/* Writes text that the core has given. At a character that does not fit or that the target lacks,
 * decoder and chunk go back to `before`, then step over what has been written. */
static seam_status write_text(seam_decoder *dec, const seam_decoder *before, seam_view *in,
                              seam_view in_before, seam_view text, seam__room *to)
{
    const progress p = write_chars(dec, text, to);
    const uint64_t offset = dec->text_offset_;
    uint8_t bytes[4];

    if (p.at == text.len)
        return SEAM_OK;
    /* The text may lie in the decoder, which the next line overwrites. */
    memcpy(bytes, text.data + p.at, p.len);
    *dec = *before;
    *in = in_before;
    dec->text_offset_ = offset;
    if (p.at > 0) {
        take_in(dec, in, p.at);
        return SEAM_OK;
    }
    if (p.len == 0)
        return SEAM_FULL;
    take_in(dec, in, p.len);
    return write_unmappable(dec, seam_view_of(bytes, p.len), p.c, to);
}

/* Deals with one event of the core. Where nothing of it fits, it is undone. */
static seam_status step(seam_decoder *dec, seam_view *in, seam__room *to)
{
    const seam_view in_before = *in;
    seam_decoder before;
    seam_view text = {NULL, 0};
    seam__event event;
    seam_status r;

    seam__decoder_drop_stale(dec, in);
    before = *dec;
    event = seam__decoder_step(dec, in, PIECE, &text);
    switch (event) {
    case SEAM__EVENT_TEXT:
    case SEAM__EVENT_BRIDGE:
        r = write_text(dec, &before, in, in_before, text, to);
        break;
    case SEAM__EVENT_FAULT:
    case SEAM__EVENT_TRUNCATED:
        r = write_fault(dec, event, to);
        break;
    case SEAM__EVENT_NONE:
        return SEAM_OK;
    case SEAM__EVENT_MORE:
    case SEAM__EVENT_FULL:
    case SEAM__EVENT_EOF:
    default:
        return seam__status_of(event);
    }
    if (r == SEAM_FULL && dec->owed_len_ == 0) {
        *dec = before;
        *in = in_before;
    }
    return r;
}

/* ---- quick ways
 *
 * They leave the decoder as step() leaves it, or have changed nothing. */

/* Whether no flag and no option is set that only the core knows how to deal with. */
static bool is_quick(const seam_decoder *dec)
{
    return (dec->state_ & ~(unsigned)SEAM__DECODER_BEFORE_FAULT) == 0 &&
           dec->hold_ == SEAM_HOLD_EAGER && dec->errors_ != SEAM_ERRORS_LOSSLESS &&
           dec->unmappable_ != SEAM_UNMAPPABLE_LOW_BYTE && dec->from_ != SEAM_WTF8;
}

static void skip(seam_decoder *dec, seam_view *in, size_t n)
{
    *in = seam_view_of(in->data + n, in->len - n);
    dec->offset_ += n;
}

/* Writes the character whose first bytes are the carry. */
static bool quick_joint(seam_decoder *dec, seam_view *in, seam__room *to)
{
    const seam__encoding *source = seam__decoder_source(dec);
    const seam__encoding *target = seam__decoder_target(dec);
    const size_t n_carry = dec->n_carry_;
    uint8_t bytes[4], out[4];
    size_t len = sizeof(bytes), n;

    if (in->len < sizeof(bytes))
        return false;
    memcpy(bytes, dec->carry_, n_carry);
    memcpy(bytes + n_carry, in->data, sizeof(bytes) - n_carry);
    if (source->at(source, bytes, sizeof(bytes), 0).kind != SEAM__SEQUENCE_WHOLE)
        return false;
    n = target->put(target, source->get(source, bytes, &len), out);
    /* What is carried may be no start of a character where a BOM was looked for. */
    if (len <= n_carry || n == 0 || n > to->len)
        return false;
    seam__room_put(to, out, n);
    dec->text_offset_ = dec->offset_ - n_carry;
    memcpy(dec->bridge_, bytes, len);
    dec->n_carry_ = 0;
    skip(dec, in, len - n_carry);
    return true;
}

/* Holds the end of the chunk where that is all that is left of it, and an open sequence. */
static bool quick_hold(seam_decoder *dec, seam_view *in)
{
    const seam__encoding *source = seam__decoder_source(dec);

    if (in->len == 0 || in->len >= source->longest ||
        source->at(source, in->data, in->len, 0).kind != SEAM__SEQUENCE_OPEN)
        return false;
    memcpy(dec->carry_, in->data, in->len);
    dec->n_carry_ = (uint8_t)in->len;
    skip(dec, in, in->len);
    return true;
}

/* Replaces the fault that the chunk begins with. Near the end of a chunk more may have to be done at once. */
static bool quick_fault(seam_decoder *dec, seam_view *in, seam__room *to)
{
    const seam__encoding *source = seam__decoder_source(dec);
    const seam__encoding *target = seam__decoder_target(dec);
    seam__sequence seq;

    if (in->len < 8 || dec->errors_ != SEAM_ERRORS_REPLACE || to->len < target->n_replacement)
        return false;
    seq = source->at(source, in->data, in->len, 0);
    if (seq.kind != SEAM__SEQUENCE_FAULT)
        return false;
    dec->n_faults_++;
    seam__fault_make(&dec->fault_, seq, dec->offset_, in->data, in->len);
    dec->text_offset_ = dec->offset_;
    seam__room_put(to, target->replacements, target->n_replacement);
    skip(dec, in, seq.len);
    return true;
}

/* How many of the `n` bytes of the chunk a kernel may convert: up to a character that is denied, if any is. */
static size_t allowed(const seam_decoder *dec, const seam_view *in, size_t n)
{
    const seam__encoding *source = seam__decoder_source(dec);

    if ((dec->state_ & SEAM__DECODER_DENIES) == 0)
        return n;
    if (!seam__deny_is_searched(source, dec->deny_))
        return 0;
    return seam__allowed_prefix(source, in->data, seam__min(n, DENY_WINDOW), dec->deny_);
}

/* Lets a kernel convert the beginning of the chunk, and deals with what stops it where that is simple. Returns
 * false when nothing has been done. */
static bool run(seam_decoder *dec, seam_view *in, seam__room *to)
{
    const unsigned special = SEAM__DECODER_AT_START | SEAM__DECODER_STALE;
    const uint64_t first = dec->offset_;
    size_t n_out, len, n;
    bool is_done;

    if ((dec->state_ & special) != 0 || in->len == 0)
        return false;
    if (dec->n_carry_ > 0)
        return is_quick(dec) && quick_joint(dec, in, to);
    n = allowed(dec, in, in->len - seam__decoder_held_tail(dec, in));
    len = seam__transcode_run(dec->from_, dec->to_, in->data, n, to->at, to->len, &n_out);
    if (len > 0) {
        dec->state_ = (uint8_t)(dec->state_ & ~(unsigned)SEAM__DECODER_AFTER_LEAD);
        skip(dec, in, len);
        seam__room_skip(to, n_out);
    }
    is_done = is_quick(dec) && (quick_hold(dec, in) || quick_fault(dec, in, to));
    if (len > 0)
        dec->text_offset_ = first;
    return len > 0 || is_done;
}

seam_status seam__pair_step(seam_decoder *dec, seam_view *in, seam__room *to)
{
    if (dec->owed_len_ > 0)
        return write_owed(dec, to);
    return run(dec, in, to) ? SEAM_OK : step(dec, in, to);
}
