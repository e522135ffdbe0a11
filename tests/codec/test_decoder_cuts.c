/* Chunks of a few bytes to a few hundred, cut amid sequences of every kind: the fast paths for short chunks against the
 * reference. The exhaustive sets cut strings too short for them. */
#include <string.h>

#include "differential.h"
#include "support.h"

static void fail_test(const char *message)
{
    ck_abort_msg("%s", message);
}

/* A byte of each class that no rule of UTF-8 tells apart, and the ends of some. */
static const uint8_t kinds[] = {0x41, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC1, 0xC2,
                                0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF};

enum { N_KINDS = sizeof(kinds), LENGTH = 4, MOST = 600 };

/* What lies before and behind the string, so that chunks of each number of vectors come up. */
static const size_t paddings[] = {0,  1,  4,   5,   8,   12,  27,  40, 58,
                                  61, 66, 100, 124, 130, 190, 250, 270};

enum { N_PADDINGS = sizeof(paddings) / sizeof(paddings[0]) };

/* Text of whole sequences of one length, and ASCII behind them where they do not fill the span. */
static void pad(prng *rng, uint8_t *at, size_t n)
{
    static const uint8_t sequences[][4] = {
        {'a'}, {0xC3, 0xA9}, {0xE2, 0x82, 0xAC}, {0xF0, 0x9F, 0x98, 0x80}};
    const size_t kind = prng_below(rng, 4);
    const size_t len = kind + 1;

    memset(at, 'x', n);
    for (size_t i = 0; i < n / len * len; i++)
        at[i] = sequences[kind][i % len];
}

/* Two chunks, cut at `cut`, and the end. */
static void decode(const seam_decoder_options *options, const uint8_t *text, size_t n, size_t cut,
                   int form, size_t cap)
{
    differ d;

    differ_init(&d, options, NULL, fail_test);
    differ_chunk(&d, text, cut);
    differ_drain(&d, form, cap);
    differ_chunk(&d, text + cut, n - cut);
    differ_drain(&d, form, cap);
    differ_finish(&d);
    differ_drain(&d, form, cap);
    differ_free(&d);
}

static void decode_string(prng *rng, const uint8_t *string, size_t cut)
{
    static const int forms[] = {DIFFER_PULL, DIFFER_BOUNDED, DIFFER_MANY};
    const seam_decoder_options options = {
        .errors = (uint8_t)(prng_below(rng, 3) == 0 ? SEAM_ERRORS_FATAL : SEAM_ERRORS_REPLACE)};
    const size_t before = paddings[prng_below(rng, N_PADDINGS)];
    const size_t behind = paddings[prng_below(rng, N_PADDINGS)];
    const int form = forms[prng_below(rng, 3)];
    const size_t n = before + LENGTH + behind;
    const size_t cap = prng_below(rng, 2) == 0 ? (size_t)3 * MOST : 4 + prng_below(rng, n);
    uint8_t text[MOST];

    pad(rng, text, before);
    memcpy(text + before, string, LENGTH);
    pad(rng, text + before + LENGTH, behind);
    decode(&options, text, n, before + cut, form,
           form == DIFFER_MANY ? 1 + cap % DIFFER_MOST_TEXTS : cap);
}

START_TEST(strings_of_every_class_are_cut_everywhere)
{
    prng rng;

    prng_init(&rng, test_seed("strings_of_every_class_are_cut_everywhere"));
    for (size_t i = 0; i < (size_t)N_KINDS * N_KINDS * N_KINDS * N_KINDS; i++) {
        uint8_t string[LENGTH];

        for (size_t k = 0, rest = i; k < LENGTH; k++, rest /= N_KINDS)
            string[k] = kinds[rest % N_KINDS];
        decode_string(&rng, string, prng_below(&rng, LENGTH + 1));
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("decoder_cuts");
    TCase *tc = tcase_create("cuts");

    tcase_set_timeout(tc, 240);
    tcase_add_test(tc, strings_of_every_class_are_cut_everywhere);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
