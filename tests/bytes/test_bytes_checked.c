/* Numbers at an offset, in range and out of it, and equality of strings of bytes. */
#include <string.h>

#include "support.h"

#ifdef SEAM_HAVE_VALGRIND
#include <valgrind/memcheck.h>
#else
#define VALGRIND_MAKE_MEM_UNDEFINED(at, len) ((void)(at), (void)(len))
#define VALGRIND_MAKE_MEM_DEFINED(at, len)   ((void)(at), (void)(len))
#endif

#define LONGEST ((size_t)80)

static guarded page;

static void setup(void)
{
    guarded_init(&page, LONGEST);
}

static void teardown(void)
{
    guarded_free(&page);
}

static const size_t places[] = {0, 1, 2, 7, 8, 9, 15, 16, 17, SIZE_MAX - 7, SIZE_MAX};
#define N_PLACES (sizeof(places) / sizeof(places[0]))

/* What a call on `n` bytes at `off` of `len` must say. */
static seam_status expected_status(size_t len, size_t off, size_t n, unsigned order)
{
    if (n == 0 || n > 8 || order > 1)
        return SEAM_EINVAL;
    for (size_t i = 0; i < n; i++) {
        if (off >= len || len - off <= i)
            return SEAM_ERANGE;
    }
    return SEAM_OK;
}

static void check_read(seam_view from, size_t off, size_t n, unsigned order)
{
    const seam_status want = expected_status(from.len, off, n, order);
    uint64_t u = 1, number = 0;
    int64_t i = 1;
    uint8_t top = 0;

    for (size_t k = 0; want == SEAM_OK && k < n; k++)
        number |= (uint64_t)from.data[off + k] << 8 * (order == SEAM_ORDER_LE ? k : n - 1 - k);
    if (want == SEAM_OK)
        top = from.data[order == SEAM_ORDER_LE ? off + n - 1 : off];
    if (seam_bytes_read_u(from, off, n, order, &u) != want || u != number)
        ck_abort_msg("unsigned, %zu bytes at %zu of %zu, order %u", n, off, from.len, order);
    if (want == SEAM_OK && (top & 0x80) != 0) {
        for (size_t k = n; k < 8; k++)
            number |= UINT64_C(0xFF) << 8 * k;
    }
    if (seam_bytes_read_i(from, off, n, order, &i) != want || i != (int64_t)number)
        ck_abort_msg("signed, %zu bytes at %zu of %zu, order %u", n, off, from.len, order);
}

START_TEST(a_number_is_read_where_it_is_all_inside)
{
    static const uint8_t image[16] = {1, 2, 3, 4, 5, 6, 0x87, 8, 0xF9, 10, 11, 12, 13, 14, 15, 16};

    for (size_t len = 0; len <= sizeof(image); len++) {
        const seam_view from = seam_view_of(guarded_at_end(&page, image, len), len);

        for (size_t p = 0; p < N_PLACES; p++) {
            for (size_t n = 0; n <= 9; n++) {
                for (unsigned order = 0; order <= 2; order++)
                    check_read(from, places[p], n, order);
            }
        }
        check_read(from, 0, SIZE_MAX, SEAM_ORDER_BE);
    }
}
END_TEST

START_TEST(floats_are_read_and_written_where_they_are_all_inside)
{
    for (size_t p = 0; p < N_PLACES; p++) {
        for (unsigned order = 0; order <= 2; order++) {
            const seam_status four = expected_status(16, places[p], 4, order);
            const seam_status eight = expected_status(16, places[p], 8, order);
            uint8_t room[16], untouched[16];
            float f = 1;
            double d = 1;

            memset(room, 0x5A, sizeof(room));
            memset(untouched, 0x5A, sizeof(untouched));
            ck_assert_int_eq(seam_bytes_write_f32(room, 16, places[p], order, -1.5F), four);
            if (four != SEAM_OK)
                ck_assert_mem_eq(room, untouched, 16);
            ck_assert_int_eq(seam_bytes_read_f32(seam_view_of(room, 16), places[p], order, &f),
                             four);
            ck_assert(f == (four == SEAM_OK ? -1.5F : 0));
            memset(room, 0x5A, sizeof(room));
            ck_assert_int_eq(seam_bytes_write_f64(room, 16, places[p], order, 2.25), eight);
            if (eight != SEAM_OK)
                ck_assert_mem_eq(room, untouched, 16);
            ck_assert_int_eq(seam_bytes_read_f64(seam_view_of(room, 16), places[p], order, &d),
                             eight);
            ck_assert(d == (eight == SEAM_OK ? 2.25 : 0));
        }
    }
    uint8_t room[8];
    ck_assert_int_eq(seam_bytes_write_f64(room, 8, 0, SEAM_ORDER_BE, -0.0), SEAM_OK);
    ck_assert_mem_eq(room, "\x80\0\0\0\0\0\0\0", 8);
    ck_assert_int_eq(seam_bytes_write_f32(room, 8, 4, SEAM_ORDER_LE, 1.0F), SEAM_OK);
    ck_assert_mem_eq(room, "\x80\0\0\0\0\0\x80\x3F", 8);
}
END_TEST

