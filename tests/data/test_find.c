/* Searches in a chain that grows and is drained, held against a search of all that has come. */
#include <stdio.h>

#include "chain_fixture.h"

/* Static memory: what is there is not copied, and segments are as they were added. */
static void append_static(const void *data, size_t len)
{
    seam_buf buf = seam_buf_static(seam_view_of(data, len));

    must(seam_chain_append(&chain, &buf) == SEAM_OK);
}

/* ---- by hand */

START_TEST(a_byte_is_found_over_segments)
{
    seam_find find = {0};

    fill_segments(&chain, "one|two;|three;");
    ck_ok(seam_chain_find_byte(&chain, &find, ';', 0));
    ck_assert_uint_eq(find.at, 6);
    /* The same call gives the same answer, until it is moved on. */
    ck_ok(seam_chain_find_byte(&chain, &find, ';', 0));
    ck_assert_uint_eq(find.at, 6);
    find.at++;
    ck_ok(seam_chain_find_byte(&chain, &find, ';', 0));
    ck_assert_uint_eq(find.at, 12);
    find.at++;
    ck_status(seam_chain_find_byte(&chain, &find, ';', 0), SEAM_MORE);
    ck_assert_uint_eq(find.at, 13);
    append_text_to(&chain, ";");
    ck_ok(seam_chain_find_byte(&chain, &find, ';', 0));
    ck_assert_uint_eq(find.at, 13);
}
END_TEST

START_TEST(an_empty_chain_has_nothing_to_find)
{
    const seam_byte_set none = {{0}};
    seam_find find = {0};

    ck_status(seam_chain_find_byte(&chain, &find, 'x', 0), SEAM_MORE);
    ck_status(seam_chain_find_any(&chain, &find, &none, 1), SEAM_MORE);
    ck_status(seam_chain_find(&chain, &find, seam_view_string("x"), 1), SEAM_MORE);
    ck_status(seam_chain_find(&chain, &find, seam_view_string(""), 0), SEAM_EINVAL);
    ck_status(seam_chain_find(&chain, &find, seam_view_string("seventeen bytes.."), 0),
              SEAM_EINVAL);
    ck_assert_uint_eq(find.at, 0);
}
END_TEST

/* The last segment grows by what is committed behind it. */
START_TEST(a_segment_that_grows_is_searched_to_its_new_end)
{
    seam_find find = {0};
    seam_find string = {0};

    commit_text_to(&chain, "GET / HTTP/1.1\r\n\r");
    ck_status(seam_chain_find(&chain, &string, seam_view_string("\r\n\r\n"), 0), SEAM_MORE);
    ck_assert_uint_eq(string.at, 14);
    ck_status(seam_chain_find_byte(&chain, &find, '!', 0), SEAM_MORE);
    commit_text_to(&chain, "\n!");
    ck_assert_uint_eq(seam_chain_segments(&chain), 1);
    ck_ok(seam_chain_find_byte(&chain, &find, '!', 0));
    ck_assert_uint_eq(find.at, 18);
    ck_ok(seam_chain_find(&chain, &string, seam_view_string("\r\n\r\n"), 0));
    ck_assert_uint_eq(string.at, 14);
}
END_TEST

/* A match may begin at max - 1 and no later. */
START_TEST(too_long_is_told_as_soon_as_it_is_known)
{
    for (size_t len = 1; len <= 4; len++) {
        const seam_view what = seam_view_of("abcd", len);

        for (size_t at = 0; at < 12; at++) {
            for (size_t max = 1; max < 14; max++) {
                seam_find find = {0};
                seam_status r = SEAM_MORE;
                size_t n = 0;

                while (r == SEAM_MORE && n < at + len) {
                    const char next[] = {n < at ? '.' : "abcd"[n - at], '\0'};

                    append_text_to(&chain, next);
                    n++;
                    r = seam_chain_find(&chain, &find, what, max);
                }
                if (at < max) {
                    ck_status(r, SEAM_OK);
                    ck_assert_uint_eq(find.at, at);
                } else {
                    ck_status(r, SEAM_ETOOBIG);
                    ck_assert_uint_eq(n, max);
                    ck_assert_uint_eq(find.at, max);
                }
                seam_chain_release(&chain);
            }
        }
    }
}
END_TEST

