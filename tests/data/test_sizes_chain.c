/* The size arguments of chains, as test_sizes.c tries those of bufs: above all room that a chain makes
 * in a block whose earlier bytes somebody has, has had, or has all of. */
#include "data/ring.h"
#include "pool_fixture.h"
#include "sizes.h"

static failing_provider provider;
static seam_pool *pool;
static seam_chain chain;

static void open_chain(void)
{
    pool = fixture_open(&provider, NULL);
    seam_chain_init(&chain, pool);
}

static void close_chain(void)
{
    seam_chain_release(&chain);
    fixture_close(&provider, &pool);
}

/* Commits `len` bytes that count up. */
static void add_bytes(size_t len)
{
    struct iovec room;

    must(seam_chain_reserve(&chain, len, &room) == SEAM_OK);
    for (size_t i = 0; i < len; i++)
        ((uint8_t *)room.iov_base)[i] = (uint8_t)i;
    must(seam_chain_commit(&chain, len) == SEAM_OK);
}

static bool counts_up(const seam_buf *buf)
{
    for (size_t i = 0; i < buf->len; i++) {
        if (buf->data[i] != (uint8_t)i)
            return false;
    }
    return true;
}

/* ---- who has what of the chain's block */

static void nobody(seam_buf *held)
{
    must(is_empty(held));
}

static void the_chain(seam_buf *held)
{
    must(is_empty(held));
    add_bytes(1000);
}

static void a_holder(seam_buf *held)
{
    add_bytes(1000);
    must(seam_chain_pop(&chain, held) == SEAM_OK);
}

static void both(seam_buf *held)
{
    a_holder(held);
    add_bytes(500);
}

static void nobody_any_more(seam_buf *held)
{
    a_holder(held);
    seam_buf_release(held);
}

static void a_holder_of_all(seam_buf *held)
{
    add_bytes(SEAM_CHAIN_BLOCK);
    must(seam_chain_pop(&chain, held) == SEAM_OK);
}

static void (*const states[])(seam_buf *) = {nobody, the_chain,       a_holder,
                                             both,   nobody_any_more, a_holder_of_all};
enum { N_STATES = sizeof(states) / sizeof(states[0]) };

/* ---- tests */

static void expect_room(size_t len, const struct iovec *room, seam_status r)
{
    const bool possible = len <= SEAM_CHAIN_BLOCK + 1;

    must(r == (possible ? SEAM_OK : SEAM_ENOMEM));
    if (!possible) {
        must(room->iov_base == NULL && room->iov_len == 0);
        return;
    }
    must(room->iov_len >= len && room->iov_len > 0);
    memset(room->iov_base, 0xFF, room->iov_len);
}

START_TEST(room_is_what_nobody_has)
{
    const sizes s = sizes_around(SEAM_CHAIN_BLOCK);

    for (size_t i = 0; i < N_SIZES; i++) {
        seam_buf held = {0};
        struct iovec room = {&held, 99};
        seam_status r;
        size_t len;

        states[_i](&held);
        len = seam_chain_len(&chain);
        r = seam_chain_reserve(&chain, s.all[i], &room);
        expect_room(s.all[i], &room, r);
        must(seam__chain_valid(&chain) && seam_chain_len(&chain) == len);
        must(counts_up(&held));
        for (size_t k = 0; k < seam_chain_segments(&chain); k++) {
            seam_buf segment;

            must(seam_chain_pop(&chain, &segment) == SEAM_OK);
            must(counts_up(&segment));
            seam_buf_release(&segment);
        }
        seam_buf_release(&held);
        seam_chain_release(&chain);
    }
}
END_TEST

START_TEST(a_reservation_survives_one_that_fails)
{
    const sizes s = sizes_around(SEAM_CHAIN_BLOCK);
    struct iovec room, none;

    for (size_t i = 6; i < N_SIZES; i++) {
        seam_buf held = {0};
        seam_buf popped;

        states[_i](&held);
        must(seam_chain_drain(&chain, seam_chain_len(&chain)) == SEAM_OK);
        must(seam_chain_reserve(&chain, 3, &room) == SEAM_OK);
        memcpy(room.iov_base, "\0\1\2", 3);
        must(seam_chain_reserve(&chain, s.all[i], &none) == SEAM_ENOMEM);
        must(seam_chain_commit(&chain, 3) == SEAM_OK);
        must(seam_chain_pop(&chain, &popped) == SEAM_OK && popped.len == 3 && counts_up(&popped));
        must(counts_up(&held));
        seam_buf_release(&popped);
        seam_buf_release(&held);
        seam_chain_release(&chain);
    }
}
END_TEST

