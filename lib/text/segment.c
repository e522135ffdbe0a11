#include "text/segment.h"

#include <string.h>

#include "base/panic.h"
#include "text/properties.h"

unsigned seam__form_mapping(unsigned form)
{
    static const uint8_t mappings[] = {
        [SEAM_NFC] = SEAM__MAP_CANONICAL,
        [SEAM_NFD] = SEAM__MAP_CANONICAL,
        [SEAM_NFKC] = SEAM__MAP_CANONICAL | SEAM__MAP_COMPATIBLE,
        [SEAM_NFKD] = SEAM__MAP_CANONICAL | SEAM__MAP_COMPATIBLE,
        [SEAM_NFKC_CASEFOLD] =
            SEAM__MAP_CANONICAL | SEAM__MAP_COMPATIBLE | SEAM__MAP_FOLD | SEAM__MAP_IGNORE,
        [SEAM_CASEFOLD] = SEAM__MAP_FOLD,
    };

    return mappings[form];
}

bool seam__normalizer_valid(const seam_normalizer *norm)
{
    size_t n_starters = 0;

    if (norm->n_held_ > sizeof(norm->held_) / sizeof(norm->held_[0]) ||
        norm->n_ready_ > norm->n_held_ || norm->n_given_ > norm->n_ready_ ||
        norm->n_marks_ > SEAM__MOST_MARKS || norm->form_ > SEAM_CASEFOLD)
        return false;
    for (size_t i = norm->n_ready_; i < norm->n_held_; i++) {
        const unsigned its = seam__entry_class(norm->held_[i]);

        n_starters += its == 0;
        if (i > norm->n_ready_ && its < seam__entry_class(norm->held_[i - 1]))
            return false;
    }
    return n_starters <= 1 && norm->n_held_ - norm->n_ready_ <= SEAM__MOST_MARKS + 1;
}

seam__marks seam__marks_of(uint32_t code_point)
{
    uint32_t parts[SEAM__LONGEST_MAPPING];
    seam__marks marks = {0};
    size_t n, leading = 0, trailing = 0;

    if (code_point < 0x80)
        return marks;
    n = seam__map_code_point(code_point, SEAM__MAP_CANONICAL | SEAM__MAP_COMPATIBLE, parts);
    while (leading < n && seam__combining_class(parts[leading]) != 0)
        leading++;
    while (trailing < n && seam__combining_class(parts[n - 1 - trailing]) != 0)
        trailing++;
    return (seam__marks){(uint8_t)leading, (uint8_t)trailing, leading == n};
}

static void append(seam_normalizer *norm, uint32_t code_point, unsigned combining_class)
{
    size_t at = norm->n_held_++;

    SEAM_ASSERT(at < sizeof(norm->held_) / sizeof(norm->held_[0]));
    /* The place is behind all entries of no higher class; those held back have at most one starter,
     * which is the first. */
    for (; at > norm->n_ready_ && seam__entry_class(norm->held_[at - 1]) > combining_class; at--)
        norm->held_[at] = norm->held_[at - 1];
    norm->held_[at] = seam__entry(code_point, combining_class);
}

/* Composes the starter that is held back with the marks behind it (Unicode 15.0 section 3.11,
 * D117). */
static void compose_marks(seam_normalizer *norm)
{
    uint32_t *starter = norm->held_ + norm->n_ready_;
    size_t kept = (size_t)norm->n_ready_ + 1;

    if (norm->n_held_ <= kept || seam__entry_class(*starter) != 0)
        return;
    for (size_t i = kept; i < norm->n_held_; i++) {
        const uint32_t mark = norm->held_[i];
        const bool blocked = kept > (size_t)norm->n_ready_ + 1 &&
                             seam__entry_class(norm->held_[kept - 1]) == seam__entry_class(mark);
        const uint32_t composite =
            blocked ? 0 : seam__compose(*starter, seam__entry_code_point(mark));

        if (composite != 0)
            *starter = seam__entry(composite, 0);
        else
            norm->held_[kept++] = mark;
    }
    norm->n_held_ = (uint8_t)kept;
}

void seam__segment_close(seam_normalizer *norm)
{
    if (seam__form_composes(norm->form_))
        compose_marks(norm);
    norm->n_ready_ = norm->n_held_;
}

void seam__segment_drop_ready(seam_normalizer *norm)
{
    norm->n_held_ = (uint8_t)(norm->n_held_ - norm->n_ready_);
    memmove(norm->held_, norm->held_ + norm->n_ready_, norm->n_held_ * sizeof(norm->held_[0]));
    norm->n_ready_ = 0;
    norm->n_given_ = 0;
}

/* Composes the starter that is held back with its marks and, where no mark is left between them,
 * with this code point. Returns whether the code point has become part of it. */
static bool joins_starter(seam_normalizer *norm, uint32_t code_point)
{
    uint32_t composite;

    if (norm->n_held_ == norm->n_ready_ || !seam__composes_backward(code_point))
        return false;
    compose_marks(norm);
    if (norm->n_held_ != norm->n_ready_ + 1 || seam__entry_class(norm->held_[norm->n_ready_]) != 0)
        return false;
    composite = seam__compose(seam__entry_code_point(norm->held_[norm->n_ready_]), code_point);
    if (composite == 0)
        return false;
    norm->held_[norm->n_ready_] = seam__entry(composite, 0);
    return true;
}

