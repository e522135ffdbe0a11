/* Hex and base64 of every instruction set are what scalar code gives: wherever the bytes lie, beside
 * unreadable pages on both sides, with every value of a byte in every lane; and nothing is written
 * behind the result. */
#include <string.h>

#include "each_kernel.h"

#define CANARY 0xC5

/* The most that a test encodes to or decodes from. */
#define MOST (4 * (size_t)MAX_LEN)

typedef struct pages {
    guarded in, out;
} pages;

static void pages_init(pages *g)
{
    guarded_init(&g->in, MOST + N_OFFSETS);
    guarded_init(&g->out, MOST + N_OFFSETS);
}

static void pages_free(pages *g)
{
    guarded_free(&g->in);
    guarded_free(&g->out);
}

static void random_bytes(prng *rng, uint8_t *out, size_t len)
{
    for (size_t i = 0; i < len; i++)
        out[i] = (uint8_t)prng_next(rng);
}

/* One operation in both directions; the units are a byte and two digits, or three and four. */
typedef struct operation {
    const char *name;
    size_t n_bytes, n_digits; /* of a unit */
    int n_variants;
    void (*encode)(const seam__kernel *kernel, int variant, const uint8_t *p, size_t units,
                   uint8_t *dst);
    size_t (*decode)(const seam__kernel *kernel, int variant, const uint8_t *p, size_t units,
                     uint8_t *dst);
} operation;

static void hex_encode(const seam__kernel *kernel, int variant, const uint8_t *p, size_t units,
                       uint8_t *dst)
{
    static const char *const digits[] = {"0123456789abcdef", "0123456789ABCDEF"};

    kernel->hex_encode(p, units, (const uint8_t *)digits[variant], dst);
}

static size_t hex_decode(const seam__kernel *kernel, int variant, const uint8_t *p, size_t units,
                         uint8_t *dst)
{
    (void)variant;
    return kernel->hex_decode(p, units, dst);
}

static void base64_encode(const seam__kernel *kernel, int variant, const uint8_t *p, size_t units,
                          uint8_t *dst)
{
    kernel->base64_encode(p, units, (seam__base64_alphabet)variant, dst);
}

static size_t base64_decode(const seam__kernel *kernel, int variant, const uint8_t *p, size_t units,
                            uint8_t *dst)
{
    return kernel->base64_decode(p, units, (seam__base64_alphabet)variant, dst);
}

static const operation operations[] = {
    {"hex", 1, 2, 2, hex_encode, hex_decode},
    {"base64", 3, 4, SEAM__BASE64_ALPHABETS, base64_encode, base64_decode},
};

#define N_OPERATIONS (sizeof(operations) / sizeof(operations[0]))

static void fail_at(const seam__kernel *kernel, const operation *op, const char *what, size_t units)
{
    ck_abort_msg("%s: %s, %s of %zu units is not that of scalar", kernel->name, op->name, what,
                 units);
}

/* ---- where the bytes lie */

/* `out` has `room` bytes behind the result that must stay as they are. */
static void check_encode(const seam__kernel *kernel, const operation *op, int variant,
                         const uint8_t *p, size_t units, uint8_t *out, size_t room)
{
    const size_t len = units * op->n_digits;
    uint8_t expected[MOST];

    op->encode(scalar, variant, p, units, expected);
    memset(out, CANARY, len + room);
    op->encode(kernel, variant, p, units, out);
    if (memcmp(out, expected, len) != 0)
        fail_at(kernel, op, "encoding", units);
    for (size_t i = 0; i < room; i++) {
        if (out[len + i] != CANARY)
            fail_at(kernel, op, "the end of encoding", units);
    }
}

/* Bytes behind what was decoded stay as they are, also where a bad digit stops it early. */
static void check_decode(const seam__kernel *kernel, const operation *op, int variant,
                         const uint8_t *p, size_t units, uint8_t *out, size_t room)
{
    const size_t len = units * op->n_bytes;
    uint8_t expected[MOST];

    memset(expected, CANARY, sizeof(expected));
    memset(out, CANARY, len + room);
    if (op->decode(kernel, variant, p, units, out) !=
        op->decode(scalar, variant, p, units, expected))
        fail_at(kernel, op, "the length of decoding", units);
    if (memcmp(out, expected, len + room) != 0)
        fail_at(kernel, op, "decoding", units);
}

