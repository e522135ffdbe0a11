/* A text that arrives in chunks of one size and is wanted elsewhere, checked: the decoder's bounded form
 * against simdutf and a copy. */
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "bench_peers.h"
#include "bench_pieces.h"
#include "bench_rust.h"
#include "seam/seam.h"

#define PAGE ((size_t)4096)
/* So much of a text the second level of a cache holds together with the output. */
#define WINDOW ((size_t)192 << 10)

typedef struct convert_job {
    const uint8_t *data;
    size_t len, chunk, cap;
    uint8_t *room; /* at the start of a page */
    bool apart;    /* the output lies 1 to 3 bytes behind the input, modulo the length of a page */
    void *decoder; /* of encoding_rs */
} convert_job;

/* Where the chunk at `off` goes. CPUs differ in how long they take to copy between addresses that are
 * nearly alike in their last 12 bits. */
static uint8_t *out_for(const convert_job *c, size_t off)
{
    const size_t shift = c->apart ? 1 + off / c->chunk % 3 : 0;

    return c->room + ((uintptr_t)(c->data + off) + shift) % PAGE;
}

static seam_view chunk_at(const convert_job *c, size_t off)
{
    return seam_view_of(c->data + off, c->len - off < c->chunk ? c->len - off : c->chunk);
}

static void seam_convert(void *ctx, size_t reps)
{
    const convert_job *c = ctx;

    while (reps-- > 0) {
        seam_decoder dec;

        bench_require(seam_decoder_init(&dec, NULL) == SEAM_OK, "seam_decoder_init");
        for (size_t off = 0; off < c->len; off += c->chunk) {
            seam_view in = chunk_at(c, off);
            size_t n;

            bench_require(seam_decoder_convert(&dec, &in, out_for(c, off), c->cap, &n) == SEAM_MORE,
                          "convert");
            bench_keep(n);
        }
    }
}

/* What a careful program does: the cut character waits in front of the next chunk, which is copied behind
 * it, trimmed and validated. Where none waits, the chunk is validated before it is copied. */
static void simdutf_and_copy(void *ctx, size_t reps)
{
    const simdutf_peer *simdutf = bench_simdutf();
    const convert_job *c = ctx;

    while (reps-- > 0) {
        char held[4];
        size_t n_held = 0;

        for (size_t off = 0; off < c->len; off += c->chunk) {
            const seam_view in = chunk_at(c, off);
            char *out = (char *)out_for(c, off);
            const char *whole = (const char *)in.data;
            size_t len = n_held + in.len;

            if (n_held > 0) {
                memcpy(out, held, n_held);
                memcpy(out + n_held, in.data, in.len);
                whole = out;
            }
            n_held = len;
            len = simdutf->trim(whole, len);
            n_held -= len;
            bench_require(simdutf->validate(whole, len), "valid text");
            if (whole != out)
                memcpy(out, whole, len);
            memcpy(held, whole + len, n_held);
        }
    }
}

static void rust_convert(void *ctx, size_t reps)
{
    const convert_job *c = ctx;

    while (reps-- > 0)
        for (size_t off = 0; off < c->len; off += c->chunk) {
            const seam_view in = chunk_at(c, off);

            bench_keep(bench_rust.decode(c->decoder, in.data, in.len, out_for(c, off), c->cap));
        }
}

static void run_chunks(const bench *b, text t, size_t chunk, bool apart)
{
    convert_job c = {t.data, t.len < WINDOW ? t.len : WINDOW, chunk, 3 * (chunk + 4), NULL, apart,
                     NULL};
    contender contenders[3] = {{"seam", seam_convert, &c}};
    char input[48];
    job j = {"convert", input, chunk, BENCH_GBPS, 0, contenders, 1};
    void *room = NULL;

    c.len = seam_utf8_trim(seam_view_of(t.data, c.len));
    j.bytes_per_rep = c.len;
    bench_input_name(input, sizeof(input), t.name, apart ? "apart" : NULL);
    bench_require(posix_memalign(&room, PAGE, c.cap + 2 * PAGE) == 0, "memory for the output");
    c.room = room;
    if (bench_simdutf() != NULL)
        contenders[j.n_contenders++] = (contender){"simdutf+memcpy", simdutf_and_copy, &c};
    if (bench_has_rust()) {
        c.decoder = bench_rust.decoder();
        contenders[j.n_contenders++] = (contender){"encoding_rs", rust_convert, &c};
    }
    bench_run(b, "short", &j);
    free(room);
}

void bench_convert(const bench *b)
{
    static const size_t chunks[] = {16, 64, 256, 1500, 4096, 65536};
    text texts[N_SCRIPTS];
    size_t n;

    if (!bench_wanted(b, "short", "convert"))
        return;
    n = bench_scripts(texts);
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < sizeof(chunks) / sizeof(chunks[0]); k++) {
            run_chunks(b, texts[i], chunks[k], false);
            run_chunks(b, texts[i], chunks[k], true);
        }
    }
    bench_texts_free(texts, n);
}
