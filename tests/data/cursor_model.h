/* What test_cursor_model.c and fuzz_cursor.c share: every read of a cursor as an operation, and a model of it
 * that is slow and flat. */
#ifndef SEAM_TESTS_CURSOR_MODEL_H
#define SEAM_TESTS_CURSOR_MODEL_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "seam/cursor.h"

/* X(name, bytes, 1 when the least significant is first, 1 when the sign is extended) */
#define FIXED_READS(X) \
    X(u8, 1, 0, 0)     \
    X(i8, 1, 0, 1)     \
    X(u16be, 2, 0, 0)  \
    X(u16le, 2, 1, 0)  \
    X(i16be, 2, 0, 1)  \
    X(i16le, 2, 1, 1)  \
    X(u24be, 3, 0, 0)  \
    X(u24le, 3, 1, 0)  \
    X(i24be, 3, 0, 1)  \
    X(i24le, 3, 1, 1)  \
    X(u32be, 4, 0, 0)  \
    X(u32le, 4, 1, 0)  \
    X(i32be, 4, 0, 1)  \
    X(i32le, 4, 1, 1)  \
    X(u64be, 8, 0, 0)  \
    X(u64le, 8, 1, 0)  \
    X(i64be, 8, 0, 1)  \
    X(i64le, 8, 1, 1)

typedef enum op_kind {
#define FIXED_KIND(name, n, le, sign) OP_##name,
    FIXED_READS(FIXED_KIND)
#undef FIXED_KIND
        OP_F32BE,
    OP_F32LE,
    OP_F64BE,
    OP_F64LE,
    N_FIXED_OPS,
    OP_BE = N_FIXED_OPS, /* n */
    OP_LE,               /* n */
    OP_LEB,
    OP_QUIC,
    OP_MQTT,
    OP_DECIMAL,     /* n: the greatest */
    OP_HEXADECIMAL, /* n: the greatest */
    OP_SIGNED,      /* n: the least; cap: how much more the greatest is */
    OP_SKIP,        /* n */
    OP_COPY,        /* n */
    OP_BYTES,       /* n, cap */
    OP_UNTIL,       /* n: the byte; cap */
    OP_EXPECT,      /* expected */
    OP_SLICE,       /* n */
    OP_FIND,        /* n: the byte; cap */
    OP_WANT,        /* n */
    N_OPS
} op_kind;

typedef struct op {
    op_kind kind;
    uint64_t n;
    size_t cap;
    seam_view expected;
} op;

#define OUT_MAX ((size_t)512)

/* What a read gave: a number, or bytes; 0 and none after a failure. */
typedef struct outcome {
    uint64_t number;
    uint8_t bytes[OUT_MAX];
    size_t len;
} outcome;

/* ---- the cursor's side */

#define FIXED_CALL(name, n, le, sign)                  \
    static inline uint64_t call_##name(seam_cursor *c) \
    {                                                  \
        return (uint64_t)seam_cursor_##name(c);        \
    }
FIXED_READS(FIXED_CALL)
#undef FIXED_CALL

static inline uint64_t call_f32(float number)
{
    uint8_t b[4];

    seam_store_f32be(b, number);
    return seam_load_u32be(b);
}

static inline uint64_t call_f64(double number)
{
    uint8_t b[8];

    seam_store_f64be(b, number);
    return seam_load_u64be(b);
}

static inline uint64_t run_fixed(op_kind kind, seam_cursor *c)
{
    static uint64_t (*const calls[])(seam_cursor *) = {
#define FIXED_POINTER(name, n, le, sign) call_##name,
        FIXED_READS(FIXED_POINTER)
#undef FIXED_POINTER
    };

    if (kind == OP_F32BE)
        return call_f32(seam_cursor_f32be(c));
    if (kind == OP_F32LE)
        return call_f32(seam_cursor_f32le(c));
    if (kind == OP_F64BE)
        return call_f64(seam_cursor_f64be(c));
    return kind == OP_F64LE ? call_f64(seam_cursor_f64le(c)) : calls[kind](c);
}

/* The greatest number that OP_SIGNED takes. */
static inline int64_t signed_max(const op *o)
{
    const uint64_t room = (uint64_t)INT64_MAX - o->n; /* from the least to the greatest of all */

    return (int64_t)(o->n + (o->cap < room ? o->cap : room));
}

