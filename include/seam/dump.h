/* seam/dump.h: bytes as rows that a person can read, as `hexdump -C` prints them.
 *
 *     00000000  48 54 54 50 2f 31 2e 31  20 32 30 30 20 4f 4b 0d  |HTTP/1.1 200 OK.|
 *
 *     while ((r = seam_dump(&bytes, &address, row, sizeof(row), &n)) == SEAM_FULL) put(row, n);
 *     put(row, n);
 *
 * Threads: every call is safe; nothing is kept. */
#ifndef SEAM_DUMP_H
#define SEAM_DUMP_H

#include "status.h"
#include "view.h"

/* Bytes of a row, and the most characters of one with its line feed: 79, or up to 87 where an
 * address has more than 8 digits. */
#define SEAM_DUMP_BYTES 16u
#define SEAM_DUMP_ROW   87u

SEAM_BEGIN_DECLS

/**
 * Write rows of 16 bytes: the address, the bytes in hex, and the printable ASCII among them. Each
 * row ends with a line feed; the last may be of fewer bytes, its columns stay in place. Rows that
 * repeat are all written.
 *
 * @param      bytes    In/out: moved past the bytes whose row is in `dst`. Pieces of a stream have
 *                      whole rows, 16 bytes or a multiple, but for the last.
 * @param      address  In/out: the address of the first byte, at least 8 digits; moved with it.
 * @param[out] dst      Receives characters, without a terminator. May be NULL when `cap` is 0.
 * @param      cap      Bytes that `dst` holds; SEAM_DUMP_ROW is always enough for a row.
 * @param[out] n        Always written: characters written, whole rows.
 *
 * Returns     SEAM_OK: `bytes` is empty. SEAM_FULL: the next row does not fit.
 * Threads     Safe.
 * Cost        O(bytes dealt with), no allocation.
 */
SEAM_TRY seam_status seam_dump(seam_view *bytes, uint64_t *address, void *dst, size_t cap,
                               size_t *n);

SEAM_END_DECLS
#endif
