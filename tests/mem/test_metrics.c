/* Metrics as Prometheus reads them: the whole text of a small pool, escapes, and writers that fail. */
#include <stdio.h>

#include "pool_fixture.h"

/* A writer that keeps what it gets, and fails at one call. */
typedef struct sink {
    bytes text;
    size_t n_calls, fail_at, longest;
    seam_status failure;
} sink;

static seam_status keep(void *ctx, seam_view text)
{
    sink *s = ctx;

    if (++s->n_calls == s->fail_at)
        return s->failure;
    if (text.len > s->longest)
        s->longest = text.len;
    bytes_add(&s->text, text.data, text.len);
    return SEAM_OK;
}

static const char *text_of(sink *s)
{
    bytes_add(&s->text, "", 1);
    return (const char *)s->text.data;
}

static const char *metrics_of(const seam_pool *pool, const char *name, sink *s)
{
    memset(s, 0, sizeof(*s));
    ck_ok(seam_pool_write_metrics(pool, name, keep, s));
    return text_of(s);
}

static seam_pool *make_pool(void)
{
    seam_pool *pool;

    must(seam_pool_create(NULL, &pool) == SEAM_OK);
    return pool;
}

static bool has_line(const char *text, const char *line)
{
    const size_t len = strlen(line);

    for (const char *at = strstr(text, line); at != NULL; at = strstr(at + 1, line)) {
        if ((at == text || at[-1] == '\n') && at[len] == '\n')
            return true;
    }
    return false;
}

START_TEST(metrics_say_what_statistics_say)
{
    seam_pool *pool = make_pool();
    seam_buf kept, gone, large;
    seam_pool_stats stats;
    char line[128];
    const char *text;
    sink s;

    ck_ok(seam_buf_alloc(pool, 1000, &kept));
    ck_ok(seam_buf_alloc(pool, 1000, &gone));
    ck_ok(seam_buf_alloc(pool, 400000, &large));
    seam_buf_release(&gone);
    stats = stats_of(pool);
    text = metrics_of(pool, "a", &s);
    ck_assert(has_line(text, "# TYPE seam_pool_live_blocks gauge"));
    ck_assert(has_line(text, "seam_pool_live_blocks{pool=\"a\"} 2"));
    ck_assert(has_line(text, "seam_pool_requested_bytes{pool=\"a\"} 401000"));
    ck_assert(has_line(text, "# TYPE seam_pool_class_misses_total counter"));
    ck_assert(has_line(text, "seam_pool_class_misses_total{pool=\"a\",class=\"1024\"} 2"));
    ck_assert(has_line(text, "seam_pool_class_hits_total{pool=\"a\",class=\"1024\"} 0"));
    ck_assert(has_line(text, "seam_pool_class_peak_blocks{pool=\"a\",class=\"large\"} 1"));
    ck_assert(has_line(text, "seam_pool_class_blocks{pool=\"a\",class=\"1024\",state=\"live\"} 1"));
    snprintf(line, sizeof(line), "seam_pool_committed_bytes{pool=\"a\"} %llu",
             (unsigned long long)stats.committed);
    ck_assert(has_line(text, line));
    ck_assert_ptr_null(strstr(text, "class=\"64\""));
    ck_assert_ptr_null(strstr(text, "class=\"adopted\""));
    bytes_free(&s.text);
    seam_buf_release(&kept);
    seam_buf_release(&large);
    seam_pool_destroy(&pool);
}
END_TEST

START_TEST(names_are_escaped_and_may_be_long)
{
    static char name[5000];
    seam_pool *pool = make_pool();
    const char *text;
    sink s;

    text = metrics_of(pool, "a\"b\\c\nd", &s);
    ck_assert(has_line(text, "seam_pool_live_blocks{pool=\"a\\\"b\\\\c\\nd\"} 0"));
    bytes_free(&s.text);
    memset(name, '"', sizeof(name) - 1);
    text = metrics_of(pool, name, &s);
    ck_assert_uint_le(s.longest, 1024);
    ck_assert_uint_gt(strlen(text), (size_t)2 * 4999 * 9);
    bytes_free(&s.text);
    seam_pool_destroy(&pool);
}
END_TEST

