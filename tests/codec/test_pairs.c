#include <stdio.h>
#include <string.h>

#include "codec/decoder_step.h"
#include "pairs_reference.h"
#include "put_utf8.h"
#include "seam/decode.h"
#include "support.h"

/* Every pair of encodings: the output, the faults and what is held back do not depend on cuts, on rooms,
 * on the form of the calls, nor on being saved in between, and are what the reference says. */

static prng rng;
static seam_pool *pool;

static void setup(void)
{
    prng_init(&rng, test_seed("pairs"));
    ck_assert_int_eq(seam_pool_create(NULL, &pool), SEAM_OK);
}

static void teardown(void)
{
    seam_pool_destroy(&pool);
}

/* ---- inputs that are likely to be near an edge */

static const uint8_t edges8[] = {0x00, 0x0A, 'A',  '~',  0x7F, 0x80, 0x90, 0x9F,
                                 0xA0, 0xAF, 0xB0, 0xBF, 0xC2, 0xC3, 0xE0, 0xE2,
                                 0xED, 0xEF, 0xF0, 0xF4, 0xFE, 0xFF, 0xBB, 0xD0};
static const uint16_t edges16[] = {0x0000, 0x0041, 0x00E9, 0x0141, 0x20AC, 0xD800, 0xD83D, 0xDBFF,
                                   0xDC00, 0xDC4D, 0xDCC3, 0xDCA9, 0xDFFF, 0xE000, 0xFEFF, 0xFFFE};
static const uint32_t edges32[] = {0x00,    0x41,     0xE9,     0x20AC,    0xD800,
                                   0xDC80,  0xDFFF,   0xFEFF,   0xFFFD,    0x10000,
                                   0x1F44D, 0x10FFFF, 0x110000, 0xFFFFFFFF};

/* One character or so. */
static size_t random_piece(unsigned from, uint8_t out[4])
{
    uint32_t c;

    if (from == SEAM_UTF16LE || from == SEAM_UTF16BE) {
        c = edges16[prng_below(&rng, sizeof(edges16) / 2)];
        out[from == SEAM_UTF16BE] = (uint8_t)c;
        out[from == SEAM_UTF16LE] = (uint8_t)(c >> 8);
        return 2;
    }
    c = edges32[prng_below(&rng, sizeof(edges32) / 4)];
    if (from == SEAM_UTF32LE || from == SEAM_UTF32BE) {
        for (size_t i = 0; i < 4; i++)
            out[from == SEAM_UTF32BE ? 3 - i : i] = (uint8_t)(c >> 8 * i);
        return 4;
    }
    if (prng_below(&rng, 2) == 0 && c <= 0x10FFFF && (from == SEAM_UTF8 || from == SEAM_WTF8))
        return put_utf8(out, c);
    out[0] = edges8[prng_below(&rng, sizeof(edges8))];
    return 1;
}

static size_t random_input(unsigned from, uint8_t *in, size_t most)
{
    static const char *const marks[] = {"\xEF\xBB\xBF", "\xFF\xFE", "\xFE\xFF", "\xEF\xBB", "\xEF"};
    const size_t len = prng_below(&rng, most + 1);
    size_t n = 0;

    if (prng_below(&rng, 4) == 0) {
        const char *mark = marks[prng_below(&rng, 5)];
        for (; mark[n] != '\0' && n < len; n++)
            in[n] = (uint8_t)mark[n];
    }
    while (n < len) {
        uint8_t piece[4];
        const size_t n_piece = random_piece(from, piece);
        for (size_t i = 0; i < n_piece && n < len; i++)
            in[n++] = piece[i];
        /* Now and then a byte that is out of step. */
        if (n < len && prng_below(&rng, 12) == 0)
            in[n++] = edges8[prng_below(&rng, sizeof(edges8))];
    }
    return n;
}

static const uint8_t encodings[] = {
    SEAM_UTF8,         SEAM_UTF16LE, SEAM_UTF16BE,      SEAM_UTF32LE,       SEAM_UTF32BE,
    SEAM_LATIN1,       SEAM_ASCII,   SEAM_WINDOWS_1252, SEAM_WTF8,          SEAM_ASCII_MASKED,
    SEAM_WINDOWS_1255, SEAM_KOI8_R,  SEAM_MACINTOSH,    SEAM_ENCODING_NONE,
};

