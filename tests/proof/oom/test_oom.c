/* Out of memory: each public call that can allocate, with the n-th call for pages failing, for all
 * n, with every small byte limit, and with pages that cannot be given back. What the pool keeps then
 * is in test_oom_pages.c, the decoder's counted form in test_oom_push.c. */
#include "oom_scene.h"

/* ---- buf */

static seam_status alloc_small(scene *s)
{
    return seam_buf_alloc(s->pool, 100, &s->a);
}

static seam_status alloc_largest_class(scene *s)
{
    return seam_buf_alloc(s->pool, 262144, &s->a);
}

static seam_status alloc_large(scene *s)
{
    return seam_buf_alloc(s->pool, 300000, &s->a);
}

static seam_status copy_some(scene *s)
{
    return seam_buf_copy(s->pool, seam_view_string("copied"), &s->a);
}

static void give_back(void *ctx, void *data, size_t len)
{
    must(data != NULL && len > 0);
    ++*(int *)ctx;
}

static seam_status adopt_some(scene *s)
{
    return seam_buf_adopt(s->pool, s->mine, sizeof(s->mine), give_back, &s->n_given_back, 0, &s->a);
}

static bool have_adopted(scene *s)
{
    return done(adopt_some(s));
}

static bool have_shared(scene *s)
{
    if (!done(seam_buf_alloc(s->pool, 50000, &s->a)))
        return false;
    memset(seam_buf_bytes_mut(&s->a), 'x', s->a.len);
    seam_buf_set_tag(&s->a, 99);
    s->b = seam_buf_share(&s->a);
    return true;
}

static bool have_static(scene *s)
{
    s->a = seam_buf_static(seam_view_string("static"));
    return true;
}

static bool have_pinning(scene *s)
{
    return have_shared(s) && done(seam_buf_truncate(&s->b, 10));
}

static seam_status make_a_writable(scene *s)
{
    return seam_buf_make_writable(&s->a, s->pool);
}

static seam_status unpin_b(scene *s)
{
    return seam_buf_unpin(&s->b, 2, s->pool);
}

/* ---- chain */

static bool have_full_ring(scene *s)
{
    return add_static(s, "one ") && add_static(s, "two ") && have_static(s);
}

static seam_status append_a(scene *s)
{
    return seam_chain_append(&s->chain, &s->a);
}

static seam_status prepend_a(scene *s)
{
    return seam_chain_prepend(&s->chain, &s->a);
}

static seam_status reserve_some(scene *s)
{
    return seam_chain_reserve(&s->chain, 1000, &s->room);
}

static seam_status reserve_much(scene *s)
{
    return seam_chain_reserve(&s->chain, 20000, &s->room);
}

/* The chain's block is used up, and a slice of it is held by somebody. */
static bool have_used_block(scene *s)
{
    struct iovec room;

    if (!done(seam_chain_reserve(&s->chain, 1, &room)))
        return false;
    memset(room.iov_base, '.', room.iov_len);
    memcpy(room.iov_base, "held", 4);
    must(seam_chain_commit(&s->chain, room.iov_len) == SEAM_OK);
    must(seam_chain_pop(&s->chain, &s->b) == SEAM_OK);
    must(seam_buf_truncate(&s->b, 4) == SEAM_OK);
    return add_static(s, "one ");
}

static bool have_reservation_and_full_ring(scene *s)
{
    if (!done(seam_chain_reserve(&s->chain, 5, &s->room)))
        return false;
    memcpy(s->room.iov_base, "three", 5);
    return have_full_ring(s);
}

static seam_status commit_five(scene *s)
{
    return seam_chain_commit(&s->chain, 5);
}

static seam_status put_a_number(scene *s)
{
    return seam_chain_put_u24be(&s->chain, 0x616263);
}

static const attempt oom_of_bufs[] = {
    {"alloc of a small buf", nothing, alloc_small, "", "", false},
    {"alloc of the largest class", nothing, alloc_largest_class, "", "", false},
    {"alloc of a large buf", nothing, alloc_large, "", "", false},
    {"copy", nothing, copy_some, "", "", false},
    {"adopt", nothing, adopt_some, "", "", false},
    {"make_writable of a shared buf", have_shared, make_a_writable, "", "", false},
    {"make_writable of a static buf", have_static, make_a_writable, "", "", false},
    {"make_writable of a read-only buf", have_adopted, make_a_writable, "", "", false},
    {"unpin", have_pinning, unpin_b, "", "", false},
    {"append", have_full_ring, append_a, "one two ", "one two static", false},
    {"prepend", have_full_ring, prepend_a, "one two ", "staticone two ", false},
    {"reserve", have_full_ring, reserve_some, "one two ", "one two ", true},
    {"reserve of much", have_full_ring, reserve_much, "one two ", "one two ", true},
    {"reserve after a used block", have_used_block, reserve_much, "one ", "one ", false},
    {"commit", have_reservation_and_full_ring, commit_five, "one two ", "one two three", false},
    {"put", nothing, put_a_number, "", "abc", false},
};
#define N_OF_BUFS (sizeof(oom_of_bufs) / sizeof(oom_of_bufs[0]))

