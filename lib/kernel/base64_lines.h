/* Base64 in lines of one length, as MIME (RFC 2045 6.8) and PEM (RFC 7468) write it. The place of
 * each line is known before the line in front of it has been decoded, so that the CPU can work on
 * both at once. */
#ifndef SEAM_KERNEL_BASE64_LINES_H
#define SEAM_KERNEL_BASE64_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/base64_alphabet.h"
#include "kernel/space.h"

/* The form of a line: groups of four digits, then white space (space.h). Neither number is 0. */
typedef struct seam__base64_line {
    size_t n_groups, n_spaces;
} seam__base64_line;

typedef size_t seam__base64_decode_fn(const uint8_t *p, size_t n_groups,
                                      seam__base64_alphabet alphabet, uint8_t *dst);

static inline size_t seam__base64_line_len(seam__base64_line line)
{
    return 4 * line.n_groups + line.n_spaces;
}

static inline bool seam__base64_is_line_end(const uint8_t *p, size_t n_spaces)
{
    bool spaces = true;

    for (size_t i = 0; i < n_spaces; i++)
        spaces = spaces && seam__is_space(p[i]);
    return spaces;
}

/* Decodes lines up to the first that is not as `line` says, and returns their number. `decode` is a
 * constant, so that it is inlined. */
static inline size_t seam__base64_lines(seam__base64_decode_fn *decode, const uint8_t *p,
                                        size_t n_lines, seam__base64_line line,
                                        seam__base64_alphabet alphabet, uint8_t *dst)
{
    for (size_t i = 0; i < n_lines; i++) {
        if (decode(p, line.n_groups, alphabet, dst) < line.n_groups ||
            !seam__base64_is_line_end(p + 4 * line.n_groups, line.n_spaces))
            return i;
        p += seam__base64_line_len(line);
        dst += 3 * line.n_groups;
    }
    return n_lines;
}

#endif
