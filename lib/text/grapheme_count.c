#include "seam/grapheme.h"

#include "base/panic.h"
#include "text/ascii_run.h"
#include "text/classified.h"
#include "text/grapheme_member.h"
#include "text/unicode_tables.h"

/* The number of LFs behind a CR among the `n` bytes at p, which are ASCII; n is 2 at least. */
static size_t joined_ends(const seam__kernel *kernel, const uint8_t *p, size_t n)
{
    size_t n_joined = 0;
    size_t at = kernel->scan_byte(p, n - 1, '\r');

    while (at < n - 1) {
        n_joined += p[at + 1] == '\n';
        at++;
        at += kernel->scan_byte(p + at, n - 1 - at, '\r');
    }
    return n_joined;
}

/* Counts the clusters of `n` bytes of ASCII: one starts with every byte except an LF behind a
 * CR. */
static uint64_t count_ascii(seam_graphemes *g, const seam__kernel *kernel, const uint8_t *p,
                            size_t n)
{
    const uint64_t starts = seam__graphemes_advance(g, seam__class_of_ascii(p[0]));

    g->state_ = seam__grapheme_after(SEAM__AFTER_OTHER, seam__class_of_ascii(p[n - 1]));
    return starts + (n - 1 - joined_ends(kernel, p, n));
}

/* A piece of text whose clusters are counted. Exact characters, Extend and SpacingMark, join the
 * character before them unless that is a control. What is not doubtful and not exact starts a
 * cluster, unless is_unsettled() says that the state may join it. */
typedef struct count {
    seam_graphemes *g;
    const seam__classified *c;
    const uint8_t *p; /* the text */
    uint64_t
        n_started; /* at first the characters of the piece that are not exact, then corrected */
} count;

/* Whether the next character needs the state machine. */
static inline bool is_unsettled(unsigned state)
{
    return state == SEAM__AFTER_NOTHING || state == SEAM__AFTER_CR ||
           state == SEAM__AFTER_CONTROL || seam__grapheme_joins_plain(state);
}

/* Moves past the character at `at`, which may start a cluster or not. Returns its end. */
static size_t advance(count *k, size_t at)
{
    const seam__member m = seam__member_at(k->p + at, k->c->end - at);
    const bool is_exact =
        (seam__classified_mark(k->c, at)->exact & seam__classified_bit(k->c, at)) != 0;

    k->n_started -= !is_exact;
    k->n_started += seam__graphemes_advance(k->g, m.cls);
    return at + m.len;
}

/* Advances over characters from `at` on, as long as that is needed. */
static size_t advance_some(count *k, size_t at)
{
    do {
        at = advance(k, at);
    } while (at < k->c->end && (is_unsettled(k->g->state_) || seam__classified_has(k->c, at)));
    return at;
}

/* Sets the state at `at` by the characters before it: from `from` on, where a character lies that is
 * not in the boxes, all are as they are marked. */
static void restore_state(count *k, size_t from, size_t at)
{
    size_t i = at;

    do {
        i = seam__character_start(k->p, i);
    } while (i > from && seam__classified_has(k->c, i));
    k->g->state_ = SEAM__AFTER_OTHER;
    while (i < at) {
        const seam__member m = seam__member_at(k->p + i, at - i);

        k->g->state_ = seam__grapheme_after(k->g->state_, m.cls);
        i += m.len;
    }
}

/* Whether the exact character at `at` follows a control of ASCII. */
static bool follows_control(const count *k, size_t at)
{
    const seam__grapheme_class cls = seam__class_of_ascii(k->p[at - 1]);

    return k->p[at - 1] < 0x80 && cls != SEAM__GRAPHEME_OTHER;
}

/* Whether the character at `at` needs the state machine. */
static bool is_event(const count *k, size_t at, bool is_doubtful)
{
    const uint8_t *p = k->p + at;

    if (!is_doubtful)
        return follows_control(k, at);
    return p[0] < 0x80 ||
           seam__is_candidate(p, seam__whole_sequence(p, k->c->end - at), SEAM__CANDIDATE_GRAPHEME);
}

/* Where the next character lies behind the one at `from` that needs the state machine; the end when there
 * is none. The one at `from` is in no box. */
static size_t next_event(const count *k, size_t from)
{
    const seam__classified *c = k->c;
    const size_t n_marks = (c->end - c->begin + 63) / 64;
    size_t i = (from - c->begin) / 64;
    uint64_t behind = ~(seam__classified_bit(c, from) | (seam__classified_bit(c, from) - 1));

    for (; i < n_marks; i++, behind = UINT64_MAX) {
        const seam__box_marks *m = &c->marks[i];
        /* Only what follows a single byte may follow a control; the first one of the mark may. */
        const uint64_t after_byte = m->exact & (m->leads << 1 | 1);
        uint64_t events = (m->doubtful | after_byte) & behind;

        for (; events != 0; events &= events - 1) {
            const size_t at = c->begin + 64 * i + (size_t)__builtin_ctzll(events);

            if (is_event(k, at, (m->doubtful & seam__classified_bit(c, at)) != 0))
                return at;
        }
    }
    return c->end;
}

/* Counts the clusters that start in the piece. */
static uint64_t count_piece(seam_graphemes *g, const seam__classified *c, const uint8_t *p)
{
    count k = {g, c, p, c->n_not_exact};

    for (size_t at = c->begin; at < c->end;) {
        size_t event;

        at = advance_some(&k, at);
        if (at == c->end)
            break;
        event = next_event(&k, at);
        restore_state(&k, at, event);
        at = event;
    }
    return k.n_started;
}

uint64_t seam_graphemes_count(seam_graphemes *graphemes, seam_view in)
{
    seam__classified c;
    uint64_t n = 0;

    SEAM_ASSERT(graphemes->state_ < SEAM__AFTER_STATES);
    seam__classified_init(&c, &seam__boxes_grapheme);
    for (size_t at = 0; at < in.len; at = seam__max(at, c.end)) {
        const size_t ascii = seam__ascii_run(c.kernel, in.data + at, in.len - at);

        if (ascii > 0) {
            n += count_ascii(graphemes, c.kernel, in.data + at, ascii);
            at += ascii;
        } else if (seam__classified_fill(&c, in, at)) {
            n += count_piece(graphemes, &c, in.data);
        } else {
            const seam__member m = seam__member_at(in.data + at, in.len - at);

            n += seam__graphemes_advance(graphemes, m.cls);
            at += m.len;
        }
    }
    return n;
}
