/* seam/scan.h: where the first byte of a kind lies, or the last, and how many lines
 * there are.
 *
 *     size_t end = seam_scan_byte(in, '\n');
 *     if (end < in.len) ...
 *
 * A position that is not there is the length of the view, so that "up to it" needs no case of its
 * own.
 * Threads: every call is safe; nothing is kept. */
#ifndef SEAM_SCAN_H
#define SEAM_SCAN_H

#include "view.h"

/* Up to four bytes to look for. Offset 0: the bytes, of which the first `n` count. 4: their
 * number. */
typedef struct seam_scan_set {
    uint8_t bytes[4];
    uint8_t n;
} seam_scan_set;

SEAM_STATIC_ASSERT(sizeof(seam_scan_set) == 5);

SEAM_BEGIN_DECLS

/**
 * Find a byte.
 *
 * @param      bytes  Borrowed.
 * @param      byte   Any value.
 *
 * Returns     The position of the first one; bytes.len when there is none.
 * Threads     Safe.
 * Cost        O(bytes up to it).
 */
SEAM_API size_t seam_scan_byte(seam_view bytes, uint8_t byte);

/**
 * Find the last byte of a value.
 *
 * @param      bytes  Borrowed.
 * @param      byte   Any value.
 *
 * Returns     The position of the last one; bytes.len when there is none.
 * Threads     Safe.
 * Cost        O(bytes behind it), a word of eight at a time.
 */
SEAM_API size_t seam_scan_last_byte(seam_view bytes, uint8_t byte);

/**
 * Find the first of several bytes.
 *
 * @param      bytes  Borrowed.
 * @param      set    What to look for; with n 0 there is none, an n past 4 counts as 4. The order
 *                    does not matter.
 *
 * Returns     The position of the first byte that is in the set; bytes.len when there is none.
 * Threads     Safe.
 * Cost        O(bytes up to it).
 */
SEAM_API size_t seam_scan_any4(seam_view bytes, seam_scan_set set);

/**
 * Find the first byte that is not ASCII.
 *
 * @param      bytes  Borrowed.
 *
 * Returns     The position of the first byte from 80 up; bytes.len when there is none.
 * Threads     Safe.
 * Cost        O(bytes up to it).
 */
SEAM_API size_t seam_scan_non_ascii(seam_view bytes);

/**
 * Count line feeds.
 *
 * @param      bytes  Borrowed.
 *
 * Returns     How many bytes are LF (0A). A last line without one is not counted.
 * Threads     Safe.
 * Cost        O(bytes.len).
 */
SEAM_API size_t seam_scan_lines(seam_view bytes);

SEAM_END_DECLS
#endif
