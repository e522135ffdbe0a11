/* A call of a codec: what its two directions share. */
#ifndef SEAM_CODEC_CODEC_CALL_H
#define SEAM_CODEC_CODEC_CALL_H

#include "bytes/window.h"
#include "kernel/base64_alphabet.h"
#include "seam/codec.h"

/* Flags in state_. */
enum {
    SEAM__CODEC_FINISHING = 1, /* finish() has been called */
    SEAM__CODEC_STOPPED = 2,   /* what follows is ignored */
    SEAM__CODEC_BAD = 4,       /* at a fault: SEAM_EILSEQ */
    SEAM__CODEC_CUT = 8        /* at a fault: SEAM_ETRUNC */
};

typedef struct seam__codec_call {
    seam_codec *codec;
    seam_view *in;
    uint8_t *to; /* where the next byte of output goes */
    size_t room; /* the bytes that are left from there on */
} seam__codec_call;

static inline bool seam__codec_has(const seam_codec *codec, uint32_t flag)
{
    return (codec->flags_ & flag) != 0;
}

/* The laws in the comment of `seam_codec`; its options go together. */
bool seam__codec_valid(const seam_codec *codec);

/* Takes the first `n` bytes out of the input. */
static inline void seam__codec_consume(const seam__codec_call *call, size_t n)
{
    seam__window_move(call->in, n);
    call->codec->offset_ += n;
}

/* Moves past `n` bytes that have been written. */
static inline void seam__codec_wrote(seam__codec_call *call, size_t n)
{
    call->to += n;
    call->room -= n;
}

static inline seam__base64_alphabet seam__codec_alphabet(const seam_codec *codec)
{
    if (seam__codec_has(codec, SEAM_CODEC_EITHER_ALPHABET))
        return SEAM__BASE64_EITHER;
    return codec->kind_ == SEAM_CODEC_BASE64URL ? SEAM__BASE64_URL : SEAM__BASE64_STANDARD;
}

/* Encode and decode until the input or the room is used up, or a fault. SEAM_EOF: all has come
 * out. */
seam_status seam__codec_encode(seam__codec_call *call);
seam_status seam__codec_decode(seam__codec_call *call);

#endif
