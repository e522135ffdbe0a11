/* Every size argument of bufs, chains and pools with 0, 1, the limit, its neighbours, and the largest
 * numbers there are, on whole buffers, on parts, and on parts that have become the only owner. */
#include "pool_fixture.h"
#include "sizes.h"

static failing_provider provider;
static seam_pool *pool;

static void open_pool(void)
{
    pool = fixture_open(&provider, NULL);
}

static void close_pool(void)
{
    fixture_close(&provider, &pool);
}

/* ---- windows of every make: bytes count up from `first` */

typedef struct window {
    seam_buf buf, rest; /* `rest` is another handle on the block, or empty */
    uint8_t first;
} window;

#define LEN ((size_t)200)

static window whole(void)
{
    return (window){.buf = counting_buf(pool, LEN, 0)};
}

static window front(void)
{
    window w = whole();

    must(seam_buf_split_off(&w.buf, 80, &w.rest) == SEAM_OK);
    return w;
}

static window back(void)
{
    window w = whole();

    w.first = 80;
    must(seam_buf_split_to(&w.buf, 80, &w.rest) == SEAM_OK);
    return w;
}

static window lonely_front(void)
{
    window w = front();

    seam_buf_release(&w.rest);
    return w;
}

static window lonely_back(void)
{
    window w = back();

    seam_buf_release(&w.rest);
    return w;
}

static window lonely_middle(void)
{
    window w = back();

    seam_buf_release(&w.rest);
    must(seam_buf_truncate(&w.buf, 50) == SEAM_OK);
    return w;
}

static window shared(void)
{
    window w = whole();

    w.rest = seam_buf_share(&w.buf);
    return w;
}

static window one_byte(void)
{
    window w = whole();

    w.first = 199;
    must(seam_buf_advance(&w.buf, 199) == SEAM_OK);
    return w;
}

static window large(void)
{
    return (window){.buf = counting_buf(pool, 300000, 0)};
}

static window adopted(void)
{
    static uint8_t mine[LEN];
    window w = {.first = 0};

    for (size_t i = 0; i < LEN; i++)
        mine[i] = (uint8_t)i;
    must(seam_buf_adopt(pool, mine, LEN, NULL, NULL, SEAM_ADOPT_WRITABLE, &w.buf) == SEAM_OK);
    return w;
}

static window fixed(void)
{
    static const uint8_t text[] = {7, 8, 9, 10, 11, 12};

    return (window){.buf = seam_buf_static(seam_view_of(text, sizeof(text))), .first = 7};
}

static window (*const makes[])(void) = {whole,         front,  back,     lonely_front,
                                        lonely_back,   shared, one_byte, large,
                                        lonely_middle, fixed,  adopted};
enum { N_MAKES = sizeof(makes) / sizeof(makes[0]) };

static void release(window *w)
{
    seam_buf_release(&w->buf);
    seam_buf_release(&w->rest);
}

/* `buf` shows `len` bytes of the window, from `off` on. */
static void expect_bytes(const window *w, const seam_buf *buf, size_t off, size_t len)
{
    must(seam__buf_valid(buf) && buf->len == len);
    for (size_t i = 0; i < len; i++)
        must(buf->data[i] == (uint8_t)(w->first + off + i));
}

/* ---- bufs */

START_TEST(a_slice_is_inside_or_an_error)
{
    window w = makes[_i]();
    const sizes s = sizes_around(w.buf.len);

    for (size_t i = 0; i < N_SIZES; i++) {
        for (size_t k = 0; k < N_SIZES; k++) {
            const size_t off = s.all[i];
            const size_t len = s.all[k];
            const bool inside = off <= w.buf.len && len <= w.buf.len - off;
            const uintptr_t at = (uintptr_t)w.buf.data + off;
            seam_buf part, same;

            fill_with_rubbish(&part);
            must(seam_buf_slice(&w.buf, off, len, &part) == (inside ? SEAM_OK : SEAM_ERANGE));
            must(seam_buf_slice_of(&w.buf, (const void *)at, len, &same) ==
                 (inside ? SEAM_OK : SEAM_ERANGE));
            must(part.data == same.data && part.len == same.len && part.block == same.block);
            expect_bytes(&w, &part, off, inside ? len : 0);
            seam_buf_release(&part);
            seam_buf_release(&same);
        }
    }
    release(&w);
}
END_TEST

