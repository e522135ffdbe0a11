/* Validation and counting of whole buffers. */
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "seam/seam.h"

typedef struct utf8_job {
    text text;
    iconv_t converter;
    char *out;
    size_t out_len;
} utf8_job;

static void seam_validate(void *ctx, size_t reps)
{
    const utf8_job *u = ctx;

    while (reps-- > 0)
        bench_require(seam_utf8_valid(seam_view_of(u->text.data, u->text.len)), "valid text");
}

/* glibc has no validator: its converter to UTF-16 is the nearest that a program without a library
 * would use. */
static void iconv_validate(void *ctx, size_t reps)
{
    utf8_job *u = ctx;

    while (reps-- > 0) {
        char *in = (char *)u->text.data;
        char *out = u->out;
        size_t in_left = u->text.len;
        size_t out_left = u->out_len;

        iconv(u->converter, NULL, NULL, NULL, NULL);
        bench_require(iconv(u->converter, &in, &in_left, &out, &out_left) != (size_t)-1, "iconv");
    }
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

static void run_text(const bench *b, text t)
{
    utf8_job u = {t, iconv_open("UTF-16LE", "UTF-8"), NULL, 2 * t.len + 16};
    const contender validators[] = {
        {"seam", seam_validate, &u}, {"iconv", iconv_validate, &u}, {"sum", sum_bytes, &u}};
    const contender counters[] = {{"seam", seam_count, &u}, {"bytewise", bytewise_count, &u}};
    const job validate = {"validate", t.name, t.len, BENCH_GBPS, t.len, validators, 3};
    const job count = {"count", t.name, t.len, BENCH_GBPS, t.len, counters, 2};

    u.out = malloc(u.out_len);
    bench_require(u.out != NULL && u.converter != (iconv_t)-1, "iconv_open");
    bench_run(b, "utf8", &validate);
    bench_run(b, "utf8", &count);
    iconv_close(u.converter);
    free(u.out);
}

void bench_utf8(const bench *b)
{
    text texts[8];
    size_t n = bench_texts(texts, 8);

    for (size_t i = 0; i < n; i++)
        run_text(b, texts[i]);
    bench_texts_free(texts, n);
}