START_TEST(a_commit_is_within_the_reservation_or_an_error)
{
    for (size_t i = 0; i < N_SIZES; i++) {
        seam_buf held = {0};
        struct iovec room;
        size_t len, n;
        bool inside;

        states[_i](&held);
        must(seam_chain_reserve(&chain, 10, &room) == SEAM_OK);
        len = seam_chain_len(&chain);
        n = sizes_around(room.iov_len).all[i];
        inside = n <= room.iov_len;
        must(seam_chain_commit(&chain, n) == (inside ? SEAM_OK : SEAM_ERANGE));
        must(seam_chain_len(&chain) == len + (inside ? n : 0));
        must(seam__chain_valid(&chain));
        must(seam_chain_commit(&chain, 1) == (inside ? SEAM_ERANGE : SEAM_OK));
        seam_buf_release(&held);
        seam_chain_release(&chain);
    }
}
END_TEST

START_TEST(a_drain_is_within_the_chain_or_an_error)
{
    for (size_t i = 0; i < N_SIZES; i++) {
        seam_buf held = {0};
        size_t len, n;

        states[_i](&held);
        len = seam_chain_len(&chain);
        n = sizes_around(len).all[i];
        must(seam_chain_drain(&chain, n) == (n <= len ? SEAM_OK : SEAM_ERANGE));
        must(seam_chain_len(&chain) == (n <= len ? len - n : len));
        must(seam__chain_valid(&chain));
        seam_buf_release(&held);
        seam_chain_release(&chain);
    }
}
END_TEST

/* A caller's array is as long as it says; what is written is no more than there is. */
START_TEST(looking_writes_no_more_than_there_is)
{
    const sizes s = sizes_around(1000);
    uint8_t copy[1001];
    struct iovec iov[3];

    add_bytes(1000);
    for (size_t i = 0; i < N_SIZES; i++) {
        for (size_t k = 0; k < N_SIZES; k++) {
            const size_t off = s.all[i];
            const size_t left = off < 1000 ? 1000 - off : 0;
            const size_t n = left < s.all[k] ? left : s.all[k];

            memset(copy, 0xEE, sizeof(copy));
            must(seam_chain_copy_out(&chain, off, copy, s.all[k]) == n);
            must(n == 0 || copy[n - 1] == (uint8_t)(off + n - 1));
            must(copy[n] == 0xEE);
        }
        must(seam_chain_iovec(&chain, 0, SIZE_MAX, iov, s.all[i]) == (s.all[i] > 0));
    }
}
END_TEST

/* Three times the largest object are more than a size_t can count. */
START_TEST(a_chain_too_long_to_count_is_a_status)
{
    const size_t most = (size_t)PTRDIFF_MAX - 4096;
    seam_buf huge, part;

    ck_ok(seam_buf_adopt(pool, (void *)(uintptr_t)4096, most, NULL, NULL, 0, &huge));
    for (int i = 0; i < 2; i++) {
        part = seam_buf_share(&huge);
        ck_ok(seam_chain_append(&chain, &part));
    }
    ck_status(seam_chain_append(&chain, &huge), SEAM_ENOMEM);
    ck_status(seam_chain_prepend(&chain, &huge), SEAM_ENOMEM);
    ck_assert_uint_eq(huge.len, most);
    ck_assert_uint_eq(seam_chain_len(&chain), 2 * most);
    ck_ok(seam_buf_truncate(&huge, SIZE_MAX - 2 * most));
    ck_ok(seam_chain_prepend(&chain, &huge));
    ck_assert_uint_eq(seam_chain_len(&chain), SIZE_MAX);
    ck_assert(seam__chain_valid(&chain));
}
END_TEST

