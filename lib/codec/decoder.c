#include "seam/decoder.h"

#include <string.h>

#include "base/attributes.h"
#include "base/panic.h"
#include "codec/decoder_fast.h"
#include "codec/decoder_options.h"
#include "codec/decoder_pull.h"

seam_status seam_decoder_init(seam_decoder *dec, const seam_decoder_options *options)
{
    const bool built = options == NULL || seam__options_built(options);

    memset(dec, 0, sizeof(*dec));
    if (options != NULL && built) {
        dec->option_from_ = options->from;
        dec->to_ = options->to;
        dec->errors_ = options->errors;
        dec->hold_ = options->hold;
        dec->bom_ = options->bom;
        dec->tail_ = options->tail;
        dec->unmappable_ = options->unmappable;
        dec->deny_ = options->deny;
    }
    seam__decoder_start(dec);
    return built ? SEAM_OK : SEAM_EINVAL;
}

void seam_decoder_reset(seam_decoder *dec)
{
    seam__decoder_start(dec);
    dec->n_faults_ = 0;
    dec->fault_ = (seam_fault){0};
}

void seam_decoder_finish(seam_decoder *dec)
{
    dec->state_ |= SEAM__DECODER_FINISHING;
}

/* ---- pull */

/* A fault has been recorded; those that follow it in the chunk join it in one text. */
static seam_view replacement_run(seam_decoder *dec, seam_view *in)
{
    const seam__encoding *target = seam__decoder_target(dec);
    const uint64_t first = dec->text_offset_;
    seam_view unused;
    size_t n = 1;

    while (n < target->run && seam__decoder_fault_is_next(dec, in)) {
        seam__event event = seam__decoder_step(dec, in, SIZE_MAX, &unused);

        SEAM_ASSERT(event == SEAM__EVENT_FAULT);
        (void)event;
        n++;
    }
    dec->text_offset_ = first;
    return seam__replacement_run(target, n);
}

static SEAM__NOINLINE seam__event pull_from_core(seam_decoder *dec, seam_view *in, seam_view *text)
{
    *text = seam_view_of(NULL, 0);
    SEAM_ASSERT(seam__decoder_is_pullable(dec));
    if (in->len == 0 && (dec->state_ & SEAM__DECODER_FINISHING) == 0)
        return SEAM__EVENT_MORE;
    for (;;) {
        seam_view piece = {NULL, 0};
        const seam__event event = seam__decoder_step(dec, in, SIZE_MAX, &piece);

        switch (seam__answer_to(dec, event)) {
        case SEAM__ANSWER_TEXT:
            *text = piece;
            return event;
        case SEAM__ANSWER_REPLACEMENT:
            *text = replacement_run(dec, in);
            return SEAM__EVENT_FAULT;
        case SEAM__ANSWER_STATUS:
            return event;
        case SEAM__ANSWER_NOTHING:
        default:
            break;
        }
    }
}

seam__event seam__decoder_pull(seam_decoder *dec, seam_view *in, seam_view *text)
{
    seam__event event;

    SEAM_ASSERT(seam__decoder_valid(dec));
    event = seam__fast_step(dec, in, text);
    return event != SEAM__EVENT_NONE ? event : pull_from_core(dec, in, text);
}

seam_status seam_decoder_next(seam_decoder *dec, seam_view *in, seam_view *text)
{
    seam__event event;

    SEAM_ASSERT(seam__decoder_valid(dec));
    if (seam__fast_step(dec, in, text) != SEAM__EVENT_NONE)
        return SEAM_OK;
    if (!seam__decoder_is_pullable(dec)) {
        *text = seam_view_of(NULL, 0);
        return SEAM_EINVAL;
    }
    event = pull_from_core(dec, in, text);
    return text->len > 0 ? SEAM_OK : seam__status_of(event);
}

/* ---- looking */

size_t seam_decoder_pending(const seam_decoder *dec, uint8_t bytes[4])
{
    memset(bytes, 0, 4);
    memcpy(bytes, dec->carry_, dec->n_carry_);
    return dec->n_carry_;
}

uint64_t seam_decoder_offset(const seam_decoder *dec)
{
    return dec->offset_;
}

uint64_t seam_decoder_text_offset(const seam_decoder *dec)
{
    return dec->text_offset_;
}

uint8_t seam_decoder_from(const seam_decoder *dec)
{
    return dec->from_;
}

uint64_t seam_decoder_n_faults(const seam_decoder *dec)
{
    return dec->n_faults_;
}

seam_fault seam_decoder_fault(const seam_decoder *dec)
{
    return dec->fault_;
}

const char *seam_reason_name(unsigned reason)
{
    static const char *const names[] = {
#define REASON_NAME(name, value, token) [name] = (token),
        SEAM_REASON_MAP(REASON_NAME)
#undef REASON_NAME
    };

    return reason < sizeof(names) / sizeof(names[0]) ? names[reason] : "unknown";
}
