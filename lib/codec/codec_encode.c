/* Bytes to digits: one group after the other, in lines if there are any. A group of hex is one byte
 * and two digits, of base64 three bytes and four digits. */
#include "base/bits.h"
#include "base/panic.h"
#include "codec/codec_call.h"
#include "kernel/table.h"

static size_t bytes_of_group(const seam_codec *codec)
{
    return codec->kind_ == SEAM_CODEC_HEX ? 1 : 3;
}

static size_t digits_of_group(const seam_codec *codec)
{
    return codec->kind_ == SEAM_CODEC_HEX ? 2 : 4;
}

/* Begins another line where the present one is full. A group always fits into an empty line. */
static bool has_line(seam__codec_call *call)
{
    seam_codec *codec = call->codec;
    const size_t len = codec->line_end_ == SEAM_CODEC_LF ? 1 : 2;

    if (codec->wrap_ == 0 || codec->column_ < codec->wrap_)
        return true;
    if (call->room < len)
        return false;
    if (len == 2)
        call->to[0] = '\r';
    call->to[len - 1] = '\n';
    seam__codec_wrote(call, len);
    codec->column_ = 0;
    return true;
}

static void wrote_digits(seam__codec_call *call, size_t n)
{
    seam__codec_wrote(call, n);
    if (call->codec->wrap_ > 0)
        call->codec->column_ += (uint32_t)n;
}

static void put_groups(seam__codec_call *call, const uint8_t *p, size_t n_groups)
{
    static const uint8_t digits[2][17] = {"0123456789abcdef", "0123456789ABCDEF"};
    const seam_codec *codec = call->codec;
    const seam__kernel *kernel = seam__kernel_get();

    if (codec->kind_ == SEAM_CODEC_HEX)
        kernel->hex_encode(p, n_groups, digits[seam__codec_has(codec, SEAM_CODEC_UPPER)], call->to);
    else
        kernel->base64_encode(p, n_groups, seam__codec_alphabet(codec), call->to);
    wrote_digits(call, n_groups * digits_of_group(codec));
}

/* Encodes the group of base64 whose first bytes are the carry; there are enough bytes for it. For one
 * group a kernel would take longer. */
static bool put_joint(seam__codec_call *call)
{
    seam_codec *codec = call->codec;
    const seam__base64_alphabet alphabet = seam__codec_alphabet(codec);
    const uint8_t *in = call->in->data;
    const bool has_two = codec->n_carry_ == 2;
    const uint32_t second = has_two ? codec->carry_[1] : in[0];
    const uint32_t bits = (uint32_t)codec->carry_[0] << 16 | second << 8 | in[has_two ? 0 : 1];

    SEAM_ASSERT(codec->n_carry_ == 1 || has_two);
    if (call->room < 4)
        return false;
    for (size_t i = 0; i < 4; i++)
        call->to[i] = seam__base64_digit(bits >> (18 - 6 * i) & 0x3F, alphabet);
    seam__codec_consume(call, has_two ? 1 : 2);
    codec->n_carry_ = 0;
    wrote_digits(call, 4);
    return true;
}

/* Encodes as many groups of the chunk as fit the room and the line. */
static bool put_some(seam__codec_call *call)
{
    const seam_codec *codec = call->codec;
    const size_t n_digits = digits_of_group(codec), n_bytes = bytes_of_group(codec);
    size_t n_groups = seam__min(call->in->len / n_bytes, call->room / n_digits);

    if (codec->wrap_ > 0)
        n_groups = seam__min(n_groups, (codec->wrap_ - codec->column_) / n_digits);
    if (n_groups == 0)
        return false;
    put_groups(call, call->in->data, n_groups);
    seam__codec_consume(call, n_groups * n_bytes);
    return true;
}

/* Encodes the last group of base64, which has one or two bytes. */
static bool put_last(seam__codec_call *call)
{
    seam_codec *codec = call->codec;
    const size_t n = seam__codec_has(codec, SEAM_CODEC_NO_PADDING) ? codec->n_carry_ + 1u : 4;

    if (!has_line(call) || call->room < n)
        return false;
    seam__kernel_get()->base64_encode_all(codec->carry_, codec->n_carry_,
                                          seam__codec_alphabet(codec), n, call->to);
    wrote_digits(call, n);
    codec->n_carry_ = 0;
    return true;
}

/* Fewer bytes than a group has are held back. */
static void hold(seam__codec_call *call)
{
    seam_codec *codec = call->codec;
    const size_t n = call->in->len;

    SEAM_ASSERT(codec->n_carry_ + n < bytes_of_group(codec));
    for (size_t i = 0; i < n; i++)
        codec->carry_[codec->n_carry_++] = call->in->data[i];
    seam__codec_consume(call, n);
}

seam_status seam__codec_encode(seam__codec_call *call)
{
    seam_codec *codec = call->codec;

    while (codec->n_carry_ + call->in->len >= bytes_of_group(codec)) {
        if (!has_line(call) || !(codec->n_carry_ > 0 ? put_joint(call) : put_some(call)))
            return SEAM_FULL;
    }
    hold(call);
    if ((codec->state_ & SEAM__CODEC_FINISHING) == 0)
        return SEAM_MORE;
    return codec->n_carry_ == 0 || put_last(call) ? SEAM_EOF : SEAM_FULL;
}
