#include "mem/report/text_out.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/inside.h"
#include "base/panic.h"

void seam__text_init(seam__text *text, seam_write_fn write, void *ctx)
{
    SEAM_ASSERT(write != NULL);
    text->write = write;
    text->ctx = ctx;
    text->status = SEAM_OK;
    text->len = 0;
}

void seam__text_flush(seam__text *text)
{
    SEAM__OUTSIDE;
    if (text->status == SEAM_OK && text->len > 0)
        text->status = text->write(text->ctx, seam_view_of(text->buffer, text->len));
    text->len = 0;
}

static void add(seam__text *text, const char *data, size_t len)
{
    SEAM_ASSERT(text->len <= sizeof(text->buffer) && len <= sizeof(text->buffer));
    if (len > sizeof(text->buffer) - text->len)
        seam__text_flush(text);
    memcpy(text->buffer + text->len, data, len);
    text->len += len;
}

void seam__text_put(seam__text *text, const char *format, ...)
{
    char piece[SEAM__TEXT_MOST + 1];
    va_list args;
    int n;

    va_start(args, format);
    n = vsnprintf(piece, sizeof(piece), format, args);
    va_end(args);
    SEAM_ASSERT(n >= 0 && (size_t)n < sizeof(piece));
    if (n > 0)
        add(text, piece, (size_t)n);
}

void seam__text_char(seam__text *text, char c)
{
    add(text, &c, 1);
}

seam_status seam__text_end(seam__text *text)
{
    seam__text_flush(text);
    return text->status;
}
