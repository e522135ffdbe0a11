/* Every way through a gate's states. */
#include "seam/gate.h"

#include "data/laws.h"
#include "support.h"

START_TEST(a_gate_shuts_above_high_and_opens_at_low)
{
    seam_gate gate = seam_gate_of(100, 40);

    ck_assert_int_eq(seam_gate_level(&gate, 100), SEAM_EDGE_NONE);
    ck_assert(!seam_gate_is_shut(&gate));
    ck_assert_int_eq(seam_gate_level(&gate, 101), SEAM_EDGE_SHUT);
    ck_assert_int_eq(seam_gate_level(&gate, 5000), SEAM_EDGE_NONE);
    ck_assert_int_eq(seam_gate_level(&gate, 41), SEAM_EDGE_NONE);
    ck_assert(seam_gate_is_shut(&gate));
    ck_assert_int_eq(seam_gate_level(&gate, 40), SEAM_EDGE_OPEN);
    ck_assert_int_eq(seam_gate_level(&gate, 99), SEAM_EDGE_NONE);
    ck_assert_int_eq(seam_gate_level(&gate, SIZE_MAX), SEAM_EDGE_SHUT);
    ck_assert_int_eq(seam_gate_level(&gate, 0), SEAM_EDGE_OPEN);
}
END_TEST

START_TEST(low_is_half_of_high_unless_it_is_said)
{
    seam_gate gate = seam_gate_of(101, 0);

    ck_assert_int_eq(seam_gate_level(&gate, 102), SEAM_EDGE_SHUT);
    ck_assert_int_eq(seam_gate_level(&gate, 51), SEAM_EDGE_NONE);
    ck_assert_int_eq(seam_gate_level(&gate, 50), SEAM_EDGE_OPEN);
}
END_TEST

START_TEST(without_a_mark_no_level_shuts_it)
{
    seam_gate gate = {0};

    ck_assert_int_eq(seam_gate_level(&gate, SIZE_MAX), SEAM_EDGE_NONE);
    gate = seam_gate_of(0, 0);
    ck_assert_int_eq(seam_gate_level(&gate, SIZE_MAX), SEAM_EDGE_NONE);
    ck_assert_int_eq(seam_gate_hold(&gate), SEAM_EDGE_SHUT);
    ck_assert_int_eq(seam_gate_unhold(&gate), SEAM_EDGE_OPEN);
}
END_TEST

START_TEST(holds_nest)
{
    seam_gate gate = seam_gate_of(10, 5);

    ck_assert_int_eq(seam_gate_hold(&gate), SEAM_EDGE_SHUT);
    ck_assert_int_eq(seam_gate_hold(&gate), SEAM_EDGE_NONE);
    ck_assert_int_eq(seam_gate_unhold(&gate), SEAM_EDGE_NONE);
    /* The level shuts it as well, before the last hold goes. */
    ck_assert_int_eq(seam_gate_level(&gate, 11), SEAM_EDGE_NONE);
    ck_assert_int_eq(seam_gate_unhold(&gate), SEAM_EDGE_NONE);
    ck_assert(seam_gate_is_shut(&gate));
    ck_assert_int_eq(seam_gate_level(&gate, 5), SEAM_EDGE_OPEN);
    /* And the other way round. */
    ck_assert_int_eq(seam_gate_level(&gate, 11), SEAM_EDGE_SHUT);
    ck_assert_int_eq(seam_gate_hold(&gate), SEAM_EDGE_NONE);
    ck_assert_int_eq(seam_gate_level(&gate, 0), SEAM_EDGE_NONE);
    ck_assert_int_eq(seam_gate_unhold(&gate), SEAM_EDGE_OPEN);
}
END_TEST

/* Edges alternate, and say what is_shut() says. */
START_TEST(each_edge_is_told_once)
{
    seam_gate gate = seam_gate_of(20, 8);
    bool shut = false;
    uint32_t holds = 0;
    int n_edges = 0;
    prng rng;

    prng_init(&rng, test_seed("each_edge_is_told_once"));
    for (int i = 0; i < 100000; i++) {
        seam_edge edge;

        if (prng_below(&rng, 8) == 0) {
            edge = seam_gate_hold(&gate);
            holds++;
        } else if (holds > 0 && prng_below(&rng, 4) == 0) {
            edge = seam_gate_unhold(&gate);
            holds--;
        } else {
            edge = seam_gate_level(&gate, prng_below(&rng, 30));
        }
        if (seam_gate_is_shut(&gate) != shut) {
            shut = !shut;
            n_edges++;
            if (edge != (shut ? SEAM_EDGE_SHUT : SEAM_EDGE_OPEN))
                ck_abort_msg("a wrong edge");
        } else if (edge != SEAM_EDGE_NONE) {
            ck_abort_msg("an edge where none is");
        }
    }
    ck_assert_int_gt(n_edges, 1000);
}
END_TEST

/* ---- the checker of the laws of gates, shown states that break one of them each, and states at the edge */

static const struct {
    const char *what;
    bool is_allowed;
    seam_gate gate;
} states[] = {
    {"all zero", true, {0}},
    {"marks that are equal", true, {.high_ = 7, .low_ = 7}},
    {"shut by its level", true, {.high_ = 1, .above_ = 1}},
    {"held as often as can be", true, {.holds_ = UINT32_MAX}},
    {"marks in the wrong order", false, {.high_ = 7, .low_ = 8}},
    {"a lower mark alone", false, {.low_ = 1}},
    {"shut twice by its level", false, {.high_ = 7, .low_ = 3, .above_ = 2}},
    {"shut by a level without a mark", false, {.above_ = 1}},
};

START_TEST(a_gate_is_valid_by_each_law)
{
    ck_assert_msg(seam__gate_valid(&states[_i].gate) == states[_i].is_allowed, "%s",
                  states[_i].what);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("gate");
    TCase *tc = tcase_create("gate");

    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, a_gate_shuts_above_high_and_opens_at_low);
    tcase_add_test(tc, low_is_half_of_high_unless_it_is_said);
    tcase_add_test(tc, without_a_mark_no_level_shuts_it);
    tcase_add_test(tc, holds_nest);
    tcase_add_test(tc, each_edge_is_told_once);
    tcase_add_loop_test(tc, a_gate_is_valid_by_each_law, 0, sizeof(states) / sizeof(states[0]));
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
