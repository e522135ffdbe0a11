#include <string.h>

#include "base/bits.h"
#include "base/panic.h"
#include "codec/decoder_quick.h"

/* The most text that is validated before it is copied: both passes stay in the first-level cache. */
#define CONVERT_WINDOW ((size_t)8192)

/* The room that is left in the caller's memory. */
typedef struct room {
    uint8_t *at;
    size_t len;
} room;

static void put(room *to, seam_view text)
{
    memcpy(to->at, text.data, text.len);
    to->at += text.len;
    to->len -= text.len;
}

/* Writes what an event gives: SEAM_OK to go on, SEAM_FULL when U+FFFD does not fit. */
static seam_status write_event(const seam_decoder *dec, seam__event event, seam_view piece,
                               room *to)
{
    switch (seam__answer_to(dec, event)) {
    case SEAM__ANSWER_TEXT:
        put(to, piece);
        return SEAM_OK;
    case SEAM__ANSWER_REPLACEMENT:
        if (to->len < SEAM__REPLACEMENT_LEN)
            return SEAM_FULL;
        put(to, seam__replacement_run(1));
        return SEAM_OK;
    case SEAM__ANSWER_STATUS:
        return seam__status_of(event);
    case SEAM__ANSWER_NOTHING:
    default:
        return SEAM_OK;
    }
}

/* One event. A fault whose U+FFFD does not fit has not happened. */
static seam_status convert_step(seam_decoder *dec, seam_view *in, room *to)
{
    const size_t limit = dec->to_ == SEAM_TO_NONE ? SIZE_MAX : seam__min(to->len, CONVERT_WINDOW);
    const bool may_not_fit = to->len < SEAM__REPLACEMENT_LEN && dec->errors_ == SEAM_ERRORS_REPLACE;
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

/* Texts that are written at once. */
#define TEXTS 32

/* As much of the chunk as surely fits, where it is worth it; false says that nothing has changed. */
static bool convert_dirty(seam_decoder *dec, seam_view *in, room *to)
{
    const size_t most = seam__min(to->len / SEAM__REPLACEMENT_LEN, CONVERT_WINDOW);
    seam_view part = seam_view_of(in->data, seam__min(in->len, most));
    seam_view texts[TEXTS];
    const uint8_t *from = in->data;
    size_t n;

    if (!seam__decoder_is_dirty(dec, &part))
        return false;
    n = seam__quick_dirty_texts(dec, &part, texts, TEXTS);
    for (size_t i = 0; i < n; i++)
        put(to, texts[i]);
    *in = seam_view_of(part.data, in->len - (size_t)(part.data - from));
    return true;
}

seam_status seam_decoder_convert(seam_decoder *dec, seam_view *in, void *dst, size_t cap,
                                 size_t *produced)
{
    room to = {dst, cap};
    seam_status r;

    SEAM_ASSERT(dec->to_ == SEAM_TO_NONE || !seam__overlap(in->data, in->len, dst, cap));
    do {
        r = convert_dirty(dec, in, &to) ? SEAM_OK : convert_step(dec, in, &to);
    } while (r == SEAM_OK);
    *produced = cap - to.len;
    return r;
}
