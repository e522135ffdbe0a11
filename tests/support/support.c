#include "support.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "mem/pool/pool_private.h"
#include "put_utf8.h"

static uint64_t splitmix(uint64_t *state)
{
    uint64_t z = (*state += 0x9E3779B97F4A7C15u);

    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

void prng_init(prng *rng, uint64_t seed)
{
    rng->s[0] = splitmix(&seed);
    rng->s[1] = splitmix(&seed) | 1;
}

uint64_t prng_next(prng *rng)
{
    uint64_t a = rng->s[0];
    uint64_t b = rng->s[1];

    rng->s[0] = b;
    a ^= a << 23;
    rng->s[1] = a ^ b ^ (a >> 17) ^ (b >> 26);
    return rng->s[1] + b;
}

size_t prng_below(prng *rng, size_t bound)
{
    return bound == 0 ? 0 : (size_t)(prng_next(rng) % bound);
}

uint64_t test_seed(const char *what)
{
    const char *given = getenv("SEAM_SEED");
    struct timespec now;
    uint64_t seed;

    clock_gettime(CLOCK_REALTIME, &now);
    seed = given ? strtoull(given, NULL, 0)
                 : (uint64_t)now.tv_sec * 1000000007u ^ (uint64_t)now.tv_nsec;
    printf("%s: SEAM_SEED=%" PRIu64 "\n", what, seed);
    fflush(stdout);
    return seed;
}

size_t prng_text(prng *rng, uint8_t *out, size_t len)
{
    static const uint8_t bad[] = {0x80, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xE0, 0xED, 0xEF,
                                  0xF0, 0xF4, 0xF5, 0xF7, 0xF8, 0xFF, 0xBB, 0x90, 0x8F, 0x00};
    static const uint32_t limit[] = {0x80, 0x800, 0x10000, 0x110000};
    size_t at = 0;
    int style = (int)prng_below(rng, 4); /* 0: well-formed, else with faults */

    while (at < len) {
        uint8_t unit[4];
        size_t n = 1;

        if (style != 0 && prng_below(rng, 8) == 0) {
            unit[0] = bad[prng_below(rng, sizeof(bad))];
        } else {
            uint32_t c = (uint32_t)prng_below(rng, limit[prng_below(rng, 4)]);
            if (c >= 0xD800 && c < 0xE000 && style == 0)
                c = 0xFFFD;
            n = put_utf8(unit, c);
            if (style != 0 && prng_below(rng, 10) == 0)
                n = 1 + prng_below(rng, n);
        }
        if (n > len - at)
            n = len - at;
        memcpy(out + at, unit, n);
        at += n;
    }
    return len;
}

void guarded_init(guarded *g, size_t len)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t inner = (len + page - 1) / page * page;

    if (inner == 0)
        inner = page;
    g->map_len = inner + 2 * page;
    g->map = mmap(NULL, g->map_len, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ck_assert(g->map != MAP_FAILED);
    g->first = g->map + page;
    g->end = g->first + inner;
    ck_assert_int_eq(mprotect(g->first, inner, PROT_READ | PROT_WRITE), 0);
}

void guarded_free(guarded *g)
{
    munmap(g->map, g->map_len);
    memset(g, 0, sizeof(*g));
}

uint8_t *guarded_at_end(guarded *g, const void *data, size_t len)
{
    ck_assert_uint_le(len, (size_t)(g->end - g->first));
    if (len > 0)
        memcpy(g->end - len, data, len);
    return g->end - len;
}

uint8_t *guarded_at_start(guarded *g, const void *data, size_t len)
{
    ck_assert_uint_le(len, (size_t)(g->end - g->first));
    if (len > 0)
        memcpy(g->first, data, len);
    return g->first;
}

static bool call_fails(failing_provider *p)
{
    p->n_calls++;
    if (p->fail_at == 0)
        return false;
    return p->n_calls == p->fail_at || (p->fail_from && p->n_calls > p->fail_at);
}

static void *failing_map(void *ctx, size_t len, bool commit)
{
    failing_provider *p = ctx;
    void *addr = NULL;

    if (!call_fails(p))
        addr = seam__provider_system.map(NULL, len, commit);
    if (addr != NULL)
        p->mapped_bytes += len;
    return addr;
}

static bool failing_unmap(void *ctx, void *addr, size_t len)
{
    failing_provider *p = ctx;

    if (p->fail_unmap || !seam__provider_system.unmap(NULL, addr, len))
        return false;
    p->mapped_bytes -= len;
    return true;
}

static bool failing_commit(void *ctx, void *addr, size_t len)
{
    failing_provider *p = ctx;

    return !call_fails(p) && seam__provider_system.commit(NULL, addr, len);
}

static bool failing_decommit(void *ctx, void *addr, size_t len)
{
    failing_provider *p = ctx;

    if (p->fail_decommit || !seam__provider_system.decommit(NULL, addr, len))
        return false;
    p->n_decommitted += len;
    return true;
}

static bool failing_protect(void *ctx, void *addr, size_t len, bool hidden)
{
    failing_provider *p = ctx;

    return !p->fail_protect && seam__provider_system.protect(NULL, addr, len, hidden);
}

static bool failing_hide(void *ctx, void *addr, size_t len)
{
    failing_provider *p = ctx;

    if (p->fail_hide || call_fails(p))
        return false;
    p->n_hidden += len;
    return seam__provider_system.hide(NULL, addr, len);
}

static void failing_ask_huge(void *ctx, void *addr, size_t len)
{
    failing_provider *p = ctx;

    p->n_huge += len;
    seam__provider_system.ask_huge(NULL, addr, len);
}

void failing_provider_init(failing_provider *p)
{
    memset(p, 0, sizeof(*p));
    p->table.map = failing_map;
    p->table.unmap = failing_unmap;
    p->table.commit = failing_commit;
    p->table.decommit = failing_decommit;
    p->table.protect = failing_protect;
    p->table.hide = failing_hide;
    p->table.ask_huge = failing_ask_huge;
    p->table.ctx = p;
}

void bytes_add(bytes *b, const void *data, size_t len)
{
    if (len == 0)
        return;
    if (len > b->cap - b->len) {
        b->cap = 2 * (b->len + len);
        b->data = realloc(b->data, b->cap);
        ck_assert_ptr_nonnull(b->data);
    }
    memcpy(b->data + b->len, data, len);
    b->len += len;
}

void bytes_free(bytes *b)
{
    free(b->data);
    memset(b, 0, sizeof(*b));
}

static int compare_sizes(const void *a, const void *b)
{
    size_t x = *(const size_t *)a;
    size_t y = *(const size_t *)b;

    return (x > y) - (x < y);
}

static void feed_random(size_t len, prng *rng, feed_fn fn, void *ctx)
{
    size_t cuts[32];
    size_t n = prng_below(rng, 33);

    for (size_t i = 0; i < n; i++)
        cuts[i] = prng_below(rng, len + 1);
    qsort(cuts, n, sizeof(cuts[0]), compare_sizes);
    fn(ctx, cuts, n);
}

void feed_every_cut(size_t len, prng *rng, size_t n_random, feed_fn fn, void *ctx)
{
    size_t *every = calloc(len + 1, sizeof(*every));

    ck_assert_ptr_nonnull(every);
    for (size_t i = 0; i < len; i++)
        every[i] = i;
    fn(ctx, NULL, 0);
    fn(ctx, every, len);
    for (size_t a = 0; len <= 64 && a <= len; a++) {
        for (size_t b = a; b <= len; b++) {
            const size_t cuts[2] = {a, b};
            fn(ctx, cuts, 2);
        }
    }
    for (size_t i = 0; i < n_random; i++)
        feed_random(len, rng, fn, ctx);
    free(every);
}

bool is_emulated(void)
{
    return getenv("SEAM_EMULATOR") != NULL;
}

int run_suite(Suite *suite)
{
    SRunner *runner = srunner_create(suite);
    int failed;

    /* Blocks go the same ways in every build. */
    seam__pool_set_quarantine(SEAM__QUARANTINE_NEVER);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
