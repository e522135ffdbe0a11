#include "exhaustive_transcode.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/table.h"
#include "transcoding.h"

/* What is tried lies in units of 'x', many enough for the widest vectors on both sides. */
enum {
    BEFORE = 32,
    PLACES = 33,
    AFTER = 96,
    MIDDLE = 4,
    LONGEST = BEFORE + PLACES + MIDDLE + AFTER
};

/* A text and what it gives: `before` times 'x', the output of the middle, and 'x' again unless
 * something in the middle stops it. */
typedef struct trial {
    text_form from;
    uint8_t text[4 * LONGEST];
    size_t n, before;
    form_char chars[MIDDLE];
    size_t n_chars;
    seam_status status;
} trial;

static uint64_t n_calls;

/* Many 'x' in each form. */
static uint8_t crosses[FORM_LATIN1 + 1][4 * LONGEST];

static void make_crosses(void)
{
    for (int form = 0; form <= FORM_LATIN1; form++) {
        const size_t unit = form_unit((text_form)form);

        for (size_t i = 0; i < LONGEST; i++)
            form_put((text_form)form, 'x', crosses[form] + i * unit);
    }
}

/* `middle` at `before` units from the start, and what its characters are. */
static void make_trial(trial *t, const uint8_t *middle, size_t n_middle, size_t before)
{
    const size_t unit = form_unit(t->from);
    const size_t at = before * unit;

    t->before = before;
    t->n = at + n_middle + AFTER * unit;
    memcpy(t->text, crosses[t->from], at);
    memcpy(t->text + at, middle, n_middle);
    memcpy(t->text + at + n_middle, crosses[t->from], AFTER * unit);
    t->status = SEAM_OK;
    t->n_chars = 0;
    for (size_t i = 0; i < n_middle && t->status == SEAM_OK; t->n_chars++) {
        t->chars[t->n_chars] = form_char_at(t->from, t->text, t->n, at + i);
        i += t->chars[t->n_chars].len;
        if (t->chars[t->n_chars].reason != SEAM_REASON_NONE) {
            t->status = SEAM_EILSEQ;
            break;
        }
    }
}

static void fail(const way *w, const trial *t, const char *what)
{
    way_print(w, t->text, t->n, sizeof(t->text), what);
    printf("over %s\n", seam__kernel_get()->name);
    exit(EXIT_FAILURE);
}

/* The output of the middle; *status is SEAM_EILSEQ where it stops, at *len bytes of input. */
static size_t middle_of(const way *w, const trial *t, uint8_t *out, seam_status *status,
                        size_t *len)
{
    size_t n = 0;

    *status = t->status;
    *len = 0;
    for (size_t i = 0; i < t->n_chars; i++) {
        const form_char *c = &t->chars[i];

        if (w->to == FORM_LATIN1 && c->c > 0xFF) {
            *status = SEAM_EILSEQ;
            break;
        }
        n += form_put(w->to, c->c, out + n);
        *len += c->len;
    }
    return n;
}

static void check(const way *w, const trial *t)
{
    static uint8_t out[4 * LONGEST];
    const size_t unit = form_unit(w->to);
    const size_t head = t->before * unit;
    seam_view in = seam_view_of(t->text, t->n);
    uint8_t middle[4 * MIDDLE];
    seam_status status;
    seam_fault fault;
    size_t len, n;
    const size_t n_middle = middle_of(w, t, middle, &status, &len);
    const size_t tail = status == SEAM_OK ? AFTER * unit : 0;

    n_calls++;
    if (w->call(&in, out, sizeof(out) / unit, &n, &fault) != status)
        fail(w, t, "status");
    if (status == SEAM_EILSEQ && in.len != t->n - t->before * form_unit(w->from) - len)
        fail(w, t, "what is left");
    if (n * unit != head + n_middle + tail)
        fail(w, t, "count of units");
    if (memcmp(out, crosses[w->to], head) != 0 || memcmp(out + head, middle, n_middle) != 0 ||
        memcmp(out + head + n_middle, crosses[w->to], tail) != 0)
        fail(w, t, "output");
}

static void check_all_ways(const trial *t)
{
    for (size_t i = 0; i < N_WAYS; i++) {
        if (ways[i].from == t->from)
            check(&ways[i], t);
    }
}

/* ---- strings of bytes */

static void check_string(trial *t, size_t len, uint32_t string)
{
    const uint8_t bytes[3] = {(uint8_t)(string >> 16), (uint8_t)(string >> 8), (uint8_t)string};

    make_trial(t, bytes + 3 - len, len, BEFORE + string % PLACES);
    check_all_ways(t);
}

/* Three bytes that begin with ASCII are two bytes at another place. */
static void check_strings(size_t worker, size_t n_workers, size_t share)
{
    trial t = {.from = FORM_UTF8};

    for (size_t len = 1; len <= 3; len++) {
        for (size_t s = worker * share; s < (size_t)1 << 8 * len; s += n_workers * share) {
            if (len < 3 || s >> 16 >= 0x80)
                check_string(&t, len, (uint32_t)s);
        }
    }
}

/* ---- pairs of units */

static void check_pair(trial *t, uint32_t first, uint32_t second)
{
    for (int big = 0; big < 2; big++) {
        const unsigned high = big ? 0 : 1;
        uint8_t units[4];

        units[high] = (uint8_t)(first >> 8);
        units[1 - high] = (uint8_t)first;
        units[2 + high] = (uint8_t)(second >> 8);
        units[3 - high] = (uint8_t)second;
        t->from = big ? FORM_UTF16BE : FORM_UTF16LE;
        make_trial(t, units, 4, BEFORE + (first ^ second) % PLACES);
        check_all_ways(t);
    }
}

static void check_pairs(size_t worker, size_t n_workers, size_t share)
{
    static const uint16_t kinds[] = {0x0000, 0x007F, 0x0080, 0x07FF, 0x0800, 0xD7FF, 0xD800, 0xDBFF,
                                     0xDC00, 0xDFFF, 0xE000, 0xFFFF, 0xD83D, 0xDE00, 0x4E2D};
    trial t;

    for (uint32_t unit = (uint32_t)(worker * share); unit < 0x10000;
         unit += (uint32_t)(n_workers * share)) {
        for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
            check_pair(&t, unit, kinds[i]);
            check_pair(&t, kinds[i], unit);
        }
    }
}

uint64_t exhaustive_transcode(size_t worker, size_t n_workers, size_t share)
{
    const seam__kernel *best = seam__kernel_get();
    const seam__kernel *kernel;

    make_crosses();
    for (size_t i = 0; (kernel = seam__kernel_built(i)) != NULL; i++) {
        if (!kernel->usable())
            continue;
        atomic_store_explicit(&seam__kernel_current, kernel, memory_order_release);
        check_strings(worker, n_workers, share);
        check_pairs(worker, n_workers, share);
    }
    atomic_store_explicit(&seam__kernel_current, best, memory_order_release);
    return n_calls;
}
