#include "exhaustive_kernels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/table.h"
#include "seam/utf8.h"
#include "transcoding.h"

/* The kernels that can run here. */
enum { MOST_KERNELS = 8 };

typedef struct kernels {
    const seam__kernel *at[MOST_KERNELS];
    size_t n;
} kernels;

static kernels usable_kernels(void)
{
    const seam__kernel *kernel;
    kernels all = {{NULL}, 0};

    for (size_t i = 0; (kernel = seam__kernel_built(i)) != NULL && all.n < MOST_KERNELS; i++) {
        if (kernel->usable())
            all.at[all.n++] = kernel;
    }
    return all;
}

/* A string lies in 'x', at one of many places around the end of the widest vector. */
enum { LONGEST = 4, BEFORE = 28, PLACES = 40, AMID = 256 };

typedef struct amid {
    uint8_t text[AMID];
    size_t at, n;
} amid;

static void put_amid(amid *a, const uint8_t *bytes, size_t n, size_t place, size_t len)
{
    memset(a->text + a->at, 'x', LONGEST);
    a->at = place;
    a->n = len;
    memcpy(a->text + a->at, bytes, n);
}

static void amid_init(amid *a)
{
    memset(a->text, 'x', sizeof(a->text));
    a->at = 0;
    a->n = 0;
}

/* A string lies behind so much text that kernels have turned to validators which know less: after ASCII,
 * and after sequences of three bytes. Its places are those of one of these, 20 of them. */
enum { LONG = 2304, LONG_BEFORE = 1800, LONG_PLACES = 20 };

typedef struct behind {
    uint8_t ascii[LONG], threes[LONG];
    size_t at;
} behind;

static void behind_init(behind *b)
{
    static const uint8_t three[] = {0xE4, 0xB8, 0xAD};

    memset(b->ascii, 'x', LONG);
    for (size_t i = 0; i < LONG; i++)
        b->threes[i] = three[i % 3];
    b->at = LONG_BEFORE;
}

static void put_behind(behind *b, const uint8_t *bytes, size_t n, size_t place)
{
    memset(b->ascii + b->at, 'x', 3);
    memcpy(b->threes + b->at, b->threes, 3);
    b->at = place;
    memset(b->threes + b->at, 'x', 3);
    memcpy(b->ascii + b->at, bytes, n);
    memcpy(b->threes + b->at, bytes, n);
}

static void fail(const seam__kernel *kernel, const uint8_t *bytes, size_t n, const char *what)
{
    printf("exhaustive: %s of", what);
    for (size_t i = 0; i < n; i++)
        printf(" %02x", bytes[i]);
    printf(" over %s is not that of the reference\n", kernel->name);
    exit(EXIT_FAILURE);
}

/* The first fault in `n` bytes; its offset is n where there is none. */
static ref_item first_fault(const uint8_t *bytes, size_t n)
{
    ref_item item = {0};

    for (size_t at = 0; at < n; at += item.len) {
        item = ref_item_at(bytes, n, at);
        if (item.reason != SEAM_REASON_NONE)
            return item;
    }
    item.offset = n;
    return item;
}

/* ---- up to three bytes, by the public function */

static void check_fault(const seam__kernel *kernel, const uint8_t *p, size_t n, size_t place,
                        const ref_item *expected, size_t n_string)
{
    const bool whole = expected->offset == n_string && expected->reason == SEAM_REASON_NONE;
    uint8_t copy[LONG];
    seam_fault fault;
    const size_t len = seam_utf8_valid_up_to(seam_view_of(p, n), &fault);

    if (len != (whole ? n : place + expected->offset))
        fail(kernel, p + place, n_string, "the position of a fault");
    if (kernel->utf8_valid(p, n) != whole || kernel->utf8_prefix_clean(p, n) != len)
        fail(kernel, p + place, n_string, "whether it is well-formed");
    if (kernel->utf8_copy(p, n, copy) != len || memcmp(copy, p, len) != 0)
        fail(kernel, p + place, n_string, "what is copied");
    if (!whole &&
        (fault.reason != expected->reason || fault.len != expected->len || fault.offset != len))
        fail(kernel, p + place, n_string, "the fault");
}