static inline uint64_t run_number(const op *o, seam_cursor *c)
{
    if ((int)o->kind < N_FIXED_OPS)
        return run_fixed(o->kind, c);
    if (o->kind == OP_BE)
        return seam_cursor_be(c, (size_t)o->n);
    if (o->kind == OP_LE)
        return seam_cursor_le(c, (size_t)o->n);
    if (o->kind == OP_LEB)
        return seam_cursor_varint_leb(c);
    if (o->kind == OP_QUIC)
        return seam_cursor_varint_quic(c);
    if (o->kind == OP_MQTT)
        return seam_cursor_varint_mqtt(c);
    if (o->kind == OP_SIGNED)
        return (uint64_t)seam_cursor_decimal_signed(c, (int64_t)o->n, signed_max(o));
    return o->kind == OP_DECIMAL ? seam_cursor_decimal(c, o->n) : seam_cursor_hexadecimal(c, o->n);
}

/* Up to OUT_MAX bytes of `found`. */
static inline void keep(outcome *out, seam_view found)
{
    out->len = found.len;
    if (found.len > 0 && found.len <= OUT_MAX)
        memcpy(out->bytes, found.data, found.len);
}

static inline void run_op(const op *o, seam_cursor *c, outcome *out)
{
    uint8_t scratch[OUT_MAX];

    out->number = 0;
    out->len = 0;
    if (o->kind < OP_SKIP)
        out->number = run_number(o, c);
    else if (o->kind == OP_SKIP)
        seam_cursor_skip(c, (size_t)o->n);
    else if (o->kind == OP_COPY)
        out->len = seam_cursor_copy(c, out->bytes, (size_t)o->n);
    else if (o->kind == OP_BYTES)
        keep(out, seam_cursor_bytes(c, (size_t)o->n, scratch, o->cap));
    else if (o->kind == OP_UNTIL)
        keep(out, seam_cursor_until(c, (uint8_t)o->n, scratch, o->cap));
    else if (o->kind == OP_EXPECT)
        out->number = seam_cursor_expect(c, o->expected);
    else if (o->kind == OP_FIND)
        out->number = seam_cursor_find(c, (uint8_t)o->n, o->cap);
    else if (o->kind == OP_WANT)
        out->number = seam_cursor_want(c, (size_t)o->n);
    else {
        seam_buf slice;

        seam_cursor_slice(c, (size_t)o->n, &slice);
        keep(out, seam_buf_view(&slice));
        seam_buf_release(&slice);
    }
}

/* ---- the model: bytes [pos, len) of `data` */

typedef struct model {
    const uint8_t *data;
    size_t len, pos, need;
    seam_status status;
    bool whole; /* no byte follows */
    bool flat;  /* over a view or a buf: nothing is cut */
    bool owned; /* over a chain or a buf: slices can be had */
} model;

static inline void model_fail(model *m, seam_status why, size_t need)
{
    m->status = why == SEAM_MORE && m->whole ? SEAM_EPROTO : why;
    m->need = m->status == SEAM_MORE ? need : 0;
}

static inline bool model_wants(model *m, size_t n)
{
    if (n > m->len - m->pos)
        model_fail(m, SEAM_MORE, n - (m->len - m->pos));
    return m->status == SEAM_OK;
}

static inline uint64_t model_fixed(model *m, size_t n, bool le, bool sign)
{
    uint64_t number = 0;

    if (!model_wants(m, n))
        return 0;
    for (size_t i = 0; i < n; i++)
        number = number * 256 + m->data[m->pos + (le ? n - 1 - i : i)];
    m->pos += n;
    if (sign && n < 8 && number >> (8 * n - 1) != 0)
        number |= UINT64_MAX << 8 * n;
    return number;
}

