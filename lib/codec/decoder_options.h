/* Which options go together. */
#ifndef SEAM_CODEC_DECODER_OPTIONS_H
#define SEAM_CODEC_DECODER_OPTIONS_H

#include <stdbool.h>

#include "seam/decoder.h"

/* Whether every value is known and no two exclude each other. */
bool seam__options_built(const seam_decoder_options *options);

/* Whether the options that a decoder holds pass seam__options_built(). */
bool seam__decoder_options_valid(const seam_decoder *dec);

#endif
