/* Decoding base64. The kernel decodes whole groups of digits; where it stops, this file takes one
 * group at a time, with white space, padding, faults and the end of the input. */
#include "base/bits.h"
#include "base/panic.h"
#include "bytes/window.h"
#include "kernel/space.h"
#include "kernel/table.h"
#include "seam/base64.h"

#define DECODE_FLAGS                                                          \
    ((uint32_t)SEAM_BASE64_URL | SEAM_BASE64_NO_PADDING | SEAM_BASE64_FINAL | \
     SEAM_BASE64_FORGIVING | SEAM_BASE64_LENIENT)
#define MODES ((uint32_t)SEAM_BASE64_NO_PADDING | SEAM_BASE64_FORGIVING | SEAM_BASE64_LENIENT)

/* The arguments of a call. */
typedef struct decode_call {
    seam_view *in;
    uint32_t flags;
    seam__base64_alphabet alphabet;
    uint8_t *dst;
    size_t cap;
    size_t *n;
} decode_call;

/* The kinds of a group. */
typedef enum group_kind {
    GROUP_WHOLE, /* four digits */
    GROUP_ENDED, /* padding ends it */
    GROUP_OPEN,  /* the input ends before the group does, or before it begins */
    GROUP_BAD    /* a byte is wrong */
} group_kind;

/* The next group. Laws: n_digits <= 4; `len` is the length in bytes of the group with what is
 * skipped before and in it, or of what lies before the byte that is wrong; at[i] is the place of
 * digit i. */
typedef struct group {
    group_kind kind;
    size_t len;
    size_t n_digits, n_pads;
    size_t at[4];
    uint32_t bits; /* six for each digit */
} group;

static bool has(const decode_call *c, uint32_t flag)
{
    return (c->flags & flag) != 0;
}

static bool is_strict(const decode_call *c)
{
    return !has(c, SEAM_BASE64_FORGIVING | SEAM_BASE64_LENIENT);
}

static bool is_skipped(const decode_call *c, uint8_t byte)
{
    return has(c, SEAM_BASE64_LENIENT) || (has(c, SEAM_BASE64_FORGIVING) && seam__is_space(byte));
}

/* Whether bits of the last digit are set that belong to no byte; the group has two or three
 * digits. */
static bool has_unused_bits(const group *g)
{
    return (g->bits & (g->n_digits == 2 ? 0x0Fu : 0x03u)) != 0;
}

static void bad_at(group *g, size_t at)
{
    g->kind = GROUP_BAD;
    g->len = at;
}

/* Takes a '=' at `at`. Returns true when the group is complete. */
static bool take_pad(const decode_call *c, group *g, size_t at)
{
    g->len = at + 1;
    g->kind = GROUP_ENDED;
    if (has(c, SEAM_BASE64_LENIENT))
        return true;
    if (has(c, SEAM_BASE64_NO_PADDING) || g->n_digits < 2) {
        bad_at(g, at);
        return true;
    }
    if (is_strict(c) && has_unused_bits(g)) {
        bad_at(g, g->at[g->n_digits - 1]);
        return true;
    }
    g->n_pads++;
    return g->n_digits + g->n_pads == 4;
}

/* Takes a digit at `at`. Returns true when the group is complete. */
static bool take_digit(group *g, size_t at, uint8_t value)
{
    if (g->n_pads > 0) {
        bad_at(g, at);
        return true;
    }
    g->bits = g->bits << 6 | value;
    g->at[g->n_digits++] = at;
    g->len = at + 1;
    g->kind = GROUP_WHOLE;
    return g->n_digits == 4;
}

static group next_group(const decode_call *c)
{
    group g = {.kind = GROUP_OPEN};

    for (size_t i = 0; i < c->in->len; i++) {
        const uint8_t byte = c->in->data[i];
        const uint8_t value = seam__base64_value(byte, c->alphabet);
        bool ends;

        if (value < 64) {
            ends = take_digit(&g, i, value);
        } else if (byte == '=') {
            ends = take_pad(c, &g, i);
        } else {
            ends = !is_skipped(c, byte);
            if (ends)
                bad_at(&g, i);
        }
        if (ends)
            return g;
    }
    g.kind = GROUP_OPEN;
    g.len = c->in->len;
    return g;
}

/* Writes the bytes of a group: three for four digits, two for three, one for two. Returns false
 * when they do not fit. */
static bool put(const decode_call *c, const group *g)
{
    const size_t n_bytes = g->n_digits * 3 / 4;
    const uint32_t bits = g->bits << (6 * (4 - g->n_digits));

    if (c->cap - *c->n < n_bytes)
        return false;
    for (size_t i = 0; i < n_bytes; i++)
        c->dst[(*c->n)++] = (uint8_t)(bits >> (16 - 8 * i));
    seam__window_move(c->in, g->len);
    return true;
}

/* The end of the data behind padding, where only skipped bytes may follow. */
static seam_status end_of_data(const decode_call *c)
{
    if (!has(c, SEAM_BASE64_FINAL))
        return SEAM_EOF;
    while (c->in->len > 0 && is_skipped(c, c->in->data[0]))
        seam__window_move(c->in, 1);
    return c->in->len == 0 ? SEAM_OK : SEAM_EILSEQ;
}

