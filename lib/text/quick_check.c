#include "text/quick_check.h"

#include "text/ascii_run.h"
#include "text/classified.h"
#include "text/code_point.h"
#include "text/properties.h"
#include "text/segment.h"
#include "text/unicode_tables.h"

/* A run of at most this many characters that begin with non-starters cannot be too long, so their
 * non-starters are not counted: each character has at most two, and the decomposition of a starter
 * ends with at most four. */
enum { MOST_MARKS_UNCOUNTED = 13 };

/* What is known of the text so far. */
typedef struct scan {
    seam_view in;
    unsigned form;
    size_t at;               /* where the next character lies */
    size_t sure;             /* up to here the text is in the form */
    unsigned last_class;     /* of the character before `at` */
    unsigned n_marks;        /* characters right before `at` that are or begin with non-starters */
    unsigned n_marks_before; /* non-starters right before the text */
    bool doubtful;           /* what lies between `sure` and `at` has to be composed anew */
} scan;

/* The result of the check of one character. */
typedef enum check_result {
    CHECK_STARTER, /* in the form, and a boundary before it */
    CHECK_MARK,    /* in the form where the order is right */
    CHECK_MAYBE,   /* may compose with what came before */
    CHECK_NO       /* not in the form */
} check_result;

static seam__candidate_kind candidate_kind_of(unsigned form)
{
    static const uint8_t kinds[] = {
        [SEAM_NFC] = SEAM__CANDIDATE_NFC,
        [SEAM_NFD] = SEAM__CANDIDATE_NFD,
        [SEAM_NFKC] = SEAM__CANDIDATE_NFKC,
        [SEAM_NFKD] = SEAM__CANDIDATE_NFKD,
        [SEAM_NFKC_CASEFOLD] = SEAM__CANDIDATE_NFKC_CASEFOLD,
        [SEAM_CASEFOLD] = SEAM__CANDIDATE_CASEFOLD,
    };

    return (seam__candidate_kind)kinds[form];
}

static const seam__boxes *boxes_of(unsigned form)
{
    static const seam__boxes *const boxes[] = {
        [SEAM_NFC] = &seam__boxes_nfc,
        [SEAM_NFD] = &seam__boxes_nfd,
        [SEAM_NFKC] = &seam__boxes_nfkc,
        [SEAM_NFKD] = &seam__boxes_nfkd,
        [SEAM_NFKC_CASEFOLD] = &seam__boxes_nfkc_casefold,
        [SEAM_CASEFOLD] = &seam__boxes_casefold,
    };

    return boxes[form];
}

/* Whether a byte of ASCII is a plain character: all are, except capitals where the form folds
 * case. */
static inline bool is_plain_ascii(uint8_t byte, bool folds)
{
    return !folds || byte < 'A' || byte > 'Z';
}

bool seam__is_plain(const uint8_t *p, size_t len, unsigned form)
{
    if (p[0] < 0x80)
        return is_plain_ascii(p[0], form >= SEAM_NFKC_CASEFOLD);
    return !seam__is_candidate(p, len, candidate_kind_of(form));
}

/* Whether the character at `at`, which the kernel found doubtful, is in fact plain. */
static bool is_plain_after_all(seam_view in, size_t at, seam__candidate_kind kind)
{
    const uint8_t *p = in.data + at;

    return p[0] >= 0x80 && !seam__is_candidate(p, seam__whole_sequence(p, in.len - at), kind);
}

/* The bits of the characters that follow one of `boxed`. *carry says whether the first one does,
 * and becomes what holds for the next 64 bytes. A sum carries each bit over the continuation bytes
 * behind it. */
static uint64_t followers(uint64_t boxed, uint64_t leads, uint64_t *carry)
{
    const uint64_t behind = boxed << 1 | *carry;
    const uint64_t sum = behind + ~leads;

    *carry = boxed >> 63 | (sum < behind);
    return sum & leads;
}

/* Whether the last character that begins before mark `i` of the piece is in a box. */
static bool is_boxed_before(const seam__classified *c, size_t i)
{
    const seam__box_marks *m = &c->marks[i - 1];
    const uint64_t last = UINT64_C(1) << seam__log2((size_t)m->leads);

    return ((m->doubtful | m->exact) & last) != 0;
}

/* Where in the piece, from `at` on, the next character is that has to be looked at: one that is not
 * plain, but for a mark that plain characters surround. Such a mark is in order. The end of the
 * piece when there is none. */
