/* Validation and transcoding of short texts, each call another one. */
#include <stdlib.h>
#include <string.h>

#include "bench_peers.h"
#include "bench_pieces.h"
#include "bench_rust.h"
#include "seam/seam.h"

static void seam_validate(void *ctx, size_t reps)
{
    const pieces *p = ctx;

    while (reps-- > 0)
        for (size_t i = 0; i < p->n; i++)
            bench_require(seam_utf8_valid(p->at[i]), "valid text");
}

static void simdutf_validate(void *ctx, size_t reps)
{
    const pieces *p = ctx;
    const simdutf_peer *peer = bench_simdutf();

    while (reps-- > 0)
        for (size_t i = 0; i < p->n; i++)
            bench_require(peer->validate((const char *)p->at[i].data, p->at[i].len), "valid text");
}

static void simdutf8_validate(void *ctx, size_t reps)
{
    const pieces *p = ctx;

    while (reps-- > 0)
        for (size_t i = 0; i < p->n; i++)
            bench_require(bench_rust.simdutf8_valid(p->at[i].data, p->at[i].len), "valid text");
}

static void encoding_rs_validate(void *ctx, size_t reps)
{
    const pieces *p = ctx;

    while (reps-- > 0)
        for (size_t i = 0; i < p->n; i++)
            bench_require(bench_rust.encoding_rs_valid(p->at[i].data, p->at[i].len), "valid text");
}

static void run_validate(const bench *b, text t, piece_sizes sizes)
{
    pieces p = bench_pieces_utf8(t, sizes);
    contender contenders[4] = {{"seam", seam_validate, &p}};
    job j = bench_pieces_job("validate-short", &p, contenders, 1);

    if (bench_simdutf() != NULL)
        contenders[j.n_contenders++] = (contender){"simdutf", simdutf_validate, &p};
    if (bench_has_rust()) {
        contenders[j.n_contenders++] = (contender){"simdutf8", simdutf8_validate, &p};
        contenders[j.n_contenders++] = (contender){"encoding_rs", encoding_rs_validate, &p};
    }
    bench_run(b, "short", &j);
    bench_pieces_free(&p);
}

/* ---- transcoders */

#define MOST_OUT ((size_t)8192 + 64)

/* Pieces, a transcoder, and the peer's function. */
typedef struct short_transcode {
    pieces pieces;
    seam_status (*call)(seam_view *in, void *dst, size_t cap, size_t *n, seam_fault *fault);
    size_t (*peer)(const void *in, size_t n_units, void *out);
    size_t (*rust)(const void *in, size_t n_units,
                   void *out); /* NULL: encoding_rs has no such call */
    size_t unit_in, unit_out;
    uint8_t out[MOST_OUT];
} short_transcode;

static void seam_transcode(void *ctx, size_t reps)
{
    short_transcode *s = ctx;

    while (reps-- > 0) {
        for (size_t i = 0; i < s->pieces.n; i++) {
            seam_view in = s->pieces.at[i];
            size_t n;

            bench_require(s->call(&in, s->out, MOST_OUT / s->unit_out, &n, NULL) == SEAM_OK,
                          "well-formed text");
            bench_keep(n);
        }
    }
}

static void peer_transcode(void *ctx, size_t reps)
{
    short_transcode *s = ctx;

    while (reps-- > 0) {
        for (size_t i = 0; i < s->pieces.n; i++) {
            const seam_view in = s->pieces.at[i];

            bench_keep(s->peer(in.data, in.len / s->unit_in, s->out));
        }
    }
}

static void rust_transcode(void *ctx, size_t reps)
{
    short_transcode *s = ctx;

    while (reps-- > 0) {
        for (size_t i = 0; i < s->pieces.n; i++) {
            const seam_view in = s->pieces.at[i];

            bench_keep(s->rust(in.data, in.len / s->unit_in, s->out));
        }
    }
}

static seam_status latin1_to_utf8(seam_view *in, void *dst, size_t cap, size_t *n,
                                  seam_fault *fault)
{
    (void)fault;
    return seam_latin1_to_utf8(in, dst, cap, n);
}

static void run_transcode(const bench *b, const char *name, short_transcode *s)
{
    contender contenders[3] = {{"seam", seam_transcode, s}};
    job j = bench_pieces_job(name, &s->pieces, contenders, 1);

    if (bench_simdutf() != NULL)
        contenders[j.n_contenders++] = (contender){"simdutf", peer_transcode, s};
    if (s->rust != NULL)
        contenders[j.n_contenders++] = (contender){"encoding_rs", rust_transcode, s};
    bench_require(s->pieces.size * 4 <= MOST_OUT, "room for the output");
    bench_run(b, "short", &j);
    bench_pieces_free(&s->pieces);
}

/* simdutf's functions under one type; all of them take and give units of their own size. */
static size_t peer_utf8_utf16(const void *in, size_t n, void *out)
{
    return bench_simdutf()->utf8_utf16le(in, n, out);
}

static size_t peer_utf8_utf32(const void *in, size_t n, void *out)
{
    return bench_simdutf()->utf8_utf32(in, n, out);
}

static size_t peer_utf8_latin1(const void *in, size_t n, void *out)
{
    return bench_simdutf()->utf8_latin1(in, n, out);
}

static size_t peer_utf16_utf8(const void *in, size_t n, void *out)
{
    return bench_simdutf()->utf16le_utf8(in, n, out);
}

static size_t peer_utf32_utf8(const void *in, size_t n, void *out)
{
    return bench_simdutf()->utf32_utf8(in, n, out);
}

