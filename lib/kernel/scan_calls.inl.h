/* The scans for bytes that the caller names, for every instruction set: scan_set, scan() and the
 * functions that match come before. */
size_t KERNEL(scan_byte)(const uint8_t *p, size_t n, uint8_t byte)
{
    const scan_set set = {.byte = {vec_splat(byte)}};

    return scan(p, n, &set, scan_is_one);
}

size_t KERNEL(scan_any4)(const uint8_t *p, size_t n, const uint8_t bytes[4])
{
    const scan_set set = {
        {vec_splat(bytes[0]), vec_splat(bytes[1]), vec_splat(bytes[2]), vec_splat(bytes[3])}};

    return scan(p, n, &set, scan_is_any);
}
