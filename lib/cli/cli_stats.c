#include "cli_stats.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli_print.h"

double cli_now(void)
{
    struct timespec now = {0, 0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* The largest resident set that this process has had; 0 where the system does not say. */
static uint64_t peak_rss_kib(void)
{
    static const char key[] = "VmHWM:";
    FILE *file = fopen("/proc/self/status", "re");
    if (file == NULL)
        return 0;
    char line[256];
    uint64_t kib = 0;
    while (kib == 0 && fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, key, sizeof key - 1) == 0)
            kib = strtoull(line + sizeof key - 1, NULL, 10);
    (void)fclose(file);
    return kib;
}

static void print_count(const char *key, uint64_t value)
{
    cli_say("%s: %" PRIu64 "\n", key, value);
}

void cli_stats_print(const cli_counts *counts, double seconds, const seam_pool_stats *memory)
{
    double mib = (double)counts->bytes_in / (1 << 20);
    print_count("bytes-in", counts->bytes_in);
    print_count("bytes-out", counts->bytes_out);
    print_count("chunks", counts->chunks);
    print_count("faults", counts->faults);
    print_count("cut-characters", counts->cut_characters);
    cli_say("seconds: %.3f\n", seconds);
    cli_say("rate-mib-per-s: %.1f\n", seconds > 0 ? mib / seconds : 0.0);
    print_count("peak-rss-kib", peak_rss_kib());
    print_count("pool-committed-peak", memory->committed_peak);
    print_count("live-blocks", memory->live_blocks);
}
