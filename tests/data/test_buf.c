/* Windows: every call that narrows, cuts or shares one, with every edge of its range. What lies
 * behind a window is in test_buf_memory.c, test_buf_adopt.c and test_buf_count.c. */
#include "windows.h"

#define LEN 100u

static failing_provider provider;
static seam_pool *pool;

static void open_pool(void)
{
    pool = fixture_open(&provider, NULL);
}

static void close_pool(void)
{
    fixture_close(&provider, &pool);
}

/* What the tests of ranges run on: a whole buffer, the middle of one, a static and an empty one. */
typedef void (*on_buf)(seam_buf *buf);

static void on_whole(on_buf fn)
{
    seam_buf whole = counting_buf(pool, LEN, 0);

    fn(&whole);
    seam_buf_release(&whole);
}

static void on_middle(on_buf fn)
{
    seam_buf middle = counting_buf(pool, LEN, 0);
    seam_buf front;
    seam_buf back;

    ck_ok(seam_buf_split_to(&middle, 30, &front));
    ck_ok(seam_buf_split_off(&middle, 40, &back));
    ck_assert_uint_eq(middle.len, 40);
    fn(&middle);
    seam_buf_release(&front);
    seam_buf_release(&back);
    seam_buf_release(&middle);
}

static void on_every_kind(on_buf fn)
{
    static const uint8_t literal[50];
    seam_buf fixed = seam_buf_static(seam_view_of(literal, sizeof(literal)));
    seam_buf none = {0};

    on_whole(fn);
    on_middle(fn);
    fn(&fixed);
    fn(&none);
}

/* ---- slice */

static void slice_everywhere(seam_buf *buf)
{
    const snapshot before = snapshot_of(buf);

    for (size_t i = 0; i < N_EDGES; i++) {
        for (size_t k = 0; k < N_EDGES; k++) {
            size_t off = edge(i, buf->len);
            size_t len = edge(k, buf->len);
            seam_buf out;

            fill_with_rubbish(&out);
            if (in_range(off, len, buf->len)) {
                must(seam_buf_slice(buf, off, len, &out) == SEAM_OK);
                expect_window(&out, len == 0 ? NULL : buf->data + off, len, buf->block);
                must(refs(buf) == before.refs + (len > 0 && buf->block != NULL));
                seam_buf_release(&out);
            } else {
                must(seam_buf_slice(buf, off, len, &out) == SEAM_ERANGE);
            }
            must(is_empty(&out));
            expect_unchanged(&before, buf);
        }
    }
}

START_TEST(slice_takes_what_is_inside_and_rejects_the_rest)
{
    on_every_kind(slice_everywhere);
}
END_TEST

/* ---- slice_of */

static void slice_at(const seam_buf *buf, uintptr_t at, size_t len)
{
    const snapshot before = snapshot_of(buf);
    uintptr_t start = (uintptr_t)buf->data;
    bool inside = at >= start && in_range(at - start, len, buf->len);
    seam_buf out;

    fill_with_rubbish(&out);
    if (inside) {
        must(seam_buf_slice_of(buf, (const void *)at, len, &out) == SEAM_OK);
        expect_window(&out, (const uint8_t *)at, len, buf->block);
        must(refs(buf) == before.refs + (len > 0 && buf->block != NULL));
        seam_buf_release(&out);
    } else {
        must(seam_buf_slice_of(buf, (const void *)at, len, &out) == SEAM_ERANGE);
    }
    must(is_empty(&out));
    expect_unchanged(&before, buf);
}

static void slice_of_everywhere(seam_buf *buf)
{
    uintptr_t start = (uintptr_t)buf->data;

    for (size_t k = 0; k < N_EDGES; k++) {
        size_t len = edge(k, buf->len);

        for (size_t i = 0; i < N_EDGES; i++)
            slice_at(buf, start + edge(i, buf->len), len);
        slice_at(buf, start - buf->len, len);
        slice_at(buf, 0, len);
        slice_at(buf, UINTPTR_MAX, len);
    }
}

START_TEST(slice_of_takes_pointers_into_the_window_alone)
{
    on_every_kind(slice_of_everywhere);
}
END_TEST

