/* Whole buffers of one form into another, into room that is always enough. Rates count bytes of
 * input, so that both directions of a text have rates of their own. */
#include <stdlib.h>

#include "bench.h"
#include "bench_peers.h"
#include "seam/transcode.h"

/* A text, and what it becomes. */
typedef struct transcode_job {
    text from;
    uint8_t *out;
    size_t cap; /* bytes */
} transcode_job;

static transcode_job job_of(text from, size_t per_byte)
{
    transcode_job j = {from, NULL, from.len * per_byte + 64};

    j.out = malloc(j.cap);
    bench_require(j.out != NULL, "room for the output");
    return j;
}

typedef seam_status transcoder(seam_view *in, void *dst, size_t cap, size_t *n, seam_fault *fault);

static size_t once(const transcode_job *j, transcoder *call, size_t unit)
{
    seam_view in = seam_view_of(j->from.data, j->from.len);
    size_t n;

    bench_require(call(&in, j->out, j->cap / unit, &n, NULL) == SEAM_OK, "well-formed text");
    return n;
}

static void seam_utf8_utf16(void *ctx, size_t reps)
{
    while (reps-- > 0)
        bench_keep(once(ctx, seam_utf8_to_utf16le, 2));
}

static void seam_utf8_utf32(void *ctx, size_t reps)
{
    while (reps-- > 0)
        bench_keep(once(ctx, seam_utf8_to_utf32le, 4));
}

static void seam_utf16_utf8(void *ctx, size_t reps)
{
    while (reps-- > 0)
        bench_keep(once(ctx, seam_utf16le_to_utf8, 1));
}

static void seam_latin1_utf8(void *ctx, size_t reps)
{
    const transcode_job *j = ctx;

    while (reps-- > 0) {
        seam_view in = seam_view_of(j->from.data, j->from.len);
        size_t n;

        bench_require(seam_latin1_to_utf8(&in, j->out, j->cap, &n) == SEAM_OK, "Latin-1");
        bench_keep(n);
    }
}

/* ---- simdutf, whose results are counts of units and 0 for a fault */

static void keep_count(size_t count)
{
    bench_require(count > 0, "simdutf finds the text well-formed");
    bench_keep(count);
}

static void simdutf_utf8_utf16(void *ctx, size_t reps)
{
    const transcode_job *j = ctx;

    while (reps-- > 0)
        keep_count(
            bench_simdutf()->utf8_utf16le((const char *)j->from.data, j->from.len, (void *)j->out));
}

static void simdutf_utf8_utf32(void *ctx, size_t reps)
{
    const transcode_job *j = ctx;

    while (reps-- > 0)
        keep_count(
            bench_simdutf()->utf8_utf32((const char *)j->from.data, j->from.len, (void *)j->out));
}

static void simdutf_utf16_utf8(void *ctx, size_t reps)
{
    const transcode_job *j = ctx;

    while (reps-- > 0)
        keep_count(bench_simdutf()->utf16le_utf8((const void *)j->from.data, j->from.len / 2,
                                                 (char *)j->out));
}

static void simdutf_latin1_utf8(void *ctx, size_t reps)
{
    const transcode_job *j = ctx;

    while (reps-- > 0)
        keep_count(
            bench_simdutf()->latin1_utf8((const char *)j->from.data, j->from.len, (char *)j->out));
}

/* ---- jobs */

static void run_pair(const bench *b, const char *name, transcode_job *j,
                     void (*seam)(void *ctx, size_t reps), void (*peer)(void *ctx, size_t reps))
{
    const contender contenders[] = {{"seam", seam, j}, {"simdutf", peer, j}};
    const job row = {name,
                     j->from.name,
                     j->from.len,
                     BENCH_GBPS,
                     j->from.len,
                     contenders,
                     bench_simdutf() != NULL ? 2 : 1};

    bench_run(b, "codec", &row);
    free(j->out);
}

static void run_from_utf8(const bench *b, text t)
{
    transcode_job to_utf16 = job_of(t, 2);
    transcode_job to_utf32 = job_of(t, 4);

    run_pair(b, "utf8-utf16", &to_utf16, seam_utf8_utf16, simdutf_utf8_utf16);
    run_pair(b, "utf8-utf32", &to_utf32, seam_utf8_utf32, simdutf_utf8_utf32);
}

/* The text in another form, made by the library itself. */
static text text_as(text t, transcoder *call, size_t unit)
{
    transcode_job j = job_of(t, unit);
    const size_t n = once(&j, call, unit);

    return (text){t.name, j.out, n * unit};
}

static void run_from_utf16(const bench *b, text t)
{
    text wide = text_as(t, seam_utf8_to_utf16le, 2);
    transcode_job j = job_of(wide, 2);

    run_pair(b, "utf16-utf8", &j, seam_utf16_utf8, simdutf_utf16_utf8);
    bench_texts_free(&wide, 1);
}

/* Only of texts that Latin-1 can say up to a character here and there, which are left out. */
static void run_from_latin1(const bench *b, text t)
{
    transcode_job narrow = job_of(t, 1);
    seam_view in = seam_view_of(t.data, t.len);
    size_t len = 0;
    size_t n_left_out = 0;
    seam_fault fault;
    size_t n;

    while (seam_utf8_to_latin1(&in, narrow.out + len, narrow.cap - len, &n, &fault) ==
           SEAM_EILSEQ) {
        in = seam_view_of(in.data + fault.len, in.len - fault.len);
        len += n;
        n_left_out++;
    }
    len += n;
    if (n_left_out < t.len / 100) {
        transcode_job j = job_of((text){t.name, narrow.out, len}, 2);

        run_pair(b, "latin1-utf8", &j, seam_latin1_utf8, simdutf_latin1_utf8);
    }
    free(narrow.out);
}

void bench_transcode(const bench *b)
{
    text texts[24];
    size_t n = bench_lipsum(texts, 12);

    n += bench_texts(texts + n, 12);
    for (size_t i = 0; i < n; i++)
        run_from_utf8(b, texts[i]);
    for (size_t i = 0; i < n; i++)
        run_from_utf16(b, texts[i]);
    for (size_t i = 0; i < n; i++)
        run_from_latin1(b, texts[i]);
    bench_texts_free(texts, n);
}
