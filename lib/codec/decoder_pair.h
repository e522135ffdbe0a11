/* Decoding from one encoding to another. */
#ifndef SEAM_CODEC_DECODER_PAIR_H
#define SEAM_CODEC_DECODER_PAIR_H

#include "codec/decoder_policy.h"

/* The room that the caller has given for output. */
typedef struct seam__room {
    uint8_t *at; /* where the next byte goes */
    size_t len;  /* the bytes that are left from there on */
    size_t cap;  /* the bytes there were when the call began */
} seam__room;

/* The number of bytes that the call has written. */
static inline size_t seam__room_produced(const seam__room *to)
{
    return to->cap - to->len;
}

/* Moves on behind `n` bytes that have been written. */
static inline void seam__room_skip(seam__room *to, size_t n)
{
    to->at += n;
    to->len -= n;
}

static inline void seam__room_put(seam__room *to, const uint8_t *bytes, size_t n)
{
    memcpy(to->at, bytes, n);
    seam__room_skip(to, n);
}

/* Decodes the next part of the stream into `to`. Returns SEAM_OK when there may be more to do, else
 * the status of the call; after SEAM_FULL nothing has been taken out of `in`. */
seam_status seam__pair_step(seam_decoder *dec, seam_view *in, seam__room *to);

/* Decodes the next part of the stream of any pair into `to`, for seam_decoder_convert() and the
 * transform. Returns SEAM_OK when there may be more to do. */
seam_status seam__decoder_convert_step(seam_decoder *dec, seam_view *in, seam__room *to);

#endif
