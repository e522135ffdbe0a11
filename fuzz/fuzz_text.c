/* fuzz_text: any bytes through the layer of text. As they are, every call must end and agree with its
 * kin; decoded, normal forms and clusters must be those that utf8proc finds in the whole text,
 * whatever the cuts and the rooms are. A part of the bytes is searched for in chains of them.
 *
 * The first byte of the input is the form, the second the seed of cuts and rooms, the rest the bytes. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clustering.h"
#include "normalizing_oracle.h"
#include "text/segment.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Bytes of text at most, before they are decoded and after. */
enum { LONGEST = 200, LONGEST_TEXT = 3 * LONGEST };

/* Small numbers from a seed. */
static uint32_t seed;

static size_t below(size_t bound)
{
    seed = seed * 1103515245u + 12345u;
    return (seed >> 16) % bound;
}

static seam_normalizer normalizer_of(unsigned form)
{
    const seam_normalizer_options options = {.form = (uint8_t)form};
    seam_normalizer norm;

    NEED(seam_normalizer_init(&norm, &options) == SEAM_OK);
    return norm;
}

/* The next chunk of whole characters of a text that is well-formed. */
static seam_view chunk_of(seam_view *text)
{
    size_t len = below(12);
    seam_view chunk;

    len = len < text->len ? len : text->len;
    while (len < text->len && (text->data[len] & 0xC0) == 0x80)
        len++;
    chunk = seam_view_of(text->data, len);
    *text = seam_view_of(text->data + len, text->len - len);
    return chunk;
}

static void add(normalized *out, const void *data, size_t len)
{
    NEED(len <= sizeof(out->data) - out->len);
    memcpy(out->data + out->len, data, len);
    out->len += len;
}

/* Takes a chunk by one of the two forms, until `last` is returned. */
static void feed(seam_normalizer *norm, seam_view in, seam_status last, normalized *out)
{
    const bool pulls = below(2) == 0;
    const size_t cap = 4 + below(40);
    seam_status r;

    do {
        uint8_t room[64];
        seam_view text;
        size_t n = 0;

        if (pulls) {
            r = seam_normalizer_next(norm, &in, room, cap, &text);
            if (r == SEAM_OK)
                add(out, text.data, text.len);
            NEED(r == SEAM_OK || r == last);
        } else {
            r = seam_normalizer_convert(norm, &in, room, cap, &n);
            add(out, room, n);
            NEED(r == SEAM_FULL || r == last);
        }
        NEED(seam__normalizer_valid(norm));
    } while (r != last);
    NEED(in.len == 0);
}

/* In any chunks, on a copy that is taken anywhere: as the whole text by utf8proc. */
static void check_form(seam_view whole, unsigned form)
{
    static normalized wanted, out;
    seam_normalizer norm = normalizer_of(form);
    seam_view rest = whole;
    size_t max;

    oracle(whole, form, &wanted);
    NEED(seam_normalizer_max_output(&norm, whole.len, &max) && wanted.len <= max);
    out.len = 0;
    while (rest.len > 0) {
        seam_normalizer copy = norm;

        feed(&copy, chunk_of(&rest), SEAM_MORE, &out);
        norm = copy;
    }
    seam_normalizer_finish(&norm);
    feed(&norm, seam_view_of(NULL, 0), SEAM_EOF, &out);
    NEED(normalized_is(&out, seam_view_of(wanted.data, wanted.len)));
    NEED((seam_normal_prefix(whole, form, true) == whole.len) ==
         seam_view_equal(whole, seam_view_of(wanted.data, wanted.len)));
    NEED(seam_normal_prefix(whole, form, false) <= wanted.len);
}

/* Whether every form of the calls finds these starts, in any chunks. */
static void check_clusters(seam_view whole)
{
    bool starts[LONGEST_TEXT];
    seam_graphemes g = {0}, counting = {0};
    seam_view rest = whole;
    seam_width width = {.flags = (uint32_t)below(4)}, again = width;
    size_t floor = 0;

    clusters_by_utf8proc(whole, starts, LONGEST_TEXT);
    while (rest.len > 0) {
        seam_view in = chunk_of(&rest), piece;
        uint64_t n = 0;
        bool start;

        (void)seam_width_advance(&width, in);
        n = seam_graphemes_count(&counting, in);
        while (seam_graphemes_next(&g, &in, &piece, &start) == SEAM_OK) {
            const size_t at = (size_t)(piece.data - whole.data);

            NEED(start == starts[at]);
            for (size_t i = 1; i < piece.len; i++)
                NEED(!starts[at + i]);
            n -= start;
        }
        NEED(n == 0);
    }
    NEED(seam_width_advance(&width, rest) == seam_width_advance(&again, whole));
    for (size_t at = 0; at < whole.len; at++) {
        floor = starts[at] ? at : floor;
        NEED(seam_grapheme_floor(whole, at) == floor);
    }
}

