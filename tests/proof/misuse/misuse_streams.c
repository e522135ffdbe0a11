/* Chains, gates and searches that were not set up, are copied, or are asked for what they have not. */
#include "misuse.h"

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

static void print_into_zeroes(void)
{
    seam_chain chain = {0};

    (void)!seam_chain_printf(&chain, "%d", 1);
}

static void compare(const seam_chain *a, const seam_chain *b)
{
    (void)seam_chain_compare_caseless(a, b, false);
}

static void compare_zeroes(void)
{
    seam_chain zeroed = {0}, chain;

    fill_chain(&chain);
    compare(&zeroed, &chain);
}

static void compare_with_zeroes(void)
{
    seam_chain zeroed = {0}, chain;

    fill_chain(&chain);
    compare(&chain, &zeroed);
}

static void add_stale_unpinned(void)
{
    seam_buf stale = stale_handle();
    seam_chain chain;

    fill_chain(&chain);
    (void)!seam_chain_add_unpinned(&chain, &stale, 1);
}

static void add_unpinned_to_zeroes(void)
{
    seam_buf buf = counting_buf(misused_pool(0), 10, 'a');
    seam_chain chain = {0};

    (void)!seam_chain_add_unpinned(&chain, &buf, 1);
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

static void split_onto_itself(void)
{
    seam_chain chain;

    fill_chain(&chain);
    (void)!seam_chain_split(&chain, 1, &chain);
}

static void write_ten_bytes_from_nowhere(void)
{
    seam_chain chain;

    fill_chain(&chain);
    (void)!seam_chain_write(&chain, seam_view_of(NULL, 10));
}

static void gate_that_opens_above_its_mark(void)
{
    (void)seam_gate_of(1, 2);
}

static void level_of_rubbish(void)
{
    seam_gate gate = {.low_ = 2, .high_ = 1};

    (void)seam_gate_level(&gate, 1);
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

/* Searches from where no search of this chain can stand. */
static void search_with(seam_find find)
{
    seam_chain chain;

    fill_chain(&chain);
    (void)!seam_chain_find_byte(&chain, &find, 0xFF, 0);
}

static void search_a_string_before_the_place(void)
{
    seam_find find = {.at = 1, .before_ = 2};
    seam_chain chain;

    fill_chain(&chain);
    (void)!seam_chain_find(&chain, &find, seam_view_string("xy"), 0);
}

static void search_a_set_before_the_place(void)
{
    const seam_byte_set set = {{1, 0, 0, 0}};
    seam_find find = {.at = 1, .before_ = 2};
    seam_chain chain;

    fill_chain(&chain);
    (void)!seam_chain_find_any(&chain, &find, &set, 0);
}

static void search_before_the_place(void)
{
    search_with((seam_find){.at = 1, .before_ = 2});
}

static void search_in_a_segment_that_is_not_there(void)
{
    search_with((seam_find){.index_ = 1});
}

static void commit_unreserved(void)
{
    seam_chain chain;

    fill_chain(&chain);
    tell_status(seam_chain_commit(&chain, 1));
}

/* A read that was given up, and comes to its end all the same: of byte `at` of the room. */
static void write_late(seam_chain *chain, size_t committed, size_t at)
{
    struct iovec room;

    seam_chain_init(chain, misused_pool(0));
    must(seam_chain_reserve(chain, 100, &room) == SEAM_OK);
    must(seam_chain_commit(chain, committed) == SEAM_OK);
    ((volatile uint8_t *)room.iov_base)[at] = 'y';
}

static void reserve_after_late_write(void)
{
    struct iovec room;
    seam_chain chain;

    write_late(&chain, 50, 50);
    (void)!seam_chain_reserve(&chain, 100, &room);
}

/* The last byte that a checking build looks at. */
static void reserve_after_later_write(void)
{
    struct iovec room;
    seam_chain chain;

    write_late(&chain, 20, 20 + 63);
    (void)!seam_chain_reserve(&chain, 100, &room);
}

static void decode_after_late_write(void)
{
    seam_pool *pool = misused_pool(0);
    seam_buf text = counting_buf(pool, 10, 'a');
    seam_decoder dec;
    seam_chain chain;

    start_decoder(&dec);
    write_late(&chain, 1, 1);
    (void)!seam_decoder_push(&dec, &text, &chain);
    text = counting_buf(pool, 10, 0xF8);
    (void)!seam_decoder_push(&dec, &text, &chain);
    seam_chain_release(&chain);
}

static void release_after_late_write(void)
{
    seam_chain chain;

    write_late(&chain, 1, 1);
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

#define CHAIN "seam__chain_is_sound(chain)"
#define LATE  "room written that was not reserved, or after seam_chain_commit()"

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
    {"a stale handle added unpinned", NEEDS_CHECKS, ENDS_ABORTED, "used after its last release",
     add_stale_unpinned},
    {"added unpinned to a zeroed chain", NEEDS_CHECKS, ENDS_ABORTED, CHAIN, add_unpinned_to_zeroes},
    {"printing into a zeroed chain", NEEDS_CHECKS, ENDS_ABORTED, CHAIN, print_into_zeroes},
    {"a zeroed chain compared", NEEDS_CHECKED_TEXT, ENDS_ABORTED, CHAIN, compare_zeroes},
    {"a chain compared with a zeroed one", NEEDS_CHECKED_TEXT, ENDS_ABORTED, CHAIN,
     compare_with_zeroes},
    {"a chain drained past its end", NEEDS_NOTHING, ENDS_TOLD, "SEAM_ERANGE", drain_too_much},
    {"a chain skipped past its end", NEEDS_NOTHING, ENDS_ABORTED,
     "seam_chain_skip: 101 bytes wanted where 100 are", skip_too_much},
    {"a chain trimmed to more", NEEDS_NOTHING, ENDS_ABORTED,
     "seam_chain_trim: 101 bytes wanted where 100 are", trim_too_much},
    {"a chain moved into itself", NEEDS_CHECKS, ENDS_ABORTED, "to != from", move_into_itself},
    {"a chain added to itself", NEEDS_CHECKS, ENDS_ABORTED, "to != from", add_to_itself},
    {"a chain shared with itself", NEEDS_CHECKS, ENDS_ABORTED, "to != from", share_with_itself},
    {"a chain split onto itself", NEEDS_CHECKS, ENDS_ABORTED, "chain != back", split_onto_itself},
    {"ten bytes written from NULL", NEEDS_CHECKS, ENDS_ABORTED, "bytes.data != NULL",
     write_ten_bytes_from_nowhere},
    {"a gate that opens above its mark", NEEDS_CHECKS, ENDS_ABORTED, "low <= high",
     gate_that_opens_above_its_mark},
    {"the level of a gate of rubbish", NEEDS_CHECKS, ENDS_ABORTED, "seam__gate_valid",
     level_of_rubbish},
    {"a gate held once too often", NEEDS_NOTHING, ENDS_ABORTED, "2^32 holds", hold_once_too_often},
    {"a gate let go that nobody holds", NEEDS_NOTHING, ENDS_ABORTED, "there is no hold",
     unhold_without_a_hold},
    {"a search after a drain that it was not told", NEEDS_CHECKS, ENDS_ABORTED, "chain->len_",
     search_after_an_untold_drain},
    {"a search from before its segment", NEEDS_CHECKS, ENDS_ABORTED,
     "find->before_ <=", search_before_the_place},
    {"a string searched from before its segment", NEEDS_CHECKS, ENDS_ABORTED,
     "find->before_ <=", search_a_string_before_the_place},
    {"a set searched from before its segment", NEEDS_CHECKS, ENDS_ABORTED,
     "find->before_ <=", search_a_set_before_the_place},
    {"a search in a segment that is not there", NEEDS_CHECKS, ENDS_ABORTED,
     "find->index_ < chain->n_segs_", search_in_a_segment_that_is_not_there},
    {"a commit without a reservation", NEEDS_NOTHING, ENDS_TOLD, "SEAM_ERANGE", commit_unreserved},
    {"room reserved after a late write", NEEDS_CHECKS_ALONE, ENDS_ABORTED, LATE,
     reserve_after_late_write},
    {"room reserved after a write 63 bytes behind", NEEDS_CHECKS_ALONE, ENDS_ABORTED, LATE,
     reserve_after_later_write},
    {"text decoded after a late write", NEEDS_CHECKS_ALONE, ENDS_ABORTED, LATE,
     decode_after_late_write},
    {"a chain released after a late write", NEEDS_CHECKS_ALONE, ENDS_ABORTED, LATE,
     release_after_late_write},
    {"a late write", NEEDS_CHECKED_ASAN, ENDS_POISONED, NULL, release_after_late_write},
    {"a live chain set up again", NEEDS_NOTHING, ENDS_TOLD, "still live: 777 bytes of 896",
     init_a_live_chain},
};
const size_t n_misuse_of_streams = sizeof(misuse_of_streams) / sizeof(misuse_of_streams[0]);
