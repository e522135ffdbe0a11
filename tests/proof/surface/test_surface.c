/* Uses every exported function of pools, bufs and what is put together from them once, linked with the shared
 * library alone: what is missing from it, or hidden by mistake, does not link. What the functions do in full is
 * the other tests' matter. The other files of this name have the rest of the functions. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "seam/seam.h"

static seam_pool *pool;
static seam_quota *quota;
static seam_pool_stats last_stats;
static int n_gone;

static void on_gone(void *ctx, const seam_pool_stats *last)
{
    ck_assert_ptr_eq(ctx, &n_gone);
    last_stats = *last;
    n_gone++;
}

static void set_up(void)
{
    seam_pool_options options = {.max_bytes = 1 << 20, .gone = on_gone, .ctx = &n_gone};

    n_gone = 0;
    ck_assert_int_eq(seam_quota_create(NULL, &quota), SEAM_OK);
    options.quota = quota;
    ck_assert_int_eq(seam_pool_create(&options, &pool), SEAM_OK);
    ck_assert_ptr_nonnull(pool);
    seam_pool_stats_get(pool, &last_stats);
    ck_assert_uint_eq(seam_quota_used(quota), last_stats.committed);
}

static void tear_down(void)
{
    seam_pool_stats stats;

    seam_pool_stats_get(pool, &stats);
    ck_assert_uint_eq(stats.live_blocks, 0);
    ck_assert_uint_eq(stats.adopted_blocks, 0);
    seam_pool_trim(pool);
    seam_pool_stats_get(pool, &stats);
    ck_assert_uint_eq(stats.cached_bytes, 0);
    seam_pool_destroy(&pool);
    ck_assert_ptr_null(pool);
    ck_assert_int_eq(n_gone, 1);
    ck_assert_uint_eq(last_stats.live_blocks, 0);
    seam_quota_destroy(&quota);
    ck_assert_ptr_null(quota);
}

static seam_buf buf_with(const char *text)
{
    seam_buf buf;

    const seam_view part = seam_view_string(text);

    /* The two calls give the same here. */
    if (part.len % 2 == 0)
        ck_assert_int_eq(seam_buf_copy(pool, part, &buf), SEAM_OK);
    else
        ck_assert_int_eq(seam_buf_concat(pool, &part, 1, SIZE_MAX, &buf), SEAM_OK);
    return buf;
}

static void buf_is(const seam_buf *buf, const char *text)
{
    ck_assert(seam_view_equal(seam_buf_view(buf), seam_view_string(text)));
}

START_TEST(names_and_views)
{
    char version[32];
    seam_view text = seam_view_string("seam");
    seam_kernel_info kernel;
    size_t n_chosen = 0;

    snprintf(version, sizeof(version), "%d.%d.%d", SEAM_VERSION_MAJOR, SEAM_VERSION_MINOR,
             SEAM_VERSION_PATCH);
    ck_assert_str_eq(seam_version(), version);
    ck_assert_str_eq(seam_status_name(SEAM_ERANGE), "SEAM_ERANGE");
    ck_assert_str_eq(seam_status_text(SEAM_ERANGE), "range outside the object");
    ck_assert_str_eq(seam_reason_name(SEAM_REASON_OVERLONG), "overlong");
    ck_assert(seam_view_equal(text, seam_view_of("seam", 4)));
    ck_assert(!seam_view_equal(text, seam_view_of("seal", 4)));
    for (size_t i = 0; seam_kernel_at(i, &kernel); i++) {
        ck_assert_ptr_nonnull(kernel.name);
        n_chosen += kernel.chosen;
    }
    ck_assert_uint_eq(n_chosen, 1);
}
END_TEST

START_TEST(pool_classes)
{
    size_t index = 0;

    ck_assert_uint_eq(seam_pool_class_at(0), 64);
    ck_assert_uint_eq(seam_pool_class_size(1), 64);
    while (seam_pool_class_at(index + 1) != 0) {
        ck_assert_uint_gt(seam_pool_class_at(index + 1), seam_pool_class_at(index));
        index++;
    }
    ck_assert_uint_eq(seam_pool_class_at(index), 262144);
}
END_TEST

