/* Every transcoder over every kernel: what stands in the header, and random texts against the
 * reference, in every room and cut at every byte. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "each_kernel.h"
#include "transcoding.h"
#include "transcoding_text.h"

enum { LONGEST = 300 };

/* Room for the longest output against an unreadable page, and the input against another. */
static guarded page_in, page_out;

static void setup(void)
{
    guarded_init(&page_in, LONGEST + 64);
    guarded_init(&page_out, 4 * LONGEST + WAY_MARGIN + 64);
}

static void teardown(void)
{
    guarded_free(&page_in);
    guarded_free(&page_out);
}

/* Calls `fn` with each way, over each kernel that this machine can run. */
static void each_way(void (*fn)(const way *w, prng *rng), const char *what)
{
    const seam__kernel *kernel;
    prng rng;

    prng_init(&rng, test_seed(what));
    for (size_t i = 0; (kernel = kernel_to_test(i)) != NULL; i++) {
        if (!kernel->usable())
            continue;
        atomic_store_explicit(&seam__kernel_current, kernel, memory_order_release);
        for (size_t k = 0; k < N_WAYS; k++)
            fn(&ways[k], &rng);
    }
}

/* `cap` units that end at the unreadable page. */
static way_room room_at_end(const way *w, size_t cap)
{
    return (way_room){page_out.end - cap * form_unit(w->to), cap};
}

static void check(const way *w, const uint8_t *in, size_t n, size_t cap)
{
    const char *wrong = way_check(w, in, n, room_at_end(w, cap));

    if (wrong == NULL)
        return;
    way_print(w, in, n, cap, wrong);
    ck_abort_msg("%s over %s: %s", w->name, seam__kernel_get()->name, wrong);
}

/* ---- what the header says */

typedef struct example {
    way_fn *call;
    const char *in;
    size_t n_in, cap;
    seam_status status;
    size_t left;
    const char *out;
    size_t n_units;
    seam_fault fault;
} example;

