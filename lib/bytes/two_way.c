/* The two-way algorithm (Crochemore and Perrin, 1991). The string is cut in two at a critical
 * place, where the shortest repetition around the cut is as long as the shortest period of the
 * whole string. The right part is compared first, from left to right: a difference after k bytes
 * rules out the next k places. Then the left part is compared: a difference there rules out a whole
 * period. No byte of the text is compared more than twice. A whole match at a place that is not asked
 * for rules out a period as well. */
#include "bytes/two_way.h"

#include "base/attributes.h"
#include "base/bits.h"

/* Where the string is cut; its period; and how many bytes at the next place are known to match
 * after a place was ruled out by its left part: 0 when the string does not repeat itself. */
typedef struct cut {
    size_t at, period, known;
} cut;

/* Byte `i` of a string, counted from the side from which it is read. */
SEAM__TEMPLATE uint8_t byte_at(seam_view s, size_t i, seam__search_way way)
{
    return s.data[way == SEAM__BACKWARD ? s.len - 1 - i : i];
}

/* The start of the greatest suffix, in one of the two orders of bytes, and its period. At any time
 * the greatest suffix found begins at `best`, and the suffix at `rival` has its first `same` bytes
 * in common with it. */
SEAM__TEMPLATE cut greatest_suffix(seam_view s, bool less_is_greater, seam__search_way way,
                                   size_t *steps)
{
    size_t best = 0, rival = 1, same = 0, period = 1;

    for (; rival + same < s.len; ++*steps) {
        const uint8_t a = byte_at(s, best + same, way);
        const uint8_t b = byte_at(s, rival + same, way);

        if (a == b && same + 1 < period) {
            same++;
        } else if (a == b) {
            rival += period;
            same = 0;
        } else if ((b < a) != less_is_greater) {
            rival += same + 1;
            same = 0;
            period = rival - best;
        } else {
            best = rival;
            rival = best + 1;
            same = 0;
            period = 1;
        }
    }
    return (cut){best, period, 0};
}

/* The later of the two greatest suffixes begins at a critical place. Its period is that of the
 * whole string if the left part stands again one period later. */
SEAM__TEMPLATE cut critical_cut(seam_view s, seam__search_way way, size_t *steps)
{
    const cut up = greatest_suffix(s, false, way, steps);
    const cut down = greatest_suffix(s, true, way, steps);
    cut c = up.at > down.at ? up : down;
    size_t i = 0;

    while (i < c.at && byte_at(s, i, way) == byte_at(s, c.period + i, way))
        i++;
    *steps += i + 1;
    if (i == c.at)
        c.known = s.len - c.period;
    else
        c.period = seam__max(c.at, s.len - c.at) + 1;
    return c;
}

SEAM__TEMPLATE size_t search(seam_view text, seam_view what, seam__search_way way,
                             seam__search_grid grid, size_t *steps)
{
    const cut c = critical_cut(what, way, steps);
    size_t known = 0; /* bytes from `place` on that match */
    size_t place = 0;

    while (what.len <= text.len - place) {
        size_t i = seam__max(c.at, known);
        const size_t from = i;

        while (i < what.len && byte_at(what, i, way) == byte_at(text, place + i, way))
            i++;
        *steps += i - from + 1;
        if (i < what.len) {
            place += i - c.at + 1;
            known = 0;
            continue;
        }
        for (i = c.at; i > known; i--, ++*steps) {
            if (byte_at(what, i - 1, way) != byte_at(text, place + i - 1, way))
                break;
        }
        if (i <= known && seam__on_grid(grid, place))
            return place;
        place += c.period;
        known = c.known;
    }
    return text.len;
}

size_t seam__two_way(seam_view text, seam_view what, seam__search_way way, seam__search_grid grid,
                     size_t *steps)
{
    return way == SEAM__BACKWARD ? search(text, what, SEAM__BACKWARD, grid, steps)
                                 : search(text, what, SEAM__FORWARD, grid, steps);
}
