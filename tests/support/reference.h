/* reference.h: what decoding UTF-8 should give, as plainly as it can be said.
 *
 * Written from Unicode 15.0 Table 3-7 as rows of byte ranges. It shares no code with the library:
 * decoder.h lends it the names of options and reasons, and nothing else. */
#ifndef SEAM_TESTS_REFERENCE_H
#define SEAM_TESTS_REFERENCE_H

#include "seam/decoder.h"

/* One well-formed sequence, or one maximal subpart of an ill-formed one. */
typedef struct ref_item {
    size_t offset;  /* its first byte */
    uint8_t len;    /* its bytes */
    uint8_t reason; /* SEAM_REASON_NONE: well-formed */
    uint8_t
        n_bytes; /* what a fault shows: its bytes, and the one that proved it where there is one */
    bool cut;    /* the input ends inside it: more bytes may yet make it well-formed */
} ref_item;

/* The item that begins at `at`, which is less than `n` and where an earlier item ends. */
ref_item ref_item_at(const uint8_t *bytes, size_t n, size_t at);
/* All items in order; `items` has room for `n`. Returns their number. */
size_t ref_analyse(const uint8_t *bytes, size_t n, ref_item *items);
/* What eager hold keeps of a stream that has given these bytes: the open item at their end. */
size_t ref_eager_hold(const uint8_t *bytes, size_t n);
/* What lazy hold keeps: the last lead byte C0..F7 and the continuation bytes from it to the end,
 * unless there are as many as its top bits call for. */
size_t ref_lazy_hold(const uint8_t *bytes, size_t n);
/* Is it the start, but not the whole, of a well-formed sequence? */
bool ref_is_open(const uint8_t *bytes, size_t n);

/* A fault, and how much of the output precedes it. */
typedef struct ref_fault {
    ref_item item;
    size_t n_out;
} ref_fault;

/* A stream: the input so far, and what must have come out of it by now, chunk after chunk. */
typedef struct ref_stream {
    seam_decoder_options options;
    uint8_t *bytes; /* all input since the start of the stream */
    size_t n, cap;
    size_t settled;     /* the items before this byte are final; what follows is held back */
    uint8_t *out;       /* the output so far */
    size_t n_out;       /* its length */
    ref_fault *faults;  /* the faults so far */
    size_t n_faults;    /* their number */
    uint8_t open, need; /* lazy: bytes of the open sequence, and those that its lead calls for */
    bool ended;         /* the next byte begins another stream */
} ref_stream;

void ref_stream_init(ref_stream *s, const seam_decoder_options *options);
void ref_stream_free(ref_stream *s);
void ref_stream_copy(ref_stream *to, const ref_stream *from);
/* Forget everything but the options. */
void ref_stream_restart(ref_stream *s);
/* One chunk. After the end it begins a new stream, unless it is empty. */
void ref_stream_feed(ref_stream *s, const uint8_t *chunk, size_t len);
void ref_stream_end(ref_stream *s);

#endif
