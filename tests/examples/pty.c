/* A terminal filter: runs a command on a terminal of its own, and passes on what that writes as well-formed UTF-8.
 *
 *     pty [-s] [-w MS] [-p BYTES] [-v] COMMAND [ARGUMENT]...
 *
 * What can be no character becomes U+FFFD as soon as that is known. The start of a character is held until its
 * rest comes, but no longer than -w says (100 ms): what a program shows is never stuck. -s leaves escape
 * sequences out, so that a file of it is plain text, however they were cut. -p bounds the pool. -v counts
 * what was replaced, and the blocks that are left.
 *
 * The window's size follows that of standard input, signals go to the command, and its exit status is that of
 * the filter, 128 and the signal's number where one ended it. */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <seam/seam.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "pty_escape.h"
#include "pty_terminal.h"

#define HIGH      65536 /* bytes that wait for a side before the other one is read no more */
#define END_INPUT 4     /* what a terminal takes for the end of input: control D */

/* To the command; what it writes, the same as text, and what goes out of that. */
enum { IN, RAW, TEXT, OUT, N_CHAINS };

typedef struct filter {
    unsigned long wait_ms, max_pool;
    bool strip, verbose;
    seam_pool *pool;
    terminal terminal;
    bool has_input, has_output;
    uint64_t n_replaced;
    long give_up_at; /* ms: when what the decoder holds has waited long enough */
    seam_decoder dec;
    seam_chain chains[N_CHAINS];
    seam_gate in_gate, out_gate;
    escapes escapes;
} filter;

/* ---- the ways */

static long now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (long)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static seam_status decode(filter *f)
{
    seam_status r = seam_decoder_push_chain(&f->dec, &f->chains[RAW], &f->chains[TEXT]);

    f->give_up_at = now_ms() + (long)f->wait_ms;
    if (r != SEAM_MORE && r != SEAM_EOF)
        return r;
    return f->strip ? escapes_strip(&f->escapes, &f->chains[TEXT], &f->chains[OUT])
                    : seam_chain_move(&f->chains[OUT], &f->chains[TEXT],
                                      seam_chain_len(&f->chains[TEXT]));
}

/* What is held is shown for what it is: its rest has not come for too long, or will not come. */
static seam_status give_up(filter *f)
{
    seam_status r;

    seam_decoder_finish(&f->dec);
    r = decode(f);
    f->n_replaced += seam_decoder_n_faults(&f->dec);
    return r;
}

static seam_status read_output(filter *f)
{
    size_t n;
    seam_status r = seam_chain_read_fd(&f->chains[RAW], f->terminal.master, 0, &n);

    /* Linux says EIO when nobody has the terminal open any more. */
    if (r == SEAM_EOF || (r == SEAM_ESYS && errno == EIO)) {
        f->has_output = false;
        return give_up(f);
    }
    return r == SEAM_OK ? decode(f) : r;
}

static seam_status read_input(filter *f)
{
    static const uint8_t end = END_INPUT;
    size_t n;
    seam_status r = seam_chain_read_fd(&f->chains[IN], STDIN_FILENO, 0, &n);

    if (r != SEAM_EOF && r != SEAM_ESYS)
        return r;
    f->has_input = false;
    return seam_chain_write(&f->chains[IN], seam_view_of(&end, 1));
}

/* A command that has gone reads no more, and has lost nothing. */
static seam_status write_input(filter *f)
{
    size_t n;
    seam_status r = seam_chain_write_fd(&f->chains[IN], f->terminal.master, 0, &n);

    if (r != SEAM_ESYS || errno != EIO)
        return r;
    f->has_input = false;
    seam_chain_release(&f->chains[IN]);
    return SEAM_OK;
}

static int timeout_of(const filter *f)
{
    uint8_t held[4];
    long left;

    /* What the command has written before its end is there. */
    if (f->terminal.status >= 0 && f->has_output && !seam_gate_is_shut(&f->out_gate))
        return 0;
    if (seam_decoder_pending(&f->dec, held) == 0)
        return -1;
    left = f->give_up_at - now_ms();
    return left > 0 ? (int)left : 0;
}

/* Nobody is waited for without a reason: a side that has hung up would always be ready. */
static struct pollfd wait_for(int fd, bool to_read, bool to_write)
{
    const int events = (to_read ? POLLIN : 0) | (to_write ? POLLOUT : 0);

    return (struct pollfd){events != 0 ? fd : -1, (short)events, 0};
}

