/* Grapheme clusters: every form of the calls, at every cut, against utf8proc's own loop. */
#include <string.h>

#include "clustering.h"
#include "text_samples.h"

enum { LONGEST = 512 };

static guarded page;

static void setup(void)
{
    guarded_init(&page, LONGEST);
}

static void teardown(void)
{
    guarded_free(&page);
}

/* Feeds [from, to) of the text to next() and checks each piece. */
static void next_agrees(seam_graphemes *g, seam_view text, size_t from, size_t to,
                        const bool *starts)
{
    seam_view in = seam_view_of(text.data + from, to - from);
    seam_view piece;
    seam_status r;
    bool start;

    while ((r = seam_graphemes_next(g, &in, &piece, &start)) == SEAM_OK) {
        const size_t at = (size_t)(piece.data - text.data);

        NEED(at == from);
        NEED(piece.len > 0);
        NEED(start == starts[at]);
        for (size_t i = 1; i < piece.len; i++)
            NEED(!starts[at + i]);
        from += piece.len;
        NEED(from == to || starts[from]);
    }
    NEED(r == SEAM_MORE);
    NEED(from == to);
    NEED(piece.data == NULL);
}

/* The same with starts(), which has room for `cap` at a time, and count(). */
static void starts_agree(seam_graphemes *g, seam_view text, size_t from, size_t to,
                         const bool *starts, size_t cap)
{
    seam_graphemes counting = *g;
    seam_view in = seam_view_of(text.data + from, to - from);
    size_t n = 0, n_wanted = 0, n_found;
    seam_status r;

    for (size_t i = from; i < to; i++)
        n_wanted += starts[i];
    NEED(seam_graphemes_count(&counting, in) == n_wanted);
    do {
        const size_t base = (size_t)(in.data - text.data);
        uint32_t at[LONGEST];

        r = seam_graphemes_starts(g, &in, at, cap, &n_found);
        NEED(n_found <= cap);
        for (size_t i = 0; i < n_found; i++) {
            NEED(starts[base + at[i]]);
            NEED(i == 0 || at[i - 1] < at[i]);
        }
        n += n_found;
        NEED(r == SEAM_MORE || (r == SEAM_FULL && n_found == cap));
    } while (r != SEAM_MORE);
    NEED(n == n_wanted);
    NEED(in.len == 0);
    NEED(memcmp(g, &counting, sizeof(counting)) == 0);
}

static void floors_agree(seam_view text, const bool *starts)
{
    size_t wanted = 0;

    for (size_t at = 0; at < text.len; at++) {
        if (starts[at])
            wanted = at;
        NEED(seam_grapheme_floor(text, at) == wanted);
    }
    NEED(seam_grapheme_floor(text, text.len) == text.len);
    NEED(seam_grapheme_floor(text, SIZE_MAX) == text.len);
}

/* All forms, whole and cut in two between characters: at each place, or at one in `share` of them. */
static void agrees(seam_view text, prng *rng, size_t share)
{
    bool starts[LONGEST];

    clusters_by_utf8proc(text, starts, LONGEST);
    floors_agree(text, starts);
    for (size_t cut = 0; cut <= text.len; cut++) {
        const size_t cap = 1 + prng_below(rng, 40);
        seam_graphemes g = {0}, other = {0};

        if (cut < text.len && ((text.data[cut] & 0xC0) == 0x80 || prng_below(rng, share) != 0))
            continue;
        next_agrees(&g, text, 0, cut, starts);
        next_agrees(&g, text, cut, text.len, starts);
        starts_agree(&other, text, 0, cut, starts, cap);
        starts_agree(&other, text, cut, text.len, starts, cap);
    }
}

START_TEST(random_text_has_the_clusters_of_utf8proc)
{
    prng rng;

    prng_init(&rng, test_seed("grapheme"));
    for (int i = 0; i < 40000; i++) {
        uint8_t text[LONGEST];
        const size_t len = sample_text(&rng, prng_below(&rng, 12), text);

        agrees(seam_view_of(guarded_at_end(&page, text, len), len), &rng, 1);
        agrees(seam_view_of(guarded_at_start(&page, text, len), len), &rng, 4);
    }
}
END_TEST

/* Runs that are long enough for the kernels, with line ends, between hard ones. */
START_TEST(long_ascii_has_the_clusters_of_utf8proc)
{
    prng rng;

    prng_init(&rng, test_seed("grapheme, ASCII"));
    for (int i = 0; i < 2000; i++) {
        const size_t n_ascii = prng_below(&rng, 200);
        uint8_t text[LONGEST];
        size_t len = sample_text(&rng, prng_below(&rng, 3), text);

        for (size_t k = 0; k < n_ascii; k++) {
            static const uint8_t few[] = {'\r', '\n', '\r', '\n', 'a', ' ', 0, 0x7F};
            text[len++] = prng_below(&rng, 3) == 0 ? few[prng_below(&rng, 8)]
                                                   : (uint8_t)prng_below(&rng, 0x80);
        }
        len += sample_text(&rng, prng_below(&rng, 3), text + len);
        agrees(seam_view_of(guarded_at_end(&page, text, len), len), &rng, 40);
    }
}
END_TEST

static void has_clusters(const char *text, size_t n_wanted)
{
    const seam_view whole = seam_view_string(text);
    seam_graphemes g = {0};

    if (seam_graphemes_count(&g, whole) != n_wanted)
        ck_abort_msg("%s is not %zu clusters", text, n_wanted);
}

