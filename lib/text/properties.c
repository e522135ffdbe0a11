/* The only file that knows utf8proc. */
#include "text/properties.h"

#include <utf8proc.h>

#include "base/panic.h"
#include "text/unicode_tables.h"

/* The classes by utf8proc's numbers; those that Unicode has given up are SEAM__GRAPHEME_OTHER. */
static const uint8_t grapheme_classes[] = {
    [UTF8PROC_BOUNDCLASS_CR] = SEAM__GRAPHEME_CR,
    [UTF8PROC_BOUNDCLASS_LF] = SEAM__GRAPHEME_LF,
    [UTF8PROC_BOUNDCLASS_CONTROL] = SEAM__GRAPHEME_CONTROL,
    [UTF8PROC_BOUNDCLASS_EXTEND] = SEAM__GRAPHEME_EXTEND,
    [UTF8PROC_BOUNDCLASS_L] = SEAM__GRAPHEME_L,
    [UTF8PROC_BOUNDCLASS_V] = SEAM__GRAPHEME_V,
    [UTF8PROC_BOUNDCLASS_T] = SEAM__GRAPHEME_T,
    [UTF8PROC_BOUNDCLASS_LV] = SEAM__GRAPHEME_LV,
    [UTF8PROC_BOUNDCLASS_LVT] = SEAM__GRAPHEME_LVT,
    [UTF8PROC_BOUNDCLASS_REGIONAL_INDICATOR] = SEAM__GRAPHEME_REGIONAL_INDICATOR,
    [UTF8PROC_BOUNDCLASS_SPACINGMARK] = SEAM__GRAPHEME_SPACING_MARK,
    [UTF8PROC_BOUNDCLASS_PREPEND] = SEAM__GRAPHEME_PREPEND,
    [UTF8PROC_BOUNDCLASS_ZWJ] = SEAM__GRAPHEME_ZWJ,
    [UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC] = SEAM__GRAPHEME_PICTOGRAPHIC,
};

/* utf8proc's record of a code point. Out of range it is a record without a class. */
static const utf8proc_property_t *record(uint32_t code_point)
{
    return utf8proc_get_property(code_point < 0x110000 ? (utf8proc_int32_t)code_point : -1);
}

/* Unassigned code points with Default_Ignorable_Code_Point (DerivedCoreProperties.txt, Unicode
 * 15.0). */
static bool is_unassigned_ignorable(uint32_t c)
{
    if (c < 0xE0000)
        return c == 0x2065 || (c >= 0xFFF0 && c <= 0xFFF8);
    return c == 0xE0000 || (c >= 0xE0002 && c <= 0xE001F) || (c >= 0xE0080 && c <= 0xE00FF) ||
           (c >= 0xE01F0 && c <= 0xE0FFF);
}

/* Whether the code point lies in a range where every unassigned one is Extended_Pictographic
 * (emoji-data.txt, Unicode 15.0). */
static bool is_among_pictographs(uint32_t c)
{
    return (c >= 0x1F000 && c <= 0x1FAFF) || (c >= 0x1FC00 && c <= 0x1FFFD);
}

/* The class of an unassigned code point: utf8proc 2.8 gives all of them one record, but 5,265 have
 * a class. */
static seam__grapheme_class class_of_unassigned(uint32_t c)
{
    if (is_unassigned_ignorable(c))
        return SEAM__GRAPHEME_CONTROL;
    return is_among_pictographs(c) ? SEAM__GRAPHEME_PICTOGRAPHIC : SEAM__GRAPHEME_OTHER;
}

seam__grapheme_class seam__grapheme_class_of(uint32_t code_point)
{
    const utf8proc_property_t *its = record(code_point);

    if (its->category == UTF8PROC_CATEGORY_CN)
        return class_of_unassigned(code_point);
    return its->boundclass < sizeof(grapheme_classes)
               ? (seam__grapheme_class)grapheme_classes[its->boundclass]
               : SEAM__GRAPHEME_OTHER;
}

/* Whether the code point lies in a range where East_Asian_Width is W also for unassigned code
 * points (EastAsianWidth.txt, Unicode 15.0). */
static bool is_among_ideographs(uint32_t c)
{
    return (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x2FFFD) ||
           (c >= 0x30000 && c <= 0x3FFFD);
}

