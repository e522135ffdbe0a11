/* Drives the example server over sockets: every case whole, and cut at every byte; every option; clients that
 * stop, are slow, or are killed; calls of the server that fail or do half. The server must go on, and end with no
 * block in use.
 *
 *     drive_websocket SERVER FAULTS [--long]
 *
 * FAULTS is the layer for calls that fail. --long: every cut of every case, and the largest messages. SEAM_SHORT:
 * no options, and few of the cases. */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "websocket_peer.h"

static bool is_long;

/* Bytes in pieces of `each`, or cut once. In between the server has time to see them alone. */
static void send_pieces(client *c, const ws_bytes *bytes, size_t cut, size_t each)
{
    const struct timespec moment = {0, 50000};

    if (each == 0) {
        send_all(c, bytes->data, cut);
        if (cut > 0)
            (void)nanosleep(&moment, NULL);
        send_all(c, bytes->data + cut, bytes->len - cut);
        return;
    }
    for (size_t at = 0; at < bytes->len; at += each)
        send_all(c, bytes->data + at, bytes->len - at < each ? bytes->len - at : each);
}

static void run_case(const process *p, const ws_case *k, size_t cut, size_t each)
{
    const bool closing = strstr(k->expect, "88:") != NULL;
    ws_bytes bytes = {NULL, 0, 0};
    client c = dial(p);

    what_is_run = k->name;
    ws_ask(&bytes, ws_offer(k->flags));
    ws_build(&bytes, k->send, (uint32_t)cut + 1);
    cut = cut < bytes.len ? cut : bytes.len;
    send_pieces(&c, &bytes, cut, each);
    await(&c, ws_count(k->expect), closing);
    CHECK(ws_check(&c.got, k->name, k->expect));
    hang_up(&c);
    ws_bytes_free(&bytes);
}

static size_t size_of(const ws_case *k)
{
    ws_bytes bytes = {NULL, 0, 0};
    size_t len;

    ws_ask(&bytes, ws_offer(k->flags));
    ws_build(&bytes, k->send, 1);
    len = bytes.len;
    ws_bytes_free(&bytes);
    return len;
}

static void run_cases(void)
{
    static const char *const options[] = {"--port 0", NULL};
    process p = start_server(options);

    for (size_t i = 0; i < n_ws_cases; i++) {
        const ws_case *k = &ws_cases[i];
        const size_t len = size_of(k);

        if (!is_long && (k->flags & CASE_LONG) != 0 && strstr(k->name, "16 MiB") == NULL)
            continue;
        if (!ws_is_chosen(i) || (ws_is_short() && len > 100000))
            continue;
        run_case(&p, k, len, 0);
        if (len < 3000) {
            run_case(&p, k, 0, 1);
            for (size_t cut = is_long ? 1 : len - 3; cut < len; cut++)
                run_case(&p, k, cut, 0);
        } else {
            run_case(&p, k, 0, 997);
        }
    }
    (void)end_server(&p);
}

/* ---- options */

static const ws_case small_text = {"a text", "81:'text'", "81:'text'", 0};

static void run_program(const char *option, int status, const char *says)
{
    const char *const options[] = {option, "2>&1", NULL};
    process p = start_program(options);
    char text[4096] = "";

    what_is_run = option;
    (void)!fread(text, 1, sizeof(text) - 1, p.out);
    CHECK(strstr(text, says) != NULL);
    CHECK(status_of(&p) == status);
}

static void check_usage(void)
{
    run_program("--help", 0, "usage: websocket [OPTION]...");
    run_program("--unknown", 2, "unknown");
    run_program("--port 65536", 2, "not a number that is possible here: 65536");
    run_program("--max-message 1x", 2, "not a number");
    run_program("--timeout", 2, "requires an argument");
    run_program("argument", 2, "takes no argument");
    run_program("--host nowhere", 1, "nowhere: ");
}

static void with_options(const char *more, void (*fn)(const process *p))
{
    const char *const options[] = {"--port 0", more, NULL};
    process p = start_server(options);

    what_is_run = more;
    fn(&p);
    what_is_run = more;
    (void)end_server(&p);
}

