#include "transforms.h"

#include <string.h>

/* ---- the kinds */

static const seam_decoder_options decoders[] = {
    {0},
    {.errors = SEAM_ERRORS_FATAL},
    {.errors = SEAM_ERRORS_SKIP, .hold = SEAM_HOLD_LAZY, .bom = SEAM_BOM_STRIP},
    {.deny = SEAM_DENY_C0 | SEAM_DENY_NUL, .errors = SEAM_ERRORS_FATAL, .bom = SEAM_BOM_STRIP},
    {.from = SEAM_UTF16LE, .to = SEAM_UTF16LE, .errors = SEAM_ERRORS_FATAL, .bom = SEAM_BOM_STRIP},
    {.from = SEAM_UTF16BE, .to = SEAM_UTF16BE, .errors = SEAM_ERRORS_LOSSLESS},
    {.from = SEAM_UTF16LE,
     .to = SEAM_UTF16LE,
     .errors = SEAM_ERRORS_LOSSLESS,
     .hold = SEAM_HOLD_LAZY,
     .tail = SEAM_TAIL_DROP},
    {.from = SEAM_WTF8, .to = SEAM_WTF8},
    {.from = SEAM_UTF32LE, .to = SEAM_UTF32LE, .errors = SEAM_ERRORS_SKIP},
    {.from = SEAM_ASCII, .to = SEAM_UTF8},
    {.to = SEAM_ENCODING_NONE, .errors = SEAM_ERRORS_FATAL},
    {.bom = SEAM_BOM_SNIFF},
    {.to = SEAM_UTF16LE},
    {.from = SEAM_UTF16LE, .errors = SEAM_ERRORS_FATAL},
    {.to = SEAM_LATIN1, .unmappable = SEAM_UNMAPPABLE_NCR},
    {.from = SEAM_WINDOWS_1252},
};

static const seam_normalizer_options normalizers[] = {
    {.form = SEAM_NFC},      {.form = SEAM_NFD},
    {.form = SEAM_NFKC},     {.form = SEAM_NFKC_CASEFOLD},
    {.form = SEAM_CASEFOLD}, {.form = SEAM_NFC, .long_runs = SEAM_LONG_RUNS_FATAL},
};

static const seam_codec_options codecs[] = {
    {.kind = SEAM_CODEC_HEX},
    {.kind = SEAM_CODEC_BASE64},
    {.kind = SEAM_CODEC_BASE64, .wrap = 8},
    {.kind = SEAM_CODEC_BASE64URL, .flags = SEAM_CODEC_NO_PADDING},
    {.kind = SEAM_CODEC_HEX, .flags = SEAM_CODEC_DECODE},
    {.kind = SEAM_CODEC_HEX, .flags = SEAM_CODEC_DECODE | SEAM_CODEC_SKIP_ANY},
    {.kind = SEAM_CODEC_BASE64, .flags = SEAM_CODEC_DECODE},
    {.kind = SEAM_CODEC_BASE64, .flags = SEAM_CODEC_DECODE | SEAM_CODEC_FORGIVING},
    {.kind = SEAM_CODEC_BASE64, .flags = SEAM_CODEC_DECODE | SEAM_CODEC_LENIENT},
    {.kind = SEAM_CODEC_BASE64URL,
     .flags = SEAM_CODEC_DECODE | SEAM_CODEC_SKIP_ANY | SEAM_CODEC_NO_PADDING},
};

/* Kinds are numbered in this order, so that a corpus of a fuzz target keeps its meaning. */
enum {
    N_DECODERS = sizeof(decoders) / sizeof(decoders[0]),
    FIRST_CODEC = N_DECODERS + sizeof(normalizers) / sizeof(normalizers[0]),
    N_KINDS = FIRST_CODEC + sizeof(codecs) / sizeof(codecs[0])
};

size_t transform_kinds(void)
{
    return N_KINDS;
}

bool transform_takes_text(size_t kind)
{
    return kind >= N_DECODERS && kind < FIRST_CODEC;
}

bool transform_takes_digits(size_t kind)
{
    return kind >= FIRST_CODEC && (codecs[kind - FIRST_CODEC].flags & SEAM_CODEC_DECODE) != 0;
}

bool transform_open(size_t kind, transform_state *state)
{
    memset(state, 0, sizeof(*state));
    if (kind >= FIRST_CODEC)
        return seam_codec_init(&state->codec, &codecs[kind - FIRST_CODEC]) == SEAM_OK;
    if (kind < N_DECODERS)
        return seam_decoder_init(&state->decoder, &decoders[kind]) == SEAM_OK;
    return seam_normalizer_init(&state->normalizer, &normalizers[kind - N_DECODERS]) == SEAM_OK;
}

