#include "seam/decoder.h"

#include <string.h>

#include "base/attributes.h"
#include "base/bits.h"
#include "base/panic.h"
#include "codec/decoder_quick.h"
#include "codec/decoder_step.h"
#include "codec/sequence.h"
#include "kernel/table.h"
#include "kernel/whole_sequence.h"

/* The most text that is validated before it is copied: both passes stay in the first-level cache. */
#define CONVERT_WINDOW ((size_t)8192)

/* RUN_MAX times. */
#define FFFD_1    0xEF, 0xBF, 0xBD
#define FFFD_4    FFFD_1, FFFD_1, FFFD_1, FFFD_1
#define FFFD_16   FFFD_4, FFFD_4, FFFD_4, FFFD_4
#define FFFD_64   FFFD_16, FFFD_16, FFFD_16, FFFD_16
#define FFFD_256  FFFD_64, FFFD_64, FFFD_64, FFFD_64
#define FFFD_1024 FFFD_256, FFFD_256, FFFD_256, FFFD_256
const uint8_t seam__replacements[RUN_MAX * REPLACEMENT_LEN] = {FFFD_1024};

static bool is_zero(const uint64_t *words, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (words[i] != 0)
            return false;
    }
    return true;
}

static bool options_built(const seam_decoder_options *o)
{
    return o->from == SEAM_UTF8 && o->to <= SEAM_TO_NONE && o->errors <= SEAM_ERRORS_SKIP &&
           o->hold <= SEAM_HOLD_LAZY && o->bom <= SEAM_BOM_STRIP && o->deny == 0 &&
           o->reserved0_[0] == 0 && o->reserved0_[1] == 0 && o->reserved0_[2] == 0 &&
           o->reserved1_ == 0 && is_zero(o->reserved_, 4);
}

