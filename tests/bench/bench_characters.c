/* The group `text`: normal forms, grapheme clusters, columns and case folding of whole texts and of texts
 * in chunks, against utf8proc, ICU, libunistring and GLib. */
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "bench_texters.h"
#include "seam/seam.h"

enum { MAX_TEXTS = 20, MAX_CONTENDERS = MAX_TEXTERS + 3 };

/* So much of a text the second level of a cache holds together with what is made of it. */
#define LONGEST ((size_t)160 << 10)
/* The most bytes that a form has for one byte. */
#define EXPANSION ((size_t)11)

typedef struct text_job {
    text from;
    unsigned form;
    size_t chunk;
    uint8_t *out;
    size_t cap;
    uint32_t *starts;        /* room for one a byte */
    const seam_chain *chain; /* the same text */
} text_job;

static seam_normalizer begun(unsigned form)
{
    const seam_normalizer_options options = {.form = (uint8_t)form};
    seam_normalizer norm;

    bench_require(seam_normalizer_init(&norm, &options) == SEAM_OK, "seam_normalizer_init");
    return norm;
}

static void check_nfc(void *ctx, size_t reps)
{
    const text_job *t = ctx;

    while (reps-- > 0) {
        const seam_view in = seam_view_of(t->from.data, t->from.len);

        bench_require(seam_normal_prefix(in, SEAM_NFC, true) == in.len, "the text is NFC");
    }
}

/* By next(): what is in the form is not copied. */
static void pull_chunks(void *ctx, size_t reps)
{
    const text_job *t = ctx;

    while (reps-- > 0) {
        seam_normalizer norm = begun(t->form);
        size_t n = 0;
        seam_status r;

        for (size_t at = 0, len; at < t->from.len; at += len) {
            const size_t left = t->from.len - at;
            seam_view in = seam_view_of(t->from.data + at, left < t->chunk ? left : t->chunk);
            seam_view piece;

            len = in.len = seam_utf8_trim(in);
            while ((r = seam_normalizer_next(&norm, &in, t->out, t->cap, &piece)) == SEAM_OK)
                n += piece.len;
            bench_require(r == SEAM_MORE, "seam_normalizer_next");
        }
        bench_keep(n);
    }
}

static size_t convert_all(const text_job *t)
{
    seam_normalizer norm = begun(t->form);
    seam_view in = seam_view_of(t->from.data, t->from.len);
    size_t n, more;

    bench_require(seam_normalizer_convert(&norm, &in, t->out, t->cap, &n) == SEAM_MORE, "convert");
    seam_normalizer_finish(&norm);
    bench_require(seam_normalizer_convert(&norm, &in, t->out + n, t->cap - n, &more) == SEAM_EOF,
                  "convert");
    return n + more;
}

static void convert(void *ctx, size_t reps)
{
    while (reps-- > 0)
        bench_keep(convert_all(ctx));
}

static void count_clusters(void *ctx, size_t reps)
{
    const text_job *t = ctx;

    while (reps-- > 0) {
        seam_graphemes g = {0};

        bench_keep(seam_graphemes_count(&g, seam_view_of(t->from.data, t->from.len)));
    }
}

static void list_starts(void *ctx, size_t reps)
{
    const text_job *t = ctx;

    while (reps-- > 0) {
        seam_graphemes g = {0};
        seam_view in = seam_view_of(t->from.data, t->from.len);
        size_t n;

        bench_require(seam_graphemes_starts(&g, &in, t->starts, LONGEST, &n) == SEAM_MORE,
                      "starts");
        bench_keep(n);
    }
}

static void pull_clusters(void *ctx, size_t reps)
{
    const text_job *t = ctx;

    while (reps-- > 0) {
        seam_graphemes g = {0};
        seam_view in = seam_view_of(t->from.data, t->from.len), piece;
        size_t n = 0;
        bool starts;

        while (seam_graphemes_next(&g, &in, &piece, &starts) == SEAM_OK)
            n += starts;
        bench_keep(n);
    }
}

static void measure(void *ctx, size_t reps)
{
    const text_job *t = ctx;

    while (reps-- > 0) {
        seam_width width = {.flags = 0};

        bench_keep(seam_width_advance(&width, seam_view_of(t->from.data, t->from.len)));
    }
}

/* The whole text cut to its length less one column. */
static void truncate_text(void *ctx, size_t reps)
{
    const text_job *t = ctx;

    while (reps-- > 0) {
        uint64_t columns;

        bench_keep(seam_text_truncate(seam_view_of(t->from.data, t->from.len), SEAM_IN_COLUMNS,
                                      t->from.len, 0, &columns));
    }
}

/* A string that is in no text, and begins with a letter that is rare in those that have letters of ASCII. */
static void find_caseless(void *ctx, size_t reps)
{
    const text_job *t = ctx;

    while (reps-- > 0) {
        size_t at, len;
        const seam_status r = seam_chain_find_caseless(t->chain, seam_view_string("qzx\xC3\x9F"), 0,
                                                       false, &at, &len);

        bench_require(r == SEAM_MORE, "the text does not have the string");
    }
}

static void pull_decoded(const text_job *t, uint32_t deny)
{
    const seam_decoder_options options = {.deny = deny};
    seam_view in = seam_view_of(t->from.data, t->from.len), piece;
    seam_decoder dec;
    size_t n = 0;

    bench_require(seam_decoder_init(&dec, &options) == SEAM_OK, "seam_decoder_init");
    while (seam_decoder_next(&dec, &in, &piece) == SEAM_OK)
        n += piece.len;
    bench_keep(n);
}

static void decode_denying(void *ctx, size_t reps)
{
    while (reps-- > 0)
        pull_decoded(ctx, SEAM_DENY_NONCHARACTERS | SEAM_DENY_PRIVATE | SEAM_DENY_BIDI);
}