static void speak(const process *p)
{
    run_case(p, &small_text, 0, 0);
}

static void speak_at_another_address(const process *p)
{
    CHECK(strcmp(p->host, "127.0.0.2") == 0);
    speak(p);
}

static void exceed_a_message(const process *p)
{
    static const ws_case cases[] = {{"1000 bytes", "82:*1000", "82:*1000", 0},
                                    {"1001 bytes", "82:*1001", "88:03f1", 0},
                                    {"inflated", "C2:*1001", "88:03f1", CASE_DEFLATE}};

    for (size_t i = 0; i < 3; i++)
        run_case(p, &cases[i], 0, 0);
    speak(p);
}

static void exceed_connections(const process *p)
{
    client first = dial_and_ask(p, ""), second = dial_and_ask(p, "");
    client third = dial(p);

    await(&third, 0, true);
    CHECK(third.got.len == 0);
    hang_up(&third);
    hang_up(&second);
    (void)poll(NULL, 0, 100);
    speak(p);
    hang_up(&first);
}

/* One connection takes the memory, is told so, and others go on. */
static void exceed_memory(const process *p)
{
    static const ws_case large = {"more than there is", "82:*8000000", "88:03f5", 0};

    run_case(p, &large, 0, 0);
    run_case(p, &small_text, 0, 0);
}

/* Who does not read is not read from: no more is taken than fits between the two. */
static void do_not_read(const process *p)
{
    ws_bytes bytes = {NULL, 0, 0};
    const int small = 1 << 16;
    client c = dial_and_ask(p, "");
    size_t sent = 0;
    ssize_t n;

    (void)setsockopt(c.fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
    ws_build(&bytes, "82:*20000", 7);
    for (int idle = 0; idle<3; idle = n> 0 ? 0 : idle + 1) {
        n = send(c.fd, bytes.data + sent % bytes.len, bytes.len - sent % bytes.len, MSG_NOSIGNAL);
        sent += n > 0 ? (size_t)n : 0;
        CHECK(sent < (size_t)64 << 20);
        if (n < 0)
            (void)poll(NULL, 0, 50);
    }
    send_all(&c, bytes.data + sent % bytes.len, bytes.len - sent % bytes.len);
    sent += bytes.len - sent % bytes.len;
    await(&c, sent / bytes.len, false);
    hang_up(&c);
    ws_bytes_free(&bytes);
}

/* A request that does not end, byte by byte, and a close that is not answered. */
static void be_slow(const process *p)
{
    client silent = dial(p), slow = dial(p), closing = dial_and_ask(p, "");
    ws_bytes bytes = {NULL, 0, 0};
    size_t n_frames;
    bool closes;

    ws_ask(&bytes, "");
    for (size_t i = 0; i < bytes.len - 1 && !slow.ended; i++) {
        send_all(&slow, bytes.data + i, 1);
        (void)exchange(&slow, NULL, 0, 50);
    }
    CHECK(slow.ended && slow.got.len == 0);
    await(&silent, 0, true);
    bytes.len = 0;
    ws_build(&bytes, "83:", 1);
    send_all(&closing, bytes.data, bytes.len);
    await(&closing, 1, true);
    CHECK(ws_whole(&closing.got, &n_frames, &closes) != SIZE_MAX && closes);
    hang_up(&silent);
    hang_up(&slow);
    hang_up(&closing);
    ws_bytes_free(&bytes);
    speak(p);
}

/* The server's clock rests while no connection has a deadline, and runs again for one that comes later. */
static void be_silent_later(const process *p)
{
    client open = dial_and_ask(p, ""), silent;

    (void)poll(NULL, 0, 2200);
    silent = dial(p);
    await(&silent, 0, true);
    CHECK(silent.got.len == 0 && !open.ended);
    hang_up(&silent);
    hang_up(&open);
}

static void expect_extension(const process *p, const char *says)
{
    client c = dial_and_ask(p, ws_offer(CASE_DEFLATE));

    ws_bytes_add(&c.got, "", 1);
    CHECK((strstr((const char *)c.got.data, "Extensions: permessage-deflate") != NULL) ==
          (says != NULL));
    CHECK(says == NULL || strstr((const char *)c.got.data, says) != NULL);
    hang_up(&c);
    speak(p);
}

static void expect_no_deflate(const process *p)
{
    expect_extension(p, NULL);
}

static void expect_no_takeover(const process *p)
{
    expect_extension(p, "; server_no_context_takeover; client_no_context_takeover\r\n");
}

/* ---- clients that are killed in every state, and a server that ends while they are there */

static void be_killed(const process *p)
{
    static const char *const scripts[] = {"01:*5000", "81:'text' raw:82fe",
                                          "82:*2000000 82:*2000000", "C1:*100000 41/2:*3000",
                                          "raw:c1ff0000000000100000ffffffff12"};

    for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++) {
        ws_bytes bytes = {NULL, 0, 0};

        ws_ask(&bytes, ws_offer(CASE_DEFLATE));
        ws_build(&bytes, scripts[i], 5);
        for (size_t part = 0; part <= 8; part++) {
            client c = dial(p);
            const size_t len = bytes.len * part / 8;
            size_t sent = 0;

            for (int tries = 0; sent < len && tries < 20; tries++) {
                const ssize_t n = send(c.fd, bytes.data + sent, len - sent, MSG_NOSIGNAL);

                sent += n > 0 ? (size_t)n : 0;
                if (n < 0)
                    (void)poll(NULL, 0, 1);
            }
            if (part % 2 == 0)
                reset(&c);
            else
                hang_up(&c);
        }
        ws_bytes_free(&bytes);
        speak(p);
    }
}