seam_transform transform_of(size_t kind, transform_state *state)
{
    if (kind >= FIRST_CODEC)
        return seam_codec_transform(&state->codec);
    if (kind < N_DECODERS)
        return seam_decoder_transform(&state->decoder);
    return seam_normalizer_transform(&state->normalizer);
}

/* ---- what comes out */

/* Of `n_in` bytes that have been taken in, those that are not held back to be looked at again. */
static size_t dealt_with(size_t kind, const transform_state *state, size_t n_in)
{
    uint8_t held[4];

    return n_in - (kind < N_DECODERS ? seam_decoder_pending(&state->decoder, held) : 0);
}

static bool is_event(seam_status r)
{
    return r != SEAM_OK && r != SEAM_MORE && r != SEAM_FULL;
}

/* Whether the calls of a stream end with it: those of a codec go no further. */
static bool is_last(const transform_output *out)
{
    const transform_event *e = &out->events[out->n_events - 1];

    if (e->status == SEAM_EOF || out->n_events < 2)
        return e->status == SEAM_EOF;
    return e[-1].status == e->status && e[-1].n_in == e->n_in && e[-1].n_out == e->n_out;
}

static void add_event(transform_output *out, seam_status r, size_t n_in)
{
    out->events[out->n_events++] = (transform_event){r, out->len, n_in};
}

void transform_whole(size_t kind, seam_view in, transform_output *out)
{
    const size_t n = in.len;
    transform_state state;
    seam_transform t;
    seam_status r;

    out->len = out->n_events = 0;
    (void)transform_open(kind, &state);
    t = transform_of(kind, &state);
    do {
        size_t produced;

        r = seam_transform_convert(t, &in, out->data + out->len, TRANSFORM_OUT - out->len,
                                   &produced);
        out->len += produced;
        if (r == SEAM_MORE)
            seam_transform_finish(t);
        else
            add_event(out, r, dealt_with(kind, &state, n - in.len));
    } while (out->n_events == 0 || !is_last(out));
}

/* ---- the same in pieces */

typedef struct run {
    size_t kind;
    transform_state state;
    const transform_output *whole;
    transform_choose *choose;
    void *ctx;
    size_t n_out, n_events;
    size_t n_in; /* bytes of input of earlier chunks */
    size_t cap;  /* of the next call */
} run;

static size_t pick(const run *s, size_t bound)
{
    return s->choose(s->ctx, bound);
}

static const char *take(run *s, seam_view piece)
{
    if (piece.len > s->whole->len - s->n_out)
        return "more comes out";
    if (piece.len > 0 && memcmp(piece.data, s->whole->data + s->n_out, piece.len) != 0)
        return "something else comes out";
    s->n_out += piece.len;
    return NULL;
}

static const char *take_event(run *s, seam_status r, size_t n_in)
{
    const transform_event *e = &s->whole->events[s->n_events];

    if (!is_event(r))
        return NULL;
    if (s->n_events == s->whole->n_events)
        return "there is one more fault";
    s->n_events++;
    if (e->status != r)
        return "another status";
    if (e->n_in != n_in)
        return "a fault is at another place";
    return e->n_out == s->n_out ? NULL : "a fault comes sooner or later";
}

/* What is asked of a state between calls: a copy of it that ends now gives what is pending, and no more
 * than the bound says. */
static const char *check_bounds(run *s)
{
    transform_state copy = s->state;
    const seam_transform t = transform_of(s->kind, &copy);
    const size_t n_pending = seam_transform_pending(t);
    uint8_t room[2 * SEAM_TRANSFORM_ROOM];
    seam_view none = {NULL, 0};
    size_t max, n;
    seam_status r;

    if (!seam_transform_max_output(t, 0, &max))
        return "there is no bound";
    seam_transform_finish(t);
    r = seam_transform_convert(t, &none, room, sizeof(room), &n);
    if (n > max)
        return "more than the bound comes out";
    if (n_pending == 0 && (n > 0 || r == SEAM_ETRUNC))
        return "something was pending";
    return NULL;
}

/* Bytes behind a room that are to stay as they are. */
enum { GUARD = 64 };

