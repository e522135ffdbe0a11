/* What must end a process: run it in a child and look at how it ended and what it said. */
#ifndef SEAM_TESTS_CHILD_H
#define SEAM_TESTS_CHILD_H

#include <check.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include "profile.h"

typedef void (*child_fn)(void *ctx);

/* Gives the wait status; `text` gets the first cap - 1 bytes of the child's stderr, and a NUL. */
static inline int child_run(child_fn fn, void *ctx, char *text, size_t cap)
{
    size_t len = 0;
    ssize_t n;
    int ends[2];
    int status;
    pid_t pid;

    ck_assert_int_eq(pipe(ends), 0);
    pid = fork();
    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        fn(ctx);
        end_process(0);
    }
    close(ends[1]);
    while ((n = read(ends[0], text + len, cap - 1 - len)) > 0)
        len += (size_t)n;
    text[len] = '\0';
    close(ends[0]);
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    return status;
}

static inline void child_read_byte(void *ctx)
{
    volatile const uint8_t *at = ctx;

    (void)*at;
}

static inline void child_write_byte(void *ctx)
{
    volatile uint8_t *at = ctx;

    *at = 1;
}

/* True when reading and when writing a byte there stop the process, by the page or by a sanitizer.
 * A sanitizer that reports turns the fault into an exit code. */
static inline bool faults_at(uintptr_t at)
{
    char text[1024];
    int by_read = child_run(child_read_byte, (void *)at, text, sizeof(text));
    int by_write = child_run(child_write_byte, (void *)at, text, sizeof(text));

    return by_read != 0 && by_write != 0;
}

#endif
