/* Searching a string: the kernel scans for its rarest byte, and the string is compared around each
 * hit. That is fast where the byte is rare. Where it is not, or where the string nearly matches
 * again and again, the two-way algorithm takes over. */
#include "seam/search.h"

#include "base/bits.h"
#include "bytes/two_way.h"
#include "seam/bytes.h"
#include "seam/scan.h"

/* The cost of a call of a scan and of a comparison, in steps; a step is the comparison of two
 * bytes. */
#define CALL_STEPS 16
/* The two-way algorithm takes over after STEPS_FREE steps and STEPS_EACH for each byte of the text.
 * It needs up to two steps for each byte, and some for its preparation. */
#define STEPS_EACH 4
#define STEPS_FREE 1024

/* How common a byte is in text, markup and records of numbers: 0 for the rarest. */
static unsigned commonness(uint8_t byte)
{
    static const char common[] = " etaoinsr";

    if (memchr(common, byte, sizeof(common)) != NULL) /* and NUL, the end of the string */
        return 4;
    if ((byte >= 'a' && byte <= 'z') || byte == '\n')
        return 3;
    return (byte >= '0' && byte <= '9') || byte >= 0x80 ? 2 : byte > ' ';
}

/* The place in the string of its rarest byte. */
static size_t rarest(seam_view what)
{
    size_t best = 0;

    for (size_t i = 1; i < what.len && commonness(what.data[best]) > 0; i++) {
        if (commonness(what.data[i]) < commonness(what.data[best]))
            best = i;
    }
    return best;
}

/* The number of places from `done` on at which the string cannot be, because its byte at `rare`
 * does not match. There are `n_places` places, counted from the side where the search begins. */
static size_t skip(seam_view text, uint8_t byte, size_t rare, size_t done, size_t n_places,
                   seam__search_way way)
{
    const size_t n = n_places - done;
    size_t last;

    if (way == SEAM__FORWARD)
        return seam_scan_byte(seam_view_of(text.data + rare + done, n), byte);
    last = seam_scan_last_byte(seam_view_of(text.data + rare, n), byte);
    return last < n ? n - 1 - last : n;
}

/* The number of places before the first occurrence at a multiple of `step`, counted from the side
 * where the search begins; n_places when there is none. */
static size_t search_places(seam_view text, seam_view what, seam__search_way way, size_t step,
                            size_t *steps)
{
    const size_t n_places = text.len - what.len + 1;
    const size_t rare = rarest(what);
    seam__search_grid grid = {step, 0};

    for (;;) {
        const size_t done =
            grid.before + skip(text, what.data[rare], rare, grid.before, n_places, way);
        size_t at, same;

        if (done == n_places)
            return n_places;
        at = way == SEAM__FORWARD ? done : n_places - 1 - done;
        same = seam_bytes_common(seam_view_of(text.data + at, what.len), what);
        grid.before = done;
        if (same == what.len && seam__on_grid(grid, 0))
            return done;
        grid.before++;
        *steps += CALL_STEPS + same;
        if (*steps / STEPS_EACH > grid.before + STEPS_FREE / STEPS_EACH)
            break;
    }
    text =
        seam_view_of(text.data + (way == SEAM__FORWARD ? grid.before : 0), text.len - grid.before);
    return seam__min(grid.before + seam__two_way(text, what, way, grid, steps), n_places);
}

size_t seam__search_counted(seam_view text, seam_view what, seam__search_way way, size_t step,
                            size_t *steps)
{
    size_t n_places, before;

    *steps = 0;
    if (what.len > text.len)
        return text.len;
    if (what.len == 0)
        return 0;
    n_places = text.len - what.len + 1;
    before = search_places(text, what, way, step, steps);
    return before == n_places ? text.len : before;
}

size_t seam_search(seam_view text, seam_view what)
{
    size_t steps;

    return seam__search_counted(text, what, SEAM__FORWARD, 1, &steps);
}

size_t seam_search_last(seam_view text, seam_view what)
{
    return seam_search_last_aligned(text, what, text.len, 1);
}

size_t seam_search_aligned(seam_view text, seam_view what, size_t from, size_t step)
{
    const size_t over = step > 1 ? from % step : 0;
    size_t steps, at;

    if (from > text.len || (over > 0 && step - over > text.len - from))
        return text.len;
    from += over > 0 ? step - over : 0;
    if (from == text.len)
        return text.len;
    at = seam__search_counted(seam_view_of(text.data + from, text.len - from), what, SEAM__FORWARD,
                              seam__max(step, 1), &steps);
    return from + at;
}

size_t seam_search_last_aligned(seam_view text, seam_view what, size_t from, size_t step)
{
    size_t steps, before;

    if (what.len > text.len)
        return text.len;
    from = seam__min(from, text.len - what.len);
    from -= step > 1 ? from % step : 0;
    before = seam__search_counted(seam_view_of(text.data, from + what.len), what, SEAM__BACKWARD,
                                  seam__max(step, 1), &steps);
    return before <= from ? from - before : text.len;
}

size_t seam_search_set(seam_view text, const seam_byte_set *set)
{
    size_t at = 0;

    while (at < text.len && !seam_byte_set_has(set, text.data[at]))
        at++;
    return at;
}