/* One call, in a room of its own size. */
static const char *call(run *s, seam_view *in, size_t n_chunk, seam_status *status)
{
    const seam_transform t = transform_of(s->kind, &s->state);
    const bool pulls = s->cap >= SEAM_TRANSFORM_ROOM || pick(s, 2) == 0;
    const size_t n_out = s->n_out;
    uint8_t room[SEAM_TRANSFORM_ROOM + GUARD];
    seam_view piece;
    size_t n, max;
    const char *wrong;

    if (!seam_transform_max_output(t, in->len, &max))
        return "there is no bound";
    memset(room + s->cap, 0xA5, GUARD);
    if (pulls) {
        *status = seam_transform_next(t, in, room, s->cap, &piece);
    } else {
        *status = seam_transform_convert(t, in, room, s->cap, &n);
        piece = seam_view_of(room, n);
        if (n > s->cap)
            return "more than the room";
        if (*status == SEAM_OK)
            return "convert says SEAM_OK";
    }
    for (size_t i = 0; i < GUARD; i++) {
        if (room[s->cap + i] != 0xA5)
            return "bytes behind the room are written";
    }
    wrong = take(s, piece);
    if (wrong == NULL && piece.len > max)
        wrong = "more comes out than the bound";
    if (wrong == NULL && s->cap >= SEAM_TRANSFORM_ROOM && *status == SEAM_FULL && s->n_out == n_out)
        wrong = "a call without progress";
    s->cap = *status == SEAM_FULL && s->n_out == n_out ? SEAM_TRANSFORM_ROOM
                                                       : pick(s, 1 + SEAM_TRANSFORM_ROOM);
    if (s->cap < SEAM_TRANSFORM_ROOM && pick(s, 2) == 0)
        s->cap %= 8;
    return wrong != NULL ? wrong
                         : take_event(s, *status,
                                      dealt_with(s->kind, &s->state, s->n_in + n_chunk - in->len));
}

/* Calls until `last`. A fault at which the transform stays ends the run: *done. */
static const char *feed(run *s, seam_view in, seam_status last, bool *done)
{
    const size_t n = in.len;
    const char *wrong = NULL;
    seam_status r;

    do {
        if (pick(s, 4) == 0) {
            const transform_state copy = s->state;

            memset(&s->state, 0xA5, sizeof(s->state));
            s->state = copy;
        }
        wrong = call(s, &in, n, &r);
        *done = s->n_events == s->whole->n_events;
    } while (wrong == NULL && r != last && !*done);
    s->n_in += n;
    if (wrong == NULL && !*done && in.len > 0)
        wrong = "input is left";
    return wrong == NULL && !*done ? check_bounds(s) : wrong;
}

static size_t whole_characters(seam_view in, size_t len)
{
    while (len < in.len && (in.data[len] & 0xC0) == 0x80)
        len++;
    return len;
}

size_t transform_chunk(size_t kind, seam_view in, transform_choose *choose, void *ctx)
{
    static const size_t bounds[] = {2, 4, 12, 100};
    size_t len = choose(ctx, bounds[choose(ctx, 4)]);

    len = len < in.len ? len : in.len;
    return transform_takes_text(kind) ? whole_characters(in, len) : len;
}

const char *transform_pieces(size_t kind, seam_view in, const transform_output *whole,
                             transform_choose *choose, void *ctx)
{
    run s = {.kind = kind, .whole = whole, .choose = choose, .ctx = ctx};
    const char *wrong = NULL;
    bool done = false;

    (void)transform_open(kind, &s.state);
    s.cap = choose(ctx, 64);
    while (wrong == NULL && !done && in.len > 0) {
        const size_t n = transform_chunk(kind, in, choose, ctx);
        /* A chunk that lies somewhere else, so that nothing is read from where it was. */
        uint8_t chunk[TRANSFORM_IN];

        memcpy(chunk, in.data, n);
        wrong = feed(&s, seam_view_of(chunk, n), SEAM_MORE, &done);
        memset(chunk, 0xA5, n);
        in = seam_view_of(in.data + n, in.len - n);
    }
    if (wrong == NULL && !done) {
        seam_transform_finish(transform_of(kind, &s.state));
        wrong = feed(&s, seam_view_of(NULL, 0), SEAM_EOF, &done);
    }
    if (wrong == NULL && (s.n_out != whole->len || s.n_events != whole->n_events))
        wrong = "something is missing";
    return wrong;
}

size_t transform_text_of(seam_view bytes, uint8_t *text)
{
    const size_t cap = 3 * bytes.len;
    seam_decoder dec;
    size_t n, end = 0;

    (void)!seam_decoder_init(&dec, NULL);
    (void)!seam_decoder_convert(&dec, &bytes, text, cap, &n);
    seam_decoder_finish(&dec);
    (void)!seam_decoder_convert(&dec, &bytes, text + n, cap - n, &end);
    return n + end;
}
