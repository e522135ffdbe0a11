/* Attributes of private declarations, for the compiler. */
#ifndef SEAM_BASE_ATTRIBUTES_H
#define SEAM_BASE_ATTRIBUTES_H

/* Marks a function whose result must be used. Unlike SEAM_TRY it does not export the function. */
#define SEAM__TRY __attribute__((warn_unused_result))

/* Tell which way a branch mostly goes, so that the compiler lays out that way without a jump. */
#define SEAM__LIKELY(condition)   __builtin_expect(!!(condition), 1)
#define SEAM__UNLIKELY(condition) __builtin_expect(!!(condition), 0)

/* Marks a small function that is called for each buffer. Such functions lie together, each at the
 * start of a cache line, so that their speed does not depend on what the linker puts before
 * them. */
#define SEAM__HOT __attribute__((hot, aligned(64)))

/* Marks a slow path. It is kept out of line, so that the fast path around it needs no stack. */
#define SEAM__COLD __attribute__((cold, noinline))
/* Marks a function that is kept out of line although it is fast. */
#define SEAM__NOINLINE __attribute__((noinline))

/* Hides from the compiler how a pointer was computed. It then keeps this one pointer in a register,
 * in place of several that differ by constants, and needs fewer registers. */
#define SEAM__OPAQUE(pointer) __asm__("" : "+r"(pointer))

/* Marks a function that is compiled anew for each set of constant arguments that it is called
 * with. */
#define SEAM__TEMPLATE static inline __attribute__((always_inline))

#endif
