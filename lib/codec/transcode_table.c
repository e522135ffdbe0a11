/* By way of UTF-16, one unit for each byte: the kernels convert between it and UTF-8, and a look into the table
 * is made for each unit without a branch, as nobody can foretell which letters come. Text that needs no table is
 * converted by itself: ASCII, and what windows-1252 has in common with Latin-1. */
#include "codec/transcode_table.h"

#include <string.h>

#include "base/bits.h"
#include "seam/encoding.h"

/* The most units between the two steps: the second finds them in the first-level cache. */
#define UNITS_MAX ((size_t)1024)
/* How many units go that way where easy text is likely to follow. */
#define UNITS_FEW ((size_t)16)
/* ASCII of this length is copied: for less, two calls take longer than the way of other text. */
#define EASY_MIN ((size_t)64)
/* The most bytes that are searched before they are converted. */
#define SEARCH_MAX ((size_t)4096)

static bool is_windows_1252(const seam__single_byte *table)
{
    return table == &seam__single_bytes[0];
}

/* Copies the ASCII that the text begins with, if it is long. Returns its length, or 0. */
static size_t copy_ascii(const uint8_t *p, size_t n, uint8_t *out)
{
    size_t len;

    if (n < EASY_MIN ||
        ((seam__load64(p) | seam__load64(p + 8)) & UINT64_C(0x8080808080808080)) != 0)
        return 0;
    len = seam__kernel_get()->scan_non_ascii(p, n);
    if (len < EASY_MIN)
        return 0;
    memcpy(out, p, len);
    return len;
}

/* How many units go through the table next, behind `easy` bytes that did not. */
static size_t units_behind(const seam__single_byte *table, size_t easy)
{
    return is_windows_1252(table) && easy >= EASY_MIN ? UNITS_FEW : UNITS_MAX;
}

/* ---- to UTF-8 */

/* Converts text that the table need not be asked for. Returns its length; *n_out is written. */
static size_t easy_to_utf8(const seam__single_byte *table, const uint8_t *p, size_t n, uint8_t *out,
                           size_t cap, size_t *n_out)
{
    const seam__kernel *kernel = seam__kernel_get();

    if (is_windows_1252(table))
        return kernel->latin1_to_utf8(p, kernel->scan_c1(p, seam__min(n, SEARCH_MAX)), out, cap,
                                      n_out);
    *n_out = copy_ascii(p, seam__min(n, cap), out);
    return *n_out;
}

size_t seam__table_to_utf8(const seam__single_byte *table, const uint8_t *p, size_t n, uint8_t *out,
                           size_t cap, size_t *n_out)
{
    const seam__kernel *kernel = seam__kernel_get();
    seam__transcode_fn *to_utf8 =
        (int)SEAM_UTF16 == (int)SEAM_UTF16LE ? kernel->utf16le_to_utf8 : kernel->utf16be_to_utf8;
    uint16_t units[UNITS_MAX];
    size_t at = 0;

    *n_out = 0;
    while (at < n) {
        size_t n_text;
        const size_t easy =
            easy_to_utf8(table, p + at, n - at, out + *n_out, cap - *n_out, &n_text);
        size_t most, n_units, len;

        at += easy;
        *n_out += n_text;
        most = seam__min(n - at, units_behind(table, easy));
        n_units = kernel->table_widen(p + at, most, table->high, units);
        len = to_utf8((const uint8_t *)units, 2 * n_units, out + *n_out, cap - *n_out, &n_text) / 2;
        at += len;
        *n_out += n_text;
        if (len < most)
            break;
    }
    return at;
}

/* ---- from UTF-8 */

/* Writes the bytes of units of UTF-16, UNITS_MAX at most, up to one that the table lacks. Returns how many. */
static size_t narrow(const seam__single_byte *table, const uint16_t *units, size_t n, uint8_t *out)
{
    uint8_t bytes[UNITS_MAX];
    unsigned is_missing = 0;
    size_t len = n;

    for (size_t i = 0; i < n; i++) {
        const unsigned unit = units[i];
        const unsigned byte = seam__single_byte_of(table, unit);

        bytes[i] = (uint8_t)byte;
        is_missing |= (byte - 1) & ~(unit - 1);
    }
    /* The top bit is set where a byte is 0 that does not stand for U+0000. */
    if (is_missing >> 31 != 0) {
        for (len = 0; len < n && (bytes[len] != 0 || units[len] == 0); len++)
            continue;
    }
    memcpy(out, bytes, len);
    return len;
}

/* The bytes that units have as UTF-8; none is a surrogate. */
static size_t utf8_len(const uint16_t *units, size_t n)
{
    size_t len = n;

    for (size_t i = 0; i < n; i++)
        len += (size_t)(units[i] >= 0x80) + (size_t)(units[i] >= 0x800);
    return len;
}

/* Converts text that the table need not be asked for. Returns its length; *n_out is written. C1 of Latin-1
 * stands for other characters in windows-1252. */
static size_t easy_from_utf8(const seam__single_byte *table, const uint8_t *p, size_t n,
                             uint8_t *out, size_t cap, size_t *n_out)
{
    const seam__kernel *kernel = seam__kernel_get();
    const seam__controls c1 = {.c1 = true};

    if (is_windows_1252(table))
        return kernel->utf8_to_latin1(p, kernel->scan_controls(p, seam__min(n, SEARCH_MAX), c1),
                                      out, cap, n_out);
    *n_out = copy_ascii(p, seam__min(n, cap), out);
    return *n_out;
}

size_t seam__utf8_to_table(const seam__single_byte *table, const uint8_t *p, size_t n, uint8_t *out,
                           size_t cap, size_t *n_out)
{
    const seam__kernel *kernel = seam__kernel_get();
    seam__transcode_fn *from_utf8 =
        (int)SEAM_UTF16 == (int)SEAM_UTF16LE ? kernel->utf8_to_utf16le : kernel->utf8_to_utf16be;
    uint16_t units[UNITS_MAX];
    size_t at = 0;

    *n_out = 0;
    while (at < n && *n_out < cap) {
        size_t n_units;
        const size_t easy =
            easy_from_utf8(table, p + at, n - at, out + *n_out, cap - *n_out, &n_units);
        size_t len, done;

        at += easy;
        *n_out += n_units;
        len = from_utf8(p + at, n - at, (uint8_t *)units,
                        seam__min(cap - *n_out, units_behind(table, easy)), &n_units);
        done = narrow(table, units, n_units, out + *n_out);
        *n_out += done;
        if (done < n_units)
            return at + utf8_len(units, done);
        at += len;
        if (easy + len == 0)
            break;
    }
    return at;
}
