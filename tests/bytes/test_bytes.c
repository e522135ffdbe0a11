/* Numbers in memory against arithmetic on single bytes, and the order of strings of bytes. */
#include <string.h>

#include "support.h"

static guarded page;

static void setup(void)
{
    guarded_init(&page, 64);
}

static void teardown(void)
{
    guarded_free(&page);
}

/* `n` bytes as digits of base 256, the first the highest. */
static uint64_t number_of(const uint8_t *b, size_t n)
{
    uint64_t number = 0;

    for (size_t i = 0; i < n; i++)
        number = number * 256 + b[i];
    return number;
}

static void reverse(uint8_t *to, const uint8_t *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = b[n - 1 - i];
}

/* Extends the sign of a number of `n` bytes. */
static int64_t signed_of(uint64_t number, size_t n)
{
    const uint64_t sign = UINT64_C(1) << (8 * n - 1);

    return (int64_t)((number ^ sign) - sign);
}

/* Loads of a width from the bytes `image` in both orders, then stores of what was loaded, which must
 * give the bytes back and touch nothing behind them. */
#define CHECK_WIDTH(width, n)                                                                     \
    static bool loads_##width(const uint8_t *image, const uint8_t *turned)                        \
    {                                                                                             \
        const uint64_t want = number_of(image, n);                                                \
        const int64_t want_signed = signed_of(want, n);                                           \
        const uint8_t *be = guarded_at_end(&page, image, n);                                      \
        const uint8_t *le = guarded_at_start(&page, turned, n);                                   \
                                                                                                  \
        return seam_load_u##width##be(be) == want && seam_load_i##width##be(be) == want_signed && \
               seam_load_be(be, n) == want && seam_load_u##width##le(le) == want &&               \
               seam_load_i##width##le(le) == want_signed && seam_load_le(le, n) == want;          \
    }                                                                                             \
    static bool stores_##width(const uint8_t *image, const uint8_t *turned)                       \
    {                                                                                             \
        uint8_t got[4][9];                                                                        \
                                                                                                  \
        memset(got, 0x5A, sizeof(got));                                                           \
        seam_store_u##width##be(got[0], seam_load_u##width##be(image));                           \
        seam_store_u##width##le(got[1], seam_load_u##width##be(image));                           \
        seam_store_i##width##be(got[2], seam_load_i##width##be(image));                           \
        seam_store_i##width##le(got[3], seam_load_i##width##be(image));                           \
        for (int i = 0; i < 4; i++) {                                                             \
            if (memcmp(got[i], i % 2 == 0 ? image : turned, n) != 0 || got[i][n] != 0x5A)         \
                return false;                                                                     \
        }                                                                                         \
        return true;                                                                              \
    }                                                                                             \
    static void check_##width(const uint8_t *image)                                               \
    {                                                                                             \
        uint8_t turned[8];                                                                        \
                                                                                                  \
        reverse(turned, image, n);                                                                \
        if (!loads_##width(image, turned) || !stores_##width(image, turned))                      \
            ck_abort_msg("%d bits of %016llx", 8 * (n), (unsigned long long)number_of(image, 8)); \
    }

CHECK_WIDTH(16, 2)
CHECK_WIDTH(24, 3)
CHECK_WIDTH(32, 4)
CHECK_WIDTH(64, 8)

static void check_widths(const uint8_t *image)
{
    if (seam_load_u8(image) != image[0] || seam_load_i8(image) != signed_of(image[0], 1))
        ck_abort_msg("a byte, %02x", image[0]);
    check_16(image);
    check_24(image);
    check_32(image);
    check_64(image);
}

START_TEST(numbers_of_every_width_read_and_write_their_bytes)
{
    static const uint8_t edges[][8] = {
        {0},
        {1, 2, 3, 4, 5, 6, 7, 8},
        {0x80, 0, 0, 0, 0, 0, 0, 0},
        {0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF},
        {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF},
    };
    uint8_t image[8];
    prng rng;

    for (size_t i = 0; i < sizeof(edges) / sizeof(edges[0]); i++)
        check_widths(edges[i]);
    prng_init(&rng, test_seed("bytes"));
    for (int i = 0; i < 20000; i++) {
        const uint64_t word = prng_next(&rng);

        memcpy(image, &word, 8);
        check_widths(image);
    }
}
END_TEST

START_TEST(any_number_of_bytes_up_to_eight_reads_and_writes)
{
    static const uint8_t image[8] = {0xFE, 0xDC, 0xBA, 0x98, 0x76, 0x54, 0x32, 0x10};
    uint8_t turned[8];

    for (size_t n = 0; n <= 8; n++) {
        const uint64_t number = number_of(image, n);
        const uint64_t more = n < 8 ? UINT64_C(0xA5) << 8 * n : 0; /* cut off by the store */
        uint8_t got[10];

        reverse(turned, image, n);
        ck_assert_uint_eq(seam_load_be(guarded_at_end(&page, image, n), n), number);
        ck_assert_uint_eq(seam_load_le(guarded_at_end(&page, turned, n), n), number);
        memset(got, 0x11, sizeof(got));
        seam_store_be(got + 1, n, number | more);
        ck_assert_mem_eq(got + 1, image, n);
        ck_assert(got[0] == 0x11 && got[n + 1] == 0x11);
        seam_store_le(got + 1, n, number | more);
        ck_assert_mem_eq(got + 1, turned, n);
        ck_assert(got[0] == 0x11 && got[n + 1] == 0x11);
    }
}
END_TEST

START_TEST(stores_of_24_bits_cut_the_upper_eight_off)
{
    uint8_t got[3];

    seam_store_u24be(got, 0xFF123456);
    ck_assert_mem_eq(got, "\x12\x34\x56", 3);
    seam_store_u24le(got, 0xFF123456);
    ck_assert_mem_eq(got, "\x56\x34\x12", 3);
    seam_store_i24be(got, -2);
    ck_assert_mem_eq(got, "\xFF\xFF\xFE", 3);
    ck_assert_int_eq(seam_load_i24be(got), -2);
}
END_TEST

/* Zeros of both signs, infinities, the smallest and the greatest, quiet and signalling NaNs with payloads. */
START_TEST(floats_keep_every_bit)
{
    static const uint64_t words[] = {
        0,
        UINT64_C(0x8000000000000000),
        1,
        UINT64_C(0x7FEFFFFFFFFFFFFF),
        UINT64_C(0x7FF0000000000000),
        UINT64_C(0xFFF0000000000000),
        UINT64_C(0x7FF8000000000000),
        UINT64_C(0x7FF0000000000001),
        UINT64_C(0xFFF4123456789ABC),
        UINT64_C(0x400921FB54442D18),
    };
    static const uint32_t halves[] = {0,          0x80000000, 1,          0x7F7FFFFF, 0x7F800000,
                                      0xFF800000, 0x7FC00000, 0x7F800001, 0xFFA12345, 0x40490FDB};
    uint8_t image[8], got[8];

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        seam_store_u64be(image, words[i]);
        seam_store_f64be(got, seam_load_f64be(image));
        ck_assert_mem_eq(got, image, 8);
        seam_store_f64le(got, seam_load_f64be(image));
        ck_assert_uint_eq(seam_load_u64le(got), words[i]);
        seam_store_f64be(image, seam_load_f64le(got));
        ck_assert_uint_eq(seam_load_u64be(image), words[i]);
    }
    for (size_t i = 0; i < sizeof(halves) / sizeof(halves[0]); i++) {
        seam_store_u32be(image, halves[i]);
        seam_store_f32be(got, seam_load_f32be(image));
        ck_assert_mem_eq(got, image, 4);
        seam_store_f32le(got, seam_load_f32be(image));
        ck_assert_uint_eq(seam_load_u32le(got), halves[i]);
        seam_store_f32be(image, seam_load_f32le(got));
        ck_assert_uint_eq(seam_load_u32be(image), halves[i]);
    }
    ck_assert(seam_load_f64be("\x40\x09\x21\xFB\x54\x44\x2D\x18") == 3.141592653589793);
    ck_assert(seam_load_f32le("\xDB\x0F\x49\x40") == 3.14159274F);
}
END_TEST

