/* What private declarations say about themselves. */
#ifndef SEAM_BASE_ATTRIBUTES_H
#define SEAM_BASE_ATTRIBUTES_H

/* As SEAM_TRY, but not exported: the result must be looked at. */
#define SEAM__TRY __attribute__((warn_unused_result))

/* Which way a branch of a fast path goes, so that the compiler lays that way out straight. */
#define SEAM__LIKELY(condition)   __builtin_expect(!!(condition), 1)
#define SEAM__UNLIKELY(condition) __builtin_expect(!!(condition), 0)

/* Small and called for each buffer. They lie together, each at the start of a line, so that how fast they
 * are does not hang on what the linker has put before them. */
#define SEAM__HOT __attribute__((hot, aligned(64)))

/* Out of line, so that its callers' fast paths need no stack. */
#define SEAM__COLD __attribute__((cold, noinline))
/* A way of its own beside the usual one, but a fast one. */
#define SEAM__NOINLINE __attribute__((noinline))

/* Compilers see a pointer of which they do not know how it was made: so they keep one, in place of several
 * that lie a constant apart, and need fewer registers. */
#define SEAM__OPAQUE(pointer) __asm__("" : "+r"(pointer))

/* A body that is compiled anew for each set of constants it is called with. */
#define SEAM__TEMPLATE static inline __attribute__((always_inline))

#endif