/* The string at the end of a chunk, of which an open sequence is no text. `alone` is its first fault. */
static void check_tail(const seam__kernel *kernel, amid *a, const uint8_t *bytes, size_t n,
                       const ref_item *alone)
{
    const size_t len = a->at + n;
    const bool ends_well = alone->reason == SEAM_REASON_NONE || alone->cut;
    const size_t expected = ends_well ? a->at + alone->offset : 0;
    static const uint8_t carry[4] = {0xC3};
    static const uint8_t completes = 0xA9;
    uint8_t copy[1 + AMID];

    if (kernel->utf8_text_len(a->text, len) != expected)
        fail(kernel, bytes, n, "the text of a chunk that ends with it");
    a->text[0] = completes;
    if (kernel->utf8_copy_chunk(carry, 1, a->text, len, copy) != expected ||
        (expected > 0 && (copy[0] != carry[0] || memcmp(copy + 1, a->text, expected) != 0)))
        fail(kernel, bytes, n, "what is copied of a chunk that ends with it");
    a->text[0] = 'x';
}

/* The string cut by the start of a chunk, wherever the bytes before it are an open sequence. It is followed by ASCII
 * as far as chunks of each number of vectors need. */
static void check_head(const seam__kernel *kernel, const amid *a, const uint8_t *bytes, size_t n,
                       bool is_good)
{
    static const size_t lens[] = {12, 60, 67, 100, 131, 150, 188};
    const size_t len = lens[(a->at + bytes[0]) % (sizeof(lens) / sizeof(lens[0]))];
    const uint8_t *p = a->text + a->at;
    uint8_t copy[AMID];

    for (size_t cut = 1; cut <= n && cut <= 3; cut++) {
        const ref_item head = first_fault(bytes, cut);
        uint8_t carry[4] = {0xFF, 0xFF, 0xFF, 0xFF};
        const size_t expected = is_good ? len - cut : 0;

        if (head.reason == SEAM_REASON_NONE || !head.cut || head.offset != 0)
            continue;
        memcpy(carry, bytes, cut);
        if (kernel->utf8_copy_chunk(carry, cut, p + cut, len - cut, copy) != expected ||
            (is_good && memcmp(copy, p, len) != 0))
            fail(kernel, bytes, n, "what is copied of a chunk that begins amid it");
    }
}

/* The faults of all items, by the kernel; `followed` is a byte that closes the last. */
static void check_list(const seam__kernel *kernel, const uint8_t *p, size_t n, size_t place,
                       const uint8_t *followed, size_t n_string)
{
    seam__utf8_fault found[LONGEST + 1];
    size_t n_found;
    size_t i = 0;

    if (kernel->utf8_faults(p, n, found, LONGEST + 1, &n_found) != n)
        fail(kernel, followed, n_string, "the end of the faults");
    for (size_t at = 0; at < n_string;) {
        const ref_item item = ref_item_at(followed, n_string + 1, at);

        if (item.reason != SEAM_REASON_NONE &&
            (i == n_found || found[i].start != place + item.offset ||
             found[i++].end != place + item.offset + item.len))
            fail(kernel, followed, n_string, "the faults");
        at += item.len;
    }
    if (i != n_found)
        fail(kernel, followed, n_string, "the number of faults");
}

static void check_behind(const kernels *all, behind *b, const uint8_t *bytes, size_t n,
                         const ref_item *inside)
{
    const size_t expected = inside->offset == n ? LONG : b->at + inside->offset;

    for (size_t i = 0; i < all->n; i++) {
        if (all->at[i]->utf8_prefix_clean(b->ascii, LONG) != expected)
            fail(all->at[i], bytes, n, "the prefix behind ASCII");
        if (all->at[i]->utf8_prefix(b->threes, LONG) != expected)
            fail(all->at[i], bytes, n, "the prefix behind sequences of three");
        if (all->at[i]->utf8_valid(b->threes, LONG) != (expected == LONG))
            fail(all->at[i], bytes, n, "the answer behind sequences of three");
    }
}