START_TEST(each_metric_of_many_pools_is_named_once)
{
    seam_pool *pools[] = {make_pool(), make_pool()};
    const seam_named_pool named[] = {{pools[0], "a"}, {pools[1], "b"}};
    sink s = {0};
    const char *text, *first, *next;
    seam_buf buf;

    ck_ok(seam_buf_alloc(pools[1], 1, &buf));
    ck_ok(seam_pools_write_metrics(named, 2, keep, &s));
    text = text_of(&s);
    first = strstr(text, "# TYPE seam_pool_live_bytes gauge\n");
    ck_assert_ptr_nonnull(first);
    ck_assert_ptr_null(strstr(first + 1, "# TYPE seam_pool_live_bytes gauge\n"));
    next = strchr(first, '\n') + 1;
    ck_assert_int_eq(strncmp(next,
                             "seam_pool_live_bytes{pool=\"a\"} 0\nseam_pool_live_bytes{"
                             "pool=\"b\"} 64\n",
                             66),
                     0);
    bytes_free(&s.text);
    seam_buf_release(&buf);
    seam_pool_destroy(&pools[0]);
    seam_pool_destroy(&pools[1]);
}
END_TEST

START_TEST(a_writer_that_fails_is_not_called_again)
{
    static const seam_status failures[] = {SEAM_ENOMEM, SEAM_ECANCELED, SEAM_FULL};
    seam_pool *pool = make_pool();
    seam_buf buf;
    sink s;
    size_t n_calls;

    ck_ok(seam_buf_alloc(pool, 1, &buf));
    (void)metrics_of(pool, "a", &s);
    n_calls = s.n_calls;
    bytes_free(&s.text);
    ck_assert_uint_gt(n_calls, 2);
    for (size_t at = 1; at <= n_calls; at++) {
        memset(&s, 0, sizeof(s));
        s.fail_at = at;
        s.failure = failures[at % 3];
        ck_status(seam_pool_write_metrics(pool, "a", keep, &s), failures[at % 3]);
        ck_assert_uint_eq(s.n_calls, at);
        bytes_free(&s.text);
    }
    seam_buf_release(&buf);
    seam_pool_destroy(&pool);
}
END_TEST

static seam_status print(void *ctx, seam_view text)
{
    (void)ctx;
    return fwrite(text.data, 1, text.len, stdout) == text.len ? SEAM_OK : SEAM_ECANCELED;
}

/* For check_metrics, outside of the suite: the metrics of two pools, one with a name that needs escapes. */
static int print_metrics(void)
{
    seam_pool *pools[] = {make_pool(), make_pool()};
    const seam_named_pool named[] = {{pools[0], "http"}, {pools[1], "a \"b\" \\ c\nd \xC3\xA9"}};
    seam_status r;
    seam_buf bufs[3];

    for (size_t i = 0; i < 3; i++)
        must(seam_buf_alloc(pools[i % 2], 1 + 200000 * i, &bufs[i]) == SEAM_OK);
    r = seam_pools_write_metrics(named, 2, print, NULL);
    for (size_t i = 0; i < 3; i++)
        seam_buf_release(&bufs[i]);
    seam_pool_destroy(&pools[0]);
    seam_pool_destroy(&pools[1]);
    return r == SEAM_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
    Suite *suite;
    TCase *tc;

    if (argc > 1 && strcmp(argv[1], "--print") == 0)
        return print_metrics();
    suite = suite_create("metrics");
    tc = tcase_create("metrics");
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, metrics_say_what_statistics_say);
    tcase_add_test(tc, names_are_escaped_and_may_be_long);
    tcase_add_test(tc, each_metric_of_many_pools_is_named_once);
    tcase_add_test(tc, a_writer_that_fails_is_not_called_again);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
