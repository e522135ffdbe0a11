#include "codec/encodings.h"

#include "kernel/table.h"

static size_t utf8_prefix(const uint8_t *p, size_t n)
{
    return seam__kernel_get()->utf8_prefix(p, n);
}

static const seam__encoding utf8 = {
    .unit = 1,
    .longest = 4,
    .n_bom = 3,
    .bom = {0xEF, 0xBB, 0xBF},
    .prefix = utf8_prefix,
    .at = seam__sequence_at,
    .lazy_tail = seam__sequence_lazy_tail,
};

static const seam__encoding *const encodings[] = {[SEAM_UTF8] = &utf8};

const seam__encoding *seam__encoding_of(unsigned from)
{
    return from < sizeof(encodings) / sizeof(encodings[0]) ? encodings[from] : NULL;
}
