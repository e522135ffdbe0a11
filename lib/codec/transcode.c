#include "seam/transcode.h"

#include "base/attributes.h"
#include "base/bits.h"
#include "base/panic.h"
#include "codec/sequence.h"
#include "codec/utf16_sequence.h"
#include "kernel/table.h"

/* ---- classification of the character at which a kernel has stopped */

typedef seam__sequence classify_fn(const uint8_t *p, size_t n);

/* A well-formed character above U+00FF, whose lead byte is above C3, is a fault as well. */
static seam__sequence classify_utf8_as_latin1(const uint8_t *p, size_t n)
{
    seam__sequence seq = seam__sequence_at(p, n);

    if (seq.kind == SEAM__SEQUENCE_WHOLE && p[0] > 0xC3) {
        seq.kind = SEAM__SEQUENCE_FAULT;
        seq.reason = SEAM_REASON_UNMAPPABLE;
        seq.n_bytes = seq.len;
    }
    return seq;
}

static seam__sequence classify_utf16le(const uint8_t *p, size_t n)
{
    return seam__utf16_at(p, n, false);
}

static seam__sequence classify_utf16be(const uint8_t *p, size_t n)
{
    return seam__utf16_at(p, n, true);
}

static seam__sequence classify_utf32le(const uint8_t *p, size_t n)
{
    return seam__utf32_at(p, n, false);
}

static seam__sequence classify_utf32be(const uint8_t *p, size_t n)
{
    return seam__utf32_at(p, n, true);
}

/* Every byte of Latin-1 is a whole character. */
static seam__sequence classify_latin1(const uint8_t *p, size_t n)
{
    (void)p;
    (void)n;
    return (seam__sequence){.kind = SEAM__SEQUENCE_WHOLE};
}

/* ---- one call */

static seam_status status_of(const seam__sequence *seq)
{
    switch (seq->kind) {
    case SEAM__SEQUENCE_OPEN:
        return SEAM_MORE;
    case SEAM__SEQUENCE_FAULT:
        return SEAM_EILSEQ;
    case SEAM__SEQUENCE_WHOLE:
    default:
        return SEAM_FULL;
    }
}

/* Whether the room, of `cap` units of `unit` bytes, overlaps the input. */
static inline bool overlaps(const seam_view *in, const void *dst, size_t cap, size_t unit)
{
    return seam__overlap(in->data, in->len, dst, seam__min(cap, SIZE_MAX / unit) * unit);
}

/* The status and the fault of a call whose kernel stopped before the end, after `len` bytes. */
SEAM__NOINLINE static seam_status stopped(classify_fn *classify, const seam_view *in, size_t len,
                                          seam_fault *fault)
{
    const seam__sequence seq = classify(in->data, in->len);

    if (fault != NULL && seq.kind != SEAM__SEQUENCE_WHOLE)
        seam__fault_make(fault, seq, len, in->data, in->len);
    return status_of(&seq);
}

/* One call; `unit` is the number of bytes of a code unit of `dst`. It is compiled anew for each pair of
 * encodings, because with short texts the calls take much of the time. */
SEAM__TEMPLATE seam_status convert(seam__transcode_fn *kernel, classify_fn *classify, size_t unit,
                                   seam_view *in, void *dst, size_t cap, size_t *n,
                                   seam_fault *fault)
{
    static uint8_t nowhere; /* where `dst` is NULL and `cap` 0: kernels get no NULL */
    size_t len;

    SEAM_ASSERT(!overlaps(in, dst, cap, unit));
    (void)unit;
    *n = 0;
    if (fault != NULL)
        *fault = (seam_fault){0};
    if (in->len == 0)
        return SEAM_OK;
    len = kernel(in->data, in->len, dst != NULL ? dst : &nowhere, cap, n);
    in->data += len;
    in->len -= len;
    return in->len == 0 ? SEAM_OK : stopped(classify, in, len, fault);
}

seam_status seam_utf8_to_utf16le(seam_view *in, void *dst, size_t cap, size_t *n, seam_fault *fault)
{
    return convert(seam__kernel_get()->utf8_to_utf16le, seam__sequence_at, 2, in, dst, cap, n,
                   fault);
}

seam_status seam_utf8_to_utf16be(seam_view *in, void *dst, size_t cap, size_t *n, seam_fault *fault)
{
    return convert(seam__kernel_get()->utf8_to_utf16be, seam__sequence_at, 2, in, dst, cap, n,
                   fault);
}

seam_status seam_utf8_to_utf32le(seam_view *in, void *dst, size_t cap, size_t *n, seam_fault *fault)
{
    return convert(seam__kernel_get()->utf8_to_utf32le, seam__sequence_at, 4, in, dst, cap, n,
                   fault);
}

seam_status seam_utf8_to_utf32be(seam_view *in, void *dst, size_t cap, size_t *n, seam_fault *fault)
{
    return convert(seam__kernel_get()->utf8_to_utf32be, seam__sequence_at, 4, in, dst, cap, n,
                   fault);
}

seam_status seam_utf8_to_latin1(seam_view *in, void *dst, size_t cap, size_t *n, seam_fault *fault)
{
    return convert(seam__kernel_get()->utf8_to_latin1, classify_utf8_as_latin1, 1, in, dst, cap, n,
                   fault);
}

seam_status seam_utf16le_to_utf8(seam_view *in, void *dst, size_t cap, size_t *n, seam_fault *fault)
{
    return convert(seam__kernel_get()->utf16le_to_utf8, classify_utf16le, 1, in, dst, cap, n,
                   fault);
}

seam_status seam_utf16be_to_utf8(seam_view *in, void *dst, size_t cap, size_t *n, seam_fault *fault)
{
    return convert(seam__kernel_get()->utf16be_to_utf8, classify_utf16be, 1, in, dst, cap, n,
                   fault);
}

seam_status seam_utf32le_to_utf8(seam_view *in, void *dst, size_t cap, size_t *n, seam_fault *fault)
{
    return convert(seam__kernel_get()->utf32le_to_utf8, classify_utf32le, 1, in, dst, cap, n,
                   fault);
}

seam_status seam_utf32be_to_utf8(seam_view *in, void *dst, size_t cap, size_t *n, seam_fault *fault)
{
    return convert(seam__kernel_get()->utf32be_to_utf8, classify_utf32be, 1, in, dst, cap, n,
                   fault);
}

seam_status seam_latin1_to_utf8(seam_view *in, void *dst, size_t cap, size_t *n)
{
    return convert(seam__kernel_get()->latin1_to_utf8, classify_latin1, 1, in, dst, cap, n, NULL);
}

/* ---- how much of a text Latin-1 can express */

/* The data of an empty text may be NULL, and kernels get no NULL. */
static size_t latin1_len(seam__prefix_fn *kernel, seam_view text)
{
    return text.len > 0 ? kernel(text.data, text.len) : 0;
}

size_t seam_utf8_latin1_len(seam_view text)
{
    return latin1_len(seam__kernel_get()->utf8_latin1_prefix, text);
}

size_t seam_utf16le_latin1_len(seam_view text)
{
    return latin1_len(seam__kernel_get()->utf16le_latin1_prefix, text);
}

size_t seam_utf16be_latin1_len(seam_view text)
{
    return latin1_len(seam__kernel_get()->utf16be_latin1_prefix, text);
}
