/* Chains compared and searched whatever the case, against texts that are folded as a whole, wherever the
 * segments are cut. */
#include <string.h>

#include "pool_fixture.h"
#include "seam/casefold.h"
#include "text/fold_stream.h"

enum { MOST_BYTES = 64, MOST_FOLDED = 1024 };

static seam_pool *pool;
static prng rng;

static void open_pool(void)
{
    ck_ok(seam_pool_create(NULL, &pool));
    prng_init(&rng, test_seed("casefold"));
}

static void close_pool(void)
{
    seam_pool_destroy(&pool);
}

/* A chain whose segments are cut at random places, inside characters as well. Bytes are linked one segment
 * at a time, so that none is joined to the one before. */
static seam_chain chain_of(seam_view text)
{
    seam_chain chain;

    seam_chain_init(&chain, pool);
    while (text.len > 0) {
        const size_t n = 1 + prng_below(&rng, prng_below(&rng, 2) == 0 ? 3 : text.len);
        const size_t len = n < text.len ? n : text.len;
        seam_buf segment;

        ck_ok(seam_buf_copy(pool, seam_view_of(text.data, len), &segment));
        ck_ok(seam_chain_append(&chain, &segment));
        text = seam_view_of(text.data + len, text.len - len);
    }
    return chain;
}

/* ---- the folding of a whole text */

typedef struct folded {
    uint8_t bytes[MOST_FOLDED];
    size_t n;
} folded;

static void apply(unsigned form, folded *text)
{
    const seam_normalizer_options options = {.form = (uint8_t)form};
    seam_normalizer norm;
    folded out = {.n = 0};
    seam_view in = seam_view_of(text->bytes, text->n);

    ck_ok(seam_normalizer_init(&norm, &options));
    seam_normalizer_finish(&norm);
    ck_status(seam_normalizer_convert(&norm, &in, out.bytes, sizeof(out.bytes), &out.n), SEAM_EOF);
    *text = out;
}

static folded fold(seam_view text, bool canonical)
{
    folded f = {.n = text.len};

    ck_assert_uint_le(text.len, sizeof(f.bytes));
    memcpy(f.bytes, text.data, text.len);
    if (canonical)
        apply(SEAM_NFD, &f);
    apply(SEAM_CASEFOLD, &f);
    if (canonical)
        apply(SEAM_NFD, &f);
    return f;
}

/* UTF-8 orders as code points do. */
static int slow_compare(seam_view a, seam_view b, bool canonical)
{
    const folded of_a = fold(a, canonical);
    const folded of_b = fold(b, canonical);

    return seam_bytes_compare(seam_view_of(of_a.bytes, of_a.n), seam_view_of(of_b.bytes, of_b.n));
}

/* ---- texts that nearly agree */

/* Letters with and without case, of several foldings, marks of several classes, what composes. */
static const uint32_t letters[] = {
    'a',     'A',    's',    'S',    'k',    'K',    'i',    'I',    'f',   '1',
    ' ',     0xC5,   0xE5,   0x212B, 0xDF,   0x1E9E, 0x17F,  0x130,  0x131, 0x1F0,
    0x149,   0x212A, 0x390,  0x3B9,  0x345,  0x1FB3, 0x1FBC, 0x3A3,  0x3C2, 0x3C3,
    0x301,   0x30A,  0x323,  0x307,  0x344,  0xFB03, 0xFB06, 0x416,  0x436, 0x10400,
    0x10428, 0x4E2D, 0xAC00, 0x1100, 0x1161, 0xF900, 0x13A0, 0xAB70,
};

static size_t put(uint8_t *out, uint32_t c)
{
    static const uint8_t leads[] = {0, 0, 0xC0, 0xE0, 0xF0};
    const size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

    for (size_t i = n; i > 1; i--, c >>= 6)
        out[i - 1] = (uint8_t)(0x80 | (c & 0x3F));
    out[0] = (uint8_t)(leads[n] | c);
    return n;
}

/* What a text becomes when single characters are replaced by others of the same folding, or by any. */
static size_t random_text(uint8_t *out, size_t n_characters, size_t n_kinds)
{
    size_t n = 0;

    for (size_t i = 0; i < n_characters; i++)
        n += put(out + n, letters[prng_below(&rng, n_kinds)]);
    return n;
}

static void check_pair(seam_view a, seam_view b)
{
    seam_chain chain_a = chain_of(a);
    seam_chain chain_b = chain_of(b);

    for (int canonical = 0; canonical < 2; canonical++) {
        const int order = slow_compare(a, b, canonical == 1);

        if (seam_chain_compare_caseless(&chain_a, &chain_b, canonical == 1) != order ||
            seam_chain_compare_caseless(&chain_b, &chain_a, canonical == 1) != -order)
            ck_abort_msg("canonical %d, \"%.*s\" and \"%.*s\": not %d", canonical, (int)a.len,
                         (const char *)a.data, (int)b.len, (const char *)b.data, order);
        must(seam_chain_compare_caseless(&chain_a, &chain_a, canonical == 1) == 0);
    }
    seam_chain_release(&chain_a);
    seam_chain_release(&chain_b);
}

