/* Base64 in lines of every length and with every end: as told slowly, with a fault at each place of a line, and
 * cut at each place. */
#include "base64_reference.h"

enum { SHORTEST = 4, LONGEST = 100, N_LINES = 4 };

#define TEXT_CAP ((size_t)(N_LINES + 1) * (LONGEST + 2))

static const char *const ends[] = {"\n", "\r", "\r\n"};

/* Whole lines, then a shorter one, which may end with padding and may have no line end. `way` below 3 names an
 * end; 3 stands for all of them in turn. */
static size_t make_text(prng *rng, uint8_t *text, size_t n_digits, size_t way)
{
    const size_t n_last = prng_below(rng, n_digits);
    const size_t n_lines = N_LINES + (n_last > 0);
    uint8_t plain[TEXT_CAP], digits[2 * TEXT_CAP];
    size_t n = 0, at = 0;

    for (size_t i = 0; i < sizeof(plain); i++)
        plain[i] = (uint8_t)prng_next(rng);
    (void)ref64_encode(plain, sizeof(plain), 0, digits);
    for (size_t i = 0; i < n_lines; i++) {
        const size_t len = i < N_LINES ? n_digits : n_last;
        const char *end = i + 1 == n_lines && prng_below(rng, 2) == 0
                              ? ""
                              : ends[way < 3 ? way : (i + n_digits) % 3];

        memcpy(text + n, digits + at, len);
        at += len;
        n += len;
        for (; *end != 0; end++)
            text[n++] = (uint8_t)*end;
    }
    return n;
}

/* What the calls gave together, beside what is expected. */
static bool is_told(const ref64 *whole, seam_status status, size_t taken, const uint8_t *out,
                    size_t n)
{
    return status == whole->status && taken == whole->taken && n == whole->n &&
           memcmp(out, whole->out, n) == 0;
}

/* In one call, and in two of which the first has `cut` bytes. */
static void check_cut(const uint8_t *text, size_t len, uint32_t flags, size_t cut,
                      const ref64 *whole)
{
    uint8_t out[TEXT_CAP];
    seam_view in = seam_view_of(text, cut);
    seam_status status = SEAM_MORE;
    size_t n = 0, more = 0;

    if (cut < len)
        status = seam_base64_decode(&in, flags, out, sizeof(out), &n);
    if (status == SEAM_OK || status == SEAM_MORE) {
        in = seam_view_of(in.data, (size_t)(text + len - in.data));
        status =
            seam_base64_decode(&in, flags | SEAM_BASE64_FINAL, out + n, sizeof(out) - n, &more);
    }
    if (status != SEAM_EOF && !is_told(whole, status, (size_t)(in.data - text), out, n + more))
        ck_abort_msg("%zu bytes, flags %u, cut at %zu: %s at %zu, not at %zu; %.*s", len, flags,
                     cut, seam_status_name(status), (size_t)(in.data - text), whole->taken,
                     (int)len, (const char *)text);
}

static void check_text(const uint8_t *text, size_t len, uint32_t flags, size_t cut)
{
    ref64 whole;

    ref64_decode(text, len, flags | SEAM_BASE64_FINAL, &whole);
    check_cut(text, len, flags, len, &whole);
    check_cut(text, len, flags, cut, &whole);
}

START_TEST(lines_of_every_length_are_decoded_as_told)
{
    static const uint8_t faults[] = {'=', '!', '-', 0x8A, ' ', 'A'};
    const uint32_t flags = _i % 2 == 0 ? SEAM_BASE64_FORGIVING : SEAM_BASE64_LENIENT;
    uint8_t text[TEXT_CAP];
    prng rng;

    prng_init(&rng, test_seed("base64_lines"));
    for (size_t n_digits = SHORTEST; n_digits <= LONGEST; n_digits++) {
        const size_t len = make_text(&rng, text, n_digits, (size_t)_i / 2);
        const size_t line = prng_below(&rng, len - n_digits - 1);

        for (size_t cut = 0; cut < len; cut++)
            check_text(text, len, flags, cut);
        for (size_t at = line; at < line + n_digits + 2 && at < len; at++) {
            const uint8_t good = text[at];

            text[at] = faults[prng_below(&rng, sizeof(faults))];
            check_text(text, len, flags, prng_below(&rng, len));
            text[at] = good;
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base64_lines");
    TCase *tc = tcase_create("base64_lines");

    tcase_set_timeout(tc, 120);
    tcase_add_loop_test(tc, lines_of_every_length_are_decoded_as_told, 0, 8);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
