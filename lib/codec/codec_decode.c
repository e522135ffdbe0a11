/* Digits to bytes. Whole groups go through the kernels; what lies between them, byte by byte through
 * the rules below, which keep what a group has so far in the codec. */
#include "base/bits.h"
#include "base/panic.h"
#include "codec/codec_call.h"
#include "kernel/hex_value.h"
#include "kernel/space.h"
#include "kernel/table.h"

/* A kernel that gets no further than this is not called again for the next HARD bytes, so that text
 * full of what is skipped costs no more than the rules do. */
enum { EASY = 64, HARD = 512 };

/* Stays at a fault. */
static seam_status fail(seam__codec_call *call, seam_status status, uint64_t offset)
{
    call->codec->state_ |= status == SEAM_ETRUNC ? SEAM__CODEC_CUT : SEAM__CODEC_BAD;
    call->codec->fault_offset_ = offset;
    return status;
}

static bool is_skipped(const seam_codec *codec, uint8_t byte)
{
    return seam__codec_has(codec, SEAM_CODEC_SKIP_ANY) ||
           (seam__codec_has(codec, SEAM_CODEC_SKIP_SPACES) && seam__is_space(byte));
}

/* Ends the data; a single digit is dropped. */
static void stop(seam__codec_call *call)
{
    call->codec->n_carry_ = 0;
    call->codec->state_ |= SEAM__CODEC_STOPPED;
    seam__codec_consume(call, 1);
}

/* ---- hex */

/* Takes bytes until a pair is complete, or none is left. */
static seam_status take_pair(seam__codec_call *call)
{
    seam_codec *codec = call->codec;

    while (call->in->len > 0) {
        const uint8_t byte = call->in->data[0];
        const unsigned value = seam__hex_value(byte);

        if (value <= 15 && codec->n_carry_ == 1) {
            if (call->room == 0)
                return SEAM_FULL;
            call->to[0] = (uint8_t)((unsigned)codec->carry_[0] << 4 | value);
            seam__codec_wrote(call, 1);
            seam__codec_consume(call, 1);
            codec->n_carry_ = 0;
            return SEAM_OK;
        }
        if (value <= 15) {
            codec->carry_[codec->n_carry_++] = (uint8_t)value;
        } else if (!is_skipped(codec, byte)) {
            if (!seam__codec_has(codec, SEAM_CODEC_STOP_AT_END))
                return fail(call, SEAM_EILSEQ, codec->offset_);
            stop(call);
            return SEAM_OK;
        }
        seam__codec_consume(call, 1);
    }
    return SEAM_OK;
}

static void take_pairs(seam__codec_call *call)
{
    const size_t n = seam__min(call->in->len / 2, call->room);
    size_t done;

    if (n == 0)
        return;
    done = seam__kernel_get()->hex_decode(call->in->data, n, call->to);
    seam__codec_consume(call, 2 * done);
    seam__codec_wrote(call, done);
}

/* ---- base64 */

/* Whether bits of the last digit are set that no byte takes, and that matters. The group has two or
 * three digits. */
static bool has_wrong_bits(const seam_codec *codec)
{
    const unsigned unused = codec->n_carry_ == 2 ? 0x0F : 0x03;

    return !seam__codec_has(codec, SEAM_CODEC_LOOSE_BITS) &&
           (codec->carry_[codec->n_carry_ - 1] & unused) != 0;
}

/* Writes what the digits in the carry stand for: one byte for two, two for three, three for four.
 * Returns false, and has changed nothing, where that does not fit. */
static bool put_group(seam__codec_call *call)
{
    seam_codec *codec = call->codec;
    const size_t n = codec->n_carry_ - 1u;
    uint32_t bits = 0;

    SEAM_ASSERT(codec->n_carry_ >= 2 && codec->n_carry_ <= 4);
    if (call->room < n)
        return false;
    for (size_t i = 0; i < 4; i++)
        bits = bits << 6 | (i < codec->n_carry_ ? codec->carry_[i] : 0u);
    for (size_t i = 0; i < n; i++)
        call->to[i] = (uint8_t)(bits >> (16 - 8 * i));
    seam__codec_wrote(call, n);
    codec->n_carry_ = 0;
    return true;
}

/* Ends a group of two or three digits. */
static seam_status end_group(seam__codec_call *call)
{
    if (has_wrong_bits(call->codec))
        return fail(call, SEAM_EILSEQ, call->codec->digit_offset_);
    return put_group(call) ? SEAM_OK : SEAM_FULL;
}

/* Takes the '=' that the input begins with. */
static seam_status take_pad(seam__codec_call *call)
{
    seam_codec *codec = call->codec;
    seam_status r = SEAM_OK;

    if (seam__codec_has(codec, SEAM_CODEC_STOP_AT_END)) {
        if (codec->n_carry_ >= 2)
            r = end_group(call);
        if (r == SEAM_OK)
            stop(call);
        return r;
    }
    if (codec->n_carry_ < 2 || seam__codec_has(codec, SEAM_CODEC_NO_PADDING))
        return fail(call, SEAM_EILSEQ, codec->offset_);
    if (has_wrong_bits(codec))
        return fail(call, SEAM_EILSEQ, codec->digit_offset_);
    if (codec->n_carry_ + codec->n_pads_ == 3 && !put_group(call))
        return SEAM_FULL;
    codec->n_pads_++;
    seam__codec_consume(call, 1);
    return SEAM_OK;
}

