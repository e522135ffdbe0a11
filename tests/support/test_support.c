/* The fixtures do what the tests rely on. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "child.h"
#include "support.h"

/* ---- random numbers */

START_TEST(a_seed_repeats_its_numbers)
{
    prng a;
    prng b;
    prng c;
    size_t n_same = 0;

    prng_init(&a, 42);
    prng_init(&b, 42);
    prng_init(&c, 43);
    for (int i = 0; i < 1000; i++) {
        uint64_t next = prng_next(&a);

        ck_assert_uint_eq(next, prng_next(&b));
        n_same += next == prng_next(&c);
    }
    ck_assert_uint_lt(n_same, 2);
}
END_TEST

START_TEST(below_stays_below_and_reaches_everything)
{
    bool seen[10] = {false};
    prng rng;

    prng_init(&rng, 7);
    ck_assert_uint_eq(prng_below(&rng, 0), 0);
    ck_assert_uint_eq(prng_below(&rng, 1), 0);
    for (int i = 0; i < 1000; i++) {
        size_t n = prng_below(&rng, 10);

        ck_assert_uint_lt(n, 10);
        seen[n] = true;
    }
    for (size_t i = 0; i < 10; i++)
        ck_assert(seen[i]);
}
END_TEST

START_TEST(a_seed_may_be_given)
{
    setenv("SEAM_SEED", "12345", 1);
    ck_assert_uint_eq(test_seed("a_seed_may_be_given"), 12345);
    setenv("SEAM_SEED", "0xFF", 1);
    ck_assert_uint_eq(test_seed("a_seed_may_be_given"), 255);
}
END_TEST

START_TEST(text_is_now_good_and_now_bad)
{
    uint8_t text[200];
    size_t n_good = 0;
    size_t n_ascii = 0;
    prng rng;

    prng_init(&rng, 1);
    for (int i = 0; i < 400; i++) {
        memset(text, '#', sizeof(text));
        ck_assert_uint_eq(prng_text(&rng, text, 150), 150);
        ck_assert_int_eq(text[150], '#');
        n_good += seam_utf8_valid(seam_view_of(text, seam_utf8_trim(seam_view_of(text, 150))));
        for (size_t k = 0; k < 150; k++)
            n_ascii += text[k] < 0x80;
    }
    ck_assert_uint_gt(n_good, 40);
    ck_assert_uint_lt(n_good, 200);
    ck_assert_uint_gt(n_ascii, 400 * 150 / 20);
    ck_assert_uint_eq(prng_text(&rng, text, 0), 0);
}
END_TEST

/* ---- guard pages */

START_TEST(one_byte_past_either_end_faults)
{
    static const size_t lens[] = {0, 1, 100, 4096, 4097};

    for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
        guarded g;

        guarded_init(&g, lens[i]);
        ck_assert_uint_ge((size_t)(g.end - g.first), lens[i]);
        ck_assert(faults_at((uintptr_t)g.first - 1));
        ck_assert(!faults_at((uintptr_t)g.first));
        ck_assert(!faults_at((uintptr_t)g.end - 1));
        ck_assert(faults_at((uintptr_t)g.end));
        guarded_free(&g);
        ck_assert_ptr_null(g.first);
    }
}
END_TEST

START_TEST(bytes_are_placed_against_the_pages)
{
    guarded g;

    guarded_init(&g, 10);
    ck_assert_ptr_eq(guarded_at_end(&g, "at the end", 10), g.end - 10);
    ck_assert_mem_eq(g.end - 10, "at the end", 10);
    ck_assert_ptr_eq(guarded_at_start(&g, "at start", 8), g.first);
    ck_assert_mem_eq(g.first, "at start", 8);
    ck_assert_ptr_eq(guarded_at_end(&g, NULL, 0), g.end);
    guarded_free(&g);
}
END_TEST

/* ---- the failing provider */

