/* Validation and counting of whole buffers. */
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "bench_peers.h"
#include "bench_rust.h"
#include "bench_texters.h"
#include "seam/seam.h"

typedef struct utf8_job {
    text text;
} utf8_job;

static void seam_validate(void *ctx, size_t reps)
{
    const utf8_job *u = ctx;

    while (reps-- > 0)
        bench_require(seam_utf8_valid(seam_view_of(u->text.data, u->text.len)), "valid text");
}

static void simdutf_validate(void *ctx, size_t reps)
{
    const utf8_job *u = ctx;

    while (reps-- > 0)
        bench_require(bench_simdutf()->validate((const char *)u->text.data, u->text.len), "valid");
}

/* The read limit: nobody validates without reading. */
static void sum_bytes(void *ctx, size_t reps)
{
    const utf8_job *u = ctx;

    while (reps-- > 0) {
        uint64_t sum = 0;
        uint64_t word;

        for (size_t i = 0; i + 8 <= u->text.len; i += 8) {
            memcpy(&word, u->text.data + i, 8);
            sum += word;
        }
        bench_keep(sum);
    }
}

static void seam_count(void *ctx, size_t reps)
{
    const utf8_job *u = ctx;

    while (reps-- > 0)
        bench_keep(seam_utf8_count(seam_view_of(u->text.data, u->text.len)));
}

static void bytewise_count(void *ctx, size_t reps)
{
    const utf8_job *u = ctx;

    while (reps-- > 0) {
        size_t count = 0;

        for (size_t i = 0; i < u->text.len; i++)
            count += (u->text.data[i] & 0xC0) != 0x80;
        bench_keep(count);
    }
}

static void simdutf_count(void *ctx, size_t reps)
{
    const utf8_job *u = ctx;

    while (reps-- > 0)
        bench_keep(bench_simdutf()->count((const char *)u->text.data, u->text.len));
}

/* ---- every fault of a dirty text */

static void seam_faults(void *ctx, size_t reps)
{
    const utf8_job *u = ctx;

    while (reps-- > 0) {
        seam_fault faults[64];
        size_t n_all = 0;
        size_t at = 0;

        while (at < u->text.len) {
            const seam_view rest = seam_view_of(u->text.data + at, u->text.len - at);
            size_t end;

            n_all += seam_utf8_faults(rest, faults, 64, &end);
            at += end;
        }
        bench_keep(n_all);
    }
}

/* The first of what is left, again and again. */
static void seam_fault_by_fault(void *ctx, size_t reps)
{
    const utf8_job *u = ctx;

    while (reps-- > 0) {
        seam_view rest = seam_view_of(u->text.data, u->text.len);
        size_t n = 0;

        while (rest.len > 0) {
            seam_fault fault;
            size_t at = seam_utf8_valid_up_to(rest, &fault) + fault.len;

            rest = seam_view_of(rest.data + at, rest.len - at);
            n += fault.len > 0;
        }
        bench_keep(n);
    }
}

/* It says where a fault begins; whoever wants the next one goes on behind that byte. */
static void simdutf_faults(void *ctx, size_t reps)
{
    const utf8_job *u = ctx;

    while (reps-- > 0) {
        const char *at = (const char *)u->text.data;
        size_t left = u->text.len;
        size_t n = 0;

        while (left > 0) {
            simdutf_result r = bench_simdutf()->validate_with_errors(at, left);
            size_t step = r.error != 0 ? r.count + 1 : left;

            at += step;
            left -= step;
            n += r.error != 0;
        }
        bench_keep(n);
    }
}

/* The last contender is simdutf's, and left out where there is none. */
static void run_job(const bench *b, const char *name, text t, const contender *contenders, size_t n)
{
    job j = {name, t.name, t.len, BENCH_GBPS, t.len, contenders, n};

    if (!bench_wanted(b, "utf8", name))
        return;
    j.n_contenders = bench_simdutf() != NULL ? n : n - 1;
    bench_run(b, "utf8", &j);
}

/* The peers that are there stand between seam and simdutf. */
static void run_validate(const bench *b, utf8_job *u)
{
    const size_t cap = 2 * u->text.len + 16;
    void *out = malloc(cap);
    texter_task tasks[MAX_TEXTERS];
    contender contenders[MAX_TEXTERS + 3] = {{"seam", seam_validate, u}, {"sum", sum_bytes, u}};
    size_t n = 2;

    bench_require(out != NULL, "room for the output");
    n += bench_texters(TEXTER_VALIDATE, u->text, out, cap, contenders + n, tasks);
    contenders[n++] = (contender){"simdutf", simdutf_validate, u};
    run_job(b, "validate", u->text, contenders, n);
    free(out);
}

