/* Uses every exported function once, linked with the shared library alone: what is missing from it,
 * or hidden by mistake, does not link. What the functions do in full is the other tests' matter. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "seam/seam.h"

static seam_pool *pool;
static seam_quota *quota;
static seam_pool_stats last_stats;
static int n_gone;

static void on_gone(void *ctx, const seam_pool_stats *last)
{
    ck_assert_ptr_eq(ctx, &n_gone);
    last_stats = *last;
    n_gone++;
}

static void set_up(void)
{
    seam_pool_options options = {.max_bytes = 1 << 20, .gone = on_gone, .ctx = &n_gone};

    n_gone = 0;
    ck_assert_int_eq(seam_quota_create(NULL, &quota), SEAM_OK);
    options.quota = quota;
    ck_assert_int_eq(seam_pool_create(&options, &pool), SEAM_OK);
    ck_assert_ptr_nonnull(pool);
    seam_pool_stats_get(pool, &last_stats);
    ck_assert_uint_eq(seam_quota_used(quota), last_stats.committed);
}

static void tear_down(void)
{
    seam_pool_stats stats;

    seam_pool_stats_get(pool, &stats);
    ck_assert_uint_eq(stats.live_blocks, 0);
    ck_assert_uint_eq(stats.adopted_blocks, 0);
    seam_pool_trim(pool);
    seam_pool_stats_get(pool, &stats);
    ck_assert_uint_eq(stats.cached_bytes, 0);
    seam_pool_destroy(&pool);
    ck_assert_ptr_null(pool);
    ck_assert_int_eq(n_gone, 1);
    ck_assert_uint_eq(last_stats.live_blocks, 0);
    seam_quota_destroy(&quota);
    ck_assert_ptr_null(quota);
}

static seam_buf buf_with(const char *text)
{
    seam_buf buf;

    ck_assert_int_eq(seam_buf_copy(pool, seam_view_string(text), &buf), SEAM_OK);
    return buf;
}

static void buf_is(const seam_buf *buf, const char *text)
{
    ck_assert(seam_view_equal(seam_buf_view(buf), seam_view_string(text)));
}

START_TEST(names_and_views)
{
    char version[32];
    seam_view text = seam_view_string("seam");
    seam_kernel_info kernel;
    size_t n_chosen = 0;

    snprintf(version, sizeof(version), "%d.%d.%d", SEAM_VERSION_MAJOR, SEAM_VERSION_MINOR,
             SEAM_VERSION_PATCH);
    ck_assert_str_eq(seam_version(), version);
    ck_assert_str_eq(seam_status_name(SEAM_ERANGE), "SEAM_ERANGE");
    ck_assert_str_eq(seam_status_text(SEAM_ERANGE), "range outside the object");
    ck_assert_str_eq(seam_reason_name(SEAM_REASON_OVERLONG), "overlong");
    ck_assert(seam_view_equal(text, seam_view_of("seam", 4)));
    ck_assert(!seam_view_equal(text, seam_view_of("seal", 4)));
    for (size_t i = 0; seam_kernel_at(i, &kernel); i++) {
        ck_assert_ptr_nonnull(kernel.name);
        n_chosen += kernel.chosen;
    }
    ck_assert_uint_eq(n_chosen, 1);
}
END_TEST

START_TEST(pool_classes)
{
    size_t index = 0;

    ck_assert_uint_eq(seam_pool_class_at(0), 64);
    ck_assert_uint_eq(seam_pool_class_size(1), 64);
    while (seam_pool_class_at(index + 1) != 0) {
        ck_assert_uint_gt(seam_pool_class_at(index + 1), seam_pool_class_at(index));
        index++;
    }
    ck_assert_uint_eq(seam_pool_class_at(index), 262144);
}
END_TEST

START_TEST(pool_bounds_memory_and_counts_it)
{
    seam_pool_stats stats;
    seam_buf buf, huge;

    ck_assert_int_eq(seam_buf_alloc(pool, 1000, &buf), SEAM_OK);
    ck_assert_int_eq(seam_buf_alloc(pool, 2 << 20, &huge), SEAM_ELIMIT);
    ck_assert_ptr_null(huge.data);
    seam_pool_stats_get(pool, &stats);
    ck_assert_uint_eq(stats.live_blocks, 1);
    ck_assert_uint_eq(stats.live_bytes, seam_pool_class_size(1000));
    ck_assert_uint_eq(stats.requested_bytes, 1000);
    seam_buf_release(&buf);
}
END_TEST

static bool count_block(void *ctx, const seam_block_info *block)
{
    *(uint64_t *)ctx += block->retained;
    return true;
}

static seam_status count_text(void *ctx, seam_view text)
{
    *(uint64_t *)ctx += text.len;
    return SEAM_OK;
}

START_TEST(pool_shows_its_classes_and_blocks)
{
    uint64_t retained = 0;
    seam_class_stats stats;
    seam_buf buf;

    ck_assert_int_eq(seam_buf_alloc(pool, 64, &buf), SEAM_OK);
    ck_assert(seam_pool_class_stats(pool, 0, &stats));
    ck_assert_uint_eq(stats.class_bytes, 64);
    ck_assert_uint_eq(stats.live, 1);
    ck_assert(seam_pool_walk(pool, count_block, &retained));
    ck_assert_uint_eq(retained, 64);
    ck_assert_int_eq(seam_pool_on_leak(pool, NULL, NULL), SEAM_ESTATE);
    retained = 0;
    ck_assert_int_eq(seam_pool_write_metrics(pool, "a", count_text, &retained), SEAM_OK);
    ck_assert_uint_gt(retained, 0);
    ck_assert_int_eq(seam_pool_snapshot(pool, count_text, &retained), SEAM_OK);
    ck_assert_int_eq(seam_pools_write_metrics(NULL, 0, count_text, &retained), SEAM_OK);
    seam_buf_release(&buf);
}
END_TEST

START_TEST(guarded_blocks_are_described)
{
    const seam_pool_options options = {.guard_every = 1};
    char text[SEAM_GUARD_TEXT];
    seam_pool *guarding;
    seam_buf buf;

    ck_assert_int_eq(seam_pool_create(&options, &guarding), SEAM_OK);
    ck_assert_int_eq(seam_buf_alloc(guarding, 128, &buf), SEAM_OK);
    ck_assert(seam_guard_describe(buf.data + 128, text, sizeof(text)));
    ck_assert_ptr_nonnull(strstr(text, "0 bytes past the end of a live block of 128 bytes"));
    ck_assert(!seam_guard_describe(text, text, sizeof(text)));
    seam_buf_release(&buf);
    seam_pool_destroy(&guarding);
}
END_TEST

START_TEST(buf_moves_shares_and_slices)
{
    seam_buf buf = buf_with("hello, world");
    seam_buf moved = seam_buf_move(&buf);
    seam_buf shared, slice, inner;

    ck_assert_ptr_null(buf.block);
    ck_assert(seam_buf_is_unique(&moved));
    shared = seam_buf_share(&moved);
    ck_assert(!seam_buf_is_unique(&moved));
    ck_assert_int_eq(seam_buf_slice(&moved, 7, 5, &slice), SEAM_OK);
    buf_is(&slice, "world");
    ck_assert_int_eq(seam_buf_slice_of(&moved, slice.data + 1, 2, &inner), SEAM_OK);
    buf_is(&inner, "or");
    ck_assert_ptr_eq(inner.data, moved.data + 8);
    seam_buf_release(&slice);
    seam_buf_release(&inner);
    seam_buf_release(&shared);
    seam_buf_promote(&moved);
    ck_assert(seam_buf_is_unique(&moved));
    seam_buf_release(&moved);
}
END_TEST

START_TEST(buf_is_cut_and_narrowed)
{
    seam_buf buf = buf_with("0123456789");
    seam_buf front, back;

    ck_assert_int_eq(seam_buf_split_to(&buf, 3, &front), SEAM_OK);
    buf_is(&front, "012");
    ck_assert_int_eq(seam_buf_split_off(&buf, 4, &back), SEAM_OK);
    buf_is(&buf, "3456");
    buf_is(&back, "789");
    ck_assert_int_eq(seam_buf_truncate(&buf, 3), SEAM_OK);
    ck_assert_int_eq(seam_buf_advance(&buf, 1), SEAM_OK);
    buf_is(&buf, "45");
    ck_assert_int_eq(seam_buf_advance(&buf, 3), SEAM_ERANGE);
    seam_buf_release(&front);
    front = seam_buf_sub(&buf, 0, 1);
    buf_is(&front, "4");
    seam_buf_release(&front);
    front = seam_buf_take(&buf, 0);
    seam_buf_trim(&buf, 2);
    seam_buf_skip(&buf, 1);
    buf_is(&buf, "5");
    seam_buf_release(&back);
    seam_buf_release(&buf);
}
END_TEST

START_TEST(buf_is_written_when_unique)
{
    seam_buf buf = buf_with("abc");
    seam_buf shared;

    seam_buf_set_tag(&buf, 42);
    seam_buf_bytes_mut(&buf)[0] = 'X';
    shared = seam_buf_share(&buf);
    ck_assert_ptr_null(seam_buf_bytes_mut(&buf));
    ck_assert_int_eq(seam_buf_make_writable(&buf, pool), SEAM_OK);
    seam_buf_bytes_mut(&buf)[1] = 'Y';
    buf_is(&buf, "XYc");
    buf_is(&shared, "Xbc");
    ck_assert_uint_eq(seam_buf_tag(&buf), 42);
    seam_buf_release(&shared);
    seam_buf_release(&buf);
}
END_TEST

START_TEST(buf_pins_and_unpins)
{
    seam_buf large, small;
    seam_buf fixed = seam_buf_static(seam_view_string("for ever"));

    ck_assert_uint_eq(seam_buf_retained(&fixed), 0);
    buf_is(&fixed, "for ever");
    ck_assert_int_eq(seam_buf_alloc(pool, 65536, &large), SEAM_OK);
    memset(seam_buf_bytes_mut(&large), 'z', large.len);
    ck_assert_int_eq(seam_buf_slice(&large, 100, 4, &small), SEAM_OK);
    seam_buf_release(&large);
    ck_assert_uint_eq(seam_buf_retained(&small), 65536);
    ck_assert_int_eq(seam_buf_unpin(&small, 4, pool), SEAM_OK);
    ck_assert_uint_eq(seam_buf_retained(&small), 64);
    buf_is(&small, "zzzz");
    seam_buf_release(&small);
}
END_TEST

static void count_release(void *ctx, void *data, size_t len)
{
    int *n_released = ctx;

    ck_assert_ptr_nonnull(data);
    ck_assert_uint_eq(len, 7);
    ++*n_released;
}

START_TEST(buf_adopts)
{
    static char memory[] = "adopted";
    int n_released = 0;
    seam_buf buf;

    ck_assert_int_eq(seam_buf_adopt(pool, memory, 7, count_release, &n_released, 0, &buf), SEAM_OK);
    buf_is(&buf, "adopted");
    ck_assert_ptr_null(seam_buf_bytes_mut(&buf));
    ck_assert_int_eq(n_released, 0);
    seam_buf_release(&buf);
    ck_assert_int_eq(n_released, 1);
}
END_TEST

/* The chain's bytes, put together from its segments. */
static void chain_is(const seam_chain *chain, const char *text)
{
    char whole[64];
    size_t index = 0, len = 0;
    seam_view piece;

    while (seam_chain_next(chain, &index, &piece)) {
        ck_assert_uint_le(piece.len, sizeof(whole) - len);
        memcpy(whole + len, piece.data, piece.len);
        len += piece.len;
    }
    ck_assert_uint_eq(len, seam_chain_len(chain));
    ck_assert(seam_view_equal(seam_view_of(whole, len), seam_view_string(text)));
}

