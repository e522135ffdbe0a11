#include "websocket_peer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

const char *ws_program, *ws_layer, *ws_faults;

/* ---- the server */

static void exec_server(const char *const *options)
{
    const char *const emulator = getenv("SEAM_EMULATOR");
    char command[2048], faults[1024] = "";
    int n;

    if (ws_faults != NULL)
        (void)snprintf(faults, sizeof(faults), "env LD_PRELOAD=%s SEAM_FAULTS=%s", ws_layer,
                       ws_faults);
    n = snprintf(command, sizeof(command), "exec %s %s %s", faults,
                 emulator != NULL ? emulator : "", ws_program);

    for (; *options != NULL; options++)
        n += snprintf(command + n, sizeof(command) - (size_t)n, " %s", *options);
    execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    _exit(127);
}

process start_program(const char *const *options)
{
    process p = {.pid = 0};
    int fds[2];

    CHECK(pipe(fds) == 0);
    p.pid = fork();
    CHECK(p.pid >= 0);
    if (p.pid == 0) {
        dup2(fds[1], STDOUT_FILENO);
        close(fds[0]);
        close(fds[1]);
        exec_server(options);
    }
    close(fds[1]);
    p.out = fdopen(fds[0], "r");
    return p;
}

int status_of(process *p)
{
    int status;

    CHECK(waitpid(p->pid, &status, 0) == p->pid);
    fclose(p->out);
    CHECK(WIFEXITED(status));
    return WEXITSTATUS(status);
}

bool listens(process *p)
{
    char line[200] = "";

    return fgets(line, sizeof(line), p->out) != NULL &&
           sscanf(line, "listening on ws://%63[^:]:%d", p->host, &p->port) == 2;
}

process start_server(const char *const *options)
{
    process p = start_program(options);

    CHECK(listens(&p));
    return p;
}

bool end_server(process *p)
{
    char says[400] = "";

    kill(p->pid, SIGTERM);
    (void)!fread(says, 1, sizeof(says) - 1, p->out);
    CHECK(strncmp(says, "0 blocks", 8) == 0 || strstr(says, "\n0 blocks are live\n") != NULL);
    CHECK(status_of(p) == 0);
    return strstr(says, "fault: not reached") == NULL;
}

/* ---- a client */

client dial(const process *p)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)p->port)};
    const int one = 1;
    client c = {.fd = socket(AF_INET, SOCK_STREAM, 0)};

    CHECK(inet_pton(AF_INET, p->host, &at.sin_addr) == 1);
    CHECK(c.fd >= 0 && connect(c.fd, (const struct sockaddr *)&at, sizeof(at)) == 0);
    (void)setsockopt(c.fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    (void)fcntl(c.fd, F_SETFL, O_NONBLOCK);
    return c;
}

void hang_up(client *c)
{
    close(c->fd);
    ws_bytes_free(&c->got);
}

void reset(client *c)
{
    const struct linger at_once = {1, 0};

    (void)setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
    hang_up(c);
}

static void receive(client *c)
{
    static uint8_t room[1 << 16];
    const ssize_t n = recv(c->fd, room, sizeof(room), 0);

    if (n > 0)
        ws_bytes_add(&c->got, room, (size_t)n);
    else if (n == 0 || (errno != EAGAIN && errno != EINTR))
        c->ended = true;
}

size_t exchange(client *c, const uint8_t *data, size_t len, int timeout_ms)
{
    struct pollfd wait = {c->fd, (short)(POLLIN | (len > 0 ? POLLOUT : 0)), 0};
    ssize_t n = 0;

    (void)poll(&wait, 1, timeout_ms);
    if ((wait.revents & (POLLIN | POLLHUP | POLLERR)) != 0)
        receive(c);
    if ((wait.revents & POLLOUT) != 0 && !c->ended)
        n = send(c->fd, data, len, MSG_NOSIGNAL);
    return n > 0 ? (size_t)n : 0;
}

void send_all(client *c, const uint8_t *data, size_t len)
{
    while (len > 0 && !c->ended) {
        const size_t n = exchange(c, data, len, 10000);

        data += n;
        len -= n;
    }
}

void await(client *c, size_t n, bool closing)
{
    time_t until = time(NULL) + 60;

    while (!c->ended && time(NULL) <= until) {
        size_t n_frames;
        bool closes;

        if (ws_whole(&c->got, &n_frames, &closes) != SIZE_MAX && n_frames >= n && !closing)
            return;
        (void)exchange(c, NULL, 0, 1000);
    }
    CHECK(c->ended);
}

client dial_and_ask(const process *p, const char *more)
{
    ws_bytes bytes = {NULL, 0, 0};
    client c = dial(p);

    ws_ask(&bytes, more);
    send_all(&c, bytes.data, bytes.len);
    await(&c, 0, false);
    ws_bytes_free(&bytes);
    return c;
}
