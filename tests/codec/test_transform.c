/* Transforms: whatever the chunks, the rooms and the forms of the calls are, all is as in one call. */
#include "seam/transform.h"

#include <string.h>

#include "need.h"
#include "support.h"
#include "transforms.h"

/* ---- the transforms of the library */

static size_t random_choice(void *ctx, size_t bound)
{
    return prng_below(ctx, bound);
}

/* Bytes for a decoder, near UTF-8 or near UTF-16, or a text for a normalizer. */
static size_t make_input(prng *rng, size_t kind, uint8_t *in)
{
    static const uint8_t halves[] = {0x00, 0x41, 0xD8, 0xDC, 0xFE, 0xFF, 0xE9, 0x03};
    static const char digits[] = "ABCdef0123456789ABCdef0123456789ABCdef0123456789 \n+-=";
    uint8_t raw[TRANSFORM_IN / 3];
    size_t len = 1 + prng_below(rng, sizeof(raw));

    if (transform_takes_digits(kind)) {
        for (size_t i = 0; i < len; i++)
            raw[i] = (uint8_t)digits[prng_below(rng, sizeof(digits) - 1)];
    } else if (prng_below(rng, 3) > 0 || transform_takes_text(kind)) {
        prng_text(rng, raw, len);
    } else {
        for (size_t i = 0; i < len; i++)
            raw[i] = halves[prng_below(rng, sizeof(halves))];
    }
    if (transform_takes_text(kind))
        return transform_text_of(seam_view_of(raw, len), in);
    memcpy(in, raw, len);
    return len;
}

START_TEST(every_transform_in_pieces_is_as_in_one_call)
{
    static transform_output whole;
    transform_state state;
    prng rng;

    prng_init(&rng, test_seed("every_transform_in_pieces_is_as_in_one_call"));
    for (size_t kind = 0; kind < transform_kinds(); kind++) {
        for (int round = 0; round < 150 && transform_open(kind, &state); round++) {
            uint8_t in[TRANSFORM_IN];
            const size_t len = make_input(&rng, kind, in);

            transform_whole(kind, seam_view_of(in, len), &whole);
            for (int i = 0; i < 8; i++) {
                const char *wrong =
                    transform_pieces(kind, seam_view_of(in, len), &whole, random_choice, &rng);

                if (wrong != NULL)
                    ck_abort_msg("kind %zu, %zu bytes: %s", kind, len, wrong);
            }
        }
    }
}
END_TEST

START_TEST(no_transform_bounds_what_a_size_cannot_say)
{
    size_t n_unsaid = 0;

    for (size_t kind = 0; kind < transform_kinds(); kind++) {
        transform_state state;
        const bool is_built = transform_open(kind, &state);
        const seam_transform t = transform_of(kind, &state);
        size_t max = 0;

        if (!is_built || seam_transform_max_output(t, SIZE_MAX, &max))
            continue;
        ck_assert_uint_eq(max, SIZE_MAX);
        n_unsaid++;
    }
    /* Most decoders, four codecs, and every normalizer that there is. */
    ck_assert_uint_ge(n_unsaid, 12);
}
END_TEST

/* ---- the decoder */

static const char text[] = "gr\xC3\xBC\xC3\x9F";

START_TEST(text_of_the_chunk_is_not_copied)
{
    uint8_t room[SEAM_TRANSFORM_ROOM];
    seam_view in = seam_view_string(text);
    seam_view piece;
    seam_decoder dec;
    seam_transform t;

    ck_assert_int_eq(seam_decoder_init(&dec, NULL), SEAM_OK);
    t = seam_decoder_transform(&dec);
    ck_assert_str_eq(t.ops->name, "decoder");
    in.len--;
    ck_assert_int_eq(seam_transform_next(t, &in, room, sizeof(room), &piece), SEAM_OK);
    ck_assert_ptr_eq(piece.data, text);
    ck_assert_uint_eq(piece.len, 4);
    ck_assert_int_eq(seam_transform_next(t, &in, room, sizeof(room), &piece), SEAM_MORE);
    ck_assert_uint_eq(piece.len, 0);
    ck_assert_uint_eq(seam_transform_pending(t), 1);
    in = seam_view_string("\x9F more");
    ck_assert_int_eq(seam_transform_next(t, &in, room, sizeof(room), &piece), SEAM_OK);
    ck_assert(piece.data == room && piece.len == 2);
    ck_assert_int_eq(seam_transform_next(t, &in, room, sizeof(room), &piece), SEAM_OK);
    ck_assert_uint_eq(piece.len, 5);
    ck_assert(piece.data != room);
    ck_assert_uint_eq(seam_decoder_offset(&dec), 11);
}
END_TEST

/* A stream may go from one form of the calls to the other. */
START_TEST(calls_of_the_decoder_and_of_the_transform_mix)
{
    seam_view in = seam_view_string("a\xE2\x82");
    uint8_t room[16];
    seam_view piece;
    seam_decoder dec;
    seam_transform t;
    size_t n;

    ck_assert_int_eq(seam_decoder_init(&dec, NULL), SEAM_OK);
    t = seam_decoder_transform(&dec);
    ck_assert_int_eq(seam_transform_next(t, &in, room, sizeof(room), &piece), SEAM_OK);
    ck_assert_int_eq(seam_decoder_next(&dec, &in, &piece), SEAM_MORE);
    in = seam_view_string("\xAC.");
    ck_assert_int_eq(seam_transform_convert(t, &in, room, sizeof(room), &n), SEAM_MORE);
    ck_assert_uint_eq(n, 4);
    ck_assert_mem_eq(room, "\xE2\x82\xAC.", 4);
}
END_TEST

