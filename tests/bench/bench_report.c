/* What is printed: a table to read, a JSON object per row, or columns for gnuplot. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

typedef struct unit_words {
    const char *name;
    bool more_is_better;
} unit_words;

static const unit_words units[] = {
    [BENCH_NS] = {"ns", false},         [BENCH_GBPS] = {"GB/s", true},
    [BENCH_BYTES] = {"B", false},       [BENCH_FAULTS] = {"faults", false},
    [BENCH_CALLS] = {"calls/s", false}, [BENCH_TIMES] = {"times", false}};

#define MAX_VERSIONS 32

static struct {
    const char *peer, *version;
} versions[MAX_VERSIONS];
static size_t n_versions;

void bench_note_version(const char *peer, const char *version)
{
    bench_require(n_versions < MAX_VERSIONS, "too many versions");
    versions[n_versions].peer = peer;
    versions[n_versions++].version = version;
}

static const char *version_of(const char *peer)
{
    for (size_t i = 0; i < n_versions; i++) {
        if (strcmp(versions[i].peer, peer) == 0)
            return versions[i].version;
    }
    return "";
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;

    return (x > y) - (x < y);
}

static void print_cpu(void)
{
    FILE *file = fopen("/proc/cpuinfo", "r");
    char line[256];

    while (file != NULL && fgets(line, sizeof(line), file) != NULL) {
        const char *colon = strchr(line, ':');

        if (strncmp(line, "model name", 10) != 0 || colon == NULL)
            continue;
        printf("# cpu\t%s", colon + 2);
        break;
    }
    if (file != NULL)
        fclose(file);
}

void bench_report_head(const bench *b)
{
    if (b->format == BENCH_TABLE)
        printf("%-15s %-18s %9s  %-16s %9s %9s %9s unit\n", "job", "input", "size", "contender",
               "min", "median", "max");
    if (b->format != BENCH_TSV)
        return;
    print_cpu();
    printf("job\tinput\tsize\tcontender\tversion\tunit\tmin\tmedian\tmax\n");
}

static void print_table(const job *j, const char *name, const double *row, double seam)
{
    const unit_words *unit = &units[j->unit];

    printf("%-15s %-18s %9zu  %-16s %9.2f %9.2f %9.2f %-5s", j->name, j->input, j->size, name,
           row[0], row[1], row[2], unit->name);
    if (seam > 0 && row[1] > 0 && (j->unit == BENCH_NS || j->unit == BENCH_GBPS))
        printf("  seam is %.2f times as fast",
               unit->more_is_better ? seam / row[1] : row[1] / seam);
    else if (seam > 0 && row[1] > 0)
        printf("  %.2f times seam's", row[1] / seam);
    printf("\n");
}

double bench_report(const bench *b, const job *j, const char *name, double *figures, size_t n,
                    double seam)
{
    const char *version = version_of(name);
    const char *unit = units[j->unit].name;
    double row[3];

    qsort(figures, n, sizeof(double), compare_doubles);
    row[0] = figures[0];
    row[1] = figures[n / 2];
    row[2] = figures[n - 1];
    if (b->format == BENCH_JSON)
        printf("{\"job\":\"%s\",\"input\":\"%s\",\"size\":%zu,\"contender\":\"%s\","
               "\"version\":\"%s\",\"unit\":\"%s\",\"min\":%.3f,\"median\":%.3f,\"max\":%.3f}\n",
               j->name, j->input, j->size, name, version, unit, row[0], row[1], row[2]);
    else if (b->format == BENCH_TSV)
        printf("%s\t%s\t%zu\t%s\t%s\t%s\t%.3f\t%.3f\t%.3f\n", j->name, j->input, j->size, name,
               version, unit, row[0], row[1], row[2]);
    else
        print_table(j, name, row, seam);
    fflush(stdout);
    return row[1];
}
