/* From bytes to what readers take for characters, by three ways through decoder, normalizer and clusters: views,
 * the caller's memory, and chains. All find what utf8proc finds in the whole text, wherever the bytes are cut. */
#include <string.h>

#include "clustering.h"
#include "normalizing_oracle.h"
#include "seam/seam.h"

enum { MOST_BYTES = 120, MOST_TEXT = 3 * MOST_BYTES, MOST_CHUNKS = 4 };

static prng rng;
static seam_pool *pool;

static void setup(void)
{
    prng_init(&rng, test_seed("text ways"));
    ck_assert_int_eq(seam_pool_create(NULL, &pool), SEAM_OK);
}

static void teardown(void)
{
    seam_pool_destroy(&pool);
}

/* What a way has found: the text in the form, and where its clusters start. */
typedef struct found {
    normalized text;
    bool starts[NORMALIZED_LONGEST];
    uint64_t n_clusters;
} found;

/* The bytes in chunks that may cut anything. */
typedef struct chunks {
    size_t n;
    seam_view chunks[MOST_CHUNKS];
} chunks;

static chunks cut(seam_view bytes_of)
{
    chunks c = {.n = 0};

    while (c.n < MOST_CHUNKS) {
        const bool is_last = c.n == MOST_CHUNKS - 1;
        const size_t len = is_last ? bytes_of.len : prng_below(&rng, bytes_of.len + 1);

        c.chunks[c.n++] = seam_view_of(bytes_of.data, len);
        bytes_of = seam_view_of(bytes_of.data + len, bytes_of.len - len);
    }
    return c;
}

static void open_stages(unsigned form, seam_decoder *dec, seam_normalizer *norm)
{
    const seam_normalizer_options options = {.form = (uint8_t)form};

    NEED(seam_decoder_init(dec, NULL) == SEAM_OK);
    NEED(seam_normalizer_init(norm, &options) == SEAM_OK);
}

/* Takes text in the form, and looks for clusters in it. */
static void take(seam_graphemes *g, seam_view text, found *out)
{
    const size_t base = out->text.len;
    seam_graphemes counting = *g;
    seam_view piece, rest = text;
    uint64_t n = 0;
    bool starts;

    NEED(text.len <= sizeof(out->text.data) - base);
    if (text.len > 0)
        memcpy(out->text.data + base, text.data, text.len);
    out->text.len += text.len;
    while (seam_graphemes_next(g, &rest, &piece, &starts) == SEAM_OK) {
        out->starts[base + (size_t)(piece.data - text.data)] = starts;
        n += starts;
    }
    NEED(seam_graphemes_count(&counting, text) == n);
    out->n_clusters += n;
}

/* ---- views: the text is never copied but where it changes */

static void pull_normal(seam_normalizer *norm, seam_graphemes *g, seam_view text, seam_status last,
                        found *out)
{
    uint8_t room[SEAM_TRANSFORM_ROOM];
    seam_view normal;
    seam_status r;

    while ((r = seam_normalizer_next(norm, &text, room, sizeof(room), &normal)) == SEAM_OK)
        take(g, normal, out);
    NEED(r == last && text.len == 0);
}

static void by_views(const chunks *c, unsigned form, found *out)
{
    seam_decoder dec;
    seam_normalizer norm;
    seam_graphemes g = {0};

    open_stages(form, &dec, &norm);
    for (size_t i = 0; i <= c->n; i++) {
        seam_view in = i < c->n ? c->chunks[i] : seam_view_of(NULL, 0), text;
        seam_status r;

        if (i == c->n)
            seam_decoder_finish(&dec);
        while ((r = seam_decoder_next(&dec, &in, &text)) == SEAM_OK)
            pull_normal(&norm, &g, text, SEAM_MORE, out);
        NEED(r == (i == c->n ? SEAM_EOF : SEAM_MORE));
    }
    seam_normalizer_finish(&norm);
    pull_normal(&norm, &g, seam_view_of(NULL, 0), SEAM_EOF, out);
}

/* ---- the caller's memory: two rooms of a few bytes */

static void convert_normal(seam_normalizer *norm, seam_graphemes *g, seam_view text,
                           seam_status last, found *out)
{
    seam_status r;

    do {
        uint8_t room[16];
        size_t n;

        r = seam_normalizer_convert(norm, &text, room, 4 + prng_below(&rng, 13), &n);
        take(g, seam_view_of(room, n), out);
        NEED(r == SEAM_FULL || r == last);
    } while (r != last);
}