/* The bytes of one varint of sevens; `most` bytes hold `bits` bits. */
static inline uint64_t model_sevens(model *m, size_t most, unsigned bits, bool shortest)
{
    uint64_t number = 0;

    for (size_t n = 0; n < most; n++) {
        uint8_t byte;

        if (!model_wants(m, n + 1))
            return 0;
        byte = m->data[m->pos + n];
        if (7 * n + 7 > bits && (byte & 0x7F) >> (bits - 7 * n) != 0)
            break;
        number += (uint64_t)(byte & 0x7F) << 7 * n;
        if (byte < 0x80 && (!shortest || n == 0 || byte != 0)) {
            m->pos += n + 1;
            return number;
        }
        if (byte < 0x80)
            break;
    }
    model_fail(m, SEAM_EPROTO, 0);
    return 0;
}

static inline uint64_t model_quic(model *m)
{
    size_t n;
    uint64_t number;

    if (!model_wants(m, 1))
        return 0;
    n = (size_t)1 << (m->data[m->pos] >> 6);
    number = model_fixed(m, n, false, false);
    return number & (UINT64_MAX >> (64 - 8 * n + 2));
}

static inline int model_digit(uint8_t byte, unsigned base)
{
    static const char digits[] = "0123456789abcdefABCDEF";
    const char *at = byte != 0 ? strchr(digits, byte) : NULL;
    const int value = at == NULL                ? 99
                      : (int)(at - digits) > 15 ? (int)(at - digits) - 6
                                                : (int)(at - digits);

    return value < (int)base ? value : -1;
}

/* Exact in long arithmetic: at most 21 digits are looked at. */
static inline uint64_t model_digits(model *m, unsigned base, size_t most, uint64_t max)
{
    __extension__ unsigned __int128 number = 0;
    size_t n = 0;

    for (; n <= most; n++) {
        if (m->pos + n == m->len && m->whole)
            break;
        if (n <= most && m->pos + n == m->len) {
            model_fail(m, SEAM_MORE, 1);
            return 0;
        }
        if (model_digit(m->data[m->pos + n], base) < 0)
            break;
        number = number * base + (unsigned)model_digit(m->data[m->pos + n], base);
        if (number > max)
            break;
    }
    if (n == 0 || n > most || number > max) {
        model_fail(m, SEAM_EPROTO, 0);
        return 0;
    }
    m->pos += n;
    return (uint64_t)number;
}

/* A sign, and then the digits; a failure tells the place of the sign. */
static inline uint64_t model_signed(model *m, int64_t min, int64_t max)
{
    const size_t pos = m->pos;
    bool minus;
    uint64_t digits;
    int64_t number;

    if (!model_wants(m, 1))
        return 0;
    minus = m->data[pos] == '-';
    if (minus || m->data[pos] == '+')
        m->pos++;
    digits = model_digits(
        m, 10, 20, minus ? (min < 0 ? 0 - (uint64_t)min : 0) : (max > 0 ? (uint64_t)max : 0));
    number = (int64_t)(minus ? 0 - digits : digits);
    if (m->status == SEAM_OK && (number < min || number > max))
        model_fail(m, SEAM_EPROTO, 0);
    if (m->status == SEAM_OK)
        return (uint64_t)number;
    m->pos = pos;
    return 0;
}

static inline void model_bytes(model *m, size_t n, size_t cap, outcome *out)
{
    if (n > cap && !m->flat)
        model_fail(m, SEAM_ETOOBIG, 0);
    else if (model_wants(m, n)) {
        keep(out, seam_view_of(m->data + m->pos, n));
        m->pos += n;
    }
}

static inline size_t model_find(model *m, uint8_t byte, size_t cap)
{
    size_t n = 0;

    while (n < m->len - m->pos && m->data[m->pos + n] != byte && n <= cap)
        n++;
    if (n > cap)
        model_fail(m, SEAM_ETOOBIG, 0);
    return n <= cap && model_wants(m, n + 1) ? n : 0;
}

static inline void model_until(model *m, uint8_t byte, size_t cap, outcome *out)
{
    const size_t n = model_find(m, byte, cap);

    if (m->status == SEAM_OK) {
        keep(out, seam_view_of(m->data + m->pos, n));
        m->pos += n + 1;
    }
}

static inline void model_slice(model *m, size_t n, outcome *out)
{
    if (m->owned)
        model_bytes(m, n, SIZE_MAX, out);
    else
        model_fail(m, SEAM_EINVAL, 0);
}

