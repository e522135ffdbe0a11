/* Whether the code is compiled for ThreadSanitizer, which does not know membarrier(2), allows at
 * most 64 locks held by one thread, and does not support a child process of a process with
 * threads. */
#ifndef SEAM_BASE_RACES_H
#define SEAM_BASE_RACES_H

#if defined(__SANITIZE_THREAD__)
#define SEAM__RACES_WATCHED 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define SEAM__RACES_WATCHED 1
#endif
#endif
#ifndef SEAM__RACES_WATCHED
#define SEAM__RACES_WATCHED 0
#endif

#endif