static const attempt *attempt_at(size_t index)
{
    return index < N_OF_BUFS ? &oom_of_bufs[index] : &oom_of_chains[index - N_OF_BUFS];
}

/* ---- what must hold */

/* What of the caller's a failure must leave alone. */
typedef struct snapshot {
    unsigned char a[sizeof(seam_buf)];
    unsigned char b[sizeof(seam_buf)];
    size_t other_len;
    uint32_t refs_a, refs_b;
    uint64_t tag_a, tag_b;
    seam_pool_stats stats;
    int n_given_back;
} snapshot;

static snapshot snapshot_of(const scene *s)
{
    snapshot taken = {.stats = stats_of(s->pool)};

    memcpy(taken.a, &s->a, sizeof(taken.a));
    memcpy(taken.b, &s->b, sizeof(taken.b));
    taken.other_len = seam_chain_len(&s->other);
    taken.refs_a = refs(&s->a);
    taken.refs_b = refs(&s->b);
    taken.tag_a = seam_buf_tag(&s->a);
    taken.tag_b = seam_buf_tag(&s->b);
    taken.n_given_back = s->n_given_back;
    return taken;
}

static void expect_same_stats(const seam_pool_stats *before, const seam_pool_stats *now)
{
    must(before->live_blocks == now->live_blocks);
    must(before->live_bytes == now->live_bytes);
    must(before->requested_bytes == now->requested_bytes);
    must(before->adopted_blocks == now->adopted_blocks);
    must(before->adopted_bytes == now->adopted_bytes);
}

static void expect_unchanged(const snapshot *before, const attempt *what, const scene *s)
{
    snapshot now;

    if (what->two)
        seam_pool_trim(s->pool);
    now = snapshot_of(s);
    must(seam__pool_valid(s->pool));
    expect_same_stats(&before->stats, &now.stats);
    must(memcmp(before->a, now.a, sizeof(now.a)) == 0);
    must(memcmp(before->b, now.b, sizeof(now.b)) == 0);
    must(before->refs_a == now.refs_a && before->refs_b == now.refs_b);
    must(before->tag_a == now.tag_a && before->tag_b == now.tag_b);
    must(before->other_len == now.other_len && seam__chain_valid(&s->other));
    must(before->n_given_back == now.n_given_back);
    /* Free memory may have been given up on the way, and none is kept that was not there. */
    must(s->provider.fail_unmap || before->stats.committed >= now.stats.committed);
    must(s->provider.fail_unmap || before->stats.mapped >= now.stats.mapped);
    expect_chain(&s->chain, what->before, strlen(what->before));
}

static void expect_done(const attempt *what, const scene *s)
{
    must(seam__pool_valid(s->pool));
    must(seam__buf_valid(&s->a));
    must(seam__buf_valid(&s->b));
    expect_chain(&s->chain, what->after, strlen(what->after));
}

/* False when the limit is too small for the pool or for the state that the call needs. */
static bool open_scene(scene *s, const attempt *what, uint64_t max_bytes)
{
    /* A cache that cannot be had is no failure, so here is none: a failing call must show. */
    const seam_pool_options options = {.max_bytes = max_bytes, .cache_bytes = 1};
    seam_status r;

    memset(s, 0, sizeof(*s));
    failing_provider_init(&s->provider);
    seam__provider_set(&s->provider.table);
    r = seam_pool_create(&options, &s->pool);
    if (!done(r)) {
        must(s->provider.mapped_bytes == 0);
        return false;
    }
    seam_chain_init(&s->chain, s->pool);
    seam_chain_init(&s->other, s->pool);
    return what->set_up(s);
}