/* Writes `value`; what was not written is as it was, and what was reads back. */
static void check_write(size_t off, size_t n, unsigned order, uint64_t value, bool is_signed)
{
    seam_status want = expected_status(16, off, n, order);
    uint8_t room[16], before[16];
    seam_status r;

    memset(before, 0x5A, sizeof(before));
    memcpy(room, before, sizeof(room));
    if (want == SEAM_OK && n < 8) {
        const int64_t half = INT64_C(1) << (8 * n - 1);
        const int64_t number = (int64_t)value;

        if (is_signed ? number < -half || number >= half : value > (uint64_t)half * 2 - 1)
            want = SEAM_ERANGE;
    }
    r = is_signed ? seam_bytes_write_i(room, 16, off, n, order, (int64_t)value)
                  : seam_bytes_write_u(room, 16, off, n, order, value);
    if (r != want)
        ck_abort_msg("%llx in %zu bytes at %zu: %s", (unsigned long long)value, n, off,
                     seam_status_name(r));
    for (size_t k = 0; r == SEAM_OK && k < n; k++)
        before[off + k] = (uint8_t)(value >> 8 * (order == SEAM_ORDER_LE ? k : n - 1 - k));
    ck_assert_mem_eq(room, before, sizeof(room));
}

START_TEST(a_number_is_written_where_it_fits_and_else_nothing_is)
{
    for (size_t n = 0; n <= 9; n++) {
        for (unsigned order = 0; order <= 2; order++) {
            for (size_t p = 0; p < N_PLACES; p++)
                check_write(places[p], n, order, 0x45, n % 2 == 0);
            for (unsigned bit = 0; bit < 64; bit++) {
                for (int64_t by = -1; by <= 1; by++) {
                    const uint64_t edge = (UINT64_C(1) << bit) + (uint64_t)by;

                    check_write(3, n, order, edge, false);
                    check_write(3, n, order, edge, true);
                    check_write(3, n, order, 0 - edge, true);
                }
            }
        }
    }
}
END_TEST

/* ---- equality */

static uint8_t lower(uint8_t byte)
{
    return byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte + 32) : byte;
}

static void check_equality(const uint8_t *a, const uint8_t *b, size_t n)
{
    const seam_view at_end = seam_view_of(guarded_at_end(&page, a, n), n);
    const seam_view other = seam_view_of(b, n);
    bool same_folded = true;

    for (size_t i = 0; i < n; i++)
        same_folded = same_folded && lower(a[i]) == lower(b[i]);
    if (seam_bytes_equal_secret(at_end, other) != (n == 0 || memcmp(a, b, n) == 0))
        ck_abort_msg("secret, %zu bytes", n);
    if (seam_bytes_equal_ascii_case(at_end, other) != same_folded ||
        seam_bytes_equal_ascii_case(other, at_end) != same_folded)
        ck_abort_msg("case, %zu bytes", n);
}

/* All pairs of bytes at each place of strings of each length. */
START_TEST(strings_are_equal_where_every_byte_is)
{
    uint8_t a[LONGEST] = {0}, b[LONGEST] = {0};

    for (size_t n = 0; n <= 40; n++) {
        for (size_t i = 0; i < n; i++)
            a[i] = b[i] = (uint8_t)("seaM"[i % 4]);
        check_equality(a, b, n);
        for (size_t at = 0; at < n; at++) {
            for (unsigned bit = 0; bit < 8; bit++) {
                b[at] ^= (uint8_t)(1 << bit);
                check_equality(a, b, n);
                b[at] ^= (uint8_t)(1 << bit);
            }
        }
        ck_assert(!seam_bytes_equal_secret(seam_view_of(a, n + 1), seam_view_of(a, n)));
        ck_assert(!seam_bytes_equal_ascii_case(seam_view_of(a, n), seam_view_of(a, n + 1)));
    }
    memset(a, 'x', sizeof(a));
    memset(b, 'x', sizeof(b));
    for (unsigned pair = 0; pair < 65536; pair++) {
        a[5] = a[9] = (uint8_t)pair;
        b[5] = b[9] = (uint8_t)(pair >> 8);
        check_equality(a, b, 10);
    }
}
END_TEST

/* Memcheck tells of every jump that depends on what is compared. Without it nothing is shown. */
START_TEST(what_is_secret_decides_no_jump)
{
    for (size_t n = 0; n <= 24; n++) {
        uint8_t a[24] = {0}, b[24] = {0};
        bool equal;

        if (n > 0)
            b[n - 1] = (uint8_t)(n % 2);
        VALGRIND_MAKE_MEM_UNDEFINED(a, sizeof(a));
        VALGRIND_MAKE_MEM_UNDEFINED(b, sizeof(b));
        equal = seam_bytes_equal_secret(seam_view_of(a, n), seam_view_of(b, n));
        VALGRIND_MAKE_MEM_DEFINED(&equal, sizeof(equal));
        ck_assert(equal == (n % 2 == 0));
    }
}
END_TEST

START_TEST(ascii_is_below_80)
{
    uint8_t text[LONGEST];

    memset(text, 0x7F, sizeof(text));
    for (size_t n = 0; n <= LONGEST; n++) {
        ck_assert(seam_bytes_is_ascii(seam_view_of(guarded_at_end(&page, text, n), n)));
        for (size_t at = 0; at < n; at++) {
            text[at] = 0x80;
            ck_assert(!seam_bytes_is_ascii(seam_view_of(text, n)));
            text[at] = 0x7F;
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("bytes_checked");
    TCase *tc = tcase_create("bytes_checked");

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, setup, teardown);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, a_number_is_read_where_it_is_all_inside);
    tcase_add_test(tc, floats_are_read_and_written_where_they_are_all_inside);
    tcase_add_test(tc, a_number_is_written_where_it_fits_and_else_nothing_is);
    tcase_add_test(tc, strings_are_equal_where_every_byte_is);
    tcase_add_test(tc, what_is_secret_decides_no_jump);
    tcase_add_test(tc, ascii_is_below_80);
    return run_suite(suite);
}
