/* What the options of a pool change about its blocks. */
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include "base/poison.h"
#include "child.h"
#include "pool_fixture.h"

static failing_provider provider;
static seam_pool *pool;

static void open_with(const seam_pool_options *options)
{
    pool = fixture_open(&provider, options);
}

static void close_pool(void)
{
    fixture_close(&provider, &pool);
}

static const struct {
    const char *what;
    bool is_allowed;
    seam_pool_options options;
} asked[] = {
    {"all zero", true, {0}},
    {"the longest tail", true, {.tail_bytes = 4096}},
    {"an alignment of a byte", true, {.alignment = 1}},
    {"an alignment of two lines", true, {.alignment = 128}},
    {"every bound at its greatest",
     true,
     {.max_bytes = UINT64_MAX,
      .purge_delay_ms = UINT32_MAX,
      .cache_bytes = UINT64_MAX,
      .cache_total_bytes = UINT64_MAX,
      .large_cache_bytes = UINT64_MAX,
      .leak_every = UINT64_MAX,
      .guard_every = UINT64_MAX}},
    {"a tail of a byte more than the longest", false, {.tail_bytes = 4097}},
    {"the greatest tail", false, {.tail_bytes = UINT32_MAX}},
    {"an alignment of three", false, {.alignment = 3}},
    {"an alignment of a line and a half", false, {.alignment = 96}},
    {"the greatest alignment", false, {.alignment = UINT32_C(1) << 31}},
};

START_TEST(options_are_held_to_each_rule)
{
    ck_assert_msg((seam__pool_check_options(&asked[_i].options) == SEAM_OK) == asked[_i].is_allowed,
                  "%s", asked[_i].what);
}
END_TEST

/* Every bit of the flags, and of the fields that are reserved. */
START_TEST(what_means_nothing_yet_is_refused)
{
    const uint32_t flags =
        SEAM_POOL_CONFINED | SEAM_POOL_SECRET | SEAM_POOL_HUGE_PAGES | SEAM_POOL_PASSTHROUGH;
    seam_pool_options options = {0};

    for (int bit = 0; bit < 32; bit++) {
        options.flags = UINT32_C(1) << bit;
        /* A system may be unable to hide a page. */
        if (options.flags != SEAM_POOL_SECRET)
            ck_status(seam__pool_check_options(&options),
                      (options.flags & flags) != 0 ? SEAM_OK : SEAM_EINVAL);
    }
    options.flags = 0;
    for (size_t i = 0; i < sizeof(options.reserved_) / sizeof(options.reserved_[0]); i++) {
        for (int bit = 0; bit < 64; bit++) {
            options.reserved_[i] = UINT64_C(1) << bit;
            ck_status(seam__pool_check_options(&options), SEAM_EINVAL);
        }
        options.reserved_[i] = 0;
    }
}
END_TEST

START_TEST(blocks_are_aligned_to_a_page_at_most)
{
    const uint32_t page = (uint32_t)seam__page_size();

    ck_ok(seam__pool_check_options(&(seam_pool_options){.alignment = page}));
    ck_status(seam__pool_check_options(&(seam_pool_options){.alignment = page * 2}), SEAM_EINVAL);
}
END_TEST

START_TEST(options_that_are_refused_make_no_pool)
{
    const seam_pool_options options = {.tail_bytes = 4097};
    seam_pool *made;

    ck_status(seam_pool_create(&options, &made), SEAM_EINVAL);
    ck_assert_ptr_null(made);
}
END_TEST

START_TEST(the_class_of_a_length_holds_its_tail_and_keeps_its_alignment)
{
    static const uint32_t tails[] = {0, 1, 63, 64, 4096};
    static const uint32_t alignments[] = {0, 128, 4096};

    for (size_t i = 0; i < 15; i++) {
        const seam_pool_options options = {.tail_bytes = tails[i % 5],
                                           .alignment = alignments[i / 5]};

        open_with(&options);
        for (size_t len = 1; len <= pool->head.fast_max; len++) {
            const size_t need = seam__pool_need(&pool->head, len);

            must(need >= len + tails[i % 5] && need % pool->heap.traits.alignment == 0);
            must(seam__pool_class(&pool->head, len) == seam__class_of(need));
        }
        close_pool();
    }
}
END_TEST

