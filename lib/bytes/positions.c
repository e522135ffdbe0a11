#include "bytes/positions.h"

#include "kernel/table.h"

size_t seam__positions(seam_view bytes, uint8_t a, uint8_t b, uint32_t *at, size_t cap, size_t *n)
{
    return seam__kernel_get()->scan_positions(bytes.data, bytes.len, a, b, at, cap, n);
}
