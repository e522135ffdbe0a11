/* Streams of one encoding that are wanted in another, and who else converts them. */
#ifndef SEAM_BENCH_PAIRS_H
#define SEAM_BENCH_PAIRS_H

#include "bench.h"
#include "seam/encoding.h"

/* A text that arrives in chunks. All that a chunk becomes fits `out`, where the next one's follows. */
typedef struct pair_stream {
    uint8_t from, to; /* encodings */
    const uint8_t *data;
    size_t len, chunk;
    uint8_t *out;
    size_t cap;
} pair_stream;

typedef struct pair_peer {
    const char *name;
    const char *(*version)(void); /* NULL where others say it */
    /* What the peer keeps for a pair; NULL where it does not have it. */
    void *(*open)(const pair_stream *s);
    /* Converts the text from its start, chunk by chunk, as if more followed. Faults are replaced. Returns the
     * number of bytes that came out. */
    size_t (*convert)(void *self, const pair_stream *s);
    void (*close)(void *self);
} pair_peer;

extern const pair_peer bench_pair_iconv, bench_pair_simdutf, bench_pair_rust;
/* NULL where the library was not there when this was built. */
extern const pair_peer bench_pair_icu __attribute__((weak));

/* The bytes of the chunk at `off`. */
static inline size_t bench_chunk_len(const pair_stream *s, size_t off)
{
    return s->len - off < s->chunk ? s->len - off : s->chunk;
}

/* The name of an encoding that iconv and ICU know it by; NULL where there is none. */
static inline const char *bench_pair_name(uint8_t encoding)
{
    switch (encoding) {
    case SEAM_LATIN1:
        return "ISO-8859-1";
    case SEAM_ASCII:
        return "US-ASCII";
    case SEAM_WTF8:
        return NULL;
    default:
        return seam_encoding_name(encoding, SEAM_NAMES_SEAM, 0);
    }
}

#endif