START_TEST(chain_orders_segments)
{
    seam_chain chain;
    seam_buf middle = buf_with("middle"), end = buf_with(" end"), start = buf_with("start ");
    struct iovec iov[4];
    char copy[8];

    seam_chain_init(&chain, pool);
    ck_assert_int_eq(seam_chain_append(&chain, &middle), SEAM_OK);
    ck_assert_int_eq(seam_chain_append(&chain, &end), SEAM_OK);
    ck_assert_int_eq(seam_chain_prepend(&chain, &start), SEAM_OK);
    chain_is(&chain, "start middle end");
    ck_assert_uint_eq(seam_chain_segments(&chain), 3);
    ck_assert_uint_eq(seam_chain_iovec(&chain, 0, SIZE_MAX, iov, 4), 3);
    ck_assert_uint_eq(iov[1].iov_len, 6);
    ck_assert_uint_eq(seam_chain_copy_out(&chain, 4, copy, sizeof(copy)), sizeof(copy));
    ck_assert_mem_eq(copy, "t middle", sizeof(copy));
    ck_assert_int_eq(seam_chain_drain(&chain, 8), SEAM_OK);
    ck_assert_int_eq(seam_chain_pop(&chain, &start), SEAM_OK);
    buf_is(&start, "ddle");
    chain_is(&chain, " end");
    seam_buf_release(&start);
    seam_chain_release(&chain);
}
END_TEST