START_TEST(pool_bounds_memory_and_counts_it)
{
    seam_pool_stats stats;
    seam_buf buf, huge;

    ck_assert_int_eq(seam_buf_alloc(pool, 1000, &buf), SEAM_OK);
    ck_assert_int_eq(seam_buf_alloc(pool, 2 << 20, &huge), SEAM_ELIMIT);
    ck_assert_ptr_null(huge.data);
    seam_pool_stats_get(pool, &stats);
    ck_assert_uint_eq(stats.live_blocks, 1);
    ck_assert_uint_eq(stats.live_bytes, seam_pool_class_size(1000));
    ck_assert_uint_eq(stats.requested_bytes, 1000);
    seam_buf_release(&buf);
}
END_TEST

static bool count_block(void *ctx, const seam_block_info *block)
{
    *(uint64_t *)ctx += block->retained;
    return true;
}

static seam_status count_text(void *ctx, seam_view text)
{
    *(uint64_t *)ctx += text.len;
    return SEAM_OK;
}

START_TEST(pool_shows_its_classes_and_blocks)
{
    uint64_t retained = 0;
    seam_class_stats stats;
    seam_buf buf;

    ck_assert_int_eq(seam_buf_alloc(pool, 64, &buf), SEAM_OK);
    ck_assert(seam_pool_class_stats(pool, 0, &stats));
    ck_assert_uint_eq(stats.class_bytes, 64);
    ck_assert_uint_eq(stats.live, 1);
    ck_assert(seam_pool_walk(pool, count_block, &retained));
    ck_assert_uint_eq(retained, 64);
    ck_assert_int_eq(seam_pool_on_leak(pool, NULL, NULL), SEAM_ESTATE);
    retained = 0;
    ck_assert_int_eq(seam_pool_write_metrics(pool, "a", count_text, &retained), SEAM_OK);
    ck_assert_uint_gt(retained, 0);
    ck_assert_int_eq(seam_pool_snapshot(pool, count_text, &retained), SEAM_OK);
    ck_assert_int_eq(seam_pools_write_metrics(NULL, 0, count_text, &retained), SEAM_OK);
    seam_buf_release(&buf);
}
END_TEST

START_TEST(guarded_blocks_are_described)
{
    const seam_pool_options options = {.guard_every = 1};
    char text[SEAM_GUARD_TEXT];
    seam_pool *guarding;
    seam_buf buf;

    ck_assert_int_eq(seam_pool_create(&options, &guarding), SEAM_OK);
    ck_assert_int_eq(seam_buf_alloc(guarding, 128, &buf), SEAM_OK);
    ck_assert(seam_guard_describe(buf.data + 128, text, sizeof(text)));
    ck_assert_ptr_nonnull(strstr(text, "0 bytes past the end of a live block of 128 bytes"));
    ck_assert(!seam_guard_describe(text, text, sizeof(text)));
    seam_buf_release(&buf);
    seam_pool_destroy(&guarding);
}
END_TEST

START_TEST(buf_moves_shares_and_slices)
{
    seam_buf buf = buf_with("hello, world");
    seam_buf moved = seam_buf_move(&buf);
    seam_buf shared, slice, inner;

    ck_assert_ptr_null(buf.block);
    ck_assert(seam_buf_is_unique(&moved));
    shared = seam_buf_share(&moved);
    ck_assert(!seam_buf_is_unique(&moved));
    ck_assert_int_eq(seam_buf_slice(&moved, 7, 5, &slice), SEAM_OK);
    buf_is(&slice, "world");
    ck_assert_int_eq(seam_buf_slice_of(&moved, slice.data + 1, 2, &inner), SEAM_OK);
    buf_is(&inner, "or");
    ck_assert_ptr_eq(inner.data, moved.data + 8);
    seam_buf_release(&slice);
    seam_buf_release(&inner);
    seam_buf_release(&shared);
    seam_buf_promote(&moved);
    ck_assert(seam_buf_is_unique(&moved));
    seam_buf_release(&moved);
}
END_TEST

