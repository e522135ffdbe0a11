/* Rows of a dump, against lines that printf() makes, for every length and any room. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "support.h"

#define LONGEST ((size_t)100)

static uint8_t bytes_in[LONGEST];
static guarded page;

static void setup(void)
{
    guarded_init(&page, 4096);
    for (size_t i = 0; i < LONGEST; i++)
        bytes_in[i] = (uint8_t)(i * 37 + 20);
}

static void teardown(void)
{
    guarded_free(&page);
}

/* One row, as hexdump -C prints it. */
static size_t slow_row(char *to, const uint8_t *p, size_t n, uint64_t address)
{
    char hex[64] = "", text[17] = "";
    size_t at = 0;

    for (size_t i = 0; i < n; i++) {
        at += (size_t)snprintf(hex + at, sizeof(hex) - at, "%s%02x ", i == 8 ? " " : "", p[i]);
        text[i] = p[i] >= 0x20 && p[i] <= 0x7E ? (char)p[i] : '.';
    }
    return (size_t)snprintf(to, SEAM_DUMP_ROW + 1, "%08" PRIx64 "  %-49s |%s|\n", address, hex,
                            text);
}

static size_t slow_dump(char *to, size_t n, uint64_t address)
{
    size_t len = 0;

    for (size_t at = 0; at < n; at += 16)
        len += slow_row(to + len, bytes_in + at, n - at < 16 ? n - at : 16, address + at);
    return len;
}

static void check_dump(size_t n, uint64_t address, size_t cap)
{
    char expected[(LONGEST / 16 + 2) * SEAM_DUMP_ROW];
    const size_t len = slow_dump(expected, n, address);
    const uint8_t *at = guarded_at_start(&page, bytes_in, n);
    seam_view in = seam_view_of(at, n);
    char got[(LONGEST / 16 + 2) * SEAM_DUMP_ROW + 1];
    uint64_t next = address;
    size_t done = 0, n_out;
    seam_status r;

    do {
        memset(got + done, 0x5A, sizeof(got) - done);
        r = seam_dump(&in, &next, got + done, cap < sizeof(got) - done ? cap : sizeof(got) - done,
                      &n_out);
        done += n_out;
        ck_assert_uint_eq((uint8_t)got[done], 0x5A);
        ck_assert(r == SEAM_OK || (r == SEAM_FULL && n_out > 0));
        ck_assert_uint_eq(next - address, (size_t)(in.data - at));
    } while (r == SEAM_FULL);
    if (done != len || memcmp(got, expected, len) != 0 || in.len != 0)
        ck_abort_msg("%zu bytes at %" PRIx64 ", room of %zu:\n%.*s\n%.*s", n, address, cap,
                     (int)done, got, (int)len, expected);
}

START_TEST(rows_are_those_of_hexdump)
{
    char row[SEAM_DUMP_ROW + 1];
    seam_view in = seam_view_string("HTTP/1.1 200 OK\r\n");
    uint64_t address = 0;
    size_t n;

    ck_assert_int_eq(seam_dump(&in, &address, row, SEAM_DUMP_ROW, &n), SEAM_FULL);
    row[n] = '\0';
    ck_assert_str_eq(row, "00000000  48 54 54 50 2f 31 2e 31  20 32 30 30 20 4f 4b 0d  "
                          "|HTTP/1.1 200 OK.|\n");
    ck_assert_int_eq(seam_dump(&in, &address, row, SEAM_DUMP_ROW, &n), SEAM_OK);
    row[n] = '\0';
    ck_assert_str_eq(row, "00000010  0a                                                |.|\n");
    ck_assert_int_eq(seam_dump(&in, &address, NULL, 0, &n), SEAM_OK);
    ck_assert_uint_eq(n, 0);
}
END_TEST

START_TEST(every_length_is_dumped_in_any_room)
{
    static const uint64_t addresses[] = {0, 0xFFFFFFF0, 0x123456789A, UINT64_MAX - 4096};

    for (size_t n = 0; n <= LONGEST; n++) {
        for (size_t a = 0; a < 4; a++) {
            check_dump(n, addresses[a], SEAM_DUMP_ROW);
            check_dump(n, addresses[a], SEAM_DUMP_ROW + n);
            check_dump(n, addresses[a], SIZE_MAX);
        }
    }
}
END_TEST

START_TEST(a_row_is_whole_or_not_there)
{
    seam_view in = seam_view_of(bytes_in, 16);
    uint64_t address = 7;
    char row[SEAM_DUMP_ROW];
    size_t n;

    for (size_t cap = 0; cap < 79; cap++) {
        ck_assert_int_eq(seam_dump(&in, &address, row, cap, &n), SEAM_FULL);
        ck_assert_uint_eq(n, 0);
        ck_assert_uint_eq(in.len, 16);
        ck_assert_uint_eq(address, 7);
    }
    ck_assert_int_eq(seam_dump(&in, &address, row, 79, &n), SEAM_OK);
    ck_assert_uint_eq(n, 79);
    ck_assert_uint_eq(address, 23);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dump");
    TCase *tc = tcase_create("dump");

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, setup, teardown);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, rows_are_those_of_hexdump);
    tcase_add_test(tc, every_length_is_dumped_in_any_room);
    tcase_add_test(tc, a_row_is_whole_or_not_there);
    return run_suite(suite);
}