START_TEST(chain_fills_its_own_block)
{
    seam_chain chain;
    struct iovec room;

    seam_chain_init(&chain, pool);
    ck_assert_int_eq(seam_chain_reserve(&chain, 5, &room), SEAM_OK);
    ck_assert_uint_ge(room.iov_len, 5);
    memcpy(room.iov_base, "first", 5);
    ck_assert_int_eq(seam_chain_commit(&chain, 5), SEAM_OK);
    ck_assert_int_eq(seam_chain_commit(&chain, 1), SEAM_ERANGE);
    chain_is(&chain, "first");
    seam_chain_release(&chain);
    ck_assert_uint_eq(seam_chain_len(&chain), 0);
}
END_TEST

START_TEST(decoder_pulls_across_a_joint)
{
    seam_decoder dec;
    seam_view in = seam_view_string("a\xE2\x82"), text;
    seam_view texts[4];
    uint8_t held[4];
    size_t n;

    ck_assert_int_eq(seam_decoder_init(&dec, NULL), SEAM_OK);
    ck_assert_int_eq(seam_decoder_next(&dec, &in, &text), SEAM_OK);
    ck_assert(seam_view_equal(text, seam_view_string("a")));
    ck_assert_int_eq(seam_decoder_next(&dec, &in, &text), SEAM_MORE);
    ck_assert_uint_eq(seam_decoder_pending(&dec, held), 2);
    ck_assert_mem_eq(held, "\xE2\x82\0", 4);
    ck_assert_uint_eq(seam_decoder_offset(&dec), 3);
    in = seam_view_string("\xAC");
    ck_assert_int_eq(seam_decoder_next(&dec, &in, &text), SEAM_OK);
    ck_assert(seam_view_equal(text, seam_view_string("\xE2\x82\xAC")));
    in = seam_view_string("b\xFF");
    ck_assert_int_eq(seam_decoder_next_many(&dec, &in, texts, 4, &n), SEAM_OK);
    ck_assert_uint_eq(n, 2);
    ck_assert(seam_view_equal(texts[0], seam_view_string("b")));
    ck_assert(seam_view_equal(texts[1], seam_view_string("\xEF\xBF\xBD")));
    seam_decoder_finish(&dec);
    ck_assert_int_eq(seam_decoder_next(&dec, &in, &text), SEAM_EOF);
}
END_TEST

