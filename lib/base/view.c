#include "seam/view.h"

#include <string.h>

seam_view seam_view_string(const char *string)
{
    return seam_view_of(string, string != NULL ? strlen(string) : 0);
}

bool seam_view_equal(seam_view a, seam_view b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}