/* Ends the data with a group of fewer than four digits. */
static seam_status end_open(const decode_call *c, const group *g)
{
    const bool padding_wanted = is_strict(c) && !has(c, SEAM_BASE64_NO_PADDING);
    const bool lenient = has(c, SEAM_BASE64_LENIENT);

    if (!lenient && (padding_wanted || g->n_pads > 0 || g->n_digits < 2))
        return SEAM_ETRUNC;
    if (is_strict(c) && has_unused_bits(g)) {
        seam__window_move(c->in, g->at[g->n_digits - 1]);
        return SEAM_EILSEQ;
    }
    return put(c, g) ? SEAM_OK : SEAM_FULL;
}

/* Consumes what is skipped before the group. */
static void skip_to(const decode_call *c, group *g)
{
    const size_t lead = g->n_digits > 0 ? g->at[0] : g->len;

    if (g->kind == GROUP_BAD || lead == 0)
        return;
    seam__window_move(c->in, lead);
    g->len -= lead;
    for (size_t i = 0; i < g->n_digits; i++)
        g->at[i] -= lead;
}

/* Decodes one group. SEAM_OK with input left means that there is more to do. */
static seam_status step(const decode_call *c)
{
    group g = next_group(c);

    skip_to(c, &g);
    switch (g.kind) {
    case GROUP_WHOLE:
        return put(c, &g) ? SEAM_OK : SEAM_FULL;
    case GROUP_ENDED:
        return put(c, &g) ? end_of_data(c) : SEAM_FULL;
    case GROUP_OPEN:
        if (c->in->len == 0)
            return SEAM_OK;
        return has(c, SEAM_BASE64_FINAL) ? end_open(c, &g) : SEAM_MORE;
    case GROUP_BAD:
    default:
        seam__window_move(c->in, g.len);
        return SEAM_EILSEQ;
    }
}

/* Decodes whole groups by the kernel. */
static void whole_groups(const decode_call *c)
{
    const size_t n_groups = seam__min(c->in->len / 4, (c->cap - *c->n) / 3);
    size_t done;

    if (n_groups == 0)
        return;
    done = seam__kernel_get()->base64_decode(c->in->data, n_groups, c->alphabet, c->dst + *c->n);
    seam__window_move(c->in, 4 * done);
    *c->n += 3 * done;
}

/* Decodes whole groups, with white space between digits, by the kernel. */
static void spaced_groups(const decode_call *c)
{
    size_t n;

    if (c->cap == *c->n)
        return;
    seam__window_move(c->in,
                      seam__kernel_get()->base64_decode_spaced(c->in->data, c->in->len, c->alphabet,
                                                               c->dst + *c->n, c->cap - *c->n, &n));
    *c->n += n;
}

/* Whether only white space, where it is skipped, follows the first four bytes. */
static bool is_last_group(const decode_call *c)
{
    size_t len = 4;

    if (has(c, SEAM_BASE64_FORGIVING)) {
        while (len < c->in->len && seam__is_space(c->in->data[len]))
            len++;
    }
    return len == c->in->len;
}

/* The fast path for the end of most data: a last group that ends with padding. Returns false where
 * it does not apply, and has changed nothing then. */
static bool put_padded(const decode_call *c)
{
    const uint8_t *p = c->in->data;
    uint32_t first, second, third;
    size_t n_bytes;

    if (c->in->len < 4 || p[3] != '=' || !has(c, SEAM_BASE64_FINAL) ||
        has(c, SEAM_BASE64_NO_PADDING | SEAM_BASE64_LENIENT) || !is_last_group(c))
        return false;
    n_bytes = p[2] == '=' ? 1 : 2;
    first = seam__base64_value(p[0], c->alphabet);
    second = seam__base64_value(p[1], c->alphabet);
    third = n_bytes == 2 ? seam__base64_value(p[2], c->alphabet) : 0;
    if ((first | second | third) >= 64 || c->cap - *c->n < n_bytes ||
        (is_strict(c) && (n_bytes == 1 ? second & 0x0F : third & 0x03) != 0))
        return false;
    c->dst[(*c->n)++] = (uint8_t)(first << 2 | second >> 4);
    if (n_bytes == 2)
        c->dst[(*c->n)++] = (uint8_t)(second << 4 | third >> 2);
    seam__window_move(c->in, c->in->len);
    return true;
}

static seam__base64_alphabet alphabet_of(uint32_t flags)
{
    if ((flags & SEAM_BASE64_LENIENT) != 0)
        return SEAM__BASE64_EITHER;
    return (flags & SEAM_BASE64_URL) != 0 ? SEAM__BASE64_URL : SEAM__BASE64_STANDARD;
}

/* Whether the flags are known and set at most one mode. */
static bool flags_are_good(uint32_t flags)
{
    const uint32_t modes = flags & MODES;

    return (flags & ~DECODE_FLAGS) == 0 && (modes & (modes - 1)) == 0;
}

seam_status seam_base64_decode(seam_view *in, uint32_t flags, void *dst, size_t cap, size_t *n)
{
    const decode_call c = {in, flags, alphabet_of(flags), dst, cap, n};
    seam_status status = SEAM_OK;

    SEAM_ASSERT(!seam__overlap(in->data, in->len, dst, cap));
    *n = 0;
    if (!flags_are_good(flags))
        return SEAM_EINVAL;
    while (status == SEAM_OK && in->len > 0) {
        if (is_strict(&c))
            whole_groups(&c);
        else
            spaced_groups(&c);
        if (in->len > 0 && !put_padded(&c))
            status = step(&c);
    }
    return status;
}