START_TEST(decoder_converts_and_can_be_saved)
{
    seam_decoder_options options;
    seam_decoder dec;
    seam_view in = seam_view_of("a\0\x3D\xD8", 4), text;
    uint8_t saved[SEAM_DECODER_SAVED];
    uint8_t room[SEAM_ROOM_MIN];
    size_t max;

    ck_assert_int_eq(
        seam_decoder_profile(&options, SEAM_PROFILE_WHATWG,
                             seam_encoding_find(seam_view_string("UTF-16"), SEAM_NAMES_WHATWG),
                             SEAM_UTF8),
        SEAM_OK);
    ck_assert_int_eq(seam_decoder_init(&dec, &options), SEAM_OK);
    ck_assert_str_eq(seam_encoding_name(seam_decoder_from(&dec), SEAM_NAMES_SEAM, 0), "utf-16le");
    ck_assert_int_eq(seam_decoder_next(&dec, &in, &text), SEAM_EINVAL);
    ck_assert_int_eq(seam_decoder_next_in(&dec, &in, room, sizeof(room), &text), SEAM_OK);
    ck_assert(seam_view_equal(text, seam_view_string("a")));
    ck_assert_int_eq(seam_decoder_next_in(&dec, &in, room, sizeof(room), &text), SEAM_MORE);
    seam_decoder_save(&dec, saved);
    ck_assert_int_eq(seam_decoder_load(&dec, saved), SEAM_OK);
    ck_assert(seam_decoder_max_output(&dec, 2, &max));
    ck_assert_uint_eq(max, 6);
    in = seam_view_of("\x4D\xDC", 2);
    ck_assert_int_eq(seam_decoder_next_in(&dec, &in, room, sizeof(room), &text), SEAM_OK);
    ck_assert(seam_view_equal(text, seam_view_string("\xF0\x9F\x91\x8D")));
    ck_assert_uint_eq(seam_decoder_text_offset(&dec), 2);
    ck_assert_int_eq(seam_encoding_sniff(seam_view_string("\xFE\xFF"), &max), SEAM_UTF16BE);
    ck_assert_uint_eq(max, 2);
}
END_TEST

