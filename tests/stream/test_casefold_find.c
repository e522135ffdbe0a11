/* Chains searched whatever the case, also under canonical equivalence, against every pair of places, wherever the
 * segments are cut. */
#include "folding.h"
#include "text/code_point.h"
#include "text/fold_stream.h"
#include "text/properties.h"

static size_t character_len(const uint8_t *p)
{
    return *p < 0x80 ? 1 : *p < 0xE0 ? 2 : *p < 0xF0 ? 3 : 4;
}

/* Whether a match may begin or end here: between characters, and under canonical equivalence not before one that
 * decomposes to a mark first. */
static bool is_boundary(seam_view text, size_t at, bool canonical)
{
    folded f;

    if (at == 0 || at == text.len)
        return true;
    if ((text.data[at] & 0xC0) == 0x80)
        return false;
    if (!canonical)
        return true;
    f = (folded){.n = character_len(text.data + at)};
    memcpy(f.bytes, text.data + at, f.n);
    apply(SEAM_NFD, &f);
    return seam__combining_class(seam__character_at(f.bytes, f.n).code_point) == 0;
}

/* Every pair of places, from the first on. */
static bool slow_find(seam_view text, seam_view what, size_t from, bool canonical, size_t *at,
                      size_t *len)
{
    const folded wanted = fold(what, canonical);

    for (size_t i = from; i <= text.len; i++) {
        for (size_t j = i; is_boundary(text, i, canonical) && j <= text.len; j++) {
            folded found;

            if (!is_boundary(text, j, canonical))
                continue;
            found = fold(seam_view_of(text.data + i, j - i), canonical);
            if (found.n > wanted.n)
                break;
            if (found.n == wanted.n && memcmp(found.bytes, wanted.bytes, found.n) == 0) {
                *at = i;
                *len = j - i;
                return true;
            }
        }
    }
    return false;
}

/* Returns whether it is there. */
static bool check_find(seam_view text, seam_view what, size_t from, bool canonical)
{
    seam_chain chain = chain_of(text);
    size_t at = 0, len = 0, want_at = 0, want_len = 0;
    const bool is_there = slow_find(text, what, from, canonical, &want_at, &want_len);
    const seam_status r = seam_chain_find_caseless(&chain, what, from, canonical, &at, &len);

    if (r != (is_there ? SEAM_OK : SEAM_MORE) || at != want_at || len != want_len)
        ck_abort_msg("\"%.*s\" in \"%.*s\" from %zu: %s at %zu, %zu bytes, not %d at %zu, %zu",
                     (int)what.len, (const char *)what.data, (int)text.len, (const char *)text.data,
                     from, seam_status_name(r), at, len, is_there, want_at, want_len);
    seam_chain_release(&chain);
    return is_there;
}

/* A part of the text, from boundary to boundary, folded; or nothing when there is no room for it. */
static size_t folded_part(seam_view text, bool canonical, uint8_t *out, size_t cap)
{
    size_t from = prng_below(&rng, text.len), to;
    folded f;

    while (!is_boundary(text, from, canonical))
        from--;
    to = from + prng_below(&rng, text.len - from + 1);
    while (!is_boundary(text, to, canonical))
        to++;
    f = fold(seam_view_of(text.data + from, to - from), canonical);
    if (f.n > cap)
        return 0;
    memcpy(out, f.bytes, f.n);
    return f.n;
}

START_TEST(strings_are_found_as_place_by_place)
{
    size_t n_found[2] = {0};

    for (int i = 0; i < 16000; i++) {
        const bool canonical = i % 2 == 1;
        const size_t n_kinds = 2 + prng_below(&rng, sizeof(letters) / sizeof(letters[0]) - 1);
        uint8_t text[MOST_BYTES], what[MOST_BYTES];
        const size_t n = random_text(text, prng_below(&rng, 14), n_kinds);
        size_t m = random_text(what, prng_below(&rng, 4), n_kinds);

        if (n > 0 && prng_below(&rng, 2) == 0)
            m = folded_part(seam_view_of(text, n), canonical, what, sizeof(what));
        n_found[canonical] += check_find(seam_view_of(text, n), seam_view_of(what, m),
                                         prng_below(&rng, n + 1), canonical);
    }
    ck_assert_uint_gt(n_found[0], 1000);
    ck_assert_uint_gt(n_found[1], 1000);
}
END_TEST

static void finds(const char *text, const char *what, bool canonical, size_t at, size_t len)
{
    must(check_find(seam_view_string(text), seam_view_string(what), 0, canonical) == (len > 0));
    if (len > 0) {
        size_t found, its;

        must(slow_find(seam_view_string(text), seam_view_string(what), 0, canonical, &found, &its));
        must(found == at && its == len);
    }
}