static void by_rooms(const chunks *c, unsigned form, found *out)
{
    seam_decoder dec;
    seam_normalizer norm;
    seam_graphemes g = {0};

    open_stages(form, &dec, &norm);
    for (size_t i = 0; i <= c->n; i++) {
        const seam_status last = i == c->n ? SEAM_EOF : SEAM_MORE;
        seam_view in = i < c->n ? c->chunks[i] : seam_view_of(NULL, 0);
        seam_status r;

        if (i == c->n)
            seam_decoder_finish(&dec);
        do {
            uint8_t room[16];
            size_t n;

            r = seam_decoder_convert(&dec, &in, room, 4 + prng_below(&rng, 13), &n);
            convert_normal(&norm, &g, seam_view_of(room, n), SEAM_MORE, out);
            NEED(r == SEAM_FULL || r == last);
        } while (r != last);
    }
    seam_normalizer_finish(&norm);
    convert_normal(&norm, &g, seam_view_of(NULL, 0), SEAM_EOF, out);
}

/* ---- chains: slices of the same memory, with references of their own */

static void pass_on(seam_normalizer *norm, seam_graphemes *g, seam_chain *decoded, seam_status last,
                    found *out)
{
    seam_chain normal;
    seam_view piece;

    seam_chain_init(&normal, pool);
    NEED(seam_transform_push_chain(seam_normalizer_transform(norm), decoded, &normal) == last);
    for (size_t at = 0; seam_chain_next(&normal, &at, &piece);)
        take(g, piece, out);
    seam_chain_release(&normal);
    NEED(seam_chain_len(decoded) == 0);
}

static void by_chains(const chunks *c, unsigned form, found *out)
{
    seam_decoder dec;
    seam_normalizer norm;
    seam_graphemes g = {0};
    seam_chain decoded;

    open_stages(form, &dec, &norm);
    seam_chain_init(&decoded, pool);
    for (size_t i = 0; i <= c->n; i++) {
        seam_buf chunk = {0};

        if (i < c->n)
            NEED(seam_buf_copy(pool, c->chunks[i], &chunk) == SEAM_OK);
        else
            seam_decoder_finish(&dec);
        NEED(seam_decoder_push(&dec, &chunk, &decoded) == (i < c->n ? SEAM_MORE : SEAM_EOF));
        pass_on(&norm, &g, &decoded, SEAM_MORE, out);
    }
    seam_normalizer_finish(&norm);
    pass_on(&norm, &g, &decoded, SEAM_EOF, out);
    seam_chain_release(&decoded);
}

/* ---- the whole */

static void by_others(seam_view bytes_of, unsigned form, found *out)
{
    uint8_t text[MOST_TEXT];
    seam_decoder dec;
    size_t len;

    NEED(seam_decoder_init(&dec, NULL) == SEAM_OK);
    seam_decoder_finish(&dec);
    NEED(seam_decoder_convert(&dec, &bytes_of, text, sizeof(text), &len) == SEAM_EOF);
    oracle(seam_view_of(text, len), form, &out->text);
    clusters_by_utf8proc(seam_view_of(out->text.data, out->text.len), out->starts,
                         sizeof(out->starts));
    out->n_clusters = 0;
    for (size_t i = 0; i < out->text.len; i++)
        out->n_clusters += out->starts[i];
}

static void agrees(const found *out, const found *wanted)
{
    NEED(normalized_is(&out->text, seam_view_of(wanted->text.data, wanted->text.len)));
    NEED(memcmp(out->starts, wanted->starts, sizeof(out->starts)) == 0);
    NEED(out->n_clusters == wanted->n_clusters);
}

/* Hard text, of which one in three has a byte that was changed or lost. */
static size_t random_bytes(uint8_t *out)
{
    size_t len = sample_text(&rng, prng_below(&rng, 20), out);

    if (len > 0 && prng_below(&rng, 3) == 0)
        out[prng_below(&rng, len)] = (uint8_t)prng_below(&rng, 256);
    if (len > 0 && prng_below(&rng, 3) == 0)
        len -= prng_below(&rng, 3 < len ? 3 : len);
    return len;
}

START_TEST(views_rooms_and_chains_find_what_others_find_in_the_whole)
{
    static void (*const ways[])(const chunks *c, unsigned form, found *out) = {by_views, by_rooms,
                                                                               by_chains};

    for (int i = 0; i < 6000; i++) {
        const unsigned form = (unsigned)prng_below(&rng, 6);
        uint8_t bytes_of[MOST_BYTES];
        const seam_view in = seam_view_of(bytes_of, random_bytes(bytes_of));
        static found wanted;

        by_others(in, form, &wanted);
        for (size_t way = 0; way < sizeof(ways) / sizeof(ways[0]); way++) {
            const chunks c = cut(in);
            static found out;

            memset(&out, 0, sizeof(out));
            ways[way](&c, form, &out);
            agrees(&out, &wanted);
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("text_ways");
    TCase *tc = tcase_create("text_ways");

    tcase_set_timeout(tc, 120);
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, views_rooms_and_chains_find_what_others_find_in_the_whole);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
