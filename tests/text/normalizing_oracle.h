/* Whole texts in a normal form, by utf8proc and, where it is installed, by ICU. */
#ifndef SEAM_TESTS_NORMALIZING_ORACLE_H
#define SEAM_TESTS_NORMALIZING_ORACLE_H

#include "normalizing.h"

/* Code points of a text that is well-formed. */
size_t oracle_decode(seam_view text, uint32_t *code_points, size_t cap);

/* The text as the Stream-Safe Text Process of UAX #15 leaves it. */
void oracle_stream_safe(seam_view text, normalized *out);

/* The form of a text that is stream-safe, by utf8proc; with what it does not know of unassigned code
 * points. For SEAM_NFKC_CASEFOLD the text is any. */
void oracle_utf8proc(seam_view text, unsigned form, normalized *out);

/* The same by ICU; false where it is not there, or has no such form. */
bool oracle_icu(seam_view text, unsigned form, normalized *out);
/* What ICU says of a text's being in the form. */
bool oracle_icu_is(seam_view text, unsigned form);

/* The form of any text: by utf8proc, made stream-safe before. */
void oracle(seam_view text, unsigned form, normalized *out);

#endif