/* Maps and commits in turn; gives the calls that fail as bits. */
static unsigned failures_of_eight(failing_provider *p)
{
    const size_t page = seam__page_size();
    void *reserved = seam__provider_system.map(NULL, page, false);
    unsigned failed = 0;

    ck_assert_ptr_nonnull(reserved);
    for (unsigned i = 0; i < 8; i++) {
        if (i % 2 == 0) {
            void *at = p->table.map(p->table.ctx, page, true);

            failed |= (unsigned)(at == NULL) << i;
            ck_assert(at == NULL || p->table.unmap(p->table.ctx, at, page));
        } else {
            failed |= (unsigned)!p->table.commit(p->table.ctx, reserved, page) << i;
        }
    }
    ck_assert(seam__provider_system.unmap(NULL, reserved, page));
    return failed;
}

START_TEST(the_nth_call_fails_and_no_other)
{
    failing_provider p;

    failing_provider_init(&p);
    ck_assert_uint_eq(failures_of_eight(&p), 0);
    ck_assert_uint_eq(p.n_calls, 8);
    for (unsigned n = 1; n <= 9; n++) {
        failing_provider_init(&p);
        p.fail_at = n;
        ck_assert_uint_eq(failures_of_eight(&p), n <= 8 ? 1u << (n - 1) : 0);
        failing_provider_init(&p);
        p.fail_at = n;
        p.fail_from = true;
        ck_assert_uint_eq(failures_of_eight(&p), 0xFFu & (0xFFu << (n - 1)));
        ck_assert_uint_eq(p.mapped_bytes, 0);
    }
}
END_TEST

START_TEST(what_is_mapped_is_counted)
{
    const size_t page = seam__page_size();
    failing_provider p;
    uint8_t *at;

    failing_provider_init(&p);
    at = p.table.map(p.table.ctx, 3 * page, true);
    ck_assert_ptr_nonnull(at);
    ck_assert_uint_eq(p.mapped_bytes, 3 * page);
    memset(at, 1, 3 * page);
    p.fail_unmap = true;
    ck_assert(!p.table.unmap(p.table.ctx, at, page));
    ck_assert_int_eq(at[0], 1);
    ck_assert_uint_eq(p.mapped_bytes, 3 * page);
    p.fail_unmap = false;
    ck_assert(p.table.unmap(p.table.ctx, at, page));
    ck_assert_uint_eq(p.mapped_bytes, 2 * page);
    ck_assert(p.table.unmap(p.table.ctx, at + page, 2 * page));
    ck_assert_uint_eq(p.mapped_bytes, 0);
}
END_TEST

START_TEST(reserved_pages_fault_until_they_are_committed)
{
    const size_t page = seam__page_size();
    failing_provider p;
    uint8_t *at;

    failing_provider_init(&p);
    at = p.table.map(p.table.ctx, 2 * page, false);
    ck_assert_ptr_nonnull(at);
    ck_assert(faults_at((uintptr_t)at));
    ck_assert(p.table.commit(p.table.ctx, at, page));
    ck_assert(!faults_at((uintptr_t)at));
    ck_assert_int_eq(at[page - 1], 0);
    ck_assert(faults_at((uintptr_t)at + page));
    ck_assert(p.table.unmap(p.table.ctx, at, 2 * page));
}
END_TEST

START_TEST(a_pool_keeps_the_table_that_it_was_made_with)
{
    failing_provider p;
    seam_pool *pool;
    seam_buf buf;

    failing_provider_init(&p);
    seam__provider_set(&p.table);
    ck_assert_ptr_eq(seam__provider_get(), &p.table);
    ck_assert_int_eq(seam_pool_create(NULL, &pool), SEAM_OK);
    seam__provider_set(NULL);
    ck_assert_ptr_eq(seam__provider_get(), &seam__provider_system);
    p.fail_at = p.n_calls + 1;
    p.fail_from = true;
    ck_assert_int_eq(seam_buf_alloc(pool, 1, &buf), SEAM_ENOMEM);
    seam_pool_destroy(&pool);
    ck_assert_uint_eq(p.mapped_bytes, 0);
}
END_TEST

