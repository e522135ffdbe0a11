#include "codec/transcode_run.h"

#include <string.h>

#include "base/bits.h"
#include "codec/encodings.h"
#include "kernel/table.h"

/* The most bytes of UTF-8 between two kernels: the second finds them in the first-level cache. */
#define HOP_MAX ((size_t)2048)

static seam__transcode_fn *from_utf8(const seam__kernel *kernel, unsigned to)
{
    switch (to) {
    case SEAM_UTF16LE:
        return kernel->utf8_to_utf16le;
    case SEAM_UTF16BE:
        return kernel->utf8_to_utf16be;
    case SEAM_UTF32LE:
        return kernel->utf8_to_utf32le;
    case SEAM_UTF32BE:
        return kernel->utf8_to_utf32be;
    case SEAM_LATIN1:
        return kernel->utf8_to_latin1;
    default:
        return NULL;
    }
}

static seam__transcode_fn *to_utf8(const seam__kernel *kernel, unsigned from)
{
    switch (from) {
    case SEAM_UTF16LE:
        return kernel->utf16le_to_utf8;
    case SEAM_UTF16BE:
        return kernel->utf16be_to_utf8;
    case SEAM_UTF32LE:
        return kernel->utf32le_to_utf8;
    case SEAM_UTF32BE:
        return kernel->utf32be_to_utf8;
    case SEAM_LATIN1:
        return kernel->latin1_to_utf8;
    default:
        return NULL;
    }
}

/* Whether the encoding is UTF-8 or has only surrogates beside it, at which the kernels stop. */
static bool is_utf8(unsigned encoding)
{
    return encoding == SEAM_UTF8 || encoding == SEAM_WTF8;
}

/* The number of bytes that the `n` bytes of UTF-8 at p have in the encoding `from`. */
static size_t source_len(const seam__kernel *kernel, unsigned from, const uint8_t *p, size_t n)
{
    const size_t unit = seam__encoding_of(from)->unit;

    return unit * (unit == 2 ? kernel->utf8_utf16_len(p, n) : kernel->utf8_count(p, n));
}

/* Converts by way of UTF-8. Each byte of UTF-8 becomes at most one unit of `to`, so all that the
 * first kernel writes fits, and the second stops only at a character that `to` lacks. */
static size_t hop(unsigned from, unsigned to, const uint8_t *p, size_t n, uint8_t *out, size_t cap,
                  size_t *n_out)
{
    const seam__kernel *kernel = seam__kernel_get();
    seam__transcode_fn *first = to_utf8(kernel, from);
    seam__transcode_fn *second = from_utf8(kernel, to);
    const size_t unit = seam__encoding_of(to)->unit;
    uint8_t text[HOP_MAX];
    size_t at = 0;

    while (at < n) {
        size_t n_text;
        size_t n_units;
        const size_t room = seam__min((cap - *n_out) / unit, HOP_MAX);
        const size_t len = first(p + at, n - at, text, room, &n_text);
        const size_t done = second(text, n_text, out + *n_out, room, &n_units);

        *n_out += n_units * unit;
        if (done < n_text)
            return at + source_len(kernel, from, text, done);
        at += len;
        if (len == 0)
            break;
    }
    return at;
}

/* Copies the ASCII that the text begins with, between two encodings that have ASCII as it is. */
static size_t ascii_run(const uint8_t *p, size_t n, uint8_t *out, size_t cap, size_t *n_out)
{
    *n_out = seam__kernel_get()->scan_non_ascii(p, seam__min(n, cap));
    memcpy(out, p, *n_out);
    return *n_out;
}

/* Copies text from UTF-8 or WTF-8 up to the first surrogate. */
static size_t copy_utf8(const uint8_t *p, size_t n, uint8_t *out, size_t *n_out)
{
    *n_out = seam__kernel_get()->utf8_prefix(p, n);
    memcpy(out, p, *n_out);
    return *n_out;
}

size_t seam__transcode_run(unsigned from, unsigned to, const uint8_t *p, size_t n, uint8_t *out,
                           size_t cap, size_t *n_out)
{
    const seam__kernel *kernel = seam__kernel_get();
    seam__transcode_fn *direct = NULL;
    size_t len;

    *n_out = 0;
    if (cap == 0 || n == 0)
        return 0;
    if (is_utf8(from) && is_utf8(to))
        return copy_utf8(p, seam__min(n, cap), out, n_out);
    if (is_utf8(from))
        direct = from_utf8(kernel, to);
    else if (is_utf8(to))
        direct = to_utf8(kernel, from);
    else if (to_utf8(kernel, from) != NULL && from_utf8(kernel, to) != NULL)
        return hop(from, to, p, n, out, cap, n_out);
    if (direct != NULL) {
        const size_t unit = seam__encoding_of(to)->unit;

        len = direct(p, n, out, cap / unit, n_out);
        *n_out *= unit;
        return len;
    }
    if (seam__encoding_of(from)->is_ascii && seam__encoding_of(to)->is_ascii)
        return ascii_run(p, n, out, cap, n_out);
    return 0;
}
