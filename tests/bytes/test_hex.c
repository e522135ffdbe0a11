/* Hex against a reference that knows one digit at a time: all short inputs, every capacity, every
 * cutting, and nothing written behind the reported length. */
#include <stdio.h>
#include <string.h>

#include "support.h"

#define CANARY  0xC5
#define LONGEST ((size_t)300)

/* What a call gives: a slow, separate telling of hex.h. */
typedef struct outcome {
    seam_status status;
    size_t taken, n;
    uint8_t out[2 * LONGEST];
} outcome;

static int slow_value(uint8_t digit)
{
    static const char digits[] = "0123456789abcdefABCDEF";
    const char *at = digit != 0 ? strchr(digits, digit) : NULL;

    if (at == NULL)
        return -1;
    return at - digits < 16 ? (int)(at - digits) : (int)(at - digits) - 6;
}

static void slow_encode(const uint8_t *in, size_t len, size_t cap, const char *format, outcome *o)
{
    memset(o->out, CANARY, sizeof(o->out));
    o->status = SEAM_OK;
    for (o->taken = 0; o->taken < len; o->taken++) {
        char two[3];

        if (cap < 2 * o->taken + 2) {
            o->status = SEAM_FULL;
            break;
        }
        snprintf(two, sizeof(two), format, in[o->taken]);
        memcpy(o->out + 2 * o->taken, two, 2);
    }
    o->n = 2 * o->taken;
}

static void slow_decode(const uint8_t *in, size_t len, size_t cap, bool final, outcome *o)
{
    memset(o->out, CANARY, sizeof(o->out));
    o->status = SEAM_OK;
    for (o->n = o->taken = 0; o->taken < len; o->taken += 2) {
        const int high = slow_value(in[o->taken]);
        const int low = len - o->taken > 1 ? slow_value(in[o->taken + 1]) : -2;

        if (high < 0 || low == -1) {
            o->taken += high >= 0;
            o->status = SEAM_EILSEQ;
            return;
        }
        if (low == -2 || o->n == cap) {
            o->status = low != -2 ? SEAM_FULL : final ? SEAM_ETRUNC : SEAM_MORE;
            return;
        }
        o->out[o->n++] = (uint8_t)(high * 16 + low);
    }
}

static void check_outcome(const outcome *expected, seam_status status, size_t taken, size_t n,
                          const uint8_t *out, size_t room)
{
    if (status != expected->status)
        ck_abort_msg("%s, not %s", seam_status_name(status), seam_status_name(expected->status));
    if (taken != expected->taken || n != expected->n)
        ck_abort_msg("%zu to %zu, not %zu to %zu", taken, n, expected->taken, expected->n);
    if (memcmp(out, expected->out, room) != 0)
        ck_abort_msg("%zu bytes are wrong, or what lies behind them", n);
}

/* `room` bytes of `out` are looked at, `cap` of them may be written. */
static void check_encode(const uint8_t *in, size_t len, size_t cap, bool upper)
{
    uint8_t out[2 * LONGEST];
    seam_view window = seam_view_of(in, len);
    size_t n = 77;
    seam_status status;
    outcome expected;

    slow_encode(in, len, cap, upper ? "%02X" : "%02x", &expected);
    memset(out, CANARY, sizeof(out));
    status = seam_hex_encode(&window, upper ? SEAM_HEX_UPPER : 0, out, cap, &n);
    check_outcome(&expected, status, len - window.len, n, out, sizeof(out));
}

static void check_decode(const uint8_t *in, size_t len, size_t cap, bool final)
{
    uint8_t out[LONGEST];
    seam_view window = seam_view_of(in, len);
    size_t n = 77;
    seam_status status;
    outcome expected;

    slow_decode(in, len, cap, final, &expected);
    memset(out, CANARY, sizeof(out));
    status = seam_hex_decode(&window, final ? SEAM_HEX_FINAL : 0, out, cap, &n);
    check_outcome(&expected, status, len - window.len, n, out, sizeof(out));
    if (window.data != in + expected.taken)
        ck_abort_msg("the window does not stand where its length says");
}

/* ---- */