/* clang-format off */
static const example examples[] = {
    {seam_utf8_to_utf16le, "a\xC3\xA9", 3, 2, SEAM_OK, 0, "a\0\xE9\0", 2, {0}},
    {seam_utf8_to_utf16be, "\xF0\x9F\x98\x80", 4, 2, SEAM_OK, 0, "\xD8\x3D\xDE\x00", 2, {0}},
    {seam_utf8_to_utf16le, "x\xF0\x9F\x98\x80", 5, 2, SEAM_FULL, 4, "x\0", 1, {0}},
    {seam_utf8_to_utf16le, "x\xE2\x82", 3, 8, SEAM_MORE, 2, "x\0", 1,
     {1, SEAM_REASON_TRUNCATED, 2, 2, 0, {0xE2, 0x82}}},
    {seam_utf8_to_utf16le, "xy\xE2\x82z", 5, 8, SEAM_EILSEQ, 3, "x\0y\0", 2,
     {2, SEAM_REASON_TRUNCATED, 2, 3, 0, {0xE2, 0x82, 'z'}}},
    {seam_utf8_to_utf16be, "x\xFFy", 3, 1, SEAM_EILSEQ, 2, "\0x", 1,
     {1, SEAM_REASON_INVALID, 1, 1, 0, {0xFF}}},
    {seam_utf8_to_utf32le, "\xF0\x9F\x98\x80", 4, 1, SEAM_OK, 0, "\x00\xF6\x01\x00", 1, {0}},
    {seam_utf8_to_utf32be, "\xE2\x82\xAC!", 4, 1, SEAM_FULL, 1, "\0\0\x20\xAC", 1, {0}},
    {seam_utf8_to_latin1, "\xC3\xBF\xC4\x80", 4, 4, SEAM_EILSEQ, 2, "\xFF", 1,
     {2, SEAM_REASON_UNMAPPABLE, 2, 2, 0, {0xC4, 0x80}}},
    {seam_utf8_to_latin1, "\xC3", 1, 0, SEAM_MORE, 1, "", 0,
     {0, SEAM_REASON_TRUNCATED, 1, 1, 0, {0xC3}}},
    {seam_utf16le_to_utf8, "\x3D\xD8\x00\xDE", 4, 4, SEAM_OK, 0, "\xF0\x9F\x98\x80", 4, {0}},
    {seam_utf16le_to_utf8, "\x3D\xD8\x00\xDE", 4, 3, SEAM_FULL, 4, "", 0, {0}},
    {seam_utf16le_to_utf8, "\x3D\xD8\x00", 3, 9, SEAM_MORE, 3, "", 0,
     {0, SEAM_REASON_ODD_TAIL, 3, 3, 0, {0x3D, 0xD8, 0x00}}},
    {seam_utf16be_to_utf8, "\0a\xD8\x3D", 4, 9, SEAM_MORE, 2, "a", 1,
     {2, SEAM_REASON_LONE_SURROGATE, 2, 2, 0, {0xD8, 0x3D}}},
    {seam_utf16be_to_utf8, "\xD8\x3D\0a", 4, 9, SEAM_EILSEQ, 4, "", 0,
     {0, SEAM_REASON_LONE_SURROGATE, 2, 4, 0, {0xD8, 0x3D, 0, 'a'}}},
    {seam_utf16be_to_utf8, "\xDE\x00\0a", 4, 9, SEAM_EILSEQ, 4, "", 0,
     {0, SEAM_REASON_LONE_SURROGATE, 2, 2, 0, {0xDE, 0x00}}},
    {seam_utf32le_to_utf8, "\x00\xD8\0\0", 4, 9, SEAM_EILSEQ, 4, "", 0,
     {0, SEAM_REASON_SURROGATE, 4, 4, 0, {0x00, 0xD8, 0, 0}}},
    {seam_utf32be_to_utf8, "\0\0\x07\xFF\0\x11\0\0", 8, 2, SEAM_EILSEQ, 4, "\xDF\xBF", 2,
     {4, SEAM_REASON_TOO_LARGE, 4, 4, 0, {0, 0x11, 0, 0}}},
    {seam_utf32be_to_utf8, "\0\x10\xFF", 3, 2, SEAM_MORE, 3, "", 0,
     {0, SEAM_REASON_ODD_TAIL, 3, 3, 0, {0, 0x10, 0xFF}}},
};
/* clang-format on */

static void fault_is(const seam_fault *fault, const seam_fault *expected)
{
    ck_assert_uint_eq(fault->offset, expected->offset);
    ck_assert_uint_eq(fault->reason, expected->reason);
    ck_assert_uint_eq(fault->len, expected->len);
    ck_assert_uint_eq(fault->n_bytes, expected->n_bytes);
    ck_assert_mem_eq(fault->bytes, expected->bytes, sizeof(fault->bytes));
    ck_assert_uint_eq(fault->reserved_, 0);
}

static void check_example(const example *e)
{
    seam_view in = seam_view_of(e->in, e->n_in);
    uint8_t out[64];
    seam_fault fault;
    size_t n;

    memset(&fault, 0xA5, sizeof(fault));
    ck_assert_int_eq(e->call(&in, out, e->cap, &n, &fault), e->status);
    ck_assert_uint_eq(in.len, e->left);
    ck_assert_uint_eq(n, e->n_units);
    fault_is(&fault, &e->fault);
    for (size_t k = 0; k < N_WAYS; k++) {
        if (ways[k].call == e->call)
            ck_assert_mem_eq(out, e->out, n * form_unit(ways[k].to));
    }
    in = seam_view_of(e->in, e->n_in);
    ck_assert_int_eq(e->call(&in, out, e->cap, &n, NULL), e->status);
    ck_assert_uint_eq(in.len, e->left);
}

START_TEST(the_header_is_right)
{
    check_example(&examples[_i]);
}
END_TEST