START_TEST(decoder_reports_faults)
{
    seam_decoder_options options = {.errors = SEAM_ERRORS_FATAL};
    seam_decoder dec;
    seam_view in = seam_view_string("ab\xFF!");
    seam_fault fault;
    char out[8];
    size_t produced;

    ck_assert_int_eq(seam_decoder_init(&dec, &options), SEAM_OK);
    ck_assert_int_eq(seam_decoder_convert(&dec, &in, out, sizeof(out), &produced), SEAM_EILSEQ);
    ck_assert_uint_eq(produced, 2);
    ck_assert_uint_eq(seam_decoder_n_faults(&dec), 1);
    fault = seam_decoder_fault(&dec);
    ck_assert_uint_eq(fault.offset, 2);
    ck_assert_int_eq(fault.reason, SEAM_REASON_INVALID);
    seam_decoder_reset(&dec);
    ck_assert_uint_eq(seam_decoder_n_faults(&dec), 0);
    ck_assert_int_eq(seam_decoder_convert(&dec, &in, out, sizeof(out), &produced), SEAM_MORE);
    ck_assert_uint_eq(produced, 1);
}
END_TEST

START_TEST(decoder_pushes_slices)
{
    seam_decoder dec;
    seam_chain chunks, out;
    seam_buf in = buf_with("gr\xC3\xBC\xC3\x9F dich");

    seam_chain_init(&out, pool);
    ck_assert_int_eq(seam_decoder_init(&dec, NULL), SEAM_OK);
    ck_assert_int_eq(seam_decoder_push(&dec, &in, &out), SEAM_MORE);
    ck_assert_uint_eq(in.len, 0);
    chain_is(&out, "gr\xC3\xBC\xC3\x9F dich");
    seam_chain_init(&chunks, pool);
    ck_assert_int_eq(seam_decoder_push_chain(&dec, &chunks, &out), SEAM_MORE);
    seam_buf_release(&in);
    seam_chain_skip(&out, 5);
    chain_is(&out, "\x9F dich");
    seam_chain_release(&out);
}
END_TEST

