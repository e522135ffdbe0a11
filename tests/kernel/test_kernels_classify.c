/* Every instruction set classifies characters as scalar code does: at every length, beside unreadable
 * pages, with a character that is in a box at every place, and for any bytes. */
#include <string.h>

#include "each_kernel.h"

#define N_MARKS (MAX_LEN / 64 + 1)

static const seam__boxes *const all_boxes[] = {
    &seam__boxes_nfc,           &seam__boxes_nfd,      &seam__boxes_nfkc,     &seam__boxes_nfkd,
    &seam__boxes_nfkc_casefold, &seam__boxes_casefold, &seam__boxes_grapheme, &seam__boxes_deny};

enum { N_BOXES = sizeof(all_boxes) / sizeof(all_boxes[0]) };

/* Marks behind the last one must stay as they are. */
static void expect_marks(const seam__kernel *kernel, const uint8_t *p, size_t n,
                         const seam__boxes *boxes)
{
    seam__box_marks want[N_MARKS + 1], got[N_MARKS + 1];
    size_t n_want, n_got;

    memset(want, 0x5A, sizeof(want));
    memset(got, 0x5A, sizeof(got));
    n_want = scalar->utf8_classify(p, n, boxes, want);
    n_got = kernel->utf8_classify(p, n, boxes, got);
    for (size_t i = 0; i <= N_MARKS; i++) {
        if (got[i].leads != want[i].leads || got[i].doubtful != want[i].doubtful ||
            got[i].exact != want[i].exact)
            ck_abort_msg("%s: %zu bytes, mark %zu is not that of scalar", kernel->name, n, i);
    }
    if (n_got != n_want)
        ck_abort_msg("%s: %zu bytes: %zu characters, not %zu", kernel->name, n, n_got, n_want);
}

static void expect_all(const seam__kernel *kernel, const uint8_t *p, size_t n)
{
    for (size_t i = 0; i < N_BOXES; i++)
        expect_marks(kernel, p, n, all_boxes[i]);
}

/* Characters that are in boxes of some table, exact and doubtful ones, and plain ones. */
static const char *const characters[] = {"a",
                                         "Z",
                                         "\r",
                                         "\xC3\xA9",
                                         "\xCC\x81",
                                         "\xD7\x91",
                                         "\xD6\xB0",
                                         "\xD9\x8B",
                                         "\xD0\xB6",
                                         "\xC5\xBF",
                                         "\xE4\xB8\xAD",
                                         "\xE3\x82\x99",
                                         "\xE3\x80\x82",
                                         "\xE0\xA4\x95",
                                         "\xE0\xA4\xBC",
                                         "\xE0\xA5\x8D",
                                         "\xE1\x84\x80",
                                         "\xEA\xB0\x80",
                                         "\xE2\x80\x8D",
                                         "\xEF\xBF\xBD",
                                         "\xF0\x9F\x98\x80",
                                         "\xF0\x91\x82\xBA",
                                         "\xF0\x9F\x87\xA6"};

enum { N_CHARACTERS = sizeof(characters) / sizeof(characters[0]) };

/* Fills the room with characters; the last one may be cut short. */
static void write_text(prng *rng, uint8_t *out, size_t len)
{
    for (size_t at = 0; at < len;) {
        const char *c = characters[prng_below(rng, N_CHARACTERS)];
        size_t i = 0;

        while (c[i] != '\0' && at < len)
            out[at++] = (uint8_t)c[i++];
    }
}

static void at_every_length(const seam__kernel *kernel, prng *rng)
{
    uint8_t text[MAX_LEN];
    guarded g;

    guarded_init(&g, sizeof(text) + N_OFFSETS);
    for (size_t len = 0; len <= MAX_LEN; len++) {
        write_text(rng, text, len);
        expect_all(kernel, guarded_at_start(&g, text, len), len);
        expect_all(kernel, guarded_at_end(&g, text, len), len);
        for (size_t i = 0; i < len; i++)
            text[i] = (uint8_t)prng_next(rng);
        expect_all(kernel, guarded_at_end(&g, text, len), len);
    }
    guarded_free(&g);
}

START_TEST(classes_do_not_depend_on_the_length)
{
    with_each(at_every_length, "classes_do_not_depend_on_the_length");
}
END_TEST

/* One character at each place among plain ones, across the ends of vectors and of marks. */
static void at_every_place(const seam__kernel *kernel, prng *rng)
{
    uint8_t text[200];

    (void)rng;
    for (size_t i = 0; i < N_CHARACTERS; i++) {
        const size_t len = strlen(characters[i]);

        for (size_t at = 0; at + len <= sizeof(text); at++) {
            memset(text, 'x', sizeof(text));
            memcpy(text + at, characters[i], len);
            expect_all(kernel, text, sizeof(text));
            expect_all(kernel, text, at + len);
        }
    }
}

START_TEST(a_character_is_classified_at_every_place)
{
    with_each(at_every_place, "a_character_is_classified_at_every_place");
}
END_TEST

/* Of the doubtful boxes only those that are wanted count. */
static void with_fewer_boxes(const seam__kernel *kernel, prng *rng)
{
    uint8_t text[MAX_LEN];

    for (unsigned wanted = 0; wanted < 256; wanted++) {
        for (size_t i = 0; i < N_BOXES; i++) {
            seam__boxes boxes = *all_boxes[i];

            boxes.wanted = (uint8_t)wanted;
            write_text(rng, text, sizeof(text));
            expect_marks(kernel, text, sizeof(text), &boxes);
        }
    }
}

START_TEST(only_wanted_boxes_count)
{
    with_each(with_fewer_boxes, "only_wanted_boxes_count");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("kernels_classify");
    TCase *tc = tcase_create("simd");

    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, classes_do_not_depend_on_the_length);
    tcase_add_test(tc, a_character_is_classified_at_every_place);
    tcase_add_test(tc, only_wanted_boxes_count);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