static size_t next_event(const scan *s, const seam__classified *c, size_t at)
{
    const seam__candidate_kind kind = candidate_kind_of(s->form);
    const size_t n_marks = (c->end - c->begin + 63) / 64;
    size_t i = (at - c->begin) / 64;
    uint64_t from = ~(seam__classified_bit(c, at) - 1);
    uint64_t carry = i > 0 && is_boxed_before(c, i);

    for (; i < n_marks; i++, from = UINT64_MAX) {
        const seam__box_marks *m = &c->marks[i];
        const uint64_t boxed = m->doubtful | m->exact;
        const uint64_t in_a_run = boxed & followers(boxed, m->leads, &carry);
        uint64_t events = (m->doubtful | in_a_run) & from;

        for (; events != 0; events &= events - 1) {
            const uint64_t bit = events & -events;
            const size_t event = c->begin + 64 * i + (size_t)__builtin_ctzll(bit);

            /* A run begins with the character before the second one. */
            if ((in_a_run & bit) != 0 && event > at) {
                const size_t before = seam__character_start(s->in.data, event);

                if (!is_plain_after_all(s->in, before, kind))
                    return before;
            }
            if ((m->doubtful & bit) != 0 && !is_plain_after_all(s->in, event, kind))
                return event;
        }
    }
    return c->end;
}

/* Moves `at` past plain characters of the piece. Returns whether that reaches its end; then a mark
 * which is the last one there begins the next piece. */
static bool pass_piece(const scan *s, seam__classified *c, size_t *at)
{
    const bool is_first = *at == s->at;
    size_t last;

    if (is_first && seam__classified_has(c, *at) &&
        !is_plain_after_all(s->in, *at, candidate_kind_of(s->form)))
        return false;
    *at = next_event(s, c, *at);
    if (*at < c->end)
        return false;
    last = seam__character_start(s->in.data, c->end);
    if (seam__classified_has(c, last) &&
        !is_plain_after_all(s->in, last, candidate_kind_of(s->form))) {
        *at = last;
        c->end = last;
        /* A piece of this mark alone would be filled for ever. */
        return last > c->begin;
    }
    return true;
}

/* The end of the longest run at `s->at` of plain characters and of marks that they surround. *last
 * is where its last character begins, which is plain. */
static size_t plain_end(const scan *s, seam__classified *c, size_t *last)
{
    const bool folds = s->form >= SEAM_NFKC_CASEFOLD;
    size_t at = s->at;

    while (at < s->in.len) {
        if (at >= c->end) {
            const size_t ascii =
                folds ? 0 : seam__ascii_run(c->kernel, s->in.data + at, s->in.len - at);

            at += ascii;
            if (ascii > 0)
                continue;
            if (!seam__classified_fill(c, s->in, at))
                break;
        }
        if (!pass_piece(s, c, &at))
            break;
    }
    if (at > s->at)
        *last = seam__character_start(s->in.data, at);
    return at;
}

static seam_normalizer fresh(unsigned form)
{
    return (seam_normalizer){.form_ = (uint8_t)form};
}

/* Whether the code points that are ready are those of `text` from *at on. If so, *at moves past
 * them, and they are removed. */
static bool ready_is(seam_normalizer *norm, seam_view text, size_t *at)
{
    for (size_t i = 0; i < norm->n_ready_; i++) {
        seam__character c;

        if (*at == text.len)
            return false;
        c = seam__character_at(text.data + *at, text.len - *at);
        if (c.code_point != seam__entry_code_point(norm->held_[i]))
            return false;
        *at += c.len;
    }
    seam__segment_drop_ready(norm);
    return true;
}

/* Whether a text that has boundaries at both ends is its own form. */
static bool is_its_form(seam_view text, unsigned form)
{
    seam_normalizer norm = fresh(form);
    size_t compared = 0;

    for (size_t at = 0; at < text.len;) {
        const seam__character c = seam__character_at(text.data + at, text.len - at);

        seam__segment_take(&norm, c.code_point);
        if (!ready_is(&norm, text, &compared))
            return false;
        at += c.len;
    }
    seam__segment_close(&norm);
    return ready_is(&norm, text, &compared) && compared == text.len;
}

/* Whether a character alone is its own form, and whether then nothing that follows can change
 * it. */
static bool is_own_form(uint32_t code_point, unsigned form, bool *is_released)
{
    seam_normalizer norm = fresh(form);

    seam__segment_take(&norm, code_point);
    *is_released = norm.n_ready_ == norm.n_held_;
    seam__segment_close(&norm);
    return norm.n_held_ == 1 && seam__entry_code_point(norm.held_[0]) == code_point;
}

/* Whether a code point is mapped to itself. */
static bool is_unmapped(uint32_t code_point, unsigned form)
{
    uint32_t parts[SEAM__LONGEST_MAPPING];

    return seam__map_code_point(code_point, seam__form_mapping(form), parts) == 1 &&
           parts[0] == code_point;
}

/* Whether a character that is mapped may still be its own form: a composite, where the form
 * composes. The question arises only for characters of four bytes, for which the tables are not
 * exact. */
static bool may_be_composite(seam__character c, unsigned form)
{
    return seam__form_composes(form) && c.len == 4;
}

