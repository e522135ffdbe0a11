#include "transcript.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "codec/decoder_step.h"
#include "support.h"

typedef struct script {
    seam_decoder dec;
    size_t cap; /* of the bounded form; 0: pull */
    char line[4096];
    size_t len;
    bool in_output; /* more output may follow without a gap */
} script;

seam_decoder_options options_named(const char *names)
{
    seam_decoder_options o = {0};

    if (strstr(names, "fatal") != NULL)
        o.errors = SEAM_ERRORS_FATAL;
    if (strstr(names, "skip") != NULL)
        o.errors = SEAM_ERRORS_SKIP;
    if (strstr(names, "lazy") != NULL)
        o.hold = SEAM_HOLD_LAZY;
    if (strstr(names, "strip") != NULL)
        o.bom = SEAM_BOM_STRIP;
    if (strstr(names, "none") != NULL)
        o.to = SEAM_ENCODING_NONE;
    return o;
}

size_t bytes_of_hex(const char *hex, uint8_t out[64])
{
    unsigned byte;
    int n_read = 0;
    size_t n = 0;

    while (n < 64 && sscanf(hex, " %2x%n", &byte, &n_read) == 1) {
        out[n++] = (uint8_t)byte;
        hex += n_read;
    }
    return n;
}

seam_decoder decoder_named(const char *names)
{
    const seam_decoder_options o = options_named(names);
    seam_decoder dec;

    ck_assert_int_eq(seam_decoder_init(&dec, &o), SEAM_OK);
    return dec;
}

seam_status ck_next(seam_decoder *dec, seam_view *in, seam_view *text)
{
    const seam_status status = seam_decoder_next(dec, in, text);

    ck_assert(seam__decoder_valid(dec));
    ck_assert_int_eq(status == SEAM_OK, text->len > 0);
    ck_assert_int_eq(text->data == NULL, text->len == 0);
    return status;
}

void ck_text(seam_view text, const char *hex)
{
    uint8_t expected[64];
    const size_t n = bytes_of_hex(hex, expected);

    ck_assert_uint_eq(text.len, n);
    ck_assert_mem_eq(text.data, expected, n);
}

__attribute__((format(printf, 2, 3))) static void put(script *s, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    s->len += (size_t)vsnprintf(s->line + s->len, sizeof(s->line) - s->len, format, args);
    va_end(args);
    ck_assert_uint_lt(s->len, sizeof(s->line));
}

static void put_hex(script *s, const uint8_t *data, size_t n)
{
    for (size_t i = 0; i < n; i++)
        put(s, "%02x", data[i]);
}

static void put_gap(script *s)
{
    if (s->len > 0 && s->line[s->len - 1] != ' ')
        put(s, " ");
}

static void put_output(script *s, const uint8_t *data, size_t n)
{
    if (n == 0)
        return;
    if (!s->in_output)
        put_gap(s);
    put_hex(s, data, n);
    s->in_output = true;
}

static void put_fault(script *s, char sign)
{
    const seam_fault fault = seam_decoder_fault(&s->dec);

    put_gap(s);
    put(s, "%c%s@%" PRIu64 "+%u:", sign, seam_reason_name(fault.reason), fault.offset, fault.len);
    put_hex(s, fault.bytes, fault.n_bytes);
    s->in_output = false;
}

static void put_pending(script *s)
{
    uint8_t held[4];
    const size_t n = seam_decoder_pending(&s->dec, held);

    if (n == 0)
        return;
    put_gap(s);
    put(s, "(");
    put_hex(s, held, n);
    put(s, ")");
}

static seam_status call(script *s, seam_view *in)
{
    uint8_t room[64];
    size_t produced;
    seam_view text;
    seam_status status;

    if (s->cap == 0) {
        status = seam_decoder_next(&s->dec, in, &text);
        put_output(s, text.data, text.len);
        return status;
    }
    status = seam_decoder_convert(&s->dec, in, room, s->cap, &produced);
    put_output(s, room, produced);
    return status;
}

/* Calls until the chunk is used up, or the stream has ended when `last` says so. */
static void run_chunk(script *s, seam_view in, bool last)
{
    const size_t start = s->len;
    seam_status status;

    s->in_output = false;
    if (last)
        seam_decoder_finish(&s->dec);
    do {
        status = call(s, &in);
        if (status == SEAM_EILSEQ || status == SEAM_ETRUNC)
            put_fault(s, status == SEAM_EILSEQ ? '!' : '?');
    } while (status != SEAM_MORE && status != SEAM_EOF);
    ck_assert_int_eq(status, last ? SEAM_EOF : SEAM_MORE);
    ck_assert_uint_eq(in.len, 0);
    put_pending(s);
    if (s->len == start)
        put(s, "-");
}

static void run_part(script *s, const char *part, size_t width)
{
    uint8_t chunk[64];
    const size_t n = bytes_of_hex(part, chunk);

    if (memchr(part, '^', width) != NULL) {
        seam_decoder_reset(&s->dec);
        put(s, "-");
    } else {
        run_chunk(s, seam_view_of(chunk, n), memchr(part, '.', width) != NULL);
    }
}

static const char *run_script(script *s, const char *chunks)
{
    const char *part = chunks;

    for (;;) {
        const size_t width = strcspn(part, "/");
        run_part(s, part, width);
        if (part[width] == '\0')
            return s->line;
        put(s, " / ");
        part += width + 1;
    }
}

const char *transcript_bounded(const char *options, const char *chunks, size_t cap)
{
    static script s;

    memset(&s, 0, sizeof(s));
    s.cap = cap;
    s.dec = decoder_named(options);
    return run_script(&s, chunks);
}

const char *transcript(const char *options, const char *chunks)
{
    return transcript_bounded(options, chunks, 0);
}
