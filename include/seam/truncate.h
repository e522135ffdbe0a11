/* seam/truncate.h: shorten a text so that no character that a reader sees is cut.
 *
 *     text.len = seam_text_truncate(text, SEAM_IN_COLUMNS, 80, 0, NULL);
 *
 * Threads: every call is safe; nothing is kept. */
#ifndef SEAM_TRUNCATE_H
#define SEAM_TRUNCATE_H

#include "width.h"

/* What a length is counted in: the values of `unit`. */
enum {
    SEAM_IN_BYTES = 0,
    SEAM_IN_CODE_POINTS, /* a maximal subpart of ill-formed bytes is one */
    SEAM_IN_UTF16_UNITS, /* of 2 bytes; a maximal subpart of ill-formed bytes is one */
    SEAM_IN_CLUSTERS,    /* grapheme.h */
    SEAM_IN_COLUMNS      /* width.h */
};

SEAM_BEGIN_DECLS

/**
 * Find the longest prefix that is whole grapheme clusters and no longer than it may be.
 *
 * @param      text     Borrowed: a whole text, or whole code points of one, whose last cluster then
 *                      counts as if nothing followed.
 * @param      unit     What `max` counts: SEAM_IN_...; another value is a broken contract.
 * @param      max      The most that the prefix may measure.
 * @param      flags    Of SEAM_IN_COLUMNS: SEAM_WIDTH_... (width.h); else not looked at.
 * @param[out] measure  NULL, or always written: what the prefix measures.
 *
 * Returns     Its length in bytes. What measures nothing, as a line end in columns, belongs to the
 *             prefix when all before it does. 0 in a library built without text.
 * Threads     Safe.
 * Cost        O(the returned length), no allocation; of SEAM_IN_BYTES O(one cluster).
 */
SEAM_API size_t seam_text_truncate(seam_view text, unsigned unit, uint64_t max, uint32_t flags,
                                   uint64_t *measure);

SEAM_END_DECLS
#endif
