#include <string.h>

#include "base/attributes.h"
#include "base/bits.h"
#include "base/panic.h"
#include "bytes/window.h"
#include "codec/decoder_fast.h"
#include "codec/decoder_pair.h"

/* The most bytes that are validated before they are copied, so that the copy finds them in the
 * first-level cache. */
#define CONVERT_WINDOW ((size_t)8192)

/* The most bytes that U+FFFD has in any encoding. */
#define REPLACEMENT_MAX ((size_t)4)

/* Writes what the policy gives for an event. Returns SEAM_OK when the call goes on, SEAM_FULL when
 * U+FFFD does not fit. */
static seam_status write_event(const seam_decoder *dec, seam__event event, seam_view piece,
                               seam__room *to)
{
    switch (seam__answer_to(dec, event)) {
    case SEAM__ANSWER_TEXT:
        seam__room_put(to, piece.data, piece.len);
        return SEAM_OK;
    case SEAM__ANSWER_REPLACEMENT:
        if (to->len < seam__decoder_target(dec)->n_replacement)
            return SEAM_FULL;
        seam__room_put(to, seam__decoder_target(dec)->replacements,
                       seam__decoder_target(dec)->n_replacement);
        return SEAM_OK;
    case SEAM__ANSWER_STATUS:
        return seam__status_of(event);
    case SEAM__ANSWER_NOTHING:
    default:
        return SEAM_OK;
    }
}

/* Deals with one event of the core. A fault whose U+FFFD does not fit is undone: decoder and chunk
 * are as before. */
static seam_status convert_step(seam_decoder *dec, seam_view *in, seam__room *to)
{
    const size_t limit =
        dec->to_ == SEAM_ENCODING_NONE ? SIZE_MAX : seam__min(to->len, CONVERT_WINDOW);
    const bool may_not_fit = to->len < REPLACEMENT_MAX &&
                             seam__answer_to(dec, SEAM__EVENT_FAULT) == SEAM__ANSWER_REPLACEMENT;
    const seam_view in_before = *in;
    seam_view piece = {NULL, 0};
    seam_decoder before;
    seam__event event;
    seam_status r;

    seam__decoder_drop_stale(dec, in);
    if (may_not_fit)
        before = *dec;
    event = seam__decoder_step(dec, in, limit, &piece);
    r = write_event(dec, event, piece, to);
    if (r == SEAM_FULL && may_not_fit) {
        *dec = before;
        *in = in_before;
    }
    return r;
}

/* The most texts that one search gives. */
#define TEXTS_MAX 32

/* Searches for many faults at once, in as much of the chunk as fits `to` whatever is found. Returns
 * false when the search does not apply, and has changed nothing then. */
static bool convert_many(seam_decoder *dec, seam_view *in, seam__room *to)
{
    const size_t most = seam__min(to->len / SEAM__REPLACEMENT_LEN, CONVERT_WINDOW);
    seam_view part = seam_view_of(in->data, seam__min(in->len, most));
    seam_view texts[TEXTS_MAX];
    const uint8_t *from = in->data;
    size_t n;

    if (!seam__decoder_expects_faults(dec, &part))
        return false;
    n = seam__fast_texts(dec, &part, texts, TEXTS_MAX);
    for (size_t i = 0; i < n; i++)
        seam__room_put(to, texts[i].data, texts[i].len);
    *in = seam_view_of(part.data, in->len - (size_t)(part.data - from));
    return true;
}

/* Writes the `len` bytes of a sequence, two to four, of which `bytes` has the first lowest. */
static inline void put_sequence(uint8_t *dst, uint32_t bytes, size_t len)
{
    const uint32_t last_two = bytes >> 8 * (len - 2);

    dst[0] = (uint8_t)bytes;
    dst[1] = (uint8_t)(bytes >> 8);
    dst[len - 2] = (uint8_t)last_two;
    dst[len - 1] = (uint8_t)(last_two >> 8);
}

/* Moves past the first bytes of a chunk, which have been copied: those of the character that it completes, `n_bridge`
 * bytes with the carry, and `len` bytes of text. Together they are not 0. */
