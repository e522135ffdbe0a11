/* The decoder's core: one event at a time, out of which the pull, counted and bounded forms are
 * made. */
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
    SEAM__EVENT_NONE,      /* nothing comes out, but there may be more to do; of the fast paths in
                              decoder_fast.h: nothing has changed */
    SEAM__EVENT_TEXT,      /* whole code points, inside the chunk */
    SEAM__EVENT_BRIDGE,    /* one code point, inside the decoder */
    SEAM__EVENT_FAULT,     /* recorded in fault_ */
    SEAM__EVENT_TRUNCATED, /* a fault as well, which the end of the stream cut short */
    SEAM__EVENT_MORE,      /* `in` is empty */
    SEAM__EVENT_FULL, /* the next code point has more than `limit` bytes; nothing has changed */
    SEAM__EVENT_EOF   /* the stream has ended, the decoder is as a fresh one */
} seam__event;

/* Deals with the next part of the stream. TEXT and BRIDGE write `text`, at most `limit` bytes, and the
 * offset of it in text_offset_. Once text, or a fault that does not end the call, leaves nothing but an
 * open sequence in `in`, that sequence is taken in as well. */
seam__event seam__decoder_step(seam_decoder *dec, seam_view *in, size_t limit, seam_view *text);

/* The first input of a stream drops the faults of the one before. step() does it; whoever goes back to
 * a copy of the decoder does it before the copy, since the input has come all the same. */
void seam__decoder_drop_stale(seam_decoder *dec, const seam_view *in);

/* Says that step() would give a fault next, out of the same chunk. */
bool seam__decoder_fault_is_next(const seam_decoder *dec, const seam_view *in);

/* How much of the end of a chunk lazy hold keeps back. */
size_t seam__decoder_held_tail(const seam_decoder *dec, const seam_view *in);

/* Makes the decoder ready for a stream, its options and faults unchanged. */
void seam__decoder_start(seam_decoder *dec);

/* The entry of what is read. */
static inline const seam__encoding *seam__decoder_source(const seam_decoder *dec)
{
    const bool surrogates =
        dec->errors_ == SEAM_ERRORS_LOSSLESS || dec->unmappable_ == SEAM_UNMAPPABLE_LOW_BYTE;

    return seam__encoding_with(dec->from_, surrogates);
}

/* Half units of UTF-16 and lone leads are held and given as Node's StringDecoder does. */
static inline bool seam__decoder_is_node_utf16(const seam_decoder *dec)
{
    return dec->hold_ == SEAM_HOLD_LAZY && dec->from_ == SEAM_UTF16LE;
}

/* The laws above `seam_decoder`. O(1). */
bool seam__decoder_valid(const seam_decoder *dec);

#endif
