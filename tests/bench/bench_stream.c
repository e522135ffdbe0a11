/* A text that arrives in chunks: the forms of the decoder, against glibc's converter, which keeps a
 * cut character back by refusing it, and against a bare copy, which breaks it. */
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "bench_peers.h"
#include "seam/seam.h"

#define MAX_PEERS 10

typedef struct stream_job {
    text text;
    size_t chunk;
    seam_pool *pool;
    seam_buf whole; /* the text, as if read from a socket */
    iconv_t converter;
    char *out;
    size_t out_len;
    char replaced[4]; /* where a peer that replaces by hand puts U+FFFD */
} stream_job;

static size_t chunk_at(const stream_job *s, size_t off)
{
    return s->text.len - off < s->chunk ? s->text.len - off : s->chunk;
}

static void pull(void *ctx, size_t reps)
{
    const stream_job *s = ctx;

    while (reps-- > 0) {
        seam_decoder dec;
        uint64_t sum = 0;

        bench_require(seam_decoder_init(&dec, NULL) == SEAM_OK, "seam_decoder_init");
        for (size_t off = 0; off < s->text.len; off += s->chunk) {
            seam_view in = seam_view_of(s->text.data + off, chunk_at(s, off));
            seam_view piece;

            while (in.len > 0 && seam_decoder_next(&dec, &in, &piece) == SEAM_OK)
                sum += piece.len;
        }
        bench_keep(sum);
        bench_require(sum >= s->text.len - 3, "every byte of a valid text comes out");
    }
}

static void pull_many(void *ctx, size_t reps)
{
    const stream_job *s = ctx;

    while (reps-- > 0) {
        seam_decoder dec;
        uint64_t sum = 0;

        bench_require(seam_decoder_init(&dec, NULL) == SEAM_OK, "seam_decoder_init");
        for (size_t off = 0; off < s->text.len; off += s->chunk) {
            seam_view in = seam_view_of(s->text.data + off, chunk_at(s, off));
            seam_view texts[32];
            size_t n = 32;

            while (in.len > 0 && seam_decoder_next_many(&dec, &in, texts, 32, &n) == SEAM_OK) {
                for (size_t i = 0; i < n; i++)
                    sum += texts[i].len;
            }
        }
        bench_keep(sum);
        bench_require(sum >= s->text.len - 3, "every byte of a valid text comes out");
    }
}

static void push(void *ctx, size_t reps)
{
    const stream_job *s = ctx;

    while (reps-- > 0) {
        seam_decoder dec;
        seam_chain out;

        seam_chain_init(&out, s->pool);
        bench_require(seam_decoder_init(&dec, NULL) == SEAM_OK, "seam_decoder_init");
        for (size_t off = 0; off < s->text.len; off += s->chunk) {
            seam_buf in = seam_buf_sub(&s->whole, off, chunk_at(s, off));

            bench_require(seam_decoder_push(&dec, &in, &out) == SEAM_MORE, "push");
            if (seam_chain_segments(&out) >= 64)
                seam_chain_skip(&out, seam_chain_len(&out));
        }
        seam_chain_release(&out);
    }
}

static void convert(void *ctx, size_t reps)
{
    const stream_job *s = ctx;

    while (reps-- > 0) {
        seam_decoder dec;

        bench_require(seam_decoder_init(&dec, NULL) == SEAM_OK, "seam_decoder_init");
        for (size_t off = 0; off < s->text.len; off += s->chunk) {
            seam_view in = seam_view_of(s->text.data + off, chunk_at(s, off));
            size_t n;

            bench_require(seam_decoder_convert(&dec, &in, s->out, s->out_len, &n) == SEAM_MORE,
                          "convert");
        }
    }
}

/* A cut character stays in the caller's hands: it is moved in front of the next chunk. */
static void iconv_stream(void *ctx, size_t reps)
{
    stream_job *s = ctx;

    while (reps-- > 0) {
        size_t off = 0;

        iconv(s->converter, NULL, NULL, NULL, NULL);
        while (off < s->text.len) {
            char *in = (char *)s->text.data + off;
            char *out = s->out;
            size_t in_left = chunk_at(s, off);
            size_t out_left = s->out_len;
            size_t before = in_left;

            (void)iconv(s->converter, &in, &in_left, &out, &out_left);
            off += before - in_left;
            bench_require(before != in_left, "iconv makes progress");
        }
    }
}

/* What a careful program does around simdutf: the cut character waits in front of the next chunk, which
 * is copied behind it, trimmed and validated. A faulty byte becomes U+FFFD, and it goes on behind it. */