/* ---- blocks of many lengths at once, each filled with a byte of its own */

#define N 400

static size_t some_length(prng *rng)
{
    static const size_t bases[] = {64, 128, 512, 640, 1024, 4096, 20480, 65536, 262144, 300000};
    const size_t base = bases[prng_below(rng, sizeof(bases) / sizeof(bases[0]))];

    return prng_below(rng, 3) == 0 ? 1 + prng_below(rng, base) : base - 3 + prng_below(rng, 7);
}

static bool holds_only(const seam_buf *buf, uint8_t byte)
{
    for (size_t i = 0; i < buf->len; i++) {
        if (buf->data[i] != byte)
            return false;
    }
    return true;
}

/* Reads the tail as parsers do; whatever is there. */
static void read_tail(const seam_buf *buf, size_t tail)
{
    volatile uint8_t sum = 0;

    for (size_t i = 0; i < tail; i++)
        sum = (uint8_t)(sum + buf->data[buf->len + i]);
}

static void live_with(const seam_pool_options *options, size_t rounds)
{
    static seam_buf bufs[N];
    const size_t alignment = seam__max(64, options->alignment);
    prng rng;

    prng_init(&rng, test_seed("options"));
    open_with(options);
    for (size_t round = 0; round < rounds; round++) {
        size_t i = prng_below(&rng, N);

        if (bufs[i].len != 0) {
            must(holds_only(&bufs[i], (uint8_t)i));
            seam_buf_release(&bufs[i]);
            continue;
        }
        ck_ok(seam_buf_alloc(pool, some_length(&rng), &bufs[i]));
        must((uintptr_t)bufs[i].data % alignment == 0);
        must(seam_buf_retained(&bufs[i]) >= bufs[i].len + options->tail_bytes);
        memset(seam_buf_bytes_mut(&bufs[i]), (int)(i & 0xFF), bufs[i].len);
        read_tail(&bufs[i], options->tail_bytes);
        if (round % 256 == 0)
            must(seam__pool_valid(pool));
    }
    for (size_t i = 0; i < N; i++) {
        must(bufs[i].len == 0 || holds_only(&bufs[i], (uint8_t)i));
        seam_buf_release(&bufs[i]);
    }
    close_pool();
}

START_TEST(the_tail_of_a_block_may_be_read)
{
    live_with(&(seam_pool_options){.tail_bytes = 64}, 4000);
    live_with(&(seam_pool_options){.tail_bytes = 1}, 2000);
    live_with(&(seam_pool_options){.tail_bytes = 4096}, 2000);
}
END_TEST

START_TEST(blocks_are_aligned_as_asked)
{
    for (uint32_t alignment = 1; alignment <= seam__page_size(); alignment *= 2)
        live_with(&(seam_pool_options){.alignment = alignment}, 1000);
}
END_TEST

START_TEST(options_go_together)
{
    live_with(&(seam_pool_options){.alignment = 4096, .tail_bytes = 64}, 1500);
    live_with(&(seam_pool_options){.alignment = 256,
                                   .tail_bytes = 31,
                                   .flags = SEAM_POOL_SECRET | SEAM_POOL_CONFINED},
              1500);
    live_with(&(seam_pool_options){.flags = SEAM_POOL_PASSTHROUGH}, 1500);
    live_with(&(seam_pool_options){.flags = SEAM_POOL_PASSTHROUGH | SEAM_POOL_SECRET,
                                   .alignment = 1024,
                                   .tail_bytes = 64},
              1500);
    live_with(&(seam_pool_options){.flags = SEAM_POOL_HUGE_PAGES, .tail_bytes = 32}, 1500);
}
END_TEST

/* ---- secret pools */

static const seam_pool_options secret = {.flags = SEAM_POOL_SECRET};