/* Takes the digit that the input begins with. */
static seam_status take_digit(seam__codec_call *call, uint8_t value)
{
    seam_codec *codec = call->codec;

    if (codec->n_pads_ > 0)
        return fail(call, SEAM_EILSEQ, codec->offset_);
    if (codec->n_carry_ == 3 && call->room < 3)
        return SEAM_FULL;
    codec->carry_[codec->n_carry_++] = value;
    codec->digit_offset_ = codec->offset_;
    seam__codec_consume(call, 1);
    if (codec->n_carry_ == 4)
        (void)put_group(call);
    return SEAM_OK;
}

/* Takes bytes until a group is complete, or none is left. */
static seam_status take_group(seam__codec_call *call)
{
    seam_codec *codec = call->codec;
    const seam__base64_alphabet alphabet = seam__codec_alphabet(codec);
    seam_status r = SEAM_OK;

    while (r == SEAM_OK && call->in->len > 0) {
        const uint8_t byte = call->in->data[0];
        const uint8_t value = seam__base64_value(byte, alphabet);

        if (value < 64) {
            r = take_digit(call, value);
            if (codec->n_carry_ == 0)
                return r;
        } else if (byte == '=') {
            r = take_pad(call);
            if ((codec->state_ & SEAM__CODEC_STOPPED) != 0)
                return r;
        } else if (is_skipped(codec, byte)) {
            seam__codec_consume(call, 1);
        } else {
            r = fail(call, SEAM_EILSEQ, codec->offset_);
        }
    }
    return r;
}

static void take_groups(seam__codec_call *call)
{
    seam_codec *codec = call->codec;
    const seam__base64_alphabet alphabet = seam__codec_alphabet(codec);
    const size_t before = call->in->len;
    size_t n;

    if (seam__codec_has(codec, SEAM_CODEC_SKIP_SPACES | SEAM_CODEC_SKIP_ANY)) {
        seam__codec_consume(call, seam__kernel_get()->base64_decode_spaced(
                                      call->in->data, before, alphabet, call->to, call->room, &n));
        seam__codec_wrote(call, n);
        return;
    }
    n = seam__min(before / 4, call->room / 3);
    n = seam__kernel_get()->base64_decode(call->in->data, n, alphabet, call->to);
    seam__codec_consume(call, 4 * n);
    seam__codec_wrote(call, 3 * n);
}

/* ---- both */

/* Whether a group may begin here, so that the kernels can go on. */
static bool is_between_groups(const seam_codec *codec)
{
    return codec->n_carry_ == 0 && codec->n_pads_ == 0;
}

/* The end of the stream. */
static seam_status end(seam__codec_call *call)
{
    seam_codec *codec = call->codec;
    const uint32_t may_be_short = SEAM_CODEC_NO_PADDING | SEAM_CODEC_PADDING_OPTIONAL;
    seam_status r;

    if (codec->n_carry_ == 1 && seam__codec_has(codec, SEAM_CODEC_STOP_AT_END))
        codec->n_carry_ = 0;
    if (codec->n_carry_ == 0)
        return SEAM_EOF;
    if (codec->n_carry_ < 2 || codec->n_pads_ > 0 || !seam__codec_has(codec, may_be_short))
        return fail(call, SEAM_ETRUNC, codec->offset_);
    r = end_group(call);
    return r == SEAM_OK ? SEAM_EOF : r;
}

seam_status seam__codec_decode(seam__codec_call *call)
{
    seam_codec *codec = call->codec;
    const bool is_hex = codec->kind_ == SEAM_CODEC_HEX;
    size_t easy_below = SIZE_MAX; /* the kernels are called once no more bytes are left than this */

    if ((codec->state_ & (SEAM__CODEC_BAD | SEAM__CODEC_CUT)) != 0)
        return (codec->state_ & SEAM__CODEC_BAD) != 0 ? SEAM_EILSEQ : SEAM_ETRUNC;
    while (call->in->len > 0 && (codec->state_ & SEAM__CODEC_STOPPED) == 0) {
        const size_t n = call->in->len;
        seam_status r;

        if (is_between_groups(codec) && n <= easy_below) {
            if (is_hex)
                take_pairs(call);
            else
                take_groups(call);
            if (n - call->in->len < EASY)
                easy_below = call->in->len - seam__min(call->in->len, HARD);
        }
        r = is_hex ? take_pair(call) : take_group(call);
        if (r != SEAM_OK)
            return r;
    }
    seam__codec_consume(call, call->in->len);
    return (codec->state_ & SEAM__CODEC_FINISHING) != 0 ? end(call) : SEAM_MORE;
}
