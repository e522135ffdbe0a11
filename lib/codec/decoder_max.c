#include "base/panic.h"
#include "codec/decoder_policy.h"

/* Each `unit` bytes of input, and what is left at the end, become at most `most` bytes of
 * output. */
typedef struct rate {
    size_t unit, most;
} rate;

/* The length of the character reference "&#N;" of `c`. */
static size_t reference_len(uint32_t c)
{
    size_t len = 4;

    for (; c >= 10; c /= 10)
        len++;
    return len;
}

static bool gives_references(const seam_decoder *dec, const seam__encoding *target)
{
    return dec->unmappable_ == SEAM_UNMAPPABLE_NCR && target->longest == 1;
}

static size_t most_of_byte(const seam_decoder *dec, unsigned from, const seam__encoding *source,
                           const seam__encoding *target)
{
    if (gives_references(dec, target)) {
        if (from == SEAM_LATIN1)
            return reference_len(0xFF);
        return source->table != NULL ? reference_len(source->table->highest) : 1;
    }
    if (target->unit > 1 || target->longest == 1)
        return target->unit;
    /* A character that is denied becomes U+FFFD, which has 3 bytes of UTF-8. */
    if (dec->deny_ != 0)
        return 3;
    return from == SEAM_LATIN1 ? 2 : from == SEAM_ASCII_MASKED ? 1 : 3;
}

/* The rate of UTF-16 and UTF-32. */
static rate rate_of_units(const seam_decoder *dec, const seam__encoding *source,
                          const seam__encoding *target)
{
    const bool is16 = source->unit == 2;
    rate r = {source->unit, 1};

    if (gives_references(dec, target))
        r.most = reference_len(is16 ? 0xFFFF : 0x10FFFF);
    else if (target->longest == 1)
        r.most = !is16 && dec->unmappable_ == SEAM_UNMAPPABLE_LOW_BYTE ? 2 : 1;
    else if (is16)
        r.most = target->unit == 1 ? 3 : target->unit;
    else
        r.most = 4;
    return r;
}

/* The rate of UTF-8. Its longest character references are those of two-byte characters: U+07FF
 * gives 7 bytes for 2, a character of three or four bytes 8 to 10 for 3 or 4. */
static rate rate_of_utf8(const seam_decoder *dec, const seam__encoding *target)
{
    if (gives_references(dec, target))
        return (rate){2, reference_len(0x7FF)};
    if (target->longest == 1)
        return (rate){1, 1};
    return (rate){1, target->unit == 1 ? 3 : target->unit};
}

static bool add(size_t *sum, size_t n)
{
    if (n > SIZE_MAX - *sum)
        return false;
    *sum += n;
    return true;
}

static bool most_output(const seam_decoder *dec, unsigned from, size_t n, size_t *max)
{
    const seam__encoding *source = seam__encoding_of(from);
    const seam__encoding *target = seam__decoder_target(dec);
    rate r;
    size_t units;

    if (source->unit > 1)
        r = rate_of_units(dec, source, target);
    else if (source->longest == 1)
        r = (rate){1, most_of_byte(dec, from, source, target)};
    else
        r = rate_of_utf8(dec, target);
    units = n / r.unit + (n % r.unit != 0);
    if (units > SIZE_MAX / r.most)
        return false;
    *max = units * r.most;
    return true;
}

bool seam_decoder_max_output(const seam_decoder *dec, size_t n, size_t *max)
{
    const size_t n_owed = (size_t)dec->owed_len_ - dec->owed_at_;
    const bool may_change =
        dec->bom_ == SEAM_BOM_SNIFF && (dec->state_ & SEAM__DECODER_AT_START) != 0;
    size_t most;
    bool fits;

    *max = 0;
    if (dec->to_ == SEAM_ENCODING_NONE)
        return true;
    fits = add(&n, dec->n_carry_) && most_output(dec, dec->from_, n, max);
    for (unsigned from = SEAM_UTF8; may_change && fits && from <= SEAM_UTF16BE; from++) {
        fits = most_output(dec, from, n, &most);
        if (fits && most > *max)
            *max = most;
    }
    fits = fits && add(max, n_owed);
    if (!fits)
        *max = SIZE_MAX;
    return fits;
}
