#include "codec/sequence.h"

/* The length that the top bits of a byte call for: 1 for 80..BF and F8..FF, which begin nothing. */
static size_t called_for(uint8_t lead)
{
    if (lead < 0xC0 || lead >= 0xF8)
        return 1;
    if (lead < 0xE0)
        return 2;
    return lead < 0xF0 ? 3 : 4;
}

/* Does well-formed text have a sequence that begins so, and is longer than a byte? */
static bool begins_sequence(uint8_t byte)
{
    return byte >= 0xC2 && byte <= 0xF4;
}

/* Table 3-7, second column. */
static bool may_be_second(uint8_t lead, uint8_t second)
{
    const uint8_t low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    const uint8_t high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;

    return second >= low && second <= high;
}

#define ALWAYS(reason)                             \
    {                                              \
        SEAM_REASON_##reason, SEAM_REASON_##reason \
    }
#define ELSE(reason)                                \
    {                                               \
        SEAM_REASON_TRUNCATED, SEAM_REASON_##reason \
    }
#define FOUR(item) item, item, item, item

/* By the lead: 80..BF, then each from C0 up. What is wrong with it, and what is when its one byte is
 * followed by a continuation byte, which then must be outside the range of Table 3-7. */
static const uint8_t reasons[1 + 0x40][2] = {
    ALWAYS(STRAY),           ALWAYS(OVERLONG),        ALWAYS(OVERLONG),
    ALWAYS(TRUNCATED),       ALWAYS(TRUNCATED), /* C0..C3 */
    FOUR(ALWAYS(TRUNCATED)), FOUR(ALWAYS(TRUNCATED)), FOUR(ALWAYS(TRUNCATED)),
    FOUR(ALWAYS(TRUNCATED)), FOUR(ALWAYS(TRUNCATED)), FOUR(ALWAYS(TRUNCATED)),
    FOUR(ALWAYS(TRUNCATED)), /* C4..DF */
    ELSE(OVERLONG),          ALWAYS(TRUNCATED),       ALWAYS(TRUNCATED),
    ALWAYS(TRUNCATED),                                /* E0..E3 */
    FOUR(ALWAYS(TRUNCATED)), FOUR(ALWAYS(TRUNCATED)), /* E4..EB */
    ALWAYS(TRUNCATED),       ELSE(SURROGATE),         ALWAYS(TRUNCATED),
    ALWAYS(TRUNCATED), /* EC..EF */
    ELSE(OVERLONG),          ALWAYS(TRUNCATED),       ALWAYS(TRUNCATED),
    ALWAYS(TRUNCATED), /* F0..F3 */
    ELSE(TOO_LARGE),         ALWAYS(TOO_LARGE),       ALWAYS(TOO_LARGE),
    ALWAYS(TOO_LARGE), /* F4..F7 */
    FOUR(ALWAYS(INVALID)),   FOUR(ALWAYS(INVALID)),
};

/* The maximal subpart of `len` bytes at p, of the `n` bytes there. */
static seam__sequence fault(const uint8_t *p, size_t n, size_t len)
{
    const uint8_t lead = p[0];
    const size_t row = lead < 0xC0 ? 0 : 1 + (size_t)(lead - 0xC0);
    /* Of a byte that is alone it does not matter. No branch: faults come in no order. */
    const bool continued = (len == 1) & seam__is_continuation(p[n > 1]);

    return (seam__sequence){SEAM__SEQUENCE_FAULT, (uint8_t)len, reasons[row][continued],
                            (uint8_t)(len + begins_sequence(lead))};
}

seam__sequence seam__sequence_at(const uint8_t *p, size_t n)
{
    const size_t len = called_for(p[0]);

    if (p[0] >= 0x80 && !begins_sequence(p[0]))
        return fault(p, n, 1);
    for (size_t i = 1; i < len; i++) {
        if (i == n)
            return (seam__sequence){SEAM__SEQUENCE_OPEN, (uint8_t)n, SEAM_REASON_TRUNCATED,
                                    (uint8_t)n};
        if (i == 1 ? !may_be_second(p[0], p[1]) : !seam__is_continuation(p[i]))
            return fault(p, n, i);
    }
    return (seam__sequence){SEAM__SEQUENCE_WHOLE, (uint8_t)len, SEAM_REASON_NONE, 0};
}

size_t seam__sequence_lazy_tail(const uint8_t *p, size_t n)
{
    for (size_t back = 1; back <= 3 && back <= n; back++) {
        const uint8_t byte = p[n - back];

        if (!seam__is_continuation(byte))
            return called_for(byte) > back ? back : 0;
    }
    return 0;
}

void seam__faults_at(seam_view text, size_t begin, const seam__utf8_fault *at, size_t n,
                     seam_fault *faults)
{
    for (size_t i = 0; i < n; i++) {
        const size_t offset = begin + at[i].start;
        const uint8_t *p = text.data + offset;
        const size_t n_left = text.len - offset;

        seam__fault_make(&faults[i], fault(p, n_left, at[i].end - at[i].start), offset, p, n_left);
    }
}
