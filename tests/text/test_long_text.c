/* Long texts, mostly of plain characters in runs of one script, with hard ones between them: what the fast
 * paths pass over a piece at a time is what slow code finds, with every kernel. */
#include "clustering.h"
#include "kernel/table.h"
#include "normalizing_oracle.h"
#include "seam/grapheme.h"
#include "seam/truncate.h"
#include "seam/utf8.h"
#include "seam/width.h"

/* Of a text of LONGEST_NORMALIZED bytes there is room for the form. */
enum { LONGEST_TEXT = 9000, LONGEST_NORMALIZED = 1600, N_TEXTS = 400 };

typedef struct script {
    uint32_t first, n;
} script;

/* Appends up to 200 characters of one script to the `len` bytes of `out`, as there is room for `cap`
 * bytes. */
static size_t put_run(prng *rng, uint8_t *out, size_t len, size_t cap)
{
    static const script scripts[] = {{'a', 26},      {0xE0, 30},     {0x430, 32},   {0x5D0, 27},
                                     {0x627, 30},    {0x915, 37},    {0xE01, 40},   {0x3041, 80},
                                     {0x4E00, 3000}, {0xAC00, 9000}, {0x1F600, 60}, {'A', 26}};
    const script *s = &scripts[prng_below(rng, sizeof(scripts) / sizeof(scripts[0]))];

    for (size_t n = prng_below(rng, 200); n > 0 && len + (size_t)SAMPLE_BYTES <= cap; n--) {
        const uint32_t c =
            prng_below(rng, 8) == 0 ? ' ' : s->first + (uint32_t)prng_below(rng, s->n);

        len += ucd_encode(&c, 1, out + len);
    }
    return len;
}

static size_t long_text(prng *rng, uint8_t *out, size_t cap)
{
    const size_t wanted = prng_below(rng, cap - 64);
    size_t len = 0;

    while (len < wanted) {
        len = put_run(rng, out, len, cap);
        if (len + 4 * (size_t)SAMPLE_BYTES <= cap && prng_below(rng, 2) == 0)
            len += sample_text(rng, 1 + prng_below(rng, 4), out + len);
    }
    return len;
}

/* Calls `fn` with long texts, under each kernel that this machine can run. */
static void with_long_texts(void (*fn)(prng *rng, seam_view text), size_t cap, const char *what)
{
    const seam__kernel *kernel;
    prng rng;

    prng_init(&rng, test_seed(what));
    for (size_t i = 0; (kernel = seam__kernel_built(i)) != NULL; i++) {
        if (!kernel->usable())
            continue;
        printf("%s: %s\n", what, kernel->name);
        atomic_store(&seam__kernel_current, kernel);
        for (size_t j = 0; j < N_TEXTS; j++) {
            uint8_t text[LONGEST_TEXT];

            fn(&rng, seam_view_of(text, long_text(&rng, text, cap)));
        }
    }
}

/* A place where a character begins, or the end. */
static size_t some_cut(prng *rng, seam_view text)
{
    size_t cut = prng_below(rng, text.len + 1);

    while (cut < text.len && (text.data[cut] & 0xC0) == 0x80)
        cut++;
    return cut;
}

static void every_form_agrees(prng *rng, seam_view text)
{
    const unsigned form = (unsigned)prng_below(rng, SEAM_CASEFOLD + 1);
    static normalized wanted, out;
    seam_view form_of_text;

    oracle(text, form, &wanted);
    form_of_text = seam_view_of(wanted.data, wanted.len);
    normalize_pulled(text, form, some_cut(rng, text), 64 + prng_below(rng, 64), &out);
    NEED(normalized_is(&out, form_of_text));
    normalize_converted(text, form, some_cut(rng, text), prng_below(rng, 600), &out);
    NEED(normalized_is(&out, form_of_text));
    normalize_decoded(text, form, prng_below(rng, text.len + 1), &out);
    NEED(normalized_is(&out, form_of_text));
    NEED((seam_normal_prefix(text, form, true) == text.len) == seam_view_equal(text, form_of_text));
    NEED(seam_normal_prefix(form_of_text, form, true) == wanted.len);
}

