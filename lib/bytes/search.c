/* Searching a string: the kernel scans for its rarest byte, and the string is compared around each
 * hit. That is fast where the byte is rare. Where it is not, or where the string nearly matches
 * again and again, the two-way algorithm takes over. */
#include "seam/search.h"

#include "base/bits.h"
#include "bytes/two_way.h"
#include "kernel/table.h"
#include "kernel/words.h"
#include "seam/bytes.h"

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

/* The position behind the last `byte` of the n bytes at p; 0 when there is none. */
static size_t behind_last(const uint8_t *p, size_t n, uint8_t byte)
{
    const uint64_t wanted = seam__word_of(byte);

    while (n >= 8 && seam__zero_bytes(seam__load64(p + n - 8) ^ wanted) == 0)
        n -= 8;
    while (n > 0 && p[n - 1] != byte)
        n--;
    return n;
}

/* The number of places from `done` on at which the string cannot be, because its byte at `rare`
 * does not match. There are `n_places` places, counted from the side where the search begins. */
static size_t skip(seam_view text, uint8_t byte, size_t rare, size_t done, size_t n_places,
                   seam__search_way way)
{
    const size_t n = n_places - done;
    const uint8_t *from = text.data + rare;

    if (way == SEAM__FORWARD)
        return seam__kernel_get()->scan_byte(from + done, n, byte);
    return n - behind_last(from, n, byte);
}

/* The number of places before the first occurrence, counted from the side where the search begins;
 * n_places when there is none. */
static size_t search_places(seam_view text, seam_view what, seam__search_way way, size_t *steps)
{
    const size_t n_places = text.len - what.len + 1;
    const size_t rare = rarest(what);
    size_t done = 0;

    for (;;) {
        size_t at, same;

        done += skip(text, what.data[rare], rare, done, n_places, way);
        if (done == n_places)
            return n_places;
        at = way == SEAM__FORWARD ? done : n_places - 1 - done;
        same = seam_bytes_common(seam_view_of(text.data + at, what.len), what);
        if (same == what.len)
            return done;
        done++;
        *steps += CALL_STEPS + same;
        if (*steps > STEPS_FREE && (*steps - STEPS_FREE) / STEPS_EACH > done)
            break;
    }
    text = seam_view_of(text.data + (way == SEAM__FORWARD ? done : 0), text.len - done);
    return seam__min(done + seam__two_way(text, what, way, steps), n_places);
}

size_t seam__search_counted(seam_view text, seam_view what, seam__search_way way, size_t *steps)
{
    size_t n_places, before;

    *steps = 0;
    if (what.len > text.len)
        return text.len;
    if (what.len == 0)
        return way == SEAM__FORWARD ? 0 : text.len;
    n_places = text.len - what.len + 1;
    before = search_places(text, what, way, steps);
    if (before == n_places)
        return text.len;
    return way == SEAM__FORWARD ? before : n_places - 1 - before;
}

size_t seam_search(seam_view text, seam_view what)
{
    size_t steps;

    return seam__search_counted(text, what, SEAM__FORWARD, &steps);
}

size_t seam_search_last(seam_view text, seam_view what)
{
    size_t steps;

    return seam__search_counted(text, what, SEAM__BACKWARD, &steps);
}

size_t seam_search_set(seam_view text, const seam_byte_set *set)
{
    size_t at = 0;

    while (at < text.len && !seam_byte_set_has(set, text.data[at]))
        at++;
    return at;
}
