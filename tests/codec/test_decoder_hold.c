#include <string.h>

#include "reference.h"
#include "support.h"
#include "transcript.h"

/* What is held back at the end of a chunk, eagerly and lazily, and the byte order mark. */

START_TEST(eager_holds_a_prefix_of_a_well_formed_sequence_and_nothing_else)
{
    static const struct {
        const char *chunks, *expected;
    } cases[] = {
        {"41 c2", "41 (c2)"},
        {"41 e0 a0", "41 (e0a0)"},
        {"41 ed 9f", "41 (ed9f)"},
        {"f0 90 80", "(f09080)"},
        {"f4 8f bf", "(f48fbf)"},
        {"41 c0", "41efbfbd"},
        {"41 f5", "41efbfbd"},
        {"41 80", "41efbfbd"},
        {"e0 80", "efbfbdefbfbd"},
        {"ed a0", "efbfbdefbfbd"},
        {"f0 8f bf", "efbfbdefbfbdefbfbd"},
        {"f4 90", "efbfbdefbfbd"},
        {"e0 / 80 / 80", "(e0) / efbfbdefbfbd / efbfbd"},
        {"ed / a0 / 80", "(ed) / efbfbdefbfbd / efbfbd"},
        {"f0 / e2 / 82 / ac", "(f0) / efbfbd (e2) / (e282) / e282ac"},
        {"e2 82 ac / f0 9f 98 80", "e282ac / f09f9880"},
        {"c3 / c3 / a9", "(c3) / efbfbd (c3) / c3a9"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        ck_assert_str_eq(transcript("", cases[i].chunks), cases[i].expected);
}
END_TEST

/* The answers are those of Node's StringDecoder, call by call. */
START_TEST(lazy_holds_the_last_lead_byte_and_what_continues_it)
{
    static const struct {
        const char *chunks, *expected;
    } cases[] = {
        {"e0 / 80 / 41", "(e0) / (e080) / efbfbdefbfbd41"},
        {"ed / a0 / 80", "(ed) / (eda0) / efbfbdefbfbdefbfbd"},
        {"c0 / 80", "(c0) / efbfbdefbfbd"},
        {"f5 / 80 / 80 / 80", "(f5) / (f580) / (f58080) / efbfbdefbfbdefbfbdefbfbd"},
        {"f5 / 80 80 / 80 80", "(f5) / (f58080) / efbfbdefbfbdefbfbdefbfbdefbfbd"},
        {"f0 80 80 / .", "(f08080) / efbfbdefbfbdefbfbd"},
        {"c0 / .", "(c0) / efbfbd"},
        {"f7 / .", "(f7) / efbfbd"},
        {"f0 / 41", "(f0) / efbfbd41"},
        {"f0 90 / 41", "(f090) / efbfbd41"},
        {"ed a0 / ed / .", "(eda0) / efbfbdefbfbd (ed) / efbfbd"},
        {"f0 / e2 / 82 / ac", "(f0) / efbfbd (e2) / (e282) / e282ac"},
        {"e0 / 80 41", "(e0) / efbfbdefbfbd41"},
        {"f8 / 80", "efbfbd / efbfbd"},
        {"80 / bf", "efbfbd / efbfbd"},
        {"41 e2 82 ac", "41e282ac"},
        {"e2 / 82 / ac", "(e2) / (e282) / e282ac"},
        {"f4 90 80 / 80", "(f49080) / efbfbdefbfbdefbfbdefbfbd"},
        {"c3 / c3 / a9", "(c3) / efbfbd (c3) / c3a9"},
        {"e0 80 / / 80", "(e080) / (e080) / efbfbdefbfbdefbfbd"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        ck_assert_str_eq(transcript("lazy", cases[i].chunks), cases[i].expected);
}
END_TEST

/* How many faults are known when all but the last `held` of `n` bytes are settled. */
static size_t faults_before(const uint8_t *input, size_t n, size_t held)
{
    size_t n_faults = 0;

    for (size_t at = 0; at < n - held;) {
        const ref_item item = ref_item_at(input, n, at);
        n_faults += item.reason != SEAM_REASON_NONE;
        at += item.len;
    }
    return n_faults;
}

/* Law 3. After a chunk that ends at byte `n` the decoder holds what the laws of holding say of all
 * bytes so far, and all faults before it have been counted. */
static void check_hold(seam_decoder *dec, unsigned hold, const uint8_t *input, size_t from,
                       size_t n)
{
    const size_t held = hold == SEAM_HOLD_LAZY ? ref_lazy_hold(input, n) : ref_eager_hold(input, n);
    seam_view in = seam_view_of(input + from, n - from);
    seam_view text;
    uint8_t got[4];

    while (seam_decoder_next(dec, &in, &text) == SEAM_OK)
        ck_assert_uint_gt(text.len, 0);
    if (seam_decoder_pending(dec, got) != held || memcmp(got, input + n - held, held) != 0)
        ck_abort_msg("after %zu bytes not %zu are held, hold=%u", n, held, hold);
    if (seam_decoder_n_faults(dec) != faults_before(input, n, held))
        ck_abort_msg("after %zu bytes the count of faults is wrong, hold=%u", n, hold);
}

/* Every prefix, byte by byte and in one piece. */
static void check_holds(unsigned hold, const uint8_t *input, size_t len)
{
    const seam_decoder_options o = {.hold = (uint8_t)hold};
    seam_decoder bytewise;
    seam_decoder whole;

    ck_assert_int_eq(seam_decoder_init(&bytewise, &o), SEAM_OK);
    for (size_t n = 1; n <= len; n++) {
        check_hold(&bytewise, hold, input, n - 1, n);
        ck_assert_int_eq(seam_decoder_init(&whole, &o), SEAM_OK);
        check_hold(&whole, hold, input, 0, n);
    }
}

START_TEST(what_is_held_back_follows_from_the_bytes_so_far)
{
    prng rng;

    prng_init(&rng, test_seed("decoder_hold"));
    for (int i = 0; i < 1000; i++) {
        uint8_t input[32];
        const size_t len = prng_text(&rng, input, prng_below(&rng, sizeof(input) + 1));
        check_holds(SEAM_HOLD_EAGER, input, len);
        check_holds(SEAM_HOLD_LAZY, input, len);
    }
}
END_TEST

/* The reference says what lazy hold keeps in two ways: by looking back from the end of all bytes,
 * and byte by byte. Eager hold is the longest suffix that is an open sequence. */
START_TEST(the_references_of_hold_agree_with_their_definitions)
{
    prng rng;

    prng_init(&rng, test_seed("reference"));
    for (int i = 0; i < 20000; i++) {
        const seam_decoder_options lazy = {.hold = SEAM_HOLD_LAZY};
        uint8_t input[12];
        const size_t len = prng_text(&rng, input, prng_below(&rng, sizeof(input) + 1));
        ref_stream s;
        size_t suffix = len < 3 ? len : 3;
        ref_stream_init(&s, &lazy);
        for (size_t n = 0; n < len; n++) {
            ref_stream_feed(&s, input + n, 1);
            if (s.n - s.settled != ref_lazy_hold(input, n + 1))
                ck_abort_msg("lazy hold of %zu bytes", n + 1);
        }
        ref_stream_free(&s);
        while (suffix > 0 && !ref_is_open(input + len - suffix, suffix))
            suffix--;
        ck_assert_uint_eq(ref_eager_hold(input, len), suffix);
    }
}
END_TEST

START_TEST(a_mark_is_kept_by_default)
{
    ck_assert_str_eq(transcript("", "ef bb bf 41"), "efbbbf41");
    ck_assert_str_eq(transcript("", "ef / bb / bf 41"), "(ef) / (efbb) / efbbbf41");
}
END_TEST

START_TEST(a_mark_is_stripped_wherever_it_is_cut)
{
    static const char *const options[] = {"strip", "strip lazy", "strip fatal", "strip skip"};

    for (size_t i = 0; i < 4; i++) {
        ck_assert_str_eq(transcript(options[i], "ef bb bf 41"), "41");
        ck_assert_str_eq(transcript(options[i], "ef bb bf"), "-");
        ck_assert_str_eq(transcript(options[i], "ef / bb bf 41"), "(ef) / 41");
        ck_assert_str_eq(transcript(options[i], "ef bb / bf 41"), "(efbb) / 41");
        ck_assert_str_eq(transcript(options[i], "ef / bb / bf / 41"), "(ef) / (efbb) / - / 41");
        ck_assert_str_eq(transcript(options[i], "ef bb bf / 41"), "- / 41");
        ck_assert_str_eq(transcript_bounded(options[i], "ef / bb / bf 41", 4),
                         "(ef) / (efbb) / 41");
    }
}
END_TEST

START_TEST(empty_chunks_do_not_disarm_the_mark)
{
    ck_assert_str_eq(transcript("strip", "/ / ef / / bb / / bf / / 41"),
                     "- / - / (ef) / (ef) / (efbb) / (efbb) / - / - / 41");
}
END_TEST

START_TEST(only_the_first_three_bytes_are_a_mark)
{
    ck_assert_str_eq(transcript("strip", "ef bb bf ef bb bf 41"), "efbbbf41");
    ck_assert_str_eq(transcript("strip", "ef bb bf / ef bb bf 41"), "- / efbbbf41");
    ck_assert_str_eq(transcript("strip", "41 ef bb bf 42"), "41efbbbf42");
    ck_assert_str_eq(transcript("strip", "41 / ef bb bf 42"), "41 / efbbbf42");
    ck_assert_str_eq(transcript("strip", "c3 / a9 ef bb bf"), "(c3) / c3a9efbbbf");
    ck_assert_str_eq(transcript("strip", "ef bb be 41"), "efbbbe41");
    ck_assert_str_eq(transcript("strip", "ef bb / be 41"), "(efbb) / efbbbe41");
}
END_TEST

START_TEST(a_fault_at_the_start_disarms_the_mark)
{
    ck_assert_str_eq(transcript("strip", "ff ef bb bf"), "efbfbdefbbbf");
    ck_assert_str_eq(transcript("strip skip", "ff / ef bb bf"), "- / efbbbf");
    ck_assert_str_eq(transcript("strip fatal", "ff ef bb bf"), "!invalid-byte@0+1:ff efbbbf");
    ck_assert_str_eq(transcript("strip", "ef / 41 / ef bb bf"), "(ef) / efbfbd41 / efbbbf");
    ck_assert_str_eq(transcript("strip", "ef bb / ef bb bf"), "(efbb) / efbfbdefbbbf");
    ck_assert_str_eq(transcript("strip skip", "ef bb ef bb bf"), "efbbbf");
}
END_TEST

START_TEST(a_mark_that_the_end_cuts_is_one_fault)
{
    ck_assert_str_eq(transcript("strip", "ef bb / ."), "(efbb) / efbfbd");
    ck_assert_str_eq(transcript("strip", "ef ."), "efbfbd");
    ck_assert_str_eq(transcript("strip fatal", "ef / bb / ."),
                     "(ef) / (efbb) / ?truncated@0+2:efbb");
}
END_TEST

START_TEST(a_mark_is_stripped_again_after_the_end_and_after_reset)
{
    ck_assert_str_eq(transcript("strip", "ef bb bf 41 . / ef bb bf 42 ."), "41 / 42");
    ck_assert_str_eq(transcript("strip", "41 . / ef / bb bf 42"), "41 / (ef) / 42");
    ck_assert_str_eq(transcript("strip", ". / / ef bb bf 42"), "- / - / 42");
    ck_assert_str_eq(transcript("strip", "ef bb . / ef bb bf 42"), "efbfbd / 42");
    ck_assert_str_eq(transcript("strip", "41 / ^ / ef bb bf 42"), "41 / - / 42");
    ck_assert_str_eq(transcript("strip", "ef bb / ^ / ef bb bf 42"), "(efbb) / - / 42");
    ck_assert_str_eq(transcript("strip", "ef bb / ^ / bf"), "(efbb) / - / efbfbd");
}
END_TEST

START_TEST(offsets_count_the_mark)
{
    ck_assert_str_eq(transcript("strip fatal", "ef bb bf ff"), "!invalid-byte@3+1:ff");
    ck_assert_str_eq(transcript("strip fatal", "ef / bb bf 41 / ff"),
                     "(ef) / 41 / !invalid-byte@4+1:ff");
}
END_TEST

START_TEST(a_mark_is_no_fault_when_nothing_is_written)
{
    ck_assert_str_eq(transcript("strip none fatal", "ef / bb bf 41 ."), "(ef) / -");
    ck_assert_str_eq(transcript("none fatal", "ef / bb bf 41 ."), "(ef) / -");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("decoder_hold");
    TCase *tc = tcase_create("decoder_hold");

    tcase_set_timeout(tc, 120);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, eager_holds_a_prefix_of_a_well_formed_sequence_and_nothing_else);
    tcase_add_test(tc, lazy_holds_the_last_lead_byte_and_what_continues_it);
    tcase_add_test(tc, what_is_held_back_follows_from_the_bytes_so_far);
    tcase_add_test(tc, the_references_of_hold_agree_with_their_definitions);
    tcase_add_test(tc, a_mark_is_kept_by_default);
    tcase_add_test(tc, a_mark_is_stripped_wherever_it_is_cut);
    tcase_add_test(tc, empty_chunks_do_not_disarm_the_mark);
    tcase_add_test(tc, only_the_first_three_bytes_are_a_mark);
    tcase_add_test(tc, a_fault_at_the_start_disarms_the_mark);
    tcase_add_test(tc, a_mark_that_the_end_cuts_is_one_fault);
    tcase_add_test(tc, a_mark_is_stripped_again_after_the_end_and_after_reset);
    tcase_add_test(tc, offsets_count_the_mark);
    tcase_add_test(tc, a_mark_is_no_fault_when_nothing_is_written);
    return run_suite(suite);
}
