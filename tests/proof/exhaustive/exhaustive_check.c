#include <stdio.h>
#include <string.h>

#include "exhaustive.h"

enum { REPLACE, FATAL };

static const char *const names[MODES] = {"eager replace", "eager fatal", "lazy replace",
                                         "lazy fatal"};
static seam_decoder fresh[MODES];
/* behind[n]: 0 in the first n bytes of memory, FF behind them. */
static uint64_t behind[EXHAUSTIVE_LONGEST + 1];

const char *mode_name(mode m)
{
    return names[m];
}

static unsigned policy_of(mode m)
{
    return m == MODE_EAGER_FATAL || m == MODE_LAZY_FATAL ? FATAL : REPLACE;
}

static unsigned hold_of(mode m)
{
    return m == MODE_LAZY_REPLACE || m == MODE_LAZY_FATAL ? SEAM_HOLD_LAZY : SEAM_HOLD_EAGER;
}

void exhaustive_init(void)
{
    for (int m = 0; m < MODES; m++) {
        seam_decoder_options o = {0};
        o.errors = policy_of((mode)m) == FATAL ? SEAM_ERRORS_FATAL : SEAM_ERRORS_REPLACE;
        o.hold = (uint8_t)hold_of((mode)m);
        if (seam_decoder_init(&fresh[m], &o) != SEAM_OK)
            memset(&fresh[m], 0xFF, sizeof(fresh[m]));
    }
    for (size_t n = 0; n <= EXHAUSTIVE_LONGEST; n++) {
        uint8_t raw[EXHAUSTIVE_LONGEST] = {0};
        memset(raw + n, 0xFF, EXHAUSTIVE_LONGEST - n);
        memcpy(&behind[n], raw, sizeof(raw));
    }
}

/* After `n` bytes, when all before `end` has been settled. */
static moment moment_at(const uint8_t *bytes, const ref_item *items, size_t n_items, size_t end,
                        size_t n)
{
    moment m = {{0}, (uint8_t)(n - end), 0, {0, 0}};

    memcpy(m.held, bytes + end, n - end);
    for (size_t i = 0; i < n_items && items[i].offset + items[i].len <= end; i++) {
        const bool good = items[i].reason == SEAM_REASON_NONE;
        m.n_faults = (uint8_t)(m.n_faults + !good);
        m.n_out[REPLACE] = (uint8_t)(m.n_out[REPLACE] + (good ? items[i].len : 3));
        m.n_out[FATAL] = (uint8_t)(m.n_out[FATAL] + (good ? items[i].len : 0));
    }
    return m;
}

/* The whole output and all faults, from the items of the whole string. */
static void write_output(truth *t, const ref_item *items, size_t n_items)
{
    uint8_t *replaced = t->out[REPLACE];
    uint8_t *kept = t->out[FATAL];
    size_t n_faults = 0;

    for (size_t i = 0; i < n_items; i++) {
        if (items[i].reason == SEAM_REASON_NONE) {
            for (size_t k = 0; k < items[i].len; k++)
                *replaced++ = *kept++ = t->bytes[items[i].offset + k];
            continue;
        }
        *replaced++ = 0xEF;
        *replaced++ = 0xBF;
        *replaced++ = 0xBD;
        t->n_before[n_faults] = (uint8_t)(kept - t->out[FATAL]);
        t->faults[n_faults++] = items[i];
    }
}

void truth_of(truth *t, const uint8_t *bytes, size_t n)
{
    ref_item items[EXHAUSTIVE_LONGEST] = {{0}};
    size_t n_items = 0;

    memset(t->bytes, 0, sizeof(t->bytes));
    memcpy(t->bytes, bytes, n);
    t->n = n;
    for (size_t i = 1; i <= n; i++) {
        size_t settled;
        n_items = ref_analyse(bytes, i, items);
        settled = items[n_items - 1].cut ? items[n_items - 1].offset : i;
        t->at[SEAM_HOLD_EAGER][i] = moment_at(bytes, items, n_items, settled, i);
        settled = i - ref_lazy_hold(bytes, i);
        t->at[SEAM_HOLD_LAZY][i] = moment_at(bytes, items, n_items, settled, i);
    }
    t->end = moment_at(bytes, items, n_items, n, n);
    write_output(t, items, n_items);
}

