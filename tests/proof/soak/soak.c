/* soak [--model N] [--threads N [--lanes N]]: random operations on pools, bufs and chains, held
 * against models; each part runs so many. `tests/run soak` runs millions, the suite some thousands. */
#include "soak.h"

#include <inttypes.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/poison.h"
#include "base/races.h"
#include "base/trace.h"
#include "support.h"

/* ---- what is mapped: all lines of /proc/self/maps but those of malloc and the stack */

enum { MAX_MAPS = 1 << 20 };

static bool read_maps(char *text)
{
    FILE *maps = fopen("/proc/self/maps", "r");
    size_t len = 0;
    char line[512];

    if (maps == NULL)
        return false;
    while (fgets(line, sizeof(line), maps) != NULL) {
        const size_t n = strlen(line);

        if (strstr(line, "[heap]") != NULL || strstr(line, "[stack]") != NULL)
            continue;
        if (n >= MAX_MAPS - len)
            break;
        memcpy(text + len, line, n);
        len += n;
    }
    text[len] = '\0';
    fclose(maps);
    return true;
}

/* NULL, or why no comparison means anything here. */
static const char *maps_hindrance(void)
{
    if (SEAM__ASAN || SEAM__RACES_WATCHED)
        return "a sanitizer maps memory of its own";
    if (is_emulated())
        return "an emulator does not say where malloc's memory is";
    return mallopt(M_MMAP_MAX, 0) == 1 ? NULL : "malloc maps memory of its own";
}

/* ---- the parts */

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int run_model_part(uint64_t seed, uint64_t n)
{
    static char before[MAX_MAPS], after[MAX_MAPS];
    const char *why = maps_hindrance();
    const double start = seconds();

    /* The first backtrace loads a library, and the first rounds let malloc have what it needs. */
    seam__trace_prepare();
    soak_model(seed ^ 1, 2000);
    if (why == NULL && !read_maps(before))
        why = "/proc/self/maps cannot be read";
    soak_model(seed, n);
    if (why == NULL && read_maps(after) && strcmp(before, after) != 0) {
        fprintf(stderr, "mapped before:\n%sand after:\n%s", before, after);
        return 1;
    }
    printf("one thread: %" PRIu64 " operations, %.1f s; /proc/self/maps %s%s\n", n,
           seconds() - start, why == NULL ? "as before" : "not compared: ", why == NULL ? "" : why);
    return 0;
}

static void run_thread_part(uint64_t seed, uint64_t n, unsigned lanes)
{
    const double start = seconds();

    soak_threads(seed, n, lanes);
    printf("%u lanes of threads: %" PRIu64 " operations, %.1f s\n", lanes, n, seconds() - start);
}

static uint64_t number_after(int argc, char **argv, const char *name, uint64_t otherwise)
{
    for (int i = 1; i + 1 < argc; i++) {
        if (strcmp(argv[i], name) == 0)
            return strtoull(argv[i + 1], NULL, 10);
    }
    return otherwise;
}

int main(int argc, char **argv)
{
    const uint64_t n_model = number_after(argc, argv, "--model", 0);
    const uint64_t n_threads = number_after(argc, argv, "--threads", 0);
    const uint64_t lanes = number_after(argc, argv, "--lanes", 16);
    uint64_t seed;

    if (n_model + n_threads == 0 || lanes == 0 || lanes > 16) {
        fputs("usage: soak [--model N] [--threads N [--lanes 1..16]]\n", stderr);
        return 2;
    }
    seed = test_seed("soak");
    if (n_model > 0 && run_model_part(seed, n_model) != 0)
        return 1;
    if (n_threads > 0)
        run_thread_part(seed, n_threads, (unsigned)lanes);
    return 0;
}
