/* ICU's converters as streams, by way of UTF-16. */
#include <stdlib.h>
#include <unicode/ucnv.h>

#include "bench_pairs.h"

typedef struct converters {
    UConverter *from, *to;
} converters;

static void close_pair(void *self)
{
    converters *c = self;

    ucnv_close(c->from);
    ucnv_close(c->to);
    free(c);
}

static void *open_pair(const pair_stream *s)
{
    const char *from = bench_pair_name(s->from), *to = bench_pair_name(s->to);
    UErrorCode error = U_ZERO_ERROR;
    converters *c;

    if (from == NULL || to == NULL)
        return NULL;
    c = calloc(1, sizeof(*c));
    bench_require(c != NULL, "memory for converters");
    c->from = ucnv_open(from, &error);
    c->to = ucnv_open(to, &error);
    if (U_SUCCESS(error))
        return c;
    close_pair(c);
    return NULL;
}

static size_t convert(void *self, const pair_stream *s)
{
    converters *c = self;
    UChar pivot[1024];
    UChar *pivot_in = pivot, *pivot_out = pivot;
    size_t sum = 0;

    ucnv_reset(c->from);
    ucnv_reset(c->to);
    for (size_t off = 0; off < s->len; off += s->chunk) {
        UErrorCode error = U_ZERO_ERROR;
        const char *in = (const char *)(s->data + off);
        char *out = (char *)s->out;

        ucnv_convertEx(c->to, c->from, &out, (char *)s->out + s->cap, &in,
                       in + bench_chunk_len(s, off), pivot, &pivot_in, &pivot_out, pivot + 1024, 0,
                       0, &error);
        bench_require(U_SUCCESS(error), "ucnv_convertEx");
        sum += (size_t)(out - (char *)s->out);
    }
    return sum;
}

const pair_peer bench_pair_icu = {"icu-ucnv", NULL, open_pair, convert, close_pair};
