/* Many short pieces of one text, in an order that no branch predictor can learn: the lengths that programs
 * have, for names, headers, lines and messages. */
#ifndef SEAM_BENCH_PIECES_H
#define SEAM_BENCH_PIECES_H

#include "bench.h"
#include "seam/view.h"

/* Lengths of pieces, each as likely as the others. */
typedef struct piece_sizes {
    const char *mix; /* the name of a mix; NULL where all are of one size */
    size_t least, most;
} piece_sizes;

#define N_PIECE_SIZES 13
extern const piece_sizes bench_piece_sizes[N_PIECE_SIZES];

typedef struct pieces {
    char input[48]; /* the text's name, and that of a mix */
    size_t size;
    seam_view *at;
    size_t n, n_bytes;
} pieces;

/* Pieces of a text of units of `unit` bytes, whose sizes are bytes. */
pieces bench_pieces(text t, piece_sizes sizes, size_t unit);

/* The same with both ends moved to where characters of UTF-8 begin. */
pieces bench_pieces_utf8(text t, piece_sizes sizes);

void bench_pieces_free(pieces *p);

/* The name of an input: the text's and, behind a colon, that of a mix where there is one. */
void bench_input_name(char *out, size_t cap, const char *text_name, const char *mix);

/* A job whose operation goes through all pieces once. */
job bench_pieces_job(const char *name, const pieces *p, const contender *contenders, size_t n);

/* One text of each kind of UTF-8: ascii, french, arabic, chinese, emoji. Returns how many. */
#define N_SCRIPTS 5
size_t bench_scripts(text out[N_SCRIPTS]);

#endif
