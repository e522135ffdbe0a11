/* seam/guard.h: what a fault at a guarded block was (see `guard_every` in pool.h).
 *
 *     static void on_fault(int signal, siginfo_t *info, void *context)
 *     {
 *         char text[SEAM_GUARD_TEXT];
 *
 *         if (seam_guard_describe(info->si_addr, text, sizeof(text)))
 *             write(STDERR_FILENO, text, strlen(text));
 *         ... back to the handler that was there before, or to SIG_DFL
 *     }
 *
 * The library itself installs no signal handler. Some machines (s390x) tell only the page of a
 * fault, and its first byte is described. */
#ifndef SEAM_GUARD_H
#define SEAM_GUARD_H

#include "status.h"

/* Bytes that hold the longest description. */
#define SEAM_GUARD_TEXT 2048

SEAM_BEGIN_DECLS

/**
 * Say which guarded block an address lies in or next to: how far past its end, before its
 * start or into it, its length and tag, who allocated it, and who released it:
 *
 *     0x7f2c40141fc0 is 0 bytes past the end of a live block of 128 bytes, tag 0x2a
 *       allocated 1.204 s ago by thread 4711, from:
 *         0x55d0c81e2a44
 *         ...
 *
 * Frames are return addresses, innermost first, for a debugger or addr2line to name. Where programs
 * are loaded at random addresses, keep a copy of /proc/self/maps with the text.
 *
 * @param      address  Any; it is not followed.
 * @param[out] out      Always written when `out_len` is not 0: lines, cut where there is no room,
 *                      and a NUL; empty when the answer is false.
 * @param      out_len  Room in `out`; SEAM_GUARD_TEXT is enough.
 *
 * Returns     True; false when no guarded block of any pool is near, now or among those that rest.
 * Threads     Safe, and async-signal-safe: no lock, no allocation, 600 bytes of stack. A block
 *             that other threads release or reuse meanwhile is described as it was or as it is, or
 *             not at all. At most 256 pools that guard at one time are known here.
 * Cost        O(pools that guard).
 */
SEAM_API bool seam_guard_describe(const void *address, char *out, size_t out_len);

SEAM_END_DECLS
#endif
