#include "seam/base.h"

#define TEXT_OF_(x) #x
#define TEXT_OF(x)  TEXT_OF_(x)

const char *seam_version(void)
{
    return TEXT_OF(SEAM_VERSION_MAJOR) "." TEXT_OF(SEAM_VERSION_MINOR) "." TEXT_OF(
        SEAM_VERSION_PATCH);
}
