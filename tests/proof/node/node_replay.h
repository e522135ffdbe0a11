/* What node_replay.c and node_codec.c share: the calls of a line. */
#ifndef SEAM_TESTS_NODE_REPLAY_H
#define SEAM_TESTS_NODE_REPLAY_H

#include "seam/seam.h"

enum { MOST_OUT = 4096 };

/* A call: what goes in and what Node gives; n_out is SIZE_MAX where it throws. */
typedef struct node_call {
    bool ends;
    size_t n_in, n_out;
    uint8_t in[MOST_OUT], out[MOST_OUT];
} node_call;

/* Reads the call whose '=' is at `at`. Returns what is behind it. */
const char *read_call(const char *at, node_call *c);

/* Whether a codec does what a line of a StringDecoder of bytes, of Buffer.from() or of atob() says. */
bool replay_codec(const char *line);

#endif