START_TEST(a_split_is_inside_or_an_error)
{
    const size_t len = (size_t)_i % 2 == 0 ? 0 : 1; /* which side is cut off */
    window (*make)(void) = makes[_i / 2];

    for (size_t i = 0; i < N_SIZES; i++) {
        window w = make();
        const size_t all = w.buf.len;
        const size_t at = sizes_around(all).all[i];
        seam_buf part;
        seam_status r;

        fill_with_rubbish(&part);
        r = len == 0 ? seam_buf_split_to(&w.buf, at, &part) : seam_buf_split_off(&w.buf, at, &part);
        must(r == (at <= all ? SEAM_OK : SEAM_ERANGE));
        if (r != SEAM_OK) {
            must(is_empty(&part));
            expect_bytes(&w, &w.buf, 0, all);
        } else {
            expect_bytes(&w, len == 0 ? &part : &w.buf, 0, at);
            expect_bytes(&w, len == 0 ? &w.buf : &part, at, all - at);
        }
        seam_buf_release(&part);
        release(&w);
    }
}
END_TEST

START_TEST(a_window_narrows_or_stays)
{
    const bool at_front = _i % 2 == 0;
    window (*make)(void) = makes[_i / 2];

    for (size_t i = 0; i < N_SIZES; i++) {
        window w = make();
        const size_t all = w.buf.len;
        const size_t n = sizes_around(all).all[i];
        const seam_status r = at_front ? seam_buf_advance(&w.buf, n) : seam_buf_truncate(&w.buf, n);

        must(r == (n <= all ? SEAM_OK : SEAM_ERANGE));
        if (r != SEAM_OK)
            expect_bytes(&w, &w.buf, 0, all);
        else if (at_front)
            expect_bytes(&w, &w.buf, n, all - n);
        else
            expect_bytes(&w, &w.buf, 0, n);
        release(&w);
    }
}
END_TEST

START_TEST(unpin_takes_any_factor)
{
    for (size_t i = 0; i < N_SIZES; i++) {
        window w = makes[_i]();
        const size_t all = w.buf.len;
        const size_t k = sizes_around(seam_buf_retained(&w.buf)).all[i];

        must(seam_buf_unpin(&w.buf, k, pool) == (k > 0 ? SEAM_OK : SEAM_EINVAL));
        expect_bytes(&w, &w.buf, 0, all);
        release(&w);
    }
}
END_TEST

/* What a handle may write is its window, however alone it is in its block. */
START_TEST(the_only_owner_writes_no_more_than_its_window)
{
    window w = makes[_i]();
    const size_t all = w.buf.len;
    uint8_t *to;

    ck_ok(seam_buf_make_writable(&w.buf, pool));
    ck_assert_uint_eq(w.buf.len, all);
    to = seam_buf_bytes_mut(&w.buf);
    ck_assert_ptr_eq(to, w.buf.data);
    memset(to, 0xFF, all);
    if (w.rest.len > 0)
        ck_assert_uint_ne(w.rest.data[0], 0xFF);
    release(&w);
}
END_TEST

/* ---- lengths that nothing can hold */

START_TEST(an_impossible_length_is_a_status)
{
    const sizes s = sizes_around(SEAM__CLASS_MAX);
    uint8_t mine[1];

    for (size_t i = 0; i < N_SIZES; i++) {
        const size_t len = s.all[i];
        const bool possible = len <= SEAM__CLASS_MAX + 1;
        seam_buf buf;

        fill_with_rubbish(&buf);
        must(seam_buf_alloc(pool, len, &buf) == (possible ? SEAM_OK : SEAM_ENOMEM));
        must(possible ? buf.len == len : is_empty(&buf));
        seam_buf_release(&buf);
        if (possible)
            continue;
        /* Nothing is read before there is room for it. */
        must(seam_buf_copy(pool, seam_view_of(mine, len), &buf) == SEAM_ENOMEM);
        must(is_empty(&buf));
        must(len > PTRDIFF_MAX ? seam_pool_class_size(len) == 0 : seam_pool_class_size(len) >= len);
        if (len > PTRDIFF_MAX)
            must(seam_buf_adopt(pool, mine, len, NULL, NULL, 0, &buf) == SEAM_EINVAL);
    }
    ck_assert_uint_eq(stats_of(pool).live_blocks + stats_of(pool).adopted_blocks, 0);
}
END_TEST

