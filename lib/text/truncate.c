#include "seam/truncate.h"

#include "base/panic.h"
#include "text/code_point.h"

/* The length of one cluster in code points or UTF-16 code units. */
static uint64_t measure_characters(seam_view cluster, bool in_utf16)
{
    uint64_t n = 0;

    for (size_t at = 0; at < cluster.len;) {
        const seam__character c = seam__character_at(cluster.data + at, cluster.len - at);

        n += in_utf16 && c.code_point != SEAM__NO_CODE_POINT && c.code_point >= 0x10000 ? 2 : 1;
        at += c.len;
    }
    return n;
}

static uint64_t measure_cluster(seam_view cluster, unsigned unit, uint32_t flags)
{
    seam_width width = {.flags = flags};

    switch (unit) {
    case SEAM_IN_CLUSTERS:
        return 1;
    case SEAM_IN_COLUMNS:
        return seam_width_advance(&width, cluster);
    default:
        return measure_characters(cluster, unit == SEAM_IN_UTF16_UNITS);
    }
}

/* So much text is measured at once before clusters are measured one by one. */
enum { STRETCH = 2048 };

static uint64_t measure_stretch(seam_view stretch, unsigned unit, uint32_t flags)
{
    seam_graphemes g = {0};

    return unit == SEAM_IN_CLUSTERS ? seam_graphemes_count(&g, stretch)
                                    : measure_cluster(stretch, unit, flags);
}

/* The length of whole clusters at the start of the text that measure at most `max`, by stretches:
 * about STRETCH bytes less than the most that there is. *total is what they measure. */
static size_t whole_stretches(seam_view text, unsigned unit, uint64_t max, uint32_t flags,
                              uint64_t *total)
{
    size_t len = 0;

    *total = 0;
    while (text.len - len > STRETCH) {
        const seam_view rest = seam_view_of(text.data + len, text.len - len);
        const size_t stretch = seam_grapheme_floor(rest, STRETCH);
        const uint64_t its = measure_stretch(seam_view_of(rest.data, stretch), unit, flags);

        if (stretch == 0 || its > max - *total)
            break;
        *total += its;
        len += stretch;
    }
    return len;
}

size_t seam_text_truncate(seam_view text, unsigned unit, uint64_t max, uint32_t flags,
                          uint64_t *measure)
{
    seam_graphemes g = {0};
    seam_view in = text, cluster;
    uint64_t total = 0;
    size_t len = 0;
    bool starts;

    SEAM_ASSERT(unit <= SEAM_IN_COLUMNS);
    if (unit == SEAM_IN_BYTES) {
        len = seam_grapheme_floor(text, max < text.len ? (size_t)max : text.len);
        total = len;
    }
    if (unit != SEAM_IN_BYTES && text.len > STRETCH) {
        len = whole_stretches(text, unit, max, flags, &total);
        in = seam_view_of(text.data + len, text.len - len);
    }
    while (unit != SEAM_IN_BYTES && seam_graphemes_next(&g, &in, &cluster, &starts) == SEAM_OK) {
        const uint64_t its = measure_cluster(cluster, unit, flags);

        if (its > max - total)
            break;
        total += its;
        len += cluster.len;
    }
    if (measure != NULL)
        *measure = total;
    return len;
}