START_TEST(released_secrets_are_zeroed)
{
    static const size_t lens[] = {1, 64, 100, 5000, 262144, 300000};

    open_with(&secret);
    for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]) && !seam__watched(); i++) {
        seam_buf buf = counting_buf(pool, lens[i], 1);
        const uint8_t *at = buf.data;
        seam_buf twin = seam_buf_share(&buf);

        seam_buf_release(&buf);
        ck_assert_uint_eq(at[0], 1);
        seam_buf_release(&twin);
        /* Freed blocks of these lengths stay mapped. */
        for (size_t k = 0; k < lens[i]; k++)
            must(at[k] == 0);
    }
    close_pool();
}
END_TEST

START_TEST(secret_payload_is_hidden_as_it_is_committed)
{
    seam_buf small, large;
    uint64_t at_first;

    open_with(&secret);
    at_first = provider.n_hidden;
    small = counting_buf(pool, 100, 0);
    ck_assert_uint_ge(provider.n_hidden, at_first + seam__page_size());
    at_first = provider.n_hidden;
    large = counting_buf(pool, 300000, 0);
    ck_assert_uint_ge(provider.n_hidden, at_first + 300000);
    seam_buf_release(&small);
    seam_buf_release(&large);
    close_pool();
}
END_TEST

START_TEST(a_system_that_does_not_lock_is_a_status)
{
    seam_pool *made;
    seam_buf buf, other;

    failing_provider_init(&provider);
    provider.fail_hide = true;
    seam__provider_set(&provider.table);
    ck_status(seam_pool_create(&secret, &made), SEAM_EPERM);
    ck_assert_ptr_null(made);
    ck_assert_uint_eq(provider.mapped_bytes, 0);
    open_with(&secret);
    buf = counting_buf(pool, 100, 0);
    provider.fail_hide = true;
    ck_status(seam_buf_alloc(pool, 5000, &other), SEAM_EPERM);
    ck_assert(is_empty(&other));
    ck_status(seam_buf_alloc(pool, 300000, &other), SEAM_EPERM);
    ck_assert(is_empty(&other));
    ck_assert(seam__pool_valid(pool));
    provider.fail_hide = false;
    other = counting_buf(pool, 300000, 0);
    seam_buf_release(&other);
    other = counting_buf(pool, 5000, 0);
    seam_buf_release(&other);
    seam_buf_release(&buf);
    close_pool();
}
END_TEST

/* Sanitizers replace mlock() by a function that does nothing. */
static bool mlock_is_replaced(void)
{
    static uint8_t page[1];

    return mlock(page, 1) == 0 && syscall(SYS_mlock, page, 1) != 0;
}

static void create_without_the_right(void *unused)
{
    const struct rlimit nothing = {0, 0};
    seam_pool *made;

    (void)unused;
    /* Root may lock whatever the limit is. */
    if (setrlimit(RLIMIT_MEMLOCK, &nothing) != 0 || setgroups(0, NULL) != 0 || setgid(65534) != 0 ||
        setuid(65534) != 0 || mlock_is_replaced())
        end_process(77);
    end_process(seam_pool_create(&secret, &made) == SEAM_EPERM && made == NULL ? 0 : 1);
}

START_TEST(the_system_itself_may_refuse_to_lock)
{
    char text[1024];
    int status = child_run(create_without_the_right, NULL, text, sizeof(text));

    ck_assert_msg(WIFEXITED(status), "%s", text);
    if (WEXITSTATUS(status) == 77)
        printf("skipped: privileges cannot be dropped, or mlock() is a sanitizer's\n");
    else
        ck_assert_int_eq(WEXITSTATUS(status), 0);
}
END_TEST

/* ---- huge pages, of x86-64 and of aarch64 with pages of 4 KiB */

#define HUGE_PAGE ((size_t)2 << 20)

START_TEST(huge_pages_are_not_asked_for_unless_the_options_say_so)
{
    seam_buf buf;

    open_with(NULL);
    buf = counting_buf(pool, 4096, 0);
    ck_assert_uint_eq(provider.n_huge, 0);
    seam_buf_release(&buf);
    close_pool();
}
END_TEST

