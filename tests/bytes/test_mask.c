/* The mask against XOR byte by byte, in every cutting of a frame, and the fused form against masking
 * and validating one after the other. */
#include <string.h>

#include "support.h"

/* Several blocks of the fused form. */
#define LONGEST ((size_t)20000)

static const uint8_t key[4] = {0x37, 0xFA, 0x21, 0x3D};

static void slow_mask(const uint8_t *in, size_t len, uint64_t pos, uint8_t *out)
{
    for (size_t i = 0; i < len; i++)
        out[i] = in[i] ^ key[(pos + i) & 3];
}

START_TEST(the_example_of_the_standard)
{
    static const uint8_t masked[] = {0x7F, 0x9F, 0x4D, 0x51, 0x58};
    uint8_t out[5];

    seam_mask_apply(seam_view_of(masked, 5), key, 0, out);
    ck_assert_mem_eq(out, "Hello", 5);
}
END_TEST

START_TEST(nothing_is_masked_without_memory)
{
    const seam_view nothing = {NULL, 0};

    seam_mask_apply(nothing, key, 3, NULL);
    ck_assert_uint_eq(seam_mask_apply_utf8(nothing, key, 3, NULL), 0);
}
END_TEST

START_TEST(a_place_past_2_to_the_63_turns_the_key)
{
    uint8_t in[100], expected[100], out[100];

    memset(in, 0x5A, sizeof(in));
    for (uint64_t back = 1; back <= 8; back++) {
        const uint64_t pos = UINT64_MAX - back;
        slow_mask(in, sizeof(in), pos, expected);
        seam_mask_apply(seam_view_of(in, sizeof(in)), key, pos, out);
        ck_assert_mem_eq(out, expected, sizeof(out));
    }
}
END_TEST

typedef struct frame {
    const uint8_t *masked, *clear;
    size_t len;
} frame;

/* Each piece in place, with the place it has in the frame. */
static void unmask_pieces(void *ctx, const size_t *cuts, size_t n_cuts)
{
    const frame *f = ctx;
    uint8_t out[64];
    size_t from = 0;

    memcpy(out, f->masked, f->len);
    for (size_t i = 0; i <= n_cuts; i++) {
        const size_t to = i < n_cuts ? cuts[i] : f->len;

        seam_mask_apply(seam_view_of(out + from, to - from), key, from, out + from);
        from = to;
    }
    if (memcmp(out, f->clear, f->len) != 0)
        ck_abort_msg("%zu cuts change the frame", n_cuts);
}

START_TEST(pieces_of_a_frame_are_the_frame)
{
    uint8_t clear[60], masked[60];
    frame f = {masked, clear, sizeof(clear)};
    prng rng;

    prng_init(&rng, test_seed("mask"));
    prng_text(&rng, clear, sizeof(clear));
    slow_mask(clear, sizeof(clear), 0, masked);
    feed_every_cut(f.len, &rng, 500, unmask_pieces, &f);
}
END_TEST

/* ---- fused */

/* Masked at any place, unmasked and validated, from one page to another and in place. */
static void check_fused(const uint8_t *text, size_t len, uint64_t pos)
{
    static uint8_t masked[LONGEST], out[LONGEST + 1];
    const size_t expected = seam_utf8_valid_up_to(seam_view_of(text, len), NULL);

    slow_mask(text, len, pos, masked);
    memset(out, 0xC5, len + 1);
    if (seam_mask_apply_utf8(seam_view_of(masked, len), key, pos, out) != expected)
        ck_abort_msg("the prefix of %zu bytes is not %zu", len, expected);
    if (len > 0 && memcmp(out, text, len) != 0)
        ck_abort_msg("%zu bytes come out wrong, their prefix is %zu", len, expected);
    if (out[len] != 0xC5)
        ck_abort_msg("a byte behind %zu is written", len);
    if (seam_mask_apply_utf8(seam_view_of(masked, len), key, pos, masked) != expected ||
        memcmp(masked, out, len) != 0)
        ck_abort_msg("%zu bytes come out wrong in place", len);
}

static void fill(uint8_t *out, size_t len, const char *unit)
{
    const size_t unit_len = strlen(unit);

    for (size_t i = 0; i < len; i++)
        out[i] = (uint8_t)unit[i % unit_len];
}

/* Every class of sequence lies across every joint of blocks, at each length of its cut end. */
START_TEST(well_formed_text_is_validated_across_joints)
{
    static const char *const units[] = {"a", "\xC3\xA9", "\xE4\xB8\xAD", "\xF0\x9F\x98\x80",
                                        "a\xC3\xA9\xE4\xB8\xAD\xF0\x9F\x98\x80"};
    static uint8_t text[LONGEST];

    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        for (size_t lead = 0; lead < 4; lead++) {
            memset(text, 'x', lead);
            fill(text + lead, LONGEST - lead, units[i]);
            for (size_t len = 0; len <= LONGEST; len += len < 8200 ? 37 : 1111)
                check_fused(text, len, len);
            check_fused(text, LONGEST, lead);
        }
    }
}
END_TEST

/* Around the joints a fault may look like a character that the joint cut short. */
START_TEST(a_fault_is_found_at_every_place_near_a_joint)
{
    static const char *const faults[] = {"\x80",     "\xFF",         "\xC3",
                                         "\xE4\xB8", "\xF0\x9F\x98", "\xED\xA0\x80"};
    static uint8_t text[LONGEST];

    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        for (size_t at = 0; at < 12300; at += (at + 8) % 1024 < 16 ? 1 : 97) {
            memset(text, 'x', LONGEST);
            memcpy(text + at, faults[i], strlen(faults[i]));
            check_fused(text, LONGEST, at);
            check_fused(text, at + strlen(faults[i]), at);
        }
    }
}
END_TEST

START_TEST(random_text_is_validated_as_after_masking)
{
    static uint8_t text[LONGEST];
    prng rng;

    prng_init(&rng, test_seed("mask_utf8"));
    for (int i = 0; i < 3000; i++) {
        const size_t len = prng_below(&rng, prng_below(&rng, 20) == 0 ? LONGEST : 600);
        check_fused(text, prng_text(&rng, text, len), prng_next(&rng));
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("mask");
    TCase *tc = tcase_create("mask");

    tcase_set_timeout(tc, 60);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, the_example_of_the_standard);
    tcase_add_test(tc, nothing_is_masked_without_memory);
    tcase_add_test(tc, a_place_past_2_to_the_63_turns_the_key);
    tcase_add_test(tc, pieces_of_a_frame_are_the_frame);
    tcase_add_test(tc, well_formed_text_is_validated_across_joints);
    tcase_add_test(tc, a_fault_is_found_at_every_place_near_a_joint);
    tcase_add_test(tc, random_text_is_validated_as_after_masking);
    return run_suite(suite);
}