START_TEST(latin1_becomes_utf8)
{
    seam_view in = seam_view_of("a\xE9\xFF", 3);
    uint8_t out[8];
    size_t n;

    ck_assert_int_eq(seam_latin1_to_utf8(&in, out, 4, &n), SEAM_FULL);
    ck_assert_uint_eq(n, 3);
    ck_assert_mem_eq(out, "a\xC3\xA9", 3);
    ck_assert_uint_eq(in.len, 1);
    ck_assert_int_eq(seam_latin1_to_utf8(&in, out, 4, &n), SEAM_OK);
    ck_assert_uint_eq(n, 2);
    ck_assert_mem_eq(out, "\xC3\xBF", 2);
}
END_TEST

static void nothing(const way *w, prng *rng)
{
    seam_view in = {NULL, 0};
    seam_fault fault = {.reason = 9};
    size_t n = 9;

    (void)rng;
    ck_assert_int_eq(w->call(&in, NULL, 0, &n, &fault), SEAM_OK);
    ck_assert_uint_eq(n, 0);
    ck_assert_uint_eq(fault.reason, SEAM_REASON_NONE);
    ck_assert(in.data == NULL && in.len == 0);
    in = seam_view_of("abcd\0\0\0\0", form_unit(w->from));
    if (form_unit(w->from) == 4)
        in = seam_view_of("\0\0\0\0", 4);
    ck_assert_int_eq(w->call(&in, NULL, 0, &n, &fault), SEAM_FULL);
    ck_assert_uint_eq(n, 0);
}

START_TEST(nothing_into_nowhere_is_done)
{
    each_way(nothing, "nothing_into_nowhere_is_done");
}
END_TEST

/* U+1F600 in a loop over a room that is too small, and over the smallest that is not. */
static void expect_room(way_fn *call, const char *grin, size_t len, size_t enough)
{
    uint8_t out[4];
    seam_view in;
    size_t n;

    for (size_t cap = 0; cap < enough; cap++) {
        in = seam_view_of(grin, len);
        for (int again = 0; again < 3; again++) {
            ck_assert_int_eq(call(&in, out, cap, &n, NULL), SEAM_FULL);
            ck_assert_uint_eq(n, 0);
            ck_assert_uint_eq(in.len, len);
        }
    }
    in = seam_view_of(grin, len);
    ck_assert_int_eq(call(&in, out, enough, &n, NULL), SEAM_OK);
    ck_assert_uint_eq(n, enough);
}

START_TEST(a_small_room_can_be_full_for_ever)
{
    expect_room(seam_utf8_to_utf16le, "\xF0\x9F\x98\x80", 4, 2);
    expect_room(seam_utf8_to_utf16be, "\xF0\x9F\x98\x80", 4, 2);
    expect_room(seam_utf8_to_utf32le, "\xF0\x9F\x98\x80", 4, 1);
    expect_room(seam_utf16le_to_utf8, "\x3D\xD8\x00\xDE", 4, 4);
    expect_room(seam_utf16be_to_utf8, "\xD8\x3D\xDE\x00", 4, 4);
    expect_room(seam_utf32be_to_utf8, "\x00\x01\xF6\x00", 4, 4);
}
END_TEST

/* ---- random texts */

static void every_length(const way *w, prng *rng)
{
    uint8_t text[LONGEST];

    for (size_t i = 0; i < 3 * (size_t)LONGEST; i++) {
        const size_t n = i % (LONGEST + 1);

        form_text(w->from, rng, text, n);
        check(w, guarded_at_end(&page_in, text, n), n, way_units(w, text, n));
        check(w, guarded_at_start(&page_in, text, n), n, way_units(w, text, n));
        check(w, text, n, n + n / form_unit(w->from) * 2);
    }
}

START_TEST(every_length_gives_what_the_reference_gives)
{
    each_way(every_length, "every_length_gives_what_the_reference_gives");
}
END_TEST

static void every_room(const way *w, prng *rng)
{
    uint8_t text[LONGEST];

    for (size_t n = 1; n <= LONGEST; n += 1 + prng_below(rng, 40)) {
        size_t n_units;

        form_text(w->from, rng, text, n);
        n_units = way_units(w, text, n);
        for (size_t cap = 0; cap <= n_units + 2; cap++)
            check(w, guarded_at_end(&page_in, text, n), n, cap);
    }
}

