/* Where blocks lie and what guards them. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "child.h"
#include "pool_fixture.h"

#define KIB ((size_t)1024)

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

/* ---- the process's own map of memory */

typedef struct mapping {
    uintptr_t start, end;
    bool accessible;
} mapping;

/* The mapping that holds `at`, and its neighbours, from /proc/self/maps. */
static bool find_mapping(uintptr_t at, mapping out[3])
{
    FILE *file = fopen("/proc/self/maps", "r");
    char line[512];
    bool found = false;

    ck_assert_ptr_nonnull(file);
    memset(out, 0, 3 * sizeof(*out));
    while (fgets(line, sizeof(line), file) != NULL) {
        mapping *m = found ? &out[2] : &out[1];
        char mode[8];

        if (!found)
            out[0] = out[1];
        if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %7s", &m->start, &m->end, mode) != 3)
            continue;
        m->accessible = mode[0] != '-' || mode[1] != '-';
        if (found)
            break;
        found = at >= m->start && at < m->end;
    }
    fclose(file);
    return found;
}

/* The mapping of `at` can be used, and inaccessible address space touches both of its ends. */
static void expect_guarded(const void *at)
{
    mapping m[3];

    ck_assert(find_mapping((uintptr_t)at, m));
    ck_assert(m[1].accessible);
    ck_assert_uint_eq(m[0].end, m[1].start);
    ck_assert_uint_eq(m[2].start, m[1].end);
    ck_assert(!m[0].accessible);
    ck_assert(!m[2].accessible);
}

START_TEST(guard_pages_stand_on_both_sides_of_payload_and_metadata)
{
    static const size_t lens[] = {1, 64, 1000, 65536, 262144, 262145, 5000000};

    for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
        seam_buf buf;
        mapping m[3];

        ck_ok(seam_buf_alloc(pool, lens[i], &buf));
        expect_guarded(buf.data);
        expect_guarded(buf.block);
        ck_assert(find_mapping((uintptr_t)buf.data, m));
        ck_assert((uintptr_t)buf.block < m[1].start || (uintptr_t)buf.block >= m[1].end);
        seam_buf_release(&buf);
    }
}
END_TEST

START_TEST(metadata_of_adopted_memory_is_guarded)
{
    static uint8_t mine[16];
    seam_buf buf;

    ck_ok(seam_buf_adopt(pool, mine, sizeof(mine), NULL, NULL, 0, &buf));
    expect_guarded(buf.block);
    seam_buf_release(&buf);
}
END_TEST

START_TEST(a_touch_outside_an_arena_stops_the_process)
{
    enum { N = 80 };
    static seam_buf bufs[N];
    uintptr_t first = UINTPTR_MAX;
    mapping m[3];

    /* More than one arena of the largest class, so that one of them is full. */
    for (size_t i = 0; i < N; i++) {
        ck_ok(seam_buf_alloc(pool, 256 * KIB, &bufs[i]));
        memset(seam_buf_bytes_mut(&bufs[i]), 1, bufs[i].len);
    }
    for (size_t i = 0; i < N; i++)
        first = (uintptr_t)bufs[i].data < first ? (uintptr_t)bufs[i].data : first;
    ck_assert(find_mapping(first, m));
    ck_assert_uint_eq(m[1].start, first);
    ck_assert(faults_at(first - 1));
    ck_assert(faults_at(m[1].end));
    ck_assert(faults_at(m[1].end + seam__page_size() - 1));
    for (size_t i = 0; i < N; i++)
        seam_buf_release(&bufs[i]);
}
END_TEST

START_TEST(a_touch_outside_a_large_block_stops_the_process)
{
    size_t len = 300 * KIB;
    uintptr_t at;
    seam_buf buf;

    ck_ok(seam_buf_alloc(pool, len, &buf));
    at = (uintptr_t)buf.data;
    ck_assert_uint_eq(len % seam__page_size(), 0);
    ck_assert(faults_at(at + len));
    ck_assert(faults_at(at - 1));
    ck_assert(!faults_at(at + len - 1));
    seam_buf_release(&buf);
    seam_pool_trim(pool);
    ck_assert(faults_at(at));
}
END_TEST

static int compare_places(const void *a, const void *b)
{
    const seam_buf *x = a;
    const seam_buf *y = b;

    return ((uintptr_t)x->data > (uintptr_t)y->data) - ((uintptr_t)x->data < (uintptr_t)y->data);
}