START_TEST(random_texts_are_ordered_as_their_foldings)
{
    for (int i = 0; i < 20000; i++) {
        const size_t n_kinds = 2 + prng_below(&rng, sizeof(letters) / sizeof(letters[0]) - 1);
        uint8_t a[MOST_BYTES], b[MOST_BYTES];
        const size_t n = random_text(a, prng_below(&rng, 12), n_kinds);
        size_t m = n;

        /* Another text, or the folding or the decomposition of the same. */
        memcpy(b, a, n);
        switch (prng_below(&rng, 4)) {
        case 0:
            m = random_text(b, prng_below(&rng, 12), n_kinds);
            break;
        case 1:
        case 2: {
            const folded f = fold(seam_view_of(a, n), prng_below(&rng, 2) == 1);
            m = f.n < sizeof(b) ? f.n : n;
            memcpy(b, f.n < sizeof(b) ? f.bytes : a, m);
            break;
        }
        default:
            break;
        }
        check_pair(seam_view_of(a, n), seam_view_of(b, m));
    }
}
END_TEST

static int compare(const char *a, const char *b, bool canonical)
{
    seam_chain chain_a = chain_of(seam_view_string(a));
    seam_chain chain_b = chain_of(seam_view_string(b));
    const int order = seam_chain_compare_caseless(&chain_a, &chain_b, canonical);

    seam_chain_release(&chain_a);
    seam_chain_release(&chain_b);
    return order;
}

START_TEST(known_pairs_are_equal)
{
    ck_assert_int_eq(compare("Stra\xC3\x9F"
                             "e",
                             "STRASSE", false),
                     0);
    ck_assert_int_eq(compare("\xE2\x84\xAA"
                             "elvin",
                             "kELVIN", false),
                     0);
    ck_assert_int_eq(compare("\xCE\xA3\xCE\xAF\xCF\x83\xCF\x85\xCF\x86\xCE\xBF\xCF\x82",
                             "\xCF\x83\xCE\xAF\xCF\x83\xCF\x85\xCF\x86\xCE\xBF\xCF\x83", false),
                     0);
    /* a with a ring, of three kinds */
    ck_assert_int_eq(compare("\xC3\x85", "a\xCC\x8A", false), 1);
    ck_assert_int_eq(compare("\xC3\x85", "a\xCC\x8A", true), 0);
    ck_assert_int_eq(compare("\xE2\x84\xAB", "a\xCC\x8A", true), 0);
    /* marks in another order */
    ck_assert_int_eq(compare("q\xCC\x87\xCC\xA3", "Q\xCC\xA3\xCC\x87", true), 0);
    ck_assert_int_eq(compare("q\xCC\x87\xCC\xA3", "Q\xCC\xA3\xCC\x87", false), -1);
    /* A mark that the two have in common stands behind one that follows it. */
    ck_assert_int_eq(compare("q\xCC\x87\xCC\xA3", "q\xCC\x87\xCD\x82", true), 1);
    ck_assert_int_eq(compare("", "", true), 0);
    ck_assert_int_eq(compare("a", "", false), 1);
    ck_assert_int_eq(compare("Abc", "aBCd", false), -1);
}
END_TEST

START_TEST(ill_formed_bytes_count_as_a_replacement)
{
    ck_assert_int_eq(compare("a\xFF"
                             "b",
                             "A\xEF\xBF\xBD"
                             "B",
                             false),
                     0);
    ck_assert_int_eq(compare("a\xE2\x82", "A\xEF\xBF\xBD", true), 0);
    ck_assert_int_eq(compare("\x80\x80", "\xEF\xBF\xBD", true), 1);
}
END_TEST

START_TEST(long_runs_of_marks_are_compared)
{
    char a[512] = "x", b[512] = "X";

    for (int i = 0; i < 100; i++) {
        strcat(a, i % 2 == 0 ? "\xCC\x87" : "\xCC\xA3");
        strcat(b, i % 2 == 0 ? "\xCC\x87" : "\xCC\xA3");
    }
    ck_assert_int_eq(compare(a, b, true),
                     slow_compare(seam_view_string(a), seam_view_string(b), true));
    ck_assert_int_eq(compare(a, b, true), 0);
    b[201] = '\0';
    ck_assert_int_eq(compare(a, b, true),
                     slow_compare(seam_view_string(a), seam_view_string(b), true));
}
END_TEST

/* ---- search */

static size_t character_len(const uint8_t *p)
{
    return *p < 0x80 ? 1 : *p < 0xE0 ? 2 : *p < 0xF0 ? 3 : 4;
}