/* Bytes of any kind. */
static void check_any(seam_view bytes_of, unsigned form)
{
    seam_normalizer norm = normalizer_of(form);
    seam_graphemes g = {0}, counting = {0};
    seam_view in = bytes_of, piece;
    uint32_t at[LONGEST];
    uint8_t room[16];
    size_t n;
    seam_status r;

    while ((r = seam_normalizer_next(&norm, &in, room, sizeof(room), &piece)) != SEAM_EOF) {
        NEED(r == SEAM_OK || r == SEAM_MORE || r == SEAM_EILSEQ);
        NEED(r != SEAM_OK || seam_utf8_valid(piece));
        if (r == SEAM_MORE)
            seam_normalizer_finish(&norm);
    }
    in = bytes_of;
    NEED(seam_graphemes_starts(&g, &in, at, LONGEST, &n) == SEAM_MORE);
    NEED(seam_graphemes_count(&counting, bytes_of) == n);
    for (size_t i = 0; i < n; i++)
        NEED(seam_grapheme_floor(bytes_of, at[i]) == at[i]);
    for (unsigned unit = SEAM_IN_BYTES; unit <= SEAM_IN_COLUMNS; unit++) {
        const uint64_t most = below(LONGEST);
        uint64_t measure;

        n = seam_text_truncate(bytes_of, unit, most, 0, &measure);
        NEED(n <= bytes_of.len && measure <= most);
        NEED(seam_grapheme_floor(bytes_of, n) == n);
    }
}

/* ---- caseless search */

static seam_pool *pool;

/* A chain of the bytes, in segments of at most `longest`. */
static seam_chain chain_of(seam_view bytes_of, size_t longest)
{
    seam_chain chain;

    seam_chain_init(&chain, pool);
    while (bytes_of.len > 0) {
        const size_t len = 1 + below(bytes_of.len < longest ? bytes_of.len : longest);
        seam_buf segment;

        NEED(seam_buf_copy(pool, seam_view_of(bytes_of.data, len), &segment) == SEAM_OK);
        NEED(seam_chain_append(&chain, &segment) == SEAM_OK);
        bytes_of = seam_view_of(bytes_of.data + len, bytes_of.len - len);
    }
    return chain;
}

/* Some bytes of the text, or of nothing, are found at the same place wherever segments end, and what is found is
 * equal to them. */
static void check_caseless(seam_view bytes_of)
{
    const size_t from = below(bytes_of.len + 1);
    const size_t len = below(bytes_of.len - from + 1) % 16;
    const seam_view what = seam_view_of(bytes_of.data + from, len);
    seam_chain long_ones = chain_of(bytes_of, SIZE_MAX);
    seam_chain short_ones = chain_of(bytes_of, 3);
    seam_chain wanted = chain_of(what, 5);

    for (int canonical = 0; canonical < 2; canonical++) {
        size_t at, n, also_at, also_n;
        const seam_status r =
            seam_chain_find_caseless(&long_ones, what, from / 2, canonical == 1, &at, &n);

        NEED(seam_chain_compare_caseless(&long_ones, &short_ones, canonical == 1) == 0);
        NEED(seam_chain_find_caseless(&short_ones, what, from / 2, canonical == 1, &also_at,
                                      &also_n) == r);
        NEED(at == also_at && n == also_n);
        if (r == SEAM_OK) {
            seam_chain found = chain_of(seam_view_of(bytes_of.data + at, n), 7);

            NEED(at >= from / 2);
            NEED(seam_chain_compare_caseless(&found, &wanted, canonical == 1) == 0);
            seam_chain_release(&found);
        }
    }
    seam_chain_release(&long_ones);
    seam_chain_release(&short_ones);
    seam_chain_release(&wanted);
}

static seam_view decode(seam_view in, uint8_t text[LONGEST_TEXT])
{
    seam_decoder dec;
    seam_view piece;
    size_t len = 0;

    NEED(seam_decoder_init(&dec, NULL) == SEAM_OK);
    for (int i = 0; i < 2; i++) {
        while (seam_decoder_next(&dec, &in, &piece) == SEAM_OK) {
            memcpy(text + len, piece.data, piece.len);
            len += piece.len;
        }
        seam_decoder_finish(&dec);
    }
    return seam_view_of(text, len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t decoded[LONGEST_TEXT];
    uint8_t *block;
    seam_view bytes_of, text;

    if (size < 2)
        return 0;
    if (pool == NULL)
        NEED(seam_pool_create(NULL, &pool) == SEAM_OK);
    seed = data[1];
    /* A block of exactly this size, so that a sanitizer sees what lies behind it. */
    bytes_of = seam_view_of(data + 2, size - 2 < LONGEST ? size - 2 : LONGEST);
    block = malloc(bytes_of.len > 0 ? bytes_of.len : 1);
    NEED(block != NULL);
    memcpy(block, bytes_of.data, bytes_of.len);
    bytes_of.data = block;
    check_any(bytes_of, data[0] % 6);
    check_caseless(bytes_of);
    text = decode(bytes_of, decoded);
    check_form(text, data[0] % 6);
    check_clusters(text);
    free(block);
    return 0;
}
