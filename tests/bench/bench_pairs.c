/* Streams of each pair of encodings in chunks of four sizes, clean and with one fault in each thousand
 * characters, against ICU's converters, glibc's, those of encoding_rs, and simdutf by hand. */
#include "bench_pairs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench_pieces.h"
#include "seam/seam.h"

/* So much UTF-8 is the source of each text: the second level of a cache holds it in any encoding. */
#define WINDOW ((size_t)128 << 10)
/* Whole characters of all encodings; between two faults of a dirty text. */
#define CLEAN_BYTES ((size_t)1000)

#define N_PEERS 4

typedef struct pair_task {
    const pair_peer *peer;
    void *self;
    const pair_stream *stream;
} pair_task;

static void run_peer(void *ctx, size_t reps)
{
    const pair_task *t = ctx;

    while (reps-- > 0)
        bench_keep(t->peer->convert(t->self, t->stream));
}

static size_t seam_stream(const pair_stream *s)
{
    const seam_decoder_options options = {.from = s->from, .to = s->to};
    seam_decoder dec;
    size_t sum = 0;

    bench_require(seam_decoder_init(&dec, &options) == SEAM_OK, "seam_decoder_init");
    for (size_t off = 0; off < s->len; off += s->chunk) {
        seam_view in = seam_view_of(s->data + off, bench_chunk_len(s, off));
        size_t n;

        bench_require(seam_decoder_convert(&dec, &in, s->out, s->cap, &n) == SEAM_MORE, "convert");
        sum += n;
    }
    return sum;
}

static void run_seam(void *ctx, size_t reps)
{
    while (reps-- > 0)
        bench_keep(seam_stream(ctx));
}

/* ---- texts */

/* A text in another encoding, without the characters that it lacks. */
static text recode(const text *t, uint8_t from, uint8_t to)
{
    const seam_decoder_options options = {.from = from, .to = to, .errors = SEAM_ERRORS_SKIP};
    const size_t cap = 4 * t->len + 16;
    text out = {t->name, malloc(cap), 0};
    seam_view in = seam_view_of(t->data, t->len);
    seam_decoder dec;

    bench_require(out.data != NULL && seam_decoder_init(&dec, &options) == SEAM_OK &&
                      seam_decoder_convert(&dec, &in, out.data, cap, &out.len) == SEAM_MORE,
                  "a text in another encoding");
    return out;
}

/* A text of UTF-8 without the characters that an encoding lacks. */
static text without_others(const text *t, uint8_t encoding)
{
    text in_it = recode(t, SEAM_UTF8, encoding);
    text out = recode(&in_it, encoding, SEAM_UTF8);

    free(in_it.data);
    return out;
}

/* What can be no part of a text; its length, 0 for an encoding that has no faults. */
static size_t fault_of(uint8_t encoding, uint8_t fault[4])
{
    static const struct {
        uint8_t encoding, len, bytes[4];
    } faults[] = {{SEAM_UTF8, 1, {0xFF}},
                  {SEAM_WTF8, 1, {0xFF}},
                  {SEAM_ASCII, 1, {0xFF}},
                  {SEAM_UTF16LE, 2, {0, 0xDC}},
                  {SEAM_UTF16BE, 2, {0xDC, 0}},
                  {SEAM_UTF32LE, 4, {0, 0xDC, 0, 0}},
                  {SEAM_UTF32BE, 4, {0, 0, 0xDC, 0}}};

    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        if (faults[i].encoding == encoding) {
            memcpy(fault, faults[i].bytes, 4);
            return faults[i].len;
        }
    }
    return 0;
}

/* A copy in which the next unit behind each CLEAN_BYTES becomes one that is a fault. In UTF-16 and UTF-8 it
 * may cut a character in two. */
static text dirty_text(uint8_t encoding, const text *t)
{
    uint8_t fault[4];
    const size_t len = fault_of(encoding, fault);
    text out = {t->name, malloc(t->len + 1), t->len};

    bench_require(out.data != NULL, "memory for a text");
    memcpy(out.data, t->data, t->len);
    for (size_t at = CLEAN_BYTES; len > 0 && at + len <= t->len; at += CLEAN_BYTES)
        memcpy(out.data + at, fault, len);
    return out;
}

/* ---- jobs */

static size_t open_peers(const pair_stream *s, size_t n_expected, contender *contenders,
                         pair_task *tasks)
{
    const pair_peer *const peers[N_PEERS] = {&bench_pair_icu, &bench_pair_iconv, &bench_pair_rust,
                                             &bench_pair_simdutf};
    size_t n = 0;

    for (size_t i = 0; i < N_PEERS; i++) {
        void *self = peers[i] != NULL ? peers[i]->open(s) : NULL;

        if (self == NULL)
            continue;
        tasks[n] = (pair_task){peers[i], self, s};
        contenders[n + 1] = (contender){peers[i]->name, run_peer, &tasks[n]};
        n++;
        if (n_expected > 0 && peers[i]->convert(self, s) != n_expected) {
            fprintf(stderr, "bench: %s\n", peers[i]->name);
            bench_fail("a peer gives another length");
        }
    }
    return n;
}

