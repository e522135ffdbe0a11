/* Tells AddressSanitizer and Valgrind which bytes nobody may touch. Free in other builds, but for
 * one predictable branch where Valgrind's header was there. */
#ifndef SEAM_BASE_POISON_H
#define SEAM_BASE_POISON_H

#include <stdbool.h>
#include <stddef.h>

#if defined(__SANITIZE_ADDRESS__)
#define SEAM__ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SEAM__ASAN 1
#endif
#endif

#ifndef SEAM__ASAN
#define SEAM__ASAN 0
#endif

#if SEAM__ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/lsan_interface.h>
#endif
#ifdef SEAM_HAVE_VALGRIND
#include <valgrind/memcheck.h>
#endif

/* True when an overrun will be seen: an ASan build, or a run under Valgrind. */
static inline bool seam__watched(void)
{
#ifdef SEAM_HAVE_VALGRIND
    return SEAM__ASAN || RUNNING_ON_VALGRIND;
#else
    return SEAM__ASAN;
#endif
}

/* From now on every access to [addr, addr + len) is a bug. */
static inline void seam__poison(const void *addr, size_t len)
{
#if SEAM__ASAN
    __asan_poison_memory_region(addr, len);
#endif
#ifdef SEAM_HAVE_VALGRIND
    (void)VALGRIND_MAKE_MEM_NOACCESS(addr, len);
#endif
    (void)addr;
    (void)len;
}

/* The bytes are in use; their content is undefined. */
static inline void seam__unpoison(const void *addr, size_t len)
{
#if SEAM__ASAN
    __asan_unpoison_memory_region(addr, len);
#endif
#ifdef SEAM_HAVE_VALGRIND
    (void)VALGRIND_MAKE_MEM_UNDEFINED(addr, len);
#endif
    (void)addr;
    (void)len;
}

/* Mapped pages that hold pointers to malloc'd memory: LeakSanitizer looks for them nowhere else. */
static inline void seam__root_add(const void *addr, size_t len)
{
#if SEAM__ASAN
    __lsan_register_root_region(addr, len);
#endif
    (void)addr;
    (void)len;
}

/* The same span as was added. */
static inline void seam__root_remove(const void *addr, size_t len)
{
#if SEAM__ASAN
    __lsan_unregister_root_region(addr, len);
#endif
    (void)addr;
    (void)len;
}

#endif
