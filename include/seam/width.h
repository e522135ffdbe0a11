/* seam/width.h: how many columns of a terminal a text takes, over chunks.
 *
 *     seam_width width = {.flags = SEAM_WIDTH_EMOJI_VS16};
 *     columns = seam_width_advance(&width, text);
 *
 * A grapheme cluster (grapheme.h) is as wide as its widest character: 0 for marks, format
 * characters and controls, 2 where East_Asian_Width (UAX #11, Unicode 15.0) is W or F, else 1; two
 * regional indicators, a flag, take 2. Terminals agree on no rule, and this is the one that most
 * come close to. Line ends and tabs take 0: what they do is the caller's matter. Chunks are whole
 * code points, as the decoder gives them; each maximal subpart of ill-formed bytes takes 1, as
 * U+FFFD does.
 * Threads: one stream belongs to one thread at a time; there is no shared state. */
#ifndef SEAM_WIDTH_H
#define SEAM_WIDTH_H

#include "grapheme.h"

/* Bits of `flags`. */
enum {
    /* Characters with East_Asian_Width A take 2, as in fonts made for East Asia. */
    SEAM_WIDTH_AMBIGUOUS_WIDE = 1,
    /* U+FE0F behind an emoji, a digit, # or * makes its cluster 2 wide. */
    SEAM_WIDTH_EMOJI_VS16 = 2
};

/* What has been measured. All zero but `flags` is the start of a text; a plain copy clones it.
 * Offset 0: where the clusters stand. 16: the columns so far. 24: the caller's flags, which stay.
 * 28: the width of the last cluster so far; whether its last character is an emoji. The rest is
 * 0. */
typedef struct seam_width {
    seam_graphemes clusters_;
    uint64_t columns_;
    uint32_t flags;
    uint8_t cluster_, emoji_, reserved_[2];
} seam_width;

SEAM_STATIC_ASSERT(sizeof(seam_width) == 32);

SEAM_BEGIN_DECLS

/**
 * Measure the next chunk.
 *
 * @param      width  What has been measured; moves past the chunk. A bit of `flags` that has no
 *                    name is a broken contract.
 * @param      text   Borrowed; whole code points.
 *
 * Returns     The columns of all text so far. A cluster that the next chunk goes on with counts as
 *             far as it has come. 0 in a library built without text.
 * Threads     One.
 * Cost        O(text.len), no allocation.
 */
SEAM_API uint64_t seam_width_advance(seam_width *width, seam_view text);

SEAM_END_DECLS
#endif