static void run_stream(const bench *b, const char *name, pair_stream *s, const char *input,
                       bool is_clean)
{
    contender contenders[N_PEERS + 1] = {{"seam", run_seam, s}};
    pair_task tasks[N_PEERS];
    job j = {name, input, s->chunk, BENCH_GBPS, s->len, contenders, 1};
    size_t n;

    if (!bench_row_wanted(b, "pairs", &j))
        return;
    s->cap = 4 * (s->chunk + 16);
    s->out = malloc(s->cap);
    bench_require(s->out != NULL, "memory for the output");
    n = open_peers(s, is_clean ? seam_stream(s) : 0, contenders, tasks);
    j.n_contenders += n;
    bench_run(b, "pairs", &j);
    for (size_t i = 0; i < n; i++)
        tasks[i].peer->close(tasks[i].self);
    free(s->out);
}

static void run_chunks(const bench *b, const char *name, uint8_t from, uint8_t to, const text *t,
                       bool is_dirty)
{
    static const size_t chunks[] = {64, 1500, 4096, 65536};
    char input[48];

    bench_input_name(input, sizeof(input), t->name, is_dirty ? "dirty" : NULL);
    for (size_t i = 0; i < sizeof(chunks) / sizeof(chunks[0]); i++) {
        pair_stream s = {
            .from = from, .to = to, .data = t->data, .len = t->len, .chunk = chunks[i]};

        run_stream(b, name, &s, input, !is_dirty);
    }
}

static void run_pair(const bench *b, uint8_t from, uint8_t to, const text *utf8)
{
    text known = without_others(utf8, from == SEAM_UTF8 ? to : from);
    text clean = recode(&known, SEAM_UTF8, from);
    text dirty = dirty_text(from, &clean);
    char name[48];
    uint8_t fault[4];

    snprintf(name, sizeof(name), "%s-to-%s", seam_encoding_name(from, SEAM_NAMES_SEAM, 0),
             seam_encoding_name(to, SEAM_NAMES_SEAM, 0));
    run_chunks(b, name, from, to, &clean, false);
    if (fault_of(from, fault) > 0)
        run_chunks(b, name, from, to, &dirty, true);
    free(dirty.data);
    free(clean.data);
    free(known.data);
}

static void run_both_ways(const bench *b, uint8_t encoding, const text *t)
{
    run_pair(b, SEAM_UTF8, encoding, t);
    run_pair(b, encoding, SEAM_UTF8, t);
}

/* Indices of texts that bench_texts() gives. */
enum { ENGLISH, FRENCH, RUSSIAN, ARABIC, CHINESE, EMOJI, N_TEXTS };

static void run_unicode(const bench *b, const text texts[N_TEXTS])
{
    static const uint8_t encodings[] = {SEAM_UTF16LE, SEAM_UTF16BE, SEAM_UTF32LE, SEAM_UTF32BE,
                                        SEAM_WTF8};
    static const uint8_t kinds[] = {ENGLISH, FRENCH, CHINESE};

    for (size_t i = 0; i < sizeof(encodings); i++) {
        for (size_t k = 0; k < sizeof(kinds); k++)
            run_both_ways(b, encodings[i], &texts[kinds[k]]);
    }
}

static void run_bytes(const bench *b, const text texts[N_TEXTS])
{
    /* Its windows-1252 has no byte 80..9F. */
    text plain = without_others(&texts[FRENCH], SEAM_LATIN1);

    plain.name = "french-latin1";
    run_both_ways(b, SEAM_LATIN1, &texts[ENGLISH]);
    run_both_ways(b, SEAM_LATIN1, &texts[FRENCH]);
    run_both_ways(b, SEAM_WINDOWS_1252, &texts[ENGLISH]);
    run_both_ways(b, SEAM_WINDOWS_1252, &texts[FRENCH]);
    run_both_ways(b, SEAM_WINDOWS_1252, &plain);
    run_both_ways(b, SEAM_WINDOWS_1251, &texts[ENGLISH]);
    run_both_ways(b, SEAM_WINDOWS_1251, &texts[RUSSIAN]);
    run_both_ways(b, SEAM_ASCII, &texts[ENGLISH]);
    free(plain.data);
}

void bench_pairs(const bench *b)
{
    text texts[N_TEXTS];

    bench_require(bench_texts(texts, N_TEXTS) == N_TEXTS, "the texts");
    for (size_t i = 0; i < N_TEXTS; i++) {
        if (texts[i].len > WINDOW)
            texts[i].len = seam_utf8_trim(seam_view_of(texts[i].data, WINDOW));
    }
    run_unicode(b, texts);
    run_bytes(b, texts);
    bench_texts_free(texts, N_TEXTS);
}