static void pass_copied(seam_decoder *dec, seam_view *in, seam__room *to, size_t n_bridge,
                        size_t len)
{
    if (n_bridge > 0) {
        dec->offset_ += n_bridge - dec->n_carry_;
        seam__window_move(in, n_bridge - dec->n_carry_);
        dec->n_carry_ = 0;
    }
    seam__decoder_pass(dec, in, len);
    dec->text_offset_ -= n_bridge;
    if (in->len > 0)
        dec->state_ = SEAM__DECODER_BEFORE_FAULT;
    seam__room_skip(to, n_bridge + len);
}

/* Whether no fault is expected in a chunk, so that its text may be copied while it is validated. */
static inline bool is_simple(const seam_decoder *dec, const seam_view *in, size_t cap)
{
    return seam__decoder_is_plain(dec) && dec->state_ == 0 && in->len + dec->n_carry_ <= cap &&
           (in->len < SEARCH_MIN || seam__decoder_expects_none(dec));
}

/* The fast path for a short chunk: the character that it completes, and then the text that it begins with,
 * which is validated and copied in one step. Returns false when it does not apply, and has changed nothing
 * but a hint in state_ then. */
static bool convert_clean(seam_decoder *dec, seam_view *in, seam__room *to)
{
    uint8_t *const dst = to->at;
    size_t n_bridge = 0;
    size_t n_head = 0;
    size_t len = 0;

    if (in->len == 0 || !is_simple(dec, in, to->len))
        return false;
    if (dec->n_carry_ != 0) {
        uint32_t joint;

        n_bridge = seam__bridge_len(dec, in, &joint);
        if (n_bridge == 0)
            return false;
        put_sequence(dst, joint, n_bridge);
        n_head = n_bridge - dec->n_carry_;
    }
    if (in->len > n_head)
        len = seam__kernel_get()->utf8_copy(in->data + n_head, in->len - n_head, dst + n_bridge);
    if (len + n_bridge == 0)
        return false;
    pass_copied(dec, in, to, n_bridge, len);
    return true;
}

/* Takes another fast path through a chunk that is so short that its text fits `to` whatever is found.
 * Returns false when none applies. */
static bool convert_fast(seam_decoder *dec, seam_view *in, seam__room *to)
{
    seam_view text;

    if (in->len > CONVERT_WINDOW || in->len + 3 > to->len / SEAM__REPLACEMENT_LEN ||
        seam__fast_step(dec, in, &text) == SEAM__EVENT_NONE)
        return false;
    seam__room_put(to, text.data, text.len);
    return true;
}

seam_status seam__decoder_convert_step(seam_decoder *dec, seam_view *in, seam__room *to)
{
    if (in->len == 0 && (dec->state_ & SEAM__DECODER_FINISHING) == 0 && dec->owed_len_ == 0)
        return SEAM_MORE;
    if (!seam__decoder_is_identity(dec))
        return seam__pair_step(dec, in, to);
    if (convert_many(dec, in, to) || convert_fast(dec, in, to))
        return SEAM_OK;
    return convert_step(dec, in, to);
}

/* Decodes until the input or the room is used up. */
static SEAM__NOINLINE seam_status convert_all(seam_decoder *dec, seam_view *in, seam__room *to)
{
    uint64_t first = dec->text_offset_;
    seam_status r;

    do {
        const bool is_first = seam__room_produced(to) == 0;

        r = seam__decoder_convert_step(dec, in, to);
        if (is_first)
            first = dec->text_offset_;
    } while (r == SEAM_OK);
    if (seam__room_produced(to) > 0)
        dec->text_offset_ = first;
    return r;
}

/* Goes on in a chunk whose first `done` bytes are text that has been copied. */
static SEAM__NOINLINE seam_status convert_rest(seam_decoder *dec, seam_view *in, uint8_t *dst,
                                               size_t cap, size_t *produced, size_t done)
{
    seam__room to = {NULL, cap, cap};
    seam_status r = SEAM_MORE;

    to.at = dst;
    if (done > 0)
        pass_copied(dec, in, &to, 0, done);
    else
        (void)convert_clean(dec, in, &to);
    if (in->len > 0 || seam__room_produced(&to) == 0)
        r = convert_all(dec, in, &to);
    *produced = seam__room_produced(&to);
    return r;
}

