#include "svg.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "cli/cli_show.h"

/* The colours of the tags are those of Okabe and Ito, which people who see few colours can tell
 * apart; all of them stand out against the greys of blocks that are not live. */
static const char style_sheet[] =
    "text{font-family:'DejaVu Sans',Verdana,Arial,sans-serif;font-size:13px;fill:#1a1a1a}\n"
    ".title{font-size:22px;font-weight:bold}\n"
    ".head{font-size:16px;font-weight:bold}\n"
    ".strong{font-weight:bold}\n"
    ".soft{fill:#4a4a4a}\n"
    ".small{font-size:11px;fill:#4a4a4a}\n"
    ".page{fill:#ffffff}\n"
    ".t0{fill:#0072b2}.t1{fill:#e69f00}.t2{fill:#009e73}.t3{fill:#cc79a7}\n"
    ".t4{fill:#56b4e9}.t5{fill:#d55e00}.t6{fill:#f0e442}.t7{fill:#555555}\n"
    ".cached{fill:url(#hatch)}\n"
    ".free{fill:#e4e4e4}\n"
    ".decommitted{fill:none;stroke:#9a9a9a;stroke-width:1;stroke-dasharray:3 3}\n"
    ".rule{fill:#c8c8c8}\n";

/* What is shown has no character that XML forbids. */
void svg_escape(FILE *out, const char *text)
{
    char one[CLI_SHOWN];
    while (cli_show_next(&text, one)) {
        if (strchr("<>&\"'", one[0]) != NULL)
            fprintf(out, "&#%u;", (unsigned)one[0]);
        else
            fputs(one, out);
    }
}

void svg_begin(FILE *out, const char *title, unsigned height)
{
    fprintf(out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%u\" height=\"%u\" "
            "viewBox=\"0 0 %u %u\">\n<title>",
            SVG_WIDTH, height, SVG_WIDTH, height);
    svg_escape(out, title);
    fprintf(out,
            "</title>\n<style>\n%s</style>\n"
            "<defs><pattern id=\"hatch\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" "
            "patternTransform=\"rotate(45)\"><rect width=\"5\" height=\"5\" fill=\"#e4e4e4\"/>"
            "<rect width=\"2\" height=\"5\" fill=\"#a0a0a0\"/></pattern></defs>\n"
            "<rect class=\"page\" width=\"%u\" height=\"%u\"/>\n",
            style_sheet, SVG_WIDTH, height);
}

void svg_end(FILE *out)
{
    fputs("</svg>\n", out);
}

void svg_text(svg *s, unsigned x, unsigned y, int end, const char *style, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    fprintf(s->body, "<text x=\"%u\" y=\"%u\" class=\"%s\"%s>", x, y, style,
            end ? " text-anchor=\"end\"" : "");
    svg_escape(s->body, text);
    fputs("</text>\n", s->body);
}

void svg_rect(svg *s, unsigned x10, unsigned y, unsigned w10, unsigned h, const char *style,
              unsigned opacity)
{
    fprintf(s->body, "<rect x=\"%u.%u\" y=\"%u\" width=\"%u.%u\" height=\"%u\" class=\"%s\"",
            x10 / 10, x10 % 10, y, w10 / 10, w10 % 10, h, style);
    if (opacity < 100)
        fprintf(s->body, " fill-opacity=\"0.%02u\"", opacity);
    fputs("><title>", s->body);
}

void svg_rect_end(svg *s)
{
    fputs("</title></rect>\n", s->body);
}

const char *svg_bytes(uint64_t n, char out[SVG_BYTES])
{
    static const char *const units[] = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    double value = (double)n;
    size_t unit = 0;
    if (n < 1024) {
        snprintf(out, SVG_BYTES, "%u B", (unsigned)n);
        return out;
    }
    for (value /= 1024; value >= 1024 && unit < 5; unit++)
        value /= 1024;
    snprintf(out, SVG_BYTES,
             value < 10    ? "%.2f %s"
             : value < 100 ? "%.1f %s"
                           : "%.0f %s",
             value, units[unit]);
    return out;
}
