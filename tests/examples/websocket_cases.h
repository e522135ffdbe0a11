/* What a WebSocket server is asked, and what it must answer: the cases, after the published descriptions of
 * sections 1 to 7, 9, 10 and 12 of the Autobahn test suite, in a small language.
 *
 *     81:'hello'      a frame: its first byte in hexadecimal, its payload
 *     02:*70000       70000 times 'a'
 *     88:03e8+'bye'   bytes in hexadecimal, and text behind them
 *     C1:'text'       the payload is compressed: of requests when they are made, of answers when they are read
 *     41/3:'text'     a compressed message in three frames
 *     raw:8105        bytes as they are, without a mask
 *
 * The same cases are run on the parser (check_websocket.c) and over a socket (drive_websocket.c). */
#ifndef WEBSOCKET_CASES_H
#define WEBSOCKET_CASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Ends the program with the name of what is run when a condition is false. */
extern const char *what_is_run;

#define CHECK(condition)                                                                     \
    do {                                                                                     \
        if (!(condition)) {                                                                  \
            fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, what_is_run, #condition); \
            abort();                                                                         \
        }                                                                                    \
    } while (0)

/* Flags of a case. */
enum {
    CASE_DEFLATE = 1, /* permessage-deflate is offered */
    CASE_LONG = 2     /* more than a megabyte */
};

typedef struct ws_case {
    const char *name, *send, *expect;
    unsigned flags;
} ws_case;

extern const ws_case ws_cases[];
extern const size_t n_ws_cases;

/* With SEAM_SHORT in the environment one case of so many is run, beginning with one that SEAM_SEED chooses, or the
 * time, which is then printed. */
enum { CASES_FOR_ONE = 16 };
bool ws_is_short(void);
bool ws_is_chosen(size_t i);

/* A growing array of bytes. */
typedef struct ws_bytes {
    uint8_t *data;
    size_t len, cap;
} ws_bytes;

void ws_bytes_add(ws_bytes *b, const void *data, size_t len);
void ws_bytes_free(ws_bytes *b);

/* The request for an upgrade, `more` being lines to add. */
void ws_ask(ws_bytes *out, const char *more);

/* The line that offers what a case's flags say. */
const char *ws_offer(unsigned flags);

/* The frames of a script, masked with keys that follow from `seed`. */
void ws_build(ws_bytes *out, const char *script, uint32_t seed);

/* Whether bytes of a server, its response first, are what a script says. Prints where they differ. */
bool ws_check(const ws_bytes *got, const char *name, const char *script);

/* How many bytes of an answer, from the start of the frames, are whole frames; SIZE_MAX while the response
 * is not whole. Counts the frames, and says whether one of them is a close. */
size_t ws_whole(const ws_bytes *got, size_t *n_frames, bool *closes);

/* How many frames a script has. */
size_t ws_count(const char *script);

#endif
