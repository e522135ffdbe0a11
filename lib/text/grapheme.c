#include "seam/grapheme.h"

#include "base/bits.h"
#include "base/panic.h"
#include "text/ascii_run.h"
#include "text/grapheme_member.h"
#include "text/unicode_tables.h"

static seam__member member_before(const uint8_t *p, size_t at)
{
    const seam__character c = seam__character_before(p, at);

    return (seam__member){seam__grapheme_class_of(c.code_point), c.len};
}

seam_status seam_graphemes_next(seam_graphemes *graphemes, seam_view *in, seam_view *piece,
                                bool *starts)
{
    size_t at;
    seam__member m;

    SEAM_ASSERT(graphemes->state_ < SEAM__AFTER_STATES);
    *piece = (seam_view){NULL, 0};
    *starts = false;
    if (in->len == 0)
        return SEAM_MORE;
    m = seam__member_at(in->data, in->len);
    *starts = seam__graphemes_advance(graphemes, m.cls);
    for (at = m.len; at < in->len; at += m.len) {
        m = seam__member_at(in->data + at, in->len - at);
        if (!seam__grapheme_joins(graphemes->state_, m.cls))
            break;
        (void)seam__graphemes_advance(graphemes, m.cls);
    }
    *piece = seam_view_of(in->data, at);
    *in = seam_view_of(in->data + at, in->len - at);
    return SEAM_OK;
}

/* A run of characters that no rule joins to one another. */
typedef struct plain_run {
    size_t n;    /* characters */
    size_t len;  /* their bytes */
    size_t last; /* where the last one lies */
} plain_run;

/* The longest run at p of at most `most` characters. It ends before ASCII that is so long that
 * seam__ascii_run() finds it. */
static plain_run plain_at(const uint8_t *p, size_t n, size_t most)
{
    plain_run run = {0};

    while (run.n < most && run.len < n) {
        const uint8_t *at = p + run.len;
        size_t len = 1;

        if (at[0] < 0x80) {
            if (seam__class_of_ascii(at[0]) != SEAM__GRAPHEME_OTHER)
                break;
        } else {
            len = seam__whole_sequence(at, n - run.len);
            if (len == 0 || seam__is_candidate(at, len, SEAM__CANDIDATE_GRAPHEME))
                break;
        }
        run.last = run.len;
        run.len += len;
        run.n++;
    }
    return run;
}

/* Moves past the longest run at p, of at most `most` characters. The run is empty where the state
 * may join a plain character to the cluster before it. Only the class of the run's last character
 * is looked up, because marks may follow it. */
static plain_run take_plain(seam_graphemes *g, const uint8_t *p, size_t n, size_t most)
{
    plain_run run = {0};

    if (!seam__grapheme_joins_plain(g->state_)) {
        run = plain_at(p, n, most);
        if (run.n > 0)
            (void)seam__graphemes_advance(g, seam__member_at(p + run.last, run.len - run.last).cls);
    }
    return run;
}

/* The most characters of a run before the next test for a long run of ASCII. */
enum { PLAIN_AT_ONCE = 64 };

/* Writes the offsets at which clusters start in `n` bytes of ASCII at p + from. Returns their
 * number. */
static size_t list_ascii(seam_graphemes *g, const uint8_t *p, uint32_t from, size_t n, uint32_t *at)
{
    size_t n_starts = 0;
    uint8_t last = p[from];

    if (seam__graphemes_advance(g, seam__class_of_ascii(last)))
        at[n_starts++] = from;
    for (size_t i = 1; i < n; i++) {
        const uint8_t byte = p[from + i];

        /* The offset is written whether a cluster starts there or not: `at` has room for one a
         * byte. */
        at[n_starts] = from + (uint32_t)i;
        n_starts += !(byte == '\n' && last == '\r');
        last = byte;
    }
    g->state_ = seam__grapheme_after(SEAM__AFTER_OTHER, seam__class_of_ascii(last));
    return n_starts;
}

/* Writes the offsets of the characters of a run at p. Offsets are counted from p - from. */
static size_t list_plain(const uint8_t *p, uint32_t from, plain_run run, uint32_t *at)
{
    size_t n = 0;

    for (size_t i = 0; i < run.len; i++) {
        if (!seam__is_continuation(p[i]))
            at[n++] = from + (uint32_t)i;
    }
    return n;
}

