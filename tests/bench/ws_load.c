/* Drives echo servers of WebSocket and measures them: one process, epoll, every connection with one message on
 * its way. The servers take turns, round after round; a line of tab-separated values for each is printed. ws-soak
 * is by how much a server's memory grows over a million messages.
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

/* In user mode and in the kernel, by the scheduler's clock, which other programs do not disturb. */
static double cpu_seconds(const server *s)
{
    char path[64];
    unsigned long long ns = 0;
    FILE *file;

    (void)snprintf(path, sizeof(path), "/proc/%d/schedstat", (int)s->pid);
    file = fopen(path, "r");
    need(file != NULL && fscanf(file, "%llu", &ns) == 1, path);
    fclose(file);
    return (double)ns / 1e9;
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

enum { MESSAGES, P99, USER, CPU, GROWTH, IDLE, N_FIGURES };

static const struct {
    const char *name, *unit;
} figures[N_FIGURES] = {{"ws-messages", "messages/s"}, {"ws-p99", "us"},
                        {"ws-user-cpu", "us/message"}, {"ws-cpu", "us/message"},
                        {"ws-growth", "KiB"},          {"ws-idle", "B/connection"}};

static int by_time(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

/* For a time, or until so many messages have been echoed. */
static void run_for(uint64_t ns, size_t messages)
{
    const uint64_t until = now_ns() + ns;
    struct epoll_event events[256];

    while (now_ns() < until && n_times < messages) {
        const int n = epoll_wait(poller, events, 256, 100);

        for (int i = 0; i < n; i++)
            on_event(events[i].data.ptr, events[i].events);
    }
}

/* All connections send their first message. Returns how much memory of the server each has taken while it was idle. */
static double open_all(const server *s, size_t n_connections, size_t len)
{
    const double before = resident_kib(s);
    double idle;

    make_frame(len);
    poller = epoll_create1(0);
    for (size_t i = 0; i < n_connections; i++)
        greet(&connections[i], s->port);
    idle = (resident_kib(s) - before) * 1024 / (double)n_connections;
    for (size_t i = 0; i < n_connections; i++) {
        watch(&connections[i], EPOLL_CTL_ADD, EPOLLIN);
        send_next(&connections[i]);
    }
    return idle;
}

static void close_all(size_t n_connections)
{
    for (size_t i = 0; i < n_connections; i++)
        close(connections[i].fd);
    close(poller);
}

static void measure(const server *s, size_t n_connections, size_t len, double seconds,
                    double f[N_FIGURES])
{
    double user, cpu, warm;
    uint64_t began;
    size_t at_99;

    f[IDLE] = open_all(s, n_connections, len);
    n_times = 0;
    run_for((uint64_t)(seconds * 2e8), N_TIMES); /* a fifth, to warm up */
    n_times = 0;
    user = user_seconds(s);
    cpu = cpu_seconds(s);
    warm = resident_kib(s);
    began = now_ns();
    run_for((uint64_t)(seconds * 1e9), N_TIMES);
    need(n_times > 0, "no message");
    f[MESSAGES] = (double)n_times * 1e9 / (double)(now_ns() - began);
    f[USER] = (user_seconds(s) - user) * 1e6 / (double)n_times;
    f[CPU] = (cpu_seconds(s) - cpu) * 1e6 / (double)n_times;
    f[GROWTH] = resident_kib(s) - warm;
    qsort(times_us, n_times, sizeof(times_us[0]), by_time);
    at_99 = n_times * 99 / 100;
    f[P99] = times_us[at_99];
    close_all(n_connections);
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
    static double values[N_FIGURES][MAX_SERVERS][MAX_ROUNDS];
    char input[40];

    for (size_t r = 0; r < rounds; r++) {
        for (size_t i = 0; i < n_servers; i++) {
            double f[N_FIGURES];

            start(&servers[i]);
            measure(&servers[i], n_connections, len, seconds, f);
            stop(&servers[i]);
            for (size_t k = 0; k < N_FIGURES; k++)
                values[k][i][r] = f[k];
        }
    }
    (void)snprintf(input, sizeof(input), "%zu-connections", n_connections);
    for (size_t k = 0; k < N_FIGURES; k++) {
        for (size_t i = 0; i < n_servers; i++)
            report(figures[k].name, input, len, servers[i].name, figures[k].unit, values[k][i],
                   rounds);
    }
}

/* By how much a server's memory grows from the first ten thousand messages to the last of a million. */
static void soak(server *s, size_t n_connections, size_t len)
{
    double warm, grown;

    start(s);
    (void)open_all(s, n_connections, len);
    n_times = 0;
    run_for(UINT64_MAX / 2, 10000);
    warm = resident_kib(s);
    run_for(UINT64_MAX / 2, 1000000);
    grown = resident_kib(s) - warm;
    close_all(n_connections);
    stop(s);
    report("ws-soak", "1000000-messages", len, s->name, "KiB", &grown, 1);
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
    for (size_t i = 0; i < n; i++)
        soak(&servers[i], 100, 64);
    return 0;
}