/* A decode under way. */
typedef struct progress {
    seam_decoder dec;
    const truth *t;
    mode mode;
    form form;
    uint8_t n_out, n_seen;
    uint8_t room[4];
} progress;

static progress begin(const truth *t, mode m, form f)
{
    progress p = {fresh[m], t, m, f, 0, 0, {0}};

    return p;
}

static seam_status call(progress *p, seam_view *in, seam_view *text)
{
    size_t produced;
    seam_status status;

    if (p->form == FORM_PULL)
        return seam_decoder_next(&p->dec, in, text);
    status = seam_decoder_convert(&p->dec, in, p->room, sizeof(p->room), &produced);
    *text = seam_view_of(p->room, produced);
    return status;
}

static bool output_is_right(progress *p, seam_view text)
{
    const uint8_t *expected = p->t->out[policy_of(p->mode)] + p->n_out;

    if (text.len > (size_t)p->t->end.n_out[policy_of(p->mode)] - p->n_out)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] != expected[i])
            return false;
    }
    p->n_out = (uint8_t)(p->n_out + text.len);
    return true;
}

static bool fault_is_right(progress *p, seam_status status)
{
    const seam_fault got = seam_decoder_fault(&p->dec);
    const ref_item *item = &p->t->faults[p->n_seen];

    if (p->n_seen == p->t->end.n_faults || p->n_out != p->t->n_before[p->n_seen])
        return false;
    p->n_seen++;
    return got.offset == item->offset && got.reason == item->reason && got.len == item->len &&
           got.n_bytes == item->n_bytes && (status == SEAM_ETRUNC) == item->cut &&
           memcmp(got.bytes, p->t->bytes + item->offset, item->n_bytes) == 0;
}

/* Calls until `last`, which ends the chunk or the stream. */
static const char *run_calls(progress *p, seam_view in, seam_status last)
{
    seam_status status;

    do {
        seam_view text;
        status = call(p, &in, &text);
        if (text.len > 0 && !output_is_right(p, text))
            return "wrong output";
        if (status < 0 && (policy_of(p->mode) != FATAL || !fault_is_right(p, status)))
            return "wrong fault";
        if ((status == SEAM_OK || status == SEAM_FULL) && text.len == 0)
            return "a call without progress";
    } while (status != SEAM_MORE && status != SEAM_EOF);
    if (status != last)
        return "wrong status at the end of the calls";
    return in.len == 0 ? NULL : "input is left";
}

static const char *check_moment(const progress *p, const moment *expected)
{
    uint8_t held[4];

    if (p->n_out != expected->n_out[policy_of(p->mode)])
        return "wrong amount of output";
    if (seam_decoder_n_faults(&p->dec) != expected->n_faults)
        return "wrong count of faults";
    if (policy_of(p->mode) == FATAL && p->n_seen != expected->n_faults)
        return "a fault has not been returned";
    if (seam_decoder_pending(&p->dec, held) != expected->n_held ||
        memcmp(held, expected->held, sizeof(held)) != 0)
        return "wrong bytes held back";
    return NULL;
}

/* The chunk, as the only bytes in sight. */
static seam_view lay_out(uint64_t *place, const truth *t, size_t start, size_t end)
{
    memcpy(place, t->bytes + start, sizeof(*place));
    *place |= behind[end - start];
    return seam_view_of(place, end - start);
}

static const char *check_chunk(progress *p, size_t start, size_t end)
{
    uint64_t place;
    const char *what = run_calls(p, lay_out(&place, p->t, start, end), SEAM_MORE);

    return what != NULL ? what : check_moment(p, &p->t->at[hold_of(p->mode)][end]);
}

static const char *check_end(progress *p)
{
    const char *what;

    seam_decoder_finish(&p->dec);
    what = run_calls(p, seam_view_of(NULL, 0), SEAM_EOF);
    return what != NULL ? what : check_moment(p, &p->t->end);
}

/* All chunkings of what follows `start`, each with its own copy of the decoder. Bit i of `cuts` is
 * set when the string has been cut behind byte i. */
