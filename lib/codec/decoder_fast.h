/* The fast paths of a decoder of UTF-8 whose options are the defaults. Each returns the event that
 * seam__decoder_step() would return and leaves the decoder as that would leave it. Where a fast
 * path does not know, it returns SEAM__EVENT_NONE and has changed nothing but a hint in state_. */
#ifndef SEAM_CODEC_DECODER_FAST_H
#define SEAM_CODEC_DECODER_FAST_H

#include "base/attributes.h"
#include "base/bits.h"
#include "codec/decoder_policy.h"
#include "kernel/cut.h"
#include "kernel/table.h"

/* Whether the fast paths apply: UTF-8 is read and written, no flag but SEAM__DECODER_BEFORE_FAULT
 * is set, and nothing is held lazily. The options' defaults are 0, so that one test does for
 * all. */
static inline bool seam__decoder_is_plain(const seam_decoder *dec)
{
    return ((dec->state_ & ~SEAM__DECODER_BEFORE_FAULT) | dec->hold_ | dec->to_ | dec->from_) == 0;
}

/* A text whose last fault lies this many bytes back is expected to have no fault soon. */
#define CLEAN_LEN 1536

static inline bool seam__decoder_expects_none(const seam_decoder *dec)
{
    return dec->n_faults_ == 0 || dec->offset_ - dec->fault_.offset >= CLEAN_LEN;
}

/* Up to four bytes as a little-endian number. */
static inline uint32_t seam__few_bytes(const uint8_t *p, size_t n)
{
    uint32_t word = 0;

    for (size_t i = 0; i < n; i++)
        word |= (uint32_t)p[i] << 8 * i;
    return word;
}

/* Moves `in` past its first `len` bytes, which have come out as text. Where only an open sequence
 * is left, it is moved into the carry. */
SEAM__TEMPLATE void seam__decoder_pass(seam_decoder *dec, seam_view *in, size_t len)
{
    const uint8_t *rest = in->data + len;
    const uint8_t *const end = in->data + in->len;
    size_t n_rest = in->len - len;

    dec->text_offset_ = dec->offset_;
    dec->offset_ += len;
    if (n_rest - 1 < 3) {
        const uint32_t last = in->len >= 4 ? seam__load_le32(end - 4)
                                           : seam__few_bytes(rest, n_rest) << 8 * (4 - n_rest);
        const uint32_t tail = seam__last_bytes(last, n_rest);

        if (seam__open_len(last) == n_rest && seam__may_follow(tail, n_rest)) {
            /* One store of 4 bytes, because the next call loads the carry in one load of 4. */
            seam__store_le32(dec->carry_, tail);
            dec->n_carry_ = (uint8_t)n_rest;
            dec->offset_ += n_rest;
            rest = end;
            n_rest = 0;
        }
    }
    *in = seam_view_of(rest, n_rest);
}

/* The length of the well-formed prefix of the `n` bytes at p. Of the two kernel operations that
 * tell it, the decoder's history chooses one; for at most CLEAN_LEN bytes they take equally
 * long. */
static inline size_t seam__decoder_prefix(const seam_decoder *dec, const uint8_t *p, size_t n)
{
    const seam__kernel *kernel = seam__kernel_get();

    if (n <= CLEAN_LEN || !seam__decoder_expects_none(dec))
        return kernel->utf8_prefix(p, n);
    return kernel->utf8_prefix_clean(p, n);
}

/* The first four bytes of a chunk, or all where it has fewer, as a little-endian number. */
static inline uint32_t seam__first_bytes(const seam_view *in)
{
    return SEAM__LIKELY(in->len >= 4) ? seam__load_le32(in->data)
                                      : seam__few_bytes(in->data, in->len);
}

/* Moves `in` past the whole chunk, four bytes or more, which a carry of n_carry bytes precedes. All of its text has
 * come out; the n_tail bytes of the open sequence at its end become the carry. Because only the last bytes of a
 * chunk decide what is carried, a CPU can work on the next chunk while it still validates this one. */
SEAM__TEMPLATE void seam__decoder_pass_all(seam_decoder *dec, seam_view *in, size_t n_carry,
                                           size_t n_tail)
{
    const uint8_t *const end = in->data + in->len;

    /* One store, because the next call loads the carry in one load. */
    seam__store_le32(dec->carry_, seam__last_bytes(seam__load_le32(end - 4), n_tail));
    dec->n_carry_ = (uint8_t)n_tail;
    dec->text_offset_ = dec->offset_ - n_carry;
    dec->offset_ += in->len;
    *in = seam_view_of(end, 0);
}

/* Whether the `n` bytes at p are 8 to 32 bytes of ASCII, which two or four loads tell faster than a
 * kernel is called. */
static inline bool seam__is_short_ascii(const uint8_t *p, size_t n)
{
    const uint64_t high_bits = UINT64_C(0x8080808080808080);
    uint64_t all;

    if (n - 8 > 24)
        return false;
    all = seam__load64(p) | seam__load64(p + n - 8);
    if (n > 16)
        all |= seam__load64(p + 8) | seam__load64(p + n - 16);
    return (all & high_bits) == 0;
}

/* Moves `in` past the whole chunk, all of which has come out as text. The decoder has no carry. */
static inline void seam__decoder_pass_whole(seam_decoder *dec, seam_view *in)
{
    dec->text_offset_ = dec->offset_;
    dec->offset_ += in->len;
    *in = seam_view_of(in->data + in->len, 0);
}