START_TEST(what_readers_take_for_one_is_one)
{
    has_clusters("", 0);
    has_clusters("abc", 3);
    has_clusters("e\xCC\x81", 1);
    has_clusters("\r\n", 1);
    has_clusters("\n\r", 2);
    has_clusters("\xF0\x9F\x87\xA9\xF0\x9F\x87\xAA\xF0\x9F\x87\xAB\xF0\x9F\x87\xB7", 2);
    has_clusters("\xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7", 1);
    has_clusters("\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB\xEA\xB8\x80", 2);
    has_clusters("\xD8\x80\x31", 1);
}
END_TEST

/* KA, virama, SSA: one by GB9c of Unicode 15.1, two by 15.0. */
START_TEST(conjuncts_are_not_joined)
{
    has_clusters("\xE0\xA4\x95\xE0\xA5\x8D\xE0\xA4\xB7", 2);
}
END_TEST

/* Each maximal subpart is a character; marks join it. */
START_TEST(ill_formed_bytes_are_characters)
{
    has_clusters("\xFF\xFF", 2);
    has_clusters("a\xE2\x82z", 3);
    has_clusters("\xE2\x82\xCC\x81", 1);
    has_clusters("\xF0\x9F\x98", 1);
    has_clusters("\xED\xA0\x80", 3);
}
END_TEST

/* What floor() finds backwards is what next() finds forwards, whatever the bytes are. */
START_TEST(floors_of_any_bytes_are_starts)
{
    prng rng;

    prng_init(&rng, test_seed("grapheme, any bytes"));
    for (int i = 0; i < 20000; i++) {
        uint8_t random[40];
        const size_t len = prng_text(&rng, random, prng_below(&rng, sizeof(random)));
        const seam_view text = seam_view_of(guarded_at_end(&page, random, len), len);
        bool starts[LONGEST] = {0};
        seam_view in = text, piece;
        seam_graphemes g = {0};
        bool start;

        while (seam_graphemes_next(&g, &in, &piece, &start) == SEAM_OK) {
            NEED(start);
            starts[piece.data - text.data] = true;
        }
        floors_agree(text, starts);
    }
}
END_TEST

START_TEST(no_room_for_starts_is_full)
{
    seam_view in = seam_view_string("ab");
    seam_graphemes g = {0};
    uint32_t at[2] = {7, 7};
    size_t n = 9;

    ck_assert_int_eq(seam_graphemes_starts(&g, &in, at, 0, &n), SEAM_FULL);
    ck_assert_uint_eq(n, 0);
    ck_assert_uint_eq(in.len, 2);
    ck_assert_uint_eq(at[0], 7);
    ck_assert_int_eq(seam_graphemes_starts(&g, &in, at, 1, &n), SEAM_FULL);
    ck_assert_uint_eq(n, 1);
    ck_assert_uint_eq(in.len, 1);
}
END_TEST

START_TEST(nothing_has_no_clusters)
{
    const seam_view nothing = {NULL, 0};
    seam_graphemes g = {0};
    seam_view in = nothing, piece;
    bool starts = true;
    uint32_t at;
    size_t n = 1;

    ck_assert_int_eq(seam_graphemes_next(&g, &in, &piece, &starts), SEAM_MORE);
    ck_assert(!starts && piece.data == NULL);
    ck_assert_int_eq(seam_graphemes_starts(&g, &in, &at, 1, &n), SEAM_MORE);
    ck_assert_uint_eq(n, 0);
    ck_assert_uint_eq(seam_graphemes_count(&g, nothing), 0);
    ck_assert_uint_eq(seam_grapheme_floor(nothing, 3), 0);
}
END_TEST

/* A million of one character: one cluster, or as many as the rules say, in linear time. */
START_TEST(endless_runs_are_counted_and_floored)
{
    static const struct {
        const char *character;
        uint64_t n_clusters;
    } runs[] = {
        {"\xCC\x81", 1},                     /* U+0301 */
        {"\xE2\x80\x8D", 1},                 /* U+200D */
        {"\xF0\x9F\x87\xA9", 500000},        /* U+1F1E9 */
        {"\xE1\x84\x80", 1},                 /* U+1100 */
        {"\xD8\x80", 1},                     /* U+0600, Prepend */
        {"\xF0\x9F\x91\xA8\xE2\x80\x8D", 1}, /* U+1F468 U+200D */
        {"\r\n", 1000000},
    };
    const size_t n = 1000000;
    uint8_t *text = malloc(n * 7);

    ck_assert_ptr_nonnull(text);
    for (size_t i = 0; i < sizeof(runs) / sizeof(runs[0]); i++) {
        const size_t len = strlen(runs[i].character);
        const seam_view whole = seam_view_of(text, n * len);
        seam_graphemes g = {0};

        for (size_t k = 0; k < n; k++)
            memcpy(text + k * len, runs[i].character, len);
        ck_assert_uint_eq(seam_graphemes_count(&g, whole), runs[i].n_clusters);
        ck_assert_uint_eq(
            seam_grapheme_floor(whole, n * len - 1),
            runs[i].n_clusters == 1 ? 0 : n * len / runs[i].n_clusters * (runs[i].n_clusters - 1));
    }
    free(text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("grapheme");
    TCase *tc = tcase_create("grapheme");

    tcase_set_timeout(tc, 120);
    tcase_add_checked_fixture(tc, setup, teardown);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, random_text_has_the_clusters_of_utf8proc);
    tcase_add_test(tc, long_ascii_has_the_clusters_of_utf8proc);
    tcase_add_test(tc, what_readers_take_for_one_is_one);
    tcase_add_test(tc, conjuncts_are_not_joined);
    tcase_add_test(tc, ill_formed_bytes_are_characters);
    tcase_add_test(tc, floors_of_any_bytes_are_starts);
    tcase_add_test(tc, no_room_for_starts_is_full);
    tcase_add_test(tc, nothing_has_no_clusters);
    tcase_add_test(tc, endless_runs_are_counted_and_floored);
    return run_suite(suite);
}
