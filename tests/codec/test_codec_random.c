/* Codecs against the reference, over random bytes and texts, in random chunks and rooms. */
#include <string.h>

#include "codec_reference.h"
#include "need.h"
#include "support.h"

static size_t random_cuts(prng *rng, size_t len, size_t *cuts, size_t most)
{
    const size_t n = prng_below(rng, most);

    for (size_t i = 0; i < n; i++) {
        const size_t from = i > 0 ? cuts[i - 1] : 0;

        cuts[i] = from + prng_below(rng, (len - from) / (1 + prng_below(rng, n - i)) + 1);
    }
    return n;
}

static void compare(prng *rng, const seam_codec_options *o, const uint8_t *in, size_t len)
{
    static codec_expected e;
    seam_codec fresh;
    size_t cuts[40];

    NEED(seam_codec_init(&fresh, o) == SEAM_OK);
    codec_expect(o, in, len, &e);
    for (int i = 0; i < 3; i++) {
        const size_t n_cuts = i > 0 ? random_cuts(rng, len, cuts, 40) : 0;
        const size_t cap = i == 0 ? 64 : prng_below(rng, 65);
        const char *wrong = codec_compare(&fresh, in, len, cuts, n_cuts, cap, &e);

        if (wrong != NULL)
            ck_abort_msg("kind %u, flags %x, wrap %u, %zu bytes: %s", o->kind, o->flags, o->wrap,
                         len, wrong);
    }
}

static size_t wide_output(const seam_codec_options *o, const uint8_t *in, size_t len, uint8_t *out,
                          size_t cap)
{
    seam_view view = seam_view_of(in, len);
    size_t n, max, end;
    seam_codec codec;
    seam_transform t;

    NEED(seam_codec_init(&codec, o) == SEAM_OK);
    t = seam_codec_transform(&codec);
    NEED(seam_transform_max_output(t, len, &max));
    NEED(seam_transform_convert(t, &view, out, cap, &n) == SEAM_MORE);
    seam_transform_finish(t);
    NEED(seam_transform_convert(t, &view, out + n, cap - n, &end) == SEAM_EOF);
    /* The bound is what comes out, when nothing is skipped and nothing wrong. */
    NEED(n + end == max || (o->flags & SEAM_CODEC_DECODE) != 0);
    return n + end;
}

/* Every length up to 4096 through every line length, there and back. */
START_TEST(every_length_comes_back)
{
    static const uint32_t wraps[] = {0, 4, 64, 76};
    static uint8_t plain[4096], digits[4 * 4096], back[4096];
    static codec_expected e;
    prng rng;

    prng_init(&rng, test_seed("every_length_comes_back"));
    for (size_t len = 0; len <= sizeof(plain); len++) {
        const uint32_t wrap = wraps[len / 3 % 4];
        seam_codec_options o = {.kind = (uint8_t)(len % 3), .wrap = wrap};
        size_t n;

        for (size_t i = 0; i < len; i++)
            plain[i] = (uint8_t)prng_next(&rng);
        o.line_end = prng_below(&rng, 2) == 0 ? SEAM_CODEC_CRLF : SEAM_CODEC_LF;
        if (prng_below(&rng, 2) == 0)
            o.flags = o.kind == SEAM_CODEC_HEX ? SEAM_CODEC_UPPER : SEAM_CODEC_NO_PADDING;
        codec_expect(&o, plain, len, &e);
        n = wide_output(&o, plain, len, digits, sizeof(digits));
        NEED(n == e.n && memcmp(digits, e.out, n) == 0);
        o.flags = SEAM_CODEC_DECODE | SEAM_CODEC_SKIP_SPACES |
                  (o.kind == SEAM_CODEC_HEX ? 0u : SEAM_CODEC_PADDING_OPTIONAL + 0u);
        o.wrap = o.line_end = 0;
        NEED(wide_output(&o, digits, n, back, sizeof(back)) == len);
        NEED(memcmp(back, plain, len) == 0);
        if (len % 64 == 0)
            compare(&rng, &o, digits, n < CODEC_LONGEST ? n : CODEC_LONGEST);
    }
}
END_TEST

