/* How many samples a pool takes at most, and that blocks beyond them are none the worse; and the checker of the
 * table of samples, shown tables that break one law each. */
#include "mem/pool/pool_private.h"
#include "mem/watch/sampler.h"
#include "pool_fixture.h"
#include "seam/stats.h"

enum { MORE = 1000 };

static bool count_sample(void *n, const seam_block_info *block)
{
    *(size_t *)n += block->sample != NULL;
    return true;
}

static size_t n_samples(const seam_pool *pool)
{
    size_t n = 0;

    (void)seam_pool_walk(pool, count_sample, &n);
    return n;
}

START_TEST(more_blocks_than_samples_live)
{
    const seam_pool_options options = {.leak_every = 1};
    const size_t n = SEAM__SAMPLES_MAX + MORE;
    seam_buf *bufs = calloc(n, sizeof(*bufs));
    failing_provider provider;
    seam_pool *pool = fixture_open(&provider, &options);
    size_t most;

    ck_assert_ptr_nonnull(bufs);
    for (size_t i = 0; i < n; i++)
        must(seam_buf_alloc(pool, 64, &bufs[i]) == SEAM_OK);
    most = n_samples(pool);
    ck_assert_uint_le(most, SEAM__SAMPLES_MAX);
    ck_assert_uint_ge(most, SEAM__SAMPLES_MAX / 2);
    for (size_t i = 0; i < n; i++)
        seam_buf_release(&bufs[i]);
    ck_assert_uint_eq(n_samples(pool), 0);
    /* Those that are gone make room for others. */
    must(seam_buf_alloc(pool, 64, &bufs[0]) == SEAM_OK);
    ck_assert_uint_eq(n_samples(pool), 1);
    seam_buf_release(&bufs[0]);
    fixture_close(&provider, &pool);
    free(bufs);
}
END_TEST

/* ---- laws: two blocks live and have samples */

static seam_buf sampled[2];
static seam__sampler *table;

static seam__slot *slot_with(const seam_block *block)
{
    for (size_t i = 0; i < table->cap; i++) {
        if (table->slots[i].block == block)
            return &table->slots[i];
    }
    ck_abort_msg("no sample of a block");
    return NULL;
}

static seam__slot *empty_slot(void)
{
    return slot_with(NULL);
}

static void nothing(void)
{
}

static void no_table(void)
{
    table->cap = table->n = 0;
}

static void a_length_that_is_no_power_of_two(void)
{
    table->cap--;
}

static void a_sample_too_many(void)
{
    table->n++;
}

static void a_sample_too_few(void)
{
    table->n--;
}

static void more_than_three_quarters(void)
{
    table->n = table->cap / 4 * 3 + 1;
}

static void a_sample_that_cannot_be_reached(void)
{
    seam__slot *slot = slot_with(sampled[0].block);

    empty_slot()->block = slot->block;
    slot->block = NULL;
}

static void a_block_that_is_not_marked(void)
{
    seam_block *block = sampled[1].block;

    seam__block_set_len(block, seam__block_len(block) & ~SEAM__SAMPLED);
}

static const struct {
    const char *what;
    bool is_allowed;
    void (*make)(void);
} corruptions[] = {
    {"nothing", true, nothing},
    {"no table", true, no_table},
    {"a length that is no power of two", false, a_length_that_is_no_power_of_two},
    {"a sample too many", false, a_sample_too_many},
    {"a sample too few", false, a_sample_too_few},
    {"more than three quarters of the table", false, more_than_three_quarters},
    {"a sample that cannot be reached", false, a_sample_that_cannot_be_reached},
    {"a block that is not marked", false, a_block_that_is_not_marked},
};

/* Each in a process of its own, which ends with the slots and blocks that it has broken. The size of the table is
 * mended: a report of leaks at the end of the process might search a table of a wrong size for ever. */
START_TEST(a_table_of_samples_is_valid_by_each_law)
{
    const seam_pool_options options = {.leak_every = 1};
    failing_provider provider;
    seam_pool *pool = fixture_open(&provider, &options);
    seam__sampler whole;
    bool is_valid;

    table = &pool->sampler;
    for (size_t i = 0; i < 2; i++)
        ck_ok(seam_buf_alloc(pool, 64, &sampled[i]));
    ck_assert_uint_eq(table->n, 2);
    ck_assert(seam__sampler_valid(table));
    whole = *table;
    corruptions[_i].make();
    is_valid = seam__sampler_valid(table);
    *table = whole;
    ck_assert_msg(is_valid == corruptions[_i].is_allowed, "%s", corruptions[_i].what);
}
END_TEST

/* Twelve blocks in a table of sixteen are three quarters of it. Each is put where the table is valid with it, and the
 * thirteenth into each place that is left, one of which is where a search for it ends. */
START_TEST(three_quarters_of_a_table_are_used_and_no_more)
{
    enum { CAP = 16, MOST = 12 };
    const seam_pool_options options = {.leak_every = 1};
    static seam__slot slots[CAP + 1]; /* and one that is none of the table */
    seam__sampler full = {.every = 1, .slots = slots, .cap = CAP};
    failing_provider provider;
    seam_pool *pool = fixture_open(&provider, &options);
    seam_buf bufs[MOST + 1];

    for (size_t i = 0; i <= MOST; i++) {
        bool is_taken = false;

        ck_ok(seam_buf_alloc(pool, 64, &bufs[i]));
        slots[CAP].block = bufs[i].block;
        full.n = i + 1;
        for (size_t at = 0; at < CAP && !is_taken; at++) {
            if (slots[at].block != NULL)
                continue;
            slots[at].block = bufs[i].block;
            is_taken = seam__sampler_valid(&full);
            if (!is_taken)
                slots[at].block = NULL;
        }
        ck_assert_int_eq(is_taken, i < MOST);
    }
    for (size_t i = 0; i <= MOST; i++)
        seam_buf_release(&bufs[i]);
    fixture_close(&provider, &pool);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sampler");
    TCase *tc = tcase_create("sampler");

    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, more_blocks_than_samples_live);
    tcase_add_loop_test(tc, a_table_of_samples_is_valid_by_each_law, 0,
                        sizeof(corruptions) / sizeof(corruptions[0]));
    tcase_add_test(tc, three_quarters_of_a_table_are_used_and_no_more);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
