/* seam/base.h: version, linkage and the macros that the other headers share.
 *
 * Every public header compiles alone as C11 and as C++17 and may be included in any order. */
#ifndef SEAM_BASE_H
#define SEAM_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SEAM_VERSION_MAJOR 0
#define SEAM_VERSION_MINOR 1
#define SEAM_VERSION_PATCH 0

#ifdef __cplusplus
#define SEAM_BEGIN_DECLS              extern "C" {
#define SEAM_END_DECLS                }
#define SEAM_STATIC_ASSERT(condition) static_assert(condition, #condition)
#else
#define SEAM_BEGIN_DECLS
#define SEAM_END_DECLS
#define SEAM_STATIC_ASSERT(condition) _Static_assert(condition, #condition)
#endif

/* Exported from the shared library. */
#define SEAM_API __attribute__((visibility("default")))
/* Exported, and its result must be looked at. */
#define SEAM_TRY SEAM_API __attribute__((warn_unused_result))

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
