#include "text/fold_run.h"

#include <string.h>

#include "text/ascii_run.h"
#include "text/code_point.h"
#include "text/properties.h"
#include "text/segment.h"
#include "text/unicode_tables.h"

/* No character's folding is longer: three code points of three bytes. */
enum { LONGEST_FOLDING = 9 };

/* So many bytes in a row that folding leaves alone end a run. */
enum { LEFT_ALONE_MAX = 64 };

void seam__fold_ascii(const uint8_t *p, size_t n, uint8_t *dst)
{
    for (size_t i = 0; i < n; i++)
        dst[i] = (uint8_t)(p[i] | ((uint8_t)(p[i] - 'A') < 26 ? 0x20 : 0));
}

size_t seam__fold_ascii_run(seam_view *in, uint8_t *dst, size_t cap)
{
    const size_t most = in->len <= cap ? in->len : cap + 1;
    const size_t len = seam__ascii_run(seam__kernel_get(), in->data, most);

    if (len < 2)
        return 0;
    seam__fold_ascii(in->data, len - 1, dst);
    *in = seam_view_of(in->data + len - 1, in->len - (len - 1));
    return len - 1;
}

/* Writes the folding of a character that is not ASCII. */
static size_t put_folded(seam__character c, uint8_t *dst)
{
    uint32_t mapped[SEAM__LONGEST_MAPPING];
    const size_t n = seam__map_code_point(c.code_point, SEAM__MAP_FOLD, mapped);
    size_t len = 0;

    for (size_t i = 0; i < n; i++)
        len += seam__encode(mapped[i], dst + len);
    return len;
}

size_t seam__fold_run(seam_view *in, uint8_t *dst, size_t cap)
{
    const seam__kernel *kernel = seam__kernel_get();
    const uint8_t *p = in->data;
    size_t left = in->len, n = 0, left_alone = 0;

    while (left > 0 && cap - n >= LONGEST_FOLDING && left_alone < LEFT_ALONE_MAX) {
        size_t len = 1;

        if (p[0] < 0x80) {
            len = seam__max(1, seam__ascii_run(kernel, p, seam__min(left, cap - n)));
            seam__fold_ascii(p, len, dst + n);
            n += len;
        } else {
            len = seam__whole_sequence(p, left);
            if (len == 0)
                break;
            if (seam__is_candidate(p, len, SEAM__CANDIDATE_CASEFOLD)) {
                n += put_folded(seam__character_at(p, len), dst + n);
                left_alone = 0;
            } else {
                memcpy(dst + n, p, len);
                n += len;
                left_alone += len;
            }
        }
        p += len;
        left -= len;
    }
    *in = seam_view_of(p, left);
    return n;
}
