/* What seam_guard_describe() says of an address, in a signal handler and beside busy threads. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/trace.h"
#include "child.h"
#include "threads_fixture.h"

static char text[SEAM_GUARD_TEXT];

static seam_pool *guarding_pool(uint64_t every)
{
    const seam_pool_options options = {.guard_every = every};
    seam_pool *pool;

    must(seam_pool_create(&options, &pool) == SEAM_OK);
    return pool;
}

static bool says(const void *address, const char *what)
{
    return seam_guard_describe(address, text, sizeof(text)) && strstr(text, what) != NULL;
}

static size_t count_of(const char *what)
{
    size_t n = 0;

    for (const char *at = strstr(text, what); at != NULL; at = strstr(at + 1, what))
        n++;
    return n;
}

START_TEST(a_live_block_is_described)
{
    seam_pool *pool = guarding_pool(1);
    seam_buf buf = counting_buf(pool, 100, 0);
    char thread[64];

    seam_buf_set_tag(&buf, 0xCAFE);
    ck_assert(says(buf.data + 100, " is 0 bytes past the end of a live block of 100 bytes, "
                                   "tag 0xcafe\n"));
    ck_assert(says(buf.data + 130, " is 30 bytes past the end of a live block"));
    ck_assert(says(buf.data - 1, " is 1 bytes before the start of a live block"));
    ck_assert(says(buf.data - 5000, " is 5000 bytes before the start of a live block"));
    ck_assert(says(buf.data, " is 0 bytes into a live block"));
    ck_assert(says(buf.data + 99, " is 99 bytes into a live block"));
    snprintf(thread, sizeof(thread), " s ago by thread %llu, from:\n    0x",
             (unsigned long long)seam__trace_thread());
    ck_assert_ptr_nonnull(strstr(text, thread));
    ck_assert_uint_ne(strtoull(strstr(text, thread) + strlen(thread), NULL, 16), 0);
    /* Each frame has a line: what follows `from:` begins with four blanks and nothing else, and ends the text. */
    ck_assert_uint_eq(count_of("\n    0x"), count_of("    0x"));
    ck_assert_int_eq(text[strlen(text) - 1], '\n');
    ck_assert_uint_eq(count_of("allocated 0."), 1);
    ck_assert_uint_eq(count_of("released"), 0);
    seam_buf_release(&buf);
    seam_pool_destroy(&pool);
}
END_TEST

START_TEST(a_released_block_is_described_until_it_is_used_again)
{
    seam_pool *pool = guarding_pool(1);
    seam_buf buf = counting_buf(pool, 200, 0);
    const uint8_t *at = buf.data;

    seam_buf_set_tag(&buf, 7);
    seam_buf_release(&buf);
    ck_assert(says(at + 10, " is 10 bytes into a released block of 200 bytes, tag 0x7\n"));
    ck_assert_uint_eq(count_of("  allocated 0."), 1);
    ck_assert_uint_eq(count_of("  released 0."), 1);
    for (size_t i = 0; i < SEAM__GUARDS_QUARANTINED + 1; i++) {
        buf = counting_buf(pool, 200, 0);
        must((buf.data == at) == (i == SEAM__GUARDS_QUARANTINED));
        must(i == SEAM__GUARDS_QUARANTINED || says(at, "into a released block of 200"));
        seam_buf_release(&buf);
    }
    seam_pool_destroy(&pool);
    ck_assert(!seam_guard_describe(at, text, sizeof(text)));
}
END_TEST

START_TEST(between_two_blocks_the_nearer_one_is_meant)
{
    seam_pool *pool = guarding_pool(1);
    seam_buf first = counting_buf(pool, 1000, 0);
    seam_buf second = counting_buf(pool, 262144, 0);
    const seam_buf *low = first.data < second.data ? &first : &second;

    /* The second fills its place: one page lies between the two. */
    ck_assert_ptr_eq(low, &first);
    ck_assert(says(second.data - 1, "1 bytes before the start of a live block of 262144"));
    ck_assert(says(first.data + 1100, "100 bytes past the end of a live block of 1000"));
    ck_assert(says(first.data - 100000, "100000 bytes before the start of a live block of 1000"));
    ck_assert(says(second.data + 262144 + 5, "5 bytes past the end of a live block of 262144"));
    seam_buf_release(&first);
    seam_buf_release(&second);
    seam_pool_destroy(&pool);
}
END_TEST

