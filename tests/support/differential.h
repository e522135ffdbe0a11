/* differential.h: a decoder and the reference side by side, one call at a time.
 *
 * Every chunk lies in a block of exactly its size, which is gone when the next one comes. After
 * every call the status, the output, the faults, the offset and what is held back are compared; the
 * first difference is described and handed to `fail`, which must not return. */
#ifndef SEAM_TESTS_DIFFERENTIAL_H
#define SEAM_TESTS_DIFFERENTIAL_H

#include "reference.h"
#include "seam/decode.h"

enum { DIFFER_TEXTS = 64, DIFFER_MOST_TEXTS = 40 };

/* A text that a call gave, and where in the expected output it belongs. */
typedef struct differ_text {
    seam_view text;
    size_t at;
} differ_text;

typedef struct differ {
    seam_decoder dec;
    ref_stream ref;
    seam_pool *pool; /* for push; may be NULL without it */
    void (*fail)(const char *message);
    const char *call; /* the last one, for the message */
    uint8_t *chunk;   /* the present chunk */
    size_t chunk_len;
    seam_view in;  /* what is left of it */
    size_t n_out;  /* output of the stream so far, all of it as expected */
    size_t n_seen; /* faults of the stream that a call has returned */
    bool finishing;
    differ_text texts[DIFFER_TEXTS]; /* of this chunk: they must all be there at its end */
    size_t n_texts;
} differ;

void differ_init(differ *d, const seam_decoder_options *options, seam_pool *pool,
                 void (*fail)(const char *message));
void differ_free(differ *d);
/* Both go on alone from here. */
void differ_clone(differ *to, const differ *from);

/* Give the next chunk, once the present one is used up and the stream is not being finished. */
void differ_chunk(differ *d, const uint8_t *bytes, size_t len);
/* One call each. They return its status, which has been found right. */
seam_status differ_next(differ *d);
/* `cap` is DIFFER_MOST_TEXTS at most. */
seam_status differ_many(differ *d, size_t cap);
seam_status differ_convert(differ *d, size_t cap);
seam_status differ_push(differ *d);
void differ_finish(differ *d);
/* What is left of the chunk is dropped as well. */
void differ_reset(differ *d);

/* The forms, to be chosen by number. */
enum {
    DIFFER_PULL,
    DIFFER_BOUNDED, /* `cap` bytes at a time, 4 at least */
    DIFFER_PUSH,
    DIFFER_MANY, /* `cap` texts at a time, one at least */
    DIFFER_FORMS
};
/* Calls of one form until the chunk, or after differ_finish() the stream, has ended. */
void differ_drain(differ *d, int form, size_t cap);

#endif