START_TEST(a_fault_is_told_with_what_came_before_it)
{
    const seam_decoder_options options = {.errors = SEAM_ERRORS_FATAL, .to = SEAM_UTF16LE};
    seam_view in = seam_view_string("ab\xFF.");
    uint8_t room[SEAM_TRANSFORM_ROOM];
    seam_view piece;
    seam_decoder dec;
    seam_transform t;

    ck_assert_int_eq(seam_decoder_init(&dec, &options), SEAM_OK);
    t = seam_decoder_transform(&dec);
    ck_assert_int_eq(seam_transform_next(t, &in, room, sizeof(room), &piece), SEAM_EILSEQ);
    ck_assert_uint_eq(piece.len, 4);
    ck_assert_mem_eq(piece.data, "a\0b\0", 4);
    ck_assert_int_eq(seam_transform_next(t, &in, room, sizeof(room), &piece), SEAM_MORE);
    ck_assert_uint_eq(piece.len, 2);
    seam_transform_finish(t);
    ck_assert_int_eq(seam_transform_next(t, &in, room, sizeof(room), &piece), SEAM_EOF);
    in = seam_view_string("\xE2");
    ck_assert_int_eq(seam_transform_next(t, &in, room, sizeof(room), &piece), SEAM_MORE);
    ck_assert_uint_eq(seam_transform_pending(t), 1);
    seam_transform_reset(t);
    ck_assert_uint_eq(seam_transform_pending(t), 0);
}
END_TEST

/* ---- operations of one's own */

/* Doubles each byte; holds back a byte whose copy did not fit. */
typedef struct doubler {
    bool owes, ends;
    uint8_t owed;
} doubler;

static seam_status double_bytes(void *self, seam_view *in, void *dst, size_t cap, size_t *produced)
{
    doubler *d = self;
    uint8_t *to = dst;

    for (*produced = 0; d->owes || in->len > 0;) {
        if (*produced == cap)
            return SEAM_FULL;
        to[(*produced)++] = d->owes ? d->owed : in->data[0];
        if (!d->owes) {
            d->owed = in->data[0];
            *in = seam_view_of(in->data + 1, in->len - 1);
        }
        d->owes = !d->owes;
    }
    if (!d->ends)
        return SEAM_MORE;
    d->ends = false;
    return SEAM_EOF;
}

static void end_doubler(void *self)
{
    ((doubler *)self)->ends = true;
}

static void reset_doubler(void *self)
{
    *(doubler *)self = (doubler){0};
}

static size_t owed_by(const void *self)
{
    return ((const doubler *)self)->owes ? 1 : 0;
}

static bool twice(const void *self, size_t n, size_t *max)
{
    const bool fits = n <= (SIZE_MAX - 1) / 2;

    *max = fits ? 2 * n + owed_by(self) : SIZE_MAX;
    return fits;
}

START_TEST(anybody_can_bring_a_transform)
{
    static const seam_transform_ops ops = {"doubler",     NULL,    double_bytes, end_doubler,
                                           reset_doubler, owed_by, twice,        {NULL, NULL}};
    doubler state = {0};
    const seam_transform t = {&ops, &state};
    seam_view in = seam_view_string("abc");
    uint8_t room[8];
    seam_view piece;
    size_t n;

    ck_assert(seam_transform_max_output(t, 3, &n));
    ck_assert_uint_eq(n, 6);
    ck_assert_int_eq(seam_transform_convert(t, &in, room, 3, &n), SEAM_FULL);
    ck_assert_uint_eq(n, 3);
    ck_assert_mem_eq(room, "aab", 3);
    ck_assert_uint_eq(seam_transform_pending(t), 1);
    ck_assert_int_eq(seam_transform_next(t, &in, room, 2, &piece), SEAM_OK);
    ck_assert_mem_eq(piece.data, "bc", 2);
    ck_assert_int_eq(seam_transform_convert(t, &in, NULL, 0, &n), SEAM_FULL);
    ck_assert_int_eq(seam_transform_next(t, &in, room, 8, &piece), SEAM_MORE);
    ck_assert(piece.len == 1 && piece.data[0] == 'c');
    seam_transform_finish(t);
    ck_assert_int_eq(seam_transform_next(t, &in, room, 8, &piece), SEAM_EOF);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("transform");
    TCase *tc = tcase_create("transform");

    tcase_set_timeout(tc, 120);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, every_transform_in_pieces_is_as_in_one_call);
    tcase_add_test(tc, no_transform_bounds_what_a_size_cannot_say);
    tcase_add_test(tc, text_of_the_chunk_is_not_copied);
    tcase_add_test(tc, calls_of_the_decoder_and_of_the_transform_mix);
    tcase_add_test(tc, a_fault_is_told_with_what_came_before_it);
    tcase_add_test(tc, anybody_can_bring_a_transform);
    return run_suite(suite);
}
