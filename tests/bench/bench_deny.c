/* What it costs to deny NUL, C0, TAB, LF, CR, DEL and C1 in text that has none of them, in chunks of 4 KiB: checked
 * and copied, pulled, and converted to UTF-16. */
#include <stdlib.h>

#include "bench.h"
#include "seam/seam.h"

#define CHUNK    ((size_t)4096)
#define WINDOW   ((size_t)128 << 10)
#define CONTROLS ((uint32_t)SEAM_DENY_NUL | SEAM_DENY_C0 | SEAM_DENY_TAB_LF_CR | SEAM_DENY_C1)

typedef struct deny_job {
    seam_decoder_options options;
    bool pulls;
    text text;
    uint8_t *out;
    size_t cap;
} deny_job;

static size_t pull_chunk(seam_decoder *dec, seam_view in)
{
    seam_view piece;
    size_t sum = 0;

    while (in.len > 0 && seam_decoder_next(dec, &in, &piece) == SEAM_OK)
        sum += piece.len;
    return sum;
}

static size_t convert_chunk(seam_decoder *dec, seam_view in, const deny_job *d)
{
    size_t n;

    bench_require(seam_decoder_convert(dec, &in, d->out, d->cap, &n) == SEAM_MORE, "convert");
    return n;
}

static void run(void *ctx, size_t reps)
{
    const deny_job *d = ctx;

    while (reps-- > 0) {
        seam_decoder dec;
        size_t sum = 0;

        bench_require(seam_decoder_init(&dec, &d->options) == SEAM_OK, "seam_decoder_init");
        for (size_t off = 0; off < d->text.len; off += CHUNK) {
            const size_t left = d->text.len - off;
            const seam_view in = seam_view_of(d->text.data + off, left < CHUNK ? left : CHUNK);

            sum += d->pulls ? pull_chunk(&dec, in) : convert_chunk(&dec, in, d);
        }
        bench_require(sum > 0 && seam_decoder_n_faults(&dec) == 0, "nothing is denied");
        bench_keep(sum);
    }
}

static void run_job(const bench *b, const char *name, uint8_t to, bool pulls, deny_job d)
{
    deny_job all = d, denied = d;
    const contender contenders[] = {{"seam", run, &denied}, {"without-deny", run, &all}};
    const job j = {name, d.text.name, CHUNK, BENCH_GBPS, d.text.len, contenders, 2};

    denied.options.to = all.options.to = to;
    denied.pulls = all.pulls = pulls;
    denied.options.deny = CONTROLS;
    bench_run(b, "deny", &j);
}

void bench_deny(const bench *b)
{
    text texts[6];
    const size_t n = bench_texts(texts, 6);

    for (size_t i = 0; i < n; i++) {
        deny_job d = {.text = texts[i], .cap = 3 * CHUNK + 64};

        if (d.text.len > WINDOW)
            d.text.len = seam_utf8_trim(seam_view_of(d.text.data, WINDOW));
        for (size_t at = 0; at < d.text.len; at++)
            d.text.data[at] = d.text.data[at] < ' ' ? ' ' : d.text.data[at];
        d.out = malloc(d.cap);
        bench_require(d.out != NULL, "memory for the output");
        run_job(b, "deny-convert", SEAM_UTF8, false, d);
        run_job(b, "deny-pull", SEAM_UTF8, true, d);
        run_job(b, "deny-utf-16", SEAM_UTF16LE, false, d);
        free(d.out);
    }
    bench_texts_free(texts, n);
}
