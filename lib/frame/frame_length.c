/* Frames that begin with their length: in binary or, for netstrings, in decimal digits. */
#include "base/bits.h"
#include "frame/frame_private.h"

/* The most digits of a netstring's length. Every number of so many digits fits in 64 bits. */
#define MOST_DIGITS 19

/* Fails for a frame of `lead` + `len` bytes that is too long. */
static seam_status too_big(seam_framer *framer, size_t lead, uint64_t len)
{
    framer->skip_ = len > UINT64_MAX - lead ? UINT64_MAX : lead + len;
    return SEAM_ETOOBIG;
}

static uint64_t read_length(const seam_framer_options *o, seam_cursor *c)
{
    switch (o->width) {
    case SEAM_WIDTH_LEB:
        return seam_cursor_varint_leb(c);
    case SEAM_WIDTH_QUIC:
        return seam_cursor_varint_quic(c);
    case SEAM_WIDTH_MQTT:
        return seam_cursor_varint_mqtt(c);
    default:
        return (o->flags & SEAM_FRAME_LE) != 0 ? seam_cursor_le(c, o->width)
                                               : seam_cursor_be(c, o->width);
    }
}

static seam_status binary_head(seam_framer *framer, seam_cursor *c, seam__frame *found,
                               size_t *fault)
{
    const seam_framer_options *o = &framer->options_;
    const uint64_t less = o->adjust < 0 ? (uint64_t) - (int64_t)o->adjust : 0;
    const uint64_t more = o->adjust > 0 ? (uint64_t)o->adjust : 0;
    uint64_t len;

    seam_cursor_skip(c, o->offset);
    len = read_length(o, c);
    *fault = seam_cursor_pos(c);
    if (!seam_cursor_ok(c))
        return seam_cursor_status(c);
    found->lead = seam_cursor_pos(c);
    if (len < less) {
        *fault = o->offset;
        return SEAM_EPROTO;
    }
    if (len > UINT64_MAX - more || len - less + more > o->max_len)
        return too_big(framer, found->lead,
                       len > UINT64_MAX - more ? UINT64_MAX : len - less + more);
    found->body = (size_t)(len - less + more);
    return SEAM_OK;
}

/* Reads the header of a netstring, such as "12:": digits without a leading zero, except that the
 * length 0 is "0". A length above the limit is detected at the digit that exceeds it, but all
 * digits are read, because skipping the frame needs them. */
static seam_status netstring_head(seam_framer *framer, seam_cursor *c, seam__frame *found,
                                  size_t *fault)
{
    const bool resync = (framer->options_.flags & SEAM_FRAME_RESYNC) != 0;
    uint64_t len = 0;

    for (size_t n = 0;; n++) {
        const uint8_t byte = seam_cursor_u8(c);

        *fault = n;
        if (!seam_cursor_ok(c))
            return seam_cursor_status(c);
        if (byte == ':' && n > 0)
            break;
        if (byte < '0' || byte > '9' || (n == 1 && len == 0))
            return SEAM_EPROTO;
        if (n == MOST_DIGITS)
            return too_big(framer, 0, UINT64_MAX);
        len = len * 10 + (byte - (unsigned)'0');
        if (len > framer->options_.max_len && !resync)
            return too_big(framer, 0, UINT64_MAX);
    }
    found->lead = seam_cursor_pos(c);
    if (len > framer->options_.max_len)
        return too_big(framer, found->lead + 1, len);
    found->body = (size_t)len;
    found->tail = 1;
    return SEAM_OK;
}

seam_status seam__length_head(seam_framer *framer, seam_cursor *c, seam__frame *found,
                              size_t *fault)
{
    *found = (seam__frame){0, 0, 0, false};
    return framer->options_.kind == SEAM_FRAME_LENGTH ? binary_head(framer, c, found, fault)
                                                      : netstring_head(framer, c, found, fault);
}

seam_status seam__length_find(seam_framer *framer, seam_cursor c, seam__frame *found, size_t *fault)
{
    const seam_status r = seam__length_head(framer, &c, found, fault);

    if (r != SEAM_OK)
        return r;
    if (found->body + found->tail > seam_cursor_left(&c))
        return SEAM_MORE; /* each call returns here without walking over the segments of the body */
    seam_cursor_skip(&c, found->body);
    if (found->tail > 0 && seam_cursor_u8(&c) != ',' && seam_cursor_ok(&c)) {
        *fault = found->lead + found->body;
        return SEAM_EPROTO;
    }
    return seam_cursor_status(&c);
}
