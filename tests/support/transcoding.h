/* transcoding.h: every transcoder by number, and what each call must give, as plainly as it can be
 * said: a character at a time, through its code point. UTF-8 is validated by reference.h; of the
 * library's code nothing is used. */
#ifndef SEAM_TESTS_TRANSCODING_H
#define SEAM_TESTS_TRANSCODING_H

#include "reference.h"
#include "seam/transcode.h"

typedef enum text_form {
    FORM_UTF8,
    FORM_UTF16LE,
    FORM_UTF16BE,
    FORM_UTF32LE,
    FORM_UTF32BE,
    FORM_LATIN1
} text_form;

typedef seam_status way_fn(seam_view *in, void *dst, size_t cap, size_t *n, seam_fault *fault);

typedef struct way {
    const char *name;
    text_form from, to;
    way_fn *call;
} way;

enum { N_WAYS = 10 };
extern const way ways[N_WAYS];

/* Bytes of a code unit: 1, 2 or 4. */
size_t form_unit(text_form form);
/* Appends a code point, which is a scalar value and, in Latin-1, at most FF. Returns the bytes. */
size_t form_put(text_form form, uint32_t c, uint8_t *out);

/* One well-formed character, or one fault. */
typedef struct form_char {
    size_t len;
    uint32_t c;
    uint8_t reason;  /* SEAM_REASON_NONE: well-formed */
    uint8_t n_bytes; /* what a fault shows */
    bool cut;        /* the input ends inside it */
} form_char;

/* `at` is less than `n` and where an earlier one ends. */
form_char form_char_at(text_form form, const uint8_t *bytes, size_t n, size_t at);

enum { WAY_LONGEST = 16384, WAY_MARGIN = 64 };

/* Where a call may write: `cap` units at `dst`, with WAY_MARGIN bytes of ours before them. What lies
 * behind them is the caller's affair; an unreadable page is best. */
typedef struct way_room {
    uint8_t *dst;
    size_t cap;
} way_room;

/* Calls a way over all of `in`, at most WAY_LONGEST bytes, and compares status, window, fault,
 * output, and the bytes around the output. Returns NULL, or what is wrong. */
const char *way_check(const way *w, const uint8_t *in, size_t n, way_room room);
/* How many units all of the first well-formed characters take that the target has. */
size_t way_units(const way *w, const uint8_t *in, size_t n);
/* The input in hex, for a message. */
void way_print(const way *w, const uint8_t *in, size_t n, size_t cap, const char *what);

#endif
