#include "base/trace.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#if defined(__GLIBC__)
#include <execinfo.h>
#endif
#if defined(__linux__)
#include <sys/syscall.h>
#endif

#define MOST_FRAMES 32u

#if defined(__GLIBC__)

__attribute__((noinline)) unsigned seam__trace_frames(void **frames, unsigned max)
{
    void *all[MOST_FRAMES + 2];
    int n;

    if (max > MOST_FRAMES)
        max = MOST_FRAMES;
    /* The first two frames are this function and its caller. */
    n = backtrace(all, (int)max + 2) - 2;
    if (n <= 0)
        return 0;
    memcpy(frames, all + 2, (size_t)n * sizeof(all[0]));
    return (unsigned)n;
}

void seam__trace_print(void *const *frames, unsigned n)
{
    backtrace_symbols_fd(frames, (int)n, STDERR_FILENO);
}

#else

unsigned seam__trace_frames(void **frames, unsigned max)
{
    (void)frames;
    (void)max;
    return 0;
}

void seam__trace_print(void *const *frames, unsigned n)
{
    (void)frames;
    (void)n;
}

#endif

void seam__trace_prepare(void)
{
    void *frame;

    (void)seam__trace_frames(&frame, 1);
}

uint64_t seam__trace_thread(void)
{
#if defined(SYS_gettid)
    return (uint64_t)syscall(SYS_gettid);
#else
    return (uint64_t)(uintptr_t)pthread_self();
#endif
}

uint64_t seam__trace_clock(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

void seam__trace_say(const char *format, ...)
{
    char line[256];
    va_list args;
    size_t len;
    int n;

    va_start(args, format);
    n = vsnprintf(line, sizeof(line) - 1, format, args);
    va_end(args);
    if (n < 0)
        return;
    len = (size_t)n < sizeof(line) - 2 ? (size_t)n : sizeof(line) - 2;
    line[len] = '\n';
    /* Without stderr there is no place to report that it is gone. */
    if (write(STDERR_FILENO, line, len + 1) < 0)
        return;
}
