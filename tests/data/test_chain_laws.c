/* The checkers of the laws of bufs and chains, shown states that break one law each, and states at the edge
 * of what is allowed. */
#include "pool_fixture.h"

static const uint8_t text[8] = "segments";

#define SEGMENT(n)      \
    {                   \
        text, (n), NULL \
    }
#define RING SEGMENT(8)

typedef struct chain_state {
    const char *what;
    bool is_allowed;
    seam_chain chain;
} chain_state;

static const chain_state sound_states[] = {
    {"an empty chain", true, {.cap_ = 2}},
    {"two segments, the ring turned", true, {.cap_ = 2, .first_ = 1, .n_segs_ = 2, .len_ = 2}},
    {"a larger ring, full", true, {.cap_ = 4, .ring_ = RING, .first_ = 3, .n_segs_ = 4, .len_ = 4}},
    {"a block that is used up",
     true,
     {.cap_ = 2, .n_segs_ = 1, .len_ = 4, .fill_ = SEGMENT(4), .fill_used_ = 4}},
    {"the rest of a block reserved",
     true,
     {.cap_ = 2,
      .n_segs_ = 1,
      .len_ = 1,
      .fill_ = SEGMENT(4),
      .fill_used_ = 1,
      .reserved_len_ = 3}},
    {"a block for a reservation", true, {.cap_ = 2, .fill_ = SEGMENT(4), .reserved_len_ = 1}},
    {"a ring of one", false, {.cap_ = 1, .ring_ = RING}},
    {"a ring of three", false, {.cap_ = 3, .ring_ = RING}},
    {"a ring of six", false, {.cap_ = 6, .ring_ = RING}},
    {"a first segment behind the ring", false, {.cap_ = 2, .first_ = 2}},
    {"more segments than slots", false, {.cap_ = 2, .n_segs_ = 3, .len_ = 3}},
    {"a block that nobody wants", false, {.cap_ = 2, .fill_ = SEGMENT(1)}},
    {"four slots and no ring", false, {.cap_ = 4}},
    {"two slots and a ring", false, {.cap_ = 2, .ring_ = RING}},
    {"a segment without bytes", false, {.cap_ = 2, .n_segs_ = 2, .len_ = 1}},
    {"more used than the block has",
     false,
     {.cap_ = 2, .n_segs_ = 1, .len_ = 5, .fill_ = SEGMENT(4), .fill_used_ = 5}},
    {"more reserved than is left",
     false,
     {.cap_ = 2,
      .n_segs_ = 1,
      .len_ = 1,
      .fill_ = SEGMENT(4),
      .fill_used_ = 1,
      .reserved_len_ = 4}},
};

START_TEST(a_chain_is_sound_by_each_law)
{
    const chain_state *row = &sound_states[_i];

    ck_assert_msg(seam__chain_is_sound(&row->chain) == row->is_allowed, "%s", row->what);
}
END_TEST

static const chain_state valid_states[] = {
    {"an empty chain", true, {.cap_ = 2}},
    {"a static segment", true, {.cap_ = 2, .n_segs_ = 1, .len_ = 3, .inline_ = {SEGMENT(3)}}},
    {"two segments, the ring turned",
     true,
     {.cap_ = 2, .first_ = 1, .n_segs_ = 2, .len_ = 5, .inline_ = {SEGMENT(3), SEGMENT(2)}}},
    {"not even sound", false, {.cap_ = 2, .first_ = 2}},
    {"an empty segment in between",
     false,
     {.cap_ = 2, .n_segs_ = 2, .len_ = 3, .inline_ = {{NULL, 0, NULL}, SEGMENT(3)}}},
    {"an empty segment at the end",
     false,
     {.cap_ = 2, .n_segs_ = 2, .len_ = 3, .inline_ = {SEGMENT(3), {NULL, 0, NULL}}}},
    {"a segment of nowhere",
     false,
     {.cap_ = 2, .n_segs_ = 1, .len_ = 3, .inline_ = {{NULL, 3, NULL}}}},
    {"a byte too many", false, {.cap_ = 2, .n_segs_ = 1, .len_ = 4, .inline_ = {SEGMENT(3)}}},
    {"a byte too few", false, {.cap_ = 2, .n_segs_ = 1, .len_ = 2, .inline_ = {SEGMENT(3)}}},
    {"a block of nowhere",
     false,
     {.cap_ = 2, .n_segs_ = 1, .len_ = 3, .inline_ = {SEGMENT(3)}, .fill_ = {NULL, 3, NULL}}},
};

