#include "seam/utf8.h"

#include "base/bits.h"
#include "codec/sequence.h"
#include "kernel/table.h"

bool seam_utf8_valid(seam_view text)
{
    return seam__kernel_get()->utf8_valid(text.data, text.len);
}

/* The fault at `at`, where the well-formed prefix ends; a sequence that the end cuts short is one
 * as well. */
static seam_fault fault_at(seam_view text, size_t at)
{
    const uint8_t *p = text.data + at;
    const size_t n = text.len - at;
    seam_fault fault;

    seam__fault_make(&fault, seam__sequence_at(p, n), at, p, n);
    return fault;
}

size_t seam_utf8_valid_up_to(seam_view text, seam_fault *fault)
{
    size_t at = seam__kernel_get()->utf8_prefix(text.data, text.len);

    if (fault != NULL)
        *fault = at < text.len ? fault_at(text, at) : (seam_fault){0};
    return at;
}

/* The most faults that one call of the kernel looks for. */
#define FAULTS_MAX ((size_t)128)

/* Finds up to `most` faults from *at on, where a sequence begins, and moves *at to where the search
 * ended. */
static size_t some_faults(seam_view text, seam_fault *faults, size_t most, size_t *at)
{
    seam__utf8_fault found[FAULTS_MAX];
    size_t n;
    const size_t end =
        seam__kernel_get()->utf8_faults(text.data + *at, text.len - *at, found, most, &n);

    seam__faults_at(text, *at, found, n, faults);
    *at += end;
    return n;
}

size_t seam_utf8_faults(seam_view text, seam_fault *faults, size_t cap, size_t *end)
{
    size_t at = 0;
    size_t n = 0;

    while (n < cap && at < text.len) {
        const size_t most = seam__min(cap - n, FAULTS_MAX);
        const size_t n_found = some_faults(text, faults + n, most, &at);

        n += n_found;
        if (n_found < most && at < text.len) {
            faults[n++] = fault_at(text, at);
            at = text.len;
        }
    }
    *end = at;
    return n;
}

size_t seam_utf8_count(seam_view text)
{
    return seam__kernel_get()->utf8_count(text.data, text.len);
}

size_t seam_utf8_utf16_len(seam_view text)
{
    return seam__kernel_get()->utf8_utf16_len(text.data, text.len);
}

size_t seam_utf8_trim(seam_view text)
{
    for (size_t back = 1; back <= 3 && back <= text.len; back++) {
        const uint8_t *at = text.data + text.len - back;

        if (seam__is_continuation(*at))
            continue;
        if (seam__sequence_at(at, back).kind == SEAM__SEQUENCE_OPEN)
            return text.len - back;
        break;
    }
    return text.len;
}
