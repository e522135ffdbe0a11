/* Which options go together. */
#ifndef SEAM_CODEC_DECODER_OPTIONS_H
#define SEAM_CODEC_DECODER_OPTIONS_H

#include <stdbool.h>

#include "seam/decoder.h"

/* Every value is known, and none excludes another. */
bool seam__options_built(const seam_decoder_options *options);

/* The same of the options that a decoder holds. */
bool seam__decoder_options_valid(const seam_decoder *dec);

#endif