/* Takes a code point to which a character has been mapped. */
static void take_mapped(seam_normalizer *norm, uint32_t code_point, unsigned combining_class)
{
    const bool composes = seam__form_composes(norm->form_);

    if (combining_class != 0) {
        append(norm, code_point, combining_class);
        return;
    }
    if (!composes || !joins_starter(norm, code_point)) {
        seam__segment_close(norm);
        append(norm, code_point, 0);
    }
    /* A starter with which nothing that follows can compose is ready at once; its marks are held
     * back without it. */
    if (!composes ||
        !seam__composes_forward(seam__entry_code_point(norm->held_[norm->n_held_ - 1])))
        norm->n_ready_ = norm->n_held_;
}

/* Takes the mapped code points of SEAM_NFKC_CASEFOLD, where runs of non-starters are counted in the
 * output. */
static void take_counted(seam_normalizer *norm, const uint32_t *parts, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const unsigned its = seam__combining_class(parts[i]);

        if (its != 0 && norm->n_marks_ == SEAM__MOST_MARKS) {
            take_mapped(norm, SEAM__CGJ, 0);
            norm->n_marks_ = 0;
        }
        norm->n_marks_ = its != 0 ? (uint8_t)(norm->n_marks_ + 1) : 0;
        take_mapped(norm, parts[i], its);
    }
}

/* Counts the non-starters of the input, for the Stream-Safe Text Process (UAX #15). */
static void count_marks(seam_normalizer *norm, seam__marks marks)
{
    if (norm->n_marks_ + marks.leading > SEAM__MOST_MARKS) {
        take_mapped(norm, SEAM__CGJ, 0);
        norm->n_marks_ = 0;
    }
    norm->n_marks_ = (uint8_t)(marks.all ? norm->n_marks_ + marks.leading : marks.trailing);
}

bool seam__segment_overflows(const seam_normalizer *norm, uint32_t code_point)
{
    uint32_t parts[SEAM__LONGEST_MAPPING];
    unsigned n_marks = norm->n_marks_;
    size_t n;

    if (norm->form_ == SEAM_CASEFOLD)
        return false;
    if (norm->form_ != SEAM_NFKC_CASEFOLD)
        return n_marks + seam__marks_of(code_point).leading > SEAM__MOST_MARKS;
    n = seam__map_code_point(code_point, seam__form_mapping(norm->form_), parts);
    for (size_t i = 0; i < n; i++) {
        n_marks = seam__combining_class(parts[i]) != 0 ? n_marks + 1 : 0;
        if (n_marks > SEAM__MOST_MARKS)
            return true;
    }
    return false;
}

/* The non-starters at both ends of the compatibility decomposition of a code point, by its
 * canonical parts. The full decomposition is looked up only where a part has a compatibility
 * decomposition of its own. */
static seam__marks marks_of_parts(uint32_t code_point, const seam__part *parts, size_t n)
{
    size_t leading = 0, trailing = 0;

    for (size_t i = 0; i < n; i++) {
        if (parts[i].is_mapped)
            return seam__marks_of(code_point);
    }
    while (leading < n && parts[leading].combining_class != 0)
        leading++;
    while (trailing < n && parts[n - 1 - trailing].combining_class != 0)
        trailing++;
    return (seam__marks){(uint8_t)leading, (uint8_t)trailing, leading == n};
}

/* Takes the code points to which one of the four normal forms maps a code point. */
static void take_decomposed(seam_normalizer *norm, uint32_t code_point, const uint32_t *mapped,
                            size_t n)
{
    seam__part parts[SEAM__LONGEST_MAPPING];

    for (size_t i = 0; i < n; i++)
        parts[i] = seam__part_of(mapped[i]);
    count_marks(norm, marks_of_parts(code_point, parts, n));
    for (size_t i = 0; i < n; i++)
        take_mapped(norm, mapped[i], parts[i].combining_class);
}

void seam__segment_take(seam_normalizer *norm, uint32_t code_point)
{
    uint32_t mapped[SEAM__LONGEST_MAPPING];
    size_t n;

    if (code_point < 0x80 && norm->form_ != SEAM_CASEFOLD) {
        const bool is_folded =
            norm->form_ == SEAM_NFKC_CASEFOLD && code_point >= 'A' && code_point <= 'Z';

        norm->n_marks_ = 0;
        take_mapped(norm, is_folded ? code_point | 0x20 : code_point, 0);
        return;
    }
    n = seam__map_code_point(code_point, seam__form_mapping(norm->form_), mapped);
    if (norm->form_ == SEAM_NFKC_CASEFOLD) {
        take_counted(norm, mapped, n);
    } else if (norm->form_ == SEAM_CASEFOLD) {
        for (size_t i = 0; i < n; i++)
            append(norm, mapped[i], 0);
        norm->n_ready_ = norm->n_held_;
    } else {
        take_decomposed(norm, code_point, mapped, n);
    }
    SEAM_ASSERT(seam__normalizer_valid(norm));
}
