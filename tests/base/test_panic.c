/* What is said last, and what is said without an end: one line of a bounded length, to whoever listens. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/panic.h"
#include "base/trace.h"
#include "child.h"
#include "support.h"

static char word[400];

static void panic_with_word(void *unused)
{
    (void)unused;
    seam__panic("%s", word);
}

static void panic_unheard(void *unused)
{
    close(STDERR_FILENO);
    panic_with_word(unused);
}

static void say_word(void *unused)
{
    (void)unused;
    seam__trace_say("%s", word);
}

static void say_word_unheard(void *unused)
{
    close(STDERR_FILENO);
    say_word(unused);
}

static const size_t lengths[] = {1, 2, 246, 247, 248, 249, 250, 253, 254, 255, 256, 399};

static void set_word(size_t len)
{
    memset(word, 'w', len);
    word[len] = '\0';
}

/* `said` is the start of it, as much of the word as a line of 255 bytes has, and the line's end. */
static void expect_line(const char *said, const char *start)
{
    const size_t n_start = strlen(start);
    const size_t most = 254 - n_start;
    const size_t n_word = strlen(word) < most ? strlen(word) : most;

    ck_assert_uint_eq(strlen(said), n_start + n_word + 1);
    ck_assert(strncmp(said, start, n_start) == 0);
    ck_assert(strncmp(said + n_start, word, n_word) == 0);
    ck_assert_int_eq(said[n_start + n_word], '\n');
}

/* An emulator says in a line of its own what ended the program. */
static void drop_emulator(char *said)
{
    char *line = strstr(said, "\nqemu: ");

    if (line != NULL && is_emulated())
        line[1] = '\0';
}

START_TEST(a_panic_is_one_line_and_an_abort)
{
    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        char said[1024];
        int status;

        set_word(lengths[i]);
        status = child_run(panic_with_word, NULL, said, sizeof(said));
        ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
        drop_emulator(said);
        expect_line(said, "seam: ");
    }
}
END_TEST

START_TEST(a_panic_that_nobody_hears_is_an_abort)
{
    char said[1024];
    int status;

    set_word(10);
    status = child_run(panic_unheard, NULL, said, sizeof(said));
    ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    ck_assert_str_eq(said, "");
}
END_TEST

START_TEST(what_is_said_is_one_line)
{
    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        char said[1024];

        set_word(lengths[i]);
        ck_assert_int_eq(child_run(say_word, NULL, said, sizeof(said)), 0);
        expect_line(said, "");
        ck_assert_int_eq(child_run(say_word_unheard, NULL, said, sizeof(said)), 0);
        ck_assert_str_eq(said, "");
    }
}
END_TEST

/* ---- frames */

static __attribute__((noinline)) unsigned frames_at(unsigned depth, void **frames, unsigned max)
{
    volatile unsigned n;

    n = depth == 0 ? seam__trace_frames(frames, max) : frames_at(depth - 1, frames, max);
    return n;
}

START_TEST(frames_are_as_many_as_are_asked_for)
{
    void *frames[64] = {NULL};
    const unsigned most = frames_at(60, frames, 32);

    if (most == 0)
        return; /* the C library cannot tell */
    ck_assert_uint_eq(most, 32);
    ck_assert_ptr_nonnull(frames[31]);
    ck_assert_ptr_null(frames[32]);
    ck_assert_uint_eq(frames_at(60, frames, 64), 32);
    ck_assert_uint_eq(frames_at(60, frames, 3), 3);
    ck_assert_uint_eq(frames_at(60, frames, 0), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("panic");
    TCase *tc = tcase_create("panic");

    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, a_panic_is_one_line_and_an_abort);
    tcase_add_test(tc, a_panic_that_nobody_hears_is_an_abort);
    tcase_add_test(tc, what_is_said_is_one_line);
    tcase_add_test(tc, frames_are_as_many_as_are_asked_for);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
