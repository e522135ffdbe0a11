/* websocket.h: a server's side of WebSocket connections (RFC 6455, RFC 7692), without sockets: bytes go into
 * one chain, events and bytes to send come out. websocket.c puts it on libuv.
 *
 *     bytes were added to ws->in:   r = ws_echo(&ws)      SEAM_MORE: bring more
 *                                                         SEAM_FULL: first write ws->out
 *                                                         SEAM_EOF: write ws->out, then close
 *
 * What comes in is never copied but for messages of a few bytes and those that come in many frames. */
#ifndef WEBSOCKET_H
#define WEBSOCKET_H

#include <seam/seam.h>

typedef struct ws_options {
    size_t max_message; /* bytes, also of what a compressed one becomes */
    size_t high;        /* while more than this waits to be written no message is read */
    bool deflate;       /* take permessage-deflate when it is offered */
    bool takeover;      /* let both sides keep their window from message to message */
} ws_options;

/* The opcodes. */
typedef enum ws_kind {
    WS_CONTINUATION = 0,
    WS_TEXT = 1,
    WS_BINARY = 2,
    WS_CLOSE = 8,
    WS_PING = 9,
    WS_PONG = 10
} ws_kind;

enum { WS_CONTROL_MAX = 125 }; /* bytes of a control frame's payload */

typedef struct ws_event {
    ws_kind kind; /* TEXT and BINARY are whole messages */
    bool compressed;
    uint16_t code; /* CLOSE: 1005 when none came */
    seam_chain
        *chain; /* of a message: it is the first `len` bytes, to be taken from there at once */
    size_t len;
    uint8_t payload[WS_CONTROL_MAX]; /* of a control frame */
} ws_event;

/* What the request for an upgrade has said so far. */
typedef struct ws_request {
    seam_framer lines;
    unsigned n_lines;
    bool is_get, upgrade, connection, version, has_key, other_version;
    char key[24];
} ws_request;

/* permessage-deflate: what was agreed on, and zlib's state, which comes with the first message. */
typedef struct ws_deflate ws_deflate;

/* The frame that is being read, and the message it belongs to. */
typedef struct ws_frame {
    uint64_t left; /* bytes of the payload that are not unmasked yet */
    uint64_t pos;  /* and those that are */
    size_t ready;  /* of those, the ones that still are the first of `in` */
    uint8_t key[4];
    uint8_t kind;
    bool is_open, is_final;
    uint8_t message; /* WS_TEXT or WS_BINARY while there is one, else 0 */
    bool compressed, is_validated;
    seam_decoder text;
} ws_frame;

typedef enum ws_state { WS_ASKED, WS_OPEN, WS_CLOSED } ws_state;

typedef struct websocket {
    const ws_options *options;
    seam_pool *pool;
    seam_chain in, out;
    seam_chain message; /* what earlier frames have brought, and what was inflated */
    seam_gate gate;     /* of `out` */
    ws_state state;
    uint16_t code; /* once closed: the code that was sent; 0 for an HTTP error */
    ws_deflate *deflate;
    union {
        ws_request request; /* WS_ASKED */
        ws_frame frame;     /* WS_OPEN */
    } of;
} websocket;

void ws_init(websocket *ws, seam_pool *pool, const ws_options *options);
void ws_release(websocket *ws);

/* Deals with what is in `in`, until that or the room in `out` is used up: the handshake, pongs, echoes, the
 * close. SEAM_MORE, SEAM_FULL, SEAM_EOF; nothing else: a fault becomes a close frame and SEAM_EOF. */
seam_status ws_echo(websocket *ws);

/* The next event of an open connection. SEAM_MORE. SEAM_EPROTO, SEAM_EILSEQ, SEAM_ETRUNC, SEAM_ETOOBIG are
 * the peer's fault; SEAM_ENOMEM and SEAM_ELIMIT are not. */
seam_status ws_next(websocket *ws, ws_event *event);

/* Sends the first `len` bytes of a chain as one frame, or, compressed, as one message. */
seam_status ws_send(websocket *ws, ws_kind kind, seam_chain *from, size_t len, bool compressed);

/* Sends a close frame and stops reading. `why` < 0 says what failed. */
void ws_close(websocket *ws, uint16_t code);
void ws_fail(websocket *ws, seam_status why);

/* How many bytes the next read should have room for. */
size_t ws_wants(const websocket *ws);

/* ---- websocket_handshake.c */

void ws_request_init(ws_request *request);

/* Reads the request and answers it. SEAM_OK: the connection is open. SEAM_MORE. SEAM_EPROTO, SEAM_ETOOBIG,
 * SEAM_ENOMEM, SEAM_ELIMIT. */
seam_status ws_handshake(websocket *ws);

/* Answers a request that cannot be fulfilled. */
void ws_refuse(websocket *ws, seam_status why);

/* ---- websocket_deflate.c */

/* What was agreed on. */
typedef struct ws_window {
    bool keep_in, keep_out; /* the peer's window and ours go on from message to message */
    int bits_out;           /* of ours, 9 to 15 */
} ws_window;

seam_status ws_deflate_create(websocket *ws, const ws_window *window);
void ws_deflate_destroy(ws_deflate **deflate);

/* Inflates a piece of a message to the end of `to`, which holds no more than `max` bytes afterwards; `text`
 * validates it, when not NULL. Behind the last piece comes {NULL, 0}. SEAM_OK; SEAM_EILSEQ, also for what
 * cannot be inflated; SEAM_ETOOBIG, SEAM_ENOMEM, SEAM_ELIMIT. */
seam_status ws_inflate(ws_deflate *deflate, seam_view piece, seam_chain *to, size_t max,
                       seam_decoder *text);

/* Deflates the first `len` bytes of a chain, a whole message, to the end of another. */
seam_status ws_compress(ws_deflate *deflate, seam_chain *from, size_t len, seam_chain *to);

#endif
