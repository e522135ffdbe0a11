/* What parsers do to bytes that come in pieces, by seam, by libevent and by hand. */
#ifndef SEAM_BENCH_PARSE_H
#define SEAM_BENCH_PARSE_H

#include "bench.h"

/* Bytes, and the pieces in which they lie in a buffer. */
typedef struct stream_bytes {
    const uint8_t *data;
    size_t len, piece;
    size_t n_ops;  /* lines, numbers or heads that are in them */
    uint64_t want; /* what every contender must come to: a sum over them */
} stream_bytes;

/* libevent's, where that was there when this was built: lines by evbuffer_readln(), numbers and heads by
 * evbuffer_remove(). Each goes once over all of the bytes and returns the sum. */
uint64_t bench_event_lines(const stream_bytes *s) __attribute__((weak));
uint64_t bench_event_numbers(const stream_bytes *s) __attribute__((weak));
uint64_t bench_event_websocket(const stream_bytes *s) __attribute__((weak));
uint64_t bench_event_mqtt(const stream_bytes *s) __attribute__((weak));

#endif
