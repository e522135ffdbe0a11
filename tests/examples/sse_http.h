/* A request of HTTP/1.1 and its answer, head and body, as its bytes come. */
#ifndef SEAM_EXAMPLES_SSE_HTTP_H
#define SEAM_EXAMPLES_SSE_HTTP_H

#include <seam/seam.h>

/* A descriptor that does not block; -1: errno says why, or the name is not known. */
int http_connect(const char *host, const char *port);

/* Writes a request for events; `last_id` may be empty. */
seam_status http_ask_events(seam_chain *tx, const char *host, const char *path,
                            const seam_chain *last_id);

typedef struct http_answer {
    seam_framer lines;
    int state; /* what the next bytes are */
    unsigned code, n_fields;
    bool chunked, is_events; /* of the head */
    bool is_open;            /* the head was what is wanted */
    uint64_t left;           /* bytes of the chunk, or of the body */
} http_answer;

seam_status http_answer_init(http_answer *a);

/* Takes what there is in rx, and moves what is of the body to `body`. SEAM_MORE: read on. SEAM_EOF: the end of
 * the body. SEAM_EPROTO, SEAM_ETOOBIG: it is no answer, or none that is wanted here: its code must be 200 with
 * events, or 204. SEAM_ENOMEM, SEAM_ELIMIT. */
seam_status http_answer_take(http_answer *a, seam_chain *rx, seam_chain *body);

#endif
