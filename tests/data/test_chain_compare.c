/* Order, equality and hash, for every cut of the same bytes. */

#include "chain_fixture.h"

static seam_chain other;

static void open_two(void)
{
    open_chain();
    seam_chain_init(&other, pool);
}

static void close_two(void)
{
    seam_chain_release(&other);
    close_chain();
}

/* A chain of `text`, cut at random places. */
static void fill_cut(prng *rng, seam_chain *to, const uint8_t *text, size_t len)
{
    seam_chain_release(to);
    while (len > 0) {
        const size_t n = 1 + prng_below(rng, len);
        seam_buf buf;

        must(seam_buf_copy(pool, seam_view_of(text, n), &buf) == SEAM_OK);
        must(seam_chain_append(to, &buf) == SEAM_OK);
        text += n;
        len -= n;
    }
}

static int sign(int order)
{
    return (order > 0) - (order < 0);
}

/* Texts of two letters agree for a while, so that order is decided everywhere. */
START_TEST(compare_orders_as_memcmp_does)
{
    prng rng;

    prng_init(&rng, test_seed("compare_orders_as_memcmp_does"));
    for (int round = 0; round < 3000; round++) {
        uint8_t a[24];
        uint8_t b[24];
        const size_t n_a = prng_below(&rng, sizeof(a) + 1);
        const size_t n_b = prng_below(&rng, sizeof(b) + 1);
        const size_t both = n_a < n_b ? n_a : n_b;
        int expected;

        for (size_t i = 0; i < sizeof(a); i++)
            a[i] = b[i] = (uint8_t)(0x7F + prng_below(&rng, 2));
        if (prng_below(&rng, 2) == 0)
            b[prng_below(&rng, sizeof(b))] ^= 0xFF;
        expected = sign(memcmp(a, b, both));
        if (expected == 0)
            expected = (n_a > n_b) - (n_a < n_b);
        fill_cut(&rng, &chain, a, n_a);
        fill_cut(&rng, &other, b, n_b);
        must(seam_chain_compare(&chain, &other) == expected);
        must(seam_chain_compare(&other, &chain) == -expected);
        must(seam_chain_compare(&chain, &chain) == 0);
    }
}
END_TEST

START_TEST(equal_looks_at_every_range)
{
    static const char text[] = "abbcccdddde";
    const size_t len = sizeof(text) - 1;

    fill_segments(&chain, "a|bb|ccc|dddd|e");
    for (size_t off = 0; off <= len; off++) {
        for (size_t n = 0; off + n <= len; n++) {
            char part[16];

            memcpy(part, text + off, n);
            ck_assert(seam_chain_equal(&chain, off, seam_view_of(part, n)));
            for (size_t i = 0; i < n; i++) {
                part[i] ^= 1;
                ck_assert(!seam_chain_equal(&chain, off, seam_view_of(part, n)));
                part[i] ^= 1;
            }
        }
    }
    ck_assert(!seam_chain_equal(&chain, len + 1, seam_view_of(NULL, 0)));
    ck_assert(!seam_chain_equal(&chain, SIZE_MAX, seam_view_of(text, 2)));
}
END_TEST

/* The vectors of the paper: the key 00 to 0F, and the bytes 00, 01 .. of each length. */
START_TEST(hash_is_siphash_2_4)
{
    static const struct {
        size_t len;
        uint64_t hash;
    } vectors[] = {{0, UINT64_C(0x726fdb47dd0e0e31)},
                   {1, UINT64_C(0x74f839c593dc67fd)},
                   {7, UINT64_C(0xab0200f58b01d137)},
                   {8, UINT64_C(0x93f5f5799a932462)},
                   {15, UINT64_C(0xa129ca6149be45e5)}};
    uint8_t counted[16];

    for (size_t i = 0; i < 16; i++)
        counted[i] = (uint8_t)i;
    for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
        seam_chain_release(&chain);
        ck_ok(seam_chain_write(&chain, seam_view_of(counted, vectors[i].len)));
        ck_assert_uint_eq(seam_chain_hash(&chain, counted), vectors[i].hash);
    }
}
END_TEST

START_TEST(hash_does_not_depend_on_the_cuts)
{
    uint8_t text[200];
    uint8_t key[16];
    prng rng;

    prng_init(&rng, test_seed("hash_does_not_depend_on_the_cuts"));
    for (int round = 0; round < 500; round++) {
        const size_t len = prng_below(&rng, sizeof(text) + 1);
        uint64_t hash;

        for (size_t i = 0; i < sizeof(text); i++)
            text[i] = (uint8_t)prng_next(&rng);
        for (size_t i = 0; i < sizeof(key); i++)
            key[i] = (uint8_t)prng_next(&rng);
        fill_cut(&rng, &chain, text, len);
        hash = seam_chain_hash(&chain, key);
        fill_cut(&rng, &other, text, len);
        must(seam_chain_hash(&other, key) == hash);
        key[prng_below(&rng, 16)] ^= 1;
        must(seam_chain_hash(&chain, key) != hash);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("chain_compare");
    TCase *tc = tcase_create("chain_compare");

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, open_two, close_two);
    tcase_add_test(tc, compare_orders_as_memcmp_does);
    tcase_add_test(tc, equal_looks_at_every_range);
    tcase_add_test(tc, hash_is_siphash_2_4);
    tcase_add_test(tc, hash_does_not_depend_on_the_cuts);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