START_TEST(slice_of_sees_the_window_and_not_the_block)
{
    seam_buf back = counting_buf(pool, LEN, 0);
    const uint8_t *data = back.data;
    seam_buf front;
    seam_buf out;

    ck_ok(seam_buf_split_to(&back, 50, &front));
    must(seam_buf_slice_of(&back, data + 49, 1, &out) == SEAM_ERANGE);
    must(seam_buf_slice_of(&front, data + 50, 1, &out) == SEAM_ERANGE);
    must(seam_buf_slice_of(&front, data + 49, 2, &out) == SEAM_ERANGE);
    must(seam_buf_slice_of(&front, data + 49, 1, &out) == SEAM_OK);
    ck_assert_int_eq(out.data[0], 49);
    seam_buf_release(&out);
    seam_buf_release(&front);
    seam_buf_release(&back);
}
END_TEST

/* ---- split_to, split_off */

static void split_everywhere(seam_buf *buf, bool front_goes)
{
    for (size_t i = 0; i < N_EDGES; i++) {
        size_t at = edge(i, buf->len);
        seam_buf rest = seam_buf_share(buf);
        const snapshot before = snapshot_of(&rest);
        uint32_t both = at > 0 && at < buf->len && buf->block != NULL;
        seam_status r;
        seam_buf out;

        fill_with_rubbish(&out);
        r = front_goes ? seam_buf_split_to(&rest, at, &out) : seam_buf_split_off(&rest, at, &out);
        if (at > buf->len) {
            ck_status(r, SEAM_ERANGE);
            must(is_empty(&out));
            expect_unchanged(&before, &rest);
        } else {
            const seam_buf *front = front_goes ? &out : &rest;
            const seam_buf *back = front_goes ? &rest : &out;

            ck_ok(r);
            expect_window(front, buf->data, at, buf->block);
            expect_window(back, at == buf->len ? NULL : buf->data + at, buf->len - at, buf->block);
            ck_assert_uint_eq(refs(buf), before.refs + both);
        }
        seam_buf_release(&out);
        seam_buf_release(&rest);
    }
}

static void split_to_everywhere(seam_buf *buf)
{
    split_everywhere(buf, true);
}

static void split_off_everywhere(seam_buf *buf)
{
    split_everywhere(buf, false);
}

START_TEST(split_to_gives_the_front)
{
    on_every_kind(split_to_everywhere);
}
END_TEST

START_TEST(split_off_gives_the_back)
{
    on_every_kind(split_off_everywhere);
}
END_TEST

START_TEST(a_split_at_an_end_keeps_the_buffer_unique)
{
    seam_buf buf = counting_buf(pool, LEN, 0);
    seam_buf out;

    ck_ok(seam_buf_split_to(&buf, 0, &out));
    ck_assert(seam_buf_is_unique(&buf));
    ck_ok(seam_buf_split_off(&buf, LEN, &out));
    ck_assert(seam_buf_is_unique(&buf));
    ck_ok(seam_buf_split_to(&buf, LEN, &out));
    ck_assert(is_empty(&buf));
    ck_assert(seam_buf_is_unique(&out));
    ck_ok(seam_buf_split_off(&out, 0, &buf));
    ck_assert(is_empty(&out));
    ck_assert(seam_buf_is_unique(&buf));
    seam_buf_release(&buf);
}
END_TEST

/* ---- truncate, advance */

static void narrow_everywhere(seam_buf *buf, bool at_front)
{
    for (size_t i = 0; i < N_EDGES; i++) {
        size_t n = edge(i, buf->len);
        size_t kept = at_front ? buf->len - n : n;
        seam_buf rest = seam_buf_share(buf);
        const snapshot before = snapshot_of(&rest);
        seam_status r = at_front ? seam_buf_advance(&rest, n) : seam_buf_truncate(&rest, n);

        if (n > buf->len) {
            ck_status(r, SEAM_ERANGE);
            expect_unchanged(&before, &rest);
        } else {
            ck_ok(r);
            expect_window(&rest, at_front && kept > 0 ? buf->data + n : buf->data, kept,
                          buf->block);
            ck_assert_uint_eq(refs(buf), before.refs - (kept == 0 && buf->block != NULL));
        }
        seam_buf_release(&rest);
    }
}

static void truncate_everywhere(seam_buf *buf)
{
    narrow_everywhere(buf, false);
}

static void advance_everywhere(seam_buf *buf)
{
    narrow_everywhere(buf, true);
}

START_TEST(truncate_keeps_the_front)
{
    on_every_kind(truncate_everywhere);
}
END_TEST

START_TEST(advance_keeps_the_back)
{
    on_every_kind(advance_everywhere);
}
END_TEST

