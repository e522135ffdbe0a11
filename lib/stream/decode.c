#include "seam/decode.h"

#include "codec/decoder_pull.h"
#include "data/room.h"
#include "seam/push.h"

/* Pieces of at most SEAM_CHAIN_COPY (512) bytes are copied, because a segment costs more than
 * copying them. That also bounds the segments that a chunk becomes: a slice and a copy for each 513
 * bytes, one for each block that copies fill, and a few more. */

#define REPLACEMENT_LEN ((size_t)3)

/* Moves the chunk's own handle to the chain, where nothing of the chunk is left to decode. */
static seam_status append_moved(seam_buf *in, seam_view text, seam_chain *out)
{
    const seam_view whole = seam_buf_view(in);
    seam_status r;

    in->data = text.data;
    in->len = text.len;
    r = seam_chain_append(out, in);
    if (r != SEAM_OK) {
        in->data = whole.data;
        in->len = whole.len;
    }
    return r;
}

static seam_status append_slice(const seam_buf *in, seam_view text, seam_chain *out)
{
    seam_buf slice;
    seam_status r = seam_buf_slice_of(in, text.data, text.len, &slice);

    if (r == SEAM_OK)
        r = seam_chain_append(out, &slice);
    seam_buf_release(&slice);
    return r;
}

/* Appends a run of U+FFFD, which lies in static memory. */
static seam_status append_static(seam_view text, seam_chain *out)
{
    seam_buf buf = seam_buf_static(text);

    return seam_chain_append(out, &buf);
}

/* Appends one text of the decoder. `left` is the part of the chunk that is not decoded yet. */
static seam_status append(seam_buf *in, seam_view left, seam_view text, seam__event kind,
                          seam_chain *out)
{
    if (kind == SEAM__EVENT_TEXT && text.len > SEAM_CHAIN_COPY)
        return left.len == 0 ? append_moved(in, text, out) : append_slice(in, text, out);
    if (kind == SEAM__EVENT_FAULT && text.len > SEAM_CHAIN_COPY * REPLACEMENT_LEN)
        return append_static(text, out);
    return seam__chain_append_copy(out, text);
}

/* Narrows the chunk to `left`. After append_moved() the chunk is empty already. */
static void narrow(seam_buf *in, seam_view left)
{
    if (left.len == 0) {
        seam_buf_release(in);
    } else {
        in->data = left.data;
        in->len = left.len;
    }
}

/* Decodes and appends one text. When appending fails, the decoder and the chunk are as before. */
static seam_status push_text(seam_decoder *dec, seam_buf *in, seam_chain *out)
{
    seam_view left = seam_buf_view(in);
    seam_decoder before;
    seam__event event;
    seam_view text;
    seam_status r;

    seam__decoder_drop_stale(dec, &left);
    before = *dec;
    event = seam__decoder_pull(dec, &left, &text);
    r = seam__status_of(event);
    if (text.len > 0) {
        r = append(in, left, text, event, out);
        if (r != SEAM_OK) {
            *dec = before;
            return r;
        }
    }
    narrow(in, left);
    return r;
}

/* Decodes a short chunk to behind the last segment, where there is room for it: its text is copied as it is validated,
 * in one step. SEAM_OK: push_text() goes on with what is left, which may be all, or tells the status. */
static seam_status push_short(seam_decoder *dec, seam_buf *in, seam_chain *out)
{
    const size_t most = dec->n_carry_ + in->len;
    seam_view left = seam_buf_view(in);
    seam_buf *last;
    uint8_t *room;
    size_t n;
    seam_status r;

    if (in->len - 1 >= SEAM_CHAIN_COPY || dec->to_ == SEAM_ENCODING_NONE)
        return SEAM_OK;
    last = seam__room_tail(out, most);
    if (last == NULL)
        return SEAM_OK;
    room = seam__room_start(out);
    seam__room_unseal(out);
    r = seam_decoder_convert(dec, &left, room, most, &n);
    seam__room_extend(out, last, n);
    seam__room_seal(out);
    narrow(in, left);
    return r == SEAM_FULL ? SEAM_OK : r;
}

seam_status seam_decoder_push(seam_decoder *dec, seam_buf *in, seam_chain *out)
{
    seam_status r;

    seam__buf_check(in);
    if (dec->to_ != SEAM_ENCODING_NONE && seam__chain_is_reserved(out))
        return SEAM_ESTATE;
    if (!seam__decoder_is_pullable(dec))
        return seam_transform_push(seam_decoder_transform(dec), in, out);
    r = push_short(dec, in, out);
    while (r == SEAM_OK)
        r = push_text(dec, in, out);
    return r;
}

/* Decodes one segment of a chain. A decoder that is finishing may take its end for the end of the
 * stream only when no other segment follows. */
static seam_status push_segment(seam_decoder *dec, seam_buf *segment, bool is_last, seam_chain *out)
{
    const uint8_t finishing = is_last ? 0 : dec->state_ & SEAM__DECODER_FINISHING;
    seam_status r;

    dec->state_ &= (uint8_t)~finishing;
    r = seam_decoder_push(dec, segment, out);
    dec->state_ |= finishing;
    return r;
}

seam_status seam_decoder_push_chain(seam_decoder *dec, seam_chain *in, seam_chain *out)
{
    seam_status r;

    SEAM_ASSERT(in != out);
    do {
        seam_buf segment = seam__chain_take_first(in);

        r = push_segment(dec, &segment, seam_chain_len(in) == 0, out);
        seam__chain_put_back(in, &segment);
    } while (r == SEAM_MORE && seam_chain_len(in) > 0);
    return r;
}
