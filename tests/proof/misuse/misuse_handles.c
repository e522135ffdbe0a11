/* Handles that are released too often, kept too long, or were none. */
#include <sys/mman.h>

#include "misuse.h"

/* ---- one release too many */

static void release_twice(seam_buf *buf)
{
    seam_buf copy = copied_handle(buf);

    seam_buf_release(buf);
    seam_buf_release(&copy);
}

static void small_twice(void)
{
    seam_buf buf = misused_buf(0, 100);

    release_twice(&buf);
}

static void adopted_twice(void)
{
    static uint8_t mine[10];
    seam_buf buf;

    must(seam_buf_adopt(misused_pool(0), mine, sizeof(mine), NULL, NULL, 0, &buf) == SEAM_OK);
    release_twice(&buf);
}

static void kept_twice(void)
{
    seam_buf buf = misused_buf(0, 300000);

    release_twice(&buf);
}

static void unmapped_twice(void)
{
    const seam_pool_options options = {.large_cache_bytes = 1};
    seam_pool *pool;
    seam_buf buf;

    must(seam_pool_create(&options, &pool) == SEAM_OK);
    buf = counting_buf(pool, 300000, 0);
    release_twice(&buf);
}

static void confined_twice(void)
{
    seam_buf buf = misused_buf(SEAM_POOL_CONFINED, 100);

    release_twice(&buf);
}

static void passthrough_twice(void)
{
    seam_buf buf = misused_buf(SEAM_POOL_PASSTHROUGH, 100);

    release_twice(&buf);
}

static void copy_beside_shares(void)
{
    seam_buf buf = misused_buf(0, 100);
    seam_buf twin = seam_buf_share(&buf);
    seam_buf copy = copied_handle(&twin);

    seam_buf_release(&buf);
    seam_buf_release(&twin);
    seam_buf_release(&copy);
}

/* ---- one reference too many */

static void set_word(const seam_buf *buf, uint32_t word)
{
    atomic_store_explicit(&buf->block->word, word, memory_order_relaxed);
}

static void share_past_the_count(void)
{
    seam_buf buf = misused_buf(0, 100);
    seam_buf twin;

    set_word(&buf, SEAM__COUNT_MASK);
    twin = seam_buf_share(&buf);
    (void)twin;
}

static void slice_past_the_count(void)
{
    seam_buf buf = misused_buf(0, 100);
    seam_buf part;

    set_word(&buf, SEAM__COUNT_MASK);
    (void)!seam_buf_slice(&buf, 1, 2, &part);
}

static void share_past_the_confined_count(void)
{
    seam_buf buf = misused_buf(SEAM_POOL_CONFINED, 100);
    seam_buf twin;

    set_word(&buf, SEAM__CONFINED | SEAM__COUNT_MASK);
    twin = seam_buf_share(&buf);
    (void)twin;
}

/* ---- handles whose reference is gone */

static void share_stale(void)
{
    seam_buf stale = stale_handle();
    seam_buf twin = seam_buf_share(&stale);

    (void)twin;
}

static void slice_stale(void)
{
    seam_buf stale = stale_handle();
    seam_buf part;

    (void)!seam_buf_slice(&stale, 1, 2, &part);
}

static void split_stale(void)
{
    seam_buf stale = stale_handle();
    seam_buf back;

    (void)!seam_buf_split_off(&stale, 1, &back);
}

static void truncate_stale(void)
{
    seam_buf stale = stale_handle();

    (void)!seam_buf_truncate(&stale, 10);
}

static void advance_stale(void)
{
    seam_buf stale = stale_handle();

    (void)!seam_buf_advance(&stale, 10);
}

static void write_stale(void)
{
    seam_buf stale = stale_handle();

    (void)seam_buf_bytes_mut(&stale);
}

static void make_stale_writable(void)
{
    seam_pool *pool = misused_pool(0);
    seam_buf stale = stale_handle();

    (void)!seam_buf_make_writable(&stale, pool);
}

static void unpin_stale(void)
{
    seam_pool *pool = misused_pool(0);
    seam_buf stale = stale_handle();

    (void)!seam_buf_unpin(&stale, 1, pool);
}

static void promote_stale(void)
{
    seam_buf stale = stale_handle();

    seam_buf_promote(&stale);
}

static void tag_stale(void)
{
    seam_buf stale = stale_handle();

    seam_buf_set_tag(&stale, 1);
}

static void read_stale_tag(void)
{
    seam_buf stale = stale_handle();

    (void)seam_buf_tag(&stale);
}

static void measure_stale(void)
{
    seam_buf stale = stale_handle();

    (void)seam_buf_retained(&stale);
}

/* ---- what never was a handle, or was written to */

static void release_rubbish(void)
{
    seam_buf rubbish;

    fill_with_rubbish(&rubbish);
    seam_buf_release(&rubbish);
}

