/* Text output through a buffer of fixed size to a function of the caller. */
#ifndef SEAM_MEM_REPORT_TEXT_OUT_H
#define SEAM_MEM_REPORT_TEXT_OUT_H

#include <stddef.h>

#include "seam/stats.h"

/* When `status` is no longer SEAM_OK, `write` is not called any more, and text is dropped. Law: len is at most the
 * size of the buffer. */
typedef struct seam__text {
    seam_write_fn write;
    void *ctx;
    seam_status status;
    size_t len;
    char buffer[1024];
} seam__text;

void seam__text_init(seam__text *text, seam_write_fn write, void *ctx);

/* Adds at most SEAM__TEXT_MOST bytes. */
#define SEAM__TEXT_MOST ((size_t)255)
void seam__text_put(seam__text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void seam__text_char(seam__text *text, char c);

/* Says whether `len` bytes can be added without a call of `write`. */
static inline bool seam__text_has_room(const seam__text *text, size_t len)
{
    return len <= sizeof(text->buffer) - text->len;
}

/* Writes the text of the buffer. */
void seam__text_flush(seam__text *text);
/* Writes the text of the buffer, and returns the status of all writes. */
seam_status seam__text_end(seam__text *text);

#endif