START_TEST(a_full_count_leaves_a_reservation_standing)
{
    const size_t most = (size_t)PTRDIFF_MAX - 4096;
    seam_buf huge, part;
    struct iovec room;

    ck_ok(seam_buf_adopt(pool, (void *)(uintptr_t)4096, PTRDIFF_MAX, NULL, NULL, 0, &huge));
    seam_buf_release(&huge);
    ck_ok(seam_buf_adopt(pool, (void *)(uintptr_t)4096, most, NULL, NULL, 0, &huge));
    add_bytes(10);
    for (int i = 0; i < 2; i++) {
        part = seam_buf_share(&huge);
        ck_ok(seam_chain_prepend(&chain, &part));
    }
    ck_ok(seam_chain_reserve(&chain, 10, &room));
    ck_ok(seam_buf_truncate(&huge, SIZE_MAX - 2 * most - 15));
    ck_ok(seam_chain_prepend(&chain, &huge));
    /* The bytes would make the last segment longer; five fit, six do not. */
    ck_status(seam_chain_commit(&chain, 6), SEAM_ENOMEM);
    ck_ok(seam_chain_commit(&chain, 5));
    ck_assert_uint_eq(seam_chain_len(&chain), SIZE_MAX);
    ck_assert(seam__chain_valid(&chain));
    ck_status(seam_chain_reserve(&chain, 1, &room), SEAM_ENOMEM);
    ck_status(seam_chain_write(&chain, seam_view_string("x")), SEAM_ENOMEM);
}
END_TEST

START_TEST(more_slots_than_a_ring_can_number_are_a_status)
{
    const size_t too_many = (size_t)UINT32_MAX / 4 + 1;

    ck_status(seam__ring_grow(&chain, too_many), SEAM_ENOMEM);
    ck_status(seam__ring_grow(&chain, SIZE_MAX), SEAM_ENOMEM);
    chain.n_segs_ = too_many; /* which no memory holds */
    ck_status(seam__ring_grow(&chain, 1), SEAM_ENOMEM);
    chain.n_segs_ = 0;
    ck_assert_uint_eq(chain.cap_, SEAM_CHAIN_INLINE);
}
END_TEST

/* As many as a ring may have are asked for; this pool has not so much. */
START_TEST(as_many_slots_as_a_ring_can_number_are_the_pools_to_refuse)
{
    const seam_pool_options options = {.max_bytes = 1 << 20};
    const size_t most = (size_t)UINT32_MAX / 8;
    seam_pool *small;
    seam_chain limited;

    ck_ok(seam_pool_create(&options, &small));
    seam_chain_init(&limited, small);
    ck_status(seam__ring_grow(&limited, most), SEAM_ELIMIT);
    ck_status(seam__ring_grow(&limited, most + 1), SEAM_ENOMEM);
    limited.n_segs_ = most; /* which no memory holds */
    ck_status(seam__ring_grow(&limited, 1), SEAM_ELIMIT);
    limited.n_segs_ = most + 1;
    ck_status(seam__ring_grow(&limited, 1), SEAM_ENOMEM);
    limited.n_segs_ = 0;
    seam_chain_release(&limited);
    seam_pool_destroy(&small);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sizes_chain");
    TCase *tc = tcase_create("sizes_chain");

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, open_chain, close_chain);
    tcase_add_loop_test(tc, room_is_what_nobody_has, 0, N_STATES);
    tcase_add_loop_test(tc, a_reservation_survives_one_that_fails, 0, N_STATES);
    tcase_add_loop_test(tc, a_commit_is_within_the_reservation_or_an_error, 0, N_STATES);
    tcase_add_loop_test(tc, a_drain_is_within_the_chain_or_an_error, 0, N_STATES);
    tcase_add_test(tc, looking_writes_no_more_than_there_is);
    tcase_add_test(tc, a_chain_too_long_to_count_is_a_status);
    tcase_add_test(tc, a_full_count_leaves_a_reservation_standing);
    tcase_add_test(tc, more_slots_than_a_ring_can_number_are_a_status);
    tcase_add_test(tc, as_many_slots_as_a_ring_can_number_are_the_pools_to_refuse);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
