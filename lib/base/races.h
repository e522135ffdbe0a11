/* Whether ThreadSanitizer reads along: it does not know membarrier(2), bears 64 locks in one thread,
 * and gives no promise for a child of a process with threads. */
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
