/* exhaustive: every string of two sets, in every chunking and every mode, equal to the reference.
 *
 *     exhaustive [--jobs N] [--share K] [--set bytes|classes|codecs] [--max-bytes 1..3]
 *                [--class-length L] [--codec-length 1..8] [--long]
 *
 * The sets: all strings of 1 to 3 bytes (67.2 million decodes in each mode), and all strings of 6
 * out of 14 byte classes (240.9 million). `--share K` takes one string out of every K, chosen by the
 * seed. Every 16th string is decoded by the bounded form as well. All strings of 1 to 3 bytes go
 * through the validation and the transcoders of every kernel too, and pairs of UTF-16 units. Short
 * texts go through the codecs of base64 and hex: all of 6 bytes of 6 kinds, all of 4 bytes out of 68; and
 * amid lines of base64 through every kernel. With `--set codecs` nothing else is done.
 *
 * `--long` adds all 2^32 strings of four bytes, through the validation of every kernel, and all 2^32
 * pairs of UTF-16 units, to UTF-8 by the kernel that is chosen: a quarter of an hour of one core of
 * a fast machine, an hour of a slow one; and texts of 8 bytes of 6 kinds through the codecs, an hour or two.
 * Exits 1 at the first mismatch. */
#include "exhaustive.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "exhaustive_codec.h"
#include "exhaustive_kernels.h"
#include "exhaustive_spaced.h"
#include "exhaustive_transcode.h"
#include "support.h"

enum { SETS = 2, BOUNDED_EVERY = 16 };

static string_set sets[SETS];
static bool chosen[SETS] = {true, true};
static size_t share = 1;
static size_t n_jobs;
static size_t codec_length = 6;
static bool is_long, codecs_alone;
static uint64_t seed;

/* What the workers tell the parent: decodes done. The first mismatch stops them all. */
typedef struct board {
    _Atomic uint64_t n_decodes[SETS][FORMS][MODES];
    _Atomic uint64_t n_transcoded, n_validated, n_coded;
    atomic_bool stop;
} board;

static board *shared;

static void check_string(const truth *t, form f, uint64_t counts[MODES])
{
    for (int m = 0; m < MODES; m++) {
        unsigned cuts;
        const char *what = check_chunkings(t, (mode)m, f, &cuts);
        if (what != NULL) {
            /* Relaxed: a flag that carries no data. */
            if (!atomic_exchange_explicit(&shared->stop, true, memory_order_relaxed))
                print_mismatch(t, cuts, (mode)m, f, what);
            exit(EXIT_FAILURE);
        }
        counts[m] += (uint64_t)1 << (t->n - 1);
    }
}

/* The index of the string that stands for block number `block` of `share` strings. */
static size_t index_in(size_t block)
{
    return block * share + (share > 1 ? (size_t)(mixed(seed, block) % share) : 0);
}

static void check_set(size_t s, size_t worker)
{
    const string_set *set = &sets[s];
    const size_t total = set->count(set->longest);
    uint64_t counts[FORMS][MODES] = {{0}};

    for (size_t block = worker; block <= (total - 1) / share; block += n_jobs) {
        const size_t index = index_in(block);
        uint8_t string[EXHAUSTIVE_LONGEST];
        truth t;
        if (index >= total)
            continue;
        /* Relaxed: a flag that carries no data. */
        if (atomic_load_explicit(&shared->stop, memory_order_relaxed))
            exit(EXIT_FAILURE);
        truth_of(&t, string, set->string(set->longest, index, seed, string));
        check_string(&t, FORM_PULL, counts[FORM_PULL]);
        if (mixed(seed, index) % BOUNDED_EVERY == 0)
            check_string(&t, FORM_BOUNDED, counts[FORM_BOUNDED]);
    }
    for (int i = 0; i < FORMS * MODES; i++)
        /* Relaxed: read after the workers have been waited for. */
        atomic_fetch_add_explicit(&shared->n_decodes[s][i / MODES][i % MODES],
                                  counts[i / MODES][i % MODES], memory_order_relaxed);
}

static void add(_Atomic uint64_t *sum, uint64_t n)
{
    /* Relaxed: read after the workers have been waited for. */
    atomic_fetch_add_explicit(sum, n, memory_order_relaxed);
}

static void work(size_t worker)
{
    for (size_t s = 0; s < SETS; s++) {
        if (chosen[s])
            check_set(s, worker);
    }
    add(&shared->n_coded, exhaustive_codec(worker, n_jobs, share, seed, codec_length));
    add(&shared->n_coded, exhaustive_spaced(worker, n_jobs, share, seed));
    if (!codecs_alone) {
        add(&shared->n_validated, exhaustive_valid(worker, n_jobs, share));
        add(&shared->n_transcoded, exhaustive_transcode(worker, n_jobs, share));
    }
    if (is_long && !codecs_alone) {
        add(&shared->n_validated, exhaustive_fours(worker, n_jobs));
        add(&shared->n_transcoded, exhaustive_pairs(worker, n_jobs));
    }
    exit(EXIT_SUCCESS);
}

