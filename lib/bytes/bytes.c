#include "seam/bytes.h"

#include "base/bits.h"

size_t seam_bytes_common(seam_view a, seam_view b)
{
    const size_t n = seam__min(a.len, b.len);
    size_t i = 0;

    while (n - i >= 8 && seam__load64(a.data + i) == seam__load64(b.data + i))
        i += 8;
    while (i < n && a.data[i] == b.data[i])
        i++;
    return i;
}

int seam_bytes_compare(seam_view a, seam_view b)
{
    const size_t n = seam__min(a.len, b.len);
    const int order = n > 0 ? memcmp(a.data, b.data, n) : 0;

    if (order != 0)
        return order < 0 ? -1 : 1;
    return a.len < b.len ? -1 : a.len > b.len;
}
