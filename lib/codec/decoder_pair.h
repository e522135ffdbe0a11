/* Writing in another encoding than the one that is read. */
#ifndef SEAM_CODEC_DECODER_PAIR_H
#define SEAM_CODEC_DECODER_PAIR_H

#include "codec/decoder_policy.h"

/* The room that is left in the caller's memory. */
typedef struct seam__room {
    uint8_t *at;
    size_t len;
    size_t cap; /* what it was before this call */
} seam__room;

/* Bytes written by this call. */
static inline size_t seam__room_produced(const seam__room *to)
{
    return to->cap - to->len;
}

static inline void seam__room_put(seam__room *to, const uint8_t *bytes, size_t n)
{
    memcpy(to->at, bytes, n);
    to->at += n;
    to->len -= n;
}

/* The next part of the stream: SEAM_OK to go on, else what the call returns. With SEAM_FULL nothing has
 * been taken in. */
seam_status seam__pair_step(seam_decoder *dec, seam_view *in, seam__room *to);

#endif
