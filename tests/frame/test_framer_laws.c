/* The checkers of framers, of their options and of their laws, shown values that break one rule each, and values
 * at the edge of what is allowed. */
#include <stdlib.h>

#include "frame/frame_private.h"
#include "support.h"

#define GREATEST_MAX  (UINT64_C(1) << (sizeof(size_t) * 8 - 4))
#define N_ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* ---- options */

typedef struct asked {
    const char *what;
    seam_framer_options options;
} asked;

static const asked refused[] = {
    {"a kind that there is not", {.kind = SEAM_FRAME_NETSTRING + 1}},
    {"the greatest kind", {.kind = UINT8_MAX}},
    {"a flag that there is not", {.flags = 16}},
    {"the greatest flag", {.flags = UINT32_C(1) << 31}},
    {"an order of bytes for lines", {.flags = SEAM_FRAME_LE}},
    {"a width for lines", {.width = 1}},
    {"an offset for lines", {.offset = 1}},
    {"an adjustment for lines", {.adjust = 1}},
    {"a delimiter for lines", {.n_delimiter = 1}},
    {"bytes of a delimiter for lines", {.delimiter = {'a'}}},
    {"the field that is reserved", {.reserved0_ = 1}},
    {"the first of those that are reserved", {.reserved_ = {1}}},
    {"the second of those that are reserved", {.reserved_ = {0, 1}}},
    {"the last of those that are reserved", {.reserved_ = {0, 0, 1}}},
    {"a limit whose sums could wrap", {.max_len = GREATEST_MAX + 1}},
    {"the greatest limit", {.max_len = UINT64_MAX}},
    {"no delimiter", {.kind = SEAM_FRAME_DELIMITED}},
    {"a delimiter too long", {.kind = SEAM_FRAME_DELIMITED, .n_delimiter = 17}},
    {"bytes behind the delimiter",
     {.kind = SEAM_FRAME_DELIMITED, .n_delimiter = 1, .delimiter = {'a', 'b'}}},
    {"a last byte behind the delimiter",
     {.kind = SEAM_FRAME_DELIMITED, .n_delimiter = 15, .delimiter = {[15] = 'a'}}},
    {"no width", {.kind = SEAM_FRAME_LENGTH}},
    {"a width of five", {.kind = SEAM_FRAME_LENGTH, .width = 5}},
    {"a width of seven", {.kind = SEAM_FRAME_LENGTH, .width = 7}},
    {"a width of nine", {.kind = SEAM_FRAME_LENGTH, .width = 9}},
    {"a width before the first varint", {.kind = SEAM_FRAME_LENGTH, .width = SEAM_WIDTH_LEB - 1}},
    {"a width behind the last varint", {.kind = SEAM_FRAME_LENGTH, .width = SEAM_WIDTH_MQTT + 1}},
    {"an order of bytes for a varint",
     {.kind = SEAM_FRAME_LENGTH, .width = SEAM_WIDTH_LEB, .flags = SEAM_FRAME_LE}},
    {"a delimiter for a length", {.kind = SEAM_FRAME_LENGTH, .width = 4, .n_delimiter = 1}},
    {"an end needed behind a length",
     {.kind = SEAM_FRAME_LENGTH, .width = 4, .flags = SEAM_FRAME_NEED_END}},
    {"an end needed behind a netstring",
     {.kind = SEAM_FRAME_NETSTRING, .flags = SEAM_FRAME_NEED_END}},
    {"a width for a netstring", {.kind = SEAM_FRAME_NETSTRING, .width = 1}},
    {"a delimiter for a netstring",
     {.kind = SEAM_FRAME_NETSTRING, .n_delimiter = 1, .delimiter = {','}}},
};

START_TEST(options_that_mean_nothing_are_refused)
{
    seam_framer framer;
    seam_chain in = {0};
    seam_view frame;

    ck_assert_msg(seam_framer_init(&framer, &refused[_i].options) == SEAM_EINVAL, "%s",
                  refused[_i].what);
    ck_assert_int_eq(seam_framer_next(&framer, &in, &frame), SEAM_EINVAL);
    ck_assert(seam__framer_valid(&framer, &in));
}
END_TEST

#define EVERY_FLAG_OF_LINES (SEAM_FRAME_KEEP | SEAM_FRAME_RESYNC | SEAM_FRAME_NEED_END)

static const asked taken[] = {
    {"all zero", {0}},
    {"every flag of lines", {.flags = EVERY_FLAG_OF_LINES}},
    {"the longest limit whose sums do not wrap", {.max_len = GREATEST_MAX}},
    {"the longest delimiter",
     {.kind = SEAM_FRAME_DELIMITED, .n_delimiter = 16, .delimiter = {[15] = 'a'}}},
    {"a delimiter of zero bytes", {.kind = SEAM_FRAME_DELIMITED, .n_delimiter = 2}},
    {"a width of one", {.kind = SEAM_FRAME_LENGTH, .width = 1}},
    {"a width of four", {.kind = SEAM_FRAME_LENGTH, .width = 4, .flags = SEAM_FRAME_LE}},
    {"a width of eight, the other order",
     {.kind = SEAM_FRAME_LENGTH,
      .width = 8,
      .offset = UINT8_MAX,
      .adjust = INT32_MIN,
      .flags = SEAM_FRAME_LE | SEAM_FRAME_KEEP | SEAM_FRAME_RESYNC}},
    {"the first varint", {.kind = SEAM_FRAME_LENGTH, .width = SEAM_WIDTH_LEB}},
    {"the last varint", {.kind = SEAM_FRAME_LENGTH, .width = SEAM_WIDTH_MQTT}},
    {"a netstring", {.kind = SEAM_FRAME_NETSTRING, .flags = SEAM_FRAME_RESYNC}},
};

