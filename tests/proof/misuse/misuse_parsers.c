/* What parsers are made of, asked for what it has not, or over a chain that changes. */
#include "misuse.h"

static void read_nine_bytes(void)
{
    seam_cursor c = seam_cursor_view(seam_view_string("123456789"));

    (void)seam_cursor_be(&c, 9);
}

static void read_nine_bytes_backward(void)
{
    seam_cursor c = seam_cursor_view(seam_view_string("123456789"));

    (void)seam_cursor_le(&c, 9);
}

static void read_between_the_greatest_and_the_least(void)
{
    seam_cursor c = seam_cursor_view(seam_view_string("5 "));

    (void)seam_cursor_decimal_signed(&c, 9, -9);
}

static void read_digits_of_base_two(void)
{
    seam_cursor c = seam_cursor_view(seam_view_string("101 "));

    (void)seam_cursor_digits(&c, 2, 9);
}

static void put_nine_bytes(void)
{
    seam_chain chain;

    seam_chain_init(&chain, misused_pool(0));
    (void)!seam_chain_put_be(&chain, 9, 0);
}

/* The cursor holds a place in the chain, which is gone. */
static void drain_under_a_cursor(void)
{
    seam_chain chain;
    seam_cursor c;

    seam_chain_init(&chain, misused_pool(0));
    for (int i = 0; i < 2; i++) {
        seam_buf buf = seam_buf_static(seam_view_string("ab"));

        must(seam_chain_append(&chain, &buf) == SEAM_OK);
    }
    c = seam_cursor_chain(&chain);
    must(seam_chain_drain(&chain, 3) == SEAM_OK);
    seam_cursor_skip(&c, 4);
}

/* A line that was given is still in the chain, and the framer is about to drop it. */
static void drain_under_a_framer(void)
{
    seam_buf buf = seam_buf_static(seam_view_string("line\nnext"));
    seam_chain chain;
    seam_framer framer;
    seam_view line;

    seam_chain_init(&chain, misused_pool(0));
    must(seam_chain_append(&chain, &buf) == SEAM_OK);
    must(seam_framer_init(&framer, NULL) == SEAM_OK);
    must(seam_framer_next(&framer, &chain, &line) == SEAM_OK);
    must(seam_chain_drain(&chain, 6) == SEAM_OK);
    seam_framer_drop(&framer, &chain);
}

static void next_frame_of_rubbish(void)
{
    seam_framer framer;
    seam_chain chain;
    seam_view line;

    seam_chain_init(&chain, misused_pool(0));
    memset(&framer, 0xA5, sizeof(framer));
    (void)!seam_framer_next(&framer, &chain, &line);
}

const misuse misuse_of_parsers[] = {
    {"a number of nine bytes", NEEDS_CHECKS, ENDS_ABORTED, "seam_cursor_be", read_nine_bytes},
    {"a number of nine bytes, the lowest first", NEEDS_CHECKS, ENDS_ABORTED, "seam_cursor_le",
     read_nine_bytes_backward},
    {"a number not below the greatest", NEEDS_CHECKS, ENDS_ABORTED, "seam_cursor_decimal_signed",
     read_between_the_greatest_and_the_least},
    {"digits of base two", NEEDS_CHECKS, ENDS_ABORTED, "seam_cursor_digits",
     read_digits_of_base_two},
    {"putting a number of nine bytes", NEEDS_CHECKS, ENDS_ABORTED, "seam_chain_put_be",
     put_nine_bytes},
    {"draining a chain under a cursor", NEEDS_CHECKS, ENDS_ABORTED, "next_piece",
     drain_under_a_cursor},
    {"draining a chain under a framer", NEEDS_NOTHING, ENDS_ABORTED, "seam_chain_skip",
     drain_under_a_framer},
    {"the next frame of rubbish", NEEDS_CHECKS, ENDS_ABORTED, "seam__framer_valid",
     next_frame_of_rubbish},
};
const size_t n_misuse_of_parsers = sizeof(misuse_of_parsers) / sizeof(misuse_of_parsers[0]);