static void check_short(const kernels *all, amid *a, behind *b, const uint8_t *bytes, size_t n,
                        size_t place)
{
    const ref_item alone = first_fault(bytes, n);
    uint8_t followed[LONGEST + 1] = {0};
    ref_item inside;

    memcpy(followed, bytes, n);
    followed[n] = 'x';
    inside = first_fault(followed, n + 1);
    if (inside.offset == n + 1)
        inside.offset = n;
    put_amid(a, bytes, n, place, AMID);
    for (size_t i = 0; i < all->n; i++) {
        atomic_store_explicit(&seam__kernel_current, all->at[i], memory_order_release);
        check_fault(all->at[i], bytes, n, 0, &alone, n);
        check_fault(all->at[i], a->text, a->n, place, &inside, n);
        check_list(all->at[i], a->text, a->n, place, followed, n);
        check_tail(all->at[i], a, bytes, n, &alone);
        check_head(all->at[i], a, bytes, n, inside.reason == SEAM_REASON_NONE);
    }
    put_behind(b, bytes, n, LONG_BEFORE + 3 * (place % LONG_PLACES));
    check_behind(all, b, bytes, n, &inside);
    for (size_t i = 0; i < all->n; i++)
        check_list(all->at[i], place % 2 == 0 ? b->ascii : b->threes, LONG, b->at, followed, n);
}

uint64_t exhaustive_valid(size_t worker, size_t n_workers, size_t share)
{
    const seam__kernel *const best = seam__kernel_get();
    const kernels all = usable_kernels();
    uint64_t n_calls = 0;
    behind b;
    amid a;

    amid_init(&a);
    behind_init(&b);
    for (size_t len = 1; len <= 3; len++) {
        for (size_t s = worker * share; s < (size_t)1 << 8 * len; s += n_workers * share) {
            const uint8_t bytes[3] = {(uint8_t)(s >> 16), (uint8_t)(s >> 8), (uint8_t)s};

            check_short(&all, &a, &b, bytes + 3 - len, len, BEFORE + s % PLACES);
            n_calls += 8 * all.n;
        }
    }
    atomic_store_explicit(&seam__kernel_current, best, memory_order_release);
    return n_calls;
}

/* ---- four bytes, by the kernels themselves */

/* Short texts: two vectors of the widest kind, the string across their joint or beside it. */
enum { FOURS_PLACES = 8, FOURS_LEN = 72 };

/* What is wrong with the first three bytes is so whatever follows; offset 3 where nothing is. */
static size_t known_fault(const uint8_t bytes[4])
{
    const ref_item item = first_fault(bytes, 3);

    return item.reason != SEAM_REASON_NONE && item.cut ? 3 : item.offset;
}

static void check_four(const kernels *all, amid *a, const uint8_t bytes[4], size_t known)
{
    size_t alone = known;
    size_t inside = known;

    if (known == 3) {
        const uint8_t followed[5] = {bytes[0], bytes[1], bytes[2], bytes[3], 'x'};

        alone = first_fault(bytes, 4).offset;
        inside = first_fault(followed, 5).offset;
    }
    inside = inside < 4 ? a->at + inside : a->n;
    for (size_t i = 0; i < all->n; i++) {
        if (all->at[i]->utf8_prefix(bytes, 4) != alone)
            fail(all->at[i], bytes, 4, "the prefix");
        if (all->at[i]->utf8_prefix(a->text, a->n) != inside)
            fail(all->at[i], bytes, 4, "the prefix amid ASCII");
        if (all->at[i]->utf8_valid(a->text, a->n) != (inside == a->n))
            fail(all->at[i], bytes, 4, "the answer amid ASCII");
        if (bytes[0] >= 0xC0)
            check_head(all->at[i], a, bytes, 4, inside == a->n);
    }
}

uint64_t exhaustive_fours(size_t worker, size_t n_workers)
{
    const kernels all = usable_kernels();
    uint64_t n_calls = 0;
    amid a;

    amid_init(&a);
    for (size_t s = worker; s < (size_t)1 << 24; s += n_workers) {
        uint8_t bytes[4] = {(uint8_t)(s >> 16), (uint8_t)(s >> 8), (uint8_t)s, 0};
        const size_t known = known_fault(bytes);

        for (unsigned last = 0; last < 256; last++) {
            bytes[3] = (uint8_t)last;
            put_amid(&a, bytes, 4, BEFORE + (s + last) % FOURS_PLACES, FOURS_LEN);
            check_four(&all, &a, bytes, known);
            n_calls += 2 * all.n;
        }
    }
    return n_calls;
}