START_TEST(other_addresses_are_nobodys)
{
    seam_pool *pool = guarding_pool(1);
    seam_pool *plain;
    seam_buf buf = counting_buf(pool, 100, 0);
    seam_buf other;
    char out[1] = {'x'};

    ck_ok(seam_pool_create(NULL, &plain));
    other = counting_buf(plain, 100, 0);
    ck_assert(!seam_guard_describe(NULL, out, 1));
    ck_assert_int_eq(out[0], '\0');
    ck_assert(!seam_guard_describe(NULL, NULL, 0));
    ck_assert(!seam_guard_describe(&buf, text, sizeof(text)));
    ck_assert(!seam_guard_describe(other.data, text, sizeof(text)));
    ck_assert(!seam_guard_describe((const void *)UINTPTR_MAX, text, sizeof(text)));
    /* A place that was never used, with none beside it that was. */
    ck_assert(!seam_guard_describe(buf.data + 3000000, text, sizeof(text)));
    seam_buf_release(&buf);
    seam_buf_release(&other);
    seam_pool_destroy(&pool);
    seam_pool_destroy(&plain);
}
END_TEST

START_TEST(a_short_buffer_gets_the_beginning)
{
    seam_pool *pool = guarding_pool(1);
    seam_buf buf = counting_buf(pool, 100, 0);
    const uint8_t *at = buf.data;
    char cut[SEAM_GUARD_TEXT];
    const char *after;

    seam_buf_release(&buf);
    ck_assert(seam_guard_describe(at, text, sizeof(text)));
    ck_assert_uint_lt(strlen(text), sizeof(text) - 1);
    after = strstr(text, "\n");
    ck_assert_ptr_nonnull(after);
    /* The first line; what follows has the time in it. */
    for (size_t len = 1; len <= (size_t)(after - text); len++) {
        memset(cut, 'x', sizeof(cut));
        ck_assert(seam_guard_describe(at, cut, len));
        must(strlen(cut) == len - 1 && memcmp(cut, text, len - 1) == 0 && cut[len] == 'x');
    }
    seam_pool_destroy(&pool);
}
END_TEST

START_TEST(every_pool_is_looked_through)
{
    enum { N = 300 };
    seam_pool *pools[N];
    seam_buf bufs[N];
    size_t n_known = 0;

    for (size_t i = 0; i < N; i++) {
        pools[i] = guarding_pool(1);
        bufs[i] = counting_buf(pools[i], 100 + i, 0);
    }
    for (size_t i = 0; i < N; i++) {
        char what[64];

        snprintf(what, sizeof(what), "into a live block of %zu bytes", 100 + i);
        n_known += says(bufs[i].data, what);
        must(n_known == (i < 256 ? i + 1 : 256));
        seam_buf_release(&bufs[i]);
    }
    for (size_t i = 0; i < N; i++)
        seam_pool_destroy(&pools[i]);
    /* And none of them is left. */
    pools[0] = guarding_pool(1);
    bufs[0] = counting_buf(pools[0], 64, 0);
    ck_assert(says(bufs[0].data, "into a live block of 64 bytes"));
    seam_buf_release(&bufs[0]);
    seam_pool_destroy(&pools[0]);
}
END_TEST

/* ---- in a handler */

static void on_fault(int number, siginfo_t *info, void *context)
{
    static char said[SEAM_GUARD_TEXT];

    (void)number;
    (void)context;
    if (seam_guard_describe(info->si_addr, said, sizeof(said)))
        (void)!write(STDERR_FILENO, said, strlen(said));
    end_process(3);
}

/* AddressSanitizer would see it before the page does. */
__attribute__((no_sanitize("address"))) static void touch(void *ctx)
{
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};

    sigemptyset(&action.sa_mask);
    sigaction(SIGSEGV, &action, NULL);
    *(volatile uint8_t *)ctx = 1;
}