static void check_both(const seam__kernel *kernel, const operation *op, int variant, pages *g,
                       size_t units, size_t in_offset, size_t out_offset, prng *rng)
{
    uint8_t plain[MOST], digits[MOST];
    const size_t n_bytes = units * op->n_bytes;
    const size_t n_digits = units * op->n_digits;

    random_bytes(rng, plain, n_bytes);
    op->encode(scalar, variant, plain, units, digits);
    memcpy(g->in.first + in_offset, plain, n_bytes);
    check_encode(kernel, op, variant, g->in.first + in_offset, units,
                 g->out.end - n_digits - out_offset, out_offset);
    check_encode(kernel, op, variant, guarded_at_end(&g->in, plain, n_bytes), units,
                 g->out.first + out_offset, 64);
    memcpy(g->in.first + in_offset, digits, n_digits);
    check_decode(kernel, op, variant, g->in.first + in_offset, units,
                 g->out.end - n_bytes - out_offset, out_offset);
    check_decode(kernel, op, variant, guarded_at_end(&g->in, digits, n_digits), units,
                 g->out.first + out_offset, 64);
}

static void everywhere(const seam__kernel *kernel, prng *rng)
{
    pages g;

    pages_init(&g);
    for (size_t k = 0; k < N_OPERATIONS; k++) {
        const operation *op = &operations[k];

        for (size_t units = 0; units * op->n_bytes <= MAX_LEN; units++) {
            for (size_t offset = 0; offset < N_OFFSETS; offset++)
                check_both(kernel, op, (int)(offset + units) % op->n_variants, &g, units, offset,
                           prng_below(rng, N_OFFSETS), rng);
        }
    }
    pages_free(&g);
}

START_TEST(results_do_not_depend_on_where_the_bytes_lie)
{
    with_each(everywhere, "results_do_not_depend_on_where_the_bytes_lie");
}
END_TEST

/* ---- values */

/* Every value of a byte in every lane of a group of vectors, one at a time. */
static void every_value(const seam__kernel *kernel, prng *rng)
{
    uint8_t plain[MAX_LEN], digits[MOST], out[MOST];

    random_bytes(rng, plain, sizeof(plain));
    for (size_t k = 0; k < N_OPERATIONS * 3; k++) {
        const operation *op = &operations[k % N_OPERATIONS];
        const int variant = (int)(k / N_OPERATIONS) % op->n_variants;
        const size_t units = MAX_LEN / op->n_bytes;

        op->encode(scalar, variant, plain, units, digits);
        for (size_t at = 0; at < units * op->n_digits; at++) {
            const uint8_t good = digits[at];

            for (unsigned value = 0; value < 256; value++) {
                digits[at] = (uint8_t)value;
                check_decode(kernel, op, variant, digits, units, out, 64);
            }
            digits[at] = good;
        }
    }
}

START_TEST(every_byte_is_validated_in_every_lane)
{
    with_each(every_value, "every_byte_is_validated_in_every_lane");
}
END_TEST

/* All that a unit of base64 can be made from, and all bytes of hex. */
static void every_unit(const seam__kernel *kernel, prng *rng)
{
    uint8_t plain[3 * 64], out[MOST];

    (void)rng;
    for (uint32_t unit = 0; unit < 1u << 24; unit += 64 * 5) {
        for (size_t i = 0; i < 64; i++) {
            plain[3 * i] = (uint8_t)((unit + i) >> 16);
            plain[3 * i + 1] = (uint8_t)((unit + i) >> 8);
            plain[3 * i + 2] = (uint8_t)(unit + i);
        }
        check_encode(kernel, &operations[1], (int)(unit / 320 % 3), plain, 64, out, 64);
    }
    for (unsigned i = 0; i < 128; i++)
        plain[i] = (uint8_t)i;
    check_encode(kernel, &operations[0], 0, plain, 128, out, 64);
    check_encode(kernel, &operations[0], 1, plain, 128, out, 64);
    for (unsigned i = 0; i < 128; i++)
        plain[i] = (uint8_t)(i + 128);
    check_encode(kernel, &operations[0], 0, plain, 128, out, 64);
    check_encode(kernel, &operations[0], 1, plain, 128, out, 64);
}