START_TEST(huge_pages_are_asked_for)
{
    seam_buf buf;

    open_with(&(seam_pool_options){.flags = SEAM_POOL_HUGE_PAGES});
    buf = counting_buf(pool, 4096, 0);
    ck_assert_uint_ge(provider.n_huge, HUGE_PAGE);
    ck_assert_uint_ge(stats_of(pool).committed, HUGE_PAGE);
    ck_assert_uint_lt(stats_of(pool).committed, 2 * HUGE_PAGE);
    ck_assert_uint_eq((uintptr_t)seam__arena_of(buf.block)->payload % HUGE_PAGE, 0);
    seam_buf_release(&buf);
    close_pool();
}
END_TEST

/* ---- passthrough */

static const seam_pool_options passthrough = {.flags = SEAM_POOL_PASSTHROUGH};

START_TEST(a_passthrough_block_ends_at_an_inaccessible_page)
{
    static const size_t lens[] = {64, 4096, 5120, 300032};

    open_with(&passthrough);
    for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
        seam_buf buf = counting_buf(pool, lens[i], 0);
        const uintptr_t at = (uintptr_t)buf.data;

        ck_assert(!faults_at(at));
        ck_assert(!faults_at(at + lens[i] - 1));
        ck_assert(faults_at(at + lens[i]));
        seam_buf_release(&buf);
        ck_assert(faults_at(at));
        ck_assert_uint_eq(stats_of(pool).cached_bytes, 0);
    }
    close_pool();
}
END_TEST

static void overrun_by_one(void *ctx)
{
    seam_buf *buf = ctx;

    seam_buf_bytes_mut(buf)[buf->len] = 1;
    seam_buf_release(buf);
}

START_TEST(a_byte_before_the_page_is_seen_at_the_release)
{
    char text[4096];
    seam_buf buf;
    int status;

    open_with(&passthrough);
    buf = counting_buf(pool, 100, 0);
    status = child_run(overrun_by_one, &buf, text, sizeof(text));
    /* Sanitizers have words and an exit code of their own. */
    if (!seam__watched()) {
        ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
        ck_assert_ptr_nonnull(strstr(text, "written past its end"));
    }
    ck_assert(status != 0 || (seam__watched() && !SEAM__ASAN));
    seam_buf_release(&buf);
    close_pool();
}
END_TEST

static void release_twice(void *ctx)
{
    seam_buf twin;

    memcpy((void *)&twin, ctx, sizeof(twin));
    seam_buf_release(ctx);
    seam_buf_release(&twin);
}

START_TEST(a_second_release_of_a_passthrough_block_stops_the_program)
{
    char text[4096];
    seam_buf buf;

    open_with(&passthrough);
    buf = counting_buf(pool, 100, 0);
    ck_assert_int_ne(child_run(release_twice, &buf, text, sizeof(text)), 0);
    seam_buf_release(&buf);
    close_pool();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pool_options");
    TCase *tc = tcase_create("pool_options");

    tcase_set_timeout(tc, 120);
    tcase_add_loop_test(tc, options_are_held_to_each_rule, 0, sizeof(asked) / sizeof(asked[0]));
    tcase_add_test(tc, what_means_nothing_yet_is_refused);
    tcase_add_test(tc, blocks_are_aligned_to_a_page_at_most);
    tcase_add_test(tc, options_that_are_refused_make_no_pool);
    tcase_add_test(tc, the_class_of_a_length_holds_its_tail_and_keeps_its_alignment);
    tcase_add_test(tc, the_tail_of_a_block_may_be_read);
    tcase_add_test(tc, blocks_are_aligned_as_asked);
    tcase_add_test(tc, options_go_together);
    tcase_add_test(tc, released_secrets_are_zeroed);
    tcase_add_test(tc, secret_payload_is_hidden_as_it_is_committed);
    tcase_add_test(tc, a_system_that_does_not_lock_is_a_status);
    tcase_add_test(tc, the_system_itself_may_refuse_to_lock);
    tcase_add_test(tc, huge_pages_are_not_asked_for_unless_the_options_say_so);
    tcase_add_test(tc, huge_pages_are_asked_for);
    tcase_add_test(tc, a_passthrough_block_ends_at_an_inaccessible_page);
    tcase_add_test(tc, a_byte_before_the_page_is_seen_at_the_release);
    tcase_add_test(tc, a_second_release_of_a_passthrough_block_stops_the_program);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