/* Options that init takes. */
static seam_decoder_options random_options(unsigned from, unsigned to)
{
    seam_decoder_options o;
    seam_decoder dec;

    do {
        o = (seam_decoder_options){.from = (uint8_t)from, .to = (uint8_t)to};
        o.errors = (uint8_t)prng_below(&rng, 4);
        o.hold = prng_below(&rng, 4) == 0;
        o.bom = (uint8_t)prng_below(&rng, 3);
        o.tail = prng_below(&rng, 4) == 0;
        o.unmappable = (uint8_t)prng_below(&rng, 3);
        if (prng_below(&rng, 4) == 0)
            o.deny = (uint32_t)prng_below(&rng, 128);
    } while (seam_decoder_init(&dec, &o) != SEAM_OK);
    return o;
}

/* ---- a run */

enum { FORM_CONVERT, FORM_NEXT_IN, FORM_NEXT, FORM_PUSH, N_FORMS };

typedef struct run {
    seam_decoder_options options;
    const uint8_t *in;
    size_t len;
    const pairs_expected *expected;
    int form;
    size_t cap;    /* of FORM_CONVERT */
    bool is_saved; /* and loaded again, before each chunk */
    seam_decoder dec;
    uint8_t out[PAIRS_MOST_OUT];
    size_t n_out;
    size_t n_faults; /* that calls have returned */
} run;

static void describe(const run *r, const char *what)
{
    char text[3 * PAIRS_MOST_IN + 1] = "";
    const seam_decoder_options *o = &r->options;

    for (size_t i = 0; i < r->len; i++)
        snprintf(text + 3 * i, 4, "%02x ", r->in[i]);
    ck_abort_msg("%s: from %u to %u errors %u hold %u bom %u tail %u unmappable %u deny %u form %d "
                 "cap %zu, input %s",
                 what, o->from, o->to, o->errors, o->hold, o->bom, o->tail, o->unmappable, o->deny,
                 r->form, r->cap, text);
}

static void add_output(run *r, const uint8_t *data, size_t n)
{
    if (n > r->expected->n_out - r->n_out ||
        (n > 0 && memcmp(data, r->expected->out + r->n_out, n) != 0))
        describe(r, "the output differs");
    if (n > 0)
        memcpy(r->out + r->n_out, data, n);
    r->n_out += n;
}

static seam_status call_push(run *r, seam_view *in)
{
    uint8_t joined[PAIRS_MOST_OUT];
    seam_chain out;
    seam_buf buf;
    seam_status status;

    seam_chain_init(&out, pool);
    ck_assert_int_eq(seam_buf_copy(pool, *in, &buf), SEAM_OK);
    status = seam_decoder_push(&r->dec, &buf, &out);
    if (in->len > 0)
        *in = seam_view_of(in->data + in->len - buf.len, buf.len);
    add_output(r, joined, seam_chain_copy_out(&out, 0, joined, sizeof(joined)));
    seam_buf_release(&buf);
    seam_chain_release(&out);
    return status;
}

static seam_status call(run *r, seam_view *in)
{
    const size_t len_before = in->len;
    uint8_t room[64];
    seam_view text;
    size_t produced;
    seam_status status;

    switch (r->form) {
    case FORM_PUSH:
        return call_push(r, in);
    case FORM_CONVERT:
        memset(room, 0x5A, sizeof(room));
        status = seam_decoder_convert(&r->dec, in, room, r->cap, &produced);
        if (produced > r->cap || (produced < sizeof(room) && room[produced] != 0x5A))
            describe(r, "too much is written");
        add_output(r, room, produced);
        if (status == SEAM_OK || (status == SEAM_FULL && r->cap >= SEAM_ROOM_MIN && produced == 0 &&
                                  in->len == len_before))
            describe(r, "no progress");
        return status;
    case FORM_NEXT_IN:
        status = seam_decoder_next_in(&r->dec, in, room, SEAM_ROOM_MIN + r->cap % 32, &text);
        break;
    default:
        status = seam_decoder_next(&r->dec, in, &text);
        break;
    }
    if ((status == SEAM_OK) != (text.len > 0))
        describe(r, "a text without SEAM_OK, or the other way round");
    add_output(r, text.data, text.len);
    return status;
}

