#include <string.h>

#include "base/panic.h"
#include "codec/decoder_options.h"
#include "codec/decoder_step.h"

/* Where each part of the saved form begins, in bytes. Numbers are little-endian. */
enum {
    AT_VERSION = 0,
    AT_FROM = 1,
    AT_OPTION_FROM = 2,
    AT_TO = 3,
    AT_POLICIES = 4, /* errors 2 bits, hold 1, bom 2, tail 1, unmappable 2 */
    AT_DENY = 5,
    AT_STATE = 6,
    AT_N_CARRY = 7,
    AT_CARRY = 8, /* 3 bytes */
    AT_OFFSET = 11,
    AT_TEXT_OFFSET = 19,
    AT_N_FAULTS = 27,
    AT_FAULT_OFFSET = 35,
    AT_FAULT_REASON = 43,
    AT_FAULT_LEN = 44, /* len 4 bits, n_bytes 4 */
    AT_FAULT_BYTES = 45,
    AT_N_OWED = 49,
    AT_OWED = 50, /* 10 bytes */
    MOST_OWED = 10,
    VERSION = 1
};

static void save64(uint8_t *p, uint64_t value)
{
    for (size_t i = 0; i < 8; i++)
        p[i] = (uint8_t)(value >> 8 * i);
}

static uint64_t load64(const uint8_t *p)
{
    uint64_t value = 0;

    for (size_t i = 0; i < 8; i++)
        value |= (uint64_t)p[i] << 8 * i;
    return value;
}

void seam_decoder_save(const seam_decoder *dec, uint8_t saved[SEAM_DECODER_SAVED])
{
    const size_t n_owed = (size_t)dec->owed_len_ - dec->owed_at_;

    SEAM_ASSERT(seam__decoder_valid(dec) && n_owed <= MOST_OWED);
    memset(saved, 0, SEAM_DECODER_SAVED);
    saved[AT_VERSION] = VERSION;
    saved[AT_FROM] = dec->from_;
    saved[AT_OPTION_FROM] = dec->option_from_;
    saved[AT_TO] = dec->to_;
    saved[AT_POLICIES] = (uint8_t)(dec->errors_ | dec->hold_ << 2 | dec->bom_ << 3 |
                                   dec->tail_ << 5 | dec->unmappable_ << 6);
    saved[AT_DENY] = (uint8_t)dec->deny_;
    saved[AT_STATE] = dec->state_;
    saved[AT_N_CARRY] = dec->n_carry_;
    memcpy(saved + AT_CARRY, dec->carry_, dec->n_carry_);
    save64(saved + AT_OFFSET, dec->offset_);
    save64(saved + AT_TEXT_OFFSET, dec->text_offset_);
    save64(saved + AT_N_FAULTS, dec->n_faults_);
    save64(saved + AT_FAULT_OFFSET, dec->fault_.offset);
    saved[AT_FAULT_REASON] = dec->fault_.reason;
    saved[AT_FAULT_LEN] = (uint8_t)(dec->fault_.len | dec->fault_.n_bytes << 4);
    memcpy(saved + AT_FAULT_BYTES, dec->fault_.bytes, 4);
    saved[AT_N_OWED] = (uint8_t)n_owed;
    memcpy(saved + AT_OWED, dec->owed_ + dec->owed_at_, n_owed);
}

static void read_options(seam_decoder *dec, const uint8_t *saved)
{
    const unsigned policies = saved[AT_POLICIES];

    dec->from_ = saved[AT_FROM];
    dec->option_from_ = saved[AT_OPTION_FROM];
    dec->to_ = saved[AT_TO];
    dec->errors_ = policies & 3;
    dec->hold_ = policies >> 2 & 1;
    dec->bom_ = policies >> 3 & 3;
    dec->tail_ = policies >> 5 & 1;
    dec->unmappable_ = (uint8_t)(policies >> 6);
    dec->deny_ = saved[AT_DENY];
}

static void read_state(seam_decoder *dec, const uint8_t *saved)
{
    dec->state_ = saved[AT_STATE];
    dec->n_carry_ = saved[AT_N_CARRY];
    memcpy(dec->carry_, saved + AT_CARRY, 3);
    dec->offset_ = load64(saved + AT_OFFSET);
    dec->text_offset_ = load64(saved + AT_TEXT_OFFSET);
    dec->n_faults_ = load64(saved + AT_N_FAULTS);
    dec->fault_.offset = load64(saved + AT_FAULT_OFFSET);
    dec->fault_.reason = saved[AT_FAULT_REASON];
    dec->fault_.len = saved[AT_FAULT_LEN] & 15;
    dec->fault_.n_bytes = saved[AT_FAULT_LEN] >> 4;
    memcpy(dec->fault_.bytes, saved + AT_FAULT_BYTES, 4);
    dec->owed_len_ = saved[AT_N_OWED];
    memcpy(dec->owed_, saved + AT_OWED, MOST_OWED);
}

/* No stream has half of 2^64 bytes or faults; numbers near their end would wrap on the way. */
static bool can_count_on(const seam_decoder *dec)
{
    return dec->offset_ <= UINT64_MAX / 2 && dec->n_faults_ <= UINT64_MAX / 2;
}

/* Whether saving the decoder gives the bytes that it was read from: so none was ignored, and those
 * behind a count are 0. */
static bool is_same(const seam_decoder *dec, const uint8_t *saved)
{
    uint8_t again[SEAM_DECODER_SAVED];

    seam_decoder_save(dec, again);
    return memcmp(again, saved, sizeof(again)) == 0;
}

seam_status seam_decoder_load(seam_decoder *dec, const uint8_t saved[SEAM_DECODER_SAVED])
{
    bool valid = saved[AT_VERSION] == VERSION && saved[AT_N_OWED] <= MOST_OWED;

    memset(dec, 0, sizeof(*dec));
    if (valid) {
        read_options(dec, saved);
        read_state(dec, saved);
        valid = seam__decoder_valid(dec) && can_count_on(dec) &&
                dec->fault_.reason <= SEAM_REASON_UNMAPPABLE && is_same(dec, saved);
    }
    if (!valid) {
        const seam_status r = seam_decoder_init(dec, NULL);

        SEAM_ASSERT(r == SEAM_OK);
        (void)r;
    }
    return valid ? SEAM_OK : SEAM_EINVAL;
}
