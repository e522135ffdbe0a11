/* A text in a normal form by every form of the calls, and whole by ICU or utf8proc. */
#ifndef SEAM_TESTS_NORMALIZING_H
#define SEAM_TESTS_NORMALIZING_H

#include "text_samples.h"

enum { NORMALIZED_LONGEST = 8192 };

typedef struct normalized {
    size_t len;
    uint8_t data[NORMALIZED_LONGEST];
} normalized;

/* The text in two chunks, which the place `cut` must not part within a character, by next() with a
 * room of `cap` bytes. */
void normalize_pulled(seam_view text, unsigned form, size_t cut, size_t cap, normalized *out);
/* The same by convert(), `cap` bytes at a time. */
void normalize_converted(seam_view text, unsigned form, size_t cut, size_t cap, normalized *out);
/* The same in chunks that may cut a character, by way of the decoder and next(). */
void normalize_decoded(seam_view bytes, unsigned form, size_t cut, normalized *out);

/* Whether two are the same; else says so and what they are. */
bool normalized_is(const normalized *out, seam_view wanted);
void normalized_print(const char *what, seam_view text);

#endif