START_TEST(every_room_is_used_to_its_end)
{
    each_way(every_room, "every_room_is_used_to_its_end");
}
END_TEST

static void every_alignment(const way *w, prng *rng)
{
    uint8_t text[LONGEST + 64];

    for (size_t shift = 0; shift < 64; shift++) {
        const size_t cap = LONGEST + prng_below(rng, 8);
        const char *wrong;
        way_room room = room_at_end(w, cap);

        form_text(w->from, rng, text + shift, LONGEST);
        room.dst -= prng_below(rng, 64);
        wrong = way_check(w, text + shift, LONGEST, room);
        if (wrong != NULL)
            ck_abort_msg("%s at alignment %zu: %s", w->name, shift, wrong);
    }
}

START_TEST(neither_side_needs_alignment)
{
    each_way(every_alignment, "neither_side_needs_alignment");
}
END_TEST

/* ---- streams */

/* Converts what lies in `in`, in rooms of `cap` units, each fault one U+FFFD, or '?' in Latin-1.
 * What is left is a start of a character. */
static void convert_all(const way *w, seam_view *in, size_t cap, bytes *out)
{
    const uint32_t instead = w->to == FORM_LATIN1 ? '?' : 0xFFFD;
    uint8_t room[64];
    seam_fault fault;
    seam_status status;

    do {
        uint8_t unit[4];
        size_t n;

        status = w->call(in, room, cap, &n, &fault);
        bytes_add(out, room, n * form_unit(w->to));
        if (status == SEAM_EILSEQ) {
            bytes_add(out, unit, form_put(w->to, instead, unit));
            *in = seam_view_of(in->data + fault.len, in->len - fault.len);
        }
    } while (status == SEAM_EILSEQ || status == SEAM_FULL);
    ck_assert(status == SEAM_OK || (status == SEAM_MORE && in->len <= 3));
}

typedef struct stream {
    const way *w;
    const uint8_t *text;
    size_t len, cap;
    bytes whole; /* what comes of the text in one piece */
} stream;

static void feed(void *ctx, const size_t *cuts, size_t n_cuts)
{
    const stream *s = ctx;
    uint8_t chunk[LONGEST + 4];
    size_t carried = 0;
    size_t from = 0;
    bytes out = {0};

    for (size_t i = 0; i <= n_cuts; i++) {
        const size_t to = i < n_cuts ? cuts[i] : s->len;
        seam_view in = seam_view_of(chunk, carried + to - from);

        memcpy(chunk + carried, s->text + from, to - from);
        convert_all(s->w, &in, s->cap, &out);
        carried = in.len;
        memmove(chunk, in.data, carried);
        from = to;
    }
    if (out.len != s->whole.len || (out.len > 0 && memcmp(out.data, s->whole.data, out.len) != 0))
        ck_abort_msg("%s: %zu cuts change the output", s->w->name, n_cuts);
    bytes_free(&out);
}

static void in_every_chunking(const way *w, prng *rng)
{
    uint8_t text[LONGEST];

    for (int round = 0; round < 2; round++) {
        stream s = {w, text, round == 0 ? 24 : 200, 4 + prng_below(rng, 60), {0}};
        seam_view in = seam_view_of(text, s.len);

        s.cap = s.cap * form_unit(w->to) > 64 ? 64 / form_unit(w->to) : s.cap;
        form_text(w->from, rng, text, s.len);
        convert_all(w, &in, s.cap, &s.whole);
        feed_every_cut(s.len, rng, 50, feed, &s);
        bytes_free(&s.whole);
    }
}

START_TEST(the_output_does_not_depend_on_where_the_input_is_cut)
{
    each_way(in_every_chunking, "the_output_does_not_depend_on_where_the_input_is_cut");
}
END_TEST

