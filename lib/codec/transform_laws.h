/* What every transform is held to when it is called. */
#ifndef SEAM_CODEC_TRANSFORM_LAWS_H
#define SEAM_CODEC_TRANSFORM_LAWS_H

#include "seam/transform.h"

/* Whether the operations that may not be missing are there: all but span(). */
bool seam__transform_is_sound(seam_transform t);

#endif
