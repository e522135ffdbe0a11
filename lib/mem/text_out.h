/* Text on its way to a caller's function, through a buffer of fixed size. */
#ifndef SEAM_MEM_TEXT_OUT_H
#define SEAM_MEM_TEXT_OUT_H

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

/* Adds at most 255 bytes. */
void seam__text_put(seam__text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void seam__text_char(seam__text *text, char c);

/* Writes what is left, and says how all of it went. */
seam_status seam__text_end(seam__text *text);

#endif