static void run_whole(const bench *b, text t)
{
    utf8_job u = {t};
    const contender counters[] = {
        {"seam", seam_count, &u}, {"bytewise", bytewise_count, &u}, {"simdutf", simdutf_count, &u}};

    run_validate(b, &u);
    run_job(b, "count", t, counters, 3);
}

static void run_dirty(const bench *b, text t)
{
    text dirty = bench_text_dirty(t.name, t);
    utf8_job u = {.text = dirty};
    const contender finders[] = {{"seam", seam_faults, &u},
                                 {"seam-valid-up-to", seam_fault_by_fault, &u},
                                 {"simdutf", simdutf_faults, &u}};

    run_job(b, "find-faults", dirty, finders, 3);
    bench_texts_free(&dirty, 1);
}

/* Far beyond the caches. */
static void run_large(const bench *b, const char *name, const text *texts, size_t n)
{
    text tiled = bench_text_tiled(name, texts, n, (size_t)64 << 20);

    run_whole(b, tiled);
    bench_texts_free(&tiled, 1);
}

void bench_utf8(const bench *b)
{
    text texts[8];
    size_t n = bench_texts(texts, 8);

    for (size_t i = 0; i < n; i++)
        run_whole(b, texts[i]);
    for (size_t i = 0; i < n; i++)
        run_dirty(b, texts[i]);
    run_large(b, "french-64M", texts + 1, 1);
    run_large(b, "scripts-64M", texts + 2, n - 2);
    bench_texts_free(texts, n);
}

/* ---- texts that are nearly all ASCII */

static void simdutf8_validate(void *ctx, size_t reps)
{
    const utf8_job *u = ctx;

    while (reps-- > 0)
        bench_require(bench_rust.simdutf8_valid(u->text.data, u->text.len), "valid text");
}

static void encoding_rs_validate(void *ctx, size_t reps)
{
    const utf8_job *u = ctx;

    while (reps-- > 0)
        bench_require(bench_rust.encoding_rs_valid(u->text.data, u->text.len), "valid text");
}

/* Validation, and the search for faults, of which the text has none: where runs of ASCII are broken by a
 * character here and there. */
static void run_heavy(const bench *b, text t)
{
    utf8_job u = {t};
    contender validators[4] = {{"seam", seam_validate, &u}};
    contender finders[2] = {{"seam", seam_faults, &u}};
    job validate = {"validate-heavy", t.name, t.len, BENCH_GBPS, t.len, validators, 1};
    job find = {"find-faults-heavy", t.name, t.len, BENCH_GBPS, t.len, finders, 1};

    if (bench_simdutf() != NULL) {
        validators[validate.n_contenders++] = (contender){"simdutf", simdutf_validate, &u};
        finders[find.n_contenders++] = (contender){"simdutf", simdutf_faults, &u};
    }
    if (bench_has_rust()) {
        validators[validate.n_contenders++] = (contender){"simdutf8", simdutf8_validate, &u};
        validators[validate.n_contenders++] = (contender){"encoding_rs", encoding_rs_validate, &u};
    }
    bench_run(b, "heavy", &validate);
    bench_run(b, "heavy", &find);
}

/* So much the second level of a cache holds, and so much is far beyond all of them. */
#define IN_CACHE ((size_t)192 << 10)
#define BEYOND   ((size_t)64 << 20)

void bench_heavy(const bench *b)
{
    text texts[4];
    size_t n;

    if (!bench_wanted(b, "heavy", "validate-heavy") &&
        !bench_wanted(b, "heavy", "find-faults-heavy"))
        return;
    n = bench_heavy_texts(texts);
    for (size_t i = 0; i < n; i++) {
        const seam_view start =
            seam_view_of(texts[i].data, texts[i].len < IN_CACHE ? texts[i].len : IN_CACHE);
        text large = bench_text_tiled(texts[i].name, &texts[i], 1, BEYOND);

        run_heavy(b, (text){texts[i].name, texts[i].data, seam_utf8_trim(start)});
        run_heavy(b, large);
        bench_texts_free(&large, 1);
    }
    bench_texts_free(texts, n);
}
