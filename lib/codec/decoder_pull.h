/* The pull form, for callers that must know where a text lies. */
#ifndef SEAM_CODEC_DECODER_PULL_H
#define SEAM_CODEC_DECODER_PULL_H

#include "codec/decoder_policy.h"

/* seam_decoder_next() but for its result, of a decoder that has a pull form. Where `text` is not empty: SEAM__EVENT_TEXT when it lies in
 * the chunk, SEAM__EVENT_BRIDGE when it lies in the decoder, SEAM__EVENT_FAULT or SEAM__EVENT_TRUNCATED
 * when it is U+FFFD in static memory, once or more often. Where it is empty: the event that has ended the
 * call, for seam__status_of(). */
seam__event seam__decoder_pull(seam_decoder *dec, seam_view *in, seam_view *text);

#endif