seam_status seam_decoder_init(seam_decoder *dec, const seam_decoder_options *options)
{
    const bool built = options == NULL || options_built(options);

    memset(dec, 0, sizeof(*dec));
    if (options != NULL && built) {
        dec->from_ = options->from;
        dec->to_ = options->to;
        dec->errors_ = options->errors;
        dec->hold_ = options->hold;
        dec->bom_ = options->bom;
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
    seam_view unused;
    size_t n = 1;

    while (n < RUN_MAX && seam__decoder_fault_is_next(dec, in)) {
        seam__event event = seam__decoder_step(dec, in, SIZE_MAX, &unused);

        SEAM_ASSERT(event == SEAM__EVENT_FAULT);
        (void)event;
        n++;
    }
    return seam__replacement_run(n);
}

/* What next() returns for an event; SEAM_FULL, which it never returns, to go on. */
static seam_status pull(seam_decoder *dec, seam_view *in, seam__event event, seam_view piece,
                        seam_view *text)
{
    const bool wanted = dec->to_ != SEAM_TO_NONE;

    switch (event) {
    case SEAM__EVENT_TEXT:
    case SEAM__EVENT_BRIDGE:
        if (!wanted)
            return SEAM_FULL;
        *text = piece;
        return SEAM_OK;
    case SEAM__EVENT_FAULT:
    case SEAM__EVENT_TRUNCATED:
        if (dec->errors_ == SEAM_ERRORS_FATAL)
            return event == SEAM__EVENT_FAULT ? SEAM_EILSEQ : SEAM_ETRUNC;
        if (!wanted || dec->errors_ == SEAM_ERRORS_SKIP)
            return SEAM_FULL;
        *text = replacement_run(dec, in);
        return SEAM_OK;
    case SEAM__EVENT_EOF:
        return SEAM_EOF;
    case SEAM__EVENT_MORE:
    case SEAM__EVENT_FULL: /* not with an unlimited step */
    default:
        return SEAM_MORE;
    }
}

/* What most calls find is dealt with here and in decoder_quick.h, as the core would do it but for the way
 * there. A false answer means that nothing has changed. */

/* A run of faults inside the chunk, the last of which is the one that is told of. */
static SEAM__NOINLINE bool quick_faults(seam_decoder *dec, seam_view *in, seam_view *text)
{
    const size_t most = dec->errors_ == SEAM_ERRORS_REPLACE ? RUN_MAX : 0;
    seam__sequence last = {0};
    size_t len = 0;
    size_t n = 0;

    while (n < most && len < in->len && in->data[len] >= 0x80) {
        const seam__sequence seq = seam__sequence_at(in->data + len, in->len - len);

        if (seq.kind != SEAM__SEQUENCE_FAULT)
            break;
        last = seq;
        len += seq.len;
        n++;
    }
    dec->state_ = 0;
    if (n == 0)
        return false;
    seam__decoder_record(dec, n, dec->offset_ + len - last.len, in->data + len - last.len, last);
    *text = seam__replacement_run(n);
    seam__decoder_pass(dec, in, len);
    return true;
}

static bool next_quickly(seam_decoder *dec, seam_view *in, seam_view *text)
{
    if (!seam__decoder_is_plain(dec) || in->len == 0)
        return false;
    if (dec->n_carry_ != 0)
        return seam__quick_bridge(dec, in, text);
    return (dec->state_ == 0 && seam__quick_text(dec, in, text)) || quick_faults(dec, in, text);
}

seam_status seam_decoder_next(seam_decoder *dec, seam_view *in, seam_view *text)
{
    seam_status r;

    SEAM_ASSERT(seam__decoder_valid(dec));
    if (next_quickly(dec, in, text))
        return SEAM_OK;
    *text = seam_view_of(NULL, 0);
    do {
        seam_view piece = {NULL, 0};
        seam__event event = seam__decoder_step(dec, in, SIZE_MAX, &piece);

        r = pull(dec, in, event, piece, text);
    } while (r == SEAM_FULL);
    return r;
}

/* ---- bounded */

/* The room that is left in the caller's memory. */
typedef struct room {
    uint8_t *at;
    size_t len;
} room;

static void put(room *to, seam_view text)
{
    memcpy(to->at, text.data, text.len);
    to->at += text.len;
    to->len -= text.len;
}

/* Writes what an event gives: SEAM_OK to go on, SEAM_FULL when U+FFFD does not fit. */
static seam_status write_event(const seam_decoder *dec, seam__event event, seam_view piece,
                               room *to)
{
    const bool wanted = dec->to_ != SEAM_TO_NONE;

    switch (event) {
    case SEAM__EVENT_TEXT:
    case SEAM__EVENT_BRIDGE:
        if (wanted)
            put(to, piece);
        return SEAM_OK;
    case SEAM__EVENT_FAULT:
    case SEAM__EVENT_TRUNCATED:
        if (dec->errors_ == SEAM_ERRORS_FATAL)
            return event == SEAM__EVENT_FAULT ? SEAM_EILSEQ : SEAM_ETRUNC;
        if (!wanted || dec->errors_ == SEAM_ERRORS_SKIP)
            return SEAM_OK;
        if (to->len < REPLACEMENT_LEN)
            return SEAM_FULL;
        put(to, seam__replacement_run(1));
        return SEAM_OK;
    case SEAM__EVENT_FULL:
        return SEAM_FULL;
    case SEAM__EVENT_EOF:
        return SEAM_EOF;
    case SEAM__EVENT_MORE:
    default:
        return SEAM_MORE;
    }
}

/* One event. A fault whose U+FFFD does not fit has not happened. */
static seam_status convert_step(seam_decoder *dec, seam_view *in, room *to)
{
    const size_t limit = dec->to_ == SEAM_TO_NONE ? SIZE_MAX : seam__min(to->len, CONVERT_WINDOW);
    const bool may_not_fit = to->len < REPLACEMENT_LEN && dec->errors_ == SEAM_ERRORS_REPLACE;
    const seam_view in_before = *in;
    seam_view piece = {NULL, 0};
    seam_decoder before;
    seam__event event;
    seam_status r;

    seam__decoder_drop_stale(dec, in);
    if (may_not_fit)
        before = *dec;
    event = seam__decoder_step(dec, in, limit, &piece);
    r = write_event(dec, event, piece, to);
    if (r == SEAM_FULL && may_not_fit) {
        *dec = before;
        *in = in_before;
    }
    return r;
}

/* Texts that are written at once. */
#define TEXTS 32

/* As much of the chunk as surely fits, where it is worth it; false says that nothing has changed. */
static bool convert_dirty(seam_decoder *dec, seam_view *in, room *to)
{
    const size_t most = seam__min(to->len / REPLACEMENT_LEN, CONVERT_WINDOW);
    seam_view part = seam_view_of(in->data, seam__min(in->len, most));
    seam_view texts[TEXTS];
    const uint8_t *from = in->data;
    size_t n;

    if (!seam__decoder_is_dirty(dec, &part))
        return false;
    n = seam__decoder_dirty_texts(dec, &part, texts, TEXTS);
    for (size_t i = 0; i < n; i++)
        put(to, texts[i]);
    *in = seam_view_of(part.data, in->len - (size_t)(part.data - from));
    return true;
}

seam_status seam_decoder_convert(seam_decoder *dec, seam_view *in, void *dst, size_t cap,
                                 size_t *produced)
{
    room to = {dst, cap};
    seam_status r;

    SEAM_ASSERT(dec->to_ == SEAM_TO_NONE || !seam__overlap(in->data, in->len, dst, cap));
    do {
        r = convert_dirty(dec, in, &to) ? SEAM_OK : convert_step(dec, in, &to);
    } while (r == SEAM_OK);
    *produced = cap - to.len;
    return r;
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