static inline uint64_t model_expect(model *m, seam_view bytes)
{
    for (size_t i = 0; i < bytes.len && i < m->len - m->pos; i++) {
        if (m->data[m->pos + i] != bytes.data[i]) {
            model_fail(m, SEAM_EPROTO, 0);
            return 0;
        }
    }
    if (!model_wants(m, bytes.len))
        return 0;
    m->pos += bytes.len;
    return 1;
}

static inline uint64_t model_number(const op *o, model *m)
{
    static const struct {
        uint8_t n;
        bool le, sign;
    } fixed[N_FIXED_OPS] = {
#define FIXED_ROW(name, n, le, sign) {n, le, sign},
        FIXED_READS(FIXED_ROW)
#undef FIXED_ROW
            {4, false, false},
        {4, true, false},
        {8, false, false},
        {8, true, false},
    };

    if ((int)o->kind < N_FIXED_OPS)
        return model_fixed(m, fixed[o->kind].n, fixed[o->kind].le, fixed[o->kind].sign);
    if (o->kind == OP_BE || o->kind == OP_LE)
        return model_fixed(m, (size_t)o->n, o->kind == OP_LE, false);
    if (o->kind == OP_LEB)
        return model_sevens(m, 10, 64, false);
    if (o->kind == OP_QUIC)
        return model_quic(m);
    if (o->kind == OP_MQTT)
        return model_sevens(m, 4, 28, true);
    if (o->kind == OP_SIGNED)
        return model_signed(m, (int64_t)o->n, signed_max(o));
    return o->kind == OP_DECIMAL ? model_digits(m, 10, 20, o->n) : model_digits(m, 16, 16, o->n);
}

static inline void model_op(const op *o, model *m, outcome *out)
{
    out->number = 0;
    out->len = 0;
    if (m->status != SEAM_OK)
        return;
    if (o->kind < OP_SKIP)
        out->number = model_number(o, m);
    else if (o->kind == OP_SKIP && model_wants(m, (size_t)o->n))
        m->pos += (size_t)o->n;
    else if (o->kind == OP_COPY)
        model_bytes(m, (size_t)o->n, SIZE_MAX, out);
    else if (o->kind == OP_BYTES)
        model_bytes(m, (size_t)o->n, o->cap, out);
    else if (o->kind == OP_UNTIL)
        model_until(m, (uint8_t)o->n, o->cap, out);
    else if (o->kind == OP_EXPECT)
        out->number = model_expect(m, o->expected);
    else if (o->kind == OP_SLICE)
        model_slice(m, (size_t)o->n, out);
    else if (o->kind == OP_FIND)
        out->number = model_find(m, (uint8_t)o->n, o->cap);
    else if (o->kind == OP_WANT)
        out->number = model_wants(m, (size_t)o->n);
}

/* The model of a cursor over the next `n` bytes of `m`. */
static inline model model_sub(model *m, size_t n)
{
    model inner;

    if (m->status == SEAM_OK && model_wants(m, n)) {
        inner = (model){
            .data = m->data + m->pos, .len = n, .whole = true, .flat = m->flat, .owned = m->owned};
        m->pos += n;
        return inner;
    }
    inner = *m;
    inner.data = m->data + m->pos;
    inner.len = m->len - m->pos;
    inner.pos = 0;
    return inner;
}

/* ---- both together */

/* What differs between a cursor and its model; NULL when nothing does. */
static inline const char *state_differs(const seam_cursor *c, const model *m)
{
    if (seam_cursor_status(c) != m->status || seam_cursor_ok(c) != (m->status == SEAM_OK))
        return "the status";
    if (seam_cursor_pos(c) != m->pos)
        return "the position";
    if (seam_cursor_left(c) != m->len - m->pos)
        return "what is left";
    return seam_cursor_need(c) != m->need ? "what is missing" : NULL;
}

/* Runs an operation on both. */
static inline const char *op_differs(const op *o, seam_cursor *c, model *m)
{
    outcome got, want;

    run_op(o, c, &got);
    model_op(o, m, &want);
    if (got.number != want.number)
        return "the number";
    if (got.len != want.len || (got.len <= OUT_MAX && memcmp(got.bytes, want.bytes, got.len) != 0))
        return "the bytes";
    return state_differs(c, m);
}

#endif
