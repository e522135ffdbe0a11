/* seam/search.h: where a string of bytes lies in another, from the front or from the back, and
 * where the first byte of a set does.
 *
 *     size_t end = seam_search(head, seam_view_string("\r\n\r\n"));
 *     if (end < head.len) ...
 *
 * A position that is not there is the length of the text, as in scan.h. No text and no string makes
 * a search quadratic: the time is linear in both lengths together, at the speed of seam_scan_byte()
 * where the rarest byte of the string is rare. Nothing is allocated.
 * Threads: every call is safe; nothing is kept. */
#ifndef SEAM_SEARCH_H
#define SEAM_SEARCH_H

#include "view.h"

/* Any of the 256 bytes: byte b is in the set when bit b % 64 of bits[b / 64] is 1. All zero:
 * none. */
typedef struct seam_byte_set {
    uint64_t bits[4];
} seam_byte_set;

SEAM_STATIC_ASSERT(sizeof(seam_byte_set) == 32);

#ifndef SEAM_DECLARATIONS_ONLY
/**
 * Make the set of the bytes that a view holds.
 *
 * @param      bytes  In any order; one may come more than once. Borrowed.
 *
 * Returns     The set.
 * Threads     Safe.
 * Cost        O(bytes.len), inline.
 */
static inline seam_byte_set seam_byte_set_of(seam_view bytes)
{
    seam_byte_set set = {{0, 0, 0, 0}};

    for (size_t i = 0; i < bytes.len; i++)
        set.bits[bytes.data[i] / 64] |= UINT64_C(1) << bytes.data[i] % 64;
    return set;
}

/**
 * Say whether a byte is in a set.
 *
 * @param      set   Borrowed.
 * @param      byte  Any value.
 *
 * Returns     true when it is.
 * Threads     Safe.
 * Cost        O(1), inline.
 */
static inline bool seam_byte_set_has(const seam_byte_set *set, uint8_t byte)
{
    return (set->bits[byte / 64] >> byte % 64 & 1) != 0;
}
#endif

SEAM_BEGIN_DECLS

/**
 * Find a string of bytes.
 *
 * @param      text  Where to look; borrowed.
 * @param      what  What to look for; borrowed. The empty string is at position 0 of every text.
 *
 * Returns     Where the first occurrence begins; text.len when there is none.
 * Threads     Safe.
 * Cost        O(text up to it + what.len) in the worst case, no allocation.
 */
SEAM_API size_t seam_search(seam_view text, seam_view what);

/**
 * Find the last occurrence of a string of bytes.
 *
 * @param      text  Where to look; borrowed.
 * @param      what  What to look for; borrowed. The empty string is at position text.len, so for it
 *                   alone that is no failure.
 *
 * Returns     Where the last occurrence begins; text.len when there is none.
 * Threads     Safe.
 * Cost        O(text behind its start + what.len) in the worst case, no allocation.
 */
SEAM_API size_t seam_search_last(seam_view text, seam_view what);

/**
 * Find a string of bytes, from a place on, at multiples of a step: whole units of UTF-16 are found
 * with 2.
 *
 * @param      text  Where to look; borrowed. Places are counted from its start.
 * @param      what  What to look for; borrowed. The empty string is at every place, text.len
 *                   included.
 * @param      from  The first place where it may begin; any value.
 * @param      step  Only at multiples of it; 0 counts as 1.
 *
 * Returns     Where the first such occurrence begins; text.len when there is none.
 * Threads     Safe.
 * Cost        O(text up to it + what.len) in the worst case, no allocation.
 */
SEAM_API size_t seam_search_aligned(seam_view text, seam_view what, size_t from, size_t step);

/**
 * Find the last occurrence of a string of bytes that begins at a place or before it, at multiples
 * of a step.
 *
 * @param      text  Where to look; borrowed. Places are counted from its start.
 * @param      what  What to look for; borrowed. The empty string is at every place, text.len
 *                   included.
 * @param      from  The last place where it may begin; any value.
 * @param      step  Only at multiples of it; 0 counts as 1.
 *
 * Returns     Where the last such occurrence begins; text.len when there is none.
 * Threads     Safe.
 * Cost        O(text behind its start + what.len) in the worst case, no allocation.
 */
SEAM_API size_t seam_search_last_aligned(seam_view text, seam_view what, size_t from, size_t step);

/**
 * Find the first byte that is in a set. Up to four bytes are found faster by seam_scan_any4().
 *
 * @param      text  Where to look; borrowed.
 * @param      set   What to look for; borrowed.
 *
 * Returns     The position of the first one; text.len when there is none.
 * Threads     Safe.
 * Cost        O(text up to it).
 */
SEAM_API size_t seam_search_set(seam_view text, const seam_byte_set *set);

SEAM_END_DECLS
#endif
