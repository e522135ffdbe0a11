#include "bench_process.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench_contenders.h"

#define MAX_ROUNDS 9
#define MAX_ALSO   4

/* A figure besides that of the rounds. */
typedef struct also {
    char name[32];
    bench_unit unit;
    double figures[MAX_ROUNDS];
    size_t n;
} also;

/* One contender of one job. */
typedef struct entrant {
    const pool_contender *who;
    pid_t pid;
    FILE *to, *from;
    double figures[MAX_ROUNDS];
    size_t n_figures;
    also also[MAX_ALSO];
    size_t n_also;
} entrant;

/* What is known of a contender since it was first asked for. */
typedef struct answer {
    bool asked, there;
    char version[48];
} answer;

static answer answers[N_CONTENDERS];

/* The program that runs workers: this one, unless it lives in another, or its neighbour that has the
 * library in itself. */
static void find_program(const pool_contender *who, char *path, size_t cap)
{
    const char *given = getenv("SEAM_BENCH_WORKER");
    char self[4096];
    const ssize_t n = given == NULL ? readlink("/proc/self/exe", self, sizeof(self) - 1) : 0;

    bench_require(n >= 0, "readlink");
    self[n] = '\0';
    snprintf(path, cap, "%s%s", given != NULL ? given : self,
             who->kind == KIND_STATIC ? "_static" : "");
}

_Noreturn static void become_worker(const pool_contender *who, const char *job_name,
                                    size_t argument, int in, int out, bool quiet)
{
    char path[4200];
    char number[24];

    find_program(who, path, sizeof(path));
    snprintf(number, sizeof(number), "%zu", argument);
    dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    close(in);
    close(out);
    if (quiet)
        dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
    if (who->preload != NULL)
        setenv("LD_PRELOAD", who->preload, 1);
    execl(path, "bench", "--worker", who->name, job_name, number, (char *)NULL);
    _exit(127);
}

/* Ends that no other worker inherits. */
static void make_pipe(int ends[2])
{
    bench_require(pipe(ends) == 0, "pipe");
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
}

static void start(entrant *e, const char *job_name, size_t argument, bool quiet)
{
    int in[2];
    int out[2];

    make_pipe(in);
    make_pipe(out);
    fflush(stdout);
    e->pid = fork();
    bench_require(e->pid >= 0, "fork");
    if (e->pid == 0)
        become_worker(e->who, job_name, argument, in[0], out[1], quiet);
    close(in[0]);
    close(out[1]);
    e->to = fdopen(in[1], "w");
    e->from = fdopen(out[0], "r");
    bench_require(e->to != NULL && e->from != NULL, "fdopen");
}

/* The next line of a worker, without its end; false at the end of the file. */
static bool hear(const entrant *e, char *line, size_t cap)
{
    if (fgets(line, (int)cap, e->from) == NULL)
        return false;
    line[strcspn(line, "\n")] = '\0';
    return true;
}

/* Waits until a worker is ready; false when it leaves this job out. `rest` gets the rest of what it
 * says: its version, or why. */
static bool is_ready(const entrant *e, char *rest, size_t cap)
{
    char line[96];

    bench_require(hear(e, line, sizeof(line)), "a worker ended before it was ready");
    snprintf(rest, cap, "%s", strchr(line, ' ') != NULL ? strchr(line, ' ') + 1 : "");
    return strncmp(line, "ready", 5) == 0;
}

static void note(entrant *e, const char *line)
{
    static const char *const names[] = {"ns", "GB/s", "B", "faults", "times", "calls/s"};
    char name[32];
    char unit[16];
    double figure;
    size_t i = 0;

    bench_require(sscanf(line, "also %31s %15s %lf", name, unit, &figure) == 3, line);
    while (i < e->n_also && strcmp(e->also[i].name, name) != 0)
        i++;
    bench_require(i < MAX_ALSO, "too many figures");
    if (i == e->n_also) {
        e->n_also++;
        memcpy(e->also[i].name, name, sizeof(name));
        while (strcmp(names[e->also[i].unit], unit) != 0)
            e->also[i].unit++;
    }
    e->also[i].figures[e->also[i].n++] = figure;
}

