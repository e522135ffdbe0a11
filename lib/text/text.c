#include "seam/text.h"

#include "text/properties.h"

const char *seam_text_unicode_version(void)
{
    return seam__properties_version();
}
