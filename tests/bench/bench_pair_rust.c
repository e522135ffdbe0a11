/* encoding_rs as streams: a decoder to UTF-8 or to UTF-16 of the machine's order, and from UTF-8, which may
 * be ill-formed, a decoder and an encoder behind it. */
#include <stdlib.h>
#include <string.h>

#include "bench_pairs.h"
#include "bench_rust.h"

typedef struct coders {
    uint8_t from, to;
    void *decoder, *encoder;
    uint8_t *staging; /* of the chunk as UTF-8, between the two */
    size_t cap;
} coders;

/* Encodings that both know by one name and take for the same. */
static const char *label_of(uint8_t encoding)
{
    switch (encoding) {
    case SEAM_UTF8:
    case SEAM_UTF16LE:
    case SEAM_UTF16BE:
    case SEAM_WINDOWS_1252:
    case SEAM_WINDOWS_1251:
        return seam_encoding_name(encoding, SEAM_NAMES_SEAM, 0);
    default:
        return NULL;
    }
}

static void *open_pair(const pair_stream *s)
{
    const char *from = label_of(s->from), *to = label_of(s->to);
    coders *c;

    if (from == NULL || to == NULL || s->to == SEAM_UTF16BE || !bench_has_rust())
        return NULL;
    c = calloc(1, sizeof(*c));
    bench_require(c != NULL, "memory for coders");
    c->from = s->from;
    c->to = s->to;
    c->decoder = bench_rust.decoder_of(from, strlen(from));
    if (s->to != SEAM_UTF8 && s->to != SEAM_UTF16) {
        c->encoder = bench_rust.encoder_of(to, strlen(to));
        c->cap = 3 * (s->chunk + 16);
        c->staging = malloc(c->cap);
        bench_require(c->staging != NULL, "memory for UTF-8");
    }
    return c;
}

static size_t convert_chunk(const coders *c, const pair_stream *s, size_t off)
{
    const uint8_t *in = s->data + off;
    const size_t len = bench_chunk_len(s, off);

    if (c->encoder != NULL) {
        const size_t n = bench_rust.decode(c->decoder, in, len, c->staging, c->cap);

        return bench_rust.encode(c->encoder, c->staging, n, s->out, s->cap);
    }
    if (c->to == SEAM_UTF16)
        return 2 * bench_rust.decode16(c->decoder, in, len, (void *)s->out, s->cap / 2);
    return bench_rust.decode(c->decoder, in, len, s->out, s->cap);
}

static size_t convert(void *self, const pair_stream *s)
{
    size_t sum = 0;

    for (size_t off = 0; off < s->len; off += s->chunk)
        sum += convert_chunk(self, s, off);
    return sum;
}

static void close_pair(void *self)
{
    coders *c = self;

    bench_rust.free_decoder(c->decoder);
    if (c->encoder != NULL)
        bench_rust.free_encoder(c->encoder);
    free(c->staging);
    free(c);
}

const pair_peer bench_pair_rust = {"encoding_rs", NULL, open_pair, convert, close_pair};