START_TEST(long_text_is_normalized_as_by_utf8proc)
{
    with_long_texts(every_form_agrees, LONGEST_NORMALIZED,
                    "long_text_is_normalized_as_by_utf8proc");
}
END_TEST

/* Counts the clusters, in pieces that are cut between characters. */
static uint64_t count_in_pieces(prng *rng, seam_view text)
{
    seam_graphemes g = {0};
    uint64_t n = 0;

    while (text.len > 0) {
        const size_t cut = some_cut(rng, text);

        n += seam_graphemes_count(&g, seam_view_of(text.data, cut));
        text = seam_view_of(text.data + cut, text.len - cut);
    }
    return n;
}

static void clusters_agree(prng *rng, seam_view text)
{
    static bool starts[LONGEST_TEXT];
    static uint32_t at[LONGEST_TEXT];
    seam_graphemes counting = {0}, listing = {0};
    size_t n_wanted = 0, n = 0, base = 0;
    seam_view in = text;

    clusters_by_utf8proc(text, starts, sizeof(starts));
    for (size_t i = 0; i < text.len; i++)
        n_wanted += starts[i];
    NEED(seam_graphemes_count(&counting, text) == n_wanted);
    NEED(count_in_pieces(rng, text) == n_wanted);
    while (in.len > 0) {
        size_t n_found;
        const seam_status r =
            seam_graphemes_starts(&listing, &in, at, 1 + prng_below(rng, 300), &n_found);

        NEED(r == SEAM_MORE || r == SEAM_FULL);
        for (size_t i = 0; i < n_found; i++)
            NEED(starts[base + at[i]]);
        n += n_found;
        base = text.len - in.len;
    }
    NEED(n == n_wanted && listing.state_ == counting.state_);
}

START_TEST(clusters_of_long_text_are_utf8procs)
{
    with_long_texts(clusters_agree, LONGEST_TEXT, "clusters_of_long_text_are_utf8procs");
}
END_TEST

/* The same as seam_text_truncate(), cluster by cluster. */
static size_t truncated(seam_view text, unsigned unit, uint64_t max, uint64_t *measure)
{
    seam_graphemes g = {0};
    seam_view cluster;
    size_t len = 0;
    bool starts;

    *measure = 0;
    while (seam_graphemes_next(&g, &text, &cluster, &starts) == SEAM_OK) {
        seam_width width = {.flags = 0};
        const uint64_t its = unit == SEAM_IN_COLUMNS    ? seam_width_advance(&width, cluster)
                             : unit == SEAM_IN_CLUSTERS ? 1
                                                        : seam_utf8_count(cluster);

        if (its > max - *measure)
            break;
        *measure += its;
        len += cluster.len;
    }
    return len;
}

static void cuts_agree(prng *rng, seam_view text)
{
    static const unsigned units[] = {SEAM_IN_CODE_POINTS, SEAM_IN_CLUSTERS, SEAM_IN_COLUMNS};
    const unsigned unit = units[prng_below(rng, 3)];
    const uint64_t max = prng_below(rng, text.len + 2);
    uint64_t wanted, measure;
    const size_t len = truncated(text, unit, max, &wanted);

    NEED(seam_text_truncate(text, unit, max, 0, &measure) == len && measure == wanted);
}

START_TEST(long_text_is_cut_where_its_clusters_measure_enough)
{
    with_long_texts(cuts_agree, LONGEST_TEXT, "long_text_is_cut_where_its_clusters_measure_enough");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("long text");
    TCase *tc = tcase_create("long text");

    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, long_text_is_normalized_as_by_utf8proc);
    tcase_add_test(tc, clusters_of_long_text_are_utf8procs);
    tcase_add_test(tc, long_text_is_cut_where_its_clusters_measure_enough);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
