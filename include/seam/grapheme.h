/* seam/grapheme.h: what a reader takes for one character, over a text in chunks.
 *
 *     seam_graphemes g = {0};
 *     while ((r = seam_graphemes_next(&g, &in, &piece, &starts)) == SEAM_OK) use(piece, starts);
 *     SEAM_MORE: bring the next chunk. At the end of the text nothing is left to ask for.
 *
 * These are the extended grapheme clusters of UAX #29 in Unicode 15.0, without rule GB9c (Indic
 * conjuncts), which came with 15.1. Whether a cluster starts with a character depends on that
 * character and on those before it, never on what follows: nothing is held back, and a struct of 16
 * bytes is all that goes from one chunk to the next. Chunks are whole code points, as the decoder
 * gives them. Ill-formed bytes are no error: each maximal subpart counts as one character, as
 * U+FFFD does. A library built without text (text.h) has these calls too; what they do there stands
 * at each.
 * Threads: one stream belongs to one thread at a time; there is no shared state. */
#ifndef SEAM_GRAPHEME_H
#define SEAM_GRAPHEME_H

#include "status.h"
#include "view.h"

/* Where in the text a stream of clusters stands. All zero is the start of a text; a plain copy of
 * it clones the stream. Offset 0: what came before, as far as the rules have to know. The rest is
 * 0. */
typedef struct seam_graphemes {
    uint32_t state_;
    uint32_t reserved_[3];
} seam_graphemes;

SEAM_STATIC_ASSERT(sizeof(seam_graphemes) == 16);

SEAM_BEGIN_DECLS

/**
 * Take the next piece of a text that lies in one cluster.
 *
 * @param      graphemes  The stream; moves past the piece.
 * @param      in         Borrowed; whole code points. Moves past the piece.
 * @param[out] piece      Always written: the longest such piece, which lies in `in` and is not
 *                        empty; the empty view unless SEAM_OK is returned.
 * @param[out] starts     Always written: a cluster starts with the piece. false: the piece goes on
 *                        with the cluster of the piece before, which only the first piece of a
 *                        chunk can.
 *
 * Returns     SEAM_OK; SEAM_MORE when `in` is empty; SEAM_EINVAL in a library built without text.
 * Threads     One.
 * Cost        O(piece.len), no allocation.
 */
SEAM_TRY seam_status seam_graphemes_next(seam_graphemes *graphemes, seam_view *in, seam_view *piece,
                                         bool *starts);

/**
 * Find where clusters start, many in one call.
 *
 * @param      graphemes  The stream; moves past what has been looked at.
 * @param      in         Borrowed; whole code points. Moves past what has been looked at.
 * @param[out] at         Room for `cap` offsets, counted from where `in` begins before the call;
 *                        ascending. Room behind the first *n may have been written, too.
 * @param      cap        The most offsets to write.
 * @param[out] n          Always written: how many there are.
 *
 * Returns     SEAM_MORE when all of `in` has been looked at; SEAM_FULL when there is no room for
 *             the next start, or when 4 GiB have been looked at: call again. SEAM_EINVAL in a
 *             library built without text.
 * Threads     One.
 * Cost        O(bytes looked at), no allocation.
 */
SEAM_TRY seam_status seam_graphemes_starts(seam_graphemes *graphemes, seam_view *in, uint32_t *at,
                                           size_t cap, size_t *n);

/**
 * Count the clusters that start in a chunk.
 *
 * @param      graphemes  The stream; moves past the chunk.
 * @param      in         Borrowed; whole code points.
 *
 * Returns     Clusters that start in `in`: over all chunks of a text, its clusters. 0 in a library
 *             built without text.
 * Threads     One.
 * Cost        O(in.len), no allocation; runs of ASCII at the speed of a scan.
 */
SEAM_API uint64_t seam_graphemes_count(seam_graphemes *graphemes, seam_view in);

/**
 * Move a place in a whole text back to a boundary between clusters.
 *
 * @param      text  Borrowed: all of the text, at least up to `at` and the code point there.
 * @param      at    Any offset; past the end it counts as the end.
 *
 * Returns     The last boundary that is not behind `at`; 0 and text.len are boundaries. 0 in a
 *             library built without text.
 * Threads     Safe.
 * Cost        O(length of the cluster, and of the flags right before it): it looks back no further
 *             than the rules do.
 */
SEAM_API size_t seam_grapheme_floor(seam_view text, size_t at);

SEAM_END_DECLS
#endif
