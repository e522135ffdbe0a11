/* Hex and base64 as streams, in chunks of 4 KiB, beside the one-shot calls. */
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "seam/seam.h"

#define CHUNK ((size_t)4096)
#define LEN   ((size_t)65536)

typedef struct chunks_job {
    seam_codec_options options;
    seam_status (*whole)(seam_view *in, uint32_t flags, void *dst, size_t cap, size_t *n);
    uint32_t flags; /* of the one-shot call */
    const uint8_t *in;
    size_t len;
    uint8_t *out;
    size_t cap;
} chunks_job;

static void in_chunks(void *ctx, size_t reps)
{
    const chunks_job *c = ctx;
    seam_codec codec;
    seam_transform t;

    bench_require(seam_codec_init(&codec, &c->options) == SEAM_OK, "seam_codec_init");
    t = seam_codec_transform(&codec);
    while (reps-- > 0) {
        seam_view in = {NULL, 0};
        size_t done = 0, n;

        for (size_t at = 0; at < c->len; at += CHUNK) {
            in = seam_view_of(c->in + at, c->len - at < CHUNK ? c->len - at : CHUNK);
            bench_require(seam_transform_convert(t, &in, c->out + done, c->cap - done, &n) ==
                              SEAM_MORE,
                          "seam_transform_convert");
            done += n;
        }
        seam_transform_finish(t);
        bench_require(seam_transform_convert(t, &in, c->out + done, c->cap - done, &n) == SEAM_EOF,
                      "the end of a codec");
        bench_keep(done + n);
    }
}

static void in_one_shot(void *ctx, size_t reps)
{
    const chunks_job *c = ctx;

    while (reps-- > 0) {
        seam_view in = seam_view_of(c->in, c->len);
        size_t n;

        bench_require(c->whole(&in, c->flags, c->out, c->cap, &n) == SEAM_OK, "a one-shot call");
        bench_keep(n);
    }
}

static void run_pair(const bench *b, const char *name, const char *input, chunks_job *c)
{
    const contender contenders[] = {{"seam-4k", in_chunks, c}, {"one-shot", in_one_shot, c}};
    const job j = {name, input, c->len, BENCH_GBPS, c->len, contenders, 2};

    bench_run(b, "codec", &j);
}

/* Makes of a job that encodes the one that decodes what it gives. */
static chunks_job decoding(const chunks_job *c, uint8_t *digits, uint32_t wrap)
{
    seam_codec_options lines = c->options;
    seam_view in = seam_view_of(c->in, c->len);
    chunks_job d = *c;
    seam_codec codec;
    size_t end;

    lines.wrap = wrap;
    bench_require(seam_codec_init(&codec, &lines) == SEAM_OK, "seam_codec_init");
    bench_require(seam_transform_convert(seam_codec_transform(&codec), &in, digits, c->cap,
                                         &d.len) == SEAM_MORE,
                  "digits");
    seam_transform_finish(seam_codec_transform(&codec));
    bench_require(seam_transform_convert(seam_codec_transform(&codec), &in, digits + d.len,
                                         c->cap - d.len, &end) == SEAM_EOF,
                  "digits");
    d.len += end;
    d.in = digits;
    d.options.flags = SEAM_CODEC_DECODE;
    return d;
}

void bench_codec_chunks(const bench *b)
{
    uint8_t *room = malloc(6 * LEN);
    chunks_job hex = {.whole = seam_hex_encode, .in = room, .len = LEN, .cap = 5 * LEN / 2};
    chunks_job base64 = {.options = {.kind = SEAM_CODEC_BASE64},
                         .whole = seam_base64_encode,
                         .flags = SEAM_BASE64_FINAL,
                         .in = room,
                         .len = LEN,
                         .cap = 5 * LEN / 2};
    chunks_job d;
    uint64_t state = 1;

    bench_require(room != NULL, "memory for a buffer");
    for (size_t i = 0; i < LEN; i++)
        room[i] = (uint8_t)bench_random(&state);
    hex.out = base64.out = room + LEN;
    run_pair(b, "hex-encode-4k", "random", &hex);
    d = decoding(&hex, room + 7 * LEN / 2, 0);
    d.whole = seam_hex_decode;
    run_pair(b, "hex-decode-4k", "digits", &d);
    run_pair(b, "base64-encode-4k", "random", &base64);
    d = decoding(&base64, room + 7 * LEN / 2, 0);
    d.whole = seam_base64_decode;
    run_pair(b, "base64-decode-4k", "digits", &d);
    d = decoding(&base64, room + 7 * LEN / 2, 76);
    d.whole = seam_base64_decode;
    d.options.flags |= SEAM_CODEC_SKIP_SPACES;
    d.flags |= SEAM_BASE64_FORGIVING;
    run_pair(b, "base64-decode-4k", "lines-of-76", &d);
    free(room);
}