START_TEST(a_search_goes_on_after_too_long)
{
    seam_find find = {0};

    fill_segments(&chain, "abcdef|gh;");
    ck_status(seam_chain_find_byte(&chain, &find, ';', 4), SEAM_ETOOBIG);
    ck_assert_uint_eq(find.at, 4);
    ck_status(seam_chain_find_byte(&chain, &find, ';', 4), SEAM_ETOOBIG);
    ck_ok(seam_chain_find_byte(&chain, &find, ';', 0));
    ck_assert_uint_eq(find.at, 8);
}
END_TEST

/* What was looked at is written over with what is sought: a search that came back would find it. */
START_TEST(no_byte_is_looked_at_twice)
{
    static uint8_t text[2000];
    const size_t len = sizeof(text);
    const seam_byte_set set = seam_byte_set_of(seam_view_string("n"));
    seam_find by_byte = {0};
    seam_find by_string = {0};
    seam_find by_set = {0};
    size_t n = 1;

    for (size_t i = 0; i < len; i++)
        text[i] = i < len - 6 ? '.' : (uint8_t) "needle"[i + 6 - len];
    for (size_t from = 0; from < len; from += n, n = from % 90 + 1) {
        const size_t to = from + n < len ? from + n : len;
        const seam_status r = to > len - 6 ? SEAM_OK : SEAM_MORE;

        append_static(text + from, to - from);
        must(seam_chain_find_byte(&chain, &by_byte, 'n', 0) == r);
        must(seam_chain_find_any(&chain, &by_set, &set, 0) == r);
        must(seam_chain_find(&chain, &by_string, seam_view_string("needle"), 0) ==
             (to == len ? SEAM_OK : SEAM_MORE));
        for (size_t i = 0; i < to && to <= len - 6; i++)
            text[i] = (uint8_t) "needle"[i % 6];
    }
    must(by_byte.at == len - 6 && by_set.at == len - 6 && by_string.at == len - 6);
}
END_TEST

/* ---- against a plain search */

/* All that has come, and how much of it is drained. */
typedef struct flat {
    uint8_t bytes[6000];
    size_t len, drained;
} flat;

static size_t plain_string(const flat *f, size_t from, seam_view what)
{
    for (size_t i = from; i + what.len <= f->len; i++) {
        if (memcmp(f->bytes + i, what.data, what.len) == 0)
            return i;
    }
    return SIZE_MAX;
}

/* Letters of a small alphabet, so that matches and near matches come everywhere. */
static void grow(prng *rng, flat *f, unsigned n_letters, bool byte_by_byte)
{
    const size_t most = byte_by_byte ? 1 : 1 + prng_below(rng, prng_below(rng, 4) == 0 ? 200 : 9);
    const size_t n = most < sizeof(f->bytes) - f->len ? most : sizeof(f->bytes) - f->len;
    seam_view piece = seam_view_of(f->bytes + f->len, n);

    for (size_t i = 0; i < n; i++)
        f->bytes[f->len++] = (uint8_t)('a' + prng_below(rng, n_letters));
    if (prng_below(rng, 2) == 0)
        append_static(piece.data, n);
    else
        must(seam_chain_write(&chain, piece) == SEAM_OK);
}

/* Drains as a parser does that has dealt with the first bytes. */
static void drain(flat *f, seam_find *find, size_t n)
{
    seam_chain_skip(&chain, n);
    f->drained += n;
    seam_find_drained(find, n);
}

static seam_status search(int kind, seam_find *find, seam_view what, size_t max)
{
    const seam_byte_set set = seam_byte_set_of(what);

    switch (kind) {
    case 0:
        must(what.len > 0);
        return seam_chain_find_byte(&chain, find, what.data[0], max);
    case 1:
        return seam_chain_find_any(&chain, find, &set, max);
    default:
        return seam_chain_find(&chain, find, what, max);
    }
}

static size_t plain(int kind, const flat *f, size_t from, seam_view what)
{
    size_t best = SIZE_MAX;

    if (kind == 2)
        return plain_string(f, from, what);
    for (size_t i = 0; i < (kind == 0 ? 1 : what.len); i++) {
        const size_t at = plain_string(f, from, seam_view_of(what.data + i, 1));

        best = at < best ? at : best;
    }
    return best;
}