/* Another part of the library that has been proved right says the same. */
START_TEST(skipping_faults_gives_what_the_decoder_gives)
{
    uint8_t text[LONGEST], decoded[3 * LONGEST];
    bytes wide = {0}, back = {0};
    seam_decoder dec;
    size_t n = 0;
    prng rng;

    prng_init(&rng, test_seed("skipping_faults_gives_what_the_decoder_gives"));
    for (int round = 0; round < 500; round++) {
        seam_view in = seam_view_of(text, prng_text(&rng, text, LONGEST));

        in.len = seam_utf8_trim(in);
        wide.len = back.len = 0;
        convert_all(&ways[0], &in, 32, &wide);
        in = seam_view_of(wide.data, wide.len);
        convert_all(&ways[5], &in, 64, &back);
        ck_assert_int_eq(seam_decoder_init(&dec, NULL), SEAM_OK);
        in = seam_view_of(text, seam_utf8_trim(seam_view_of(text, LONGEST)));
        ck_assert_int_eq(seam_decoder_convert(&dec, &in, decoded, sizeof(decoded), &n), SEAM_MORE);
        ck_assert_uint_eq(back.len, n);
        ck_assert_mem_eq(back.data, decoded, n);
    }
    bytes_free(&wide);
    bytes_free(&back);
}
END_TEST

/* ---- Latin-1 */

static size_t plain_latin1(text_form form, const uint8_t *text, size_t n)
{
    size_t at = 0;

    while (at < n) {
        const form_char found = form_char_at(form, text, n, at);

        if (found.reason != SEAM_REASON_NONE || found.c > 0xFF)
            break;
        at += found.len;
    }
    return at;
}

/* Mostly Latin-1, and something else at a random place. */
static void latin1_lengths(const way *w, prng *rng)
{
    uint8_t text[LONGEST];
    size_t n = 0;

    if (w->from != FORM_UTF8 && w->from != FORM_UTF16LE && w->from != FORM_UTF16BE)
        return;
    while (n < LONGEST - 4)
        n += form_put(w->from, (uint32_t)prng_below(rng, 256), text + n);
    for (int round = 0; round < 3000; round++) {
        const size_t len = prng_below(rng, n + 1);
        seam_view view = seam_view_of(guarded_at_end(&page_in, text, len), len);
        const size_t got = w->from == FORM_UTF8      ? seam_utf8_latin1_len(view)
                           : w->from == FORM_UTF16LE ? seam_utf16le_latin1_len(view)
                                                     : seam_utf16be_latin1_len(view);

        ck_assert_uint_eq(got, plain_latin1(w->from, text, len));
        if (round % 3 == 2)
            form_text(w->from, rng, text + prng_below(rng, n - 4), 4);
    }
}

START_TEST(what_fits_latin1_is_measured)
{
    ck_assert_uint_eq(seam_utf8_latin1_len(seam_view_of(NULL, 0)), 0);
    ck_assert_uint_eq(seam_utf16le_latin1_len(seam_view_of(NULL, 0)), 0);
    ck_assert_uint_eq(seam_utf16be_latin1_len(seam_view_of(NULL, 0)), 0);
    each_way(latin1_lengths, "what_fits_latin1_is_measured");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("transcode");
    TCase *tc = tcase_create("transcode");

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc, the_header_is_right, 0, sizeof(examples) / sizeof(examples[0]));
    tcase_add_test(tc, latin1_becomes_utf8);
    tcase_add_test(tc, nothing_into_nowhere_is_done);
    tcase_add_test(tc, a_small_room_can_be_full_for_ever);
    tcase_add_test(tc, every_length_gives_what_the_reference_gives);
    tcase_add_test(tc, every_room_is_used_to_its_end);
    tcase_add_test(tc, neither_side_needs_alignment);
    tcase_add_test(tc, the_output_does_not_depend_on_where_the_input_is_cut);
    tcase_add_test(tc, skipping_faults_gives_what_the_decoder_gives);
    tcase_add_test(tc, what_fits_latin1_is_measured);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