/* ---- the feeder */

typedef struct coverage {
    size_t len;
    size_t n, n_whole, n_each;
    bool pair[65][65];
} coverage;

static void cover(void *ctx, const size_t *cuts, size_t n_cuts)
{
    coverage *c = ctx;
    bool each = n_cuts == c->len;

    for (size_t i = 0; i < n_cuts; i++) {
        ck_assert_uint_le(cuts[i], c->len);
        ck_assert(i == 0 || cuts[i] >= cuts[i - 1]);
        each = each && cuts[i] == i;
    }
    c->n++;
    c->n_whole += n_cuts == 0;
    c->n_each += each;
    if (n_cuts == 2)
        c->pair[cuts[0]][cuts[1]] = true;
}

START_TEST(every_cut_of_a_short_input_comes_up)
{
    prng rng;

    prng_init(&rng, 3);
    for (size_t len = 0; len <= 64; len += len < 4 ? 1 : 12) {
        coverage c = {.len = len};

        feed_every_cut(len, &rng, 5, cover, &c);
        ck_assert_uint_eq(c.n, 2 + (len + 1) * (len + 2) / 2 + 5);
        ck_assert_uint_ge(c.n_whole, 1);
        ck_assert_uint_ge(c.n_each, 1);
        for (size_t a = 0; a <= len; a++) {
            for (size_t b = a; b <= len; b++)
                ck_assert(c.pair[a][b]);
        }
    }
}
END_TEST

START_TEST(a_long_input_is_cut_at_random)
{
    coverage c = {.len = 1000};
    prng rng;

    prng_init(&rng, 3);
    /* Pairs of a long input would not fit the table, so only their number is looked at. */
    feed_every_cut(1000, &rng, 0, cover, &c);
    ck_assert_uint_eq(c.n, 2);
    ck_assert_uint_eq(c.n_whole, 1);
    ck_assert_uint_eq(c.n_each, 1);
}
END_TEST

/* ---- growing bytes */

START_TEST(added_bytes_stay_in_order)
{
    bytes b = {0};

    bytes_add(&b, NULL, 0);
    ck_assert_uint_eq(b.len, 0);
    for (int i = 0; i < 1000; i++) {
        uint8_t two[2] = {(uint8_t)i, (uint8_t)(i >> 8)};

        bytes_add(&b, two, 2);
    }
    ck_assert_uint_eq(b.len, 2000);
    for (size_t i = 0; i < 1000; i++)
        ck_assert_uint_eq(b.data[2 * i] | (unsigned)b.data[2 * i + 1] << 8, i);
    bytes_free(&b);
    ck_assert_ptr_null(b.data);
    ck_assert_uint_eq(b.len, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("support");
    TCase *tc = tcase_create("support");

    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, a_seed_repeats_its_numbers);
    tcase_add_test(tc, below_stays_below_and_reaches_everything);
    tcase_add_test(tc, a_seed_may_be_given);
    tcase_add_test(tc, text_is_now_good_and_now_bad);
    tcase_add_test(tc, one_byte_past_either_end_faults);
    tcase_add_test(tc, bytes_are_placed_against_the_pages);
    tcase_add_test(tc, the_nth_call_fails_and_no_other);
    tcase_add_test(tc, what_is_mapped_is_counted);
    tcase_add_test(tc, reserved_pages_fault_until_they_are_committed);
    tcase_add_test(tc, a_pool_keeps_the_table_that_it_was_made_with);
    tcase_add_test(tc, every_cut_of_a_short_input_comes_up);
    tcase_add_test(tc, a_long_input_is_cut_at_random);
    tcase_add_test(tc, added_bytes_stay_in_order);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
