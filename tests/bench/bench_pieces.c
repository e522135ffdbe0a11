#include "bench_pieces.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "seam/seam.h"

#define N_PIECES ((size_t)16384)
/* Pieces come from so much of a text, which the second level of a cache holds. */
#define WINDOW ((size_t)192 << 10)

const piece_sizes bench_piece_sizes[N_PIECE_SIZES] = {
    {"1-64", 1, 64},  {"40-300", 40, 300}, {NULL, 16, 16},     {NULL, 32, 32},   {NULL, 64, 64},
    {NULL, 96, 96},   {NULL, 128, 128},    {NULL, 160, 160},   {NULL, 256, 256}, {NULL, 288, 288},
    {NULL, 512, 512}, {NULL, 1024, 1024},  {NULL, 2048, 2048},
};

void bench_input_name(char *out, size_t cap, const char *text_name, const char *mix)
{
    snprintf(out, cap, "%s%s%s", text_name, mix != NULL ? ":" : "", mix != NULL ? mix : "");
}

pieces bench_pieces(text t, piece_sizes sizes, size_t unit)
{
    const size_t window = t.len < WINDOW ? t.len : WINDOW;
    pieces p = {"", sizes.most, malloc(N_PIECES * sizeof(seam_view)), N_PIECES, 0};
    uint64_t state = 7;

    bench_require(p.at != NULL && window > 2 * sizes.most, "a text that is long enough");
    bench_input_name(p.input, sizeof(p.input), t.name, sizes.mix);
    for (size_t i = 0; i < N_PIECES; i++) {
        const size_t len = sizes.least + bench_random(&state) % (sizes.most - sizes.least + 1);
        const size_t from = bench_random(&state) % (window - sizes.most);

        p.at[i] = seam_view_of(t.data + from / unit * unit, (len + unit - 1) / unit * unit);
        p.n_bytes += p.at[i].len;
    }
    return p;
}

/* What is shorter than a character becomes ASCII of the same length. */
static void fit_utf8(seam_view *piece, const text *t)
{
    static const uint8_t letters[] = "abcdefgh";
    const size_t wanted = piece->len;

    while ((*piece->data & 0xC0) == 0x80 && piece->data > t->data)
        piece->data--;
    piece->len = seam_utf8_trim(*piece);
    if (piece->len == 0)
        *piece = seam_view_of(letters, wanted);
}

pieces bench_pieces_utf8(text t, piece_sizes sizes)
{
    pieces p = bench_pieces(t, sizes, 1);

    p.n_bytes = 0;
    for (size_t i = 0; i < p.n; i++) {
        fit_utf8(&p.at[i], &t);
        bench_require(seam_utf8_valid(p.at[i]), "well-formed pieces");
        p.n_bytes += p.at[i].len;
    }
    return p;
}

void bench_pieces_free(pieces *p)
{
    free(p->at);
    p->at = NULL;
}

job bench_pieces_job(const char *name, const pieces *p, const contender *contenders, size_t n)
{
    return (job){name, p->input, p->size, BENCH_GBPS, p->n_bytes, contenders, n};
}

/* A copy whose bytes are all ASCII, of the same length. */
static text as_ascii(text t)
{
    text ascii = {"ascii", malloc(t.len), t.len};

    bench_require(ascii.data != NULL, "memory for a text");
    for (size_t i = 0; i < t.len; i++)
        ascii.data[i] = t.data[i] & 0x7F;
    return ascii;
}

size_t bench_scripts(text out[N_SCRIPTS])
{
    text texts[8];
    const size_t n = bench_texts(texts, 8);
    size_t kept = 0;

    for (size_t i = 0; i < n; i++) {
        if (strstr(texts[i].name, "russian") != NULL || kept == N_SCRIPTS) {
            free(texts[i].data);
        } else if (kept == 0) {
            out[kept++] = as_ascii(texts[i]);
            free(texts[i].data);
        } else {
            out[kept++] = texts[i];
        }
    }
    return kept;
}
