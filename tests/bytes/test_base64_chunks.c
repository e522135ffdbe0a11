/* Base64 in pieces: what a call leaves goes in front of the next piece, and the result does not depend
 * on where the cuts are or how much room a call has. */
#include "base64_reference.h"

typedef struct pieces {
    const uint8_t *in;
    size_t len, cap;
    uint32_t flags;
    seam_status (*call)(seam_view *in, uint32_t flags, void *dst, size_t cap, size_t *n);
    /* What is to come out, and how it ends. */
    const uint8_t *out;
    size_t n;
    seam_status status;
    size_t taken;
} pieces;

static seam_status encode(seam_view *in, uint32_t flags, void *dst, size_t cap, size_t *n)
{
    return seam_base64_encode(in, flags, dst, cap, n);
}

static seam_status decode(seam_view *in, uint32_t flags, void *dst, size_t cap, size_t *n)
{
    return seam_base64_decode(in, flags, dst, cap, n);
}

/* A caller that looks for the rest behind padding by itself. */
static seam_status behind_padding(const pieces *p, size_t *at)
{
    if ((p->flags & SEAM_BASE64_LENIENT) != 0)
        *at = p->len;
    while (*at < p->len && ref64_skips(p->in[*at], p->flags))
        ++*at;
    return *at == p->len ? SEAM_OK : SEAM_EILSEQ;
}

static void feed(void *ctx, const size_t *cuts, size_t n_cuts)
{
    const pieces *p = ctx;
    uint8_t out[256];
    seam_status status = SEAM_OK;
    size_t done = 0;
    size_t from = 0; /* of what no call has dealt with */

    for (size_t i = 0; i <= n_cuts && (status == SEAM_OK || status == SEAM_MORE); i++) {
        const size_t to = i < n_cuts ? cuts[i] : p->len;
        const uint32_t final = i == n_cuts ? SEAM_BASE64_FINAL : 0;
        seam_view in = seam_view_of(p->in + from, to - from);

        do {
            size_t n;

            status = p->call(&in, p->flags | final, out + done, p->cap, &n);
            done += n;
        } while (status == SEAM_FULL);
        from = to - in.len;
    }
    if (status == SEAM_EOF)
        status = behind_padding(p, &from);
    if (status != p->status || from != p->taken)
        ck_abort_msg("%zu cuts, cap %zu: %s at %zu", n_cuts, p->cap, seam_status_name(status),
                     from);
    if (done != p->n || memcmp(out, p->out, done) != 0)
        ck_abort_msg("%zu cuts, cap %zu: the result is another", n_cuts, p->cap);
}

START_TEST(encoding_does_not_depend_on_the_cuts)
{
    static const uint32_t shapes[] = {0, SEAM_BASE64_URL | SEAM_BASE64_NO_PADDING};
    uint8_t plain[50], digits[100];
    prng rng;

    prng_init(&rng, test_seed("base64_chunks"));
    for (size_t i = 0; i < sizeof(plain); i++)
        plain[i] = (uint8_t)prng_next(&rng);
    for (size_t i = 0; i < 24; i++) {
        pieces p = {.in = plain, .call = encode, .out = digits, .status = SEAM_OK};

        p.flags = shapes[i % 2];
        p.cap = 4 + i / 6 * 9;
        p.len = p.taken = sizeof(plain) - i / 2 % 3;
        p.n = ref64_encode(plain, p.len, p.flags, digits);
        feed_every_cut(p.len, &rng, 200, feed, &p);
    }
}
END_TEST

/* Good endings and bad ones, each told of the whole input. */
START_TEST(decoding_does_not_depend_on_the_cuts)
{
    static const char *const texts[] = {"TWFueSBoYW5kcyBtYWtlIGxpZ2h0IHdvcmsu",
                                        "TWFueSBoYW5kcyBtYWtlIGxpZ2h0IHdvcg==",
                                        "TWFueSBoYW5kcyBtYWtlIGxpZ2h0IHdvcms=",
                                        "TWFueSBoYW5kcyBtYWtlIGxpZ2h0IHdvcms",
                                        "TWFueSBoYW5kcyBtYWtlIGxpZ2h0IHdvc",
                                        " TWFueSBo\r\nYW5kcyBt\r\nYW t l I G xp\r\nZ2h0 = =",
                                        "TWFu eSBoYW5kcyBtYW== ",
                                        "TWFueSBoYW5kcyBtYW== TWFu",
                                        "TWFueSBoYW5!kcyBtYWtl",
                                        "TWFueSBoYW-_+/Btx",
                                        "TWFueSBoYR==",
                                        "TWFueSBoY=="};
    static const uint32_t ways[] = {0, SEAM_BASE64_NO_PADDING, SEAM_BASE64_FORGIVING,
                                    SEAM_BASE64_LENIENT};
    prng rng;

    prng_init(&rng, test_seed("base64_chunks"));
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]) * 4; i++) {
        pieces p = {.in = (const uint8_t *)texts[i / 4], .call = decode};
        ref64 whole;

        p.len = strlen(texts[i / 4]);
        p.flags = ways[i % 4];
        ref64_decode(p.in, p.len, p.flags | SEAM_BASE64_FINAL, &whole);
        p.out = whole.out;
        p.n = whole.n;
        p.status = whole.status;
        p.taken = whole.taken;
        for (p.cap = 3; p.cap <= 40; p.cap += 7)
            feed_every_cut(p.len, &rng, 100, feed, &p);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base64_chunks");
    TCase *tc = tcase_create("base64_chunks");

    tcase_set_timeout(tc, 120);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, encoding_does_not_depend_on_the_cuts);
    tcase_add_test(tc, decoding_does_not_depend_on_the_cuts);
    return run_suite(suite);
}
