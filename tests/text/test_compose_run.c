/* Composition at speed: letters with marks and letters of Hangul, as utf8proc composes them; and any bytes, of which
 * none that are ill-formed may pass. */
#include "normalizing_oracle.h"
#include "seam/utf8.h"
#include "text/compose_run.h"

static prng rng;
static guarded page;

static void setup(void)
{
    prng_init(&rng, test_seed("compose run"));
    guarded_init(&page, 64);
}

static void teardown(void)
{
    guarded_free(&page);
}

/* What the runs are about, and what stands beside it in the code. */
static size_t near_text(uint8_t *out)
{
    static const uint32_t near[] = {
        'a',    'e',    'O',    'u',    ' ',    '<',    0x2FF,  0x300,  0x301,  0x302,
        0x303,  0x307,  0x308,  0x31B,  0x323,  0x327,  0x328,  0x338,  0x33F,  0x340,
        0x344,  0x345,  0x34F,  0xE9,   0x1100, 0x1101, 0x1112, 0x1113, 0x1160, 0x1161,
        0x1175, 0x1176, 0x11A7, 0x11A8, 0x11BF, 0x11C0, 0x11C2, 0x11C3, 0xAC00, 0xAC01,
    };
    const size_t n = prng_below(&rng, 12);
    size_t len = 0;

    for (size_t i = 0; i < n; i++)
        len += ucd_encode(&near[prng_below(&rng, sizeof(near) / sizeof(near[0]))], 1, out + len);
    return len;
}

START_TEST(letters_with_marks_and_hangul_are_composed)
{
    for (int i = 0; i < 40000; i++) {
        const unsigned form = prng_below(&rng, 2) == 0 ? SEAM_NFC : SEAM_NFKC;
        uint8_t text[64];
        const size_t len = near_text(text);
        const seam_view in = seam_view_of(guarded_at_end(&page, text, len), len);
        size_t cut = prng_below(&rng, len + 1);
        normalized wanted, out;

        while (cut < len && (text[cut] & 0xC0) == 0x80)
            cut++;
        oracle(in, form, &wanted);
        normalize_pulled(in, form, cut, 4 + prng_below(&rng, 60), &out);
        NEED(normalized_is(&out, seam_view_of(wanted.data, wanted.len)));
        normalize_converted(in, form, cut, prng_below(&rng, 60), &out);
        NEED(normalized_is(&out, seam_view_of(wanted.data, wanted.len)));
    }
}
END_TEST

/* What it takes is well-formed, and what it gives is the form of that, with room for any length. */
START_TEST(what_is_taken_of_any_bytes_is_composed)
{
    static const uint8_t near[] = {0xE1, 0xE1, 0xE1, 0x84, 0x84, 0x85, 0x85, 0x86, 0x86, 0x87,
                                   0x80, 0x92, 0x93, 0xA0, 0xA1, 0xB5, 0xB6, 0xA7, 0xA8, 0xBF,
                                   0xC0, 0x82, 0x83, 0xCC, 0xCC, 0xCD, 'a',  'e',  ' ',  0xFF};
    static const uint8_t syllable[] = {0xE1, 0x84, 0x80,
                                       0xE1, 0x85, 0xA1}; /* so that some are whole */
    size_t n_taken = 0;

    for (int i = 0; i < 300000; i++) {
        const size_t len = prng_below(&rng, 20), cap = prng_below(&rng, 40);
        uint8_t bytes_of[20], dst[48];
        seam_view in, taken;
        normalized wanted;
        size_t n;

        for (size_t k = 0; k < len; k++)
            bytes_of[k] = near[prng_below(&rng, sizeof(near))];
        if (prng_below(&rng, 2) == 0 && len >= 7)
            memcpy(bytes_of, syllable, sizeof(syllable));
        in = seam_view_of(guarded_at_end(&page, bytes_of, len), len);
        taken = in;
        memset(dst, 0xEE, sizeof(dst));
        n = seam__compose_run(&in, dst, cap);
        NEED(n <= cap && (cap == sizeof(dst) || dst[cap] == 0xEE));
        taken.len -= in.len;
        NEED(seam_utf8_valid(taken));
        oracle(taken, SEAM_NFC, &wanted);
        NEED(wanted.len == n && (n == 0 || memcmp(wanted.data, dst, n) == 0));
        n_taken += n > 0;
    }
    ck_assert_uint_gt(n_taken, 10000);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("compose_run");
    TCase *tc = tcase_create("compose_run");

    tcase_set_timeout(tc, 120);
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, letters_with_marks_and_hangul_are_composed);
    tcase_add_test(tc, what_is_taken_of_any_bytes_is_composed);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