static void decode(void *ctx, size_t reps)
{
    while (reps-- > 0)
        pull_decoded(ctx, 0);
}

static job job_of(const char *name, const text_job *t, const contender *contenders, size_t n)
{
    return (job){.name = name,
                 .input = t->from.name,
                 .size = t->chunk < t->from.len ? t->chunk : LONGEST, /* whole texts as one size */
                 .unit = BENCH_GBPS,
                 .bytes_per_rep = t->from.len,
                 .contenders = contenders,
                 .n_contenders = n};
}

/* One job of one text, ours and the peers' that have the form. */
static void run(const bench *b, const char *name, text_job *t, texter_form form,
                void (*ours)(void *ctx, size_t reps))
{
    contender contenders[MAX_CONTENDERS] = {{"seam", ours, t}};
    texter_task tasks[MAX_TEXTERS];
    size_t n = 1;
    job j;

    if (!bench_wanted(b, "text", name))
        return;
    if (form != TEXTER_N_FORMS)
        n += bench_texters(form, t->from, t->out, t->cap, contenders + 1, tasks);
    j = job_of(name, t, contenders, n);
    bench_run(b, "text", &j);
}

/* The decoder that refuses what only whole characters tell, beside one that refuses nothing. */
static void run_deny(const bench *b, text_job *t)
{
    const contender contenders[] = {{"seam", decode_denying, t}, {"without-deny", decode, t}};
    const job j = job_of("deny-wide", t, contenders, 2);

    if (bench_wanted(b, "text", "deny-wide"))
        bench_run(b, "text", &j);
}

static void run_search(const bench *b, text_job *t)
{
    seam_pool *pool;
    seam_chain chain;
    seam_buf buf;

    bench_require(seam_pool_create(NULL, &pool) == SEAM_OK, "seam_pool_create");
    bench_require(seam_buf_copy(pool, seam_view_of(t->from.data, t->from.len), &buf) == SEAM_OK,
                  "seam_buf_copy");
    seam_chain_init(&chain, pool);
    bench_require(seam_chain_append(&chain, &buf) == SEAM_OK, "seam_chain_append");
    t->chain = &chain;
    run(b, "find-caseless", t, TEXTER_N_FORMS, find_caseless);
    t->chain = NULL;
    seam_chain_release(&chain);
    seam_pool_destroy(&pool);
}

static void run_form(const bench *b, const char *name, text_job *t, unsigned form,
                     texter_form peers)
{
    t->form = form;
    run(b, name, t, peers, convert);
}

/* What is measured of a text in NFC. */
static void run_nfc(const bench *b, text_job *t)
{
    static const size_t chunks[] = {SIZE_MAX, 4096, 64};

    run(b, "nfc-check", t, TEXTER_IS_NFC, check_nfc);
    t->form = SEAM_NFC;
    for (size_t i = 0; i < sizeof(chunks) / sizeof(chunks[0]); i++) {
        t->chunk = chunks[i];
        run(b, "nfc-of-nfc", t, i == 0 ? TEXTER_NFC : TEXTER_N_FORMS, pull_chunks);
    }
    t->chunk = SIZE_MAX;
    run_form(b, "nfd", t, SEAM_NFD, TEXTER_NFD);
    run_form(b, "nfkc", t, SEAM_NFKC, TEXTER_NFKC);
    run_form(b, "nfkc-casefold", t, SEAM_NFKC_CASEFOLD, TEXTER_NFKC_CASEFOLD);
    run_form(b, "fold", t, SEAM_CASEFOLD, TEXTER_CASEFOLD);
    run(b, "clusters-count", t, TEXTER_CLUSTERS, count_clusters);
    run(b, "clusters-starts", t, TEXTER_CLUSTERS, list_starts);
    run(b, "clusters-next", t, TEXTER_CLUSTERS, pull_clusters);
    run(b, "width", t, TEXTER_WIDTH, measure);
    run(b, "truncate", t, TEXTER_WIDTH, truncate_text);
    run_search(b, t);
    run_deny(b, t);
}

/* Puts the text into a form, in memory of its own. */
static void put_into(text *which, unsigned form)
{
    text_job t = {.from = *which, .form = form, .cap = EXPANSION * which->len + 64};

    t.out = malloc(t.cap);
    bench_require(t.out != NULL, "memory for a text");
    which->len = convert_all(&t);
    free(which->data);
    which->data = t.out;
}

static bool is_decomposed(const char *name)
{
    return strcmp(name, "vietnamese") == 0 || strcmp(name, "korean") == 0 ||
           strcmp(name, "hindi") == 0;
}

void bench_characters(const bench *b)
{
    text texts[MAX_TEXTS];
    size_t n;

    if (seam_text_unicode_version() == NULL)
        return;
    n = bench_many_scripts(texts, MAX_TEXTS);
    for (size_t i = 0; i < n; i++) {
        text_job t = {.chunk = SIZE_MAX, .cap = EXPANSION * LONGEST + 64};

        if (texts[i].len > LONGEST)
            texts[i].len = seam_utf8_trim(seam_view_of(texts[i].data, LONGEST));
        put_into(&texts[i], SEAM_NFC);
        t.from = texts[i];
        t.out = malloc(t.cap);
        t.starts = malloc(LONGEST * 3 * sizeof(t.starts[0]));
        bench_require(t.out != NULL && t.starts != NULL, "memory");
        run_nfc(b, &t);
        if (is_decomposed(texts[i].name)) {
            put_into(&texts[i], SEAM_NFD);
            t.from = texts[i];
            run_form(b, "nfc-of-nfd", &t, SEAM_NFC, TEXTER_NFC);
        }
        free(t.out);
        free(t.starts);
    }
    bench_texts_free(texts, n);
}
