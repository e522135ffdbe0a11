/* The pull form of a decoder, for callers that must know where a text lies. */
#ifndef SEAM_CODEC_DECODER_PULL_H
#define SEAM_CODEC_DECODER_PULL_H

#include "codec/decoder_policy.h"

/* Does what seam_decoder_next() does, for a decoder that has a pull form. The result says where
 * `text` lies: SEAM__EVENT_TEXT in the chunk, SEAM__EVENT_BRIDGE in the decoder, SEAM__EVENT_FAULT
 * and SEAM__EVENT_TRUNCATED in static memory, where it is U+FFFD once or more often. With an empty
 * `text` the result is the event that ended the call, for seam__status_of(). */
seam__event seam__decoder_pull(seam_decoder *dec, seam_view *in, seam_view *text);

#endif
