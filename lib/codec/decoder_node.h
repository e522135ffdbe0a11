/* UTF-16LE cut at the ends of chunks as Node's StringDecoder cuts it: a chunk's text ends before
 * half a code unit or before a lead surrogate that is the last unit. Nothing else is checked: lone
 * surrogates pass. */
#ifndef SEAM_CODEC_DECODER_NODE_H
#define SEAM_CODEC_DECODER_NODE_H

#include "codec/decoder_step.h"

/* Does what seam__decoder_step() does, for such a decoder. Either the chunk is not empty, or there
 * is a carry and the stream ends with it. */
seam__event seam__node_utf16_step(seam_decoder *dec, seam_view *in, size_t limit, seam_view *text);

#endif