/* Says that no round follows, hears what else there is, and sees the worker out. */
static void finish(entrant *e)
{
    char line[96];
    int status = 0;

    fclose(e->to);
    while (hear(e, line, sizeof(line)))
        note(e, line);
    fclose(e->from);
    waitpid(e->pid, &status, 0);
    bench_require(WIFEXITED(status) && WEXITSTATUS(status) == 0, e->who->name);
}

static void play_round(entrant *e)
{
    char line[96];

    fputc('\n', e->to);
    fflush(e->to);
    bench_require(hear(e, line, sizeof(line)), e->who->name);
    e->figures[e->n_figures++] = strtod(line, NULL);
}

/* Asks a contender once whether it is there; a missing one is told of. */
static const answer *ask(const pool_contender *who)
{
    answer *known = &answers[who - bench_contenders];
    entrant e = {.who = who};

    if (known->asked)
        return known;
    start(&e, "probe", 0, true);
    known->asked = true;
    known->there = is_ready(&e, known->version, sizeof(known->version));
    finish(&e);
    if (known->there)
        bench_note_version(who->name, known->version);
    else
        fprintf(stderr, "bench: %s is skipped: %s\n", who->name, known->version);
    return known;
}

/* False when the contender cannot do the job. */
static bool enter(entrant *e, const process_job *j)
{
    char why[96];

    start(e, j->row.name, j->argument, false);
    if (is_ready(e, why, sizeof(why)))
        return true;
    finish(e);
    return false;
}

static size_t gather(entrant *entrants, const process_job *j)
{
    size_t n = 0;

    for (size_t i = 0; i < N_CONTENDERS; i++) {
        const pool_contender *who = &bench_contenders[i];

        if ((who->kind & j->kinds) == 0 || !ask(who)->there)
            continue;
        entrants[n] = (entrant){.who = who};
        if (!enter(&entrants[n], j))
            continue;
        if (j->anew)
            finish(&entrants[n]);
        n++;
    }
    return n;
}

static void play(entrant *entrants, size_t n, const process_job *j)
{
    for (size_t round = 0; round < j->n_rounds; round++) {
        for (size_t k = 0; k < n; k++) {
            entrant *e = &entrants[(k + round) % n];

            if (j->anew)
                bench_require(enter(e, j), e->who->name);
            play_round(e);
            if (j->anew)
                finish(e);
        }
    }
    for (size_t i = 0; i < n && !j->anew; i++)
        finish(&entrants[i]);
}

/* Rows for a figure that workers have beside that of the rounds; `which` counts as seam has them. */
static void report_also(const bench *b, const process_job *j, entrant *entrants, size_t n,
                        const also *of_seam)
{
    double seam = 0;

    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < entrants[i].n_also; k++) {
            also *a = &entrants[i].also[k];
            const job row = {of_seam->name, j->row.input, j->row.size, a->unit, 0, NULL, 0};
            double median;

            if (strcmp(a->name, of_seam->name) != 0)
                continue;
            median = bench_report(b, &row, entrants[i].who->name, a->figures, a->n, seam);
            seam = i == 0 ? median : seam;
        }
    }
}

void bench_run_processes(const bench *b, const char *group, const process_job *j)
{
    static entrant entrants[N_CONTENDERS];
    double seam = 0;
    size_t n;

    if (!bench_wanted(b, group, j->row.name))
        return;
    n = gather(entrants, j);
    play(entrants, n, j);
    for (size_t i = 0; i < n; i++) {
        double median = bench_report(b, &j->row, entrants[i].who->name, entrants[i].figures,
                                     entrants[i].n_figures, seam);

        seam = i == 0 ? median : seam;
    }
    for (size_t i = 0; i < entrants[0].n_also; i++)
        report_also(b, j, entrants, n, &entrants[0].also[i]);
}