unsigned seam__width_of(uint32_t code_point)
{
    const utf8proc_property_t *its = record(code_point);

    if (its->category == UTF8PROC_CATEGORY_CN)
        return is_among_ideographs(code_point) ? 2 : is_unassigned_ignorable(code_point) ? 0 : 1;
    return its->charwidth;
}

/* Whether one of `n` ascending ranges has the code point. */
static bool is_in(const seam__code_point_range *ranges, size_t n, uint32_t code_point)
{
    size_t from = 0;
    size_t to = n;

    while (from < to) {
        const size_t middle = from + (to - from) / 2;

        if (code_point > ranges[middle].last)
            from = middle + 1;
        else
            to = middle;
    }
    return from < n && code_point >= ranges[from].first;
}

bool seam__is_width_ambiguous(uint32_t code_point)
{
    return is_in(seam__ambiguous_widths, seam__n_ambiguous_widths, code_point);
}

unsigned seam__combining_class(uint32_t code_point)
{
    return (unsigned)record(code_point)->combining_class;
}

seam__part seam__part_of(uint32_t code_point)
{
    const utf8proc_property_t *its = record(code_point);

    return (seam__part){(uint8_t)its->combining_class, its->decomp_seqindex != UINT16_MAX};
}

/* utf8proc's options for a sum of SEAM__MAP_*. */
static utf8proc_option_t options_of(unsigned how)
{
    const unsigned options = ((how & SEAM__MAP_CANONICAL) != 0 ? UTF8PROC_DECOMPOSE : 0u) |
                             ((how & SEAM__MAP_COMPATIBLE) != 0 ? UTF8PROC_COMPAT : 0u) |
                             ((how & SEAM__MAP_FOLD) != 0 ? UTF8PROC_CASEFOLD : 0u) |
                             ((how & SEAM__MAP_IGNORE) != 0 ? UTF8PROC_IGNORE : 0u);

    return (utf8proc_option_t)options;
}

size_t seam__map_code_point(uint32_t code_point, unsigned how, uint32_t out[SEAM__LONGEST_MAPPING])
{
    utf8proc_int32_t mapped[SEAM__LONGEST_MAPPING];
    utf8proc_ssize_t n;

    SEAM_ASSERT(code_point < 0x110000 && (code_point & ~0x7FFu) != 0xD800);
    if ((how & SEAM__MAP_IGNORE) != 0 && is_unassigned_ignorable(code_point))
        return 0;
    n = utf8proc_decompose_char((utf8proc_int32_t)code_point, mapped, SEAM__LONGEST_MAPPING,
                                options_of(how), NULL);
    SEAM_ASSERT(n >= 0 && n <= SEAM__LONGEST_MAPPING);
    for (utf8proc_ssize_t i = 0; i < n; i++)
        out[i] = (uint32_t)mapped[i];
    return (size_t)n;
}

/* The first and the last syllable of Hangul; every 28th of them is an LV. */
enum { HANGUL_FIRST = 0xAC00, HANGUL_LAST = 0xD7A3, HANGUL_TRAILS = 28 };
/* The code point before the first trailing consonant of Hangul. */
enum { HANGUL_TRAIL_BASE = 0x11A7 };

bool seam__composes_forward(uint32_t code_point)
{
    if (code_point >= HANGUL_FIRST && code_point <= HANGUL_LAST)
        return (code_point - HANGUL_FIRST) % HANGUL_TRAILS == 0;
    return is_in(seam__composing_forward, seam__n_composing_forward, code_point);
}

bool seam__composes_backward(uint32_t code_point)
{
    return is_in(seam__composing_backward, seam__n_composing_backward, code_point);
}

uint32_t seam__compose(uint32_t first, uint32_t second)
{
    utf8proc_int32_t pair[2] = {(utf8proc_int32_t)first, (utf8proc_int32_t)second};
    const unsigned options = UTF8PROC_COMPOSE | UTF8PROC_STABLE;

    SEAM_ASSERT(first < 0x110000 && second < 0x110000);
    /* utf8proc 2.8 takes this code point for a trailing consonant. */
    if (second == HANGUL_TRAIL_BASE)
        return 0;
    return utf8proc_normalize_utf32(pair, 2, (utf8proc_option_t)options) == 1 ? (uint32_t)pair[0]
                                                                              : 0;
}

const char *seam__properties_version(void)
{
    return utf8proc_unicode_version();
}
