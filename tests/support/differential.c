#include "differential.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec/decoder_step.h"
#include "seam/chain_add.h"

static size_t put_hex(char *text, size_t cap, const uint8_t *bytes, size_t n)
{
    size_t len = 0;

    text[0] = '\0';
    for (size_t i = 0; i < n && len + 3 < cap; i++)
        len += (size_t)snprintf(text + len, cap - len, "%02x", bytes[i]);
    return len;
}

__attribute__((format(printf, 2, 3))) static void fail(const differ *d, const char *format, ...)
{
    static char message[3000];
    char what[400];
    char input[1200];
    const seam_decoder_options *o = &d->ref.options;
    va_list args;

    va_start(args, format);
    vsnprintf(what, sizeof(what), format, args);
    va_end(args);
    put_hex(input, sizeof(input), d->ref.bytes, d->ref.n);
    snprintf(message, sizeof(message),
             "%s: %s (errors=%u hold=%u bom=%u to=%u; output so far %zu of %zu, faults %zu of %zu, "
             "%zu bytes of the chunk left%s); the stream so far: %s",
             d->call, what, o->errors, o->hold, o->bom, o->to, d->n_out, d->ref.n_out, d->n_seen,
             d->ref.n_faults, d->in.len, d->finishing ? ", finishing" : "", input);
    d->fail(message);
    abort();
}

static bool is_fatal(const differ *d)
{
    return d->ref.options.errors == SEAM_ERRORS_FATAL;
}

/* Output may go on to here: to the end, or to the next fault that a call has to return first. */
static size_t out_limit(const differ *d)
{
    if (is_fatal(d) && d->n_seen < d->ref.n_faults)
        return d->ref.faults[d->n_seen].n_out;
    return d->ref.n_out;
}

static bool is_boundary(const differ *d, size_t at)
{
    return at == d->ref.n_out || (d->ref.out[at] & 0xC0) != 0x80;
}

static void check_output(differ *d, const uint8_t *bytes, size_t len)
{
    char got[200];
    char expected[200];

    if (len <= out_limit(d) - d->n_out &&
        (len == 0 || memcmp(d->ref.out + d->n_out, bytes, len) == 0) &&
        is_boundary(d, d->n_out + len)) {
        d->n_out += len;
        return;
    }
    put_hex(got, sizeof(got), bytes, len);
    put_hex(expected, sizeof(expected), d->ref.out + d->n_out, out_limit(d) - d->n_out);
    fail(d, "wrong output: expected whole code points of %s, got %s", expected, got);
}

static void check_fault(const differ *d, const ref_fault *expected)
{
    const seam_fault got = seam_decoder_fault(&d->dec);
    const ref_item *item = &expected->item;
    char shown[16];

    if (got.offset == item->offset && got.reason == item->reason && got.len == item->len &&
        got.n_bytes == item->n_bytes &&
        memcmp(got.bytes, d->ref.bytes + item->offset, item->n_bytes) == 0)
        return;
    put_hex(shown, sizeof(shown), got.bytes, got.n_bytes <= 4 ? got.n_bytes : 4);
    fail(d, "wrong fault: expected %s at %zu len %u showing %u, got %s at %llu len %u showing %s",
         seam_reason_name(item->reason), item->offset, item->len, item->n_bytes,
         seam_reason_name(got.reason), (unsigned long long)got.offset, got.len, shown);
}

static void check_faults_so_far(const differ *d, size_t n)
{
    const uint64_t got = seam_decoder_n_faults(&d->dec);

    if (got != n)
        fail(d, "wrong count of faults: expected %zu, got %llu", n, (unsigned long long)got);
    if (n > 0)
        check_fault(d, &d->ref.faults[n - 1]);
    else if (seam_decoder_fault(&d->dec).reason != SEAM_REASON_NONE)
        fail(d, "there is a fault where there should be none");
}

static void check_pending(const differ *d)
{
    const size_t n = d->ref.ended ? 0 : d->ref.n - d->ref.settled;
    uint8_t expected[4] = {0};
    uint8_t got[4];
    const size_t n_got = seam_decoder_pending(&d->dec, got);

    memcpy(expected, d->ref.bytes + d->ref.settled, n);
    if (n_got != n || memcmp(got, expected, 4) != 0)
        fail(d, "wrong bytes held back: expected %zu, got %zu: %02x %02x %02x %02x", n, n_got,
             got[0], got[1], got[2], got[3]);
}