START_TEST(narrowing_keeps_a_buffer_unique_and_to_nothing_frees_it)
{
    seam_buf buf = counting_buf(pool, LEN, 0);

    ck_ok(seam_buf_truncate(&buf, 60));
    ck_ok(seam_buf_advance(&buf, 20));
    ck_assert_ptr_nonnull(seam_buf_bytes_mut(&buf));
    ck_assert_int_eq(buf.data[0], 20);
    ck_assert_uint_eq(buf.len, 40);
    ck_ok(seam_buf_advance(&buf, 40));
    ck_assert(is_empty(&buf));
    ck_assert_uint_eq(stats_of(pool).live_blocks, 0);
    buf = counting_buf(pool, LEN, 0);
    ck_ok(seam_buf_truncate(&buf, 0));
    ck_assert(is_empty(&buf));
    ck_assert_uint_eq(stats_of(pool).live_blocks, 0);
}
END_TEST

/* What they do to a range that is wrong is in test_misuse.c. */
START_TEST(the_forms_without_a_status_do_the_same)
{
    seam_buf buf = counting_buf(pool, LEN, 0);
    seam_buf part = seam_buf_sub(&buf, 10, 5);
    seam_buf front;

    ck_assert_ptr_eq(part.data, buf.data + 10);
    ck_assert_uint_eq(part.len, 5);
    seam_buf_release(&part);
    part = seam_buf_sub(&buf, LEN, 0);
    ck_assert(is_empty(&part));
    front = seam_buf_take(&buf, 30);
    ck_assert_uint_eq(front.len, 30);
    ck_assert_int_eq(buf.data[0], 30);
    seam_buf_release(&front);
    seam_buf_trim(&buf, 20);
    seam_buf_skip(&buf, 5);
    ck_assert_int_eq(buf.data[0], 35);
    ck_assert_uint_eq(buf.len, 15);
    ck_assert(seam_buf_is_unique(&buf));
    front = seam_buf_take(&buf, 15);
    ck_assert(is_empty(&buf) && seam_buf_is_unique(&front));
    seam_buf_trim(&front, 0);
    ck_assert(is_empty(&front));
}
END_TEST

/* A part of a buffer that has become the only handle on its block knows that the block is larger.
 * Still nothing may make the window grow back into bytes that it has given up. */
START_TEST(a_window_never_grows_even_when_it_is_the_only_one)
{
    seam_buf part = counting_buf(pool, LEN, 0);
    const uint8_t *data = part.data;
    seam_buf front;
    seam_buf back;
    seam_buf out;

    ck_ok(seam_buf_split_to(&part, 30, &front));
    ck_ok(seam_buf_split_off(&part, 40, &back));
    seam_buf_release(&front);
    seam_buf_release(&back);
    ck_assert(seam_buf_is_unique(&part));
    for (size_t i = 0; i < N_EDGES; i++) {
        size_t beyond = i < 40 ? 41 + i : SIZE_MAX - (i - 40);

        ck_status(seam_buf_truncate(&part, beyond), SEAM_ERANGE);
        ck_status(seam_buf_advance(&part, beyond), SEAM_ERANGE);
        ck_status(seam_buf_split_to(&part, beyond, &out), SEAM_ERANGE);
        ck_status(seam_buf_split_off(&part, beyond, &out), SEAM_ERANGE);
        ck_status(seam_buf_slice(&part, 0, beyond, &out), SEAM_ERANGE);
        ck_status(seam_buf_slice(&part, beyond, 1, &out), SEAM_ERANGE);
        ck_status(seam_buf_slice_of(&part, data, beyond, &out), SEAM_ERANGE);
    }
    ck_status(seam_buf_slice_of(&part, data + 29, 2, &out), SEAM_ERANGE);
    expect_window(&part, data + 30, 40, part.block);
    seam_buf_release(&part);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("buf");
    TCase *tc = tcase_create("buf");

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, open_pool, close_pool);
    tcase_add_test(tc, slice_takes_what_is_inside_and_rejects_the_rest);
    tcase_add_test(tc, slice_of_takes_pointers_into_the_window_alone);
    tcase_add_test(tc, slice_of_sees_the_window_and_not_the_block);
    tcase_add_test(tc, split_to_gives_the_front);
    tcase_add_test(tc, split_off_gives_the_back);
    tcase_add_test(tc, a_split_at_an_end_keeps_the_buffer_unique);
    tcase_add_test(tc, truncate_keeps_the_front);
    tcase_add_test(tc, advance_keeps_the_back);
    tcase_add_test(tc, narrowing_keeps_a_buffer_unique_and_to_nothing_frees_it);
    tcase_add_test(tc, the_forms_without_a_status_do_the_same);
    tcase_add_test(tc, a_window_never_grows_even_when_it_is_the_only_one);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