START_TEST(a_fifth_of_all_units_is_encoded)
{
    with_each(every_unit, "a_fifth_of_all_units_is_encoded");
}
END_TEST

/* ---- white space */

/* At the end of readable memory, into room of `cap` bytes that ends where writable memory does;
 * nothing is written behind the result. */
static void check_spaced(const seam__kernel *kernel, pages *g, const uint8_t *text, size_t len,
                         seam__base64_alphabet alphabet, size_t cap)
{
    uint8_t expected[MOST];
    const uint8_t *in = guarded_at_end(&g->in, text, len);
    uint8_t *out = g->out.end - cap;
    size_t n = 0, n_expected = 1;
    size_t done;

    memset(expected, CANARY, cap);
    memset(out, CANARY, cap);
    done = scalar->base64_decode_spaced(text, len, alphabet, expected, cap, &n_expected);
    if (kernel->base64_decode_spaced(in, len, alphabet, out, cap, &n) != done || n != n_expected ||
        memcmp(out, expected, cap) != 0)
        ck_abort_msg("%s: %zu bytes of digits and white space into %zu are not those of scalar",
                     kernel->name, len, cap);
}

/* Digits with more or less between them, of which little is no white space. */
static void spaces_anywhere(const seam__kernel *kernel, prng *rng)
{
    static const uint8_t odd[] = {'\v', 0x00, 0x80, 0x8A, 0xA0, '=', '!', 0xC1};
    static const uint8_t spaces[] = {' ', '\t', '\n', '\f', '\r'};
    uint8_t text[MOST];
    pages g;

    pages_init(&g);
    for (size_t round = 0; round < 12000; round++) {
        const seam__base64_alphabet alphabet = (seam__base64_alphabet)(round % 3);
        const size_t len = round / 2 < MAX_LEN ? round / 2 : prng_below(rng, MOST + 1);
        const size_t gap = 1 + prng_below(rng, 1 + prng_below(rng, 300));
        const size_t run = 1 + prng_below(rng, prng_below(rng, 8) == 0 ? 300 : 3);
        const size_t rare = prng_below(rng, 2) == 0 ? 10000 : 100;
        const size_t room = len / 4 * 3 + 3;
        size_t n_spaces = 0;

        for (size_t i = 0; i < len; i++) {
            if (n_spaces == 0 && prng_below(rng, gap) == 0)
                n_spaces = 1 + prng_below(rng, run);
            text[i] = n_spaces > 0 ? spaces[prng_below(rng, sizeof(spaces))]
                                   : seam__base64_digit((uint32_t)prng_below(rng, 64), alphabet);
            n_spaces -= n_spaces > 0;
            if (prng_below(rng, rare) == 0)
                text[i] = odd[prng_below(rng, sizeof(odd))];
        }
        check_spaced(kernel, &g, text, len, alphabet,
                     prng_below(rng, 3) > 0 ? room : prng_below(rng, room + 1));
    }
    pages_free(&g);
}

START_TEST(digits_are_decoded_with_white_space_anywhere)
{
    with_each(spaces_anywhere, "digits_are_decoded_with_white_space_anywhere");
}
END_TEST

/* ---- lines */

/* Lines of `n_digits` that end in one way, or in every way where `end` is NULL; the first is what a
 * chunk leaves of one. Returns how many bytes. */