/* A block's address that is right in form, where nothing is mapped. */
static void release_nowhere(void)
{
    void *at = mmap(NULL, 65536, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    seam_buf buf = {at, 1, at};

    must(at != MAP_FAILED);
    seam_buf_release(&buf);
}

static void slice_lengthened(void)
{
    seam_buf buf = misused_buf(0, 100);
    seam_buf part;

    buf.len++;
    (void)!seam_buf_slice(&buf, 0, 101, &part);
}

static void share_lengthened(void)
{
    seam_buf buf = misused_buf(0, 100);
    seam_buf twin;

    buf.len++;
    twin = seam_buf_share(&buf);
    seam_buf_release(&twin);
}

/* All but the bytes that say where its block is. */
static void share_overwritten(void)
{
    seam_buf buf = misused_buf(0, 100);
    seam_buf twin;

    buf.data = NULL;
    buf.len = 0;
    twin = seam_buf_share(&buf);
    seam_buf_release(&twin);
}

static void write_moved_back(void)
{
    seam_buf buf = misused_buf(0, 100);

    buf.data--;
    (void)seam_buf_bytes_mut(&buf);
}

static void release_lengthened(void)
{
    seam_buf buf = misused_buf(0, 100);

    buf.len = SIZE_MAX;
    seam_buf_release(&buf);
}

static void slice_into_itself(void)
{
    seam_buf buf = misused_buf(0, 100);

    (void)!seam_buf_slice(&buf, 1, 2, &buf);
}

static void split_into_itself(void)
{
    seam_buf buf = misused_buf(0, 100);

    (void)!seam_buf_split_to(&buf, 50, &buf);
}

static void split_the_rest_into_its_source(void)
{
    seam_buf buf = misused_buf(0, 100);

    (void)!seam_buf_split_off(&buf, 50, &buf);
}

static void copy_nothing(void)
{
    seam_buf buf;

    (void)!seam_buf_copy(misused_pool(0), seam_view_of(NULL, 10), &buf);
}

/* ---- requests that cannot be met */

static void slice_past_the_end(void)
{
    seam_buf buf = misused_buf(0, 100);
    seam_buf part;

    tell_status(seam_buf_slice(&buf, 2, SIZE_MAX, &part));
}

static void adopt_nothing(void)
{
    seam_buf buf;

    tell_status(seam_buf_adopt(misused_pool(0), NULL, 10, NULL, NULL, 0, &buf));
}

static void adopt_own_memory(size_t len, size_t off)
{
    seam_pool *pool = misused_pool(0);
    seam_buf buf = counting_buf(pool, len, 0);
    seam_buf again;

    (void)!seam_buf_adopt(pool, seam_buf_bytes_mut(&buf) + off, 10, NULL, NULL, 0, &again);
}

static void adopt_small(void)
{
    adopt_own_memory(100, 0);
}

static void adopt_middle_of_large(void)
{
    adopt_own_memory((size_t)100 << 20, (size_t)90 << 20);
}

static void adopt_of_other_pool(void)
{
    seam_buf buf = misused_buf(SEAM_POOL_PASSTHROUGH, 100);
    seam_buf again;

    (void)!seam_buf_adopt(misused_pool(0), seam_buf_bytes_mut(&buf), 10, NULL, NULL, 0, &again);
}

static void adopt_with_unknown_flag(void)
{
    static uint8_t mine[10];
    seam_buf buf;

    tell_status(seam_buf_adopt(misused_pool(0), mine, 10, NULL, NULL, 2, &buf));
}

#define TOO_MANY "one release too many"
#define PAST     "count past 2^31 - 1"
#define STALE    "used after its last release"
#define OWN      "is a pool's own memory"

/* ---- ranges that the caller should have known */

static void skip_past_the_end(void)
{
    seam_buf buf = misused_buf(0, 100);

    seam_buf_skip(&buf, 101);
}

static void trim_to_more(void)
{
    seam_buf buf = misused_buf(0, 100);

    seam_buf_trim(&buf, SIZE_MAX);
}

static void take_too_much(void)
{
    seam_buf buf = misused_buf(0, 100);
    seam_buf front = seam_buf_take(&buf, 101);

    seam_buf_release(&front);
}

static void sub_that_wraps(void)
{
    seam_buf buf = misused_buf(0, 100);
    seam_buf part = seam_buf_sub(&buf, 2, SIZE_MAX - 1);

    seam_buf_release(&part);
}

const misuse misuse_of_handles[] = {
    {"a small buf released twice", NEEDS_NOTHING, ENDS_ABORTED, TOO_MANY, small_twice},
    {"adopted memory released twice", NEEDS_NOTHING, ENDS_ABORTED, TOO_MANY, adopted_twice},
    {"a large buf released twice", NEEDS_NOTHING, ENDS_ABORTED, TOO_MANY, kept_twice},
    {"an unmapped buf released twice", NEEDS_NOTHING, ENDS_FAULTED, NULL, unmapped_twice},
    {"a confined buf released twice", NEEDS_NOTHING, ENDS_ABORTED, TOO_MANY, confined_twice},
    {"a passthrough buf released twice", NEEDS_NOTHING, ENDS_FAULTED, NULL, passthrough_twice},
    {"a copy released beside shares", NEEDS_NOTHING, ENDS_ABORTED, TOO_MANY, copy_beside_shares},
    {"a share past the count", NEEDS_NOTHING, ENDS_ABORTED, PAST, share_past_the_count},
    {"a slice past the count", NEEDS_NOTHING, ENDS_ABORTED, PAST, slice_past_the_count},
    {"a share past a confined count", NEEDS_NOTHING, ENDS_ABORTED, PAST,
     share_past_the_confined_count},
    {"a share of a stale handle", NEEDS_NOTHING, ENDS_ABORTED, STALE, share_stale},
    {"a slice of a stale handle", NEEDS_NOTHING, ENDS_ABORTED, STALE, slice_stale},
    {"a split of a stale handle", NEEDS_NOTHING, ENDS_ABORTED, STALE, split_stale},
    {"a truncated stale handle", NEEDS_CHECKS, ENDS_ABORTED, STALE, truncate_stale},
    {"an advanced stale handle", NEEDS_CHECKS, ENDS_ABORTED, STALE, advance_stale},
    {"writing through a stale handle", NEEDS_CHECKS, ENDS_ABORTED, STALE, write_stale},
    {"a stale handle made writable", NEEDS_CHECKS, ENDS_ABORTED, STALE, make_stale_writable},
    {"a stale handle unpinned", NEEDS_CHECKS, ENDS_ABORTED, STALE, unpin_stale},
    {"a stale handle promoted", NEEDS_CHECKS, ENDS_ABORTED, STALE, promote_stale},
    {"a tag set by a stale handle", NEEDS_CHECKS, ENDS_ABORTED, STALE, tag_stale},
    {"a tag read by a stale handle", NEEDS_CHECKS, ENDS_ABORTED, STALE, read_stale_tag},
    {"a stale handle measured", NEEDS_CHECKS, ENDS_ABORTED, STALE, measure_stale},
    {"rubbish released", NEEDS_CHECKS, ENDS_ABORTED, "no handle", release_rubbish},
    {"a handle on nothing released", NEEDS_NOTHING, ENDS_FAULTED, NULL, release_nowhere},
    {"a slice of a lengthened handle", NEEDS_CHECKS, ENDS_ABORTED, "reaches out of its block",
     slice_lengthened},
    {"a share of a lengthened handle", NEEDS_CHECKS, ENDS_ABORTED, "reaches out of its block",
     share_lengthened},
    {"a share of an overwritten handle", NEEDS_CHECKS, ENDS_ABORTED, "no handle",
     share_overwritten},
    {"writing before the block", NEEDS_CHECKS, ENDS_ABORTED, "reaches out of its block",
     write_moved_back},
    {"a lengthened handle released", NEEDS_CHECKS, ENDS_ABORTED, "reaches out of its block",
     release_lengthened},
    {"a slice into its source", NEEDS_CHECKS, ENDS_ABORTED, "out != buf", slice_into_itself},
    {"a split into its source", NEEDS_CHECKS, ENDS_ABORTED, "front != buf", split_into_itself},
    {"the rest split into its source", NEEDS_CHECKS, ENDS_ABORTED, "back != buf",
     split_the_rest_into_its_source},
    {"ten bytes copied from NULL", NEEDS_CHECKS, ENDS_ABORTED, "bytes.data != NULL", copy_nothing},
    {"a small block adopted", NEEDS_CHECKS, ENDS_ABORTED, OWN, adopt_small},
    {"the middle of a large block adopted", NEEDS_CHECKS, ENDS_ABORTED, OWN, adopt_middle_of_large},
    {"another pool's block adopted", NEEDS_CHECKS, ENDS_ABORTED, OWN, adopt_of_other_pool},
    {"a slice whose end wraps", NEEDS_NOTHING, ENDS_TOLD, "SEAM_ERANGE", slice_past_the_end},
    {"ten bytes adopted at NULL", NEEDS_NOTHING, ENDS_TOLD, "SEAM_EINVAL", adopt_nothing},
    {"an unknown flag of adopt", NEEDS_NOTHING, ENDS_TOLD, "SEAM_EINVAL", adopt_with_unknown_flag},
    {"a buf skipped past its end", NEEDS_NOTHING, ENDS_ABORTED,
     "seam_buf_skip: 101 bytes wanted where 100 are", skip_past_the_end},
    {"a buf trimmed to more than it has", NEEDS_NOTHING, ENDS_ABORTED,
     "seam_buf_trim: ", trim_to_more},
    {"more taken than a buf has", NEEDS_NOTHING, ENDS_ABORTED,
     "seam_buf_take: 101 bytes wanted where 100 are", take_too_much},
    {"a sub-range that wraps", NEEDS_NOTHING, ENDS_ABORTED, "at 2 wanted where 100 are",
     sub_that_wraps},
};
const size_t n_misuse_of_handles = sizeof(misuse_of_handles) / sizeof(misuse_of_handles[0]);
