/* Tells AddressSanitizer and Valgrind which bytes nobody may touch, and LeakSanitizer where
 * pointers are. What counts is the program that runs, not how the library was built: the
 * sanitizers' functions are looked for when the program is linked and loaded, and are null without
 * them. */
#ifndef SEAM_BASE_POISON_H
#define SEAM_BASE_POISON_H

#include <stdbool.h>
#include <stddef.h>

/* Whether the code that includes this is itself instrumented: for tests, which plant faults. */
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

#ifdef SEAM_HAVE_VALGRIND
#include <valgrind/memcheck.h>
#endif

/* The sanitizers' interface, as <sanitizer/asan_interface.h> and <sanitizer/lsan_interface.h> have
 * it; those headers are the compiler's, and not there for every compiler. */
extern void __asan_poison_memory_region(const volatile void *addr, size_t len)
    __attribute__((weak));
extern void __asan_unpoison_memory_region(const volatile void *addr, size_t len)
    __attribute__((weak));
extern void __lsan_register_root_region(const void *addr, size_t len) __attribute__((weak));
extern void __lsan_unregister_root_region(const void *addr, size_t len) __attribute__((weak));

/* Whether an overrun would be detected: the program has AddressSanitizer, or runs under Valgrind.
 * The answer never changes while the program runs. */
static inline bool seam__watched(void)
{
#ifdef SEAM_HAVE_VALGRIND
    if (RUNNING_ON_VALGRIND)
        return true;
#endif
    return __asan_poison_memory_region != NULL;
}

/* Whether the program has LeakSanitizer, which is part of AddressSanitizer on most systems. */
static inline bool seam__leaks_watched(void)
{
    return __lsan_register_root_region != NULL;
}

/* Tells the sanitizers that from now on every access to [addr, addr + len) is a bug. */
static inline void seam__poison(const void *addr, size_t len)
{
    if (__asan_poison_memory_region != NULL)
        __asan_poison_memory_region(addr, len);
#ifdef SEAM_HAVE_VALGRIND
    (void)VALGRIND_MAKE_MEM_NOACCESS(addr, len);
#endif
}

/* Tells the sanitizers that the bytes are in use and their content is undefined. */
static inline void seam__unpoison(const void *addr, size_t len)
{
    if (__asan_unpoison_memory_region != NULL)
        __asan_unpoison_memory_region(addr, len);
#ifdef SEAM_HAVE_VALGRIND
    (void)VALGRIND_MAKE_MEM_UNDEFINED(addr, len);
#endif
}

/* Tells LeakSanitizer of mapped pages that hold pointers to malloc'd memory; it does not search
 * mapped pages by itself. */
static inline void seam__root_add(const void *addr, size_t len)
{
    if (__lsan_register_root_region != NULL)
        __lsan_register_root_region(addr, len);
}

/* Withdraws a span that seam__root_add() has added. */
static inline void seam__root_remove(const void *addr, size_t len)
{
    if (__lsan_unregister_root_region != NULL)
        __lsan_unregister_root_region(addr, len);
}

#endif