/* One stream: after each chunk all matches in it, some of them drained, some only stepped over. */
static void follow(prng *rng, int kind, bool byte_by_byte)
{
    static flat f;
    const unsigned n_letters = 1 + (unsigned)prng_below(rng, 4);
    const size_t len = 1 + prng_below(rng, SEAM_FIND_MAX);
    uint8_t letters[SEAM_FIND_MAX] = {0};
    const seam_view what = seam_view_of(letters, len);
    seam_find find = {0};
    size_t from = 0; /* in all that has come */

    f.len = f.drained = 0;
    for (size_t i = 0; i < len; i++)
        letters[i] = (uint8_t)('a' + prng_below(rng, n_letters));
    while (f.len < sizeof(f.bytes)) {
        size_t at;

        grow(rng, &f, n_letters, byte_by_byte);
        while ((at = plain(kind, &f, from, what)) != SIZE_MAX) {
            must(search(kind, &find, what, 0) == SEAM_OK);
            must(find.at == at - f.drained);
            from = at + 1 + prng_below(rng, len);
            find.at = from - f.drained;
            if (from <= f.len && prng_below(rng, 2) == 0)
                drain(&f, &find, from - f.drained);
            if (from > f.len)
                break;
        }
        if (from > f.len)
            continue;
        must(search(kind, &find, what, 0) == SEAM_MORE);
        must(find.at <= seam_chain_len(&chain));
        must(seam_chain_len(&chain) - find.at < (kind == 2 ? len : 1));
        if (prng_below(rng, 8) == 0)
            drain(&f, &find, prng_below(rng, find.at + 1));
        from = from > f.drained + find.at ? from : f.drained + find.at;
    }
    seam_chain_release(&chain);
}

START_TEST(searches_agree_with_a_plain_one)
{
    static const char *const names[] = {"byte", "any", "string"};
    prng rng;

    prng_init(&rng, test_seed(names[_i % 3]));
    for (int round = 0; round < 60; round++)
        follow(&rng, _i % 3, _i >= 3);
}
END_TEST

START_TEST(segments_that_were_put_together_are_counted_again)
{
    seam_find find = {0};
    seam_view view;

    fill_segments(&chain, "ab|cd|ef|gh");
    ck_status(seam_chain_find_byte(&chain, &find, 'x', 0), SEAM_MORE);
    ck_ok(seam_chain_view(&chain, 0, 7, NULL, 0, &view));
    seam_find_drained(&find, 0);
    append_text_to(&chain, "x");
    ck_ok(seam_chain_find_byte(&chain, &find, 'x', 0));
    ck_assert_uint_eq(find.at, 8);
}
END_TEST

START_TEST(a_drain_past_the_place_starts_anew)
{
    seam_find find = {0};

    fill_segments(&chain, "....ne");
    ck_status(seam_chain_find(&chain, &find, seam_view_string("needle"), 0), SEAM_MORE);
    ck_assert_uint_eq(find.at, 4);
    /* Half of what might be the first bytes of a match goes. */
    seam_chain_skip(&chain, 5);
    seam_find_drained(&find, 5);
    append_text_to(&chain, "edle needle");
    ck_ok(seam_chain_find(&chain, &find, seam_view_string("needle"), 0));
    ck_assert_uint_eq(find.at, 6);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("find");
    TCase *tc = chain_case("find");

    tcase_add_test(tc, a_byte_is_found_over_segments);
    tcase_add_test(tc, an_empty_chain_has_nothing_to_find);
    tcase_add_test(tc, a_segment_that_grows_is_searched_to_its_new_end);
    tcase_add_test(tc, too_long_is_told_as_soon_as_it_is_known);
    tcase_add_test(tc, a_search_goes_on_after_too_long);
    tcase_add_test(tc, no_byte_is_looked_at_twice);
    tcase_add_loop_test(tc, searches_agree_with_a_plain_one, 0, 6);
    tcase_add_test(tc, segments_that_were_put_together_are_counted_again);
    tcase_add_test(tc, a_drain_past_the_place_starts_anew);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
