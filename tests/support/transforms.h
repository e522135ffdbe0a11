/* The transforms of the library, to be held against what they do in one call: in any chunks, in any room,
 * by any form of the calls. For tests and the fuzz target alike; nothing here aborts. */
#ifndef SEAM_TESTS_TRANSFORMS_H
#define SEAM_TESTS_TRANSFORMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "seam/seam.h"

typedef union transform_state {
    seam_decoder decoder;
    seam_normalizer normalizer;
    seam_codec codec;
} transform_state;

/* The number of kinds: a decoder, a normalizer or a codec with certain options. */
size_t transform_kinds(void);
/* Sets up the state of a kind. Returns false where this build does not have it. */
bool transform_open(size_t kind, transform_state *state);
/* The transform over a state that is set up, or over a copy of one. */
seam_transform transform_of(size_t kind, transform_state *state);
/* Whether it turns digits into bytes. */
bool transform_takes_digits(size_t kind);
/* Whether chunks must be whole characters of well-formed UTF-8. */
bool transform_takes_text(size_t kind);

/* Bytes of input at most, and what they become. */
enum { TRANSFORM_IN = 240, TRANSFORM_OUT = 16 * TRANSFORM_IN };

/* A status other than SEAM_OK, SEAM_MORE and SEAM_FULL: what had come out before it, and how many bytes
 * of input had been dealt with. */
typedef struct transform_event {
    seam_status status;
    size_t n_out, n_in;
} transform_event;

typedef struct transform_output {
    size_t len, n_events;
    transform_event events[TRANSFORM_IN + 2]; /* the last is SEAM_EOF */
    uint8_t data[TRANSFORM_OUT];
} transform_output;

/* One call of convert() for the whole input, and those that faults and the end need. */
void transform_whole(size_t kind, seam_view in, transform_output *out);

/* The choices of transform_pieces(); 0 is an end of all choices. */
typedef size_t transform_choose(void *ctx, size_t bound);

/* The same in chunks, rooms and forms of calls that are chosen: on copies of the state, and with
 * max_output and pending asked in between. Returns NULL when all is as `whole`, else what is not. */
const char *transform_pieces(size_t kind, seam_view in, const transform_output *whole,
                             transform_choose *choose, void *ctx);

/* Makes a text of whole characters of any bytes, for kinds that take nothing else. Returns its length,
 * at most 3 * len. */
size_t transform_text_of(seam_view bytes, uint8_t *text);

/* The length of the next chunk: 0 to in.len, and never in the middle of a character for those kinds. */
size_t transform_chunk(size_t kind, seam_view in, transform_choose *choose, void *ctx);

#endif