START_TEST(adopted_memory_ends_before_the_last_address)
{
    uint8_t *high = (uint8_t *)(UINTPTR_MAX - 99);
    seam_buf buf;

    ck_status(seam_buf_adopt(pool, high, 100, NULL, NULL, 0, &buf), SEAM_EINVAL);
    ck_assert(is_empty(&buf));
    ck_ok(seam_buf_adopt(pool, high, 99, NULL, NULL, 0, &buf));
    seam_buf_release(&buf);
}
END_TEST

START_TEST(every_kind_of_pool_refuses_impossible_lengths)
{
    static const seam_pool_options kinds[] = {{.tail_bytes = 4096},
                                              {.alignment = 4096},
                                              {.flags = SEAM_POOL_PASSTHROUGH},
                                              {.flags = SEAM_POOL_CONFINED, .leak_every = 1},
                                              {.flags = SEAM_POOL_HUGE_PAGES},
                                              {.max_bytes = 1 << 20}};
    const seam_pool_options *options = &kinds[_i];
    const sizes s = sizes_around((size_t)PTRDIFF_MAX - 3 * SEAM__ARENA_ALIGN);
    seam_pool *other;

    ck_ok(seam_pool_create(options, &other));
    for (size_t i = 2; i < N_SIZES; i++) {
        seam_buf buf;
        const seam_status r = seam_buf_alloc(other, s.all[i], &buf);

        must(r == SEAM_ENOMEM || (r == SEAM_ELIMIT && options->max_bytes != 0));
        must(is_empty(&buf));
    }
    ck_assert(seam__pool_valid(other));
    ck_assert_uint_eq(stats_of(other).live_blocks, 0);
    seam_pool_destroy(&other);
}
END_TEST

static void try_options(const seam_pool_options *options)
{
    seam_pool *other;
    seam_buf buf;
    const seam_status r = seam_pool_create(options, &other);

    must(r == SEAM_OK || r == SEAM_EINVAL || (r == SEAM_ELIMIT && options->max_bytes > 0));
    if (r != SEAM_OK) {
        must(other == NULL);
        return;
    }
    if (seam_buf_alloc(other, 1000, &buf) != SEAM_OK)
        must(options->max_bytes != 0);
    seam_buf_release(&buf);
    must(seam__pool_valid(other));
    seam_pool_destroy(&other);
}

START_TEST(every_number_is_an_option_or_an_error)
{
    const sizes s = sizes_around(4096);

    for (size_t i = 0; i < N_SIZES; i++) {
        const size_t n = s.all[i];

        try_options(&(seam_pool_options){.max_bytes = n});
        try_options(&(seam_pool_options){.cache_bytes = n});
        try_options(&(seam_pool_options){.large_cache_bytes = n});
        try_options(&(seam_pool_options){.tail_bytes = (uint32_t)n});
        try_options(&(seam_pool_options){.alignment = (uint32_t)n});
        try_options(&(seam_pool_options){.purge_delay_ms = (uint32_t)n});
        try_options(&(seam_pool_options){.leak_every = n});
    }
}
END_TEST

START_TEST(an_index_past_the_last_class_names_none)
{
    const sizes s = sizes_around(SEAM__N_DEPOTS);
    const seam_class_stats nothing = {0};

    for (size_t i = 0; i < N_SIZES; i++) {
        seam_class_stats stats;
        const bool exists = seam_pool_class_stats(pool, s.all[i], &stats);

        must(exists == (s.all[i] < SEAM__N_DEPOTS));
        must(exists || memcmp(&stats, &nothing, sizeof(stats)) == 0);
        must((seam_pool_class_at(s.all[i]) > 0) == (s.all[i] < SEAM__N_CLASSES));
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sizes");
    TCase *tc = tcase_create("sizes");

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, open_pool, close_pool);
    tcase_add_loop_test(tc, a_slice_is_inside_or_an_error, 0, N_MAKES);
    tcase_add_loop_test(tc, a_split_is_inside_or_an_error, 0, 2 * N_MAKES);
    tcase_add_loop_test(tc, a_window_narrows_or_stays, 0, 2 * N_MAKES);
    tcase_add_loop_test(tc, unpin_takes_any_factor, 0, N_MAKES);
    tcase_add_loop_test(tc, the_only_owner_writes_no_more_than_its_window, 0, N_MAKES);
    tcase_add_test(tc, an_impossible_length_is_a_status);
    tcase_add_test(tc, adopted_memory_ends_before_the_last_address);
    tcase_add_loop_test(tc, every_kind_of_pool_refuses_impossible_lengths, 0, 6);
    tcase_add_test(tc, every_number_is_an_option_or_an_error);
    tcase_add_test(tc, an_index_past_the_last_class_names_none);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