START_TEST(utf8_in_one_piece)
{
    seam_view text = seam_view_string("a\xC3\xA9\xF0\x9F\x98\x80");
    seam_view cut = seam_view_of(text.data, text.len - 1);
    seam_fault fault;
    size_t end;

    ck_assert(seam_utf8_valid(text));
    ck_assert(!seam_utf8_valid(cut));
    ck_assert_uint_eq(seam_utf8_valid_up_to(cut, &fault), 3);
    ck_assert_int_eq(fault.reason, SEAM_REASON_TRUNCATED);
    ck_assert_uint_eq(seam_utf8_faults(cut, &fault, 1, &end), 1);
    ck_assert_uint_eq(fault.offset, 3);
    ck_assert_uint_eq(end, 6);
    ck_assert_uint_eq(seam_utf8_count(text), 3);
    ck_assert_uint_eq(seam_utf8_utf16_len(text), 4);
    ck_assert_uint_eq(seam_utf8_trim(cut), 3);
    ck_assert_uint_eq(seam_utf8_trim(text), text.len);
}
END_TEST

/* U+00E9 in each form. */
static const char utf8[] = "\xC3\xA9", latin1[] = "\xE9";
static const char utf16le[] = "\xE9\0", utf16be[] = "\0\xE9";
static const char utf32le[] = "\xE9\0\0\0", utf32be[] = "\0\0\0\xE9";

typedef struct span {
    seam_view in;
    uint8_t out[8];
    size_t n;
} span;

static span from(const char *bytes, size_t len)
{
    return (span){.in = seam_view_of(bytes, len)};
}

/* The call has used up its input and given one unit, or two bytes of UTF-8. */
static void gave(seam_status status, const span *s, size_t n, const char *bytes, size_t len)
{
    ck_assert_int_eq(status, SEAM_OK);
    ck_assert_uint_eq(s->in.len, 0);
    ck_assert_uint_eq(s->n, n);
    ck_assert_mem_eq(s->out, bytes, len);
}

START_TEST(utf8_becomes_other_forms)
{
    span s;

    s = from(utf8, 2);
    gave(seam_utf8_to_utf16le(&s.in, s.out, 1, &s.n, NULL), &s, 1, utf16le, 2);
    s = from(utf8, 2);
    gave(seam_utf8_to_utf16be(&s.in, s.out, 1, &s.n, NULL), &s, 1, utf16be, 2);
    s = from(utf8, 2);
    gave(seam_utf8_to_utf32le(&s.in, s.out, 1, &s.n, NULL), &s, 1, utf32le, 4);
    s = from(utf8, 2);
    gave(seam_utf8_to_utf32be(&s.in, s.out, 1, &s.n, NULL), &s, 1, utf32be, 4);
    s = from(utf8, 2);
    gave(seam_utf8_to_latin1(&s.in, s.out, 1, &s.n, NULL), &s, 1, latin1, 1);
}
END_TEST

START_TEST(other_forms_become_utf8)
{
    span s;

    s = from(utf16le, 2);
    gave(seam_utf16le_to_utf8(&s.in, s.out, 2, &s.n, NULL), &s, 2, utf8, 2);
    s = from(utf16be, 2);
    gave(seam_utf16be_to_utf8(&s.in, s.out, 2, &s.n, NULL), &s, 2, utf8, 2);
    s = from(utf32le, 4);
    gave(seam_utf32le_to_utf8(&s.in, s.out, 2, &s.n, NULL), &s, 2, utf8, 2);
    s = from(utf32be, 4);
    gave(seam_utf32be_to_utf8(&s.in, s.out, 2, &s.n, NULL), &s, 2, utf8, 2);
    s = from(latin1, 1);
    gave(seam_latin1_to_utf8(&s.in, s.out, 2, &s.n), &s, 2, utf8, 2);
}
END_TEST

START_TEST(latin1_is_measured)
{
    ck_assert_uint_eq(seam_utf8_latin1_len(seam_view_of(utf8, 2)), 2);
    ck_assert_uint_eq(seam_utf16le_latin1_len(seam_view_of(utf16le, 2)), 2);
    ck_assert_uint_eq(seam_utf16be_latin1_len(seam_view_of(utf16be, 2)), 2);
}
END_TEST