START_TEST(what_is_equivalent_is_found_on_demand)
{
    finds("caf\xC3\xA9s", "E\xCC\x81", true, 3, 2);
    finds("cafe\xCC\x81s", "\xC3\x89", true, 3, 3);
    finds("cafe\xCC\x81s", "\xC3\x89", false, 0, 0);
    /* marks in another order */
    finds("xq\xCC\x87\xCC\xA3", "Q\xCC\xA3\xCC\x87", true, 1, 5);
    /* no part of a segment, in either form of it, wherever the text before was skipped */
    finds("caf\xC3\xA9s", "e", true, 0, 0);
    finds("cafe\xCC\x81s", "e", true, 0, 0);
    finds("cafe\xCC\x81s", "\xCC\x81", true, 0, 0);
    finds("cafe\xCC\x81s", "\xCC\x81s", true, 0, 0);
    finds("\xCC\x81s", "\xCC\x81S", true, 0, 3);
    finds("cafe\xCC\x81s", "e", false, 3, 1);
    /* Hangul: a syllable and its letters */
    finds("-\xEA\xB0\x80", "\xE1\x84\x80\xE1\x85\xA1", true, 1, 3);
    /* one mark that folds to a letter */
    finds("\xE1\xBE\xB3", "\xCE\xB1\xCE\xB9", true, 0, 3);
}
END_TEST

/* The folding of what begins a segment begins with a starter: else the segments' foldings would depend on each
 * other. */
START_TEST(no_segment_begins_with_a_mark_when_it_is_folded)
{
    size_t n_marks = 0;

    for (uint32_t c = 0; c < 0x110000; c++) {
        uint32_t parts[SEAM__LONGEST_MAPPING], first;

        if (c >= 0xD800 && c < 0xE000)
            continue;
        if (!seam__fold_begins_segment(c)) {
            n_marks++;
            continue;
        }
        (void)seam__map_code_point(c, SEAM__MAP_CANONICAL, parts);
        first = parts[0];
        (void)seam__map_code_point(first, SEAM__MAP_FOLD, parts);
        first = parts[0];
        (void)seam__map_code_point(first, SEAM__MAP_CANONICAL, parts);
        if (seam__combining_class(parts[0]) != 0)
            ck_abort_msg("U+%04X", c);
    }
    /* 922 have a class, three more decompose to such: U+0F73, U+0F75, U+0F81. */
    ck_assert_uint_eq(n_marks, 925);
}
END_TEST

/* A mark at the beginning of a segment of the chain, behind text that was passed over. */
START_TEST(a_mark_behind_a_joint_begins_no_segment)
{
    static const char *const pieces[] = {"zzzz", "zze", "\xCC\x81", "z", "e"};
    seam_chain chain;
    size_t at, len;

    seam_chain_init(&chain, pool);
    for (size_t i = 0; i < 5; i++) {
        seam_buf segment;

        ck_ok(seam_buf_copy(pool, seam_view_string(pieces[i]), &segment));
        ck_ok(seam_chain_append(&chain, &segment));
    }
    ck_status(seam_chain_find_caseless(&chain, seam_view_string("\xCC\x81z"), 0, true, &at, &len),
              SEAM_MORE);
    ck_status(seam_chain_find_caseless(&chain, seam_view_string("E"), 0, true, &at, &len), SEAM_OK);
    ck_assert_uint_eq(at, 10);
    ck_status(seam_chain_find_caseless(&chain, seam_view_string(""), 7, true, &at, &len), SEAM_OK);
    ck_assert_uint_eq(at, 9);
    seam_chain_release(&chain);
}
END_TEST

/* Long text in which nothing matches, and the string at each place of it. */
START_TEST(strings_are_found_behind_long_text)
{
    static const char *const wholes[] = {"needle", "NEE\xC3\x9F", "\xD0\x96-\xD0\xB6", "Kilo",
                                         "1st"};
    static char text[3000];

    for (size_t w = 0; w < 5; w++) {
        const size_t m = strlen(wholes[w]);

        for (size_t at = 0; at < 300; at += 7) {
            seam_chain chain;
            folded f;
            size_t found, len;

            for (size_t i = 0; i < sizeof(text); i++)
                text[i] = "nexK \xC3\xA9"
                          "1"[i % 8];
            memcpy(text + 8 * at, wholes[w], m);
            chain = chain_of(seam_view_of(text, 8 * at + m));
            f = fold(seam_view_string(wholes[w]), false);
            ck_status(seam_chain_find_caseless(&chain, seam_view_of(f.bytes, f.n), 0, false, &found,
                                               &len),
                      SEAM_OK);
            must(found == 8 * at && len == m);
            ck_status(seam_chain_find_caseless(&chain, seam_view_of(f.bytes, f.n), 8 * at + 1,
                                               false, &found, &len),
                      SEAM_MORE);
            must(found == 0 && len == 0);
            seam_chain_release(&chain);
        }
    }
}
END_TEST

