#include "seam/width.h"

#include "base/panic.h"
#include "text/code_point.h"
#include "text/grapheme_rules.h"
#include "text/unicode_tables.h"

#define VS16 UINT32_C(0xFE0F)

/* Whether U+FE0F behind it asks for an emoji: the bases of emoji-variation-sequences.txt are
 * pictographs, digits, # and *. */
static bool may_be_emoji(uint32_t c, seam__grapheme_class cls)
{
    return cls == SEAM__GRAPHEME_PICTOGRAPHIC || (c >= '0' && c <= '9') || c == '#' || c == '*';
}

static unsigned width_of(uint32_t c, uint32_t flags)
{
    const unsigned width = c < 0x80 ? c >= 0x20 && c != 0x7F : seam__width_of(c);

    if (width == 1 && (flags & SEAM_WIDTH_AMBIGUOUS_WIDE) != 0 && seam__is_width_ambiguous(c))
        return 2;
    return width;
}

/* What the character makes of a cluster that it joins. */
static unsigned width_in_cluster(const seam_width *width, uint32_t c, seam__grapheme_class cls)
{
    if (c == VS16 && width->emoji_ && (width->flags & SEAM_WIDTH_EMOJI_VS16) != 0)
        return 2;
    if (cls == SEAM__GRAPHEME_REGIONAL_INDICATOR &&
        width->clusters_.state_ == SEAM__AFTER_REGIONAL_INDICATOR)
        return 2;
    return width_of(c, width->flags);
}

static void take_character(seam_width *width, uint32_t c)
{
    const seam__grapheme_class cls = seam__grapheme_class_of(c);
    const bool starts = !seam__grapheme_joins(width->clusters_.state_, cls);
    const uint8_t before = starts ? 0 : width->cluster_;
    const unsigned its = starts ? width_of(c, width->flags) : width_in_cluster(width, c, cls);

    width->cluster_ = its > before ? (uint8_t)its : before;
    width->columns_ += width->cluster_ - before;
    width->emoji_ = may_be_emoji(c, cls);
    width->clusters_.state_ = seam__grapheme_after(width->clusters_.state_, cls);
}

/* The longest run at p of characters of `columns` columns each, 1 or 2, that start clusters behind
 * one another. *last is where the last of them lies, *n how many there are. */
static size_t even_run(const uint8_t *p, size_t n, unsigned columns, size_t *n_characters,
                       size_t *last)
{
    const unsigned suspect = columns == 1 ? SEAM__SUSPECT_NOT_NARROW : SEAM__SUSPECT_NOT_WIDE;
    size_t at = 0;

    *n_characters = 0;
    while (at < n) {
        size_t len = 1;

        if (p[at] < 0x80) {
            if (columns != 1 || p[at] < 0x20 || p[at] == 0x7F)
                break;
        } else {
            len = seam__whole_sequence(p + at, n - at);
            if (len == 0 || (seam__suspects_at(p + at) & suspect) != 0)
                break;
        }
        *last = at;
        at += len;
        ++*n_characters;
    }
    return at;
}

/* Takes such a run but for its last character, which marks may follow. Returns its bytes. */
static size_t take_even_run(seam_width *width, const uint8_t *p, size_t n)
{
    const unsigned columns = p[0] < 0xE3 ? 1 : 2;
    size_t last = 0;
    size_t n_characters;

    if (seam__grapheme_joins_plain(width->clusters_.state_))
        return 0;
    (void)even_run(p, n, columns, &n_characters, &last);
    if (n_characters < 2)
        return 0;
    width->columns_ += columns * (uint64_t)(n_characters - 1);
    /* The last one starts a cluster, as it would behind any other of the run. */
    width->clusters_.state_ = SEAM__AFTER_OTHER;
    return last;
}

uint64_t seam_width_advance(seam_width *width, seam_view text)
{
    size_t at = 0;

    SEAM_ASSERT(width->clusters_.state_ < SEAM__AFTER_STATES && width->cluster_ <= 2);
    SEAM_ASSERT((width->flags & ~(uint32_t)(SEAM_WIDTH_AMBIGUOUS_WIDE | SEAM_WIDTH_EMOJI_VS16)) ==
                0);
    while (at < text.len) {
        seam__character c;

        at += take_even_run(width, text.data + at, text.len - at);
        c = seam__character_at(text.data + at, text.len - at);
        take_character(width, c.code_point);
        at += c.len;
    }
    return width->columns_;
}
