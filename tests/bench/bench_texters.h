/* Other libraries that check a text or write it in another form. Each has a file of its own, which
 * is built where the library is there. */
#ifndef SEAM_BENCH_TEXTERS_H
#define SEAM_BENCH_TEXTERS_H

#include "bench.h"

/* Reads all of [in, in + len), writes at most `cap` bytes; returns how many, 0 for a fault. A check
 * writes nothing and returns 1. UTF-16 and UTF-32 are in the machine's order. */
typedef size_t (*texter_fn)(const uint8_t *in, size_t len, void *out, size_t cap);

typedef enum texter_form {
    TEXTER_VALIDATE,
    TEXTER_UTF8_UTF16,
    TEXTER_UTF8_UTF32,
    TEXTER_UTF16_UTF8,
    TEXTER_LATIN1_UTF8,
    TEXTER_IS_NFC, /* returns 1 when it is */
    TEXTER_NFC,
    TEXTER_NFD,
    TEXTER_NFKC,
    TEXTER_NFKC_CASEFOLD,
    TEXTER_CASEFOLD,
    TEXTER_CLUSTERS, /* returns their number */
    TEXTER_WIDTH,    /* returns the columns */
    TEXTER_N_FORMS
} texter_form;

typedef struct texter {
    const char *name;
    const char *(*version)(void);
    texter_fn forms[TEXTER_N_FORMS]; /* NULL: the library has no such call */
} texter;

extern const texter bench_iconv;
/* NULL where the library was not there when this was built. */
extern const texter bench_icu __attribute__((weak));
extern const texter bench_icu_forms __attribute__((weak));
extern const texter bench_glib_text __attribute__((weak));
extern const texter bench_unistring __attribute__((weak));
extern const texter bench_utf8proc __attribute__((weak));

#define MAX_TEXTERS 8

/* What contenders that are texters work on; lives as long as they run. */
typedef struct texter_task {
    texter_fn call;
    text from;
    void *out;
    size_t cap;
} texter_task;

/* Writes a contender for each texter that is there and knows the form, and what it works on;
 * returns how many. Both arrays have room for MAX_TEXTERS. */
size_t bench_texters(texter_form form, text from, void *out, size_t cap, contender *contenders,
                     texter_task *tasks);

#endif
