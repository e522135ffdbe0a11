#include "codec/sequence.h"

/* The length of a sequence that the top bits of its lead call for; 1 for 80..BF and F8..FF, which
 * no sequence begins with. */
static size_t called_for(uint8_t lead)
{
    if (lead < 0xC0 || lead >= 0xF8)
        return 1;
    if (lead < 0xE0)
        return 2;
    return lead < 0xF0 ? 3 : 4;
}

/* Whether a well-formed sequence of two bytes or more may begin with `byte`. */
static bool begins_sequence(uint8_t byte)
{
    return byte >= 0xC2 && byte <= 0xF4;
}

/* Whether `second` may follow `lead` (Unicode 15.0 Table 3-7, second bytes). */
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

/* The reason of a fault by its lead: row 0 for 80..BF, then a row for each byte from C0 up. The
 * second column is for a fault of one byte that a continuation byte follows: that byte is then
 * outside the range that Table 3-7 gives for the lead. The first column is for all others. */
static const uint8_t reasons[][2] = {
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
SEAM_STATIC_ASSERT(sizeof(reasons) / sizeof(reasons[0]) == 1 + (0xFF - 0xC0 + 1));

/* The fault that the maximal subpart of `len` bytes at p is; `n` bytes lie there. */
static seam__sequence fault(const uint8_t *p, size_t n, size_t len)
{
    const uint8_t lead = p[0];
    const size_t row = lead < 0xC0 ? 0 : 1 + (size_t)(lead - 0xC0);
    /* p[n > 1] is p[0] where no byte follows; that byte decides nothing then. There is no branch,
     * because a CPU cannot predict which faults come. */
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