static size_t make_lines(prng *rng, uint8_t *out, size_t len, size_t n_digits, const char *end)
{
    static const char *const ends[] = {"\n", "\r", "\r\n", "\n\n", " \r\n"};
    size_t left = n_digits - prng_below(rng, 2) * prng_below(rng, n_digits);
    size_t n = 0;

    while (n + 3 < len) {
        const char *this_end = end != NULL ? end : ends[prng_below(rng, 5)];

        for (; left > 0 && n < len; left--)
            out[n++] = seam__base64_digit((uint32_t)prng_below(rng, 64), SEAM__BASE64_STANDARD);
        for (size_t i = 0; this_end[i] != 0 && n < len; i++)
            out[n++] = (uint8_t)this_end[i];
        left = n_digits;
    }
    return n;
}

/* Whole, cut anywhere, and with a fault at each place of one line. */
static void check_lines(const seam__kernel *kernel, pages *g, size_t n_digits, const char *end,
                        prng *rng)
{
    static const uint8_t faults[] = {'=', '!', 0x8D, '\n', 'A'};
    uint8_t text[MOST];
    const size_t len = make_lines(rng, text, sizeof(text), n_digits, end);
    const size_t line = prng_below(rng, len - n_digits - 2);
    const size_t room = sizeof(text) / 4 * 3;

    check_spaced(kernel, g, text, len, SEAM__BASE64_STANDARD, room);
    check_spaced(kernel, g, text, len, SEAM__BASE64_STANDARD, prng_below(rng, room));
    check_spaced(kernel, g, text, prng_below(rng, len), SEAM__BASE64_STANDARD, room);
    for (size_t i = 0; i < n_digits + 2; i++) {
        const uint8_t good = text[line + i];

        text[line + i] = faults[prng_below(rng, sizeof(faults))];
        check_spaced(kernel, g, text, len, SEAM__BASE64_STANDARD, room);
        text[line + i] = good;
    }
}

static void lines_of_every_length(const seam__kernel *kernel, prng *rng)
{
    static const char *const ends[] = {"\n", "\r", "\r\n", NULL};
    pages g;

    pages_init(&g);
    for (size_t n_digits = 4; n_digits <= 140; n_digits++) {
        for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
            check_lines(kernel, &g, n_digits, ends[i], rng);
    }
    pages_free(&g);
}

START_TEST(lines_of_every_length_and_end_are_decoded)
{
    with_each(lines_of_every_length, "lines_of_every_length_and_end_are_decoded");
}
END_TEST

/* ---- base64 with its end */

enum { ENDS = 260, VEC_ROOM = 64 };

static void check_all(const seam__kernel *kernel, pages *g, const uint8_t *plain, size_t n,
                      seam__base64_alphabet alphabet, size_t n_out)
{
    uint8_t expected[MOST];
    uint8_t *out = g->out.end - n_out;
    uint8_t *early = g->out.first;

    scalar->base64_encode_all(plain, n, alphabet, n_out, expected);
    kernel->base64_encode_all(guarded_at_end(&g->in, plain, n), n, alphabet, n_out, out);
    if (memcmp(out, expected, n_out) != 0)
        ck_abort_msg("%s: base64 of %zu bytes in %zu is not that of scalar", kernel->name, n,
                     n_out);
    memset(early, CANARY, n_out + VEC_ROOM);
    kernel->base64_encode_all(guarded_at_start(&g->in, plain, n), n, alphabet, n_out, early);
    if (memcmp(early, expected, n_out) != 0)
        ck_abort_msg("%s: base64 of %zu bytes in %zu is not that of scalar", kernel->name, n,
                     n_out);
    for (size_t i = 0; i < VEC_ROOM; i++)
        if (early[n_out + i] != CANARY)
            ck_abort_msg("%s: base64 of %zu bytes writes behind its end", kernel->name, n);
}

static void every_end(const seam__kernel *kernel, prng *rng)
{
    uint8_t plain[ENDS];
    pages g;

    guarded_init(&g.in, MOST);
    guarded_init(&g.out, MOST);
    for (size_t n = 1; n <= ENDS; n++) {
        for (int alphabet = 0; alphabet < SEAM__BASE64_ALPHABETS; alphabet++) {
            random_bytes(rng, plain, n);
            check_all(kernel, &g, plain, n, (seam__base64_alphabet)alphabet, (n + 2) / 3 * 4);
            check_all(kernel, &g, plain, n, (seam__base64_alphabet)alphabet, (4 * n + 2) / 3);
        }
    }
    guarded_free(&g.in);
    guarded_free(&g.out);
}

