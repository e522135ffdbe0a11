/* Base64 against a slow reference: the standard's vectors, short inputs of every kind, every capacity,
 * and nothing written behind the reported length. */
#include "base64_reference.h"

#define CANARY 0xC5

/* Every way of decoding. */
static const uint32_t ways[] = {0,
                                SEAM_BASE64_URL,
                                SEAM_BASE64_NO_PADDING,
                                SEAM_BASE64_NO_PADDING | SEAM_BASE64_URL,
                                SEAM_BASE64_FORGIVING,
                                SEAM_BASE64_FORGIVING | SEAM_BASE64_URL,
                                SEAM_BASE64_LENIENT};

#define N_WAYS (sizeof(ways) / sizeof(ways[0]))

static void complain(const uint8_t *in, size_t len, uint32_t flags, size_t cap, const char *what)
{
    printf("%zu bytes, flags %u, cap %zu:", len, flags, cap);
    for (size_t i = 0; i < len && i < 100; i++)
        printf(" %02x", in[i]);
    printf("\n");
    ck_abort_msg("%s", what);
}

/* With less room than the result takes a call stops before the first group that does not fit. */
static void check_decode(const uint8_t *in, size_t len, uint32_t flags, size_t cap,
                         const ref64 *expected)
{
    uint8_t out[REF64_LONGEST];
    seam_view window = seam_view_of(in, len);
    const size_t looked_at = seam_base64_decoded_bound(len) + 8;
    seam_status status;
    size_t n = 77;

    memset(out, CANARY, looked_at);
    status = seam_base64_decode(&window, flags, out, cap, &n);
    if (expected->n <= cap) {
        if (status != expected->status || n != expected->n)
            complain(in, len, flags, cap, "the outcome is another");
        if (window.len != len - expected->taken || window.data != in + expected->taken)
            complain(in, len, flags, cap, "the window stands elsewhere");
    } else if (status != SEAM_FULL || n > cap || cap - n >= 3) {
        complain(in, len, flags, cap, "the room is used badly");
    }
    if (memcmp(out, expected->out, n) != 0)
        complain(in, len, flags, cap, "the bytes are others");
    for (size_t i = n; i < looked_at; i++) {
        if (out[i] != CANARY)
            complain(in, len, flags, cap, "bytes behind the result are written");
    }
}

/* In every way, as the last chunk and as one before it. */
static void check_all_ways(const uint8_t *in, size_t len)
{
    ref64 expected;

    for (size_t i = 0; i < 2 * N_WAYS; i++) {
        const uint32_t flags = ways[i / 2] | (i % 2 == 0 ? (uint32_t)SEAM_BASE64_FINAL : 0);

        ref64_decode(in, len, flags, &expected);
        check_decode(in, len, flags, seam_base64_decoded_bound(len), &expected);
    }
}

static void check_encode(const uint8_t *in, size_t len, uint32_t flags, size_t cap)
{
    const bool final = (flags & SEAM_BASE64_FINAL) != 0;
    const size_t given = final ? len : len / 3 * 3;
    uint8_t expected[REF64_LONGEST], out[REF64_LONGEST];
    const size_t n_expected = ref64_encode(in, given, flags, expected);
    seam_view window = seam_view_of(in, len);
    seam_status status;
    size_t n = 77;

    memset(out, CANARY, n_expected + 8);
    status = seam_base64_encode(&window, flags, out, cap, &n);
    if (n_expected <= cap && (status != (given == len ? SEAM_OK : SEAM_MORE) || n != n_expected ||
                              window.len != len - given))
        complain(in, len, flags, cap, "the outcome of encoding is another");
    if (n_expected > cap && (status != SEAM_FULL || n > cap || cap - n >= 4 || n % 4 != 0 ||
                             window.data != in + n / 4 * 3))
        complain(in, len, flags, cap, "the room for encoding is used badly");
    if (memcmp(out, expected, n) != 0)
        complain(in, len, flags, cap, "the digits are others");
    for (size_t i = n; i < n_expected + 8; i++) {
        if (out[i] != CANARY)
            complain(in, len, flags, cap, "bytes behind the digits are written");
    }
}

/* ---- known answers */

static void check_vector(const char *plain, const char *encoded)
{
    const seam_view text = seam_view_string(plain), code = seam_view_string(encoded);
    seam_view in = text;
    char out[16] = "";
    size_t n;

    ck_assert_uint_eq(seam_base64_encoded_len(text.len, 0), code.len);
    ck_assert_int_eq(seam_base64_encode(&in, SEAM_BASE64_FINAL, out, sizeof(out), &n), SEAM_OK);
    ck_assert(seam_view_equal(seam_view_of(out, n), code));
    in = code;
    ck_assert_int_eq(seam_base64_decode(&in, SEAM_BASE64_FINAL, out, sizeof(out), &n), SEAM_OK);
    ck_assert(seam_view_equal(seam_view_of(out, n), text));
}