/* The fast path for a chunk whose text is copied first: the length of the copy says where it is cut. */
static SEAM__NOINLINE seam_status convert_uncut(seam_decoder *dec, seam_view *in, uint8_t *dst,
                                                size_t cap, size_t *produced)
{
    const size_t n = in->len;
    size_t len = 0;

    if (dec->n_carry_ == 0) {
        len = seam__kernel_get()->utf8_copy(in->data, n, dst);
        if (len == n) {
            seam__decoder_pass_whole(dec, in);
            *produced = n;
            return SEAM_MORE;
        }
    }
    return convert_rest(dec, in, dst, cap, produced, len);
}

/* The fast path for a chunk of a script that is often cut: its ends are found without branches before it is copied. */
static SEAM__NOINLINE seam_status convert_cut(seam_decoder *dec, seam_view *in, uint8_t *dst,
                                              size_t cap, size_t *produced)
{
    const size_t n_carry = dec->n_carry_;
    const size_t len =
        seam__kernel_get()->utf8_copy_chunk(dec->carry_, n_carry, in->data, in->len, dst);

    if (len == 0)
        return convert_rest(dec, in, dst, cap, produced, 0);
    *produced = n_carry + len;
    seam__decoder_pass_all(dec, in, n_carry, in->len - len);
    return SEAM_MORE;
}

/* Only chooses a path, so that registers are saved by that path alone. A carry tells that characters are being cut. */
seam_status seam_decoder_convert(seam_decoder *dec, seam_view *in, void *dst, size_t cap,
                                 size_t *produced)
{
    SEAM_ASSERT(seam__decoder_valid(dec));
    SEAM_ASSERT(dec->to_ == SEAM_ENCODING_NONE || !seam__overlap(in->data, in->len, dst, cap));
    if (in->len < SEAM__CUT_MIN || !is_simple(dec, in, cap))
        return convert_rest(dec, in, dst, cap, produced, 0);
    if (in->len > SEAM__CUT_MOST || dec->n_carry_ == 0)
        return convert_uncut(dec, in, dst, cap, produced);
    return convert_cut(dec, in, dst, cap, produced);
}

/* Decodes until something has come out and what follows is no text that fits. */
static seam_status pull_into(seam_decoder *dec, seam_view *in, seam__room *to)
{
    uint64_t first = 0;
    seam_status r;

    do {
        const seam_decoder before = *dec;
        const seam_view in_before = *in;
        const size_t n_before = seam__room_produced(to);

        r = seam__decoder_convert_step(dec, in, to);
        if (n_before == 0)
            first = dec->text_offset_;
        /* A step that gives a status and no text behind earlier text is undone: the next call finds
         * it. */
        if (n_before > 0 && r != SEAM_OK && seam__room_produced(to) == n_before) {
            if (r != SEAM_MORE) {
                *dec = before;
                *in = in_before;
            }
            r = SEAM_OK;
            break;
        }
    } while (r == SEAM_OK && (in->len > 0 || seam__room_produced(to) == 0));
    if (seam__room_produced(to) > 0) {
        dec->text_offset_ = first;
        r = SEAM_OK;
    }
    return r;
}

seam_status seam_decoder_next_in(seam_decoder *dec, seam_view *in, void *room, size_t cap,
                                 seam_view *text)
{
    seam__room to = {room, cap, cap};
    seam_status r;

    if (seam__decoder_is_pullable(dec))
        return seam_decoder_next(dec, in, text);
    *text = seam_view_of(NULL, 0);
    if (cap < SEAM_ROOM_MIN)
        return SEAM_EINVAL;
    r = pull_into(dec, in, &to);
    if (seam__room_produced(&to) > 0)
        *text = seam_view_of(room, seam__room_produced(&to));
    return r;
}
