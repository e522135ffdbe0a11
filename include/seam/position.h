/* seam/position.h: where in a text something is: running totals of bytes, code points, UTF-16 units,
 * lines and columns, over chunks.
 *
 *     seam_position at = {0};
 *     seam_position_advance(&at, text);                  each text that the decoder gives
 *     report(at.lines + 1, at.column_code_points + 1);   as editors count, from 1
 *
 * All counts begin at 0. Chunks are whole code points, as the decoder gives them; of ill-formed
 * bytes each that is no continuation byte (80..BF) counts as a code point. A plain copy of the
 * struct is a mark to which one can return.
 * Threads: one stream belongs to one thread at a time; there is no shared state. */
#ifndef SEAM_POSITION_H
#define SEAM_POSITION_H

#include "view.h"

/* What ends a line: the values of `line_ends`. */
enum {
    SEAM_POSITION_LF = 0, /* LF; a CR is a character of its line */
    SEAM_POSITION_ANY /* LF, CR, or CR LF, which is one end, also when a chunk ends between them */
};

/* The totals. All zero is the start of a text. Offset 0: since the start of the text. 24: line ends
 * so far. 32: since the last line end; the Language Server Protocol counts characters of a line in
 * UTF-16 units. 56: the caller's SEAM_POSITION_..., which stays; whether the text so far ends with
 * a CR that a LF may still belong to (SEAM_POSITION_ANY alone). The rest is 0. */
typedef struct seam_position {
    uint64_t bytes, code_points, utf16_units;
    uint64_t lines;
    uint64_t column_bytes, column_code_points, column_utf16_units;
    uint8_t line_ends, after_cr_, reserved_[6];
} seam_position;

SEAM_STATIC_ASSERT(sizeof(seam_position) == 64);

SEAM_BEGIN_DECLS

/**
 * Move past the next chunk.
 *
 * @param      position  What has been counted. A value of `line_ends` without a name is a broken
 *                       contract.
 * @param      text      UTF-8, whole code points; borrowed. The empty view changes nothing.
 *
 * Threads     One.
 * Cost        O(text.len), no allocation: the speed of seam_utf8_count(), also where lines are
 *             short, but for some nanoseconds for each CR.
 */
SEAM_API void seam_position_advance(seam_position *position, seam_view text);

SEAM_END_DECLS
#endif
