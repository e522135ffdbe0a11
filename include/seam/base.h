/* seam/base.h: version, linkage and the macros that the other headers share.
 *
 * Every public header compiles alone, from gnu99 and C++11 on, and may be included in any order.
 * A parser that takes declarations and nothing else (cffi for Python, ctypesgen) defines
 * SEAM_DECLARATIONS_ONLY before the first: no inline function, no attribute, no assertion is
 * left. */
#ifndef SEAM_BASE_H
#define SEAM_BASE_H

/* The pool takes address space by 24 MiB at a time. */
#if defined(__SIZEOF_POINTER__) && __SIZEOF_POINTER__ < 8
#error "seam needs 64-bit pointers: 32-bit targets are not supported"
#define SEAM_NARROW_POINTERS_ /* nothing else shall be said */
#endif

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SEAM_VERSION_MAJOR 0
#define SEAM_VERSION_MINOR 1
#define SEAM_VERSION_PATCH 0

/* The version of these headers as one number that grows: 1.2.3 is 1002003. */
#define SEAM_VERSION_NUMBER \
    (SEAM_VERSION_MAJOR * 1000000 + SEAM_VERSION_MINOR * 1000 + SEAM_VERSION_PATCH)

/* True, in `#if` as well, when these headers are of that version or a newer one. */
#define SEAM_VERSION_AT_LEAST(major, minor, patch) \
    (SEAM_VERSION_NUMBER >= (major)*1000000 + (minor)*1000 + (patch))

#ifdef __cplusplus
#define SEAM_BEGIN_DECLS extern "C" {
#define SEAM_END_DECLS   }
/* A conversion that C makes by a cast, for inline functions in headers. */
#define SEAM_CAST(type, value) static_cast<type>(value)
#else
#define SEAM_BEGIN_DECLS
#define SEAM_END_DECLS
#define SEAM_CAST(type, value) ((type)(value))
#endif

#if defined(SEAM_DECLARATIONS_ONLY) || defined(SEAM_NARROW_POINTERS_)
/* A declaration of nothing, which may stand wherever an assertion does. */
#define SEAM_STATIC_ASSERT(condition) struct seam_nothing_
#elif defined(__cplusplus)
#define SEAM_STATIC_ASSERT(condition) static_assert(condition, #condition)
#else
/* Before C11 it is an extension, which a pedantic compiler would warn of. */
#define SEAM_STATIC_ASSERT(condition) __extension__ _Static_assert(condition, #condition)
#endif

#ifdef SEAM_DECLARATIONS_ONLY
#define SEAM_API
#define SEAM_TRY
#define SEAM_PRINTF(format, first)
#else
/* Exported from the shared library. */
#define SEAM_API                   __attribute__((visibility("default")))
/* Exported, and its result must be looked at. */
#define SEAM_TRY                   SEAM_API __attribute__((warn_unused_result))
/* The arguments from `first` on are what parameter `format` says, as for printf(). */
#define SEAM_PRINTF(format, first) __attribute__((__format__(__printf__, format, first)))
#endif

SEAM_BEGIN_DECLS

/**
 * Name the version of the library that is linked, which may be newer than these headers.
 *
 * Returns     "MAJOR.MINOR.PATCH", static.
 * Threads     Safe.
 * Cost        O(1).
 */
SEAM_API const char *seam_version(void);

SEAM_END_DECLS
#endif
