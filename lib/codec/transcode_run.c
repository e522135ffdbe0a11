#include "codec/transcode_run.h"

#include <string.h>

#include "base/bits.h"
#include "codec/encodings.h"
#include "codec/transcode_table.h"

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

/* Converts to or from UTF-8. What it writes and how much room there is are bytes. Returns false where no kernel
 * and no table serves the pair. */
static bool direct(unsigned from, unsigned to, const uint8_t *p, size_t n, uint8_t *out, size_t cap,
                   size_t *n_out, size_t *len)
{
    const seam__encoding *other = seam__encoding_of(is_utf8(from) ? to : from);
    const size_t unit = is_utf8(from) ? other->unit : 1;
    seam__transcode_fn *convert =
        is_utf8(from) ? from_utf8(seam__kernel_get(), to) : to_utf8(seam__kernel_get(), from);

    if (convert != NULL) {
        *len = convert(p, n, out, cap / unit, n_out);
        *n_out *= unit;
    } else if (other->table != NULL && is_utf8(from)) {
        *len = seam__utf8_to_table(other->table, p, n, out, cap, n_out);
    } else if (other->table != NULL) {
        *len = seam__table_to_utf8(other->table, p, n, out, cap, n_out);
    } else {
        return false;
    }
    return true;
}

/* Whether direct() serves an encoding. */
static bool has_direct(unsigned encoding)
{
    return seam__encoding_of(encoding)->table != NULL ||
           to_utf8(seam__kernel_get(), encoding) != NULL;
}

/* Converts by way of UTF-8. Each byte of UTF-8 becomes at most one unit of `to`, so all that the
 * first step writes fits, and the second stops only at a character that `to` lacks. */
static size_t hop(unsigned from, unsigned to, const uint8_t *p, size_t n, uint8_t *out, size_t cap,
                  size_t *n_out)
{
    const size_t unit = seam__encoding_of(to)->unit;
    uint8_t text[HOP_MAX];
    size_t at = 0;

    while (at < n) {
        const size_t room = seam__min((cap - *n_out) / unit, HOP_MAX);
        size_t n_text = 0, n_bytes = 0, len = 0, done = 0;

        (void)direct(from, SEAM_UTF8, p + at, n - at, text, room, &n_text, &len);
        (void)direct(SEAM_UTF8, to, text, n_text, out + *n_out, room * unit, &n_bytes, &done);
        *n_out += n_bytes;
        if (done < n_text)
            return at + source_len(seam__kernel_get(), from, text, done);
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
    *n_out = seam__kernel_get()->utf8_copy(p, n, out);
    return *n_out;
}

size_t seam__transcode_run(unsigned from, unsigned to, const uint8_t *p, size_t n, uint8_t *out,
                           size_t cap, size_t *n_out)
{
    size_t len;

    *n_out = 0;
    if (cap == 0 || n == 0)
        return 0;
    if (is_utf8(from) && is_utf8(to))
        return copy_utf8(p, seam__min(n, cap), out, n_out);
    if (is_utf8(from) || is_utf8(to)) {
        if (direct(from, to, p, n, out, cap, n_out, &len))
            return len;
    } else if (has_direct(from) && has_direct(to)) {
        return hop(from, to, p, n, out, cap, n_out);
    }
    if (seam__encoding_of(from)->is_ascii && seam__encoding_of(to)->is_ascii)
        return ascii_run(p, n, out, cap, n_out);
    return 0;
}