START_TEST(the_vectors_of_the_standard)
{
    check_vector("", "");
    check_vector("f", "Zg==");
    check_vector("fo", "Zm8=");
    check_vector("foo", "Zm9v");
    check_vector("foob", "Zm9vYg==");
    check_vector("fooba", "Zm9vYmE=");
    check_vector("foobar", "Zm9vYmFy");
    check_vector("\xFB\xFF\xBF", "+/+/");
}
END_TEST

typedef struct known {
    const char *in;
    uint32_t flags;
    seam_status status;
    size_t left;     /* bytes in the window */
    const char *out; /* in hex: what the bytes are */
} known;

static void check_known(const known *k)
{
    seam_view in = seam_view_string(k->in);
    uint8_t out[16];
    char hex[33] = "";
    size_t n;

    if (seam_base64_decode(&in, k->flags, out, sizeof(out), &n) != k->status || in.len != k->left)
        ck_abort_msg("%s with %u does not end as it should", k->in, k->flags);
    for (size_t i = 0; i < n; i++)
        snprintf(hex + 2 * i, 3, "%02x", out[i]);
    ck_assert_str_eq(hex, k->out);
}

/* The forgiving answers are those of WHATWG Infra's steps, the lenient ones Node's. */
START_TEST(known_inputs_end_as_they_should)
{
    static const uint32_t strict = SEAM_BASE64_FINAL;
    static const uint32_t no_padding = SEAM_BASE64_FINAL | SEAM_BASE64_NO_PADDING;
    static const uint32_t forgiving = SEAM_BASE64_FINAL | SEAM_BASE64_FORGIVING;
    static const uint32_t lenient = SEAM_BASE64_FINAL | SEAM_BASE64_LENIENT;
    const known all[] = {
        {"QUI", strict, SEAM_ETRUNC, 3, ""},
        {"QR==", strict, SEAM_EILSEQ, 3, ""},
        {"QUJ=", strict, SEAM_EILSEQ, 2, ""},
        {"QQ==\n", strict, SEAM_EILSEQ, 1, "41"},
        {"QUJD\nQUJD", strict, SEAM_EILSEQ, 5, "414243"},
        {"Q===", strict, SEAM_EILSEQ, 3, ""},
        {"QQ=", 0, SEAM_MORE, 3, ""},
        {"QQ==QUJD", 0, SEAM_EOF, 4, "41"},
        {"QUI", no_padding, SEAM_OK, 0, "4142"},
        {"QUI=", no_padding, SEAM_EILSEQ, 1, ""},
        {"QR", no_padding, SEAM_EILSEQ, 1, ""},
        {"Q", no_padding, SEAM_ETRUNC, 1, ""},
        {" Q\tQ\n=\f=\r", forgiving, SEAM_OK, 0, "41"},
        {"QR", forgiving, SEAM_OK, 0, "41"},
        {"QQ=", forgiving, SEAM_ETRUNC, 3, ""},
        {"QUJDQ", forgiving, SEAM_ETRUNC, 1, "414243"},
        {"QUJD=", forgiving, SEAM_EILSEQ, 1, "414243"},
        {"QQ==QQ==", forgiving, SEAM_EILSEQ, 4, "41"},
        {"Q\vQ", forgiving, SEAM_EILSEQ, 2, ""},
        {"QQ==QUJD", lenient, SEAM_OK, 0, "41"},
        {"QQ-_", lenient, SEAM_OK, 0, "410fbf"},
        {"Q!Q", lenient, SEAM_OK, 0, "41"},
        {"=QQ", lenient, SEAM_OK, 0, ""},
        {"Q", lenient, SEAM_OK, 0, ""},
        {"QUJDQ=QUJD", lenient, SEAM_OK, 0, "414243"},
    };

    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        check_known(&all[i]);
}
END_TEST

