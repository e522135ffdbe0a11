/* Drives echo servers of WebSocket and measures them: one process, epoll, every connection with one message on
 * its way. The servers take turns, round after round; a line of tab-separated values for each is printed.
 *
 *     ws_load SECONDS ROUNDS NAME COMMAND [NAME COMMAND]... */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_SERVERS = 8, MAX_ROUNDS = 15, MAX_CONNECTIONS = 1000, N_TIMES = 1 << 22 };

static void need(int good, const char *what)
{
    if (good)
        return;
    perror(what);
    exit(1);
}

static uint64_t now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* ---- servers */

typedef struct server {
    const char *name, *command;
    pid_t pid;
    FILE *out;
    int port;
} server;

static void start(server *s)
{
    char line[200] = "";
    int fds[2];

    need(pipe(fds) == 0, "pipe");
    s->pid = fork();
    need(s->pid >= 0, "fork");
    if (s->pid == 0) {
        char command[2000];

        (void)snprintf(command, sizeof(command), "exec %s", s->command);
        dup2(fds[1], STDOUT_FILENO);
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    close(fds[1]);
    s->out = fdopen(fds[0], "r");
    need(fgets(line, sizeof(line), s->out) != NULL &&
             sscanf(line, "listening on ws://127.0.0.1:%d", &s->port) == 1,
         s->command);
}

static void stop(server *s)
{
    kill(s->pid, SIGKILL);
    (void)waitpid(s->pid, NULL, 0);
    fclose(s->out);
}

/* The 14th and 15th value behind the name, in ticks. */
static double user_seconds(const server *s)
{
    char path[64], text[1024] = "";
    unsigned long user = 0;
    FILE *file;

    (void)snprintf(path, sizeof(path), "/proc/%d/stat", (int)s->pid);
    file = fopen(path, "r");
    need(file != NULL, path);
    need(fread(text, 1, sizeof(text) - 1, file) > 0, path);
    fclose(file);
    need(sscanf(strrchr(text, ')'), ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu", &user) ==
             1,
         path);
    return (double)user / (double)sysconf(_SC_CLK_TCK);
}

static double resident_kib(const server *s)
{
    char path[64];
    unsigned long pages = 0;
    FILE *file;

    (void)snprintf(path, sizeof(path), "/proc/%d/statm", (int)s->pid);
    file = fopen(path, "r");
    need(file != NULL && fscanf(file, "%*u %lu", &pages) == 1, path);
    fclose(file);
    return (double)pages * (double)sysconf(_SC_PAGESIZE) / 1024;
}

/* ---- connections */

typedef struct connection {
    int fd;
    size_t sent, got; /* of the message that is on its way, and of its echo */
    uint64_t since;
} connection;

static connection connections[MAX_CONNECTIONS];
static uint8_t frame[70000], room[1 << 17];
static size_t frame_len, echo_len;
static uint32_t times_us[N_TIMES];
static size_t n_times;
static int poller;

static void make_frame(size_t len)
{
    static const uint8_t key[4] = {0x37, 0xFA, 0x21, 0x3D};
    size_t n = 2;

    frame[0] = 0x82;
    frame[1] = (uint8_t)(0x80 | (len < 126 ? len : len < 65536 ? 126 : 127));
    for (size_t size = len < 126 ? 0 : len < 65536 ? 2 : 8; size > 0; size--)
        frame[n++] = (uint8_t)((uint64_t)len >> 8 * (size - 1));
    memcpy(frame + n, key, sizeof(key));
    memset(frame + n + 4, 'm', len);
    frame_len = n + 4 + len;
    echo_len = n + len;
}

static void greet(connection *c, int port)
{
    static const char ask[] = "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
                              "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    const int one = 1;
    size_t n = 0;

    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    c->fd = socket(AF_INET, SOCK_STREAM, 0);
    need(c->fd >= 0 && connect(c->fd, (const struct sockaddr *)&at, sizeof(at)) == 0, "connect");
    (void)setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    need(send(c->fd, ask, sizeof(ask) - 1, 0) == (ssize_t)sizeof(ask) - 1, "send");
    while (n < 4 || memcmp(room + n - 4, "\r\n\r\n", 4) != 0) {
        const ssize_t got = recv(c->fd, room + n, sizeof(room) - n, 0);

        need(got > 0, "recv");
        n += (size_t)got;
    }
}

static void watch(connection *c, int change, uint32_t events)
{
    struct epoll_event event = {.events = events, .data = {.ptr = c}};

    need(epoll_ctl(poller, change, c->fd, &event) == 0, "epoll_ctl");
}

static void send_more(connection *c)
{
    const ssize_t n =
        send(c->fd, frame + c->sent, frame_len - c->sent, MSG_NOSIGNAL | MSG_DONTWAIT);

    c->sent += n > 0 ? (size_t)n : 0;
}

static void send_next(connection *c)
{
    c->sent = 0;
    c->got = 0;
    c->since = now_ns();
    send_more(c);
    if (c->sent < frame_len)
        watch(c, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
}

static void on_event(connection *c, uint32_t events)
{
    ssize_t n = 0;

    if ((events & EPOLLOUT) != 0 && c->sent < frame_len) {
        send_more(c);
        if (c->sent == frame_len)
            watch(c, EPOLL_CTL_MOD, EPOLLIN);
    }
    if ((events & EPOLLIN) != 0) {
        n = recv(c->fd, room, sizeof(room), MSG_DONTWAIT);
        need(n != 0, "the server has closed");
    }
    c->got += n > 0 ? (size_t)n : 0;
    if (c->got < echo_len)
        return;
    need(c->got == echo_len, "an echo of another length");
    if (n_times < N_TIMES)
        times_us[n_times++] = (uint32_t)((now_ns() - c->since) / 1000);
    send_next(c);
}

/* ---- measuring */

typedef struct figures {
    double per_second, p99_us, user_us, grown_kib, idle_bytes;
} figures;

static int by_time(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

static void run_for(uint64_t ns)
{
    const uint64_t until = now_ns() + ns;
    struct epoll_event events[256];

    while (now_ns() < until) {
        const int n = epoll_wait(poller, events, 256, 100);

        for (int i = 0; i < n; i++)
            on_event(events[i].data.ptr, events[i].events);
    }
}

static figures measure(const server *s, size_t n_connections, size_t len, double seconds)
{
    const double before = resident_kib(s);
    double user, warm;
    uint64_t began;
    size_t late;
    figures f;

    make_frame(len);
    poller = epoll_create1(0);
    for (size_t i = 0; i < n_connections; i++)
        greet(&connections[i], s->port);
    f.idle_bytes = (resident_kib(s) - before) * 1024 / (double)n_connections;
    for (size_t i = 0; i < n_connections; i++) {
        watch(&connections[i], EPOLL_CTL_ADD, EPOLLIN);
        send_next(&connections[i]);
    }
    run_for((uint64_t)(seconds * 2e8)); /* a fifth, to warm up */
    n_times = 0;
    user = user_seconds(s);
    warm = resident_kib(s);
    began = now_ns();
    run_for((uint64_t)(seconds * 1e9));
    need(n_times > 0, "no message");
    f.per_second = (double)n_times * 1e9 / (double)(now_ns() - began);
    f.user_us = (user_seconds(s) - user) * 1e6 / (double)n_times;
    f.grown_kib = resident_kib(s) - warm;
    qsort(times_us, n_times, sizeof(times_us[0]), by_time);
    late = n_times * 99 / 100;
    f.p99_us = times_us[late];
    for (size_t i = 0; i < n_connections; i++)
        close(connections[i].fd);
    close(poller);
    return f;
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* One line: the least, the median and the greatest of the rounds. */
static void report(const char *what, const char *input, size_t size, const char *name,
                   const char *unit, const double *values, size_t n)
{
    double sorted[MAX_ROUNDS];

    memcpy(sorted, values, n * sizeof(sorted[0]));
    qsort(sorted, n, sizeof(sorted[0]), by_value);
    printf("%s\t%s\t%zu\t%s\t\t%s\t%.3f\t%.3f\t%.3f\n", what, input, size, name, unit, sorted[0],
           sorted[n / 2], sorted[n - 1]);
    fflush(stdout);
}

static void run_job(server *servers, size_t n_servers, size_t n_connections, size_t len,
                    double seconds, size_t rounds)
{
    static double values[5][MAX_SERVERS][MAX_ROUNDS];
    static const char *const names[] = {"ws-messages", "ws-p99", "ws-user-cpu", "ws-growth",
                                        "ws-idle"};
    static const char *const units[] = {"messages/s", "us", "us/message", "KiB", "B/connection"};
    char input[40];

    for (size_t r = 0; r < rounds; r++) {
        for (size_t i = 0; i < n_servers; i++) {
            figures f;

            start(&servers[i]);
            f = measure(&servers[i], n_connections, len, seconds);
            stop(&servers[i]);
            values[0][i][r] = f.per_second;
            values[1][i][r] = f.p99_us;
            values[2][i][r] = f.user_us;
            values[3][i][r] = f.grown_kib;
            values[4][i][r] = f.idle_bytes;
        }
    }
    (void)snprintf(input, sizeof(input), "%zu-connections", n_connections);
    for (size_t k = 0; k < 5; k++) {
        for (size_t i = 0; i < n_servers; i++)
            report(names[k], input, len, servers[i].name, units[k], values[k][i], rounds);
    }
}

int main(int argc, char **argv)
{
    static const size_t counts[] = {1, 100, 1000}, lens[] = {64, 65536};
    server servers[MAX_SERVERS];
    size_t n = 0;
    double seconds;
    size_t rounds;

    if (argc < 5 || argc > 3 + 2 * MAX_SERVERS) {
        fputs("usage: ws_load SECONDS ROUNDS NAME COMMAND [NAME COMMAND]...\n", stderr);
        return 2;
    }
    seconds = strtod(argv[1], NULL);
    rounds = strtoul(argv[2], NULL, 10);
    need(seconds > 0 && rounds > 0 && rounds <= MAX_ROUNDS, "SECONDS and ROUNDS");
    for (int i = 3; i + 1 < argc; i += 2)
        servers[n++] = (server){.name = argv[i], .command = argv[i + 1]};
    printf("job\tinput\tsize\tcontender\tversion\tunit\tmin\tmedian\tmax\n");
    for (size_t i = 0; i < 6; i++)
        run_job(servers, n, counts[i % 3], lens[i / 3], seconds, rounds);
    return 0;
}
