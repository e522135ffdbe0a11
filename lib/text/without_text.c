/* What a library built without utf8proc has in place of the other files of this folder: the same
 * functions, which say so. */
#include "seam/grapheme.h"
#include "seam/text.h"
#include "seam/truncate.h"
#include "seam/width.h"

const char *seam_text_unicode_version(void)
{
    return NULL;
}

seam_status seam_graphemes_next(seam_graphemes *graphemes, seam_view *in, seam_view *piece,
                                bool *starts)
{
    (void)graphemes, (void)in;
    *piece = (seam_view){NULL, 0};
    *starts = false;
    return SEAM_EINVAL;
}

seam_status seam_graphemes_starts(seam_graphemes *graphemes, seam_view *in, uint32_t *at,
                                  size_t cap, size_t *n)
{
    (void)graphemes, (void)in, (void)at, (void)cap;
    *n = 0;
    return SEAM_EINVAL;
}

uint64_t seam_graphemes_count(seam_graphemes *graphemes, seam_view in)
{
    (void)graphemes, (void)in;
    return 0;
}

size_t seam_grapheme_floor(seam_view text, size_t at)
{
    (void)text, (void)at;
    return 0;
}

uint64_t seam_width_advance(seam_width *width, seam_view text)
{
    (void)width, (void)text;
    return 0;
}

size_t seam_text_truncate(seam_view text, unsigned unit, uint64_t max, uint32_t flags,
                          uint64_t *measure)
{
    (void)text, (void)unit, (void)max, (void)flags;
    if (measure != NULL)
        *measure = 0;
    return 0;
}