START_TEST(a_chain_is_valid_by_each_law)
{
    const chain_state *row = &valid_states[_i];

    ck_assert_msg(seam__chain_valid(&row->chain) == row->is_allowed, "%s", row->what);
}
END_TEST

/* ---- bufs: each row is a window on the block of a live buf of BLOCK_LEN bytes */

enum { BLOCK_LEN = 64 };

typedef struct window {
    const char *what;
    bool is_allowed;
    ptrdiff_t off; /* from the first byte of the block */
    size_t len;
    ptrdiff_t block_off; /* bytes that the block's address is off */
} window;

static const window windows[] = {
    {"all of the block", true, 0, BLOCK_LEN, 0},
    {"its last byte", true, BLOCK_LEN - 1, 1, 0},
    {"an address that is no block's", false, 0, 1, 8},
    {"a window that begins a byte early", false, -1, 2, 0},
    {"a window that begins behind the block", false, BLOCK_LEN + 1, 1, 0},
    {"a window that begins at the end", false, BLOCK_LEN, 1, 0},
    {"a window that ends a byte late", false, 1, BLOCK_LEN, 0},
    {"a length that wraps", false, 1, SIZE_MAX, 0},
};

START_TEST(a_buf_is_valid_where_its_window_lies_in_its_block)
{
    const window *row = &windows[_i];
    failing_provider provider;
    seam_pool *pool = fixture_open(&provider, NULL);
    seam_buf buf = counting_buf(pool, BLOCK_LEN, 0);
    const uintptr_t block = (uintptr_t)buf.block + (uintptr_t)row->block_off;
    const seam_buf seen = {(const uint8_t *)((uintptr_t)buf.data + (uintptr_t)row->off), row->len,
                           (seam_block *)block};

    /* What lies 8 bytes behind a block's address would pass for the word of a live one. */
    seam_buf_set_tag(&buf, 1);
    ck_assert_uint_eq(seam_buf_retained(&buf), BLOCK_LEN);
    ck_assert_msg(seam__buf_valid(&seen) == row->is_allowed, "%s", row->what);
    seam_buf_release(&buf);
    fixture_close(&provider, &pool);
}
END_TEST

START_TEST(a_buf_without_a_block_is_valid_when_it_is_empty_or_static)
{
    failing_provider provider;
    seam_pool *pool = fixture_open(&provider, NULL);
    seam_buf buf = counting_buf(pool, BLOCK_LEN, 0);
    const seam_buf empty = {NULL, 0, NULL};
    const seam_buf on_text = SEGMENT(3);
    const seam_buf empty_somewhere = SEGMENT(0);
    const seam_buf empty_with_block = {NULL, 0, buf.block};
    const seam_buf nowhere = {NULL, 1, NULL};
    const seam_buf nowhere_of_block = {NULL, 1, buf.block};

    ck_assert(seam__buf_valid(&empty) && seam__buf_valid(&on_text));
    ck_assert(!seam__buf_valid(&empty_somewhere));
    ck_assert(!seam__buf_valid(&empty_with_block));
    ck_assert(!seam__buf_valid(&nowhere) && !seam__buf_valid(&nowhere_of_block));
    seam_buf_release(&buf);
    fixture_close(&provider, &pool);
}
END_TEST

START_TEST(a_buf_is_not_valid_after_the_last_release)
{
    failing_provider provider;
    seam_pool *pool = fixture_open(&provider, NULL);
    seam_buf buf = counting_buf(pool, BLOCK_LEN, 0);
    seam_buf twin = seam_buf_share(&buf);
    const seam_buf stale = {buf.data, buf.len, buf.block};

    seam_buf_release(&buf);
    ck_assert(seam__buf_valid(&stale));
    seam_buf_release(&twin);
    ck_assert(!seam__buf_valid(&stale));
    fixture_close(&provider, &pool);
}
END_TEST

#define N_ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

int main(void)
{
    Suite *suite = suite_create("chain_laws");
    TCase *tc = tcase_create("chain_laws");

    tcase_add_loop_test(tc, a_chain_is_sound_by_each_law, 0, N_ROWS(sound_states));
    tcase_add_loop_test(tc, a_chain_is_valid_by_each_law, 0, N_ROWS(valid_states));
    tcase_add_loop_test(tc, a_buf_is_valid_where_its_window_lies_in_its_block, 0, N_ROWS(windows));
    tcase_add_test(tc, a_buf_without_a_block_is_valid_when_it_is_empty_or_static);
    tcase_add_test(tc, a_buf_is_not_valid_after_the_last_release);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
