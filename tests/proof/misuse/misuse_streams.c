/* Chains and decoders that were not set up, are copied, or are asked for what they have not. */

#include "misuse.h"

static void fill_chain(seam_chain *chain)
{
    seam_pool *pool = misused_pool(0);
    seam_buf buf = counting_buf(pool, 100, 0);

    seam_chain_init(chain, pool);
    must(seam_chain_append(chain, &buf) == SEAM_OK);
}

static void append_to_zeroes(void)
{
    seam_chain chain = {0};
    seam_buf buf = misused_buf(0, 100);

    (void)!seam_chain_append(&chain, &buf);
}

static void prepend_to_rubbish(void)
{
    seam_chain chain;
    seam_buf buf = misused_buf(0, 100);

    memset((void *)&chain, 0xA5, sizeof(chain));
    (void)!seam_chain_prepend(&chain, &buf);
}

static void reserve_in_zeroes(void)
{
    seam_chain chain = {0};
    struct iovec room;

    (void)!seam_chain_reserve(&chain, 1, &room);
}

static void drain_overwritten(void)
{
    seam_chain chain;

    fill_chain(&chain);
    chain.first_ = 7;
    (void)!seam_chain_drain(&chain, 1);
}

static void pop_overwritten(void)
{
    seam_chain chain;
    seam_buf buf;

    fill_chain(&chain);
    chain.n_segs_ = 3;
    (void)!seam_chain_pop(&chain, &buf);
}

static void release_copied_chain(void)
{
    seam_chain chain, copy;

    fill_chain(&chain);
    memcpy((void *)&copy, &chain, sizeof(copy));
    seam_chain_release(&chain);
    seam_chain_release(&copy);
}

static void release_appended(void)
{
    seam_pool *pool = misused_pool(0);
    seam_buf buf = counting_buf(pool, 100, 0);
    seam_buf copy = copied_handle(&buf);
    seam_chain chain;

    seam_chain_init(&chain, pool);
    must(seam_chain_append(&chain, &buf) == SEAM_OK);
    seam_buf_release(&copy);
    seam_chain_release(&chain);
}

static void append_stale(void)
{
    seam_buf stale = stale_handle();
    seam_chain chain;

    seam_chain_init(&chain, misused_pool(0));
    (void)!seam_chain_append(&chain, &stale);
}

static void drain_too_much(void)
{
    seam_chain chain;

    fill_chain(&chain);
    tell_status(seam_chain_drain(&chain, 101));
}

static void skip_too_much(void)
{
    seam_chain chain;

    fill_chain(&chain);
    seam_chain_skip(&chain, 101);
}

static void trim_too_much(void)
{
    seam_chain chain;

    fill_chain(&chain);
    seam_chain_trim(&chain, 101);
}

static void move_into_itself(void)
{
    seam_chain chain;

    fill_chain(&chain);
    (void)!seam_chain_move(&chain, &chain, 1);
}

static void add_to_itself(void)
{
    seam_chain chain;

    fill_chain(&chain);
    (void)!seam_chain_add_chain(&chain, &chain, 1);
}

static void share_with_itself(void)
{
    seam_chain chain;

    fill_chain(&chain);
    (void)!seam_chain_share(&chain, &chain, 0, 1);
}

static void unhold_without_a_hold(void)
{
    seam_gate gate = seam_gate_of(1, 0);

    (void)seam_gate_unhold(&gate);
}

/* Nobody calls 2^32 times here. */
static void hold_once_too_often(void)
{
    seam_gate gate = seam_gate_of(1, 0);

    gate.holds_ = UINT32_MAX;
    (void)seam_gate_hold(&gate);
}

static void search_after_an_untold_drain(void)
{
    seam_find find = {0};
    seam_chain chain;

    fill_chain(&chain);
    (void)!seam_chain_find_byte(&chain, &find, 0xFF, 0);
    seam_chain_skip(&chain, 50);
    (void)!seam_chain_find_byte(&chain, &find, 0xFF, 0);
}

static void commit_unreserved(void)
{
    seam_chain chain;

    fill_chain(&chain);
    tell_status(seam_chain_commit(&chain, 1));
}

static void start_decoder(seam_decoder *dec)
{
    must(seam_decoder_init(dec, NULL) == SEAM_OK);
}