static void check_fault(run *r, seam_status status)
{
    const pairs_expected *e = r->expected;
    const seam_fault fault = seam_decoder_fault(&r->dec);

    while (r->n_faults < e->n_faults && e->faults[r->n_faults].n_out == SIZE_MAX)
        r->n_faults++;
    if (r->n_faults == e->n_faults || e->faults[r->n_faults].offset != fault.offset ||
        e->faults[r->n_faults].reason != fault.reason || e->faults[r->n_faults].len != fault.len ||
        e->faults[r->n_faults].n_out != r->n_out ||
        (e->faults[r->n_faults].truncated ? SEAM_ETRUNC : SEAM_EILSEQ) != status)
        describe(r, "another fault, or not here");
    r->n_faults++;
}

/* Calls until the chunk, or the stream, has ended. A room that is too small for any progress gives way
 * to a larger one. */
static void drain(run *r, const uint8_t *chunk, size_t len)
{
    const size_t cap = r->cap;
    seam_view in = seam_view_of(chunk, len);
    seam_status status;

    do {
        const size_t n_before = r->n_out;
        status = call(r, &in);
        r->cap = status == SEAM_FULL && r->n_out == n_before ? SEAM_ROOM_MIN : cap;
        if (status == SEAM_EILSEQ || status == SEAM_ETRUNC)
            check_fault(r, status);
        if (!seam__decoder_valid(&r->dec))
            describe(r, "the decoder has broken its laws");
    } while (status != SEAM_MORE && status != SEAM_EOF);
    if (in.len > 0)
        describe(r, "input is left");
    r->cap = cap;
}

static void save_and_load(run *r)
{
    uint8_t saved[SEAM_DECODER_SAVED];
    uint8_t again[SEAM_DECODER_SAVED];

    seam_decoder_save(&r->dec, saved);
    memset(&r->dec, 0xEE, sizeof(r->dec));
    if (seam_decoder_load(&r->dec, saved) != SEAM_OK)
        describe(r, "what was saved is refused");
    seam_decoder_save(&r->dec, again);
    if (memcmp(saved, again, sizeof(saved)) != 0)
        describe(r, "what is saved again differs");
}

static void check_end(run *r)
{
    const pairs_expected *e = r->expected;
    const seam_fault fault = seam_decoder_fault(&r->dec);

    if (r->n_out != e->n_out)
        describe(r, "output is missing");
    if (seam_decoder_n_faults(&r->dec) != e->n_faults)
        describe(r, "another number of faults");
    if (e->n_faults > 0 && (fault.offset != e->faults[e->n_faults - 1].offset ||
                            fault.reason != e->faults[e->n_faults - 1].reason ||
                            fault.len != e->faults[e->n_faults - 1].len))
        describe(r, "another last fault");
}

static void decode(void *ctx, const size_t *cuts, size_t n_cuts)
{
    run *r = ctx;
    size_t at = 0;
    size_t max;

    ck_assert_int_eq(seam_decoder_init(&r->dec, &r->options), SEAM_OK);
    r->n_out = 0;
    r->n_faults = 0;
    for (size_t i = 0; i <= n_cuts; i++) {
        const size_t end = i < n_cuts ? cuts[i] : r->len;
        if (r->is_saved)
            save_and_load(r);
        ck_assert(seam_decoder_max_output(&r->dec, r->len - at, &max));
        if (r->expected->n_out - r->n_out > max)
            describe(r, "more output than at most");
        if (i == n_cuts && n_cuts % 2 == 1)
            seam_decoder_finish(&r->dec);
        drain(r, r->in + at, end - at);
        at = end;
    }
    seam_decoder_finish(&r->dec);
    drain(r, NULL, 0);
    check_end(r);
}

static bool is_pullable(const seam_decoder_options *o)
{
    if (o->to == SEAM_ENCODING_NONE)
        return true;
    return o->bom != SEAM_BOM_SNIFF &&
           (o->from == o->to || (o->from == SEAM_ASCII && o->to == SEAM_UTF8));
}

