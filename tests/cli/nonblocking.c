/* Runs a program whose standard input, output and error are pipes with O_NONBLOCK set, as runtimes with an
 * event loop leave them:
 *
 *     nonblocking PROGRAM [ARGUMENT]... <in >out 2>err
 *
 * Input is fed in pieces with pauses, and output taken in pieces with pauses, so that the program's reads
 * find nothing and its writes find no room. Exits as the program does, with 128 + the signal when one killed
 * it. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* More than a pipe holds, so that it is emptied and filled between two pauses. */
#define PIECE    ((size_t)100000)
#define PAUSE_MS 2L

static void fail(const char *what)
{
    perror(what);
    exit(120);
}

static void pause_ms(long ms)
{
    struct timespec time = {0, ms * 1000000};
    nanosleep(&time, NULL);
}

static void set_nonblocking(int fd)
{
    int flags = fcntl(fd, F_GETFL);
    if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0)
        fail("fcntl");
}

typedef struct pipes {
    int in[2], out[2], err[2]; /* each end to read, then end to write */
} pipes;

static void close_all(const pipes *p)
{
    const int ends[] = {p->in[0], p->in[1], p->out[0], p->out[1], p->err[0], p->err[1]};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        close(ends[i]);
}

static pid_t start(const pipes *p, char **argv)
{
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    if (dup2(p->in[0], STDIN_FILENO) < 0 || dup2(p->out[1], STDOUT_FILENO) < 0 ||
        dup2(p->err[1], STDERR_FILENO) < 0)
        fail("dup2");
    close_all(p);
    signal(SIGPIPE, SIG_DFL);
    execv(argv[0], argv);
    fail(argv[0]);
    return -1;
}

/* The next of what is to be fed. */
typedef struct feed {
    char bytes[PIECE];
    size_t at, len;
    int fd; /* -1: all of it went */
} feed;

/* Feeds what there is room for; a program that wants no more is let be. */
static void feed_some(feed *f)
{
    if (f->at == f->len) {
        ssize_t n = read(STDIN_FILENO, f->bytes, PIECE);
        pause_ms(PAUSE_MS);
        f->at = 0;
        f->len = n > 0 ? (size_t)n : 0;
    }
    ssize_t n = f->len > 0 ? write(f->fd, f->bytes + f->at, f->len - f->at) : -1;
    f->at += n > 0 ? (size_t)n : 0;
    if (f->len == 0 || (n < 0 && errno != EAGAIN)) {
        close(f->fd);
        f->fd = -1;
    }
}

/* Takes a piece. Returns false at the end. */
static bool take_some(int from, int to)
{
    static char bytes[PIECE];
    ssize_t n = read(from, bytes, PIECE);
    for (ssize_t done = 0, more; done < n; done += more)
        if ((more = write(to, bytes + done, (size_t)(n - done))) < 0)
            fail("write");
    pause_ms(PAUSE_MS);
    return n > 0 || (n < 0 && errno == EAGAIN);
}

static void serve(const pipes *p)
{
    static feed f;
    struct pollfd ends[3] = {
        {p->in[1], POLLOUT, 0}, {p->out[0], POLLIN, 0}, {p->err[0], POLLIN, 0}};
    f.fd = p->in[1];
    pause_ms(10 * PAUSE_MS);
    while (ends[1].fd >= 0 || ends[2].fd >= 0) {
        if (poll(ends, 3, -1) < 0)
            fail("poll");
        if (ends[1].revents != 0 && !take_some(p->out[0], STDOUT_FILENO))
            ends[1].fd = -1;
        if (ends[2].revents != 0 && !take_some(p->err[0], STDERR_FILENO))
            ends[2].fd = -1;
        if (ends[0].revents != 0)
            feed_some(&f);
        ends[0].fd = f.fd;
    }
}

int main(int argc, char **argv)
{
    pipes p;
    int status;
    if (argc < 2 || pipe(p.in) != 0 || pipe(p.out) != 0 || pipe(p.err) != 0)
        fail("nonblocking PROGRAM [ARGUMENT]...");
    /* The flag belongs to an end, so each of the program's has it, and of ours the one we write to. */
    set_nonblocking(p.in[0]);
    set_nonblocking(p.in[1]);
    set_nonblocking(p.out[1]);
    set_nonblocking(p.err[1]);
    pid_t pid = start(&p, argv + 1);
    if (pid < 0)
        fail("fork");
    signal(SIGPIPE, SIG_IGN);
    close(p.in[0]);
    close(p.out[1]);
    close(p.err[1]);
    serve(&p);
    if (waitpid(pid, &status, 0) != pid)
        fail("waitpid");
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
