#include "base/bits.h"
#include "kernel/scalar.h"

/* The boxes of rows [from, to) that the character at p, of `n` bytes at least, is in, as a sum over
 * all rows. Bytes behind the text count as 0. */
static unsigned boxes_at(const uint8_t *p, size_t n, const seam__boxes *boxes, size_t from,
                         size_t to)
{
    const size_t second = n > 1 ? p[1] & 0x3F : 0;
    const size_t third = n > 2 ? p[2] & 0x3F : 0;
    unsigned in = 0;

    for (size_t i = from; i < to; i++)
        in |= (unsigned)boxes->rows[i][0][p[0] & 0x3F] & boxes->rows[i][1][second] &
              boxes->rows[i][2][third];
    return in;
}

/* Adds what the byte at p has. Returns whether it begins a character that is not exact. */
static bool classify_byte(const uint8_t *p, size_t n, const seam__boxes *boxes, unsigned bit,
                          seam__box_marks *marks)
{
    const size_t n_doubtful = boxes->n_doubtful;
    const size_t n_rows = n_doubtful + boxes->n_exact;
    uint64_t doubtful = (uint8_t)(p[0] - boxes->first_ascii) < boxes->n_ascii;
    uint64_t exact = 0;

    if (p[0] >= 0xC0) {
        doubtful = (boxes_at(p, n, boxes, 0, n_doubtful) & boxes->wanted) != 0;
        exact = boxes_at(p, n, boxes, n_doubtful, n_rows) != 0;
    }
    marks->leads |= (uint64_t)((p[0] & 0xC0) != 0x80) << bit;
    marks->doubtful |= doubtful << bit;
    marks->exact |= exact << bit;
    return (p[0] & 0xC0) != 0x80 && exact == 0;
}

size_t seam__scalar_utf8_classify(const uint8_t *p, size_t n, const seam__boxes *boxes,
                                  seam__box_marks *marks)
{
    size_t count = 0;

    for (size_t i = 0; i < n; i++) {
        if (i % 64 == 0)
            marks[i / 64] = (seam__box_marks){0};
        count += classify_byte(p + i, n - i, boxes, i % 64, &marks[i / 64]);
    }
    return count;
}