static const char *check_from(const progress *p, size_t start, unsigned *cuts)
{
    for (size_t end = start + 1; end <= p->t->n; end++) {
        const bool last = end == p->t->n;
        progress next = *p;
        const char *what = check_chunk(&next, start, end);
        if (what == NULL && last)
            what = check_end(&next);
        if (!last)
            *cuts |= 1u << (end - 1);
        if (what == NULL && !last)
            what = check_from(&next, end, cuts);
        if (what != NULL)
            return what;
        *cuts &= ~(1u << (end - 1));
    }
    return NULL;
}

const char *check_chunkings(const truth *t, mode m, form f, unsigned *cuts)
{
    const progress p = begin(t, m, f);

    *cuts = 0;
    return check_from(&p, 0, cuts);
}

static void print_hex(const char *before, const uint8_t *bytes, size_t n)
{
    fputs(before, stderr);
    for (size_t i = 0; i < n; i++)
        fprintf(stderr, "%02x", bytes[i]);
    if (n == 0)
        fputc('-', stderr);
}

static void print_fault(const char *reason, size_t offset, unsigned len, const uint8_t *bytes,
                        size_t n)
{
    fprintf(stderr, " [%s at %zu, len %u", reason, offset, len);
    print_hex(", bytes ", bytes, n);
    fputs("]", stderr);
}

static void print_expected(const truth *t, mode m, const moment *from, const moment *to)
{
    const unsigned policy = policy_of(m);

    print_hex("    expected: output ", t->out[policy] + from->n_out[policy],
              (size_t)to->n_out[policy] - from->n_out[policy]);
    print_hex(", held ", to->held, to->n_held);
    for (size_t i = from->n_faults; i < to->n_faults; i++) {
        const ref_item *item = &t->faults[i];
        print_fault(seam_reason_name(item->reason), item->offset, item->len,
                    t->bytes + item->offset, item->n_bytes);
    }
    fputc('\n', stderr);
}

/* Runs the calls of one chunk again and shows them; faults that are not returned show as the
 * latest one alone. */
static void print_got(progress *p, seam_view in)
{
    uint8_t held[4];
    uint64_t n_faults = seam_decoder_n_faults(&p->dec);
    seam_status status;

    fputs("    got:     ", stderr);
    for (int i = 0; i < 20; i++) {
        seam_view text;
        status = call(p, &in, &text);
        print_hex(" ", text.data, text.len);
        if (seam_decoder_n_faults(&p->dec) != n_faults) {
            const seam_fault fault = seam_decoder_fault(&p->dec);
            n_faults = seam_decoder_n_faults(&p->dec);
            print_fault(seam_reason_name(fault.reason), (size_t)fault.offset, fault.len,
                        fault.bytes, fault.n_bytes <= 4 ? fault.n_bytes : 4);
        }
        fprintf(stderr, " %s", seam_status_name(status));
        if (status == SEAM_MORE || status == SEAM_EOF)
            break;
    }
    print_hex(", held ", held, seam_decoder_pending(&p->dec, held));
    fprintf(stderr, ", %zu bytes of the chunk left\n", in.len);
}

void print_mismatch(const truth *t, unsigned cuts, mode m, form f, const char *what)
{
    progress p = begin(t, m, f);
    moment from = {{0}, 0, 0, {0, 0}};
    uint64_t place;
    size_t start = 0;

    fprintf(stderr, "%s: %s form, %s\n", what, f == FORM_PULL ? "pull" : "bounded", mode_name(m));
    for (size_t end = 1; end <= t->n; end++) {
        if (end < t->n && (cuts >> (end - 1) & 1) == 0)
            continue;
        print_hex("  chunk ", t->bytes + start, end - start);
        fputc('\n', stderr);
        print_expected(t, m, &from, &t->at[hold_of(m)][end]);
        print_got(&p, lay_out(&place, t, start, end));
        from = t->at[hold_of(m)][end];
        start = end;
    }
    fputs("  end\n", stderr);
    seam_decoder_finish(&p.dec);
    print_expected(t, m, &from, &t->end);
    print_got(&p, seam_view_of(NULL, 0));
}
