/* seam/view.h: borrowed bytes, a pointer and a length, passed by value.
 *
 * A view owns nothing and keeps nothing alive: whoever gave it says how long it is valid.
 * {NULL, 0} is a valid view of nothing. */
#ifndef SEAM_VIEW_H
#define SEAM_VIEW_H

#include "base.h"

/* Offset 0: first byte, NULL only when len is 0. Offset 8: byte count. */
typedef struct seam_view {
    const uint8_t *data;
    size_t len;
} seam_view;

SEAM_STATIC_ASSERT(sizeof(seam_view) == 2 * sizeof(void *));

#ifndef SEAM_DECLARATIONS_ONLY
/**
 * Make a view of `len` bytes at `data`.
 *
 * @param      data  First byte; borrowed. May be NULL when `len` is 0.
 * @param      len   Byte count.
 *
 * Returns     The view.
 * Threads     Safe.
 * Cost        O(1), inline.
 */
static inline seam_view seam_view_of(const void *data, size_t len)
{
    seam_view view;
    view.data = SEAM_CAST(const uint8_t *, data);
    view.len = len;
    return view;
}
#endif

SEAM_BEGIN_DECLS

/**
 * Make a view of a string, without its terminating NUL.
 *
 * @param      string  NUL-terminated; borrowed. NULL gives the view of nothing.
 *
 * Returns     The view.
 * Threads     Safe.
 * Cost        O(length of the string).
 */
SEAM_API seam_view seam_view_string(const char *string);

/**
 * Compare two views byte by byte.
 *
 * @param      a  Borrowed.
 * @param      b  Borrowed.
 *
 * Returns     true when both have the same length and the same bytes.
 * Threads     Safe.
 * Cost        O(a.len).
 */
SEAM_API bool seam_view_equal(seam_view a, seam_view b);

SEAM_END_DECLS
#endif