START_TEST(scans_find_and_count)
{
    const seam_view text = seam_view_string("key: v\xC3\xA9lo\nend\n");
    const seam_scan_set set = {.bytes = {'\n', ':'}, .n = 2};

    ck_assert_uint_eq(seam_scan_byte(text, ':'), 3);
    ck_assert_uint_eq(seam_scan_any4(text, set), 3);
    ck_assert_uint_eq(seam_scan_non_ascii(text), 6);
    ck_assert_uint_eq(seam_scan_lines(text), 2);
}
END_TEST

/* The masked example of RFC 6455 5.7. */
START_TEST(masks_of_frames)
{
    static const uint8_t key[4] = {0x37, 0xFA, 0x21, 0x3D};
    uint8_t frame[5] = {0x7F, 0x9F, 0x4D, 0x51, 0x58};
    uint8_t text[5];

    ck_assert_uint_eq(seam_mask_apply_utf8(seam_view_of(frame, 5), key, 0, text), 5);
    ck_assert_mem_eq(text, "Hello", 5);
    seam_mask_apply(seam_view_of(text, 5), key, 0, text);
    ck_assert_mem_eq(text, frame, 5);
}
END_TEST

START_TEST(hex_both_ways)
{
    seam_view in = seam_view_string("\x01\xAB");
    char digits[5] = "";
    uint8_t bytes[2];
    size_t n;

    ck_assert_uint_eq(seam_hex_encoded_len(in.len), 4);
    ck_assert_int_eq(seam_hex_encode(&in, SEAM_HEX_UPPER, digits, 4, &n), SEAM_OK);
    ck_assert_str_eq(digits, "01AB");
    in = seam_view_string(digits);
    ck_assert_int_eq(seam_hex_decode(&in, SEAM_HEX_FINAL, bytes, 2, &n), SEAM_OK);
    ck_assert_mem_eq(bytes, "\x01\xAB", 2);
}
END_TEST

START_TEST(base64_both_ways)
{
    seam_view in = seam_view_string("seam");
    char digits[9] = "";
    uint8_t plain[6];
    size_t n;

    ck_assert_uint_eq(seam_base64_encoded_len(in.len, 0), 8);
    ck_assert_uint_eq(seam_base64_decoded_bound(8), 6);
    ck_assert_int_eq(seam_base64_encode(&in, SEAM_BASE64_FINAL, digits, 8, &n), SEAM_OK);
    ck_assert_str_eq(digits, "c2VhbQ==");
    in = seam_view_string(digits);
    ck_assert_int_eq(seam_base64_decode(&in, SEAM_BASE64_FINAL, plain, 6, &n), SEAM_OK);
    ck_assert_uint_eq(n, 4);
    ck_assert_mem_eq(plain, "seam", 4);
}
END_TEST

/* A library built without text refuses. */
START_TEST(clusters_are_found)
{
    const bool has_text = seam_text_unicode_version() != NULL;
    const seam_view text = seam_view_string("e\xCC\x81\r\n");
    seam_graphemes g = {0};
    seam_view in = text, piece;
    uint32_t at[4];
    bool starts;
    size_t n;

    ck_assert_int_eq(seam_graphemes_next(&g, &in, &piece, &starts),
                     has_text ? SEAM_OK : SEAM_EINVAL);
    ck_assert_uint_eq(piece.len, has_text ? 3 : 0);
    ck_assert_int_eq(seam_graphemes_starts(&g, &in, at, 4, &n), has_text ? SEAM_MORE : SEAM_EINVAL);
    ck_assert_uint_eq(n, has_text);
    ck_assert_uint_eq(seam_graphemes_count(&g, text), has_text ? 2 : 0);
    ck_assert_uint_eq(seam_grapheme_floor(text, 4), has_text ? 3 : 0);
}
END_TEST

