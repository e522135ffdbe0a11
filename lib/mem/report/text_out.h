/* Text on its way to a caller's function, through a buffer of fixed size. */
#ifndef SEAM_MEM_REPORT_TEXT_OUT_H
#define SEAM_MEM_REPORT_TEXT_OUT_H

#include <stddef.h>

#include "seam/stats.h"

/* Law: once `status` is not SEAM_OK nothing is written any more. */
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

/* Whether something can be added that is so long, without a call of the caller's function. */
static inline bool seam__text_has_room(const seam__text *text, size_t len)
{
    return len <= sizeof(text->buffer) - text->len;
}

/* Writes what is there. */
void seam__text_flush(seam__text *text);
/* Writes what is left, and says how all of it went. */
seam_status seam__text_end(seam__text *text);

#endif
