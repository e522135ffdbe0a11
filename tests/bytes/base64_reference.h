/* Base64 told slowly: encoding by single bits, decoding by looking at all digits first. */
#ifndef SEAM_TESTS_BASE64_REFERENCE_H
#define SEAM_TESTS_BASE64_REFERENCE_H

#include <stdio.h>
#include <string.h>

#include "support.h"

#define REF64_LONGEST ((size_t)2000)

/* What a call with room for everything gives. */
typedef struct ref64 {
    seam_status status;
    size_t taken, n;
    uint8_t out[REF64_LONGEST];
} ref64;

static inline int ref64_value(uint8_t byte, uint32_t flags)
{
    const bool url = (flags & SEAM_BASE64_URL) != 0;
    const bool either = (flags & SEAM_BASE64_LENIENT) != 0;

    if (byte >= 'A' && byte <= 'Z')
        return byte - 'A';
    if (byte >= 'a' && byte <= 'z')
        return byte - 'a' + 26;
    if (byte >= '0' && byte <= '9')
        return byte - '0' + 52;
    if ((byte == '+' && (either || !url)) || (byte == '-' && (either || url)))
        return 62;
    if ((byte == '/' && (either || !url)) || (byte == '_' && (either || url)))
        return 63;
    return -1;
}

static inline bool ref64_skips(uint8_t byte, uint32_t flags)
{
    if ((flags & SEAM_BASE64_LENIENT) != 0)
        return true;
    return (flags & SEAM_BASE64_FORGIVING) != 0 && byte != 0 && strchr(" \t\n\f\r", byte) != NULL;
}

static inline size_t ref64_encode(const uint8_t *in, size_t len, uint32_t flags, uint8_t *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    const char *const last = (flags & SEAM_BASE64_URL) != 0 ? "-_" : "+/";
    size_t n = 0;

    for (size_t bit = 0; bit < 8 * len; bit += 6) {
        unsigned value = 0;

        for (size_t i = bit; i < bit + 6; i++)
            value = value << 1 | (i < 8 * len ? in[i / 8] >> (7 - i % 8) & 1u : 0u);
        out[n++] = (uint8_t)(value < 62 ? digits[value] : last[value - 62]);
    }
    while ((flags & SEAM_BASE64_NO_PADDING) == 0 && n % 4 != 0)
        out[n++] = '=';
    return n;
}

/* The digits before the first byte that is neither digit nor skipped. */
typedef struct ref64_digits {
    size_t n, stop; /* their number, and where that byte is */
    size_t at[REF64_LONGEST];
    int value[REF64_LONGEST];
} ref64_digits;

static inline void ref64_collect(const uint8_t *in, size_t len, uint32_t flags, ref64_digits *d)
{
    d->n = 0;
    for (d->stop = 0; d->stop < len; d->stop++) {
        const int value = ref64_value(in[d->stop], flags);

        if (value >= 0) {
            d->value[d->n] = value;
            d->at[d->n++] = d->stop;
        } else if (in[d->stop] == '=' || !ref64_skips(in[d->stop], flags)) {
            break;
        }
    }
}

/* The bytes of the first `n_digits`; bits that fill no byte are dropped. */
static inline void ref64_put(const ref64_digits *d, size_t n_digits, ref64 *r)
{
    r->n = n_digits * 6 / 8;
    memset(r->out, 0, r->n);
    for (size_t bit = 0; bit < 8 * r->n; bit++) {
        const unsigned set = (unsigned)d->value[bit / 6] >> (5 - bit % 6) & 1u;

        r->out[bit / 8] = (uint8_t)(r->out[bit / 8] | set << (7 - bit % 8));
    }
}

/* The last two or three digits have a bit that no byte takes. */
static inline bool ref64_has_unused(const ref64_digits *d)
{
    const int last = d->n > 0 ? d->value[d->n - 1] : 0;

    return (last & (d->n % 4 == 2 ? 15 : 3)) != 0;
}

static inline void ref64_stop(ref64 *r, seam_status status, size_t taken)
{
    r->status = status;
    r->taken = taken;
}

/* The input ends behind digits. */
static inline void ref64_at_end(const ref64_digits *d, size_t len, uint32_t flags, ref64 *r)
{
    const size_t rest = d->n % 4;
    const bool may_be_short = (flags & (SEAM_BASE64_NO_PADDING | SEAM_BASE64_FORGIVING)) != 0;

    if (rest == 0) {
        ref64_stop(r, SEAM_OK, len);
    } else if ((flags & SEAM_BASE64_FINAL) == 0) {
        ref64_stop(r, SEAM_MORE, d->at[d->n - rest]);
    } else if ((flags & SEAM_BASE64_LENIENT) == 0 && (!may_be_short || rest == 1)) {
        ref64_stop(r, SEAM_ETRUNC, d->at[d->n - rest]);
    } else if ((flags & SEAM_BASE64_NO_PADDING) != 0 && ref64_has_unused(d)) {
        ref64_stop(r, SEAM_EILSEQ, d->at[d->n - 1]);
    } else {
        ref64_put(d, d->n, r);
        ref64_stop(r, SEAM_OK, len);
    }
}

/* A = stands behind the digits, and is as many as it should be or not. */
static inline void ref64_at_padding(const uint8_t *in, size_t len, const ref64_digits *d,
                                    uint32_t flags, ref64 *r)
{
    const bool lenient = (flags & SEAM_BASE64_LENIENT) != 0;
    const bool final = (flags & SEAM_BASE64_FINAL) != 0;
    const size_t rest = d->n % 4;
    size_t wanted = lenient ? 1 : 4 - rest;
    size_t at = d->stop;

    if (!lenient && ((flags & SEAM_BASE64_NO_PADDING) != 0 || rest < 2)) {
        ref64_stop(r, SEAM_EILSEQ, at);
        return;
    }
    if ((flags & (SEAM_BASE64_LENIENT | SEAM_BASE64_FORGIVING)) == 0 && ref64_has_unused(d)) {
        ref64_stop(r, SEAM_EILSEQ, d->at[d->n - 1]);
        return;
    }
    for (; wanted > 0 && at < len && (in[at] == '=' || ref64_skips(in[at], flags)); at++)
        wanted -= in[at] == '=';
    if (wanted > 0) {
        if (at < len)
            ref64_stop(r, SEAM_EILSEQ, at);
        else
            ref64_stop(r, final ? SEAM_ETRUNC : SEAM_MORE, d->at[d->n - rest]);
        return;
    }
    ref64_put(d, d->n, r);
    while (final && at < len && ref64_skips(in[at], flags))
        at++;
    ref64_stop(r, !final ? SEAM_EOF : at == len ? SEAM_OK : SEAM_EILSEQ, at);
}

static inline void ref64_decode(const uint8_t *in, size_t len, uint32_t flags, ref64 *r)
{
    ref64_digits d;

    ref64_collect(in, len, flags, &d);
    ref64_put(&d, d.n / 4 * 4, r);
    if (d.stop == len)
        ref64_at_end(&d, len, flags, r);
    else if (in[d.stop] == '=')
        ref64_at_padding(in, len, &d, flags, r);
    else
        ref64_stop(r, SEAM_EILSEQ, d.stop);
}

#endif
