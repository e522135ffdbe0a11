/* The checkers of the laws of codecs and of transforms, shown states that break one law each, and states at the
 * edge of what is allowed. */
#include "codec/codec_call.h"
#include "codec/transform_laws.h"
#include "support.h"

#define DECODES  .flags_ = SEAM_CODEC_DECODE
#define N_STATES 16 /* the values of the four flags in state_ */

typedef struct codec_state {
    const char *what;
    bool is_allowed;
    seam_codec codec;
} codec_state;

static const codec_state states[] = {
    {"all zero", true, {0}},
    {"the last kind", true, {.kind_ = SEAM_CODEC_BASE64URL}},
    {"no such kind", false, {.kind_ = SEAM_CODEC_BASE64URL + 1}},
    {"the last end of lines", true, {.wrap_ = 4, .line_end_ = SEAM_CODEC_LF}},
    {"no such end of lines", false, {.wrap_ = 4, .line_end_ = SEAM_CODEC_LF + 1}},
    {"two bytes carried by an encoder", true, {.kind_ = SEAM_CODEC_BASE64, .n_carry_ = 2}},
    {"three bytes carried by an encoder", false, {.kind_ = SEAM_CODEC_BASE64, .n_carry_ = 3}},
    {"three digits carried by a decoder",
     true,
     {.kind_ = SEAM_CODEC_BASE64, DECODES, .n_carry_ = 3}},
    {"four digits carried by a decoder",
     false,
     {.kind_ = SEAM_CODEC_BASE64, DECODES, .n_carry_ = 4}},
    {"two signs of padding",
     true,
     {.kind_ = SEAM_CODEC_BASE64, DECODES, .n_carry_ = 2, .n_pads_ = 2}},
    {"three signs of padding",
     false,
     {.kind_ = SEAM_CODEC_BASE64, DECODES, .n_carry_ = 2, .n_pads_ = 3}},
    {"a line that is full", true, {.wrap_ = 4, .column_ = 4}},
    {"a digit behind the end of the line", false, {.wrap_ = 4, .column_ = 5}},
    {"a column where there are no lines", false, {.column_ = 1}},
    {"lines of six digits", false, {.wrap_ = 6}},
    {"lines that a decoder makes", false, {DECODES, .wrap_ = 4}},
    {"capital digits", true, {.flags_ = SEAM_CODEC_UPPER}},
    {"capital digits of base64", false, {.kind_ = SEAM_CODEC_BASE64, .flags_ = SEAM_CODEC_UPPER}},
    {"every flag of the state", true, {.state_ = N_STATES - 1}},
    {"a flag that there is not", false, {.state_ = N_STATES}},
};

START_TEST(a_codec_is_valid_by_each_law)
{
    ck_assert_msg(seam__codec_valid(&states[_i].codec) == states[_i].is_allowed, "%s",
                  states[_i].what);
}
END_TEST

/* ---- transforms */

static size_t no_span(void *self, seam_view in)
{
    (void)self;
    (void)in;
    return 0;
}

static seam_status no_convert(void *self, seam_view *in, void *dst, size_t cap, size_t *produced)
{
    (void)self;
    (void)in;
    (void)dst;
    (void)cap;
    *produced = 0;
    return SEAM_MORE;
}

static void nothing(void *self)
{
    (void)self;
}

static size_t no_pending(const void *self)
{
    (void)self;
    return 0;
}

static bool no_output(const void *self, size_t n, size_t *max)
{
    (void)self;
    *max = n;
    return true;
}

#define CONVERT .convert = no_convert
#define FINISH  .finish = nothing
#define RESET   .reset = nothing
#define PENDING .pending = no_pending
#define OUTPUT  .max_output = no_output

static const struct {
    const char *what;
    bool is_allowed;
    seam_transform_ops ops;
} operations[] = {
    {"all of them", true, {.span = no_span, CONVERT, FINISH, RESET, PENDING, OUTPUT}},
    {"no span", true, {CONVERT, FINISH, RESET, PENDING, OUTPUT}},
    {"no convert", false, {FINISH, RESET, PENDING, OUTPUT}},
    {"no finish", false, {CONVERT, RESET, PENDING, OUTPUT}},
    {"no reset", false, {CONVERT, FINISH, PENDING, OUTPUT}},
    {"no pending", false, {CONVERT, FINISH, RESET, OUTPUT}},
    {"no max_output", false, {CONVERT, FINISH, RESET, PENDING}},
};

START_TEST(a_transform_has_the_operations_that_may_not_be_missing)
{
    seam_codec self;
    const seam_transform t = {&operations[_i].ops, &self};

    ck_assert_msg(seam__transform_is_sound(t) == operations[_i].is_allowed, "%s",
                  operations[_i].what);
}
END_TEST

START_TEST(a_transform_has_operations_and_a_self)
{
    seam_codec self;

    ck_assert(!seam__transform_is_sound((seam_transform){NULL, &self}));
    ck_assert(!seam__transform_is_sound((seam_transform){&operations[0].ops, NULL}));
}
END_TEST

#define N_ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

int main(void)
{
    Suite *suite = suite_create("codec_laws");
    TCase *tc = tcase_create("codec_laws");

    tcase_add_loop_test(tc, a_codec_is_valid_by_each_law, 0, N_ROWS(states));
    tcase_add_loop_test(tc, a_transform_has_the_operations_that_may_not_be_missing, 0,
                        N_ROWS(operations));
    tcase_add_test(tc, a_transform_has_operations_and_a_self);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