/* The longest chunk whose text is first asked whether it has no fault at all. */
#define WHOLE_MAX ((size_t)512)

/* Gives all text of a short chunk, where it has no fault. The decoder is plain and has no carry. */
SEAM__TEMPLATE bool seam__fast_whole(seam_decoder *dec, seam_view *in, seam_view *text)
{
    const size_t n = in->len;
    size_t len;

    if (n - 4 > WHOLE_MAX - 4)
        return false;
    if (seam__is_short_ascii(in->data, n)) {
        *text = *in;
        seam__decoder_pass_whole(dec, in);
        return true;
    }
    len = seam__kernel_get()->utf8_text_len(in->data, n);
    if (len == 0)
        return false;
    *text = seam_view_of(in->data, len);
    seam__decoder_pass_all(dec, in, 0, n - len);
    return true;
}

/* Gives the well-formed text that the chunk begins with. The decoder is plain and has no carry. */
SEAM__TEMPLATE seam__event seam__fast_text(seam_decoder *dec, seam_view *in, seam_view *text)
{
    size_t len;

    if (seam__fast_whole(dec, in, text))
        return SEAM__EVENT_TEXT;
    len = seam__decoder_prefix(dec, in->data, in->len);
    *text = seam_view_of(in->data, len);
    if (len == 0)
        return SEAM__EVENT_NONE;
    seam__decoder_pass(dec, in, len);
    dec->state_ = in->len > 0 ? SEAM__DECODER_BEFORE_FAULT : 0;
    return SEAM__EVENT_TEXT;
}

/* The length of the character whose first bytes are the carry, where the chunk's first bytes complete it,
 * else 0. *joint has its bytes, the first lowest. */
SEAM__TEMPLATE size_t seam__bridge_len(const seam_decoder *dec, const seam_view *in,
                                       uint32_t *joint)
{
    const size_t len = seam__sequence_len(dec->carry_[0]);

    *joint = seam__joint_bytes(dec->carry_, dec->n_carry_, seam__first_bytes(in));
    return seam__may_follow(*joint, len) ? len : 0;
}

/* Gives the character whose first bytes are the carry, where the first bytes of a chunk of SEAM__CUT_MIN bytes or more
 * complete it; what is left of the chunk is then no open sequence. The decoder is plain. */
SEAM__TEMPLATE bool seam__quick_bridge(seam_decoder *dec, seam_view *in, seam_view *text)
{
    const size_t n_carry = dec->n_carry_;
    const uint32_t joint = seam__joint_bytes(dec->carry_, n_carry, seam__load_le32(in->data));
    const size_t len = seam__sequence_len(joint & 0xFF);

    if (!seam__may_follow(joint, len))
        return false;
    seam__store_le32(dec->bridge_, joint);
    *text = seam_view_of(dec->bridge_, len);
    *in = seam_view_of(in->data + (len - n_carry), in->len - (len - n_carry));
    dec->text_offset_ = dec->offset_ - n_carry;
    dec->offset_ += len - n_carry;
    dec->n_carry_ = 0;
    return true;
}

/* Gives the character whose first bytes are the carry, where the chunk's first bytes complete it.
 * The decoder is plain. */
SEAM__TEMPLATE seam__event seam__fast_bridge(seam_decoder *dec, seam_view *in, seam_view *text)
{
    const size_t n_carry = dec->n_carry_;
    uint32_t joint;
    const size_t len = seam__bridge_len(dec, in, &joint);

    if (len == 0)
        return SEAM__EVENT_NONE;
    seam__store_le32(dec->bridge_, joint);
    dec->n_carry_ = 0;
    *text = seam_view_of(dec->bridge_, len);
    seam__decoder_pass(dec, in, len - n_carry);
    dec->text_offset_ -= n_carry;
    return SEAM__EVENT_BRIDGE;
}

/* Gives U+FFFD for each fault of the run of faults that the chunk begins with; the last of them is
 * recorded as the decoder's latest. The decoder is plain and has no carry, and the chunk is not
 * empty. */
seam__event seam__fast_faults(seam_decoder *dec, seam_view *in, seam_view *text);

/* Tries the fast paths one after another. */
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

/* The fewest bytes for which one search for many faults takes less time than the other fast
 * paths. */
#define SEARCH_MIN ((size_t)256)

/* Whether seam__fast_texts() applies: the options are right, the chunk is long enough, and its text
 * is expected to have faults because it had one less than CLEAN_LEN bytes ago. */
static inline bool seam__decoder_expects_faults(const seam_decoder *dec, const seam_view *in)
{
    return in->len >= SEARCH_MIN && seam__decoder_is_plain(dec) && dec->n_carry_ == 0 &&
           dec->errors_ == SEAM_ERRORS_REPLACE &&
           (dec->state_ == SEAM__DECODER_BEFORE_FAULT || !seam__decoder_expects_none(dec));
}

/* Searches the chunk for many faults at once, where seam__decoder_expects_faults(). Writes the
 * texts between them and U+FFFD for each, up to `cap` texts (2 at least), and returns their number.
 * Together they are at most three times as long as the bytes that they stand for. */
size_t seam__fast_texts(seam_decoder *dec, seam_view *in, seam_view *texts, size_t cap);

#endif