/* The texts of a chunk are valid until the next one comes. */
static void check_texts(const differ *d)
{
    for (size_t i = 0; i < d->n_texts; i++) {
        const differ_text *t = &d->texts[i];
        if (memcmp(t->text.data, d->ref.out + t->at, t->text.len) != 0)
            fail(d, "text %zu of the chunk has changed", i);
    }
}

/* All that the chunk, or the stream that is finished, should give is there. */
static void check_done(const differ *d)
{
    if (d->in.len != 0)
        fail(d, "the chunk is not used up");
    if (d->n_out != d->ref.n_out || (is_fatal(d) && d->n_seen != d->ref.n_faults))
        fail(d, "something is missing");
    check_faults_so_far(d, d->ref.n_faults);
    check_pending(d);
    check_texts(d);
}

static void check_returned_fault(differ *d, seam_status status)
{
    const ref_fault *fault;
    uint8_t held[4];
    size_t past;

    if (!is_fatal(d) || d->n_seen == d->ref.n_faults)
        fail(d, "%s where there is no fault to return", seam_status_name(status));
    fault = &d->ref.faults[d->n_seen++];
    if (d->n_out != fault->n_out)
        fail(d, "a fault before the output that precedes it");
    check_fault(d, fault);
    if ((status == SEAM_ETRUNC) != fault->item.cut)
        fail(d, "%s for a fault that the end has %scaused", seam_status_name(status),
             fault->item.cut ? "" : "not ");
    past = (size_t)seam_decoder_offset(&d->dec) - seam_decoder_pending(&d->dec, held);
    if (past != fault->item.offset + fault->item.len)
        fail(d, "the decoder stands at %zu, which is not past the fault", past);
}

static void check_full(const differ *d, size_t room)
{
    size_t next = d->n_out + 1;

    if (d->n_out == out_limit(d))
        fail(d, "SEAM_FULL where no code point follows");
    while (!is_boundary(d, next))
        next++;
    if (next - d->n_out <= room)
        fail(d, "SEAM_FULL where the next code point fits in %zu bytes", room);
}

static void check_status(differ *d, seam_status status)
{
    if (status == SEAM_EILSEQ || status == SEAM_ETRUNC) {
        check_returned_fault(d, status);
    } else if (status == SEAM_MORE && !d->finishing) {
        check_done(d);
    } else if (status == SEAM_EOF && d->finishing) {
        d->finishing = false;
        check_done(d);
    } else if (status != SEAM_OK && status != SEAM_FULL) {
        fail(d, "%s is not due", seam_status_name(status));
    }
}

static void check_state(const differ *d)
{
    const bool fresh = d->ref.ended && !d->finishing;
    const uint64_t expected = fresh ? 0 : d->ref.n - d->in.len;
    const uint64_t got = seam_decoder_offset(&d->dec);

    if (got != expected)
        fail(d, "wrong offset: expected %llu, got %llu", (unsigned long long)expected,
             (unsigned long long)got);
    if (!seam__decoder_valid(&d->dec))
        fail(d, "the decoder has broken its laws");
    if (is_fatal(d))
        check_faults_so_far(d, d->n_seen);
    else if (d->ref.n > 0 && seam_decoder_n_faults(&d->dec) > d->ref.n_faults)
        fail(d, "more faults than the input has");
}

void differ_init(differ *d, const seam_decoder_options *options, seam_pool *pool,
                 void (*failed)(const char *message))
{
    memset(d, 0, sizeof(*d));
    d->pool = pool;
    d->fail = failed;
    d->call = "seam_decoder_init";
    ref_stream_init(&d->ref, options);
    if (seam_decoder_init(&d->dec, options) != SEAM_OK)
        fail(d, "the options are refused");
    check_state(d);
}

void differ_free(differ *d)
{
    ref_stream_free(&d->ref);
    free(d->chunk);
    memset(d, 0, sizeof(*d));
}

/* A block of exactly `len` bytes, so that a sanitizer sees a touch before or behind it; a single
 * byte for 0. */
