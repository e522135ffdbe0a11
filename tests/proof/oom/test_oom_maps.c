/* The system bounds the number of mappings (vm.max_map_count, 65,530 by default). Near that bound
 * mmap, mprotect, mlock and even munmap fail, where they would split a mapping. Each test here is a
 * process of its own, which reaches it on purpose. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/poison.h"
#include "base/races.h"
#include "pool_fixture.h"

enum { BOUND_MAX = 1 << 18 };

/* NULL, or why the bound cannot be reached here. */
static const char *hindrance(void)
{
    FILE *file;
    long bound = 0;
    char line[32];

    if (SEAM__ASAN || SEAM__RACES_WATCHED)
        return "a sanitizer needs mappings of its own";
    if (is_emulated())
        return "an emulator has mappings of its own, which change as well";
    file = fopen("/proc/sys/vm/max_map_count", "r");
    if (file == NULL)
        return "vm.max_map_count cannot be read";
    if (fgets(line, sizeof(line), file) != NULL)
        bound = strtol(line, NULL, 10);
    fclose(file);
    return bound > 0 && bound <= BOUND_MAX ? NULL : "vm.max_map_count is too large, or unknown";
}

/* The address space of the process. Near the bound /proc/self/maps is too long to be read often. */
static uint64_t pages_mapped(void)
{
    char text[64] = "";
    int fd = open("/proc/self/statm", O_RDONLY);

    must(fd >= 0 && read(fd, text, sizeof(text) - 1) > 0);
    close(fd);
    return strtoull(text, NULL, 10);
}

/* ---- reached by the library alone */

static seam_buf many[BOUND_MAX];

static size_t fill_up(seam_pool *pool)
{
    size_t n = 0;
    seam_status r;

    for (; (r = seam_buf_alloc(pool, 100, &many[n])) == SEAM_OK; n++) {
        seam_buf_bytes_mut(&many[n])[0] = (uint8_t)n;
        must(n < BOUND_MAX - 1);
    }
    must(r == SEAM_ENOMEM && is_empty(&many[n]));
    return n;
}

START_TEST(passthrough_blocks_end_at_the_bound)
{
    const seam_pool_options options = {.flags = SEAM_POOL_PASSTHROUGH};
    const uint64_t before = pages_mapped();
    seam_pool *pool;
    size_t n, again;

    ck_ok(seam_pool_create(&options, &pool));
    n = fill_up(pool);
    ck_assert_uint_gt(n, 1000);
    ck_assert_uint_eq(stats_of(pool).live_blocks, n);
    /* A release must not fail, whatever munmap does. */
    for (size_t i = 0; i < n; i += 2)
        seam_buf_release(&many[i]);
    for (size_t i = 1; i < n; i += 2)
        must(many[i].data[0] == (uint8_t)i);
    ck_assert_uint_eq(stats_of(pool).live_blocks, n / 2);
    for (size_t i = 1; i < n; i += 2)
        seam_buf_release(&many[i]);
    ck_assert(seam__pool_valid(pool));
    seam_pool_trim(pool);
    again = fill_up(pool);
    ck_assert_uint_gt(again, n / 2);
    for (size_t i = 0; i < again; i++)
        seam_buf_release(&many[i]);
    fixture_expect_quiet(pool);
    seam_pool_destroy(&pool);
    ck_assert_uint_eq(pages_mapped(), before);
    printf("%zu passthrough blocks, then %zu\n", n, again);
}
END_TEST

/* ---- and by others, who leave it few */

/* Pages whose protection alternates: each is a mapping. */
typedef struct ballast {
    uint8_t *pages;
    size_t n; /* pages that differ from their neighbours: two mappings each */
} ballast;

#define PAGE ((size_t)4096)

static void take_all_mappings(ballast *b)
{
    b->pages = mmap(NULL, BOUND_MAX * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ck_assert(b->pages != MAP_FAILED);
    while (mprotect(b->pages + (2 * b->n + 1) * PAGE, PAGE, PROT_READ) == 0)
        b->n++;
}

static void leave_two_more(ballast *b)
{
    b->n--;
    ck_assert_int_eq(mprotect(b->pages + (2 * b->n + 1) * PAGE, PAGE, PROT_NONE), 0);
}

static bool went_well(seam_status r)
{
    must(r == SEAM_OK || r == SEAM_ENOMEM || r == SEAM_EPERM);
    return r == SEAM_OK;
}

static void use_pool(seam_pool *pool)
{
    static const size_t lens[] = {1, 1000, 262144, 300000, 1 << 20};
    static uint8_t mine[4];
    seam_buf bufs[7] = {{0}};
    seam_chain chain;

    for (size_t i = 0; i < 5; i++) {
        if (went_well(seam_buf_alloc(pool, lens[i], &bufs[i])))
            memset(seam_buf_bytes_mut(&bufs[i]), (int)i, lens[i]);
    }
    (void)went_well(seam_buf_adopt(pool, mine, sizeof(mine), NULL, NULL, 0, &bufs[5]));
    bufs[6] = seam_buf_share(&bufs[1]);
    (void)went_well(seam_buf_make_writable(&bufs[6], pool));
    seam_chain_init(&chain, pool);
    for (size_t i = 0; i < 5; i++) {
        seam_buf text = seam_buf_share(&bufs[i]);

        (void)went_well(seam_chain_append(&chain, &text));
        seam_buf_release(&text);
    }
    for (size_t i = 0; i < 5; i++)
        must(bufs[i].len == 0 || bufs[i].data[lens[i] - 1] == i);
    seam_chain_release(&chain);
    for (size_t i = 0; i < 7; i++) {
        seam_buf_release(&bufs[i]);
        if (i == 2)
            seam_pool_trim(pool);
    }
    fixture_expect_quiet(pool);
}

/* Says whether a pool of that kind could be made. */
static bool use_kind(uint32_t flags)
{
    const seam_pool_options options = {.flags = flags};
    seam_pool *pool;

    if (!went_well(seam_pool_create(&options, &pool))) {
        must(pool == NULL);
        return false;
    }
    use_pool(pool);
    seam_pool_destroy(&pool);
    return true;
}

START_TEST(few_mappings_left_are_a_status_or_enough)
{
    static const uint32_t kinds[] = {0, SEAM_POOL_PASSTHROUGH, SEAM_POOL_SECRET,
                                     SEAM_POOL_HUGE_PAGES, SEAM_POOL_CONFINED};
    ballast b = {0};
    uint64_t before;
    size_t n_made = 0;

    take_all_mappings(&b);
    before = pages_mapped();
    for (int i = 0; i < 60; i++) {
        for (size_t kind = 0; kind < 5; kind++) {
            n_made += use_kind(kinds[kind]);
            must(pages_mapped() == before);
        }
        leave_two_more(&b);
    }
    ck_assert_uint_gt(n_made, 100);
}
END_TEST

static int run(void)
{
    Suite *suite = suite_create("oom_maps");
    TCase *tc = tcase_create("oom_maps");

    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, passthrough_blocks_end_at_the_bound);
    tcase_add_test(tc, few_mappings_left_are_a_status_or_enough);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}

int main(void)
{
    const char *why = hindrance();

    if (why == NULL)
        return run();
    printf("skipped: %s\n", why);
    return 77;
}