START_TEST(the_vectors_of_the_standard)
{
    seam_view in = seam_view_string("foobar");
    char digits[13] = "";
    uint8_t plain[6];
    size_t n;

    ck_assert_int_eq(seam_hex_encode(&in, SEAM_HEX_UPPER, digits, 12, &n), SEAM_OK);
    ck_assert_str_eq(digits, "666F6F626172");
    in = seam_view_string(digits);
    ck_assert_int_eq(seam_hex_decode(&in, 0, plain, 6, &n), SEAM_OK);
    ck_assert_mem_eq(plain, "foobar", 6);
}
END_TEST

START_TEST(nothing_becomes_nothing)
{
    seam_view in = {NULL, 0};
    size_t n = 77;

    ck_assert_int_eq(seam_hex_encode(&in, 0, NULL, 0, &n), SEAM_OK);
    ck_assert_uint_eq(n, 0);
    n = 77;
    ck_assert_int_eq(seam_hex_decode(&in, SEAM_HEX_FINAL, NULL, 0, &n), SEAM_OK);
    ck_assert_uint_eq(n, 0);
}
END_TEST

START_TEST(flags_of_the_other_direction_change_nothing)
{
    static const uint32_t others[] = {SEAM_HEX_UPPER, SEAM_HEX_FINAL, 4, 1u << 31};
    char out[4] = "xyz";

    for (size_t i = 0; i < 4; i++) {
        seam_view in = seam_view_string("12");
        size_t n = 77;

        if (others[i] != SEAM_HEX_UPPER)
            ck_assert_int_eq(seam_hex_encode(&in, others[i], out, 4, &n), SEAM_EINVAL);
        else
            ck_assert_int_eq(seam_hex_decode(&in, others[i], out, 4, &n), SEAM_EINVAL);
        ck_assert_uint_eq(in.len, 2);
        ck_assert_uint_eq(n, 0);
        ck_assert_str_eq(out, "xyz");
    }
}
END_TEST

START_TEST(lengths_do_not_wrap)
{
    ck_assert_uint_eq(seam_hex_encoded_len(0), 0);
    ck_assert_uint_eq(seam_hex_encoded_len(1), 2);
    ck_assert_uint_eq(seam_hex_encoded_len(SIZE_MAX / 2), SIZE_MAX - 1);
    ck_assert_uint_eq(seam_hex_encoded_len(SIZE_MAX / 2 + 1), 0);
    ck_assert_uint_eq(seam_hex_encoded_len(SIZE_MAX), 0);
}
END_TEST

START_TEST(all_inputs_of_one_and_two_bytes)
{
    for (uint32_t all = 0; all < 1u << 16; all++) {
        const uint8_t in[2] = {(uint8_t)all, (uint8_t)(all >> 8)};

        for (size_t cap = 0; cap <= 1; cap++) {
            check_decode(in, 1, cap, cap == 0);
            check_decode(in, 2, cap, false);
            check_decode(in, 2, cap, true);
        }
    }
}
END_TEST

/* Of three bytes the first that is no digit stops the call, or the end. */
START_TEST(all_inputs_of_three_bytes)
{
    bool good[256];

    for (unsigned i = 0; i < 256; i++)
        good[i] = slow_value((uint8_t)i) >= 0;
    for (uint32_t all = 0; all < 1u << 24; all++) {
        const uint8_t in[3] = {(uint8_t)all, (uint8_t)(all >> 8), (uint8_t)(all >> 16)};
        const size_t bad = !good[in[0]] ? 0 : !good[in[1]] ? 1 : !good[in[2]] ? 2 : 3;
        seam_view window = seam_view_of(in, 3);
        uint8_t out;
        size_t n;
        const seam_status status = seam_hex_decode(&window, 0, &out, 1, &n);

        if (status != (bad < 3 ? SEAM_EILSEQ : SEAM_MORE) || n != (bad >= 2) ||
            window.len != 3 - (bad < 3 ? bad : 2))
            ck_abort_msg("%02x %02x %02x", in[0], in[1], in[2]);
    }
}
END_TEST