static uint8_t *exact_block(size_t len)
{
    uint8_t *block = malloc(len > 0 ? len : 1);

    if (block == NULL)
        abort();
    return block;
}

static void take_chunk(differ *d, const uint8_t *bytes, size_t len)
{
    d->chunk = exact_block(len);
    d->chunk_len = len;
    if (len > 0)
        memcpy(d->chunk, bytes, len);
    d->in = seam_view_of(len > 0 ? d->chunk : d->chunk + 1, len);
    d->n_texts = 0;
}

void differ_clone(differ *to, const differ *from)
{
    *to = *from;
    ref_stream_copy(&to->ref, &from->ref);
    take_chunk(to, from->in.data, from->in.len);
}

void differ_chunk(differ *d, const uint8_t *bytes, size_t len)
{
    if (d->chunk_len > 0)
        memset(d->chunk, 0xAA, d->chunk_len);
    free(d->chunk);
    take_chunk(d, bytes, len);
    if (len > 0 && d->ref.ended) {
        d->n_out = 0;
        d->n_seen = 0;
    }
    ref_stream_feed(&d->ref, bytes, len);
}

static void remember(differ *d, seam_view text)
{
    if (d->n_texts == DIFFER_TEXTS)
        return;
    d->texts[d->n_texts].text = text;
    d->texts[d->n_texts].at = d->n_out;
    d->n_texts++;
}

/* The view without its first `n` bytes; of NULL it may be none. */
static seam_view without(seam_view view, size_t n)
{
    return n == 0 ? view : seam_view_of(view.data + n, view.len - n);
}

/* A call has moved `in` from where it was: forward, and not past the end. */
static void check_window(differ *d, seam_view before)
{
    if (d->in.len > before.len || d->in.data != without(before, before.len - d->in.len).data)
        fail(d, "`in` is no tail of what it was");
}

/* With a chunk's last text the decoder has taken in what it holds back, and the chunk is done. */
static void check_last_text(const differ *d)
{
    if (d->finishing)
        return;
    if (d->in.len == 0)
        check_done(d);
    else if (d->ref.n - d->in.len >= d->ref.settled)
        fail(d, "what is to be held back is left behind the last text");
}

seam_status differ_next(differ *d)
{
    const seam_view before = d->in;
    seam_view text = {NULL, SIZE_MAX};
    const seam_status status = seam_decoder_next(&d->dec, &d->in, &text);

    d->call = "seam_decoder_next";
    check_window(d, before);
    if ((status == SEAM_OK) != (text.len > 0) || (text.data != NULL) != (text.len > 0))
        fail(d, "%s with a text of %zu bytes", seam_status_name(status), text.len);
    if (status == SEAM_OK) {
        remember(d, text);
        check_output(d, text.data, text.len);
        check_last_text(d);
    }
    if (status == SEAM_FULL)
        fail(d, "SEAM_FULL from a call that needs no room");
    check_status(d, status);
    check_state(d);
    return status;
}

seam_status differ_many(differ *d, size_t cap)
{
    const seam_view before = d->in;
    seam_view texts[DIFFER_MOST_TEXTS + 1];
    size_t n = SIZE_MAX;
    seam_status status;

    for (size_t i = 0; i <= cap; i++)
        texts[i] = seam_view_of(NULL, SIZE_MAX);
    status = seam_decoder_next_many(&d->dec, &d->in, texts, cap, &n);
    d->call = "seam_decoder_next_many";
    check_window(d, before);
    if (n > cap || texts[n].data != NULL || texts[n].len != SIZE_MAX)
        fail(d, "%zu texts, and something behind them, of %zu", n, cap);
    if (status == SEAM_OK && n < cap && (n == 0 || d->in.len > 0))
        fail(d, "%zu of %zu texts, and %zu bytes left", n, cap, d->in.len);
    for (size_t i = 0; i < n; i++) {
        if (texts[i].len == 0)
            fail(d, "text %zu of %zu is empty", i, n);
        remember(d, texts[i]);
        check_output(d, texts[i].data, texts[i].len);
    }
    if (status == SEAM_OK)
        check_last_text(d);
    if (status == SEAM_FULL)
        fail(d, "SEAM_FULL from a call that needs no room");
    check_status(d, status);
    check_state(d);
    return status;
}

