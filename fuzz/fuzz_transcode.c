/* fuzz_transcode: any bytes through every transcoder of every kernel, equal to the reference; and
 * what has been converted comes back the same.
 *
 * The first byte of the input chooses the transcoder and the kernel, the second the room and how
 * often the text, which is the rest, is repeated: several blocks of a kernel are reached. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/table.h"
#include "transcoding.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Bytes of text at most: two and a half blocks of 4096. */
#define LONGEST ((size_t)10240)

static void fail(const way *w, const uint8_t *in, size_t n, size_t cap, const char *what)
{
    way_print(w, in, n, cap, what);
    fprintf(stderr, "fuzz_transcode: %s over %s: %s\n", w->name, seam__kernel_get()->name, what);
    abort();
}

/* The kernels that can run here, in turn. */
static void choose_kernel(unsigned index)
{
    const seam__kernel *kernel;
    unsigned n = 0;

    for (size_t i = 0; (kernel = seam__kernel_built(i)) != NULL; i++)
        n += kernel->usable();
    index %= n > 0 ? n : 1;
    for (size_t i = 0; (kernel = seam__kernel_built(i)) != NULL; i++) {
        if (kernel->usable() && index-- == 0)
            break;
    }
    atomic_store_explicit(&seam__kernel_current, kernel, memory_order_release);
}

/* A block of exactly this size, so that a sanitizer sees what lies behind it. */
static uint8_t *block_of(size_t len)
{
    uint8_t *block = malloc(len > 0 ? len : 1);

    if (block == NULL)
        abort();
    return block;
}

/* The way from `to` to `from`; NULL where there is none. */
static const way *way_back(const way *w)
{
    for (size_t i = 0; i < N_WAYS; i++) {
        if (ways[i].from == w->to && ways[i].to == w->from)
            return &ways[i];
    }
    return NULL;
}

/* What was dealt with comes back the same, and nothing of it is a fault. */
static void check_way_back(const way *w, const uint8_t *in, size_t n, uint8_t *out, size_t cap)
{
    const way *back = way_back(w);
    seam_view rest = seam_view_of(in, n);
    seam_view converted;
    seam_fault fault;
    size_t n_units, n_again, len;
    uint8_t *again;

    (void)w->call(&rest, out, cap, &n_units, &fault);
    len = n - rest.len;
    converted = seam_view_of(out, n_units * form_unit(w->to));
    again = block_of(len);
    if (back->call(&converted, again, len / form_unit(w->from), &n_again, &fault) != SEAM_OK ||
        n_again * form_unit(w->from) != len || memcmp(again, in, len) != 0)
        fail(w, in, n, cap, "the way back");
    free(again);
}

static void check(const way *w, const uint8_t *in, size_t n, size_t cap)
{
    const size_t len = cap * form_unit(w->to);
    uint8_t *block = block_of(WAY_MARGIN + len);
    const char *wrong = way_check(w, in, n, (way_room){block + WAY_MARGIN, cap});

    if (wrong != NULL)
        fail(w, in, n, cap, wrong);
    check_way_back(w, in, n, block + WAY_MARGIN, cap);
    free(block);
}

/* Half the inputs get all the room there is need for, the others some of it. */
static size_t room_of(const way *w, const uint8_t *in, size_t n, unsigned eighths)
{
    const size_t all = way_units(w, in, n);

    return eighths >= 4 ? all + eighths - 4 : all * (1 + 2 * eighths) / 8;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const way *w;
    uint8_t *text;
    size_t n, n_times;

    if (size < 3)
        return 0;
    w = &ways[data[0] % N_WAYS];
    choose_kernel(data[0] / N_WAYS);
    n = size - 2 < LONGEST ? size - 2 : LONGEST;
    n_times = data[1] % 4 == 3 ? LONGEST / n : 1;
    text = block_of(n * n_times);
    for (size_t i = 0; i < n_times; i++)
        memcpy(text + i * n, data + 2, n);
    check(w, text, n * n_times, room_of(w, text, n * n_times, data[1] >> 5));
    free(text);
    return 0;
}
