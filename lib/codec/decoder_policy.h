/* The policy of a decoder: what its options make of an event. The pull, batch, counted and bounded
 * forms all ask here. */
#ifndef SEAM_CODEC_DECODER_POLICY_H
#define SEAM_CODEC_DECODER_POLICY_H

#include "codec/decoder_step.h"

/* The table entry of the encoding that is written; there is none with SEAM_ENCODING_NONE. */
static inline const seam__encoding *seam__decoder_target(const seam_decoder *dec)
{
    return seam__encoding_with(dec->to_, dec->errors_ == SEAM_ERRORS_LOSSLESS);
}

/* Whether the bytes that come out as text are those that came in. */
static inline bool seam__decoder_is_identity(const seam_decoder *dec)
{
    return dec->to_ == SEAM_ENCODING_NONE || dec->to_ == dec->from_ ||
           (dec->from_ == SEAM_ASCII && dec->to_ == SEAM_UTF8);
}

/* Whether the decoder has a pull form: the bytes that come out are those that came in, and no BOM
 * can change that. */
static inline bool seam__decoder_is_pullable(const seam_decoder *dec)
{
    return seam__decoder_is_identity(dec) &&
           (dec->bom_ != SEAM_BOM_SNIFF || dec->to_ == SEAM_ENCODING_NONE);
}

/* What is written for `n` faults in a row; n is at most target->run. */
static inline seam_view seam__replacement_run(const seam__encoding *target, size_t n)
{
    return seam_view_of(target->replacements, n * target->n_replacement);
}

typedef enum seam__answer {
    SEAM__ANSWER_TEXT,        /* the event's text comes out */
    SEAM__ANSWER_REPLACEMENT, /* U+FFFD comes out, or '?' where the target lacks it */
    SEAM__ANSWER_NOTHING,     /* nothing comes out, and the call goes on */
    SEAM__ANSWER_STATUS       /* the call returns seam__status_of() */
} seam__answer;

static inline seam__answer seam__answer_to(const seam_decoder *dec, seam__event event)
{
    const bool wanted = dec->to_ != SEAM_ENCODING_NONE;

    switch (event) {
    case SEAM__EVENT_TEXT:
    case SEAM__EVENT_BRIDGE:
        return wanted ? SEAM__ANSWER_TEXT : SEAM__ANSWER_NOTHING;
    case SEAM__EVENT_FAULT:
    case SEAM__EVENT_TRUNCATED:
        if (dec->errors_ == SEAM_ERRORS_FATAL)
            return SEAM__ANSWER_STATUS;
        return wanted && dec->errors_ != SEAM_ERRORS_SKIP ? SEAM__ANSWER_REPLACEMENT
                                                          : SEAM__ANSWER_NOTHING;
    case SEAM__EVENT_NONE:
        return SEAM__ANSWER_NOTHING;
    case SEAM__EVENT_MORE:
    case SEAM__EVENT_FULL:
    case SEAM__EVENT_EOF:
    default:
        return SEAM__ANSWER_STATUS;
    }
}

/* The status of a call that ends with `event`. */
static inline seam_status seam__status_of(seam__event event)
{
    static const int8_t statuses[] = {
        [SEAM__EVENT_FAULT] = SEAM_EILSEQ, [SEAM__EVENT_TRUNCATED] = SEAM_ETRUNC,
        [SEAM__EVENT_MORE] = SEAM_MORE,    [SEAM__EVENT_FULL] = SEAM_FULL,
        [SEAM__EVENT_EOF] = SEAM_EOF,
    };

    return (seam_status)statuses[event];
}

#endif