/* A read that was given up, and comes to its end all the same. */
static void write_late(seam_chain *chain, size_t committed)
{
    struct iovec room;

    seam_chain_init(chain, misused_pool(0));
    must(seam_chain_reserve(chain, 100, &room) == SEAM_OK);
    must(seam_chain_commit(chain, committed) == SEAM_OK);
    ((volatile uint8_t *)room.iov_base)[committed] = 'y';
}

static void reserve_after_late_write(void)
{
    struct iovec room;
    seam_chain chain;

    write_late(&chain, 50);
    (void)!seam_chain_reserve(&chain, 100, &room);
}

static void decode_after_late_write(void)
{
    seam_pool *pool = misused_pool(0);
    seam_buf text = counting_buf(pool, 10, 'a');
    seam_decoder dec;
    seam_chain chain;

    start_decoder(&dec);
    write_late(&chain, 1);
    (void)!seam_decoder_push(&dec, &text, &chain);
    text = counting_buf(pool, 10, 0xF8);
    (void)!seam_decoder_push(&dec, &text, &chain);
    seam_chain_release(&chain);
}

static void release_after_late_write(void)
{
    seam_chain chain;

    write_late(&chain, 1);
    seam_chain_release(&chain);
}

/* Whether a chain is live does not show: one that was moved by memcpy() leaves the same bytes. What it had
 * is lost, and told. */
static void init_a_live_chain(void)
{
    seam_pool *pool;
    seam_chain chain;
    seam_buf buf;

    must(setenv("SEAM_LEAKS", "1", 1) == 0);
    pool = misused_pool(0);
    buf = counting_buf(pool, 777, 0);
    seam_chain_init(&chain, pool);
    must(seam_chain_append(&chain, &buf) == SEAM_OK);
    seam_chain_init(&chain, pool);
    seam_pool_destroy(&pool);
}

/* ---- decoders */

static void next_of_rubbish(void)
{
    seam_view in = seam_view_string("text");
    seam_decoder dec;
    seam_view text;

    memset(&dec, 0xA5, sizeof(dec));
    (void)!seam_decoder_next(&dec, &in, &text);
}

static void convert_by_rubbish(void)
{
    seam_view in = seam_view_string("text");
    seam_decoder dec;
    uint8_t to[8];
    size_t n;

    memset(&dec, 0xA5, sizeof(dec));
    (void)!seam_decoder_convert(&dec, &in, to, sizeof(to), &n);
}

static void next_of_overwritten(void)
{
    seam_view in = seam_view_string("text");
    seam_decoder dec;
    seam_view text;

    start_decoder(&dec);
    dec.n_carry_ = 4;
    (void)!seam_decoder_next(&dec, &in, &text);
}

static void push_stale(void)
{
    seam_buf stale = stale_handle();
    seam_decoder dec;
    seam_chain chain;

    start_decoder(&dec);
    seam_chain_init(&chain, misused_pool(0));
    (void)!seam_decoder_push(&dec, &stale, &chain);
}

static void push_into_nothing(void)
{
    seam_buf buf = misused_buf(0, 1000);
    seam_decoder dec;

    start_decoder(&dec);
    (void)!seam_decoder_push(&dec, &buf, NULL);
}

static void push_into_reserved(void)
{
    seam_pool *pool = misused_pool(0);
    seam_buf buf = counting_buf(pool, 100, 0);
    struct iovec room;
    seam_decoder dec;
    seam_chain chain;

    start_decoder(&dec);
    seam_chain_init(&chain, pool);
    must(seam_chain_reserve(&chain, 1, &room) == SEAM_OK);
    tell_status(seam_decoder_push(&dec, &buf, &chain));
}

static void push_chain_into_itself(void)
{
    seam_decoder dec;
    seam_chain chain;

    start_decoder(&dec);
    fill_chain(&chain);
    (void)!seam_decoder_push_chain(&dec, &chain, &chain);
}

/* The first character of `in` and the last of `dst` lie in one byte. */
static void convert_in_place(void)
{
    uint8_t memory[16] = "\xFFtext";
    seam_view in = seam_view_of(memory + 7, 5);
    seam_decoder dec;
    size_t n;

    start_decoder(&dec);
    (void)!seam_decoder_convert(&dec, &in, memory, 8, &n);
}

