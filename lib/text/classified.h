/* A text that a kernel classifies piece by piece (kernel/boxes.h), for the fast paths of this
 * layer. */
#ifndef SEAM_TEXT_CLASSIFIED_H
#define SEAM_TEXT_CLASSIFIED_H

#include "base/bits.h"
#include "kernel/table.h"
#include "seam/view.h"

/* The most bytes of a piece, a multiple of 64. */
enum { SEAM__PIECE_MAX = 4096 };

/* The piece that was classified last. It is whole well-formed characters. */
typedef struct seam__classified {
    const seam__kernel *kernel;
    const seam__boxes *boxes;
    size_t begin, end;  /* where the piece lies in the text */
    size_t len;         /* of the next piece at most */
    size_t n_not_exact; /* the characters of the piece that are not exact */
    seam__box_marks marks[SEAM__PIECE_MAX / 64];
} seam__classified;

/* The first piece is short, so that text which stops the caller soon costs little. Nothing is
 * classified yet. */
static inline void seam__classified_init(seam__classified *c, const seam__boxes *boxes)
{
    c->kernel = seam__kernel_get();
    c->boxes = boxes;
    c->begin = c->end = 0;
    c->len = 128;
}

/* Classifies what lies at `at`. Returns false, and the piece is empty, where no well-formed
 * character does. */
static inline bool seam__classified_fill(seam__classified *c, seam_view in, size_t at)
{
    const size_t most = seam__min(c->len, in.len - at);
    const size_t len = c->kernel->utf8_prefix_clean(in.data + at, most);

    c->begin = at;
    c->end = at + len;
    c->n_not_exact = c->kernel->utf8_classify(in.data + at, len, c->boxes, c->marks);
    c->len = seam__min(4 * c->len, SEAM__PIECE_MAX);
    return len > 0;
}

/* The bit of the byte at `at` of the text in its mark. */
static inline uint64_t seam__classified_bit(const seam__classified *c, size_t at)
{
    return UINT64_C(1) << (at - c->begin) % 64;
}

static inline const seam__box_marks *seam__classified_mark(const seam__classified *c, size_t at)
{
    return &c->marks[(at - c->begin) / 64];
}

/* Whether the character at `at` is in some box. */
static inline bool seam__classified_has(const seam__classified *c, size_t at)
{
    const seam__box_marks *m = seam__classified_mark(c, at);

    return ((m->doubtful | m->exact) & seam__classified_bit(c, at)) != 0;
}

/* Where the character before `at`, which is not 0, begins in well-formed text. */
static inline size_t seam__character_start(const uint8_t *p, size_t at)
{
    do {
        at--;
    } while ((p[at] & 0xC0) == 0x80);
    return at;
}

#endif