/* Every pair of places, from the first on. */
static bool slow_find(seam_view text, seam_view what, size_t from, size_t *at, size_t *len)
{
    const folded wanted = fold(what, false);

    for (size_t i = 0; i <= text.len; i += i < text.len ? character_len(text.data + i) : 1) {
        for (size_t j = i; i >= from && j <= text.len;
             j += j < text.len ? character_len(text.data + j) : 1) {
            const folded found = fold(seam_view_of(text.data + i, j - i), false);

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

static void check_find(seam_view text, seam_view what, size_t from)
{
    seam_chain chain = chain_of(text);
    size_t at = 0, len = 0, want_at = 0, want_len = 0;
    const bool is_there = slow_find(text, what, from, &want_at, &want_len);
    const seam_status r = seam_chain_find_caseless(&chain, what, from, &at, &len);

    if (r != (is_there ? SEAM_OK : SEAM_MORE) || at != want_at || len != want_len)
        ck_abort_msg("\"%.*s\" in \"%.*s\" from %zu: %s at %zu, %zu bytes, not %d at %zu, %zu",
                     (int)what.len, (const char *)what.data, (int)text.len, (const char *)text.data,
                     from, seam_status_name(r), at, len, is_there, want_at, want_len);
    seam_chain_release(&chain);
}

START_TEST(strings_are_found_as_place_by_place)
{
    for (int i = 0; i < 8000; i++) {
        const size_t n_kinds = 2 + prng_below(&rng, sizeof(letters) / sizeof(letters[0]) - 1);
        uint8_t text[MOST_BYTES], what[MOST_BYTES];
        const size_t n = random_text(text, prng_below(&rng, 14), n_kinds);
        size_t m = random_text(what, prng_below(&rng, 4), n_kinds);

        if (n > 0 && prng_below(&rng, 2) == 0) {
            size_t from = prng_below(&rng, n), to;

            while (from > 0 && (text[from] & 0xC0) == 0x80)
                from--;
            to = from + prng_below(&rng, n - from + 1);
            while (to < n && (text[to] & 0xC0) == 0x80)
                to++;
            const folded f = fold(seam_view_of(text + from, to - from), false);
            if (f.n <= sizeof(what)) {
                memcpy(what, f.bytes, f.n);
                m = f.n;
            }
        }
        check_find(seam_view_of(text, n), seam_view_of(what, m), prng_below(&rng, n + 1));
    }
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
            ck_status(seam_chain_find_caseless(&chain, seam_view_of(f.bytes, f.n), 0, &found, &len),
                      SEAM_OK);
            must(found == 8 * at && len == m);
            ck_status(seam_chain_find_caseless(&chain, seam_view_of(f.bytes, f.n), 8 * at + 1,
                                               &found, &len),
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
    size_t at, len;

    ck_status(seam_chain_find_caseless(&chain, seam_view_string(""), 1, &at, &len), SEAM_OK);
    ck_assert_uint_eq(at, 2);
    ck_assert_uint_eq(len, 0);
    ck_status(seam_chain_find_caseless(&chain, seam_view_string(""), 5, &at, &len), SEAM_OK);
    ck_assert_uint_eq(at, 5);
    ck_status(seam_chain_find_caseless(&chain, seam_view_string(""), 6, &at, &len), SEAM_ERANGE);
    ck_status(seam_chain_find_caseless(&chain, seam_view_string("a"), SIZE_MAX, &at, &len),
              SEAM_ERANGE);
    memset(long_one, 'a', sizeof(long_one));
    ck_status(seam_chain_find_caseless(&chain, seam_view_of(long_one, SEAM_FIND_CASELESS_MAX), 0,
                                       &at, &len),
              SEAM_MORE);
    ck_status(seam_chain_find_caseless(&chain, seam_view_of(long_one, SEAM_FIND_CASELESS_MAX + 1),
                                       0, &at, &len),
              SEAM_EINVAL);
    seam_chain_release(&chain);
    /* The longest string, with a match that only its end decides. */
    memset(long_one, 'A', sizeof(long_one));
    chain = chain_of(seam_view_of(long_one, sizeof(long_one)));
    long_one[SEAM_FIND_CASELESS_MAX - 1] = 'b';
    ck_status(seam_chain_find_caseless(&chain, seam_view_of(long_one, SEAM_FIND_CASELESS_MAX), 0,
                                       &at, &len),
              SEAM_MORE);
    long_one[SEAM_FIND_CASELESS_MAX - 1] = 'a';
    ck_status(seam_chain_find_caseless(&chain, seam_view_of(long_one, SEAM_FIND_CASELESS_MAX), 2,
                                       &at, &len),
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
        (void)put(bytes_of, c);
        if (memchr(leads, bytes_of[0], n) == NULL)
            ck_abort_msg("U+%04X", c);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("casefold");
    TCase *tc = tcase_create("casefold");

    tcase_set_timeout(tc, 120);
    tcase_add_checked_fixture(tc, open_pool, close_pool);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, random_texts_are_ordered_as_their_foldings);
    tcase_add_test(tc, known_pairs_are_equal);
    tcase_add_test(tc, ill_formed_bytes_count_as_a_replacement);
    tcase_add_test(tc, long_runs_of_marks_are_compared);
    tcase_add_test(tc, strings_are_found_as_place_by_place);
    tcase_add_test(tc, strings_are_found_behind_long_text);
    tcase_add_test(tc, edges_of_a_search);
    tcase_add_test(tc, every_character_that_folds_to_ascii_has_its_lead);
    return run_suite(suite);
}