START_TEST(ends_of_base64_are_those_of_scalar)
{
    with_each(every_end, "ends_of_base64_are_those_of_scalar");
}
END_TEST

/* ---- hex of scalar code, which the others are compared with */

enum { HEX_PAIRS = 21 };

static int value_of_digit(uint8_t digit)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    const char *at = digit != 0 ? strchr(digits, digit) : NULL;

    return at != NULL ? (int)((at - digits) % 16) : -1;
}

/* What byte by byte gives, with CANARY behind it. */
static size_t decode_singly(const uint8_t *p, size_t n_pairs, uint8_t *dst)
{
    memset(dst, CANARY, HEX_PAIRS + 8);
    for (size_t i = 0; i < n_pairs; i++) {
        const int high = value_of_digit(p[2 * i]);
        const int low = value_of_digit(p[2 * i + 1]);

        if (high < 0 || low < 0)
            return i;
        dst[i] = (uint8_t)(16 * high + low);
    }
    return n_pairs;
}

static void check_scalar_hex(const uint8_t *digits, size_t n_pairs)
{
    uint8_t expected[HEX_PAIRS + 8], out[HEX_PAIRS + 8];
    const size_t n = decode_singly(digits, n_pairs, expected);

    memset(out, CANARY, sizeof(out));
    if (scalar->hex_decode(digits, n_pairs, out) != n)
        ck_abort_msg("scalar hex: %zu pairs end elsewhere than at %zu", n_pairs, n);
    if (memcmp(out, expected, sizeof(out)) != 0)
        ck_abort_msg("scalar hex: %zu pairs are decoded wrongly", n_pairs);
}

static void check_scalar_digits(const char *table, const uint8_t *plain, uint8_t *digits)
{
    uint8_t out[2 * HEX_PAIRS + 8];

    memset(out, CANARY, sizeof(out));
    scalar->hex_encode(plain, HEX_PAIRS, (const uint8_t *)table, out);
    for (size_t i = 0; i < HEX_PAIRS; i++) {
        ck_assert_int_eq(out[2 * i], table[plain[i] / 16]);
        ck_assert_int_eq(out[2 * i + 1], table[plain[i] % 16]);
    }
    for (size_t i = sizeof(out) - 8; i < sizeof(out); i++)
        ck_assert_int_eq(out[i], CANARY);
    memcpy(digits, out, (size_t)2 * HEX_PAIRS);
}

START_TEST(scalar_hex_is_what_single_bytes_give)
{
    uint8_t plain[HEX_PAIRS], digits[2 * HEX_PAIRS];

    for (int byte = 0; byte < 256; byte++) {
        for (size_t i = 0; i < HEX_PAIRS; i++)
            plain[i] = (uint8_t)(byte + 37 * (int)i);
        check_scalar_digits("0123456789ABCDEF", plain, digits);
        check_scalar_digits("0123456789abcdef", plain, digits);
        for (size_t n_pairs = 0; n_pairs <= HEX_PAIRS; n_pairs++)
            check_scalar_hex(digits, n_pairs);
        for (size_t at = 0; at < sizeof(digits); at++) {
            const uint8_t was = digits[at];

            digits[at] = (uint8_t)byte;
            check_scalar_hex(digits, HEX_PAIRS);
            digits[at] = was;
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("kernels_digits");
    TCase *tc = tcase_create("simd");

    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, scalar_hex_is_what_single_bytes_give);
    tcase_add_test(tc, ends_of_base64_are_those_of_scalar);
    tcase_add_test(tc, results_do_not_depend_on_where_the_bytes_lie);
    tcase_add_test(tc, every_byte_is_validated_in_every_lane);
    tcase_add_test(tc, a_fifth_of_all_units_is_encoded);
    tcase_add_test(tc, digits_are_decoded_with_white_space_anywhere);
    tcase_add_test(tc, lines_of_every_length_and_end_are_decoded);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