START_TEST(buf_is_cut_and_narrowed)
{
    seam_buf buf = buf_with("0123456789");
    seam_buf front, back;

    ck_assert_int_eq(seam_buf_split_to(&buf, 3, &front), SEAM_OK);
    buf_is(&front, "012");
    ck_assert_int_eq(seam_buf_split_off(&buf, 4, &back), SEAM_OK);
    buf_is(&buf, "3456");
    buf_is(&back, "789");
    ck_assert_int_eq(seam_buf_truncate(&buf, 3), SEAM_OK);
    ck_assert_int_eq(seam_buf_advance(&buf, 1), SEAM_OK);
    buf_is(&buf, "45");
    ck_assert_int_eq(seam_buf_advance(&buf, 3), SEAM_ERANGE);
    seam_buf_release(&front);
    front = seam_buf_sub(&buf, 0, 1);
    buf_is(&front, "4");
    seam_buf_release(&front);
    front = seam_buf_take(&buf, 0);
    seam_buf_trim(&buf, 2);
    seam_buf_skip(&buf, 1);
    buf_is(&buf, "5");
    seam_buf_release(&back);
    seam_buf_release(&buf);
}
END_TEST

START_TEST(buf_is_written_when_unique)
{
    seam_buf buf = buf_with("abc");
    seam_buf shared;

    seam_buf_set_tag(&buf, 42);
    seam_buf_bytes_mut(&buf)[0] = 'X';
    shared = seam_buf_share(&buf);
    ck_assert_ptr_null(seam_buf_bytes_mut(&buf));
    ck_assert_int_eq(seam_buf_make_writable(&buf, pool), SEAM_OK);
    seam_buf_bytes_mut(&buf)[1] = 'Y';
    buf_is(&buf, "XYc");
    buf_is(&shared, "Xbc");
    ck_assert_uint_eq(seam_buf_tag(&buf), 42);
    seam_buf_release(&shared);
    seam_buf_release(&buf);
}
END_TEST

START_TEST(buf_pins_and_unpins)
{
    seam_buf large, small;
    seam_buf fixed = seam_buf_static(seam_view_string("for ever"));

    ck_assert_uint_eq(seam_buf_retained(&fixed), 0);
    buf_is(&fixed, "for ever");
    ck_assert_int_eq(seam_buf_alloc(pool, 65536, &large), SEAM_OK);
    memset(seam_buf_bytes_mut(&large), 'z', large.len);
    ck_assert_int_eq(seam_buf_slice(&large, 100, 4, &small), SEAM_OK);
    seam_buf_release(&large);
    ck_assert_uint_eq(seam_buf_retained(&small), 65536);
    ck_assert_int_eq(seam_buf_unpin(&small, 4, pool), SEAM_OK);
    ck_assert_uint_eq(seam_buf_retained(&small), 64);
    buf_is(&small, "zzzz");
    seam_buf_release(&small);
}
END_TEST

static void count_release(void *ctx, void *data, size_t len)
{
    int *n_released = ctx;

    ck_assert_ptr_nonnull(data);
    ck_assert_uint_eq(len, 7);
    ++*n_released;
}

START_TEST(buf_adopts)
{
    static char memory[] = "adopted";
    int n_released = 0;
    seam_buf buf;

    ck_assert_int_eq(seam_buf_adopt(pool, memory, 7, count_release, &n_released, 0, &buf), SEAM_OK);
    buf_is(&buf, "adopted");
    ck_assert_ptr_null(seam_buf_bytes_mut(&buf));
    ck_assert_int_eq(n_released, 0);
    seam_buf_release(&buf);
    ck_assert_int_eq(n_released, 1);
}
END_TEST

/* The chain's bytes, put together from its segments. */
static void chain_is(const seam_chain *chain, const char *text)
{
    char whole[64];
    size_t index = 0, len = 0;
    seam_view piece;

    while (seam_chain_next(chain, &index, &piece)) {
        ck_assert_uint_le(piece.len, sizeof(whole) - len);
        memcpy(whole + len, piece.data, piece.len);
        len += piece.len;
    }
    ck_assert_uint_eq(len, seam_chain_len(chain));
    ck_assert(seam_view_equal(seam_view_of(whole, len), seam_view_string(text)));
}