/* What is in the room: `produced` bytes of output, and behind them nothing that was not there. */
static void check_room(differ *d, const uint8_t *room, size_t cap, size_t produced)
{
    if (produced > cap)
        fail(d, "%zu bytes produced in a room of %zu", produced, cap);
    for (size_t i = produced; i < cap; i++) {
        if (room[i] != 0x5A)
            fail(d, "byte %zu behind the %zu produced has been touched", i, produced);
    }
    check_output(d, room, produced);
}

seam_status differ_convert(differ *d, size_t cap)
{
    const seam_view before = d->in;
    const bool writes = d->ref.options.to != SEAM_ENCODING_NONE && cap > 0;
    uint8_t *room = exact_block(cap);
    size_t produced = SIZE_MAX;
    seam_status status;

    memset(room, 0x5A, cap);
    status = seam_decoder_convert(&d->dec, &d->in, writes ? room : NULL, cap, &produced);
    d->call = "seam_decoder_convert";
    check_window(d, before);
    check_room(d, room, cap, produced);
    free(room);
    if (status == SEAM_OK)
        fail(d, "SEAM_OK is not due");
    if (status == SEAM_FULL)
        check_full(d, cap - produced);
    check_status(d, status);
    check_state(d);
    return status;
}

static void check_chain(differ *d, const seam_chain *out, size_t limit)
{
    const size_t len = seam_chain_len(out);
    uint8_t *bytes = exact_block(len);

    if (seam_chain_copy_out(out, 0, bytes, len) != len)
        fail(d, "the chain is shorter than it says");
    if (seam_chain_segments(out) > limit)
        fail(d, "%zu segments where %zu are allowed", seam_chain_segments(out), limit);
    check_output(d, bytes, len);
    free(bytes);
}

seam_status differ_push(differ *d)
{
    const bool text = d->ref.options.to != SEAM_ENCODING_NONE;
    const seam_view before = d->in;
    seam_status status;
    seam_chain out;
    seam_buf buf;

    seam_chain_init(&out, d->pool);
    if (seam_buf_copy(d->pool, d->in, &buf) != SEAM_OK)
        abort();
    /* Half of the chains have a block already: short chunks are decoded into its room. */
    if (text && before.len % 2 != 0 && seam_chain_write(&out, seam_view_string("<")) != SEAM_OK)
        abort();
    status = seam_decoder_push(&d->dec, &buf, text ? &out : NULL);
    d->call = "seam_decoder_push";
    if (buf.len > before.len)
        fail(d, "the buffer has grown");
    d->in = without(before, before.len - buf.len);
    if (buf.len > 0 && memcmp(buf.data, d->in.data, buf.len) != 0)
        fail(d, "the buffer's window is not the tail of what it was");
    seam_buf_release(&buf);
    if (text && before.len % 2 != 0)
        seam_chain_skip(&out, 1);
    check_chain(d, &out, before.len / 128 + 4);
    seam_chain_release(&out);
    if (status == SEAM_OK || status == SEAM_FULL)
        fail(d, "%s is not due", seam_status_name(status));
    check_status(d, status);
    check_state(d);
    return status;
}

void differ_finish(differ *d)
{
    seam_decoder_finish(&d->dec);
    d->call = "seam_decoder_finish";
    d->finishing = true;
    ref_stream_end(&d->ref);
    if (!seam__decoder_valid(&d->dec))
        fail(d, "the decoder has broken its laws");
}

void differ_reset(differ *d)
{
    seam_decoder_reset(&d->dec);
    d->call = "seam_decoder_reset";
    d->in = seam_view_of(d->chunk, 0);
    d->finishing = false;
    d->n_texts = 0;
    d->n_out = 0;
    d->n_seen = 0;
    ref_stream_restart(&d->ref);
    check_done(d);
    check_state(d);
}

void differ_drain(differ *d, int form, size_t cap)
{
    seam_status status;

    do {
        if (form == DIFFER_PULL)
            status = differ_next(d);
        else if (form == DIFFER_BOUNDED)
            status = differ_convert(d, cap < 4 ? 4 : cap);
        else if (form == DIFFER_PUSH)
            status = differ_push(d);
        else
            status = differ_many(d, 1 + cap % DIFFER_MOST_TEXTS);
    } while (status != SEAM_MORE && status != SEAM_EOF);
}