/* Waits, and does what can be done. A blocking pipe takes PIPE_BUF bytes when poll() says so. */
static seam_status turn(filter *f)
{
    const bool may_read = f->has_output && !seam_gate_is_shut(&f->out_gate);
    const bool was_dead = f->terminal.status >= 0;
    struct pollfd p[] = {
        wait_for(f->terminal.wake, true, false),
        wait_for(f->terminal.master, may_read, f->has_output && seam_chain_len(&f->chains[IN]) > 0),
        wait_for(STDIN_FILENO, f->has_input && !seam_gate_is_shut(&f->in_gate), false),
        wait_for(STDOUT_FILENO, false, seam_chain_len(&f->chains[OUT]) > 0)};
    uint8_t held[4];
    seam_status r = SEAM_OK;
    size_t n;

    if (poll(p, 4, timeout_of(f)) < 0)
        return errno == EINTR ? SEAM_OK : SEAM_ESYS;
    if (p[0].revents != 0)
        terminal_obey(&f->terminal);
    if (may_read && (p[1].revents & ~POLLOUT) != 0) {
        r = read_output(f);
    } else if (may_read && was_dead) {
        f->has_output = false; /* others may still have the terminal open */
        r = give_up(f);
    } else if (seam_decoder_pending(&f->dec, held) > 0 && now_ms() >= f->give_up_at) {
        r = give_up(f);
    }
    if (r >= 0 && p[2].revents != 0)
        r = read_input(f);
    if (r >= 0 && (p[1].revents & POLLOUT) != 0)
        r = write_input(f);
    if (r >= 0 && p[3].revents != 0)
        r = seam_chain_write_fd(&f->chains[OUT], STDOUT_FILENO, PIPE_BUF, &n);
    seam_gate_level(&f->in_gate, seam_chain_len(&f->chains[IN]));
    seam_gate_level(&f->out_gate, seam_chain_len(&f->chains[OUT]));
    return r;
}

/* Until all that the command had to say has been passed on, and its end is known. */
static bool run(filter *f)
{
    seam_status r = SEAM_OK;

    while (r >= 0 &&
           (f->has_output || f->terminal.status < 0 || seam_chain_len(&f->chains[OUT]) > 0))
        r = turn(f);
    if (r < 0)
        fprintf(stderr, "pty: %s\n", r == SEAM_ESYS ? strerror(errno) : seam_status_text(r));
    return r >= 0;
}

static bool open_filter(filter *f)
{
    const seam_pool_options options = {.flags = SEAM_POOL_CONFINED, .max_bytes = f->max_pool};
    seam_decoder_options rules;

    f->in_gate = f->out_gate = seam_gate_of(HIGH, 0);
    f->has_input = f->has_output = true;
    if (seam_decoder_profile(&rules, SEAM_PROFILE_TERMINAL, SEAM_UTF8, SEAM_UTF8) != SEAM_OK ||
        seam_decoder_init(&f->dec, &rules) != SEAM_OK ||
        seam_pool_create(&options, &f->pool) != SEAM_OK)
        return false;
    for (size_t i = 0; i < N_CHAINS; i++)
        seam_chain_init(&f->chains[i], f->pool);
    return true;
}

/* True when no block is left. */
static bool close_filter(filter *f)
{
    seam_pool_stats stats;

    for (size_t i = 0; i < N_CHAINS; i++)
        seam_chain_release(&f->chains[i]);
    seam_pool_stats_get(f->pool, &stats);
    seam_pool_destroy(&f->pool);
    if (f->verbose || stats.live_blocks > 0)
        fprintf(stderr, "pty: %llu replaced, %llu live blocks\n", (unsigned long long)f->n_replaced,
                (unsigned long long)stats.live_blocks);
    return stats.live_blocks == 0;
}

static bool parse(filter *f, int argc, char **argv)
{
    for (int option; (option = getopt(argc, argv, "+svw:p:")) != -1;) {
        if (option == 's')
            f->strip = true;
        else if (option == 'v')
            f->verbose = true;
        else if (option == 'w')
            f->wait_ms = strtoul(optarg, NULL, 10);
        else if (option == 'p')
            f->max_pool = strtoul(optarg, NULL, 10);
        else
            return false;
    }
    return optind < argc;
}

int main(int argc, char **argv)
{
    filter f = {.wait_ms = 100};
    bool done;
    int code;

    if (!parse(&f, argc, argv)) {
        fprintf(stderr, "usage: pty [-s] [-w MS] [-p BYTES] [-v] COMMAND [ARGUMENT]...\n");
        return 2;
    }
    if (!open_filter(&f)) {
        fprintf(stderr, "pty: no pool\n");
        return 1;
    }
    if (!terminal_open(&f.terminal, argv + optind)) {
        perror("pty: no terminal");
        (void)close_filter(&f);
        return 1;
    }
    done = run(&f);
    code = terminal_close(&f.terminal);
    return close_filter(&f) && done ? code : 1;
}
