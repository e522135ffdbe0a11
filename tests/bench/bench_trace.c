/* The day is made of three protocols whose shares and whose rate change by the hour. A block is one
 * of twelve things, each with its least length and time to live, and a spread above them. Sizes are
 * those of the protocols: a DNS question has 40 to 120 bytes and an answer up to 1232 (the EDNS size that
 * resolvers agreed on), a TLS record at most 16 KiB and 22 bytes around it, and HTTP heads a few hundred
 * bytes and bodies anything. The random numbers are those of bench_random() from the seed 20210601. */
#include "bench_trace.h"

#include "bench_worker.h"
#include "seam/pool.h"

/* Allocations in a second, when the rate is at 100 %. */
#define RATE 1000

typedef struct thing {
    unsigned protocol;              /* 0 HTTP, 1 DNS, 2 TLS */
    unsigned weight;                /* within its protocol, of 100 */
    uint32_t shortest, length_bits; /* length: shortest + spread(), see below */
    uint32_t ms, ms_bits;           /* the same for the time it lives */
} thing;

static const thing things[] = {
    {0, 30, 300, 10, 2, 8},      /* request head */
    {0, 30, 180, 9, 2, 8},       /* response head */
    {0, 28, 1024, 17, 10, 12},   /* piece of a body */
    {0, 12, 4096, 13, 5000, 16}, /* what a kept connection reads into */
    {1, 50, 40, 6, 10, 8},       /* question */
    {1, 35, 60, 9, 10, 8},       /* answer */
    {1, 5, 512, 9, 10, 8},       /* long answer */
    {1, 10, 60, 9, 30000, 17},   /* answer in the cache */
    {2, 35, 24, 10, 1, 7},       /* small record */
    {2, 35, 16406, 0, 5, 9},     /* full record */
    {2, 20, 100, 12, 20, 7},     /* handshake */
    {2, 10, 192, 7, 60000, 17},  /* session */
};

typedef struct hour {
    unsigned rate;      /* percent */
    unsigned http, dns; /* percent of the allocations; the rest is TLS */
} hour;

static const hour day[24] = {
    {36, 20, 50}, {29, 16, 56}, {25, 14, 60},  {22, 12, 62}, {22, 12, 62}, {26, 16, 56},
    {35, 24, 46}, {49, 32, 38}, {63, 36, 32},  {73, 38, 28}, {79, 40, 26}, {83, 40, 26},
    {84, 38, 28}, {83, 40, 26}, {81, 40, 26},  {80, 38, 26}, {83, 36, 26}, {87, 34, 26},
    {93, 30, 24}, {98, 26, 22}, {100, 24, 20}, {92, 24, 22}, {71, 24, 30}, {50, 22, 40},
};

trace *trace_open(size_t n_ops)
{
    trace *t = worker_map(sizeof(*t));

    t->wheel = worker_map(TRACE_WHEEL * sizeof(t->wheel[0]));
    t->random = 20210601;
    t->n_ticks = n_ops / 2;
    for (uint32_t i = TRACE_LIVE; i > 0; i--) {
        t->next[i] = t->free;
        t->free = i;
    }
    return t;
}

static uint32_t below(trace *t, uint32_t n)
{
    return (uint32_t)(bench_random(&t->random) % n);
}

/* From 0 to 2^bits - 1: half of the time uniform, else with any smaller number of bits. */
static uint32_t spread(trace *t, uint32_t bits)
{
    uint32_t used = bits > 0 && below(t, 2) == 0 ? below(t, bits) : bits;

    return (uint32_t)bench_random(&t->random) & ((UINT32_C(1) << used) - 1);
}

static const thing *pick(trace *t, const hour *h)
{
    unsigned percent = below(t, 100);
    unsigned protocol = percent < h->http ? 0 : percent < h->http + h->dns ? 1 : 2;
    unsigned weight = below(t, 100);
    const thing *one = things;

    while (one->protocol != protocol)
        one++;
    while (weight >= one->weight)
        weight -= one++->weight;
    return one;
}

/* Makes one block, to be released after the time it lives. */
static trace_op arrive(trace *t)
{
    const hour *h = &day[t->tick % t->n_ticks * 24 / t->n_ticks];
    const thing *what = pick(t, h);
    uint32_t len = what->shortest + spread(t, what->length_bits);
    uint64_t ms = what->ms + spread(t, what->ms_bits);
    size_t ticks = (size_t)(ms * RATE * h->rate / 100 / 1000) + 1;
    uint32_t *end =
        &t->wheel[(t->tick + (ticks < TRACE_WHEEL ? ticks : TRACE_WHEEL - 1)) % TRACE_WHEEL];
    uint32_t index = t->free;

    bench_require(index != 0, "more blocks live than the trace has room for");
    t->free = t->next[index];
    t->next[index] = *end;
    t->lens[index] = len;
    *end = index;
    t->live_bytes += seam_pool_class_size(len);
    if (t->live_bytes > t->peak_bytes)
        t->peak_bytes = t->live_bytes;
    return (trace_op){index, len};
}

static trace_op depart(trace *t, uint32_t *list)
{
    uint32_t index = *list;

    *list = t->next[index];
    t->next[index] = t->free;
    t->free = index;
    t->live_bytes -= seam_pool_class_size(t->lens[index]);
    return (trace_op){index, 0};
}

size_t trace_next(trace *t, trace_op *ops, size_t cap)
{
    size_t n = 0;

    while (n < cap) {
        uint32_t *due = &t->wheel[t->tick % TRACE_WHEEL];

        if (*due != 0) {
            ops[n++] = depart(t, due);
            continue;
        }
        t->tick++;
        ops[n++] = arrive(t);
    }
    return n;
}
