#include "seam/decoder.h"

#include <string.h>

#include "codec/decoder_options.h"
#include "codec/decoder_step.h"

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