START_TEST(every_capacity_is_kept)
{
    uint8_t in[100], digits[200];

    for (size_t i = 0; i < sizeof(in); i++)
        in[i] = (uint8_t)(i * 37);
    for (size_t i = 0; i < sizeof(digits); i++)
        digits[i] = (uint8_t) "0123456789abcdefABCDEF"[i * 7 % 22];
    for (size_t len = 0; len <= sizeof(in); len++) {
        for (size_t cap = 0; cap <= 2 * len + 2; cap++) {
            check_encode(in, len, cap, cap % 3 == 0);
            check_decode(digits, len, cap, cap % 2 == 0);
        }
    }
}
END_TEST

/* A bad byte at each place, before and behind the end of the room. */
START_TEST(a_bad_byte_is_found_at_every_place)
{
    static const uint8_t bad[] = {'g', 'G', '/', ':', '@', '`', ' ', 0x00, 0xB1, 0xFF};
    uint8_t digits[LONGEST];

    for (size_t at = 0; at < LONGEST; at++) {
        memset(digits, 'f', LONGEST);
        digits[at] = bad[at % sizeof(bad)];
        for (size_t cap = 0; cap <= LONGEST / 2; cap += 1 + cap / 8)
            check_decode(digits, LONGEST, cap, true);
        check_decode(digits, at + 1, LONGEST, true);
        check_decode(digits, LONGEST, at / 2, false);
    }
}
END_TEST

/* ---- chunks */

typedef struct chunks {
    const uint8_t *in, *expected;
    size_t len, cap;
} chunks;

/* Digits in pieces, with room for `cap` bytes a call: what a call leaves goes before the next piece. */
static void decode_pieces(void *ctx, const size_t *cuts, size_t n_cuts)
{
    const chunks *c = ctx;
    uint8_t out[64];
    size_t done = 0;
    size_t from = 0; /* of what no call has dealt with */

    for (size_t i = 0; i <= n_cuts; i++) {
        const size_t to = i < n_cuts ? cuts[i] : c->len;
        seam_view in = seam_view_of(c->in + from, to - from);
        seam_status status;

        do {
            size_t n;

            status = seam_hex_decode(&in, i == n_cuts ? SEAM_HEX_FINAL : 0, out + done, c->cap, &n);
            done += n;
        } while (status == SEAM_FULL);
        if (status != SEAM_OK && (status != SEAM_MORE || in.len != 1))
            ck_abort_msg("%s in piece %zu", seam_status_name(status), i);
        from = to - in.len;
    }
    if (done != c->len / 2 || memcmp(out, c->expected, done) != 0)
        ck_abort_msg("%zu cuts change the result", n_cuts);
}

START_TEST(pieces_resume_at_every_cut)
{
    uint8_t plain[30], digits[60];
    chunks c = {digits, plain, sizeof(digits), 0};
    seam_view in = seam_view_of(plain, sizeof(plain));
    size_t n;
    prng rng;

    prng_init(&rng, test_seed("hex"));
    for (size_t i = 0; i < sizeof(plain); i++)
        plain[i] = (uint8_t)prng_next(&rng);
    ck_assert_int_eq(seam_hex_encode(&in, 0, digits, sizeof(digits), &n), SEAM_OK);
    for (c.cap = 1; c.cap <= 31; c.cap += 5)
        feed_every_cut(c.len, &rng, 200, decode_pieces, &c);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("hex");
    TCase *tc = tcase_create("hex");

    tcase_set_timeout(tc, 120);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, the_vectors_of_the_standard);
    tcase_add_test(tc, nothing_becomes_nothing);
    tcase_add_test(tc, flags_of_the_other_direction_change_nothing);
    tcase_add_test(tc, lengths_do_not_wrap);
    tcase_add_test(tc, all_inputs_of_one_and_two_bytes);
    tcase_add_test(tc, all_inputs_of_three_bytes);
    tcase_add_test(tc, every_capacity_is_kept);
    tcase_add_test(tc, a_bad_byte_is_found_at_every_place);
    tcase_add_test(tc, pieces_resume_at_every_cut);
    return run_suite(suite);
}