START_TEST(flags_that_do_not_fit_change_nothing)
{
    static const uint32_t not_encoding[] = {SEAM_BASE64_FORGIVING, SEAM_BASE64_LENIENT, 32,
                                            1u << 31};
    static const uint32_t not_decoding[] = {SEAM_BASE64_FORGIVING | SEAM_BASE64_LENIENT,
                                            SEAM_BASE64_FORGIVING | SEAM_BASE64_NO_PADDING,
                                            SEAM_BASE64_LENIENT | SEAM_BASE64_NO_PADDING, 32};
    seam_view in = seam_view_string("QUJD");
    char out[8] = "xyz";

    for (size_t i = 0; i < 4; i++) {
        size_t n = 77;

        ck_assert_int_eq(seam_base64_encode(&in, not_encoding[i], out, 8, &n), SEAM_EINVAL);
        ck_assert_uint_eq(n, 0);
        n = 77;
        ck_assert_int_eq(seam_base64_decode(&in, not_decoding[i], out, 8, &n), SEAM_EINVAL);
        ck_assert_uint_eq(n, 0);
        ck_assert_uint_eq(in.len, 4);
        ck_assert_str_eq(out, "xyz");
    }
}
END_TEST

START_TEST(nothing_becomes_nothing)
{
    for (size_t i = 0; i < N_WAYS; i++) {
        seam_view in = {NULL, 0};
        size_t n = 77;

        ck_assert_int_eq(seam_base64_decode(&in, ways[i], NULL, 0, &n), SEAM_OK);
        ck_assert_uint_eq(n, 0);
        n = 77;
        ck_assert_int_eq(seam_base64_encode(&in, SEAM_BASE64_FINAL, NULL, 0, &n), SEAM_OK);
        ck_assert_uint_eq(n, 0);
    }
}
END_TEST

START_TEST(without_room_nothing_is_decoded)
{
    for (size_t i = 0; i < N_WAYS; i++) {
        seam_view in = seam_view_of("QUJD", 4);
        size_t n = 77;

        ck_assert_int_eq(seam_base64_decode(&in, ways[i], NULL, 0, &n), SEAM_FULL);
        ck_assert_uint_eq(n, 0);
        ck_assert_uint_eq(in.len, 4);
    }
}
END_TEST

START_TEST(lengths_do_not_wrap)
{
    const size_t most = SIZE_MAX / 4 * 3;

    for (size_t len = 0; len < 10; len++) {
        ck_assert_uint_eq(seam_base64_encoded_len(len, 0), (len + 2) / 3 * 4);
        ck_assert_uint_eq(seam_base64_encoded_len(len, SEAM_BASE64_NO_PADDING), (len * 4 + 2) / 3);
        ck_assert_uint_eq(seam_base64_decoded_bound(len), len * 3 / 4);
    }
    ck_assert_uint_eq(seam_base64_encoded_len(most, 0), SIZE_MAX - 3);
    ck_assert_uint_eq(seam_base64_encoded_len(most + 1, 0), 0);
    ck_assert_uint_eq(seam_base64_encoded_len(most + 1, SEAM_BASE64_NO_PADDING), SIZE_MAX - 1);
    ck_assert_uint_eq(seam_base64_encoded_len(most + 2, SEAM_BASE64_NO_PADDING), SIZE_MAX);
    ck_assert_uint_eq(seam_base64_encoded_len(most + 3, SEAM_BASE64_NO_PADDING), 0);
    ck_assert_uint_eq(seam_base64_encoded_len(SIZE_MAX, 0), 0);
    ck_assert_uint_eq(seam_base64_decoded_bound(SIZE_MAX), SIZE_MAX / 4 * 3 + 2);
}
END_TEST

/* ---- against the reference */

START_TEST(all_inputs_of_one_and_two_bytes)
{
    for (uint32_t all = 0; all < 1u << 16; all++) {
        const uint8_t in[2] = {(uint8_t)all, (uint8_t)(all >> 8)};

        check_all_ways(in, 1 + (all > 255));
    }
}
END_TEST

START_TEST(all_inputs_of_four_bytes_of_each_kind)
{
    static const uint8_t kinds[] = {'A', 'Q', 'R', 'z', '0', '9', '+', '/',  '-',
                                    '_', '=', ' ', 0,   '@', '[', '`', 0x80, 0xC1};
    const size_t n = sizeof(kinds);

    for (size_t all = 0; all < n * n * n * n; all++) {
        const uint8_t in[4] = {kinds[all % n], kinds[all / n % n], kinds[all / n / n % n],
                               kinds[all / n / n / n]};

        check_all_ways(in, 4);
        if (all < n * n * n)
            check_all_ways(in, 3);
    }
}
END_TEST

/* Each digit of a group of padding or none becomes each byte. */
START_TEST(every_byte_in_every_place_of_a_group)
{
    static const char *const groups[] = {"AAAAAAAA", "AAAAAA==", "AAAAAAA=", "AAAA AAA"};

    for (size_t i = 0; i < 4; i++) {
        for (size_t at = 0; at < 8; at++) {
            for (unsigned value = 0; value < 256; value++) {
                uint8_t in[8];

                memcpy(in, groups[i], 8);
                in[at] = (uint8_t)value;
                check_all_ways(in, 8);
            }
        }
    }
}
END_TEST

