/* How Node's StringDecoder cuts UTF-16: it looks at bytes and at the last unit, never at what is well-
 * formed. */
#ifndef SEAM_CODEC_DECODER_NODE_H
#define SEAM_CODEC_DECODER_NODE_H

#include "codec/decoder_step.h"

/* seam__decoder_step() of such a decoder, where there is a chunk, or a carry and no chunk will follow. */
seam__event seam__node_utf16_step(seam_decoder *dec, seam_view *in, size_t limit, seam_view *text);

#endif
