#include "codec/decoder_options.h"

#include <string.h>

#include "codec/encodings.h"

static bool is_utf16(unsigned encoding)
{
    return encoding == SEAM_UTF16LE || encoding == SEAM_UTF16BE;
}

/* Whether SEAM_ERRORS_LOSSLESS is built for the two encodings: from bytes to an encoding that has
 * lone surrogates, which stand for ill-formed bytes, or from such an encoding back to bytes. */
static bool lossless_built(const seam_decoder_options *o)
{
    const bool to_surrogates = o->to == SEAM_WTF8 || is_utf16(o->to);
    const bool back = o->to == SEAM_UTF8 || o->to == SEAM_ASCII || o->to == SEAM_LATIN1 ||
                      o->to == SEAM_WINDOWS_1252;

    if (o->deny != 0 || o->unmappable == SEAM_UNMAPPABLE_LOW_BYTE || o->bom == SEAM_BOM_SNIFF)
        return false;
    if (o->from == SEAM_UTF8 || o->from == SEAM_ASCII)
        return to_surrogates;
    if (is_utf16(o->from))
        return to_surrogates || back;
    return o->from == SEAM_WTF8 && (is_utf16(o->to) || back);
}

static bool lazy_built(const seam_decoder_options *o)
{
    if (o->from == SEAM_UTF8)
        return o->bom != SEAM_BOM_SNIFF;
    return o->from == SEAM_UTF16LE && o->to == SEAM_UTF16LE && o->errors == SEAM_ERRORS_LOSSLESS &&
           o->bom == SEAM_BOM_KEEP;
}

static bool to_built(unsigned to)
{
    const seam__encoding *enc = seam__encoding_of(to);

    return to == SEAM_ENCODING_NONE || (enc != NULL && enc->put != NULL);
}

static bool values_known(const seam_decoder_options *o)
{
    const uint32_t classes = SEAM_DENY_NUL | SEAM_DENY_C0 | SEAM_DENY_TAB_LF_CR | SEAM_DENY_C1 |
                             SEAM_DENY_NONCHARACTERS | SEAM_DENY_PRIVATE | SEAM_DENY_BIDI;

    return seam__encoding_of(o->from) != NULL && to_built(o->to) &&
           o->errors <= SEAM_ERRORS_LOSSLESS && o->hold <= SEAM_HOLD_LAZY &&
           o->bom <= SEAM_BOM_SNIFF && o->tail <= SEAM_TAIL_DROP &&
           o->unmappable <= SEAM_UNMAPPABLE_LOW_BYTE && (o->deny & ~classes) == 0;
}

static bool is_zero(const uint64_t *words, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (words[i] != 0)
            return false;
    }
    return true;
}

bool seam__options_built(const seam_decoder_options *o)
{
    return values_known(o) && o->reserved0_ == 0 && o->reserved1_ == 0 &&
           is_zero(o->reserved_, 4) && (o->errors != SEAM_ERRORS_LOSSLESS || lossless_built(o)) &&
           (o->hold != SEAM_HOLD_LAZY || lazy_built(o)) &&
           (o->unmappable != SEAM_UNMAPPABLE_LOW_BYTE || o->to == SEAM_LATIN1 ||
            o->to == SEAM_ASCII);
}

bool seam__decoder_options_valid(const seam_decoder *dec)
{
    const seam_decoder_options o = {
        .from = dec->option_from_,
        .to = dec->to_,
        .errors = dec->errors_,
        .hold = dec->hold_,
        .bom = dec->bom_,
        .tail = dec->tail_,
        .unmappable = dec->unmappable_,
        .deny = dec->deny_,
    };
    const bool sniffed = dec->bom_ == SEAM_BOM_SNIFF && dec->from_ <= SEAM_UTF16BE;

    return seam__options_built(&o) && (sniffed || dec->from_ == dec->option_from_);
}

/* ---- profiles */

/* Fills in the profile of a protocol whose text is UTF-8. Returns false for another profile. */
static bool fill_protocol(seam_decoder_options *o, unsigned profile)
{
    switch (profile) {
    case SEAM_PROFILE_WEBSOCKET:
    case SEAM_PROFILE_CBOR:
        o->errors = SEAM_ERRORS_FATAL;
        break;
    case SEAM_PROFILE_MQTT:
        o->errors = SEAM_ERRORS_FATAL;
        o->deny = SEAM_DENY_NUL;
        break;
    case SEAM_PROFILE_SSE:
        o->bom = SEAM_BOM_STRIP;
        break;
    case SEAM_PROFILE_JSON:
        o->errors = SEAM_ERRORS_FATAL;
        o->bom = SEAM_BOM_STRIP;
        break;
    default:
        return false;
    }
    return o->from == SEAM_UTF8;
}

/* Fills in the profile of Node's StringDecoder, which reads utf8, utf16le, latin1 and ascii.
 * Returns false for other encodings. */
static bool fill_node(seam_decoder_options *o)
{
    if (o->from == SEAM_UTF8) {
        o->hold = SEAM_HOLD_LAZY;
        return true;
    }
    if (o->from == SEAM_UTF16LE) {
        o->tail = SEAM_TAIL_DROP;
        if (o->to == SEAM_UTF16LE) {
            o->hold = SEAM_HOLD_LAZY;
            o->errors = SEAM_ERRORS_LOSSLESS;
        }
        return o->to == SEAM_UTF16LE || o->to == SEAM_UTF8;
    }
    return o->from == SEAM_LATIN1 || o->from == SEAM_ASCII_MASKED;
}

static bool fill(seam_decoder_options *o, unsigned profile)
{
    switch (profile) {
    case SEAM_PROFILE_NODE:
        return fill_node(o);
    case SEAM_PROFILE_WHATWG:
        o->bom = SEAM_BOM_STRIP;
        return o->from <= SEAM_UTF16BE || o->from == SEAM_WINDOWS_1252 || o->from >= SEAM_IBM866;
    case SEAM_PROFILE_TERMINAL:
        return true;
    default:
        return fill_protocol(o, profile);
    }
}

seam_status seam_decoder_profile(seam_decoder_options *options, unsigned profile, unsigned from,
                                 unsigned to)
{
    seam_decoder_options o = {.from = (uint8_t)from, .to = (uint8_t)to};

    memset(options, 0, sizeof(*options));
    if (from > UINT8_MAX || to > UINT8_MAX || !fill(&o, profile) || !seam__options_built(&o))
        return SEAM_EINVAL;
    *options = o;
    return SEAM_OK;
}