START_TEST(encoding_depends_on_no_cut)
{
    static const uint32_t wraps[] = {0, 4, 8, 64, 76, 1000};
    prng rng;

    prng_init(&rng, test_seed("encoding_depends_on_no_cut"));
    for (int round = 0; round < 3000; round++) {
        const size_t len = prng_below(&rng, prng_below(&rng, 10) == 0 ? 800 : 40);
        seam_codec_options o = {.kind = (uint8_t)prng_below(&rng, 3)};
        uint8_t plain[800];

        o.wrap = wraps[prng_below(&rng, 6)];
        o.line_end = (uint8_t)prng_below(&rng, 2);
        if (prng_below(&rng, 2) == 0)
            o.flags = o.kind == SEAM_CODEC_HEX ? SEAM_CODEC_UPPER : SEAM_CODEC_NO_PADDING;
        for (size_t i = 0; i < len; i++)
            plain[i] = (uint8_t)prng_next(&rng);
        compare(&rng, &o, plain, len);
    }
}
END_TEST

/* Digits in lines and runs, with what else there may be between them. */
static size_t make_text(prng *rng, uint8_t *text, size_t most)
{
    static const char digits[] = "ABCDEFabcdef0123456789ghiXYZ";
    static const char others[] = "  \t\n\f\r====-_+/!\v\x80\xFF";
    const size_t line = 4 * (1 + prng_below(rng, 30));
    const size_t odds = 2 + prng_below(rng, prng_below(rng, 3) == 0 ? 8 : 400);
    const size_t len = prng_below(rng, most);

    for (size_t i = 0; i < len; i++) {
        text[i] = (uint8_t)digits[prng_below(rng, sizeof(digits) - 1)];
        if (prng_below(rng, odds) == 0)
            text[i] = (uint8_t)others[prng_below(rng, sizeof(others) - 1)];
        else if (i % (line + 1) == line)
            text[i] = '\n';
    }
    for (size_t i = len; i > 0 && len - i < prng_below(rng, 4); i--)
        text[i - 1] = '=';
    return len;
}

START_TEST(decoding_depends_on_no_cut)
{
    static uint8_t text[3000];
    prng rng;

    prng_init(&rng, test_seed("decoding_depends_on_no_cut"));
    for (int round = 0; round < 4000; round++) {
        const size_t len = make_text(&rng, text, round % 20 == 0 ? sizeof(text) : 100);
        seam_codec_options o = {.kind = (uint8_t)prng_below(&rng, 3)};
        const size_t n_sets = o.kind == SEAM_CODEC_HEX ? 8 : 80;

        NEED(codec_decode_flags(o.kind, prng_below(&rng, n_sets), &o.flags));
        compare(&rng, &o, text, len);
    }
}
END_TEST

START_TEST(all_pairs_of_bytes_as_hex)
{
    const seam_codec_options o = {.flags = SEAM_CODEC_DECODE};
    static codec_expected e;
    seam_codec fresh;
    const size_t cut = 1;
    size_t n_good = 0;

    NEED(seam_codec_init(&fresh, &o) == SEAM_OK);
    for (unsigned pair = 0; pair < 65536; pair++) {
        const uint8_t in[2] = {(uint8_t)(pair >> 8), (uint8_t)pair};

        codec_expect(&o, in, 2, &e);
        n_good += e.status == SEAM_OK;
        NEED(codec_compare(&fresh, in, 2, NULL, 0, 1, &e) == NULL);
        NEED(codec_compare(&fresh, in, 2, &cut, 1, 1, &e) == NULL);
    }
    ck_assert_uint_eq(n_good, (size_t)22 * 22);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("codec_random");
    TCase *tc = tcase_create("codec_random");

    tcase_set_timeout(tc, 120);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, every_length_comes_back);
    tcase_add_test(tc, encoding_depends_on_no_cut);
    tcase_add_test(tc, decoding_depends_on_no_cut);
    tcase_add_test(tc, all_pairs_of_bytes_as_hex);
    return run_suite(suite);
}