static size_t peer_latin1_utf8(const void *in, size_t n, void *out)
{
    return bench_simdutf()->latin1_utf8(in, n, out);
}

static void run_from_utf8(const bench *b, text t, piece_sizes sizes)
{
    short_transcode s = {.unit_in = 1};

    s.pieces = bench_pieces_utf8(t, sizes);
    s.call = seam_utf8_to_utf16le;
    s.peer = peer_utf8_utf16;
    s.unit_out = 2;
    s.rust = bench_has_rust() ? bench_rust.utf8_utf16 : NULL;
    run_transcode(b, "utf8-utf16-short", &s);
    s.rust = NULL;
    s.pieces = bench_pieces_utf8(t, sizes);
    s.call = seam_utf8_to_utf32le;
    s.peer = peer_utf8_utf32;
    s.unit_out = 4;
    run_transcode(b, "utf8-utf32-short", &s);
}

/* The start of the text in another form, made by the library itself; characters that it does not have are
 * left out. */
static text text_as(text t,
                    seam_status (*call)(seam_view *, void *, size_t, size_t *, seam_fault *),
                    size_t unit)
{
    text out = {t.name, malloc(t.len * unit + 64), 0};
    seam_view in = seam_view_of(t.data, t.len);
    seam_fault fault;
    size_t n;

    bench_require(out.data != NULL, "memory for a text");
    while (call(&in, out.data + out.len, (t.len * unit + 64 - out.len) / unit, &n, &fault) ==
           SEAM_EILSEQ) {
        in = seam_view_of(in.data + fault.len, in.len - fault.len);
        out.len += n * unit;
    }
    out.len += n * unit;
    return out;
}

/* No piece begins or ends inside a pair of surrogates. */
static void keep_pairs(pieces *p)
{
    p->n_bytes = 0;
    for (size_t i = 0; i < p->n; i++) {
        seam_view *at = &p->at[i];

        if ((at->data[1] & 0xFC) == 0xDC)
            *at = seam_view_of(at->data + 2, at->len - 2);
        if (at->len > 0 && (at->data[at->len - 1] & 0xFC) == 0xD8)
            at->len -= 2;
        p->n_bytes += at->len;
    }
}

static void run_from_utf16(const bench *b, text t, piece_sizes sizes)
{
    text wide = text_as(t, seam_utf8_to_utf16le, 2);
    short_transcode s = {
        .call = seam_utf16le_to_utf8, .peer = peer_utf16_utf8, .unit_in = 2, .unit_out = 1};

    s.pieces = bench_pieces(wide, sizes, 2);
    keep_pairs(&s.pieces);
    s.rust = bench_has_rust() ? bench_rust.utf16_utf8 : NULL;
    run_transcode(b, "utf16-utf8-short", &s);
    free(wide.data);
}

static void run_from_utf32(const bench *b, text t, piece_sizes sizes)
{
    text wide = text_as(t, seam_utf8_to_utf32le, 4);
    short_transcode s = {
        .call = seam_utf32le_to_utf8, .peer = peer_utf32_utf8, .unit_in = 4, .unit_out = 1};

    s.pieces = bench_pieces(wide, sizes, 4);
    run_transcode(b, "utf32-utf8-short", &s);
    free(wide.data);
}

static void run_latin1(const bench *b, text t, piece_sizes sizes)
{
    text narrow = text_as(t, seam_utf8_to_latin1, 1);
    text again = {t.name, malloc(2 * narrow.len + 64), 0};
    seam_view in = seam_view_of(narrow.data, narrow.len);
    short_transcode s = {
        .call = latin1_to_utf8, .peer = peer_latin1_utf8, .unit_in = 1, .unit_out = 1};

    bench_require(again.data != NULL, "memory for a text");
    bench_require(seam_latin1_to_utf8(&in, again.data, 2 * narrow.len + 64, &again.len) == SEAM_OK,
                  "Latin-1");
    s.pieces = bench_pieces(narrow, sizes, 1);
    s.rust = bench_has_rust() ? bench_rust.latin1_utf8 : NULL;
    run_transcode(b, "latin1-utf8-short", &s);
    s.rust = bench_has_rust() ? bench_rust.utf8_latin1 : NULL;
    s.call = seam_utf8_to_latin1;
    s.peer = peer_utf8_latin1;
    s.pieces = bench_pieces_utf8(again, sizes);
    run_transcode(b, "utf8-latin1-short", &s);
    free(narrow.data);
    free(again.data);
}

/* Fixed sizes that the transcoders are asked for. */
static bool is_for_transcoders(piece_sizes sizes)
{
    return sizes.mix == NULL && (sizes.most == 16 || sizes.most == 64 || sizes.most == 256 ||
                                 sizes.most == 512 || sizes.most == 1024);
}

void bench_short(const bench *b)
{
    text texts[N_SCRIPTS];
    const size_t n = bench_scripts(texts);

    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < N_PIECE_SIZES; k++)
            run_validate(b, texts[i], bench_piece_sizes[k]);
    for (size_t k = 0; k < N_PIECE_SIZES; k++) {
        if (!is_for_transcoders(bench_piece_sizes[k]))
            continue;
        for (size_t i = 0; i < n; i++) {
            run_from_utf8(b, texts[i], bench_piece_sizes[k]);
            run_from_utf16(b, texts[i], bench_piece_sizes[k]);
            run_from_utf32(b, texts[i], bench_piece_sizes[k]);
        }
        /* ASCII and French. */
        for (size_t i = 0; i < n && i < 2; i++)
            run_latin1(b, texts[i], bench_piece_sizes[k]);
    }
    bench_texts_free(texts, n);
}
