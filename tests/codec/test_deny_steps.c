/* What a decoder that denies characters costs, by counting the bytes that kernels look at and not by time: linear in
 * the chunk, wherever the characters stand that it denies. */
#include <string.h>

#include "kernel/table.h"
#include "seam/decoder.h"
#include "support.h"

enum { LEN = 1 << 18, VECTOR = 64 };

static size_t n_looked_at;
static const seam__kernel *real;
static seam__kernel counting;

/* A call counts for what it got through, and for one vector where it stopped earlier. */
static size_t looked(size_t done, size_t n)
{
    n_looked_at += done + (n - done < VECTOR ? n - done : VECTOR);
    return done;
}

static size_t utf8_prefix(const uint8_t *p, size_t n)
{
    return looked(real->utf8_prefix(p, n), n);
}

static size_t utf8_prefix_clean(const uint8_t *p, size_t n)
{
    n_looked_at += n;
    return real->utf8_prefix_clean(p, n);
}

static size_t scan_controls(const uint8_t *p, size_t n, seam__controls set)
{
    return looked(real->scan_controls(p, n, set), n);
}

static void count_kernels(void)
{
    real = seam__kernel_get();
    counting = *real;
    counting.utf8_prefix = utf8_prefix;
    counting.utf8_prefix_clean = utf8_prefix_clean;
    counting.scan_controls = scan_controls;
    atomic_store(&seam__kernel_current, &counting);
}

static void stop_counting(void)
{
    atomic_store(&seam__kernel_current, real);
}

/* Pulls all of the text in one chunk; faults are replaced. Returns the bytes looked at for each one of the text. */
static double cost(uint8_t from, const uint8_t *text, size_t n_denied)
{
    const seam_decoder_options options = {.from = from, .to = from, .deny = SEAM_DENY_TAB_LF_CR};
    seam_view in = seam_view_of(text, LEN), piece;
    seam_decoder dec;

    ck_assert_int_eq(seam_decoder_init(&dec, &options), SEAM_OK);
    n_looked_at = 0;
    while (seam_decoder_next(&dec, &in, &piece) == SEAM_OK)
        ;
    ck_assert_uint_eq(in.len, 0);
    ck_assert_uint_eq(seam_decoder_n_faults(&dec), n_denied);
    return (double)n_looked_at / LEN;
}

START_TEST(denied_characters_cost_what_lies_before_them)
{
    static const uint8_t encodings[] = {SEAM_UTF8, SEAM_WTF8};
    static const size_t distances[] = {80, 300, 1000, 5000, 30000, LEN};
    static uint8_t text[LEN];

    for (size_t e = 0; e < sizeof(encodings) / sizeof(encodings[0]); e++) {
        for (size_t i = 0; i < sizeof(distances) / sizeof(distances[0]); i++) {
            size_t n_denied = 0;
            double each;

            memset(text, 'a', sizeof(text));
            for (size_t at = distances[i] - 1; at < LEN; at += distances[i], n_denied++)
                text[at] = '\n';
            each = cost(encodings[e], text, n_denied);
            ck_assert_msg(each < 12, "encoding %d, every %zu: %.1f", (int)encodings[e],
                          distances[i], each);
            /* It does look at them, or nothing is counted. */
            ck_assert_msg(each >= 1, "encoding %d, every %zu: %.1f", (int)encodings[e],
                          distances[i], each);
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("deny_steps");
    TCase *tc = tcase_create("deny_steps");

    tcase_add_unchecked_fixture(tc, count_kernels, stop_counting);
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, denied_characters_cost_what_lies_before_them);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