START_TEST(every_capacity_is_kept)
{
    uint8_t in[130], digits[REF64_LONGEST];
    ref64 expected;

    for (size_t i = 0; i < sizeof(in); i++)
        in[i] = (uint8_t)(i * 37 + i / 7);
    for (size_t i = 0; i < N_WAYS * sizeof(in); i++) {
        const size_t len = i / N_WAYS;
        const uint32_t flags = ways[i % N_WAYS] | SEAM_BASE64_FINAL;
        const uint32_t shape = flags & (SEAM_BASE64_URL | SEAM_BASE64_NO_PADDING);
        const size_t n_digits = ref64_encode(in, len, shape, digits);

        ref64_decode(digits, n_digits, flags, &expected);
        ck_assert_int_eq(expected.status, SEAM_OK);
        for (size_t cap = 0; cap <= n_digits + 1; cap++) {
            check_encode(in, len, shape | (cap % 2 == 0 ? (uint32_t)SEAM_BASE64_FINAL : 0), cap);
            check_decode(digits, n_digits, flags, cap, &expected);
        }
    }
}
END_TEST

/* Lines of one length, as most base64 comes, with what may stand between them, or a few bytes changed. */
static size_t random_text(prng *rng, uint8_t *out, size_t len, uint32_t flags)
{
    static const uint8_t odd[] = {'\n', ' ', '=', '-', '_', '+', '/', '!', 0x00, 0x80, 0xFF};
    static const char *const ends[] = {"\n", "\r\n", " \t\n"};
    const size_t lines[] = {len, 1 + prng_below(rng, 300), 4 + 4 * prng_below(rng, 40)};
    const size_t line = lines[prng_below(rng, 3)];
    const char *end = ends[prng_below(rng, 3)];
    const size_t end_len = strlen(end);
    uint8_t plain[REF64_LONGEST];
    uint8_t digits[REF64_LONGEST];
    size_t n_digits, n = 0;

    for (size_t i = 0; i < len / 2; i++)
        plain[i] = (uint8_t)prng_next(rng);
    n_digits = ref64_encode(plain, len / 2, flags & SEAM_BASE64_URL, digits);
    for (size_t i = 0; i < n_digits && n + end_len < len; i++) {
        for (size_t k = 0; i > 0 && i % line == 0 && k < end_len; k++)
            out[n++] =
                prng_below(rng, 40) == 0 ? odd[prng_below(rng, sizeof(odd))] : (uint8_t)end[k];
        out[n++] = prng_below(rng, 400) == 0 ? odd[prng_below(rng, sizeof(odd))] : digits[i];
    }
    return n;
}

START_TEST(random_texts_are_decoded_as_told)
{
    guarded page;
    prng rng;

    prng_init(&rng, test_seed("base64"));
    guarded_init(&page, REF64_LONGEST);
    for (int round = 0; round < 20000; round++) {
        const uint32_t final = prng_below(&rng, 2) == 0 ? SEAM_BASE64_FINAL : 0;
        const uint32_t flags = ways[prng_below(&rng, N_WAYS)] | final;
        uint8_t text[REF64_LONGEST];
        const size_t len = random_text(&rng, text, prng_below(&rng, REF64_LONGEST - 300), flags);
        const uint8_t *in = guarded_at_end(&page, text, len);
        ref64 expected;

        ref64_decode(in, len, flags, &expected);
        check_decode(in, len, flags, prng_below(&rng, len + 1), &expected);
        check_decode(in, len, flags, len, &expected);
    }
    guarded_free(&page);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base64");
    TCase *tc = tcase_create("base64");

    tcase_set_timeout(tc, 120);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, the_vectors_of_the_standard);
    tcase_add_test(tc, known_inputs_end_as_they_should);
    tcase_add_test(tc, flags_that_do_not_fit_change_nothing);
    tcase_add_test(tc, nothing_becomes_nothing);
    tcase_add_test(tc, without_room_nothing_is_decoded);
    tcase_add_test(tc, lengths_do_not_wrap);
    tcase_add_test(tc, all_inputs_of_one_and_two_bytes);
    tcase_add_test(tc, all_inputs_of_four_bytes_of_each_kind);
    tcase_add_test(tc, every_byte_in_every_place_of_a_group);
    tcase_add_test(tc, every_capacity_is_kept);
    tcase_add_test(tc, random_texts_are_decoded_as_told);
    return run_suite(suite);
}
