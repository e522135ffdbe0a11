/* The checker of a decoder's laws, shown states that break one law each, and states at the edge of what is
 * allowed. */
#include "codec/decoder_step.h"
#include "support.h"

#define FAULT(reason_, len_, n_bytes_)                            \
    {                                                             \
        .reason = (reason_), .len = (len_), .n_bytes = (n_bytes_) \
    }
#define TRUNCATED SEAM_REASON_TRUNCATED

typedef struct decoder_state {
    const char *what;
    bool is_allowed;
    seam_decoder dec;
} decoder_state;

static const decoder_state carries[] = {
    {"nothing carried", true, {0}},
    {"three of four bytes", true, {.offset_ = 3, .n_carry_ = 3, .carry_ = {0xF0, 0x9F, 0x98}}},
    {"three of four bytes in UTF-32",
     true,
     {.offset_ = 3, .n_carry_ = 3, .from_ = SEAM_UTF32LE, .option_from_ = SEAM_UTF32LE}},
    {"a byte that a BOM may begin with",
     true,
     {.offset_ = 1,
      .n_carry_ = 1,
      .carry_ = {0xFF},
      .bom_ = SEAM_BOM_SNIFF,
      .from_ = SEAM_LATIN1,
      .option_from_ = SEAM_LATIN1}},
    {"four bytes", false, {.offset_ = 4, .n_carry_ = 4, .carry_ = {0xF0, 0x9F, 0x98, 0x80}}},
    {"four bytes before a BOM is known",
     false,
     {.offset_ = 4, .n_carry_ = 4, .bom_ = SEAM_BOM_SNIFF, .carry_ = {0xF0, 0x9F, 0x98, 0x80}}},
    {"more bytes than have come", false, {.offset_ = 1, .n_carry_ = 2, .carry_ = {0xE2, 0x82}}},
    {"a whole character of one byte",
     false,
     {.offset_ = 1,
      .n_carry_ = 1,
      .carry_ = {'a'},
      .from_ = SEAM_LATIN1,
      .option_from_ = SEAM_LATIN1}},
    {"a whole character of two bytes",
     false,
     {.offset_ = 2, .n_carry_ = 2, .carry_ = {0xC3, 0xA9}}},
    {"a byte that begins nothing", false, {.offset_ = 1, .n_carry_ = 1, .carry_ = {0x80}}},
    {"a prefix that Table 3-7 does not have",
     false,
     {.offset_ = 2, .n_carry_ = 2, .carry_ = {0xE0, 0x80}}},
    {"the same, held lazily",
     true,
     {.offset_ = 2, .n_carry_ = 2, .carry_ = {0xE0, 0x80}, .hold_ = SEAM_HOLD_LAZY}},
};

static const decoder_state counts[] = {
    {"every flag that is not of an option", true, {.state_ = SEAM__DECODER_DENIES - 1}},
    {"a flag that there is not", false, {.state_ = 2 * SEAM__DECODER_DENIES}},
    {"what is denied, with its flag",
     true,
     {.state_ = SEAM__DECODER_DENIES, .deny_ = SEAM_DENY_NUL}},
    {"every flag", true, {.state_ = 2 * SEAM__DECODER_DENIES - 1, .deny_ = SEAM_DENY_NUL}},
    {"what is denied, without its flag", false, {.deny_ = SEAM_DENY_NUL}},
    {"the flag without what is denied", false, {.state_ = SEAM__DECODER_DENIES}},
    {"all owed bytes given out", true, {.owed_at_ = 16, .owed_len_ = 16}},
    {"more owed than there is room for", false, {.owed_len_ = 17}},
    {"more given out than was owed", false, {.owed_at_ = 3, .owed_len_ = 2}},
    {"a fault that shows four bytes", true, {.n_faults_ = 1, .fault_ = FAULT(TRUNCATED, 4, 4)}},
    {"a fault that shows five bytes", false, {.n_faults_ = 1, .fault_ = FAULT(TRUNCATED, 3, 5)}},
    {"a fault longer than what it shows",
     false,
     {.n_faults_ = 1, .fault_ = FAULT(TRUNCATED, 3, 2)}},
    {"a fault that was not counted", false, {.fault_ = FAULT(TRUNCATED, 1, 1)}},
    {"a count without a fault", false, {.n_faults_ = 1}},
};

static const decoder_state options[] = {
    {"the encoding that a BOM named", true, {.bom_ = SEAM_BOM_SNIFF, .from_ = SEAM_UTF16BE}},
    {"an encoding that no BOM names", false, {.bom_ = SEAM_BOM_SNIFF, .from_ = SEAM_UTF32LE}},
    {"another encoding without a BOM", false, {.bom_ = SEAM_BOM_STRIP, .from_ = SEAM_UTF16LE}},
    {"no such encoding to read", false, {.from_ = 200, .option_from_ = 200}},
    {"no such encoding to write", false, {.to_ = 200}},
    {"an encoding that is never written", false, {.to_ = SEAM_ASCII_MASKED}},
    {"no such errors", false, {.errors_ = SEAM_ERRORS_LOSSLESS + 1}},
    {"no such hold", false, {.hold_ = SEAM_HOLD_LAZY + 1}},
    {"no such rule for BOMs", false, {.bom_ = SEAM_BOM_SNIFF + 1}},
    {"no such tail", false, {.tail_ = SEAM_TAIL_DROP + 1}},
    {"no such rule for what cannot be written",
     false,
     {.to_ = SEAM_LATIN1, .unmappable_ = SEAM_UNMAPPABLE_LOW_BYTE + 1}},
    {"no such class to deny", false, {.state_ = SEAM__DECODER_DENIES, .deny_ = UINT32_C(1) << 31}},
};

static void expect_state(const decoder_state *row)
{
    ck_assert_msg(seam__decoder_valid(&row->dec) == row->is_allowed, "%s", row->what);
}

START_TEST(a_decoder_carries_the_start_of_a_sequence)
{
    expect_state(&carries[_i]);
}
END_TEST

START_TEST(a_decoder_has_counts_that_belong_together)
{
    expect_state(&counts[_i]);
}
END_TEST

START_TEST(a_decoder_has_options_that_there_are)
{
    expect_state(&options[_i]);
}
END_TEST

#define N_ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

int main(void)
{
    Suite *suite = suite_create("decoder_states");
    TCase *tc = tcase_create("decoder_states");

    tcase_add_loop_test(tc, a_decoder_carries_the_start_of_a_sequence, 0, N_ROWS(carries));
    tcase_add_loop_test(tc, a_decoder_has_counts_that_belong_together, 0, N_ROWS(counts));
    tcase_add_loop_test(tc, a_decoder_has_options_that_there_are, 0, N_ROWS(options));
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
