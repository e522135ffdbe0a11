/* Connections of the example's parser that are fed without a socket, for check_websocket.c and check_handshake.c. */
#ifndef WEBSOCKET_SESSION_H
#define WEBSOCKET_SESSION_H

#include "websocket.h"
#include "websocket_cases.h"

typedef struct session {
    seam_pool *pool;
    websocket ws;
    ws_bytes got;
    seam_status last;
    bool in_block; /* bytes come into the chain's block, or as segments of their own */
    bool broken;   /* they could not be added */
} session;

extern seam_pool *shared_pool;
extern const ws_options plain;
extern size_t n_runs;

/* In the shared pool, which the caller has made, or in one of `max_memory` bytes. */
void open_session(session *s, const ws_options *options, uint64_t max_memory);
void feed(session *s, const uint8_t *data, size_t len);
/* Feeds `bytes` in pieces of `most` bytes at most, or cut once at `cut` where `most` is 0. */
void feed_pieces(session *s, const ws_bytes *bytes, size_t cut, size_t most);
/* Nothing of the pool may be in use afterwards. */
void close_session(session *s);

size_t random_below(size_t bound);

#endif