seam_status seam_graphemes_starts(seam_graphemes *graphemes, seam_view *in, uint32_t *at,
                                  size_t cap, size_t *n)
{
    const seam__kernel *kernel = seam__kernel_get();
    const seam_view whole = *in;
    size_t i = 0;

    SEAM_ASSERT(graphemes->state_ < SEAM__AFTER_STATES);
    *n = 0;
    while (i < whole.len && i <= UINT32_MAX - 3) {
        const size_t most = seam__min(cap - *n, UINT32_MAX - i);
        const uint8_t *p = whole.data + i;
        const size_t ascii = seam__ascii_run(kernel, p, seam__min(most, whole.len - i));
        plain_run plain;
        seam__member m;

        if (ascii > 0) {
            *n += list_ascii(graphemes, whole.data, (uint32_t)i, ascii, at + *n);
            i += ascii;
            continue;
        }
        plain = take_plain(graphemes, p, seam__min(whole.len - i, UINT32_MAX - i),
                           seam__min(most, PLAIN_AT_ONCE));
        if (plain.n > 0) {
            *n += list_plain(p, (uint32_t)i, plain, at + *n);
            i += plain.len;
            continue;
        }
        m = seam__member_at(p, whole.len - i);
        if (!seam__grapheme_joins(graphemes->state_, m.cls)) {
            if (*n == cap)
                break;
            at[(*n)++] = (uint32_t)i;
        }
        (void)seam__graphemes_advance(graphemes, m.cls);
        i += m.len;
    }
    /* An empty view may have no address, to which nothing may be added. */
    if (i > 0)
        *in = seam_view_of(whole.data + i, whole.len - i);
    return in->len == 0 ? SEAM_MORE : SEAM_FULL;
}

/* Whether the run of regional indicators that ends at `at` has an odd number of them. */
static bool odd_indicators_before(seam_view text, size_t at)
{
    bool odd = false;

    while (at > 0) {
        const seam__member m = member_before(text.data, at);

        if (m.cls != SEAM__GRAPHEME_REGIONAL_INDICATOR)
            break;
        odd = !odd;
        at -= m.len;
    }
    return odd;
}

/* Whether before the ZWJ that ends at `at` stand a pictograph and any number of Extend
 * characters. */
static bool pictograph_before_zwj(seam_view text, size_t at)
{
    seam__member m = member_before(text.data, at);

    do {
        at -= m.len;
        if (at == 0)
            return false;
        m = member_before(text.data, at);
    } while (m.cls == SEAM__GRAPHEME_EXTEND);
    return m.cls == SEAM__GRAPHEME_PICTOGRAPHIC;
}

/* The state of the rules at `at`, between the characters `left` and `right`. */
static unsigned state_between(seam_view text, size_t at, seam__member left, seam__member right)
{
    if (left.cls == SEAM__GRAPHEME_REGIONAL_INDICATOR && right.cls == left.cls)
        return odd_indicators_before(text, at) ? SEAM__AFTER_REGIONAL_INDICATOR : SEAM__AFTER_OTHER;
    if (left.cls == SEAM__GRAPHEME_ZWJ && right.cls == SEAM__GRAPHEME_PICTOGRAPHIC)
        return pictograph_before_zwj(text, at) ? SEAM__AFTER_PICTOGRAPHIC_ZWJ : SEAM__AFTER_OTHER;
    return seam__grapheme_after(SEAM__AFTER_OTHER, left.cls);
}

/* The start of the character that `at`, an offset in the text, lies in. */
static size_t character_floor(seam_view text, size_t at)
{
    size_t from = at;

    while (from > 0 && at - from < 3 && seam__is_continuation(text.data[from]))
        from--;
    while (from < at) {
        const size_t next = from + seam__character_at(text.data + from, text.len - from).len;

        if (next > at)
            break;
        from = next;
    }
    return from;
}

size_t seam_grapheme_floor(seam_view text, size_t at)
{
    seam__member right;

    if (at >= text.len)
        return text.len;
    at = character_floor(text, at);
    right = seam__member_at(text.data + at, text.len - at);
    while (at > 0) {
        const seam__member left = member_before(text.data, at);

        if (!seam__grapheme_joins(state_between(text, at, left, right), right.cls))
            break;
        at -= left.len;
        right = left;
    }
    return at;
}
