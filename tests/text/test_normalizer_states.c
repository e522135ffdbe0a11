/* The checker of a normalizer's laws, shown states that break one law each, and states at the edge of what is
 * allowed. */
#include <string.h>

#include "support.h"
#include "text/segment.h"

enum { ACUTE = 0x301, CEDILLA = 0x327, ABOVE = 230, BELOW = 202, ROOM = 56 };

static seam_normalizer empty(void)
{
    seam_normalizer norm;

    ck_assert_int_eq(seam_normalizer_init(&norm, NULL), SEAM_OK);
    ck_assert(seam__normalizer_valid(&norm));
    return norm;
}

/* Holds one letter and `n_marks` marks back, behind `n_ready` letters that are ready. */
static seam_normalizer holding(unsigned n_ready, unsigned n_marks)
{
    seam_normalizer norm = empty();

    for (unsigned i = 0; i <= n_ready; i++)
        norm.held_[norm.n_held_++] = seam__entry('a', 0);
    for (unsigned i = 0; i < n_marks; i++)
        norm.held_[norm.n_held_++] = seam__entry(ACUTE, ABOVE);
    norm.n_ready_ = (uint8_t)n_ready;
    norm.n_marks_ = (uint8_t)n_marks;
    return norm;
}

START_TEST(what_is_held_has_room_and_an_order)
{
    seam_normalizer norm = holding(ROOM - 1, 0);

    ck_assert_uint_eq(norm.n_held_, ROOM);
    ck_assert(seam__normalizer_valid(&norm));
    norm.n_held_ = ROOM + 1;
    norm.n_ready_ = ROOM + 1;
    ck_assert(!seam__normalizer_valid(&norm));
    norm = holding(3, 0);
    norm.n_ready_ = norm.n_held_;
    norm.n_given_ = norm.n_held_;
    ck_assert(seam__normalizer_valid(&norm));
    norm.n_ready_--;
    ck_assert(!seam__normalizer_valid(&norm)); /* more given than ready */
    norm.n_given_ = 0;
    norm.n_ready_ = (uint8_t)(norm.n_held_ + 1);
    ck_assert(!seam__normalizer_valid(&norm)); /* more ready than held */
}
END_TEST

START_TEST(marks_are_held_in_canonical_order_behind_one_starter)
{
    seam_normalizer norm = holding(1, 0);

    norm.held_[norm.n_held_++] = seam__entry(CEDILLA, BELOW);
    norm.held_[norm.n_held_++] = seam__entry(ACUTE, ABOVE);
    ck_assert(seam__normalizer_valid(&norm));
    norm.held_[norm.n_held_++] = seam__entry(CEDILLA, BELOW);
    ck_assert(!seam__normalizer_valid(&norm)); /* not in order */
    norm = holding(0, 0);
    norm.held_[norm.n_held_++] = seam__entry('b', 0);
    ck_assert(!seam__normalizer_valid(&norm)); /* two starters are held back */
    norm.n_ready_ = 1;
    ck_assert(seam__normalizer_valid(&norm));
    /* What is ready needs no order, and the first that is held back has none before it. */
    norm.held_[0] = seam__entry(ACUTE, ABOVE);
    norm.held_[1] = seam__entry(CEDILLA, BELOW);
    ck_assert(seam__normalizer_valid(&norm));
}
END_TEST

START_TEST(no_run_of_marks_is_longer_than_the_longest)
{
    seam_normalizer norm = holding(0, SEAM__MOST_MARKS);

    ck_assert(seam__normalizer_valid(&norm));
    norm.n_marks_++;
    ck_assert(!seam__normalizer_valid(&norm));
    norm = holding(0, SEAM__MOST_MARKS);
    norm.held_[norm.n_held_++] = seam__entry(ACUTE, ABOVE);
    ck_assert(!seam__normalizer_valid(&norm));
}
END_TEST

START_TEST(a_normalizer_has_a_form_that_there_is)
{
    seam_normalizer norm = empty();

    norm.form_ = SEAM_CASEFOLD;
    ck_assert(seam__normalizer_valid(&norm));
    norm.form_ = SEAM_CASEFOLD + 1;
    ck_assert(!seam__normalizer_valid(&norm));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("normalizer_states");
    TCase *tc = tcase_create("normalizer_states");

    tcase_add_test(tc, what_is_held_has_room_and_an_order);
    tcase_add_test(tc, marks_are_held_in_canonical_order_behind_one_starter);
    tcase_add_test(tc, no_run_of_marks_is_longer_than_the_longest);
    tcase_add_test(tc, a_normalizer_has_a_form_that_there_is);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