/* Returns true when every worker has succeeded. */
static bool run_workers(void)
{
    size_t n_running = 0;
    bool good = true;
    int status;

    fflush(stdout);
    for (; n_running < n_jobs; n_running++) {
        const pid_t pid = fork();
        if (pid == 0)
            work(n_running);
        if (pid < 0) {
            perror("exhaustive: fork");
            good = false;
            break;
        }
    }
    for (; n_running > 0; n_running--)
        good = wait(&status) >= 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0 && good;
    return good;
}

static uint64_t print_counts(void)
{
    uint64_t sum = 0;

    printf("%-8s %-8s %-14s %14s\n", "set", "form", "mode", "decodes");
    for (int i = 0; i < SETS * FORMS * MODES; i++) {
        const int s = i / (FORMS * MODES);
        const int f = i / MODES % FORMS;
        /* Relaxed: the workers have been waited for. */
        const uint64_t n =
            atomic_load_explicit(&shared->n_decodes[s][f][i % MODES], memory_order_relaxed);
        if (chosen[s])
            printf("%-8s %-8s %-14s %14" PRIu64 "\n", sets[s].name,
                   f == FORM_PULL ? "pull" : "bounded", mode_name((mode)(i % MODES)), n);
        sum += n;
    }
    return sum;
}

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static int usage(void)
{
    fputs(
        "usage: exhaustive [--jobs N] [--share K] [--set bytes|classes|codecs] [--max-bytes 1..3] "
        "[--class-length 1..8] [--codec-length 1..8] [--long]\n",
        stderr);
    return 2;
}

static bool parse_number(const char *text, size_t max, size_t *out)
{
    char *end;
    const unsigned long long n = strtoull(text, &end, 10);

    *out = (size_t)n;
    return end != text && *end == '\0' && n >= 1 && n <= max;
}

static bool choose_set(const char *name)
{
    bool found = codecs_alone = strcmp(name, "codecs") == 0;

    for (size_t s = 0; s < SETS; s++) {
        chosen[s] = strcmp(name, sets[s].name) == 0;
        found = found || chosen[s];
    }
    return found;
}

static bool parse_option(const char *name, const char *value)
{
    if (strcmp(name, "--jobs") == 0)
        return parse_number(value, 1024, &n_jobs);
    if (strcmp(name, "--share") == 0)
        return parse_number(value, 1000000000, &share);
    if (strcmp(name, "--max-bytes") == 0)
        return parse_number(value, 3, &sets[0].longest);
    if (strcmp(name, "--class-length") == 0)
        return parse_number(value, EXHAUSTIVE_LONGEST, &sets[1].longest);
    if (strcmp(name, "--codec-length") == 0)
        return parse_number(value, EXHAUSTIVE_CODEC_LONGEST, &codec_length);
    return strcmp(name, "--set") == 0 && choose_set(value);
}

static bool parse(int argc, char **argv)
{
    const long n_cores = sysconf(_SC_NPROCESSORS_ONLN);

    sets[0] = set_of_bytes;
    sets[1] = set_of_classes;
    n_jobs = n_cores > 0 ? (size_t)n_cores : 1;
    for (int i = 1; i < argc; i += 2) {
        if (strcmp(argv[i], "--long") == 0) {
            is_long = true;
            codec_length = EXHAUSTIVE_CODEC_LONGEST;
            i--;
            continue;
        }
        if (i + 1 == argc || !parse_option(argv[i], argv[i + 1]))
            return false;
    }
    return true;
}

int main(int argc, char **argv)
{
    double start;
    uint64_t sum;

    if (!parse(argc, argv))
        return usage();
    shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) {
        perror("exhaustive: mmap");
        return 2;
    }
    seed = test_seed("exhaustive");
    exhaustive_init();
    start = seconds();
    if (!run_workers())
        return EXIT_FAILURE;
    start = seconds() - start;
    sum = print_counts();
    printf("%" PRIu64
           " decodes equal to the reference in %.1f s by %zu jobs, one string out of %zu\n",
           sum, start, n_jobs, share);
    /* Relaxed: the workers have been waited for. */
    printf("%" PRIu64 " decodes by codecs as the reference has them\n",
           atomic_load_explicit(&shared->n_coded, memory_order_relaxed));
    /* Relaxed: the workers have been waited for. */
    printf("%" PRIu64 " texts validated and %" PRIu64 " transcoded as the reference does\n",
           atomic_load_explicit(&shared->n_validated, memory_order_relaxed),
           atomic_load_explicit(&shared->n_transcoded, memory_order_relaxed));
    return EXIT_SUCCESS;
}
