#include "text/compose_run.h"

#include <stdbool.h>

#include "text/code_point.h"
#include "text/properties.h"

/* No step writes more: a letter and two marks. */
enum { LONGEST_STEP = 8 };

/* So many bytes of ASCII in a row end a run. */
enum { ASCII_MAX = 32 };

/* What a step has read and written; it has read nothing where it cannot tell, or does not know the text. */
typedef struct step {
    size_t n_in, n_out;
} step;

/* ---- Hangul (Unicode 15.0, section 3.12) */

static bool is_leading(const uint8_t *p)
{
    return p[0] == 0xE1 && p[1] == 0x84 && p[2] >= 0x80 && p[2] <= 0x92; /* U+1100..1112 */
}

static bool is_vowel(const uint8_t *p)
{
    return p[0] == 0xE1 && p[1] == 0x85 && p[2] >= 0xA1 && p[2] <= 0xB5; /* U+1161..1175 */
}

/* The number of a trailing consonant, U+11A8..11C2, from 1 on; 0 for other characters. */
static uint32_t trailing_of(const uint8_t *p)
{
    if (p[0] == 0xE1 && p[1] == 0x86 && p[2] >= 0xA8 && p[2] <= 0xBF)
        return p[2] - 0xA7u;
    return p[0] == 0xE1 && p[1] == 0x87 && p[2] >= 0x80 && p[2] <= 0x82 ? p[2] - 0x67u : 0;
}

static step compose_syllable(const uint8_t *p, size_t n, uint8_t *dst)
{
    const step none = {0, 0};
    uint32_t trailing = 0;

    if (n < 7 || !is_leading(p) || !is_vowel(p + 3))
        return none;
    if (p[6] == 0xE1) {
        if (n < 9)
            return none;
        trailing = trailing_of(p + 6);
    }
    (void)seam__encode(0xAC00 + ((p[2] - 0x80u) * 21 + (p[5] - 0xA1u)) * 28 + trailing, dst);
    return (step){trailing > 0 ? 9 : 6, 3};
}

/* ---- ASCII with marks of U+0300..033F, all of which have a class and no decomposition */

static bool is_mark(const uint8_t *p)
{
    return p[0] == 0xCC && p[1] >= 0x80 && p[1] <= 0xBF;
}

/* Whether what stands here composes with nothing before it. */
static bool begins_segment(const uint8_t *p, size_t n)
{
    return n > 0 && (p[0] < 0x80 || (n >= 3 && is_leading(p)));
}

static step compose_letter(const uint8_t *p, size_t n, uint8_t *dst)
{
    uint32_t letter = p[0], marks[2], kept = 0;
    size_t n_marks = 0, n_kept = 0, len;

    while (n_marks < 2 && n >= 2 * n_marks + 3 && is_mark(p + 1 + 2 * n_marks)) {
        marks[n_marks] = 0x300u + (p[2 + 2 * n_marks] & 0x3Fu);
        n_marks++;
    }
    len = 1 + 2 * n_marks;
    if (!begins_segment(p + len, n - len))
        return (step){0, 0};
    if (n_marks == 2 && seam__combining_class(marks[0]) > seam__combining_class(marks[1])) {
        const uint32_t first = marks[1];

        marks[1] = marks[0];
        marks[0] = first;
    }
    for (size_t i = 0; i < n_marks; i++) {
        const bool is_blocked =
            n_kept > 0 && seam__combining_class(kept) == seam__combining_class(marks[i]);
        const uint32_t composite = is_blocked ? 0 : seam__compose(letter, marks[i]);

        if (composite != 0)
            letter = composite;
        else
            kept = marks[n_kept++] = marks[i];
    }
    n = seam__encode(letter, dst);
    for (size_t i = 0; i < n_kept; i++)
        n += seam__encode(marks[i], dst + n);
    return (step){len, n};
}

size_t seam__compose_run(seam_view *in, uint8_t *dst, size_t cap)
{
    const uint8_t *p = in->data;
    size_t at = 0, n = 0, n_ascii = 0;
    step done = {0, 0}; /* up to the last that was composed: ASCII behind it is its own form */

    while (at < in->len && cap - n >= LONGEST_STEP && n_ascii < ASCII_MAX) {
        const step s = p[at] < 0x80 ? compose_letter(p + at, in->len - at, dst + n)
                                    : compose_syllable(p + at, in->len - at, dst + n);

        if (s.n_in == 0)
            break;
        at += s.n_in;
        n += s.n_out;
        n_ascii = s.n_in == 1 ? n_ascii + 1 : 0;
        if (n_ascii == 0)
            done = (step){at, n};
    }
    *in = seam_view_of(p + done.n_in, in->len - done.n_in);
    return done.n_out;
}
