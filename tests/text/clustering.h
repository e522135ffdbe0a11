/* Where the grapheme clusters of a text start, by utf8proc's own loop. */
#ifndef SEAM_TESTS_CLUSTERING_H
#define SEAM_TESTS_CLUSTERING_H

#include <string.h>
#include <utf8proc.h>

#include "need.h"
#include "seam/view.h"

/* utf8proc 2.8 takes unassigned code points for plain ones, though some are controls or pictographs:
 * it is shown others of their class. Of every code point test_grapheme_ucd.c knows the class. */
static inline utf8proc_int32_t known_to_utf8proc(utf8proc_int32_t c)
{
    if (utf8proc_category(c) != UTF8PROC_CATEGORY_CN)
        return c;
    if (c == 0x2065 || (c >= 0xFFF0 && c <= 0xFFF8) || (c >= 0xE0000 && c <= 0xE0FFF))
        return 0x01;
    if ((c >= 0x1F000 && c <= 0x1FAFF) || (c >= 0x1FC00 && c <= 0x1FFFD))
        return 0x1F468;
    return c;
}

/* starts[i] tells whether a cluster starts at byte i, by utf8proc. Its state is right only when it has
 * seen the first character, too, behind one that joins nothing. */
static inline void clusters_by_utf8proc(seam_view text, bool *starts, size_t cap)
{
    utf8proc_int32_t last = 0, state = 0, c;

    NEED(text.len <= cap);
    memset(starts, 0, cap);
    for (size_t at = 0; at < text.len; last = c) {
        const utf8proc_ssize_t len =
            utf8proc_iterate(text.data + at, (utf8proc_ssize_t)(text.len - at), &c);

        NEED(len > 0);
        c = known_to_utf8proc(c);
        starts[at] = utf8proc_grapheme_break_stateful(last, c, &state);
        at += (size_t)len;
    }
}

#endif