static void check_order(seam_view a, seam_view b)
{
    size_t same = 0;
    int order;

    while (same < a.len && same < b.len && a.data[same] == b.data[same])
        same++;
    if (same < a.len && same < b.len)
        order = a.data[same] < b.data[same] ? -1 : 1;
    else
        order = a.len < b.len ? -1 : a.len > b.len;
    if (seam_bytes_common(a, b) != same || seam_bytes_compare(a, b) != order)
        ck_abort_msg("%zu and %zu bytes, %zu the same", a.len, b.len, same);
}

START_TEST(strings_of_bytes_are_ordered_as_byte_by_byte)
{
    const seam_view nothing = {NULL, 0};
    uint8_t a[40], b[40];
    prng rng;

    check_order(nothing, nothing);
    check_order(nothing, seam_view_string("a"));
    check_order(seam_view_string("\xFF"), seam_view_string("\x01"));
    prng_init(&rng, test_seed("bytes compare"));
    for (int i = 0; i < 20000; i++) {
        const size_t n = prng_below(&rng, sizeof(a) + 1);
        const size_t m = prng_below(&rng, 4) == 0 ? n : prng_below(&rng, sizeof(b) + 1);
        const size_t changed = prng_below(&rng, 2 * sizeof(b));

        for (size_t k = 0; k < sizeof(a); k++)
            a[k] = b[k] = (uint8_t)prng_next(&rng);
        if (changed < sizeof(b))
            b[changed] ^= (uint8_t)(1 + prng_below(&rng, 255));
        check_order(seam_view_of(guarded_at_end(&page, a, n), n), seam_view_of(b, m));
        check_order(seam_view_of(b, m), seam_view_of(guarded_at_start(&page, a, n), n));
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("bytes");
    TCase *tc = tcase_create("bytes");

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, setup, teardown);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, numbers_of_every_width_read_and_write_their_bytes);
    tcase_add_test(tc, any_number_of_bytes_up_to_eight_reads_and_writes);
    tcase_add_test(tc, stores_of_24_bits_cut_the_upper_eight_off);
    tcase_add_test(tc, floats_keep_every_bit);
    tcase_add_test(tc, strings_of_bytes_are_ordered_as_byte_by_byte);
    return run_suite(suite);
}
