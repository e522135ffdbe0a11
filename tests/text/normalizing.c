#include "normalizing.h"

#include <string.h>

static void add(normalized *out, seam_view text)
{
    NEED(text.len <= sizeof(out->data) - out->len);
    if (text.len > 0)
        memcpy(out->data + out->len, text.data, text.len);
    out->len += text.len;
}

static void begin(seam_normalizer *norm, unsigned form, normalized *out)
{
    const seam_normalizer_options options = {.form = (uint8_t)form};

    out->len = 0;
    NEED(seam_normalizer_init(norm, &options) == SEAM_OK);
}

/* Pulls all of `in` and expects the status `last`. */
static void pull(seam_normalizer *norm, seam_view in, size_t cap, seam_status last, normalized *out)
{
    const seam_view chunk = in;
    uint8_t room[256];
    seam_view text;
    seam_status r;

    while ((r = seam_normalizer_next(norm, &in, room, cap, &text)) == SEAM_OK) {
        NEED(text.len > 0);
        NEED(text.data == room
                 ? text.len <= cap
                 : text.data >= chunk.data && text.data + text.len <= chunk.data + chunk.len);
        add(out, text);
    }
    NEED(r == last);
    NEED(in.len == 0 && text.data == NULL && text.len == 0);
}

/* What finish() gives is what was pending, at most. */
static void end_pulled(seam_normalizer *norm, size_t cap, normalized *out)
{
    const size_t pending = seam_normalizer_pending(norm);
    const size_t before = out->len;

    seam_normalizer_finish(norm);
    pull(norm, seam_view_of(NULL, 0), cap, SEAM_EOF, out);
    NEED(out->len - before <= pending && (out->len > before) == (pending > 0));
    NEED(seam_normalizer_pending(norm) == 0);
}

void normalize_pulled(seam_view text, unsigned form, size_t cut, size_t cap, normalized *out)
{
    seam_normalizer norm;

    begin(&norm, form, out);
    pull(&norm, seam_view_of(text.data, cut), cap, SEAM_MORE, out);
    pull(&norm, seam_view_of(text.data + cut, text.len - cut), cap, SEAM_MORE, out);
    end_pulled(&norm, cap, out);
}

/* Converts all of `in`, with room for `cap` bytes at a time, or for a character where that is less. */
static void convert(seam_normalizer *norm, seam_view in, size_t cap, seam_status last,
                    normalized *out)
{
    size_t cap_now = cap;
    seam_status r;

    do {
        uint8_t room[1024];
        size_t n;

        memset(room, 0xEE, sizeof(room));
        r = seam_normalizer_convert(norm, &in, room, cap_now, &n);
        NEED(n <= cap_now);
        NEED(room[n] == 0xEE);
        add(out, seam_view_of(room, n));
        NEED(r == SEAM_FULL || r == last);
        cap_now = n == 0 && cap < 4 ? 4 : cap;
    } while (r != last);
    NEED(in.len == 0);
}

void normalize_converted(seam_view text, unsigned form, size_t cut, size_t cap, normalized *out)
{
    seam_normalizer norm;
    size_t max;

    begin(&norm, form, out);
    NEED(seam_normalizer_max_output(&norm, text.len, &max));
    convert(&norm, seam_view_of(text.data, cut), cap, SEAM_MORE, out);
    convert(&norm, seam_view_of(text.data + cut, text.len - cut), cap, SEAM_MORE, out);
    seam_normalizer_finish(&norm);
    convert(&norm, seam_view_of(NULL, 0), cap, SEAM_EOF, out);
    NEED(out->len <= max);
}

void normalize_decoded(seam_view bytes_of, unsigned form, size_t cut, normalized *out)
{
    const seam_view chunks[] = {seam_view_of(bytes_of.data, cut),
                                seam_view_of(bytes_of.data + cut, bytes_of.len - cut)};
    seam_normalizer norm;
    seam_decoder dec;

    begin(&norm, form, out);
    NEED(seam_decoder_init(&dec, NULL) == SEAM_OK);
    for (size_t i = 0; i < 2; i++) {
        seam_view in = chunks[i], text;

        while (seam_decoder_next(&dec, &in, &text) == SEAM_OK)
            pull(&norm, text, 64, SEAM_MORE, out);
    }
    NEED(seam_decoder_n_faults(&dec) == 0);
    end_pulled(&norm, 64, out);
}