START_TEST(edges_of_a_search)
{
    seam_chain chain = chain_of(seam_view_string("\xC3\xA9"
                                                 "abc"));
    char long_one[SEAM_FIND_CASELESS_MAX + 2];
    uint8_t held_one[SEAM_FIND_CASELESS_MAX + 2];
    size_t at, len;

    ck_status(seam_chain_find_caseless(&chain, seam_view_string(""), 1, false, &at, &len), SEAM_OK);
    ck_assert_uint_eq(at, 2);
    ck_assert_uint_eq(len, 0);
    ck_status(seam_chain_find_caseless(&chain, seam_view_string(""), 5, false, &at, &len), SEAM_OK);
    ck_assert_uint_eq(at, 5);
    ck_status(seam_chain_find_caseless(&chain, seam_view_string(""), 6, false, &at, &len),
              SEAM_ERANGE);
    ck_status(seam_chain_find_caseless(&chain, seam_view_string("a"), SIZE_MAX, false, &at, &len),
              SEAM_ERANGE);
    memset(long_one, 'a', sizeof(long_one));
    ck_status(seam_chain_find_caseless(&chain, seam_view_of(long_one, SEAM_FIND_CASELESS_MAX), 0,
                                       false, &at, &len),
              SEAM_MORE);
    ck_status(seam_chain_find_caseless(&chain, seam_view_of(long_one, SEAM_FIND_CASELESS_MAX + 1),
                                       0, false, &at, &len),
              SEAM_EINVAL);
    /* A letter is held back until it is known which marks follow: here until the string ends. */
    ck_status(seam_chain_find_caseless(&chain, seam_view_of(long_one, SEAM_FIND_CASELESS_MAX), 0,
                                       true, &at, &len),
              SEAM_MORE);
    ck_status(seam_chain_find_caseless(&chain, seam_view_of(long_one, SEAM_FIND_CASELESS_MAX + 1),
                                       0, true, &at, &len),
              SEAM_EINVAL);
    /* So is U+00E4, which becomes a letter and a mark: in place of the last two letters, and behind all but one. */
    memset(held_one, 'a', sizeof(held_one));
    (void)put_utf8(held_one + SEAM_FIND_CASELESS_MAX - 2, 0xE4);
    ck_status(seam_chain_find_caseless(&chain, seam_view_of(held_one, SEAM_FIND_CASELESS_MAX), 0,
                                       true, &at, &len),
              SEAM_MORE);
    held_one[SEAM_FIND_CASELESS_MAX - 2] = 'a';
    (void)put_utf8(held_one + SEAM_FIND_CASELESS_MAX - 1, 0xE4);
    ck_status(seam_chain_find_caseless(&chain, seam_view_of(held_one, SEAM_FIND_CASELESS_MAX + 1),
                                       0, true, &at, &len),
              SEAM_EINVAL);
    seam_chain_release(&chain);
    /* The longest string, with a match that only its end decides. */
    memset(long_one, 'A', sizeof(long_one));
    chain = chain_of(seam_view_of(long_one, sizeof(long_one)));
    long_one[SEAM_FIND_CASELESS_MAX - 1] = 'b';
    ck_status(seam_chain_find_caseless(&chain, seam_view_of(long_one, SEAM_FIND_CASELESS_MAX), 0,
                                       false, &at, &len),
              SEAM_MORE);
    long_one[SEAM_FIND_CASELESS_MAX - 1] = 'a';
    ck_status(seam_chain_find_caseless(&chain, seam_view_of(long_one, SEAM_FIND_CASELESS_MAX), 2,
                                       false, &at, &len),
              SEAM_OK);
    ck_assert_uint_eq(at, 2);
    seam_chain_release(&chain);
}
END_TEST

/* The characters that a scan for candidates must stop at. */
START_TEST(every_character_that_folds_to_ascii_has_its_lead)
{
    for (uint32_t c = 0; c < 0x110000; c++) {
        uint32_t mapped[SEAM__LONGEST_MAPPING];
        uint8_t leads[SEAM__MOST_FOLD_LEADS], bytes_of[4];
        size_t n;

        if (c >= 0xD800 && c < 0xE000)
            continue;
        (void)seam__map_code_point(c, SEAM__MAP_FOLD, mapped);
        if (mapped[0] >= 0x80) {
            must(c >= 0x80);
            continue;
        }
        n = seam__fold_leads((uint8_t)mapped[0], leads);
        must(n <= SEAM__MOST_FOLD_LEADS);
        (void)put_utf8(bytes_of, c);
        if (memchr(leads, bytes_of[0], n) == NULL)
            ck_abort_msg("U+%04X", c);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("casefold_find");
    TCase *tc = tcase_create("casefold_find");

    tcase_set_timeout(tc, 120);
    tcase_add_checked_fixture(tc, open_pool, close_pool);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, strings_are_found_as_place_by_place);
    tcase_add_test(tc, what_is_equivalent_is_found_on_demand);
    tcase_add_test(tc, no_segment_begins_with_a_mark_when_it_is_folded);
    tcase_add_test(tc, a_mark_behind_a_joint_begins_no_segment);
    tcase_add_test(tc, strings_are_found_behind_long_text);
    tcase_add_test(tc, edges_of_a_search);
    tcase_add_test(tc, every_character_that_folds_to_ascii_has_its_lead);
    return run_suite(suite);
}
