#include "seam/codec.h"

#include "base/panic.h"
#include "codec/codec_call.h"

#define SKIPS      ((uint32_t)SEAM_CODEC_SKIP_SPACES | SEAM_CODEC_SKIP_ANY | SEAM_CODEC_STOP_AT_END)
#define OF_PADDING ((uint32_t)SEAM_CODEC_PADDING_OPTIONAL | SEAM_CODEC_STOP_AT_END)

/* The flags that a kind has in a direction. */
static uint32_t known_flags(unsigned kind, bool decodes)
{
    if (!decodes)
        return kind == SEAM_CODEC_HEX ? SEAM_CODEC_UPPER : SEAM_CODEC_NO_PADDING;
    return SEAM_CODEC_DECODE |
           (kind == SEAM_CODEC_HEX ? SKIPS : SEAM_CODEC_LENIENT | SEAM_CODEC_NO_PADDING);
}

static bool are_built(const seam_codec_options *o)
{
    const bool decodes = (o->flags & SEAM_CODEC_DECODE) != 0;

    if (o->kind > SEAM_CODEC_BASE64URL || o->line_end > SEAM_CODEC_LF ||
        (o->reserved0_[0] | o->reserved0_[1] | o->reserved1_) != 0 ||
        (o->reserved_[0] | o->reserved_[1]) != 0)
        return false;
    if ((o->flags & ~known_flags(o->kind, decodes)) != 0 || o->wrap % 4 != 0)
        return false;
    if (!decodes)
        return true;
    return o->wrap == 0 && o->line_end == 0 &&
           ((o->flags & SEAM_CODEC_NO_PADDING) == 0 || (o->flags & OF_PADDING) == 0);
}

seam_status seam_codec_init(seam_codec *codec, const seam_codec_options *options)
{
    *codec = (seam_codec){0};
    if (options == NULL)
        return SEAM_OK;
    if (!are_built(options))
        return SEAM_EINVAL;
    codec->kind_ = options->kind;
    codec->flags_ = options->flags;
    codec->wrap_ = options->wrap;
    codec->line_end_ = options->line_end;
    return SEAM_OK;
}

uint64_t seam_codec_fault_offset(const seam_codec *codec)
{
    return codec->fault_offset_;
}

static bool decodes(const seam_codec *codec)
{
    return seam__codec_has(codec, SEAM_CODEC_DECODE);
}

bool seam__codec_valid(const seam_codec *codec)
{
    const seam_codec_options options = {
        .kind = codec->kind_,
        .line_end = codec->line_end_,
        .flags = codec->flags_,
        .wrap = codec->wrap_,
    };

    return are_built(&options) && codec->n_carry_ <= (decodes(codec) ? 3 : 2) &&
           codec->n_pads_ <= 2 && codec->column_ <= codec->wrap_ && codec->state_ < 16;
}

/* ---- the transform */

/* Begins a new stream with the same options. */
static void start(seam_codec *codec)
{
    codec->offset_ = 0;
    codec->column_ = 0;
    codec->n_carry_ = codec->n_pads_ = codec->state_ = 0;
}

static seam_status convert(void *self, seam_view *in, void *dst, size_t cap, size_t *produced)
{
    seam_codec *codec = self;
    seam__codec_call call = {codec, in, dst, cap};
    seam_status r;

    SEAM_ASSERT(seam__codec_valid(codec));
    r = decodes(codec) ? seam__codec_decode(&call) : seam__codec_encode(&call);
    *produced = cap - call.room;
    if (r == SEAM_EOF)
        start(codec);
    SEAM_ASSERT(seam__codec_valid(codec));
    return r;
}

static void finish(void *self)
{
    ((seam_codec *)self)->state_ |= SEAM__CODEC_FINISHING;
}

static void reset(void *self)
{
    start(self);
    ((seam_codec *)self)->fault_offset_ = 0;
}

static size_t pending(const void *self)
{
    const seam_codec *codec = self;

    return codec->n_carry_ + (codec->n_carry_ > 0 ? codec->n_pads_ : 0u);
}

/* The digits that `n` bytes become, padding included; false where a size_t cannot say it. */
static bool digits_of(const seam_codec *codec, size_t n, size_t *n_digits)
{
    const bool is_padded = !seam__codec_has(codec, SEAM_CODEC_NO_PADDING);
    const size_t rest = n % 3;

    if (codec->kind_ == SEAM_CODEC_HEX) {
        *n_digits = 2 * n;
        return n <= SIZE_MAX / 2;
    }
    if (n / 3 > SIZE_MAX / 4 - 1)
        return false;
    *n_digits = n / 3 * 4 + (rest == 0 ? 0 : is_padded ? 4 : rest + 1);
    return true;
}

/* The bytes that `n` bytes of input become in digits and line ends. */
static bool most_encoded(const seam_codec *codec, size_t n, size_t *max)
{
    const size_t line_end = codec->line_end_ == SEAM_CODEC_LF ? 1 : 2;
    size_t n_digits, n_ends = 0;

    if (!digits_of(codec, n, &n_digits))
        return false;
    if (codec->wrap_ > 0 && n_digits > 0) {
        if (n_digits > SIZE_MAX - codec->column_)
            return false;
        n_ends = (codec->column_ + n_digits - 1) / codec->wrap_;
    }
    if (n_ends > (SIZE_MAX - n_digits) / line_end)
        return false;
    *max = n_digits + n_ends * line_end;
    return true;
}

static bool max_output(const void *self, size_t n, size_t *max)
{
    const seam_codec *codec = self;
    const size_t carry = codec->n_carry_;

    if (decodes(codec)) {
        const bool is_bad = (codec->state_ & (SEAM__CODEC_BAD | SEAM__CODEC_CUT)) != 0;
        const bool may_come = codec->n_pads_ == 0 && (codec->state_ & SEAM__CODEC_STOPPED) == 0;
        const size_t left = may_come ? n : 0;

        *max = 0;
        if (is_bad)
            return true;
        *max = codec->kind_ == SEAM_CODEC_HEX ? left / 2 + (left % 2 + carry) / 2
                                              : left / 4 * 3 + (left % 4 + carry) * 3 / 4;
        return true;
    }
    if (n <= SIZE_MAX - carry && most_encoded(codec, n + carry, max))
        return true;
    *max = SIZE_MAX;
    return false;
}

seam_transform seam_codec_transform(seam_codec *codec)
{
    static const seam_transform_ops ops = {"codec", NULL,    convert,    finish,
                                           reset,   pending, max_output, {NULL, NULL}};

    SEAM_ASSERT(seam__codec_valid(codec));
    return (seam_transform){&ops, codec};
}
