#include "pty_terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* A handler writes the number of its signal into a pipe that poll() waits for. */
static int wake[2];

static void on_signal(int number)
{
    const int before = errno;
    const unsigned char byte = (unsigned char)number;

    if (write(wake[1], &byte, 1) < 0)
        errno = 0; /* the pipe is full of signals already */
    errno = before;
}

static bool catch_signals(void)
{
    static const int numbers[] = {SIGCHLD, SIGWINCH, SIGINT, SIGTERM, SIGHUP, SIGQUIT};
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};

    if (pipe(wake) != 0 || fcntl(wake[0], F_SETFL, O_NONBLOCK) != 0 ||
        fcntl(wake[1], F_SETFL, O_NONBLOCK) != 0)
        return false;
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        sigaction(numbers[i], &action, NULL);
    return true;
}

static void copy_size(const terminal *t)
{
    struct winsize size;

    if (ioctl(STDIN_FILENO, TIOCGWINSZ, &size) == 0)
        ioctl(t->master, TIOCSWINSZ, &size); /* tells the command */
}

void terminal_obey(terminal *t)
{
    unsigned char number;
    int status;

    while (read(t->wake, &number, 1) == 1) {
        if (number == SIGWINCH)
            copy_size(t);
        else if (number != SIGCHLD)
            kill(-t->child, number);
        else if (waitpid(t->child, &status, WNOHANG) == t->child)
            t->status = status;
    }
}

bool terminal_open(terminal *t, char **words)
{
    struct winsize size;
    struct termios raw;

    t->status = -1;
    t->has_outer =
        tcgetattr(STDIN_FILENO, &t->outer) == 0 && ioctl(STDIN_FILENO, TIOCGWINSZ, &size) == 0;
    if (!catch_signals())
        return false;
    t->wake = wake[0];
    t->child =
        forkpty(&t->master, NULL, t->has_outer ? &t->outer : NULL, t->has_outer ? &size : NULL);
    if (t->child < 0)
        return false;
    if (t->child == 0) {
        execvp(words[0], words);
        perror(words[0]);
        _exit(127);
    }
    if (t->has_outer) {
        raw = t->outer;
        cfmakeraw(&raw);
        tcsetattr(STDIN_FILENO, TCSANOW, &raw);
    }
    return fcntl(t->master, F_SETFL, O_NONBLOCK) == 0;
}

int terminal_close(terminal *t)
{
    if (t->has_outer)
        tcsetattr(STDIN_FILENO, TCSANOW, &t->outer);
    close(t->master);
    if (WIFSIGNALED(t->status))
        return 128 + WTERMSIG(t->status);
    return WEXITSTATUS(t->status);
}