static void try_input(const seam_decoder_options *o, const uint8_t *in, size_t len)
{
    static pairs_expected expected;
    static run r;

    pairs_expect(o, in, len, &expected);
    memset(&r, 0, sizeof(r));
    r.options = *o;
    r.in = in;
    r.len = len;
    r.expected = &expected;
    r.is_saved = prng_below(&rng, 4) == 0;
    for (r.form = 0; r.form < N_FORMS; r.form++) {
        if (r.form == FORM_NEXT && !is_pullable(o))
            continue;
        r.cap = prng_below(&rng, 24);
        feed_every_cut(len, &rng, 2, decode, &r);
    }
    r.form = FORM_CONVERT;
    r.is_saved = true;
    for (r.cap = 0; r.cap < 20; r.cap++)
        decode(&r, NULL, 0);
}

START_TEST(every_pair_gives_what_the_reference_says)
{
    const size_t n = sizeof(encodings);

    for (size_t i = 0; i < n * n; i++) {
        const unsigned from = encodings[i / n];
        const unsigned to = encodings[i % n];
        if (from == SEAM_ENCODING_NONE || to == SEAM_ASCII_MASKED)
            continue;
        for (int round = 0; round < 16; round++) {
            const seam_decoder_options o = random_options(from, to);
            uint8_t in[PAIRS_MOST_IN];
            const size_t len = random_input(from, in, round % 2 == 0 ? 9 : 16);
            try_input(&o, in, len);
        }
    }
}
END_TEST

/* Longer texts, so that kernels have something to do, and with faults in between. */
START_TEST(long_texts_give_what_the_reference_says)
{
    const size_t n = sizeof(encodings);

    for (size_t i = 0; i < n * n; i++) {
        const unsigned from = encodings[i / n];
        const unsigned to = encodings[i % n];
        if (from == SEAM_ENCODING_NONE || to == SEAM_ASCII_MASKED)
            continue;
        for (int round = 0; round < 2; round++) {
            const seam_decoder_options o = random_options(from, to);
            uint8_t in[PAIRS_MOST_IN];
            try_input(&o, in, random_input(from, in, PAIRS_MOST_IN));
        }
    }
}
END_TEST

/* Which options go together: all values of the axes that have a say in it, for every pair. */
START_TEST(init_refuses_what_excludes_each_other)
{
    size_t n_taken = 0;

    for (unsigned i = 0; i < 256u * 4 * 2 * 3 * 3; i++) {
        seam_decoder_options o = {0};
        seam_decoder dec;
        o.from = encodings[i % 13];
        o.to = encodings[i / 16 % 14];
        o.errors = (uint8_t)(i / 256 % 4);
        o.hold = (uint8_t)(i / 1024 % 2);
        o.bom = (uint8_t)(i / 2048 % 3);
        o.unmappable = (uint8_t)(i / 6144 % 3);
        n_taken += seam_decoder_init(&dec, &o) == SEAM_OK;
        if (o.unmappable == SEAM_UNMAPPABLE_LOW_BYTE && o.to != SEAM_LATIN1 && o.to != SEAM_ASCII)
            ck_assert_int_eq(seam_decoder_init(&dec, &o), SEAM_EINVAL);
        if (o.hold == SEAM_HOLD_LAZY && (o.from > SEAM_UTF16LE || o.bom == SEAM_BOM_SNIFF))
            ck_assert_int_eq(seam_decoder_init(&dec, &o), SEAM_EINVAL);
        if (o.errors == SEAM_ERRORS_LOSSLESS && (o.to == SEAM_ENCODING_NONE || o.from == o.to) &&
            o.from != SEAM_UTF16LE && o.from != SEAM_UTF16BE)
            ck_assert_int_eq(seam_decoder_init(&dec, &o), SEAM_EINVAL);
    }
    ck_assert_uint_gt(n_taken, 1000);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pairs");
    TCase *tc = tcase_create("pairs");

    tcase_set_timeout(tc, 240);
    tcase_add_checked_fixture(tc, setup, teardown);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, every_pair_gives_what_the_reference_says);
    tcase_add_test(tc, long_texts_give_what_the_reference_says);
    tcase_add_test(tc, init_refuses_what_excludes_each_other);
    return run_suite(suite);
}