/* ---- pairs of units */

/* Little-endian; the pair lies across the joint of two vectors of AVX2. */
enum { PAIR_BEFORE = 15, PAIR_AFTER = 31, PAIR_UNITS = PAIR_BEFORE + 2 + PAIR_AFTER };

/* What each unit gives by itself: no bytes where it is a surrogate. */
static struct {
    uint8_t bytes[4];
    uint8_t len;
} by_itself[0x10000];

static void fill_by_itself(void)
{
    for (uint32_t unit = 0; unit < 0x10000; unit++) {
        uint8_t raw[2];

        raw[0] = (uint8_t)unit;
        raw[1] = (uint8_t)(unit >> 8);
        if (form_char_at(FORM_UTF16LE, raw, 2, 0).reason == SEAM_REASON_NONE)
            by_itself[unit].len = (uint8_t)form_put(FORM_UTF8, unit, by_itself[unit].bytes);
    }
}

typedef struct pair_text {
    uint8_t text[2 * PAIR_UNITS];
    uint8_t expected[PAIR_BEFORE + 8 + PAIR_AFTER];
} pair_text;

static void pair_text_init(pair_text *t)
{
    for (size_t i = 0; i < PAIR_UNITS; i++)
        form_put(FORM_UTF16LE, 'x', t->text + 2 * i);
    memset(t->expected, 'x', sizeof(t->expected));
}

static void put_unit(pair_text *t, size_t at, uint32_t unit)
{
    t->text[2 * at] = (uint8_t)unit;
    t->text[2 * at + 1] = (uint8_t)(unit >> 8);
}

/* Writes what the pair gives behind the 'x'; returns the units that are well-formed, and *n bytes. */
static size_t expect_pair(pair_text *t, uint32_t first, uint32_t second, size_t *n)
{
    uint8_t *out = t->expected + PAIR_BEFORE;

    *n = by_itself[first].len;
    memcpy(out, by_itself[first].bytes, 4);
    if (*n == 0) {
        const form_char c =
            form_char_at(FORM_UTF16LE, t->text, sizeof(t->text), (size_t)2 * PAIR_BEFORE);

        if (c.reason != SEAM_REASON_NONE)
            return 0;
        *n = form_put(FORM_UTF8, c.c, out);
        return 2;
    }
    memcpy(out + *n, by_itself[second].bytes, 4);
    *n += by_itself[second].len;
    return by_itself[second].len > 0 ? 2 : 1;
}

static void check_pair(pair_text *t, uint32_t first, uint32_t second)
{
    uint8_t out[3 * PAIR_UNITS];
    seam_view in = seam_view_of(t->text, sizeof(t->text));
    size_t n_middle, n_units, n;
    seam_status status;
    seam_fault fault;

    put_unit(t, PAIR_BEFORE + 1, second);
    n_units = expect_pair(t, first, second, &n_middle);
    memset(t->expected + PAIR_BEFORE + n_middle, 'x', 8 - n_middle);
    status = seam_utf16le_to_utf8(&in, out, sizeof(out), &n, &fault);
    if (status != (n_units == 2 ? SEAM_OK : SEAM_EILSEQ) ||
        (n_units < 2 && in.len != 2 * (PAIR_UNITS - PAIR_BEFORE - n_units)) ||
        n != PAIR_BEFORE + n_middle + (n_units == 2 ? PAIR_AFTER : 0) ||
        memcmp(out, t->expected, n) != 0)
        fail(seam__kernel_get(), t->text + (size_t)2 * PAIR_BEFORE, 4, "the UTF-8");
}

uint64_t exhaustive_pairs(size_t worker, size_t n_workers)
{
    uint64_t n_calls = 0;
    pair_text t;

    fill_by_itself();
    pair_text_init(&t);
    for (uint32_t first = (uint32_t)worker; first < 0x10000; first += (uint32_t)n_workers) {
        put_unit(&t, PAIR_BEFORE, first);
        for (uint32_t second = 0; second < 0x10000; second++)
            check_pair(&t, first, second);
        n_calls += 0x10000;
    }
    return n_calls;
}
