/* The decoder's core, which finds one event at a time. The public calls are loops over it: the pull
 * form (seam_decoder_next), the batch form (seam_decoder_next_many), the counted form
 * (seam_decoder_convert) and the bounded form (seam_decoder_next_in). */
#ifndef SEAM_CODEC_DECODER_STEP_H
#define SEAM_CODEC_DECODER_STEP_H

#include "codec/encodings.h"
#include "seam/decoder.h"

/* Flags in state_. */
enum {
    SEAM__DECODER_FINISHING = 1,    /* no byte follows the present input */
    SEAM__DECODER_AT_START = 2,     /* nothing has come out yet, and a BOM is looked for */
    SEAM__DECODER_STALE = 4,        /* the faults are those of a stream that has ended */
    SEAM__DECODER_BEFORE_FAULT = 8, /* the last text ended before one: a hint where to look first */
    SEAM__DECODER_AFTER_LEAD = 16,  /* the last character was a lone lead surrogate */
    SEAM__DECODER_DENIES = 32       /* `deny` is not 0 */
};

typedef enum seam__event {
    SEAM__EVENT_NONE,      /* nothing comes out, and the next step may go on */
    SEAM__EVENT_TEXT,      /* whole code points, inside the chunk */
    SEAM__EVENT_BRIDGE,    /* one code point, inside the decoder */
    SEAM__EVENT_FAULT,     /* recorded in fault_ */
    SEAM__EVENT_TRUNCATED, /* a fault that the end of the stream cut short, recorded in fault_ */
    SEAM__EVENT_MORE,      /* `in` is empty */
    SEAM__EVENT_FULL, /* the next code point has more than `limit` bytes; nothing has changed */
    SEAM__EVENT_EOF   /* the stream has ended, the decoder is as a fresh one */
} seam__event;

/* Deals with the next part of the stream and moves `in` past it. With SEAM__EVENT_TEXT and
 * SEAM__EVENT_BRIDGE it writes `text`, at most `limit` bytes, and its offset in the stream to
 * text_offset_. Where text, or a fault that does not end the call, leaves only an open sequence in
 * `in`, that sequence is moved into the carry at once. */
seam__event seam__decoder_step(seam_decoder *dec, seam_view *in, size_t limit, seam_view *text);

/* Forgets the faults of a stream that has ended, where `in` is the first input of the next one.
 * seam__decoder_step() calls it, too. A caller that may restore a copy of the decoder calls it
 * before it makes the copy, because the input has come even if the call is undone. */
void seam__decoder_drop_stale(seam_decoder *dec, const seam_view *in);

/* Whether the next seam__decoder_step() on `in` would return SEAM__EVENT_FAULT without holding
 * bytes back first. */
bool seam__decoder_fault_is_next(const seam_decoder *dec, const seam_view *in);

/* How many bytes of the end of `in` are held back by SEAM_HOLD_LAZY; 0 with another hold. */
size_t seam__decoder_held_tail(const seam_decoder *dec, const seam_view *in);

/* Makes the decoder ready for a new stream; its options, its fault and its count of faults stay as
 * they are. */
void seam__decoder_start(seam_decoder *dec);

/* The table entry of the encoding that is read. */
static inline const seam__encoding *seam__decoder_source(const seam_decoder *dec)
{
    const bool surrogates =
        dec->errors_ == SEAM_ERRORS_LOSSLESS || dec->unmappable_ == SEAM_UNMAPPABLE_LOW_BYTE;

    return seam__encoding_with(dec->from_, surrogates);
}

/* Whether the decoder reads UTF-16 as Node's StringDecoder does, which decoder_node.h describes. */
static inline bool seam__decoder_is_node_utf16(const seam_decoder *dec)
{
    return dec->hold_ == SEAM_HOLD_LAZY && dec->from_ == SEAM_UTF16LE;
}

/* Whether the laws in the comment of `seam_decoder` hold. O(1). */
bool seam__decoder_valid(const seam_decoder *dec);

#endif
