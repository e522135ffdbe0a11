#include "oom_wrap.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

oom_state oom;

void oom_start(oom_call call, uint64_t fail_at, bool fail_from)
{
    memset(oom.n, 0, sizeof(oom.n));
    oom.call = call;
    oom.fail_at = fail_at;
    oom.fail_from = fail_from;
    oom.n_failed = 0;
    oom.stayed = 0;
}

static bool fails(oom_call call)
{
    const uint64_t n = ++oom.n[call];

    if (call != oom.call || oom.fail_at == 0 || n < oom.fail_at ||
        (n > oom.fail_at && !oom.fail_from))
        return false;
    oom.n_failed++;
    errno = ENOMEM;
    return true;
}

/* With 64-bit offsets the headers give mmap() another name. */
void *real_mmap(void *at, size_t len, int prot, int flags, int fd,
                off_t off) __asm__("__real_mmap64");
void *wrapped_mmap(void *at, size_t len, int prot, int flags, int fd,
                   off_t off) __asm__("__wrap_mmap64");
int real_munmap(void *at, size_t len) __asm__("__real_munmap");
int wrapped_munmap(void *at, size_t len) __asm__("__wrap_munmap");
int real_mprotect(void *at, size_t len, int prot) __asm__("__real_mprotect");
int wrapped_mprotect(void *at, size_t len, int prot) __asm__("__wrap_mprotect");
int real_madvise(void *at, size_t len, int advice) __asm__("__real_madvise");
int wrapped_madvise(void *at, size_t len, int advice) __asm__("__wrap_madvise");
int wrapped_mlock(const void *at, size_t len) __asm__("__wrap_mlock");

void *wrapped_mmap(void *at, size_t len, int prot, int flags, int fd, off_t off)
{
    void *got;

    if (fails(OOM_MMAP))
        return MAP_FAILED;
    got = real_mmap(at, len, prot, flags, fd, off);
    if (got != MAP_FAILED)
        spans_add(&oom.mapped, (uintptr_t)got, (uintptr_t)got + len);
    return got;
}

/* What is not in the list was mapped by others. */
int wrapped_munmap(void *at, size_t len)
{
    span *of = spans_find(&oom.mapped, at, len);

    if (of != NULL && fails(OOM_MUNMAP)) {
        oom.stayed += len;
        return -1;
    }
    if (real_munmap(at, len) != 0)
        return -1;
    if (of != NULL)
        spans_cut(&oom.mapped, of, at, len);
    return 0;
}

int wrapped_mprotect(void *at, size_t len, int prot)
{
    return fails(OOM_MPROTECT) ? -1 : real_mprotect(at, len, prot);
}

int wrapped_madvise(void *at, size_t len, int advice)
{
    return fails(OOM_MADVISE) ? -1 : real_madvise(at, len, advice);
}

/* Whether pages may be locked here does not matter, and what is locked counts against a limit. */
int wrapped_mlock(const void *at, size_t len)
{
    return fails(OOM_MLOCK) || at == NULL || len == 0 ? -1 : 0;
}