START_TEST(chain_orders_segments)
{
    seam_chain chain;
    seam_buf middle = buf_with("middle"), end = buf_with(" end"), start = buf_with("start ");
    struct iovec iov[4];
    char copy[8];

    seam_chain_init(&chain, pool);
    ck_assert_int_eq(seam_chain_append(&chain, &middle), SEAM_OK);
    ck_assert_int_eq(seam_chain_append(&chain, &end), SEAM_OK);
    ck_assert_int_eq(seam_chain_prepend(&chain, &start), SEAM_OK);
    chain_is(&chain, "start middle end");
    ck_assert_uint_eq(seam_chain_segments(&chain), 3);
    ck_assert_uint_eq(seam_chain_iovec(&chain, 0, SIZE_MAX, iov, 4), 3);
    ck_assert_uint_eq(iov[1].iov_len, 6);
    ck_assert_uint_eq(seam_chain_copy_out(&chain, 4, copy, sizeof(copy)), sizeof(copy));
    ck_assert_mem_eq(copy, "t middle", sizeof(copy));
    ck_assert_int_eq(seam_chain_drain(&chain, 8), SEAM_OK);
    ck_assert_int_eq(seam_chain_pop(&chain, &start), SEAM_OK);
    buf_is(&start, "ddle");
    chain_is(&chain, " end");
    seam_buf_release(&start);
    seam_chain_release(&chain);
}
END_TEST

START_TEST(chain_fills_its_own_block)
{
    seam_chain chain;
    struct iovec room;

    seam_chain_init(&chain, pool);
    ck_assert_int_eq(seam_chain_reserve(&chain, 5, &room), SEAM_OK);
    ck_assert_uint_ge(room.iov_len, 5);
    memcpy(room.iov_base, "first", 5);
    ck_assert_int_eq(seam_chain_commit(&chain, 5), SEAM_OK);
    ck_assert_int_eq(seam_chain_commit(&chain, 1), SEAM_ERANGE);
    chain_is(&chain, "first");
    seam_chain_release(&chain);
    ck_assert_uint_eq(seam_chain_len(&chain), 0);
}
END_TEST

START_TEST(decoder_pushes_slices)
{
    seam_decoder dec;
    seam_chain chunks, out;
    seam_buf in = buf_with("gr\xC3\xBC\xC3\x9F dich");

    seam_chain_init(&out, pool);
    ck_assert_int_eq(seam_decoder_init(&dec, NULL), SEAM_OK);
    ck_assert_int_eq(seam_decoder_push(&dec, &in, &out), SEAM_MORE);
    ck_assert_uint_eq(in.len, 0);
    chain_is(&out, "gr\xC3\xBC\xC3\x9F dich");
    seam_chain_init(&chunks, pool);
    ck_assert_int_eq(seam_decoder_push_chain(&dec, &chunks, &out), SEAM_MORE);
    seam_buf_release(&in);
    seam_chain_skip(&out, 5);
    chain_is(&out, "\x9F dich");
    seam_chain_release(&out);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("surface");
    TCase *tcase = tcase_create("every exported function");
    SRunner *runner = srunner_create(suite);
    int n_failed;

    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, names_and_views);
    tcase_add_test(tcase, pool_classes);
    tcase_add_test(tcase, pool_bounds_memory_and_counts_it);
    tcase_add_test(tcase, pool_shows_its_classes_and_blocks);
    tcase_add_test(tcase, guarded_blocks_are_described);
    tcase_add_test(tcase, buf_moves_shares_and_slices);
    tcase_add_test(tcase, buf_is_cut_and_narrowed);
    tcase_add_test(tcase, buf_is_written_when_unique);
    tcase_add_test(tcase, buf_pins_and_unpins);
    tcase_add_test(tcase, buf_adopts);
    tcase_add_test(tcase, chain_orders_segments);
    tcase_add_test(tcase, chain_fills_its_own_block);
    tcase_add_test(tcase, decoder_pushes_slices);
    suite_add_tcase(suite, tcase);
    srunner_run_all(runner, CK_NORMAL);
    n_failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return n_failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