static void close_scene(scene *s)
{
    if (s->pool == NULL)
        return;
    seam_buf_release(&s->a);
    seam_buf_release(&s->b);
    seam_chain_release(&s->chain);
    seam_chain_release(&s->other);
    must(s->n_given_back <= 1);
    if (s->provider.fail_unmap) {
        must(stats_of(s->pool).live_blocks == 0);
        must(stats_of(s->pool).adopted_blocks == 0);
        must(seam__pool_valid(s->pool));
        seam_pool_destroy(&s->pool);
    } else {
        fixture_close(&s->provider, &s->pool);
    }
}

/* ---- failing pages */

/* Lets the n-th call for pages fail. False when there are fewer. */
static bool fail_nth(const attempt *what, uint64_t n, bool from, bool fail_unmap)
{
    static scene s;
    snapshot before;
    bool reached;
    seam_status r;

    must(open_scene(&s, what, 0));
    before = snapshot_of(&s);
    s.provider.fail_unmap = fail_unmap;
    s.provider.fail_at = s.provider.n_calls + n;
    s.provider.fail_from = from;
    r = what->call(&s);
    reached = s.provider.n_calls >= s.provider.fail_at;
    s.provider.fail_at = 0;
    must(r == SEAM_OK || (r == SEAM_ENOMEM && reached));
    /* One failure may be made good by a second try; lasting ones may not. */
    must(r == SEAM_ENOMEM || !reached || !from);
    if (r != SEAM_OK) {
        expect_unchanged(&before, what, &s);
        must(what->call(&s) == SEAM_OK);
    }
    expect_done(what, &s);
    close_scene(&s);
    return reached;
}

START_TEST(a_call_without_pages_fails_and_changes_nothing)
{
    const attempt *what = attempt_at((size_t)_i);
    uint64_t n_reached = 0;

    for (unsigned mode = 0; mode < 4; mode++) {
        uint64_t n = 1;

        while (fail_nth(what, n, (mode & 1) != 0, (mode & 2) != 0))
            n++;
        n_reached += n - 1;
    }
    ck_assert_msg(n_reached > 0, "%s never asks for pages", what->name);
}
END_TEST

/* ---- limits */

/* One call in a pool that may have `max_bytes`. */
static seam_status call_within(const attempt *what, uint64_t max_bytes)
{
    static scene s;
    seam_status r = SEAM_ELIMIT;

    if (open_scene(&s, what, max_bytes)) {
        const snapshot before = snapshot_of(&s);

        r = what->call(&s);
        must(r == SEAM_OK || r == SEAM_ELIMIT);
        if (r == SEAM_OK)
            expect_done(what, &s);
        else
            expect_unchanged(&before, what, &s);
    }
    must(s.pool == NULL || stats_of(s.pool).committed_peak <= max_bytes);
    close_scene(&s);
    return r;
}

START_TEST(a_call_past_the_limit_fails_and_changes_nothing)
{
    const attempt *what = attempt_at((size_t)_i);
    uint64_t page = seam__page_size();
    uint64_t n_refused = 0;
    uint64_t n_pages = 1;

    /* From too little for the pool to enough for the call, around each page. */
    for (; n_pages < 1000; n_pages++) {
        n_refused += call_within(what, n_pages * page - 1) == SEAM_ELIMIT;
        if (call_within(what, n_pages * page) == SEAM_OK)
            break;
        n_refused++;
    }
    ck_assert_uint_gt(n_refused, 0);
    ck_assert_uint_lt(n_pages, 1000);
    for (uint64_t more = 0; more < 8; more++)
        ck_ok(call_within(what, (n_pages + more) * page + 1));
}
END_TEST

/* ---- pages that stay */

START_TEST(pages_that_cannot_be_given_back_harm_nobody)
{
    const attempt *what = attempt_at((size_t)_i);
    static scene s;

    for (int later = 0; later < 2; later++) {
        ck_assert(open_scene(&s, what, 0));
        s.provider.fail_unmap = true;
        ck_ok(what->call(&s));
        expect_done(what, &s);
        /* What could not be given back then is given back at the end, where it can be. */
        s.provider.fail_unmap = later == 0;
        close_scene(&s);
    }
}
END_TEST

int main(void)
{
    const int n_attempts = (int)(N_OF_BUFS + n_oom_of_chains);
    Suite *suite = suite_create("oom");
    TCase *tc = tcase_create("oom");

    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, a_call_without_pages_fails_and_changes_nothing, 0, n_attempts);
    tcase_add_loop_test(tc, a_call_past_the_limit_fails_and_changes_nothing, 0, n_attempts);
    tcase_add_loop_test(tc, pages_that_cannot_be_given_back_harm_nobody, 0, n_attempts);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
