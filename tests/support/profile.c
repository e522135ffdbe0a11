#include "profile.h"

#include <signal.h>
#include <stddef.h>
#include <unistd.h>

/* Of the runtime of clang's coverage; null in other builds. */
int __llvm_profile_write_file(void) __attribute__((weak));

static void write_profile(int signal_number)
{
    (void)signal_number;
    __llvm_profile_write_file();
}

/* abort() raises the signal once more when the handler has returned, and then it ends the process. */
__attribute__((constructor)) static void expect_aborts(void)
{
    struct sigaction action = {.sa_handler = write_profile, .sa_flags = (int)SA_RESETHAND};

    if (__llvm_profile_write_file != NULL)
        sigaction(SIGABRT, &action, NULL);
}

void end_process(int status)
{
    if (__llvm_profile_write_file != NULL)
        __llvm_profile_write_file();
    _exit(status);
}
