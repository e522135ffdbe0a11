/* A small harness: contenders of one job on one input run in turn, round by round, so that a drift
 * of the machine's speed meets all of them. */
#ifndef SEAM_BENCH_H
#define SEAM_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a row measures. */
typedef enum bench_unit {
    BENCH_NS,     /* nanoseconds per operation; less is better, as with all but the next */
    BENCH_GBPS,   /* 10^9 bytes of input per second; more is better */
    BENCH_BYTES,  /* of memory */
    BENCH_FAULTS, /* page faults per operation */
    BENCH_TIMES,  /* what was taken, as a multiple of what was needed */
    BENCH_CALLS   /* system calls a second */
} bench_unit;

typedef struct contender {
    const char *name; /* "seam", or the peer's name */
    /* Does the operation `reps` times. */
    void (*run)(void *ctx, size_t reps);
    void *ctx;
} contender;

typedef struct job {
    const char *name;
    const char *input;
    size_t size; /* bytes: of the buffer, or of the chunk in a stream */
    bench_unit unit;
    size_t bytes_per_rep; /* for BENCH_GBPS */
    const contender *contenders;
    size_t n_contenders;
} job;

typedef enum bench_format { BENCH_TABLE, BENCH_JSON, BENCH_TSV } bench_format;

typedef struct bench {
    const char *only;  /* run only jobs of this name or group; NULL = all */
    const char *input; /* and of them only rows whose input begins so; NULL = all */
    size_t size;       /* and only rows of this size; 0 = all */
    bench_format format;
    bool quick; /* smaller counts where a job takes many seconds */
} bench;

/* Runs a job unless `only` rules it out, and prints a row for each contender. */
void bench_run(const bench *b, const char *group, const job *j);

/* The whole program; returns its exit status. */
int bench_main(int argc, char **argv);

/* ---- for those who run jobs in another way */

/* Whether `only` lets a job run. */
bool bench_wanted(const bench *b, const char *group, const char *name);
/* The same for a job's row, of which the input and the size can be chosen as well. */
bool bench_row_wanted(const bench *b, const char *group, const job *j);

/* Sorts the figures of the rounds of one contender and prints its row. `seam` is the median of the
 * first contender, 0 before that is known. Returns the median. */
double bench_report(const bench *b, const job *j, const char *name, double *figures, size_t n,
                    double seam);

/* Remembers a peer's version, which is printed in its rows. Both live as long as the program. */
void bench_note_version(const char *peer, const char *version);

/* Which machine, and the heads of the columns. */
void bench_report_head(const bench *b);

/* ---- what every benchmark needs */

/* Keeps a value alive, so that what computed it is not optimised away. */
void bench_keep(uint64_t value);

/* Prints to stderr and exits: a benchmark whose calls fail measures nothing. */
_Noreturn void bench_fail(const char *what);

static inline void bench_require(bool condition, const char *what)
{
    if (!condition)
        bench_fail(what);
}

/* The next of a fixed sequence of 31 bits. */
static inline uint64_t bench_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

/* ---- inputs */
typedef struct text {
    const char *name;
    uint8_t *data;
    size_t len;
} text;

/* Real text where SEAM_DATA names a folder that has it, else text of the same shape made here, which
 * its name says. No text repeats within 400 KB, so that branch predictors cannot learn it. */
size_t bench_texts(text *out, size_t n);
/* Short texts of one script each; none where SEAM_DATA names no folder that has them. */
size_t bench_lipsum(text *out, size_t n);
/* Texts of the scripts that the text layer is measured with; those that SEAM_DATA lacks are made or left
 * out. */
size_t bench_many_scripts(text *out, size_t n);
void bench_texts_free(text *texts, size_t n);

/* `len` bytes of the texts, one after the other, again and again. */
text bench_text_tiled(const char *name, const text *texts, size_t n, size_t len);
/* Texts that are nearly all ASCII, as servers have: pages of two languages where SEAM_DATA has them, and
 * a log and JSON that are made here. Returns how many, 4 at most. */
size_t bench_heavy_texts(text *out);
/* A copy in which one byte of every thousand is FF. */
text bench_text_dirty(const char *name, text source);

/* ---- groups */
void bench_pool(const bench *b);
void bench_utf8(const bench *b);
void bench_stream(const bench *b);
void bench_pairs(const bench *b);
void bench_deny(const bench *b);
void bench_codec(const bench *b);
void bench_codec_chunks(const bench *b);
void bench_transcode(const bench *b);
void bench_short(const bench *b);
void bench_short_digits(const bench *b);
void bench_convert(const bench *b);
void bench_heavy(const bench *b);
void bench_parse(const bench *b);
void bench_elements(const bench *b);
void bench_chain(const bench *b);
void bench_characters(const bench *b);

#endif
