/* Short chunks, whose text is decoded into the room of the chain, give what seam_decoder_convert() gives for them and
 * what single bytes give. */
#include "pool_fixture.h"

#define STREAM_MAX ((size_t)6000)
#define OUT_MAX    (4 * STREAM_MAX + 64)

static failing_provider provider;
static seam_pool *pool;

static void open_pool(void)
{
    pool = fixture_open(&provider, NULL);
}

static void close_pool(void)
{
    fixture_close(&provider, &pool);
}

/* A fault that a call returned, or the end, and how much had come out by then. */
typedef struct found {
    seam_status status;
    seam_fault fault;
    size_t n_out;
} found;

/* What a decoder gave for one stream. */
typedef struct result {
    seam_decoder dec;
    found founds[STREAM_MAX + 16];
    size_t n_founds;
    uint8_t out[OUT_MAX];
    size_t n_out;
} result;

static result pushed;
static result converted;

static void start(result *to, const seam_decoder_options *options)
{
    must(seam_decoder_init(&to->dec, options) == SEAM_OK);
    to->n_founds = 0;
    to->n_out = 0;
}

static void note(result *to, seam_status r)
{
    found *f = &to->founds[to->n_founds++];

    must(to->n_founds <= STREAM_MAX + 16);
    *f = (found){.status = r, .fault = seam_decoder_fault(&to->dec), .n_out = to->n_out};
}

/* Decodes a chunk, or the end, to `last`. */
static void convert(result *to, seam_view in, seam_status last)
{
    seam_status r;

    do {
        size_t n;

        r = seam_decoder_convert(&to->dec, &in, to->out + to->n_out, OUT_MAX - to->n_out, &n);
        to->n_out += n;
        if (r != SEAM_MORE)
            note(to, r);
    } while (r != last);
    must(in.len == 0);
}

/* As convert(). Where the chain's limit refuses a text, it is raised by a few bytes, and the call is repeated. */
static void push(result *to, seam_buf *in, seam_chain *out, prng *rng, seam_status last)
{
    seam_status r;

    do {
        r = seam_decoder_push(&to->dec, in, out);
        to->n_out = seam_chain_len(out);
        must(seam__chain_valid(out));
        if (r == SEAM_ELIMIT)
            seam_chain_set_limits(out, seam_chain_len(out) + 1 + prng_below(rng, 700), SIZE_MAX);
        else if (r != SEAM_MORE)
            note(to, r);
    } while (r != last);
    must(in->len == 0);
}

static void expect_same(const result *a, const result *b)
{
    must(a->n_out == b->n_out);
    must(seam_decoder_n_faults(&a->dec) == seam_decoder_n_faults(&b->dec));
    must(seam_decoder_offset(&a->dec) == seam_decoder_offset(&b->dec));
    must(a->n_founds == b->n_founds);
    for (size_t i = 0; i < a->n_founds; i++) {
        must(a->founds[i].status == b->founds[i].status);
        must(a->founds[i].n_out == b->founds[i].n_out);
        must(memcmp(&a->founds[i].fault, &b->founds[i].fault, sizeof(seam_fault)) == 0);
    }
}

/* A chunk of the stream, or sometimes a part of what came out, in the chain's own block. */
static seam_buf next_chunk(prng *rng, const uint8_t *text, size_t len, const seam_chain *out)
{
    const size_t n_segs = seam_chain_segments(out);
    seam_buf in;

    if (prng_below(rng, 8) == 0 && n_segs > 0) {
        const seam_buf *last = seam_chain_segment(out, n_segs - 1);

        len = len < last->len ? len : last->len;
        must(seam_buf_slice_of(last, last->data + last->len - len, len, &in) == SEAM_OK);
        return in;
    }
    must(seam_buf_copy(pool, seam_view_of(text, len), &in) == SEAM_OK);
    return in;
}

static void in_chunks(const seam_decoder_options *options, prng *rng, const uint8_t *text,
                      size_t most)
{
    static uint8_t stream[STREAM_MAX];
    size_t n = 0;
    seam_chain out;
    seam_buf none = {0};

    start(&pushed, options);
    start(&converted, options);
    seam_chain_init(&out, pool);
    if (prng_below(rng, 3) == 0)
        seam_chain_set_limits(&out, prng_below(rng, 700), SIZE_MAX);
    for (size_t len = prng_below(rng, most); n + len <= STREAM_MAX;
         len = 1 + prng_below(rng, most)) {
        seam_buf in = next_chunk(rng, text + n, len, &out);
        const seam_view same = {stream + n, in.len};

        if (in.len > 0)
            memcpy(stream + n, in.data, in.len);
        n += in.len;
        push(&pushed, &in, &out, rng, SEAM_MORE);
        convert(&converted, same, SEAM_MORE);
        expect_same(&pushed, &converted);
    }
    seam_decoder_finish(&pushed.dec);
    push(&pushed, &none, &out, rng, SEAM_EOF);
    seam_decoder_finish(&converted.dec);
    convert(&converted, seam_view_of(NULL, 0), SEAM_EOF);
    expect_same(&pushed, &converted);
    expect_chain(&out, converted.out, converted.n_out);
    start(&converted, options);
    for (size_t i = 0; i < n; i++)
        convert(&converted, seam_view_of(stream + i, 1), SEAM_MORE);
    seam_decoder_finish(&converted.dec);
    convert(&converted, seam_view_of(NULL, 0), SEAM_EOF);
    must(pushed.n_out == converted.n_out);
    must(seam_decoder_n_faults(&pushed.dec) == seam_decoder_n_faults(&converted.dec));
    expect_chain(&out, converted.out, converted.n_out);
    seam_chain_release(&out);
}

START_TEST(short_chunks_come_out_as_those_that_are_converted)
{
    static const uint8_t encodings[] = {SEAM_UTF8, SEAM_UTF8, SEAM_UTF8, SEAM_UTF16LE,
                                        SEAM_UTF16BE};
    static uint8_t text[STREAM_MAX + 600];
    size_t n_run = 0;
    prng rng;

    prng_init(&rng, test_seed("short_chunks_come_out_as_those_that_are_converted"));
    for (int round = 0; round < 400; round++) {
        const uint8_t encoding = encodings[prng_below(&rng, sizeof(encodings))];
        const seam_decoder_options options = {
            .from = encoding,
            .to = encoding,
            .errors = (uint8_t)prng_below(&rng, 3),
            .hold = (uint8_t)(prng_below(&rng, 3) == 0),
            .bom = (uint8_t)prng_below(&rng, 3),
            .tail = (uint8_t)prng_below(&rng, 2),
            .deny = prng_below(&rng, 2) == 0 ? 0 : (uint32_t)prng_below(&rng, 128),
        };
        seam_decoder dec;

        if (seam_decoder_init(&dec, &options) != SEAM_OK)
            continue;
        n_run++;
        if (prng_below(&rng, 3) == 0)
            memset(text, 'x', sizeof(text));
        else
            prng_text(&rng, text, sizeof(text));
        in_chunks(&options, &rng, text, prng_below(&rng, 2) == 0 ? 600 : 40);
    }
    must(n_run >= 100);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("decode_short");
    TCase *tc = tcase_create("decode_short");

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, open_pool, close_pool);
    tcase_add_test(tc, short_chunks_come_out_as_those_that_are_converted);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
