/* fuzz_framer: any stream in any chunks, cut into frames of any kind in any form, equal to plain loops
 * over the whole stream.
 *
 * The first 12 bytes of the input are the options, the form and how the rest, which is the stream, is cut;
 * a delimiter is the stream's first bytes. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bits.h"
#include "data/laws.h"
#include "framer_model.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define N_HEAD      ((size_t)12)
#define LONGEST     ((size_t)4096)
#define MOST_PIECES ((size_t)512)

/* The stream, cut at places that a small generator chooses. */
typedef struct chunks {
    seam_view stream;
    size_t at, most, n_pieces;
    uint32_t seed;
    bool in_block; /* some chunks go into the chain's own block */
    uint8_t *pieces[MOST_PIECES];
} chunks;

static uint32_t random_below(chunks *c, uint32_t bound)
{
    c->seed = c->seed * 1664525u + 1013904223u;
    return (c->seed >> 12) % bound;
}

static void append_copy(seam_chain *in, seam_view chunk)
{
    struct iovec room;

    if (seam_chain_reserve(in, chunk.len, &room) != SEAM_OK)
        abort();
    memcpy(room.iov_base, chunk.data, chunk.len);
    if (seam_chain_commit(in, chunk.len) != SEAM_OK)
        abort();
}

/* A block of exactly this size, so that a sanitizer sees what lies behind it. */
static void append_piece(chunks *c, seam_chain *in, seam_view chunk)
{
    uint8_t *block = malloc(chunk.len > 0 ? chunk.len : 1);
    seam_buf buf;

    if (block == NULL)
        abort();
    if (chunk.len > 0)
        memcpy(block, chunk.data, chunk.len);
    c->pieces[c->n_pieces++] = block;
    buf = seam_buf_static(seam_view_of(block, chunk.len));
    if (seam_chain_append(in, &buf) != SEAM_OK)
        abort();
}

static bool feed(void *ctx, seam_chain *in)
{
    chunks *c = ctx;
    const size_t left = c->stream.len - c->at;
    size_t n = random_below(c, (uint32_t)c->most + 1);

    if (!seam__chain_valid(in))
        abort();
    if (left == 0)
        return false;
    n = n < left && c->n_pieces < MOST_PIECES - 1 ? n : left;
    if (c->in_block && n > 0 && random_below(c, 2) == 0)
        append_copy(in, seam_view_of(c->stream.data + c->at, n));
    else
        append_piece(c, in, seam_view_of(c->stream.data + c->at, n));
    c->at += n;
    return true;
}

/* Options that seam_framer_init() takes. */
static seam_framer_options options_of(const uint8_t *b, seam_view stream)
{
    static const uint8_t widths[] = {
        1, 2, 3, 4, 8, SEAM_WIDTH_LEB, SEAM_WIDTH_QUIC, SEAM_WIDTH_MQTT};
    seam_framer_options o = {.kind = b[0] % (SEAM_FRAME_NETSTRING + 1)};

    o.flags = b[1] & (SEAM_FRAME_KEEP | SEAM_FRAME_RESYNC);
    if (o.kind < SEAM_FRAME_LENGTH)
        o.flags |= b[1] & SEAM_FRAME_NEED_END;
    o.max_len = b[2] < 0x80 ? b[2] : (uint64_t)(b[2] & 0x7F) << 5;
    if (o.kind == SEAM_FRAME_LENGTH) {
        o.width = widths[b[3] % sizeof(widths)];
        o.offset = b[4] % 8;
        o.adjust = b[5] - 128;
        if (o.width <= 8)
            o.flags |= b[1] & SEAM_FRAME_LE;
    }
    if (o.kind == SEAM_FRAME_DELIMITED) {
        const size_t n = 1 + b[3] % sizeof(o.delimiter);

        o.n_delimiter = (uint8_t)n;
        if (stream.len > 0)
            memcpy(o.delimiter, stream.data, seam__min(n, stream.len));
    }
    return o;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static seam_pool *pool; /* for all inputs: to make one costs more than most of them */
    static uint8_t scratch[LONGEST];
    chunks c = {.n_pieces = 0};
    seam_framer_options o;
    seam_chain in;
    const char *wrong;

    if (size < N_HEAD)
        return 0;
    if (pool == NULL && seam_pool_create(NULL, &pool) != SEAM_OK)
        abort();
    c.stream = seam_view_of(data + N_HEAD, size - N_HEAD < LONGEST ? size - N_HEAD : LONGEST);
    c.most = 1 + (size_t)data[7];
    c.seed = data[8];
    c.in_block = data[9] % 2 == 1;
    o = options_of(data, c.stream);
    seam_chain_init(&in, pool);
    wrong = framer_differs(&o, c.stream, (form)(data[6] % N_FORMS), &in, feed, &c, scratch);
    if (wrong != NULL) {
        fprintf(stderr, "fuzz_framer: kind %d: %s\n", o.kind, wrong);
        abort();
    }
    seam_chain_release(&in);
    for (size_t i = 0; i < c.n_pieces; i++)
        free(c.pieces[i]);
    return 0;
}