static size_t simdutf_chunk(stream_job *s, size_t n_held, const uint8_t *chunk, size_t len)
{
    const simdutf_peer *simdutf = bench_simdutf();
    size_t whole;
    size_t done = 0;

    memcpy(s->out + n_held, chunk, len);
    whole = simdutf->trim(s->out, n_held + len);
    while (done < whole) {
        simdutf_result r = simdutf->validate_with_errors(s->out + done, whole - done);

        if (r.error == 0)
            break;
        memcpy(s->replaced, "\xEF\xBF\xBD", 3);
        done += r.count + 1;
    }
    memmove(s->out, s->out + whole, n_held + len - whole);
    return n_held + len - whole;
}

static void simdutf_by_hand(void *ctx, size_t reps)
{
    stream_job *s = ctx;

    while (reps-- > 0) {
        size_t n_held = 0;

        for (size_t off = 0; off < s->text.len; off += s->chunk)
            n_held = simdutf_chunk(s, n_held, s->text.data + off, chunk_at(s, off));
        bench_keep(n_held);
    }
}

static void string_decoder(void *ctx, size_t reps)
{
    const stream_job *s = ctx;

    bench_script()("StringDecoder", s->text.data, s->text.len, s->chunk, reps);
}

static void text_decoder(void *ctx, size_t reps)
{
    const stream_job *s = ctx;

    bench_script()("TextDecoder", s->text.data, s->text.len, s->chunk, reps);
}

static void bare_copy(void *ctx, size_t reps)
{
    const stream_job *s = ctx;

    while (reps-- > 0) {
        for (size_t off = 0; off < s->text.len; off += s->chunk) {
            memcpy(s->out, s->text.data + off, chunk_at(s, off));
            bench_keep((uint64_t)s->out[0]);
        }
    }
}

#define PAGE ((size_t)4096)

/* Half a page from the text, but for whole pages. CPUs copy many times slower between addresses that are
 * nearly the same within a page, and where malloc() puts a text is chance. */
static char *out_beside(text t, char *base)
{
    return base + (((uintptr_t)t.data + PAGE / 2 - (uintptr_t)base) & (PAGE - 1));
}

static void run_chunk(const bench *b, seam_pool *pool, const char *name, text t, size_t chunk)
{
    stream_job s = {.text = t, .chunk = chunk, .pool = pool};
    /* glibc's converter has a run of its own, since it stops at a fault of a dirty text. */
    contender contenders[MAX_PEERS] = {{"seam", pull, &s},
                                       {"seam-many", pull_many, &s},
                                       {"seam-push", push, &s},
                                       {"seam-convert", convert, &s},
                                       {"memcpy", bare_copy, &s}};
    const contender with_iconv[] = {{"seam", pull, &s}, {"iconv", iconv_stream, &s}};
    job j = {name, t.name, chunk, BENCH_GBPS, t.len, contenders, 5};
    const job with = {name, t.name, chunk, BENCH_GBPS, t.len, with_iconv, 2};
    char *base;

    if (!bench_wanted(b, "stream", name))
        return;
    if (bench_simdutf() != NULL)
        contenders[j.n_contenders++] = (contender){"simdutf-by-hand", simdutf_by_hand, &s};
    if (bench_script() != NULL) {
        contenders[j.n_contenders++] = (contender){"StringDecoder", string_decoder, &s};
        contenders[j.n_contenders++] = (contender){"TextDecoder", text_decoder, &s};
    }
    s.converter = iconv_open("UTF-8", "UTF-8");
    s.out_len = 4 * chunk + 64;
    base = malloc(s.out_len + PAGE);
    bench_require(base != NULL && s.converter != (iconv_t)-1, "iconv_open");
    s.out = out_beside(t, base);
    bench_require(seam_buf_copy(pool, seam_view_of(t.data, t.len), &s.whole) == SEAM_OK, "copy");
    bench_run(b, "stream", &j);
    if (seam_utf8_valid(seam_view_of(t.data, t.len)))
        bench_run(b, "stream", &with);
    seam_buf_release(&s.whole);
    iconv_close(s.converter);
    free(base);
}

static void run_dirty(const bench *b, seam_pool *pool, text t)
{
    text dirty = bench_text_dirty(t.name, t);

    run_chunk(b, pool, "stream-dirty", dirty, 4096);
    bench_texts_free(&dirty, 1);
}

void bench_stream(const bench *b)
{
    static const size_t chunks[] = {16, 64, 256, 1500, 4096, 65536};
    text texts[8];
    size_t n = bench_texts(texts, 8);
    seam_pool *pool;

    bench_require(seam_pool_create(NULL, &pool) == SEAM_OK, "seam_pool_create");
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < sizeof(chunks) / sizeof(chunks[0]); k++)
            run_chunk(b, pool, "stream", texts[i], chunks[k]);
    }
    for (size_t i = 0; i < n; i++)
        run_dirty(b, pool, texts[i]);
    seam_pool_destroy(&pool);
    bench_texts_free(texts, n);
}