/* Connections that are open are told 1001, one that was asking is closed; both are waited for. */
static void end_beside_clients(void)
{
    static const char *const options[] = {"--port 0", "--timeout 5", NULL};
    static const char bye[] = "88:03e9";
    ws_bytes answer = {NULL, 0, 0};
    process p = start_server(options);
    client open = dial_and_ask(&p, ""), asking = dial(&p);

    what_is_run = "a server that ends";
    send_all(&asking, (const uint8_t *)"GET", 3);
    (void)poll(NULL, 0, 50);
    kill(p.pid, SIGINT);
    await(&asking, 0, true);
    while (open.got.len < 4 || open.got.data[open.got.len - 1] != 0xE9)
        (void)exchange(&open, NULL, 0, 1000);
    CHECK(ws_check(&open.got, "a server that ends", bye));
    ws_build(&answer, bye, 1);
    send_all(&open, answer.data, answer.len);
    hang_up(&open);
    hang_up(&asking);
    ws_bytes_free(&answer);
    (void)end_server(&p);
}

/* ---- calls of the server that fail, and reads and writes that do half */

static const ws_case talk = {"a talk", "01:*600 89:'p' 80:*700 C1:*3000 82:*20000 88:03e8",
                             "8a:'p' 81:*1300 C1:*3000 82:*20000 88:03e8", CASE_DEFLATE};

/* Whether a connection has ended early. */
static bool is_cut_off(const process *p)
{
    ws_bytes bytes = {NULL, 0, 0};
    client c = dial(p);
    size_t n_frames;
    bool closes;

    ws_ask(&bytes, ws_offer(talk.flags));
    ws_build(&bytes, talk.send, 1);
    send_pieces(&c, &bytes, 0, 5000);
    await(&c, 0, true);
    (void)ws_whole(&c.got, &n_frames, &closes);
    hang_up(&c);
    ws_bytes_free(&bytes);
    return n_frames < ws_count(talk.expect);
}

/* A call that fails ends its connection, and others go on; all else changes nothing. Returns whether the fault
 * has happened. */
