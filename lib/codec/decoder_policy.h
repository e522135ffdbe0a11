/* What the options of a decoder make of an event: the pull, batch, bounded and counted forms all ask
 * here. */
#ifndef SEAM_CODEC_DECODER_POLICY_H
#define SEAM_CODEC_DECODER_POLICY_H

#include "codec/decoder_step.h"

#define SEAM__REPLACEMENT_LEN ((size_t)3)
#define SEAM__RUN_MAX         ((size_t)1024)

/* U+FFFD, SEAM__RUN_MAX times: what a run of faults is a prefix of. */
extern const uint8_t seam__replacements[SEAM__RUN_MAX * SEAM__REPLACEMENT_LEN];

/* For `n` faults, SEAM__RUN_MAX at most. */
static inline seam_view seam__replacement_run(size_t n)
{
    return seam_view_of(seam__replacements, n * SEAM__REPLACEMENT_LEN);
}

typedef enum seam__answer {
    SEAM__ANSWER_TEXT,        /* the event's text comes out */
    SEAM__ANSWER_REPLACEMENT, /* U+FFFD comes out */
    SEAM__ANSWER_NOTHING,     /* nothing comes out, and the call goes on */
    SEAM__ANSWER_STATUS       /* the call returns seam__status_of() */
} seam__answer;

static inline seam__answer seam__answer_to(const seam_decoder *dec, seam__event event)
{
    const bool wanted = dec->to_ != SEAM_TO_NONE;

    switch (event) {
    case SEAM__EVENT_TEXT:
    case SEAM__EVENT_BRIDGE:
        return wanted ? SEAM__ANSWER_TEXT : SEAM__ANSWER_NOTHING;
    case SEAM__EVENT_FAULT:
    case SEAM__EVENT_TRUNCATED:
        if (dec->errors_ == SEAM_ERRORS_FATAL)
            return SEAM__ANSWER_STATUS;
        return wanted && dec->errors_ == SEAM_ERRORS_REPLACE ? SEAM__ANSWER_REPLACEMENT
                                                             : SEAM__ANSWER_NOTHING;
    case SEAM__EVENT_NONE:
    case SEAM__EVENT_MORE:
    case SEAM__EVENT_FULL:
    case SEAM__EVENT_EOF:
    default:
        return SEAM__ANSWER_STATUS;
    }
}

/* What a call returns that an event ends. */
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
