/* svg.h: pieces of an SVG file. Lengths are whole pixels, or tenths where that is said. */
#ifndef SEAM_CLI_POOL_MAP_SVG_H
#define SEAM_CLI_POOL_MAP_SVG_H

#include <stdint.h>
#include <stdio.h>

/* A body in memory, whose height is not known before it is drawn. */
typedef struct svg {
    FILE *body;
    unsigned y; /* where the next thing goes */
} svg;

#define SVG_WIDTH 1080u

/* Everything before and after the body. */
void svg_begin(FILE *out, const char *title, unsigned height);
void svg_end(FILE *out);

/* Text as cli_show.h shows it, with everything escaped that means something in XML. */
void svg_escape(FILE *out, const char *text);

/* A line of text whose left end, or with `end` right end, is at `x`. `style` is a class. */
__attribute__((format(printf, 6, 7))) void svg_text(svg *s, unsigned x, unsigned y, int end,
                                                    const char *style, const char *format, ...);

/* A rectangle whose x and width are in tenths of a pixel; a title that shows on hover follows, and
 * svg_rect_end(). `style` is a class, `opacity` in percent. */
void svg_rect(svg *s, unsigned x10, unsigned y, unsigned w10, unsigned h, const char *style,
              unsigned opacity);
void svg_rect_end(svg *s);

/* A number of bytes for people: "1.5 KiB". */
#define SVG_BYTES 24
const char *svg_bytes(uint64_t n, char out[SVG_BYTES]);

#endif
