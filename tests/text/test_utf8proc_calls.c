/* What the library asks utf8proc for. Linked so that its calls come through here: three of utf8proc's
 * ways read out of bounds, and none of them can be reached, whatever the text is. */
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "text_samples.h"

static size_t n_records, n_decomposed, n_composed;

/* The linker gives the library these in place of utf8proc's, and those under their names with __real_. */
const utf8proc_property_t *__real_utf8proc_get_property(utf8proc_int32_t c);
utf8proc_ssize_t __real_utf8proc_decompose_char(utf8proc_int32_t c, utf8proc_int32_t *dst,
                                                utf8proc_ssize_t cap, utf8proc_option_t options,
                                                int *last);
utf8proc_ssize_t __real_utf8proc_normalize_utf32(utf8proc_int32_t *buffer, utf8proc_ssize_t len,
                                                 utf8proc_option_t options);
const utf8proc_property_t *__wrap_utf8proc_get_property(utf8proc_int32_t c);
utf8proc_ssize_t __wrap_utf8proc_decompose_char(utf8proc_int32_t c, utf8proc_int32_t *dst,
                                                utf8proc_ssize_t cap, utf8proc_option_t options,
                                                int *last);
utf8proc_ssize_t __wrap_utf8proc_normalize_utf32(utf8proc_int32_t *buffer, utf8proc_ssize_t len,
                                                 utf8proc_option_t options);

static bool is_scalar(utf8proc_int32_t c)
{
    return c >= 0 && c < UCD_CODE_POINTS && (c & ~0x7FF) != 0xD800;
}

/* -1 is a question that utf8proc answers with a record of its own. */
const utf8proc_property_t *__wrap_utf8proc_get_property(utf8proc_int32_t c)
{
    NEED(c == -1 || is_scalar(c));
    n_records++;
    return __real_utf8proc_get_property(c);
}

utf8proc_ssize_t __wrap_utf8proc_decompose_char(utf8proc_int32_t c, utf8proc_int32_t *dst,
                                                utf8proc_ssize_t cap, utf8proc_option_t options,
                                                int *last)
{
    NEED(is_scalar(c) && cap == 18);
    NEED((options & (UTF8PROC_CHARBOUND | UTF8PROC_NULLTERM)) == 0);
    n_decomposed++;
    return __real_utf8proc_decompose_char(c, dst, cap, options, last);
}

utf8proc_ssize_t __wrap_utf8proc_normalize_utf32(utf8proc_int32_t *buffer, utf8proc_ssize_t len,
                                                 utf8proc_option_t options)
{
    NEED(len == 2 && is_scalar(buffer[0]) && is_scalar(buffer[1]));
    NEED(options == (UTF8PROC_COMPOSE | UTF8PROC_STABLE));
    n_composed++;
    return __real_utf8proc_normalize_utf32(buffer, len, options);
}

/* All that the layer of text does with bytes. */
static void use(seam_view text)
{
    seam_graphemes g = {0};
    seam_width width = {.flags = SEAM_WIDTH_AMBIGUOUS_WIDE | SEAM_WIDTH_EMOJI_VS16};

    (void)seam_graphemes_count(&g, text);
    (void)seam_grapheme_floor(text, text.len / 2);
    (void)seam_width_advance(&width, text);
    for (unsigned form = SEAM_NFC; form <= SEAM_CASEFOLD; form++) {
        const seam_normalizer_options options = {.form = (uint8_t)form};
        seam_normalizer norm;
        seam_view in = text, piece;
        uint8_t room[16];
        seam_status r = SEAM_OK;

        NEED(seam_normalizer_init(&norm, &options) == SEAM_OK);
        while (r != SEAM_EOF) {
            r = seam_normalizer_next(&norm, &in, room, sizeof(room), &piece);
            if (r == SEAM_MORE)
                seam_normalizer_finish(&norm);
        }
    }
}

START_TEST(no_call_can_read_out_of_bounds)
{
    prng rng;

    prng_init(&rng, test_seed("utf8proc calls"));
    for (int i = 0; i < 8000; i++) {
        uint8_t text[256];
        const bool is_text = prng_below(&rng, 2) == 0;
        const size_t len = is_text ? sample_text(&rng, prng_below(&rng, 16), text)
                                   : prng_text(&rng, text, prng_below(&rng, 64));

        use(seam_view_of(text, len));
    }
    printf("utf8proc: %zu records, %zu decompositions, %zu compositions\n", n_records, n_decomposed,
           n_composed);
    ck_assert_uint_gt(n_records, 10000);
    ck_assert_uint_gt(n_decomposed, 10000);
    ck_assert_uint_gt(n_composed, 1000);
}
END_TEST

/* ASCII needs no property, whatever a form makes of its capitals, but for one where the room ends a run. */
START_TEST(ascii_is_hardly_asked_for)
{
    uint8_t text[512];

    for (size_t i = 0; i < sizeof(text); i++)
        text[i] = (uint8_t)(i % 128);
    n_records = n_decomposed = n_composed = 0;
    use(seam_view_of(text, sizeof(text)));
    ck_assert_uint_lt(n_records, sizeof(text) / 8);
    ck_assert_uint_lt(n_decomposed, sizeof(text) / 8);
    ck_assert_uint_eq(n_composed, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("utf8proc calls");
    TCase *tc = tcase_create("utf8proc_calls");

    tcase_set_timeout(tc, 120);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, ascii_is_hardly_asked_for);
    tcase_add_test(tc, no_call_can_read_out_of_bounds);
    return run_suite(suite);
}
