/* The fast paths through a decoder of UTF-8 whose options are the defaults. Each returns the event that
 * the core would find, and leaves the decoder as the core would; SEAM__EVENT_NONE says that the core is to
 * be asked. */
#ifndef SEAM_CODEC_DECODER_FAST_H
#define SEAM_CODEC_DECODER_FAST_H

#include "base/attributes.h"
#include "base/bits.h"
#include "codec/decoder_policy.h"
#include "kernel/table.h"
#include "kernel/whole_sequence.h"

/* UTF-8 comes in and goes out, no flag is set, and no option is in the way of giving out text. */
static inline bool seam__decoder_is_plain(const seam_decoder *dec)
{
    return ((dec->state_ & ~SEAM__DECODER_BEFORE_FAULT) | dec->hold_ | dec->to_ | dec->from_) == 0;
}

/* Text that had no fault for so long is expected to have none soon. */
#define CLEAN_LEN 1536

static inline bool seam__decoder_expects_none(const seam_decoder *dec)
{
    return dec->n_faults_ == 0 || dec->offset_ - dec->fault_.offset >= CLEAN_LEN;
}

/* Moves past `len` bytes, and takes in an open sequence that is all that is left. */
SEAM__TEMPLATE void seam__decoder_pass(seam_decoder *dec, seam_view *in, size_t len)
{
    const uint8_t *rest = in->data + len;
    size_t n_rest = in->len - len;

    dec->text_offset_ = dec->offset_;
    dec->offset_ += len;
    if (n_rest - 1 < 3 && seam__is_open_sequence(rest, n_rest)) {
        /* In one store: it is loaded so by the next call. */
        seam__store_le32(dec->carry_, rest[0] | (uint32_t)rest[n_rest / 2] << 8 |
                                          (uint32_t)rest[n_rest - 1] << 16);
        dec->n_carry_ = (uint8_t)n_rest;
        dec->offset_ += n_rest;
        rest += n_rest;
        n_rest = 0;
    }
    *in = seam_view_of(rest, n_rest);
}

/* 8 to 16 bytes of ASCII: not worth a call. */
static inline bool seam__is_short_ascii(const uint8_t *p, size_t n)
{
    const uint64_t high_bits = UINT64_C(0x8080808080808080);

    return n - 8 <= 8 && ((seam__load64(p) | seam__load64(p + n - 8)) & high_bits) == 0;
}

/* The well-formed bytes at p. With few bytes it makes no difference which kernel says it. */
static inline size_t seam__decoder_prefix(const seam_decoder *dec, const uint8_t *p, size_t n)
{
    const seam__kernel *kernel = seam__kernel_get();

    if (n <= CLEAN_LEN || !seam__decoder_expects_none(dec))
        return kernel->utf8_prefix(p, n);
    return kernel->utf8_prefix_clean(p, n);
}

/* The text that a chunk begins with. The decoder is plain, without a carry. */
SEAM__TEMPLATE seam__event seam__fast_text(seam_decoder *dec, seam_view *in, seam_view *text)
{
    const size_t len = seam__is_short_ascii(in->data, in->len)
                           ? in->len
                           : seam__decoder_prefix(dec, in->data, in->len);

    *text = seam_view_of(in->data, len);
    if (len == 0)
        return SEAM__EVENT_NONE;
    seam__decoder_pass(dec, in, len);
    dec->state_ = in->len > 0 ? SEAM__DECODER_BEFORE_FAULT : 0;
    return SEAM__EVENT_TEXT;
}

/* The first bytes of a chunk, four or all of them, the first lowest. */
static inline uint32_t seam__first_bytes(const seam_view *in)
{
    uint32_t word = 0;

    if (SEAM__LIKELY(in->len >= 4))
        return seam__load_le32(in->data);
    for (size_t i = 0; i < in->len; i++)
        word |= (uint32_t)in->data[i] << 8 * i;
    return word;
}

/* The carry, completed by the chunk's first bytes. The decoder is plain. */
SEAM__TEMPLATE seam__event seam__fast_bridge(seam_decoder *dec, seam_view *in, seam_view *text)
{
    const size_t n_carry = dec->n_carry_;
    const uint32_t carry = seam__load_le32(dec->carry_) & ((UINT32_C(1) << 8 * n_carry) - 1);
    const uint32_t joint = carry | seam__first_bytes(in) << 8 * n_carry;
    uint8_t bytes[4];
    size_t len;

    seam__store_le32(bytes, joint);
    /* Where bytes are missing there is 0, which continues nothing. */
    len = seam__whole_sequence(bytes, sizeof(bytes));
    if (len == 0)
        return SEAM__EVENT_NONE;
    seam__store_le32(dec->bridge_, joint);
    dec->n_carry_ = 0;
    *text = seam_view_of(dec->bridge_, len);
    seam__decoder_pass(dec, in, len - n_carry);
    dec->text_offset_ -= n_carry;
    return SEAM__EVENT_BRIDGE;
}

/* A run of faults that the chunk begins with, the last of which is the one that is recorded; the text is
 * U+FFFD for each. The decoder is plain, without a carry, and the chunk is not empty. */
seam__event seam__fast_faults(seam_decoder *dec, seam_view *in, seam_view *text);

/* The next event of most calls. */
SEAM__TEMPLATE seam__event seam__fast_step(seam_decoder *dec, seam_view *in, seam_view *text)
{
    if (!seam__decoder_is_plain(dec) || in->len == 0)
        return SEAM__EVENT_NONE;
    if (dec->n_carry_ != 0)
        return seam__fast_bridge(dec, in, text);
    if (dec->state_ == 0 && seam__fast_text(dec, in, text) == SEAM__EVENT_TEXT)
        return SEAM__EVENT_TEXT;
    return seam__fast_faults(dec, in, text);
}

/* The fewest bytes that are worth a search for many faults at once. */
#define SEARCH_MIN ((size_t)256)

/* Text that had a fault lately is expected to have more of them. */
static inline bool seam__decoder_expects_faults(const seam_decoder *dec, const seam_view *in)
{
    return in->len >= SEARCH_MIN && seam__decoder_is_plain(dec) && dec->n_carry_ == 0 &&
           dec->errors_ == SEAM_ERRORS_REPLACE &&
           (dec->state_ == SEAM__DECODER_BEFORE_FAULT || !seam__decoder_expects_none(dec));
}

/* Where that is so: as many texts as one search gives and there is room for, `cap` of them, which is 2
 * at least. They are no longer than three times the bytes they stand for. Returns their number. */
size_t seam__fast_texts(seam_decoder *dec, seam_view *in, seam_view *texts, size_t cap);

#endif