START_TEST(payload_is_aligned_and_no_two_blocks_overlap)
{
    enum { N = 3000 };
    static seam_buf bufs[N];
    prng rng;

    prng_init(&rng, test_seed("payload_is_aligned_and_no_two_blocks_overlap"));
    for (size_t i = 0; i < N; i++) {
        size_t at = prng_below(&rng, 24);

        must(seam_buf_alloc(pool, 1 + prng_below(&rng, seam_pool_class_at(at)), &bufs[i]) ==
             SEAM_OK);
        must((uintptr_t)bufs[i].data % 64 == 0);
        must(seam_buf_retained(&bufs[i]) >= seam_pool_class_size(bufs[i].len));
        must(seam_buf_retained(&bufs[i]) <= seam_pool_class_size(bufs[i].len) * 7 / 4);
        memset(seam_buf_bytes_mut(&bufs[i]), (int)(i % 251), bufs[i].len);
        if (i % 3 == 2) {
            seam_buf_release(&bufs[i - 1]);
            must(seam_buf_alloc(pool, 64, &bufs[i - 1]) == SEAM_OK);
            memset(seam_buf_bytes_mut(&bufs[i - 1]), (int)((i - 1) % 251), 64);
        }
    }
    for (size_t i = 0; i < N; i++) {
        for (size_t k = 0; k < bufs[i].len; k++)
            must(bufs[i].data[k] == i % 251);
    }
    qsort(bufs, N, sizeof(bufs[0]), compare_places);
    for (size_t i = 0; i + 1 < N; i++)
        must((uintptr_t)bufs[i].data + seam_buf_retained(&bufs[i]) <= (uintptr_t)bufs[i + 1].data);
    ck_assert(seam__pool_valid(pool));
    for (size_t i = 0; i < N; i++)
        seam_buf_release(&bufs[i]);
}
END_TEST

/* ---- at which of the 64 lines of a page things begin */

static void count_line(unsigned *lines, const void *at)
{
    lines[(uintptr_t)at % 4096 / 64]++;
}

static void expect_at_most(unsigned most, const unsigned *lines)
{
    for (size_t i = 0; i < 64; i++)
        ck_assert_uint_le(lines[i], most);
}

/* Where all classes begin at the same line, a mix of sizes has room for but few of them in a cache of the
 * processor. */
START_TEST(classes_begin_at_different_lines)
{
    unsigned entries[64] = {0};
    unsigned rounds[64] = {0};
    seam_buf buf;

    for (unsigned i = 0; i < SEAM__N_CLASSES; i++) {
        ck_ok(seam_buf_alloc(pool, seam__class_bytes(i), &buf));
        count_line(entries, seam__arena_entry(seam__arena_of(buf.block), 0));
        seam_buf_release(&buf);
    }
    for (unsigned i = 0; i < SEAM__N_CLASSES; i++)
        count_line(rounds, seam__cache_first_round(pool->caches.first, i));
    expect_at_most(2, entries);
    expect_at_most(3, rounds);
}
END_TEST

/* Processors that find an address translation by the low 7 bits of a page's number and the 7 above them have 16 in
 * each place. The first pages of all arenas differ in few of these bits. */
START_TEST(first_pages_of_arenas_have_translations_in_different_places)
{
    unsigned places[128] = {0};
    seam_buf buf;

    for (unsigned i = 0; i < SEAM__N_CLASSES; i++) {
        uintptr_t page;

        ck_ok(seam_buf_alloc(pool, seam__class_bytes(i), &buf));
        page = (uintptr_t)seam__arena_of(buf.block) / 4096;
        places[(page ^ page >> 7) % 128]++;
        seam_buf_release(&buf);
    }
    for (size_t i = 0; i < 128; i++)
        ck_assert_uint_le(places[i], 16);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pool_memory");
    TCase *tc = tcase_create("pool_memory");

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, open_pool, close_pool);
    tcase_add_test(tc, guard_pages_stand_on_both_sides_of_payload_and_metadata);
    tcase_add_test(tc, metadata_of_adopted_memory_is_guarded);
    tcase_add_test(tc, a_touch_outside_an_arena_stops_the_process);
    tcase_add_test(tc, a_touch_outside_a_large_block_stops_the_process);
    tcase_add_test(tc, payload_is_aligned_and_no_two_blocks_overlap);
    tcase_add_test(tc, classes_begin_at_different_lines);
    tcase_add_test(tc, first_pages_of_arenas_have_translations_in_different_places);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