/* The faulting call is made while every lock of the pool is held. */
static void touch_with_locks(void *ctx)
{
    void **both = ctx;
    seam_pool *pool = both[0];

    for (size_t i = 0; i < SEAM__N_DEPOTS; i++)
        seam__depot_lock(&pool->heap.depots[i]);
    touch(both[1]);
}

static void expect_told(int status, const char *what, const char *said)
{
    ck_assert(WIFEXITED(status));
    ck_assert_int_eq(WEXITSTATUS(status), 3);
    ck_assert_msg(strstr(said, what) != NULL, "%s", said);
}

START_TEST(a_handler_says_what_the_fault_was)
{
    seam_pool *pool = guarding_pool(1);
    seam_buf buf = counting_buf(pool, 128, 0);
    uint8_t *at = seam_buf_bytes_mut(&buf);
    void *both[2] = {pool, at + 128};
    char said[SEAM_GUARD_TEXT];

    expect_told(child_run(touch, at + 128, said, sizeof(said)),
                "is 0 bytes past the end of a live block of 128 bytes", said);
    expect_told(child_run(touch_with_locks, both, said, sizeof(said)),
                "is 0 bytes past the end of a live block of 128 bytes", said);
    seam_buf_release(&buf);
    /* Some machines tell no more than the page. */
    expect_told(child_run(touch, at + 5, said, sizeof(said)), "a released block of 128 bytes",
                said);
    seam_pool_destroy(&pool);
}
END_TEST

/* ---- beside threads */

static seam_pool *busy_pool;

/* Descriptions of a block that others use are of some block, or of none. */
static void describe_something(const seam_buf *buf, prng *rng)
{
    char mine[SEAM_GUARD_TEXT];
    const uint8_t *at = buf->data + prng_below(rng, 3000000);

    if (seam_guard_describe(at, mine, sizeof(mine)))
        must(strncmp(mine, "0x", 2) == 0 && strstr(mine, " bytes, tag 0x") != NULL);
    else
        must(mine[0] == '\0');
}

static void *churn(void *seed)
{
    seam_pool *own;
    seam_buf bufs[8];
    prng rng;

    memset((void *)bufs, 0, sizeof(bufs));
    prng_init(&rng, *(uint64_t *)seed);
    start_together();
    for (size_t i = 0; i < 1500; i++) {
        seam_buf *buf = &bufs[prng_below(&rng, 8)];

        if (buf->block != NULL) {
            describe_something(buf, &rng);
            seam_buf_release(buf);
        } else {
            must(seam_buf_alloc(busy_pool, 1 + prng_below(&rng, 3000), buf) == SEAM_OK);
            memset(seam_buf_bytes_mut(buf), 1, buf->len);
        }
        if (i % 100 == 0) {
            seam_buf one;

            own = guarding_pool(1);
            one = counting_buf(own, 10, 0);
            seam_buf_release(&one);
            seam_pool_destroy(&own);
        }
    }
    for (size_t i = 0; i < 8; i++)
        seam_buf_release(&bufs[i]);
    return NULL;
}

START_TEST(threads_may_ask_while_others_allocate_release_and_destroy)
{
    const uint64_t seed = test_seed("guards of threads");
    uint64_t seeds[N_THREADS];

    busy_pool = guarding_pool(2);
    for (size_t i = 0; i < N_THREADS; i++)
        seeds[i] = seed + i;
    in_threads(churn, seeds, sizeof(seeds[0]));
    ck_assert(seam__pool_valid(busy_pool));
    ck_assert_uint_eq(stats_of(busy_pool).live_blocks, 0);
    seam_pool_destroy(&busy_pool);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("guard");
    TCase *tc = tcase_create("guard");

    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, a_live_block_is_described);
    tcase_add_test(tc, a_released_block_is_described_until_it_is_used_again);
    tcase_add_test(tc, between_two_blocks_the_nearer_one_is_meant);
    tcase_add_test(tc, other_addresses_are_nobodys);
    tcase_add_test(tc, a_short_buffer_gets_the_beginning);
    tcase_add_test(tc, every_pool_is_looked_through);
    tcase_add_test(tc, a_handler_says_what_the_fault_was);
    tcase_add_test(tc, threads_may_ask_while_others_allocate_release_and_destroy);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