START_TEST(columns_are_measured_and_texts_cut)
{
    const bool has_text = seam_text_unicode_version() != NULL;
    const seam_view text = seam_view_string("\xE4\xB8\xAD\xE6\x96\x87");
    seam_width width = {0};
    uint64_t measure;

    ck_assert_uint_eq(seam_width_advance(&width, text), has_text ? 4 : 0);
    ck_assert_uint_eq(seam_text_truncate(text, SEAM_IN_COLUMNS, 3, 0, &measure), has_text ? 3 : 0);
    ck_assert_uint_eq(measure, has_text ? 2 : 0);
}
END_TEST

START_TEST(text_is_normalized)
{
    const bool has_text = seam_text_unicode_version() != NULL;
    const seam_normalizer_options options = {.form = SEAM_NFC};
    seam_view in = seam_view_string("ae\xCC\x81"), text;
    seam_normalizer norm;
    uint8_t room[16];
    size_t max, n;

    ck_assert_int_eq(seam_normalizer_init(&norm, &options), has_text ? SEAM_OK : SEAM_EINVAL);
    ck_assert_uint_eq(seam_normal_prefix(in, SEAM_NFC, true), has_text ? 1 : 0);
    ck_assert(seam_normalizer_max_output(&norm, 4, &max));
    ck_assert_uint_eq(seam_normalizer_span(&norm, in), has_text ? 1 : 0);
    ck_assert_int_eq(seam_normalizer_next(&norm, &in, room, sizeof(room), &text),
                     has_text ? SEAM_OK : SEAM_EOF);
    seam_normalizer_reset(&norm);
    in = seam_view_string("e\xCC\x81");
    ck_assert_int_eq(seam_normalizer_convert(&norm, &in, room, sizeof(room), &n),
                     has_text ? SEAM_MORE : SEAM_EOF);
    ck_assert_uint_eq(seam_normalizer_pending(&norm), has_text ? 3 : 0);
    seam_normalizer_flush(&norm);
    seam_normalizer_finish(&norm);
    in = seam_view_string(NULL);
    ck_assert_int_eq(seam_normalizer_next(&norm, &in, room, sizeof(room), &text),
                     has_text ? SEAM_OK : SEAM_EOF);
    ck_assert(seam_view_equal(text, seam_view_string(has_text ? "\xC3\xA9" : NULL)));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("surface");
    TCase *tcase = tcase_create("every exported function");
    SRunner *runner = srunner_create(suite);
    int n_failed;

    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, names_and_views);
    tcase_add_test(tcase, pool_classes);
    tcase_add_test(tcase, pool_bounds_memory_and_counts_it);
    tcase_add_test(tcase, pool_shows_its_classes_and_blocks);
    tcase_add_test(tcase, guarded_blocks_are_described);
    tcase_add_test(tcase, buf_moves_shares_and_slices);
    tcase_add_test(tcase, buf_is_cut_and_narrowed);
    tcase_add_test(tcase, buf_is_written_when_unique);
    tcase_add_test(tcase, buf_pins_and_unpins);
    tcase_add_test(tcase, buf_adopts);
    tcase_add_test(tcase, chain_orders_segments);
    tcase_add_test(tcase, chain_fills_its_own_block);
    tcase_add_test(tcase, decoder_pulls_across_a_joint);
    tcase_add_test(tcase, decoder_converts_and_can_be_saved);
    tcase_add_test(tcase, decoder_reports_faults);
    tcase_add_test(tcase, decoder_pushes_slices);
    tcase_add_test(tcase, utf8_in_one_piece);
    tcase_add_test(tcase, utf8_becomes_other_forms);
    tcase_add_test(tcase, other_forms_become_utf8);
    tcase_add_test(tcase, latin1_is_measured);
    tcase_add_test(tcase, scans_find_and_count);
    tcase_add_test(tcase, masks_of_frames);
    tcase_add_test(tcase, hex_both_ways);
    tcase_add_test(tcase, base64_both_ways);
    tcase_add_test(tcase, clusters_are_found);
    tcase_add_test(tcase, columns_are_measured_and_texts_cut);
    tcase_add_test(tcase, text_is_normalized);
    suite_add_tcase(suite, tcase);
    srunner_run_all(runner, CK_NORMAL);
    n_failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return n_failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
