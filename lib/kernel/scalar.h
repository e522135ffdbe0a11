/* Scalar code of single operations: what defines them, and what other instruction sets call for the
 * bytes that are too few for a vector. table.h says what each does. */
#ifndef SEAM_KERNEL_SCALAR_H
#define SEAM_KERNEL_SCALAR_H

#include <stddef.h>
#include <stdint.h>

#include "kernel/base64_lines.h"

size_t seam__scalar_scan_byte(const uint8_t *p, size_t n, uint8_t byte);
size_t seam__scalar_scan_any4(const uint8_t *p, size_t n, const uint8_t set[4]);
size_t seam__scalar_scan_non_ascii(const uint8_t *p, size_t n);
size_t seam__scalar_scan_lines(const uint8_t *p, size_t n);
size_t seam__scalar_scan_positions(const uint8_t *p, size_t n, uint8_t a, uint8_t b, uint32_t *at,
                                   size_t cap, size_t *n_at);

void seam__scalar_mask(const uint8_t *p, size_t n, const uint8_t key[4], uint8_t *dst);
size_t seam__scalar_mask_ascii(const uint8_t *p, size_t n, const uint8_t key[4], uint8_t *dst);

void seam__scalar_hex_encode(const uint8_t *p, size_t n, const uint8_t *digits, uint8_t *dst);
size_t seam__scalar_hex_decode(const uint8_t *p, size_t n_pairs, uint8_t *dst);
void seam__scalar_base64_encode(const uint8_t *p, size_t n_groups, seam__base64_alphabet alphabet,
                                uint8_t *dst);
void seam__scalar_base64_encode_all(const uint8_t *p, size_t n, seam__base64_alphabet alphabet,
                                    size_t n_out, uint8_t *dst);
/* What is left behind whole groups, 0 to 2 bytes, and '=' up to `n_out`. */
void seam__scalar_base64_end(const uint8_t *p, size_t n, seam__base64_alphabet alphabet,
                             size_t n_out, uint8_t *dst);
size_t seam__scalar_base64_decode(const uint8_t *p, size_t n_groups, seam__base64_alphabet alphabet,
                                  uint8_t *dst);
size_t seam__scalar_base64_decode_lines(const uint8_t *p, size_t n_lines, seam__base64_line line,
                                        seam__base64_alphabet alphabet, uint8_t *dst);
size_t seam__scalar_base64_squeeze(const uint8_t *p, size_t n, uint8_t *dst);

#endif
