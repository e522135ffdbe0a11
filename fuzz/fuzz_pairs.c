/* fuzz_pairs: any two encodings under any options, in any chunking and any room, equal to the reference.
 *
 * The first eight bytes of the input are the options and the form of the calls, then comes one byte of cuts
 * for each chunk, and the rest, 64 bytes at most, is the text. Options that exclude each other are
 * refused, and the run ends there. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pairs_reference.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { N_HEAD = 8 };

static void require(int ok, const char *what)
{
    if (ok)
        return;
    fprintf(stderr, "fuzz_pairs: %s\n", what);
    abort();
}

static uint8_t encoding_of(uint8_t byte)
{
    static const uint8_t encodings[] = {
        SEAM_UTF8,         SEAM_UTF16LE,      SEAM_UTF16BE,       SEAM_UTF32LE,
        SEAM_UTF32BE,      SEAM_LATIN1,       SEAM_ASCII,         SEAM_WTF8,
        SEAM_WINDOWS_1252, SEAM_ASCII_MASKED, SEAM_KOI8_U,        SEAM_MACINTOSH,
        SEAM_WINDOWS_1253, SEAM_ISO_8859_8,   SEAM_ENCODING_NONE, SEAM_UTF8,
    };

    return encodings[byte % 16];
}

static seam_decoder_options options_of(const uint8_t *head)
{
    seam_decoder_options o = {.from = encoding_of(head[0]), .to = encoding_of(head[1])};

    o.errors = head[2] % 4;
    o.hold = head[2] / 4 % 2;
    o.bom = head[2] / 8 % 3;
    o.tail = head[3] % 2;
    o.unmappable = head[3] / 2 % 3;
    o.deny = head[4] % 128;
    return o;
}

/* A block of exactly that size, so that sanitizers see its ends. */
static uint8_t *copy_of(const uint8_t *bytes, size_t n)
{
    uint8_t *copy = malloc(n > 0 ? n : 1);

    require(copy != NULL, "no memory");
    if (n > 0)
        memcpy(copy, bytes, n);
    return copy;
}

typedef struct stream {
    seam_decoder dec;
    const pairs_expected *expected;
    size_t n_out, cap;
    int is_saved;
} stream;

static void check_output(stream *s, const uint8_t *bytes, size_t n)
{
    require(n <= s->expected->n_out - s->n_out, "more output than expected");
    require(n == 0 || memcmp(bytes, s->expected->out + s->n_out, n) == 0, "other output");
    s->n_out += n;
}

/* One call. A room of less than SEAM_ROOM_MIN may be too small for any progress. */
static seam_status convert(stream *s, seam_view *in, size_t cap)
{
    uint8_t *room = malloc(cap > 0 ? cap : 1);
    size_t produced;
    seam_status status;

    require(room != NULL, "no memory");
    status = seam_decoder_convert(&s->dec, in, room, cap, &produced);
    require(produced <= cap, "more than the room");
    check_output(s, room, produced);
    free(room);
    return status;
}

static void save_and_load(stream *s)
{
    uint8_t saved[SEAM_DECODER_SAVED];

    seam_decoder_save(&s->dec, saved);
    require(seam_decoder_load(&s->dec, saved) == SEAM_OK, "what was saved is refused");
}

static void feed(stream *s, const uint8_t *bytes, size_t n)
{
    uint8_t *chunk = copy_of(bytes, n);
    seam_view in = seam_view_of(chunk, n);
    seam_status status;
    size_t cap = s->cap;

    do {
        const size_t n_before = s->n_out;
        status = convert(s, &in, cap);
        cap = status == SEAM_FULL && s->n_out == n_before ? SEAM_ROOM_MIN : s->cap;
        if (s->is_saved)
            save_and_load(s);
    } while (status != SEAM_MORE && status != SEAM_EOF);
    require(in.len == 0, "input is left");
    free(chunk);
}

/* What was saved, or anything else: load() says which, and what it takes can be used. */
static void load_anything(const uint8_t *data, size_t size)
{
    uint8_t saved[SEAM_DECODER_SAVED] = {1};
    uint8_t out[64];
    seam_view in = seam_view_of(data, size);
    seam_decoder dec;
    size_t produced;

    memcpy(saved, data, size < sizeof(saved) ? size : sizeof(saved));
    if (seam_decoder_load(&dec, saved) != SEAM_OK)
        return;
    for (int i = 0; i < 8; i++) {
        if (seam_decoder_convert(&dec, &in, out, sizeof(out), &produced) == SEAM_MORE)
            seam_decoder_finish(&dec);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static pairs_expected expected;
    seam_decoder_options o;
    stream s = {.expected = &expected};
    size_t n_cuts;
    size_t max;

    load_anything(data, size);
    if (size < N_HEAD)
        return 0;
    o = options_of(data);
    n_cuts = data[7] % 8;
    s.cap = data[5] % 40;
    s.is_saved = data[6] % 2;
    if (seam_decoder_init(&s.dec, &o) != SEAM_OK || size < N_HEAD + n_cuts)
        return 0;
    size -= N_HEAD + n_cuts;
    if (size > PAIRS_MOST_IN)
        size = PAIRS_MOST_IN;
    pairs_expect(&o, data + N_HEAD + n_cuts, size, &expected);
    require(seam_decoder_max_output(&s.dec, size, &max) && expected.n_out <= max,
            "more output than at most");
    for (size_t i = 0, at = 0; i <= n_cuts; i++) {
        const size_t len =
            i < n_cuts && data[N_HEAD + i] < size - at ? data[N_HEAD + i] : size - at;
        feed(&s, data + N_HEAD + n_cuts + at, i < n_cuts ? len : size - at);
        at += i < n_cuts ? len : size - at;
    }
    seam_decoder_finish(&s.dec);
    feed(&s, NULL, 0);
    require(s.n_out == expected.n_out, "output is missing");
    require(seam_decoder_n_faults(&s.dec) == expected.n_faults, "another number of faults");
    return 0;
}