/* All that was wanted is in the first half of `dst`, but 4 units of 2 bytes reach into `in`. */
static void transcode_in_place(void)
{
    uint8_t memory[16] = "";
    seam_view in = seam_view_of(memory + 7, 4);
    size_t n;

    (void)!seam_utf8_to_utf16le(&in, memory, 4, &n, NULL);
}

static void hex_in_place(void)
{
    uint8_t memory[16] = "00FF";
    seam_view in = seam_view_of(memory, 4);
    size_t n;

    (void)!seam_hex_decode(&in, 0, memory, 2, &n);
}

static void unhex_in_place(void)
{
    uint8_t memory[16] = "text";
    seam_view in = seam_view_of(memory, 4);
    size_t n;

    (void)!seam_hex_encode(&in, 0, memory + 3, 8, &n);
}

static void base64_in_place(void)
{
    uint8_t memory[16] = "text";
    seam_view in = seam_view_of(memory, 4);
    size_t n;

    (void)!seam_base64_encode(&in, SEAM_BASE64_FINAL, memory, 8, &n);
}

static void unbase64_in_place(void)
{
    uint8_t memory[16] = "text";
    seam_view in = seam_view_of(memory, 4);
    size_t n;

    (void)!seam_base64_decode(&in, SEAM_BASE64_FINAL, memory, 3, &n);
}

/* The text that a call gave lies in the chunk, which is gone. */
static void read_text_of_released_chunk(void)
{
    seam_buf chunk = misused_buf(SEAM_POOL_PASSTHROUGH, 100);
    seam_view in = seam_buf_view(&chunk);
    seam_decoder dec;
    seam_view text;

    start_decoder(&dec);
    must(seam_decoder_next(&dec, &in, &text) == SEAM_OK);
    seam_buf_release(&chunk);
    (void)*(const volatile uint8_t *)text.data;
}

static void mask_over_itself(void)
{
    uint8_t memory[16] = "text";

    seam_mask_apply(seam_view_of(memory, 8), (const uint8_t *)"key!", 0, memory + 4);
}

static void judge_over_itself(void)
{
    uint8_t memory[16] = "text";

    (void)!seam_mask_apply_utf8(seam_view_of(memory + 1, 8), (const uint8_t *)"key!", 0, memory);
}

static void unmask_over_itself(void)
{
    const seam_decoder_options options = {.to = SEAM_ENCODING_NONE};
    uint8_t memory[16] = "text";
    seam_decoder dec;

    must(seam_decoder_init(&dec, &options) == SEAM_OK);
    (void)!seam_mask_decode(&dec, seam_view_of(memory, 8), (const uint8_t *)"key!", 0, memory + 7);
}

static void unmask_for_rubbish(void)
{
    uint8_t memory[16] = "text";
    seam_decoder dec;

    memset(&dec, 0xA5, sizeof(dec));
    (void)!seam_mask_decode(&dec, seam_view_of(memory, 8), (const uint8_t *)"key!", 0, memory);
}

#define CHAIN   "seam__chain_is_sound(chain)"
#define DECODER "seam__decoder_valid(dec)"
#define OVERLAP "overlap"
#define APART   "seam__mask_may_write"
#define LATE    "room written that was not reserved, or after seam_chain_commit()"