static bool talk_with(const char *faults)
{
    static const char *const options[] = {"--port 0", "2>&1", NULL};
    const bool fails = strstr(faults, "failed") != NULL;
    process p;
    bool is_cut;

    ws_faults = faults;
    what_is_run = faults;
    p = start_server(options);
    is_cut = fails && is_cut_off(&p);
    if (is_cut || !fails)
        run_case(&p, &talk, 0, 5000);
    what_is_run = faults;
    return end_server(&p) && (is_cut || !fails);
}

static void run_single_faults(void)
{
    static const char *const faults[] = {"read:short",        "read:again",  "read:interrupted",
                                         "read:failed",       "write:short", "write:again",
                                         "write:interrupted", "write:failed"};

    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        unsigned n = 0;
        char rule[64];

        do
            (void)snprintf(rule, sizeof(rule), "%s:%u", faults[i], ++n);
        while (talk_with(rule) && n < 300);
        CHECK(n > 2 && n < 300);
    }
}

/* The first calls of calloc() are libuv's, and without them the server does not start. Returns one that has no
 * memory for its first two connections. */
static process start_without_memory(void)
{
    static const char *const options[] = {"--port 0", "2>&1", NULL};
    static char rules[64];
    process p;

    ws_faults = what_is_run = rules;
    for (unsigned n = 1;; n++) {
        CHECK(n < 20);
        (void)snprintf(rules, sizeof(rules), "calloc:memory:%u,calloc:memory:%u", n, n + 1);
        p = start_program(options);
        if (listens(&p))
            return p;
        CHECK(status_of(&p) == 1);
    }
}

/* Of two connections that come together the first is closed and the second waits for that; the next one is taken.
 * Sanitizers have an allocator of their own, which does not fail. */
static void run_without_memory(void)
{
    process p = start_without_memory();
    client c[2];

    kill(p.pid, SIGSTOP);
    c[0] = dial(&p);
    c[1] = dial(&p);
    kill(p.pid, SIGCONT);
    (void)exchange(&c[0], NULL, 0, 1000);
    run_case(&p, &small_text, 0, 0);
    (void)exchange(&c[1], NULL, 0, 1);
    CHECK(!c[1].ended);
    CHECK(end_server(&p) == c[0].ended);
    hang_up(&c[0]);
    hang_up(&c[1]);
}

/* Every call takes a few bytes, and some fail: the cases are what they were. */
static void run_cases_in_parts(void)
{
    static const char *const options[] = {"--port 0", NULL};
    process p;

    ws_faults = "most=3,seed=5,read:interrupted:5%,read:again:5%,read:short:100%,"
                "write:interrupted:5%,write:again:5%,write:short:100%";
    p = start_server(options);
    for (size_t i = 0; i < n_ws_cases; i++) {
        if (size_of(&ws_cases[i]) < 3000)
            run_case(&p, &ws_cases[i], 0, 0);
    }
    (void)end_server(&p);
    CHECK(talk_with("most=500,seed=6,read:short:100%,write:short:100%,write:again:50%"));
    ws_faults = NULL;
}

static void check_options(void)
{
    check_usage();
    with_options("--host 127.0.0.2", speak_at_another_address);
    with_options("--max-message 1000", exceed_a_message);
    with_options("--max-connections 2", exceed_connections);
    with_options("--max-memory 3000000", exceed_memory);
    with_options("--high 1000", do_not_read);
    with_options("--timeout 1", be_slow);
    with_options("--timeout 1", be_silent_later);
    with_options("--no-deflate", expect_no_deflate);
    with_options("--no-takeover", expect_no_takeover);
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fputs("usage: drive_websocket SERVER FAULTS [--long]\n", stderr);
        return 2;
    }
    ws_program = argv[1];
    ws_layer = argv[2];
    is_long = argc > 3 && strcmp(argv[3], "--long") == 0;
    if (!ws_is_short())
        check_options();
    with_options("", be_killed);
    end_beside_clients();
    if (getenv("SEAM_EMULATOR") == NULL && !ws_is_short()) {
        run_single_faults();
        run_without_memory();
        run_cases_in_parts();
    }
    run_cases();
    printf("%zu cases\n", n_ws_cases);
    return 0;
}
