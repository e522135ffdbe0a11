/* exhaustive.h: one string, all that the reference says about it, and the decoder's answer in one
 * mode and all chunkings. */
#ifndef SEAM_TESTS_EXHAUSTIVE_H
#define SEAM_TESTS_EXHAUSTIVE_H

#include "reference.h"

enum {
    EXHAUSTIVE_LONGEST = 8 /* a chunk must fit a 64-bit word */
};

typedef enum mode {
    MODE_EAGER_REPLACE,
    MODE_EAGER_FATAL,
    MODE_LAZY_REPLACE,
    MODE_LAZY_FATAL,
    MODES
} mode;

typedef enum form { FORM_PULL, FORM_BOUNDED, FORMS } form;

const char *mode_name(mode m);

/* Where a decoder stands when it has been given the bytes up to some place. */
typedef struct moment {
    uint8_t held[4]; /* the bytes held back, and zeros */
    uint8_t n_held;
    uint8_t n_faults; /* faults so far */
    uint8_t n_out[2]; /* bytes of output so far: replace, fatal */
} moment;

typedef struct truth {
    uint8_t bytes[2 * EXHAUSTIVE_LONGEST]; /* zeros behind the string */
    size_t n;
    uint8_t out[2][3 * EXHAUSTIVE_LONGEST]; /* the whole output: replace, fatal */
    moment at[2][EXHAUSTIVE_LONGEST + 1];   /* eager, lazy: after so many bytes */
    moment end;                             /* after the end */
    ref_item faults[EXHAUSTIVE_LONGEST];    /* all faults */
    uint8_t n_before[EXHAUSTIVE_LONGEST];   /* the output of fatal decoding before each */
} truth;

void truth_of(truth *t, const uint8_t *bytes, size_t n);

/* All chunkings of a string. Chunkings that begin alike share what they have in common: the decoder
 * is copied where they part. Every chunk lies at the same place, with bytes FF behind it. Returns
 * NULL, or what is wrong and in which chunking: bit i of `cuts` is set when the string is cut behind
 * byte i. */
const char *check_chunkings(const truth *t, mode m, form f, unsigned *cuts);
/* The string, the chunking, what is expected and what comes, chunk by chunk. */
void print_mismatch(const truth *t, unsigned cuts, mode m, form f, const char *what);
/* Once, before all others. */
void exhaustive_init(void);

/* ---- the sets of strings */

typedef struct string_set {
    const char *name;
    size_t longest; /* bytes: all strings of 1 to `longest`; classes: those of `longest` classes */
    size_t (*count)(size_t longest);
    /* Writes string number `index`, returns its length. */
    size_t (*string)(size_t longest, size_t index, uint64_t seed, uint8_t *out);
} string_set;

extern const string_set set_of_bytes;
extern const string_set set_of_classes;

/* A number that depends on all bits of both. */
uint64_t mixed(uint64_t a, uint64_t b);

#endif
