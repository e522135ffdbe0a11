/* Random texts in every form that transcoding.h knows. */
#ifndef SEAM_TESTS_TRANSCODING_TEXT_H
#define SEAM_TESTS_TRANSCODING_TEXT_H

#include "support.h"
#include "transcoding.h"

/* Bytes that are often near the form: runs of characters of one length and mixtures of them, with
 * now and then a fault. Returns `len`. */
size_t form_text(text_form form, prng *rng, uint8_t *out, size_t len);

#endif
