#include <stdio.h>

#include "support.h"

static const seam_status all[] = {
#define STATUS(name, value, text) name,
    SEAM_STATUS_MAP(STATUS)
#undef STATUS
};
#define N_ALL (sizeof(all) / sizeof(all[0]))

START_TEST(names_are_spelled_as_in_the_source)
{
#define CHECK_NAME(name, value, text)                                \
    ck_assert_str_eq(seam_status_name((seam_status)(value)), #name); \
    ck_assert_str_eq(seam_status_text((seam_status)(value)), text);
    SEAM_STATUS_MAP(CHECK_NAME)
#undef CHECK_NAME
    ck_assert_str_eq(seam_status_name(SEAM_ERANGE), "SEAM_ERANGE");
    ck_assert_str_eq(seam_status_text(SEAM_ERANGE), "range outside the object");
}
END_TEST

START_TEST(the_sign_tells_failure_from_outcome)
{
    static const seam_status failures[] = {
        SEAM_ENOMEM, SEAM_ELIMIT,    SEAM_EINVAL, SEAM_ERANGE, SEAM_EILSEQ,
        SEAM_ETRUNC, SEAM_ECANCELED, SEAM_ESTATE, SEAM_EPERM,  SEAM_ETOOBIG,
        SEAM_EPROTO, SEAM_ETIMEDOUT, SEAM_ESYS};
    static const seam_status outcomes[] = {SEAM_MORE, SEAM_FULL, SEAM_EOF, SEAM_YIELD};

    for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++)
        ck_assert_int_lt(failures[i], 0);
    for (size_t i = 0; i < sizeof(outcomes) / sizeof(outcomes[0]); i++)
        ck_assert_int_gt(outcomes[i], 0);
    ck_assert_int_eq(SEAM_OK, 0);
    ck_assert_uint_eq(N_ALL, 13 + 4 + 1);
}
END_TEST

START_TEST(no_two_statuses_share_a_value_a_name_or_a_text)
{
    for (size_t i = 0; i < N_ALL; i++) {
        for (size_t k = i + 1; k < N_ALL; k++) {
            ck_assert_int_ne(all[i], all[k]);
            ck_assert_str_ne(seam_status_name(all[i]), seam_status_name(all[k]));
            ck_assert_str_ne(seam_status_text(all[i]), seam_status_text(all[k]));
        }
    }
}
END_TEST

START_TEST(a_value_that_is_no_status_is_named_too)
{
    static const int strangers[] = {-14, 5, 100, -100, INT32_MAX, INT32_MIN};

    for (size_t i = 0; i < sizeof(strangers) / sizeof(strangers[0]); i++) {
        ck_assert_str_eq(seam_status_name((seam_status)strangers[i]), "SEAM_?");
        ck_assert_str_eq(seam_status_text((seam_status)strangers[i]), "unknown status");
    }
}
END_TEST

START_TEST(the_version_is_that_of_the_headers)
{
    char expected[32];

    snprintf(expected, sizeof(expected), "%d.%d.%d", SEAM_VERSION_MAJOR, SEAM_VERSION_MINOR,
             SEAM_VERSION_PATCH);
    ck_assert_str_eq(seam_version(), expected);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("status");
    TCase *tc = tcase_create("status");

    tcase_add_test(tc, names_are_spelled_as_in_the_source);
    tcase_add_test(tc, the_sign_tells_failure_from_outcome);
    tcase_add_test(tc, no_two_statuses_share_a_value_a_name_or_a_text);
    tcase_add_test(tc, a_value_that_is_no_status_is_named_too);
    tcase_add_test(tc, the_version_is_that_of_the_headers);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
