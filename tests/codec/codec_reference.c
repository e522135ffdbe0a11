#include "codec_reference.h"

#include <string.h>

/* ---- encoding */

static void expect_digits(const seam_codec_options *o, const uint8_t *in, size_t len,
                          codec_expected *e)
{
    static const char big[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    const char *hex = (o->flags & SEAM_CODEC_UPPER) != 0 ? "0123456789ABCDEF" : "0123456789abcdef";
    const char *last = o->kind == SEAM_CODEC_BASE64URL ? "-_" : "+/";
    const size_t n_bits = o->kind == SEAM_CODEC_HEX ? 4 : 6;
    size_t n_digits = 0;

    for (size_t bit = 0; bit < 8 * len || (n_bits == 6 && (o->flags & SEAM_CODEC_NO_PADDING) == 0 &&
                                           n_digits % 4 != 0);
         bit += n_bits) {
        unsigned value = 0;

        for (size_t i = bit; i < bit + n_bits; i++)
            value = value << 1 | (i < 8 * len ? in[i / 8] >> (7 - i % 8) & 1u : 0u);
        if (o->wrap > 0 && n_digits > 0 && n_digits % o->wrap == 0) {
            if (o->line_end == SEAM_CODEC_CRLF)
                e->out[e->n++] = '\r';
            e->out[e->n++] = '\n';
        }
        if (bit >= 8 * len)
            e->out[e->n++] = '=';
        else if (n_bits == 4)
            e->out[e->n++] = (uint8_t)hex[value];
        else
            e->out[e->n++] = (uint8_t)(value < 62 ? big[value] : last[value - 62]);
        n_digits++;
    }
}

/* ---- decoding */

enum { PAD = 64, NONE = -1 };

/* The bytes that count: digits with their values, and '='. */
typedef struct counted {
    size_t n;
    size_t
        bad; /* the first byte that is neither one of these nor skipped; the length of all, if none */
    size_t at[CODEC_LONGEST];
    int value[CODEC_LONGEST];
} counted;

static int value_of(const seam_codec_options *o, uint8_t byte)
{
    const bool either = (o->flags & SEAM_CODEC_EITHER_ALPHABET) != 0;
    const bool url = o->kind == SEAM_CODEC_BASE64URL;
    const bool hex = o->kind == SEAM_CODEC_HEX;

    if (byte >= '0' && byte <= '9')
        return byte - '0' + (hex ? 0 : 52);
    if (hex && byte >= 'A' && byte <= 'F')
        return byte - 'A' + 10;
    if (hex && byte >= 'a' && byte <= 'f')
        return byte - 'a' + 10;
    if (hex)
        return NONE;
    if (byte >= 'A' && byte <= 'Z')
        return byte - 'A';
    if (byte >= 'a' && byte <= 'z')
        return byte - 'a' + 26;
    if ((byte == '+' && (either || !url)) || (byte == '-' && (either || url)))
        return 62;
    if ((byte == '/' && (either || !url)) || (byte == '_' && (either || url)))
        return 63;
    return byte == '=' ? PAD : NONE;
}

static void count(const seam_codec_options *o, const uint8_t *in, size_t len, counted *c)
{
    c->n = 0;
    for (c->bad = 0; c->bad < len; c->bad++) {
        const uint8_t byte = in[c->bad];
        const int value = value_of(o, byte);

        if (value != NONE) {
            c->at[c->n] = c->bad;
            c->value[c->n++] = value;
        } else if ((o->flags & SEAM_CODEC_SKIP_ANY) == 0 &&
                   ((o->flags & SEAM_CODEC_SKIP_SPACES) == 0 || byte == 0 ||
                    strchr("\t\n\f\r ", byte) == NULL)) {
            return;
        }
    }
}

/* The bytes of the first n digits; bits that fill none are dropped. */
static void put(const counted *c, size_t n, size_t n_bits, codec_expected *e)
{
    e->n = n * n_bits / 8;
    memset(e->out, 0, e->n);
    for (size_t bit = 0; bit < 8 * e->n; bit++) {
        const unsigned set = (unsigned)c->value[bit / n_bits] >> (n_bits - 1 - bit % n_bits) & 1u;

        e->out[bit / 8] = (uint8_t)(e->out[bit / 8] | set << (7 - bit % 8));
    }
}

static void stop(codec_expected *e, seam_status status, size_t fault)
{
    e->status = status;
    e->fault = e->left_at = fault;
}

static void expect_of_hex(const seam_codec_options *o, const counted *c, size_t len,
                          codec_expected *e)
{
    const bool stops = (o->flags & SEAM_CODEC_STOP_AT_END) != 0;

    put(c, c->n / 2 * 2, 4, e);
    if (stops)
        stop(e, SEAM_OK, 0);
    else if (c->bad < len)
        stop(e, SEAM_EILSEQ, c->bad);
    else
        stop(e, c->n % 2 == 0 ? SEAM_OK : SEAM_ETRUNC, c->n % 2 == 0 ? 0 : len);
}

/* A last group of two or three digits, of `n` in all; `end` is what proves that it is one. */
static void expect_last(const seam_codec_options *o, const counted *c, size_t n, size_t end,
                        codec_expected *e)
{
    if ((o->flags & SEAM_CODEC_LOOSE_BITS) == 0 && (c->value[n - 1] & (n % 4 == 2 ? 15 : 3)) != 0) {
        stop(e, SEAM_EILSEQ, c->at[n - 1]);
        e->left_at = end;
        return;
    }
    put(c, n, 6, e);
    stop(e, SEAM_OK, 0);
}

/* No '=' is there: `n` digits. */
static void expect_unpadded(const seam_codec_options *o, const counted *c, size_t len,
                            codec_expected *e)
{
    const bool may_be_short =
        (o->flags & (SEAM_CODEC_NO_PADDING | SEAM_CODEC_PADDING_OPTIONAL)) != 0;
    const bool stops = (o->flags & SEAM_CODEC_STOP_AT_END) != 0;
    const size_t rest = c->n % 4;

    if (c->bad < len)
        stop(e, SEAM_EILSEQ, c->bad);
    else if (rest == 0 || (rest == 1 && stops))
        stop(e, SEAM_OK, 0);
    else if (rest == 1 || !may_be_short)
        stop(e, SEAM_ETRUNC, len);
    else
        expect_last(o, c, c->n, len, e);
}

/* A '=' stands behind `n` digits. */
static void expect_padded(const seam_codec_options *o, const counted *c, size_t n, size_t len,
                          codec_expected *e)
{
    const size_t rest = n % 4, end = n + 4 - rest;

    if ((o->flags & SEAM_CODEC_STOP_AT_END) != 0) {
        stop(e, SEAM_OK, 0);
        if (rest >= 2)
            expect_last(o, c, n, c->at[n], e);
        return;
    }
    if (rest < 2 || (o->flags & SEAM_CODEC_NO_PADDING) != 0) {
        stop(e, SEAM_EILSEQ, c->at[n]);
        return;
    }
    if ((o->flags & SEAM_CODEC_LOOSE_BITS) == 0 && (c->value[n - 1] & (rest == 2 ? 15 : 3)) != 0) {
        stop(e, SEAM_EILSEQ, c->at[n - 1]);
        e->left_at = c->at[n];
        return;
    }
    for (size_t i = n; i < end && i < c->n; i++) {
        if (c->value[i] != PAD) {
            stop(e, SEAM_EILSEQ, c->at[i]);
            return;
        }
    }
    if (c->n < end) {
        stop(e, c->bad < len ? SEAM_EILSEQ : SEAM_ETRUNC, c->bad);
        return;
    }
    put(c, n, 6, e);
    if (c->n > end)
        stop(e, SEAM_EILSEQ, c->at[end]);
    else
        stop(e, c->bad < len ? SEAM_EILSEQ : SEAM_OK, c->bad < len ? c->bad : 0);
}

void codec_expect(const seam_codec_options *o, const uint8_t *in, size_t len, codec_expected *e)
{
    counted c;
    size_t n = 0;

    stop(e, SEAM_OK, 0);
    e->n = 0;
    if ((o->flags & SEAM_CODEC_DECODE) == 0) {
        expect_digits(o, in, len, e);
        return;
    }
    count(o, in, len, &c);
    if (o->kind == SEAM_CODEC_HEX) {
        expect_of_hex(o, &c, len, e);
        return;
    }
    while (n < c.n && c.value[n] != PAD)
        n++;
    put(&c, n / 4 * 4, 6, e);
    if (n == c.n)
        expect_unpadded(o, &c, len, e);
    else
        expect_padded(o, &c, n, len, e);
}

/* ---- a codec beside it */

typedef struct run {
    seam_codec codec;
    const codec_expected *e;
    size_t n, cap;
} run;

/* Calls until `last` or a fault, which the caller looks at. */
static const char *feed(run *r, seam_view in, seam_status last, seam_status *status)
{
    const seam_transform t = seam_codec_transform(&r->codec);
    size_t cap = r->cap;

    do {
        uint8_t room[80];
        size_t n;

        *status = seam_transform_convert(t, &in, room, cap, &n);
        if (n > cap || n > r->e->n - r->n)
            return "more comes out";
        for (size_t i = 0; i < n; i++) {
            if (room[i] != r->e->out[r->n + i])
                return "something else comes out";
        }
        if (*status == SEAM_FULL && n == 0 && cap >= SEAM_CODEC_ROOM_MIN)
            return "a call without progress";
        r->n += n;
        cap = *status == SEAM_FULL && n == 0 ? 64 : r->cap;
        if (seam_transform_pending(t) > 3)
            return "more is held back than three digits";
    } while (*status == SEAM_FULL);
    if (*status != last && *status != SEAM_EILSEQ && *status != SEAM_ETRUNC)
        return "a status that should not come";
    return NULL;
}

/* What the run has come to, after the status that ended it. */
static const char *check_end(const run *r, seam_status status)
{
    const codec_expected *e = r->e;

    if (r->n != e->n)
        return "output is missing";
    if (status != (e->status == SEAM_OK ? SEAM_EOF : e->status))
        return "another status";
    if (e->status != SEAM_OK && seam_codec_fault_offset(&r->codec) != e->fault)
        return "the fault is elsewhere";
    if (e->status != SEAM_OK && r->codec.offset_ != e->left_at)
        return "the input is left elsewhere";
    return NULL;
}

/* Ends the stream of a run that no fault has ended. */
static const char *end(run *r, seam_status status)
{
    const char *wrong = NULL;

    if (status == SEAM_MORE) {
        seam_transform_finish(seam_codec_transform(&r->codec));
        wrong = feed(r, seam_view_of(NULL, 0), SEAM_EOF, &status);
    }
    return wrong != NULL ? wrong : check_end(r, status);
}

const char *codec_compare(const seam_codec *fresh, const uint8_t *in, size_t len,
                          const size_t *cuts, size_t n_cuts, size_t cap, const codec_expected *e)
{
    run r = {*fresh, e, 0, cap};
    seam_status status = SEAM_MORE;
    const char *wrong = NULL;
    size_t from = 0;

    for (size_t i = 0; i <= n_cuts && wrong == NULL && status == SEAM_MORE; i++) {
        const size_t to = i < n_cuts ? cuts[i] : len;

        wrong = feed(&r, seam_view_of(in + from, to - from), SEAM_MORE, &status);
        from = to;
    }
    return wrong != NULL ? wrong : end(&r, status);
}

/* All chunkings of what is left, from a state that those before have come to. */
/* NOLINTNEXTLINE(misc-no-recursion): as deep as the text has bytes */
static const char *compare_rest(const run *before, seam_view rest, uint64_t *n_runs)
{
    const char *wrong = NULL;

    for (size_t n = 1; n <= rest.len && wrong == NULL; n++) {
        run r = *before;
        seam_status status;

        wrong = feed(&r, seam_view_of(rest.data, n), SEAM_MORE, &status);
        if (wrong == NULL && status == SEAM_MORE && n < rest.len) {
            wrong = compare_rest(&r, seam_view_of(rest.data + n, rest.len - n), n_runs);
        } else if (wrong == NULL) {
            wrong = end(&r, status);
            /* What follows a fault can be cut as it likes. */
            *n_runs += (uint64_t)1 << (rest.len > n ? rest.len - n - 1 : 0);
        }
    }
    return wrong;
}

const char *codec_compare_all(const seam_codec *fresh, const uint8_t *in, size_t len, size_t cap,
                              const codec_expected *e, uint64_t *n_runs)
{
    const run r = {*fresh, e, 0, cap};

    return compare_rest(&r, seam_view_of(in, len), n_runs);
}

bool codec_decode_flags(unsigned kind, size_t i, uint32_t *flags)
{
    static const uint32_t of_hex[] = {SEAM_CODEC_SKIP_SPACES, SEAM_CODEC_SKIP_ANY,
                                      SEAM_CODEC_STOP_AT_END};
    static const uint32_t of_base64[] = {SEAM_CODEC_SKIP_SPACES,      SEAM_CODEC_SKIP_ANY,
                                         SEAM_CODEC_LOOSE_BITS,       SEAM_CODEC_EITHER_ALPHABET,
                                         SEAM_CODEC_PADDING_OPTIONAL, SEAM_CODEC_STOP_AT_END};
    const uint32_t *bits = kind == SEAM_CODEC_HEX ? of_hex : of_base64;
    const size_t n_bits = kind == SEAM_CODEC_HEX ? 3 : 6;

    *flags = SEAM_CODEC_DECODE;
    if (kind != SEAM_CODEC_HEX && i >= 64) {
        /* Without padding neither of the last two makes sense. */
        *flags |= SEAM_CODEC_NO_PADDING;
        i -= 64;
        if (i >= 16)
            return false;
    }
    for (size_t b = 0; b < n_bits; b++)
        *flags |= (i >> b & 1) != 0 ? bits[b] : 0;
    return i < (size_t)1 << n_bits;
}