START_TEST(options_at_the_edge_are_taken)
{
    seam_framer framer;
    const seam_chain in = {0};

    ck_assert_msg(seam_framer_init(&framer, &taken[_i].options) == SEAM_OK, "%s", taken[_i].what);
    ck_assert(seam__framer_valid(&framer, &in));
}
END_TEST

/* ---- states, over an input of eight bytes */

#define LINES_ANY .options_.kind = SEAM_FRAME_LINES_ANY
#define LENGTH    .options_.kind = SEAM_FRAME_LENGTH

static const struct {
    const char *what;
    bool is_allowed;
    seam_framer framer;
} states[] = {
    {"all zero", true, {.state_ = 0}},
    {"all of it given", true, {.given_ = 8}},
    {"a head alone found", true, {.state_ = SEAM__FRAME_FOUND, .lead_ = 8}},
    {"all of it found", true, {.state_ = SEAM__FRAME_FOUND, .lead_ = 1, .body_ = 6, .tail_ = 1}},
    {"all of it searched", true, {.find_ = {.at = 8}}},
    {"the rest of it searched", true, {.given_ = 3, .find_ = {.at = 5}}},
    {"found at a CR", true, {LINES_ANY, .state_ = SEAM__FRAME_FOUND | SEAM__FRAME_AT_CR}},
    {"an LF to swallow", true, {LINES_ANY, .state_ = SEAM__FRAME_SWALLOW}},
    {"a line discarded at the end", true, {.state_ = SEAM__FRAME_DISCARD | SEAM__FRAME_FINISHED}},
    {"bytes to skip", true, {LENGTH, .state_ = SEAM__FRAME_DISCARD, .skip_ = UINT64_MAX}},
    {"bytes that nobody will skip", true, {LENGTH, .failed_ = SEAM_ETOOBIG, .skip_ = 9}},
    {"bytes to skip that were not told of yet", true, {LENGTH, .skip_ = 1}},
    {"a stream that was cut", true, {.failed_ = SEAM_ETRUNC}},
    {"a stream against the rules", true, {.failed_ = SEAM_EPROTO}},
    {"options that were refused", true, {.failed_ = SEAM_EINVAL}},
    {"a bit that there is not", false, {.state_ = 32}},
    {"found and discarded", false, {.state_ = SEAM__FRAME_FOUND | SEAM__FRAME_DISCARD}},
    {"at a CR of nothing found", false, {LINES_ANY, .state_ = SEAM__FRAME_AT_CR}},
    {"at a CR that ends no line", false, {.state_ = SEAM__FRAME_FOUND | SEAM__FRAME_AT_CR}},
    {"an LF of lines that end with one", false, {.state_ = SEAM__FRAME_SWALLOW}},
    {"no fault of a framer", false, {.failed_ = SEAM_ENOMEM}},
    {"an outcome that is no fault", false, {.failed_ = SEAM_MORE}},
    {"more given than there is", false, {.given_ = 9}},
    {"more searched than there is", false, {.find_ = {.at = 9}}},
    {"more searched than is left", false, {.given_ = 4, .find_ = {.at = 5}}},
    {"given and found", false, {.state_ = SEAM__FRAME_FOUND, .given_ = 1, .body_ = 1}},
    {"a head that is not there", false, {.state_ = SEAM__FRAME_FOUND, .lead_ = 9}},
    {"a body that is not there", false, {.state_ = SEAM__FRAME_FOUND, .lead_ = 1, .body_ = 8}},
    {"an end that is not there",
     false,
     {.state_ = SEAM__FRAME_FOUND, .lead_ = 1, .body_ = 6, .tail_ = 2}},
    {"a body whose sum wraps", false, {.state_ = SEAM__FRAME_FOUND, .lead_ = 1, .body_ = SIZE_MAX}},
    {"bytes of a line to skip", false, {.state_ = SEAM__FRAME_DISCARD, .skip_ = 1}},
};

START_TEST(a_framer_is_valid_by_each_law)
{
    seam_buf buf = seam_buf_static(seam_view_string("12345678"));
    seam_chain in;

    seam_chain_init(&in, NULL);
    ck_assert_int_eq(seam_chain_append(&in, &buf), SEAM_OK);
    ck_assert_msg(seam__framer_valid(&states[_i].framer, &in) == states[_i].is_allowed, "%s",
                  states[_i].what);
    seam_chain_release(&in);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("framer_laws");
    TCase *tc = tcase_create("framer_laws");

    tcase_add_loop_test(tc, options_that_mean_nothing_are_refused, 0, N_ROWS(refused));
    tcase_add_loop_test(tc, options_at_the_edge_are_taken, 0, N_ROWS(taken));
    tcase_add_loop_test(tc, a_framer_is_valid_by_each_law, 0, N_ROWS(states));
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
