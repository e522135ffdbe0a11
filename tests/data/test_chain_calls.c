/* A random walk over every call of chains, in shared, confined and bounded pools, with pages that fail to
 * come, held against arrays of bytes. The operations are those of fuzz_chain. */
#include "../../fuzz/chain_ops.h"
#include "support.h"

START_TEST(every_call_does_what_an_array_does)
{
    static world w;
    uint64_t n_operations = 0;
    prng rng;

    prng_init(&rng, test_seed("every_call_does_what_an_array_does"));
    for (int round = 0; round < 1500; round++) {
        seam_pool_options options = {0};

        options.flags = _i == 1 ? SEAM_POOL_CONFINED : 0;
        options.max_bytes = _i == 2 ? (4 + prng_below(&rng, 200)) * seam__page_size() : 0;
        if (!world_open(&w, &options))
            continue;
        for (int n = 0; n < 150; n++, n_operations++) {
            const uint64_t words[3] = {prng_next(&rng), prng_next(&rng), prng_next(&rng)};
            chooser in = {(const uint8_t *)words, sizeof(words)};

            operate(&w, &in);
        }
        world_close(&w);
    }
    ck_assert_uint_gt(n_operations, 100000);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("chain_calls");
    TCase *tc = tcase_create("chain_calls");

    tcase_set_timeout(tc, 120);
    tcase_add_loop_test(tc, every_call_does_what_an_array_does, 0, 3);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