const misuse misuse_of_streams[] = {
    {"append to a zeroed chain", NEEDS_CHECKS, ENDS_ABORTED, CHAIN, append_to_zeroes},
    {"prepend to rubbish", NEEDS_CHECKS, ENDS_ABORTED, CHAIN, prepend_to_rubbish},
    {"reserve in a zeroed chain", NEEDS_CHECKS, ENDS_ABORTED, CHAIN, reserve_in_zeroes},
    {"drain of an overwritten chain", NEEDS_CHECKS, ENDS_ABORTED, CHAIN, drain_overwritten},
    {"pop of an overwritten chain", NEEDS_CHECKS, ENDS_ABORTED, CHAIN, pop_overwritten},
    {"a copied chain released twice", NEEDS_NOTHING, ENDS_ABORTED, "one release too many",
     release_copied_chain},
    {"an appended handle released", NEEDS_NOTHING, ENDS_ABORTED, "one release too many",
     release_appended},
    {"a stale handle appended", NEEDS_CHECKS, ENDS_ABORTED, "used after its last release",
     append_stale},
    {"a chain drained past its end", NEEDS_NOTHING, ENDS_TOLD, "SEAM_ERANGE", drain_too_much},
    {"a chain skipped past its end", NEEDS_NOTHING, ENDS_ABORTED,
     "seam_chain_skip: 101 bytes wanted where 100 are", skip_too_much},
    {"a chain trimmed to more", NEEDS_NOTHING, ENDS_ABORTED,
     "seam_chain_trim: 101 bytes wanted where 100 are", trim_too_much},
    {"a chain moved into itself", NEEDS_CHECKS, ENDS_ABORTED, "to != from", move_into_itself},
    {"a chain added to itself", NEEDS_CHECKS, ENDS_ABORTED, "to != from", add_to_itself},
    {"a chain shared with itself", NEEDS_CHECKS, ENDS_ABORTED, "to != from", share_with_itself},
    {"a gate held once too often", NEEDS_NOTHING, ENDS_ABORTED, "2^32 holds", hold_once_too_often},
    {"a gate let go that nobody holds", NEEDS_NOTHING, ENDS_ABORTED, "there is no hold",
     unhold_without_a_hold},
    {"a search after a drain that it was not told", NEEDS_CHECKS, ENDS_ABORTED, "chain->len_",
     search_after_an_untold_drain},
    {"a commit without a reservation", NEEDS_NOTHING, ENDS_TOLD, "SEAM_ERANGE", commit_unreserved},
    {"room reserved after a late write", NEEDS_CHECKS_ALONE, ENDS_ABORTED, LATE,
     reserve_after_late_write},
    {"text decoded after a late write", NEEDS_CHECKS_ALONE, ENDS_ABORTED, LATE,
     decode_after_late_write},
    {"a chain released after a late write", NEEDS_CHECKS_ALONE, ENDS_ABORTED, LATE,
     release_after_late_write},
    {"a late write", NEEDS_CHECKED_ASAN, ENDS_POISONED, NULL, release_after_late_write},
    {"a live chain set up again", NEEDS_NOTHING, ENDS_TOLD, "still live: 777 bytes of 896",
     init_a_live_chain},
    {"text pulled out of rubbish", NEEDS_CHECKS, ENDS_ABORTED, DECODER, next_of_rubbish},
    {"text converted by rubbish", NEEDS_CHECKS, ENDS_ABORTED, DECODER, convert_by_rubbish},
    {"a decoder that was written to", NEEDS_CHECKS, ENDS_ABORTED, DECODER, next_of_overwritten},
    {"a stale handle decoded", NEEDS_CHECKS, ENDS_ABORTED, "used after its last release",
     push_stale},
    {"text pushed nowhere", NEEDS_NOTHING, ENDS_FAULTED, NULL, push_into_nothing},
    {"text pushed where it came from", NEEDS_CHECKS, ENDS_ABORTED, "in != out",
     push_chain_into_itself},
    {"text converted in place", NEEDS_CHECKS, ENDS_ABORTED, OVERLAP, convert_in_place},
    {"text transcoded in place", NEEDS_CHECKS, ENDS_ABORTED, OVERLAP, transcode_in_place},
    {"hex digits read in place", NEEDS_CHECKS, ENDS_ABORTED, OVERLAP, hex_in_place},
    {"hex digits written in place", NEEDS_CHECKS, ENDS_ABORTED, OVERLAP, unhex_in_place},
    {"base64 written in place", NEEDS_CHECKS, ENDS_ABORTED, OVERLAP, base64_in_place},
    {"base64 read in place", NEEDS_CHECKS, ENDS_ABORTED, OVERLAP, unbase64_in_place},
    {"bytes masked over themselves", NEEDS_CHECKS, ENDS_ABORTED, APART, mask_over_itself},
    {"a frame judged over itself", NEEDS_CHECKS, ENDS_ABORTED, APART, judge_over_itself},
    {"a frame unmasked over itself", NEEDS_CHECKS, ENDS_ABORTED, APART, unmask_over_itself},
    {"a frame unmasked for rubbish", NEEDS_CHECKS, ENDS_ABORTED, DECODER, unmask_for_rubbish},
    {"text pushed into a reservation", NEEDS_NOTHING, ENDS_TOLD, "SEAM_ESTATE", push_into_reserved},
    {"text read after its chunk", NEEDS_NOTHING, ENDS_FAULTED, NULL, read_text_of_released_chunk},
};
const size_t n_misuse_of_streams = sizeof(misuse_of_streams) / sizeof(misuse_of_streams[0]);
