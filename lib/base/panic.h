/* Stopping the program: after a broken contract in a checking build, and after memory corruption in
 * every build. Input from outside never stops it. */
#ifndef SEAM_BASE_PANIC_H
#define SEAM_BASE_PANIC_H

#ifndef SEAM_CHECKS
#define SEAM_CHECKS 0
#endif

/* Writes "seam: " and the message to stderr in one write, then aborts. Allocates nothing. */
_Noreturn void seam__panic(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Stops a checking build unless the condition, a contract or an O(1) law, holds. It is compiled in
 * every build, and costs nothing without checks. */
#define SEAM_ASSERT(condition)                                        \
    do {                                                              \
        if (SEAM_CHECKS >= 1 && !(condition))                         \
            seam__panic("%s:%d: %s", __func__, __LINE__, #condition); \
    } while (0)

/* Stops a build with -Dchecks=2 unless the condition, which takes O(n) to check, holds. */
#define SEAM_ASSERT_SLOW(condition)                                   \
    do {                                                              \
        if (SEAM_CHECKS >= 2 && !(condition))                         \
            seam__panic("%s:%d: %s", __func__, __LINE__, #condition); \
    } while (0)

#endif
