/* The thread, the time and the backtrace that a sample of an allocation records. */
#ifndef SEAM_BASE_TRACE_H
#define SEAM_BASE_TRACE_H

#include <stdint.h>

/* Lets the system load what it needs for the first backtrace, which takes locks and memory. */
void seam__trace_prepare(void);

/* Writes the return addresses of the calling thread to `frames`, innermost first, without that of
 * the direct caller: at most `max`, which is at most 32. Returns their number; 0 where the system
 * has no backtraces. */
unsigned seam__trace_frames(void **frames, unsigned max);

/* Writes one line for each frame to stderr, without allocating. */
void seam__trace_print(void *const *frames, unsigned n);

/* The number by which the system knows the calling thread. */
uint64_t seam__trace_thread(void);

/* Nanoseconds on a clock that never goes back. */
uint64_t seam__trace_clock(void);

/* Writes one line, of at most 255 bytes, to stderr. Allocates nothing. */
void seam__trace_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
