#include "seam/width.h"

#include "base/panic.h"
#include "text/ascii_run.h"
#include "text/code_point.h"
#include "text/grapheme_rules.h"
#include "text/unicode_tables.h"

#define VS16 UINT32_C(0xFE0F)

/* Whether U+FE0F behind the character makes it an emoji: the bases of emoji-variation-sequences.txt
 * are pictographs, digits, # and *. */
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

/* The width of the present cluster once the character has joined it. */
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

/* Finds the longest run at p of characters that each take `columns` columns for certain: printable
 * ASCII, where that is 1, and characters that are no candidates of `kind`. *n_characters is
 * their number; *last is where the last of them begins. */
static void even_run(const uint8_t *p, size_t n, unsigned columns, seam__candidate_kind kind,
                     size_t *n_characters, size_t *last)
{
    size_t at = 0;

    *n_characters = 0;
    while (at < n) {
        size_t len = 1;

        if (p[at] < 0x80) {
            if (columns != 1 || p[at] < 0x20 || p[at] == 0x7F)
                break;
        } else {
            len = seam__whole_sequence(p + at, n - at);
            if (len == 0 || seam__is_candidate(p + at, len, kind))
                break;
        }
        *last = at;
        at += len;
        ++*n_characters;
    }
}

/* Measures a run of characters of equal width, without its last character, which marks may follow.
 * Returns the bytes. */
static size_t take_even_run(seam_width *width, const uint8_t *p, size_t n)
{
    const unsigned columns = p[0] < 0xE3 ? 1 : 2;
    const seam__candidate_kind kind = columns == 2 ? SEAM__CANDIDATE_NOT_WIDE
                                      : (width->flags & SEAM_WIDTH_AMBIGUOUS_WIDE) != 0
                                          ? SEAM__CANDIDATE_NARROW_IN_DOUBT
                                          : SEAM__CANDIDATE_NOT_NARROW;
    size_t last = 0;
    size_t n_characters;

    even_run(p, n, columns, kind, &n_characters, &last);
    if (n_characters < 2)
        return 0;
    width->columns_ += columns * (uint64_t)(n_characters - 1);
    /* The last character of the run starts a cluster. */
    width->clusters_.state_ = SEAM__AFTER_OTHER;
    return last;
}

/* The number of bytes that are no controls among `n` bytes of ASCII. */
static size_t printable(const uint8_t *p, size_t n)
{
    const uint64_t low = UINT64_C(0x0101010101010101), high = 0x80 * low;
    size_t n_printable = 0;
    size_t at = 0;

    for (; n - at >= 8; at += 8) {
        const uint64_t word = seam__load64(p + at);
        const uint64_t from_space = (word | high) - 0x20 * low;
        const uint64_t not_del = (word ^ 0x7F * low) + 0x7F * low;

        /* The high bits, summed up in the top byte. */
        n_printable += (size_t)(((from_space & not_del & high) >> 7) * low >> 56);
    }
    for (; at < n; at++)
        n_printable += p[at] >= 0x20 && p[at] != 0x7F;
    return n_printable;
}

/* Takes ASCII, two bytes of it at least, but for the last one. Returns how many it took. */
static size_t take_ascii(seam_width *width, const uint8_t *p, size_t n)
{
    SEAM_ASSERT(n >= 2);
    width->columns_ += printable(p, n - 1);
    /* The last byte can only join a CR, which has no width. */
    width->cluster_ = 0;
    width->clusters_.state_ =
        seam__grapheme_after(SEAM__AFTER_OTHER, seam__grapheme_class_of(p[n - 2]));
    return n - 1;
}

/* Measures a run at p, if there is one. Returns its bytes. */
static size_t take_run(seam_width *width, const seam__kernel *kernel, const uint8_t *p, size_t n)
{
    size_t n_ascii;

    if (seam__grapheme_joins_plain(width->clusters_.state_))
        return 0;
    n_ascii = seam__ascii_run(kernel, p, n);
    return n_ascii > 0 ? take_ascii(width, p, n_ascii) : take_even_run(width, p, n);
}

uint64_t seam_width_advance(seam_width *width, seam_view text)
{
    const seam__kernel *kernel = seam__kernel_get();
    size_t at = 0;

    SEAM_ASSERT(width->clusters_.state_ < SEAM__AFTER_STATES && width->cluster_ <= 2);
    SEAM_ASSERT((width->flags & ~(uint32_t)(SEAM_WIDTH_AMBIGUOUS_WIDE | SEAM_WIDTH_EMOJI_VS16)) ==
                0);
    while (at < text.len) {
        seam__character c;

        at += take_run(width, kernel, text.data + at, text.len - at);
        c = seam__character_at(text.data + at, text.len - at);
        take_character(width, c.code_point);
        at += c.len;
    }
    return width->columns_;
}