static check_result check(seam__character c, unsigned form)
{
    const uint32_t code_point = c.code_point;
    bool is_released;

    if (!is_unmapped(code_point, form) &&
        !(may_be_composite(c, form) && is_own_form(code_point, form, &is_released)))
        return CHECK_NO;
    if (seam__form_composes(form) && seam__composes_backward(code_point))
        return CHECK_MAYBE;
    return form != SEAM_CASEFOLD && seam__combining_class(code_point) != 0 ? CHECK_MARK
                                                                           : CHECK_STARTER;
}

/* Settles what lies before a boundary at `to`. */
static bool settle(scan *s, size_t to)
{
    if (s->doubtful && !is_its_form(seam_view_of(s->in.data + s->sure, to - s->sure), s->form))
        return false;
    s->doubtful = false;
    s->sure = to;
    s->last_class = 0;
    return true;
}

/* Moves past the plain characters at `at`, if any. */
static bool pass_plain(scan *s, seam__classified *c)
{
    size_t last = s->at;
    const size_t end = plain_end(s, c, &last);

    if (end == s->at)
        return true;
    if (!settle(s, s->at))
        return false;
    /* What follows the last one may compose with it, where the form composes. */
    s->sure = seam__form_composes(s->form) ? last : end;
    s->n_marks = 0;
    s->at = end;
    return true;
}

/* The number of non-starters right before `at`; `n_marks` stood right before the text. */
static unsigned marks_before(seam_view in, size_t at, unsigned n_marks)
{
    unsigned n = 0;

    while (at > 0) {
        const seam__character c = seam__character_before(in.data, at);
        const seam__marks its = seam__marks_of(c.code_point);

        n += its.trailing;
        if (!its.all)
            return n;
        at -= c.len;
    }
    return n + n_marks;
}

/* Counts the non-starters of the character at `at`. Returns whether the run that they belong to is
 * not too long. */
static bool count_marks(scan *s, uint32_t code_point, unsigned combining_class)
{
    /* The compatibility decomposition of a few starters begins with a non-starter. */
    const bool is_mark = combining_class != 0 || seam__marks_of(code_point).leading > 0;

    s->n_marks = is_mark ? s->n_marks + 1 : 0;
    return s->n_marks <= MOST_MARKS_UNCOUNTED ||
           marks_before(s->in, s->at, s->n_marks_before) + seam__marks_of(code_point).leading <=
               SEAM__MOST_MARKS;
}

/* Whether the character before `at` composes with the one at `at`; then the text is not in the
 * form. If not, the one at `at` may still compose with an earlier one. */
static bool composes_at_once(const scan *s, uint32_t code_point)
{
    seam__character before;

    if (s->at == 0)
        return false;
    before = seam__character_before(s->in.data, s->at);
    return before.code_point != SEAM__NO_CODE_POINT && seam__composes_forward(before.code_point) &&
           seam__compose(before.code_point, code_point) != 0;
}

/* Moves past the character at `at`. Returns false where it is not in the form or may not be. */
static bool pass_candidate(scan *s)
{
    const seam__character c = seam__character_at(s->in.data + s->at, s->in.len - s->at);
    const unsigned its = seam__combining_class(c.code_point);
    check_result what;

    if (c.code_point == SEAM__NO_CODE_POINT)
        return false;
    what = check(c, s->form);
    if (what == CHECK_NO || (what == CHECK_MARK && its < s->last_class) ||
        (what == CHECK_MAYBE && composes_at_once(s, c.code_point)))
        return false;
    if (s->form != SEAM_CASEFOLD && !count_marks(s, c.code_point, its))
        return false;
    if (what == CHECK_STARTER) {
        if (!settle(s, s->at))
            return false;
        if (!seam__form_composes(s->form))
            s->sure = s->at + c.len;
    }
    s->doubtful |= what == CHECK_MAYBE;
    s->last_class = its;
    s->at += c.len;
    return true;
}

/* Whether nothing that may follow can change the last segment, which is one character. */
static bool last_is_released(const scan *s)
{
    const size_t left = s->in.len - s->sure;
    seam__character c;
    bool is_released;

    if (left == 0)
        return false;
    c = seam__character_at(s->in.data + s->sure, left);
    return c.len == left && c.code_point != SEAM__NO_CODE_POINT &&
           is_own_form(c.code_point, s->form, &is_released) && is_released;
}

size_t seam__normal_span(seam_view in, unsigned form, bool final, unsigned n_marks,
                         uint8_t *marks_after)
{
    scan s = {.in = in, .form = form, .n_marks = n_marks, .n_marks_before = n_marks};
    seam__classified c;

    seam__classified_init(&c, boxes_of(form));
    while (pass_plain(&s, &c) && s.at < in.len && pass_candidate(&s)) {
    }
    if (s.at == in.len && (final || last_is_released(&s)))
        (void)settle(&s, in.len);
    if (marks_after != NULL && s.sure > 0)
        *marks_after = form == SEAM_CASEFOLD ? 0 : (uint8_t)marks_before(in, s.sure, n_marks);
    return s.sure;
}
