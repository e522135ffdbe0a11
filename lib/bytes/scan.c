#include "seam/scan.h"

#include "base/bits.h"
#include "kernel/table.h"
#include "kernel/words.h"

size_t seam_scan_byte(seam_view bytes, uint8_t byte)
{
    return seam__kernel_get()->scan_byte(bytes.data, bytes.len, byte);
}

size_t seam_scan_last_byte(seam_view bytes, uint8_t byte)
{
    const uint64_t wanted = seam__word_of(byte);
    size_t n = bytes.len;

    while (n >= 8 && seam__zero_bytes(seam__load64(bytes.data + n - 8) ^ wanted) == 0)
        n -= 8;
    while (n > 0 && bytes.data[n - 1] != byte)
        n--;
    return n > 0 ? n - 1 : bytes.len;
}

/* The kernel takes four bytes; the first one fills the places of a smaller set. */
size_t seam_scan_any4(seam_view bytes, seam_scan_set set)
{
    if (set.n == 0)
        return bytes.len;
    for (size_t i = set.n; i < 4; i++)
        set.bytes[i] = set.bytes[0];
    return seam__kernel_get()->scan_any4(bytes.data, bytes.len, set.bytes);
}

size_t seam_scan_non_ascii(seam_view bytes)
{
    return seam__kernel_get()->scan_non_ascii(bytes.data, bytes.len);
}

size_t seam_scan_lines(seam_view bytes)
{
    return seam__kernel_get()->scan_lines(bytes.data, bytes.len);
}
