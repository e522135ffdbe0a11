/* Hex and base64 of short inputs, each call another one. */
#include <stdlib.h>
#include <string.h>

#include "bench_peers.h"
#include "bench_pieces.h"
#include "seam/seam.h"

#define MOST_OUT ((size_t)8192)

/* Pieces, and how they are decoded. */
typedef struct digits_job {
    pieces pieces;
    uint32_t flags;   /* of seam_base64_decode() */
    uint64_t options; /* of simdutf's decoder */
    uint8_t out[MOST_OUT];
} digits_job;

typedef seam_status codec_call(seam_view *in, uint32_t flags, void *dst, size_t cap, size_t *n);

static inline void each(digits_job *d, size_t reps, codec_call *call, uint32_t flags)
{
    while (reps-- > 0) {
        for (size_t i = 0; i < d->pieces.n; i++) {
            seam_view in = d->pieces.at[i];
            size_t n;

            bench_require(call(&in, flags, d->out, MOST_OUT, &n) == SEAM_OK, "good input");
            bench_keep(n);
        }
    }
}

static void seam_encode64(void *ctx, size_t reps)
{
    each(ctx, reps, seam_base64_encode, SEAM_BASE64_FINAL);
}

static void seam_decode64(void *ctx, size_t reps)
{
    digits_job *d = ctx;

    each(d, reps, seam_base64_decode, d->flags);
}

static void seam_encode16(void *ctx, size_t reps)
{
    each(ctx, reps, seam_hex_encode, 0);
}

static void seam_decode16(void *ctx, size_t reps)
{
    each(ctx, reps, seam_hex_decode, SEAM_HEX_FINAL);
}

static void simdutf_encode64(void *ctx, size_t reps)
{
    digits_job *d = ctx;

    while (reps-- > 0)
        for (size_t i = 0; i < d->pieces.n; i++)
            bench_keep(bench_simdutf()->base64_encode((const char *)d->pieces.at[i].data,
                                                      d->pieces.at[i].len, (char *)d->out, 0));
}

static void simdutf_decode64(void *ctx, size_t reps)
{
    digits_job *d = ctx;

    while (reps-- > 0) {
        for (size_t i = 0; i < d->pieces.n; i++) {
            const seam_view in = d->pieces.at[i];
            const simdutf_result r = bench_simdutf()->base64_decode((const char *)in.data, in.len,
                                                                    (char *)d->out, d->options, 0);

            bench_require(r.error == 0, "digits");
            bench_keep(r.count);
        }
    }
}

static void bytewise_encode16(void *ctx, size_t reps)
{
    static const char digits[] = "0123456789abcdef";
    digits_job *d = ctx;

    while (reps-- > 0) {
        for (size_t i = 0; i < d->pieces.n; i++) {
            const seam_view in = d->pieces.at[i];

            for (size_t k = 0; k < in.len; k++) {
                d->out[2 * k] = (uint8_t)digits[in.data[k] >> 4];
                d->out[2 * k + 1] = (uint8_t)digits[in.data[k] & 15];
            }
            bench_keep(d->out[0]);
        }
    }
}

static void bytewise_decode16(void *ctx, size_t reps)
{
    digits_job *d = ctx;
    uint8_t value[256];

    memset(value, 0xFF, sizeof(value));
    for (uint8_t i = 0; i < 16; i++)
        value[(uint8_t) "0123456789abcdef"[i]] = i;
    while (reps-- > 0) {
        for (size_t i = 0; i < d->pieces.n; i++) {
            const seam_view in = d->pieces.at[i];
            uint8_t bad = 0;

            for (size_t k = 0; k + 2 <= in.len; k += 2) {
                const uint8_t high = value[in.data[k]], low = value[in.data[k + 1]];

                bad |= high | low;
                d->out[k / 2] = (uint8_t)(high << 4 | low);
            }
            bench_require(bad < 16, "digits");
        }
    }
}

/* The peer is simdutf's, and left out where there is none, unless its name is another. */
static void run_job(const bench *b, const char *name, digits_job *d,
                    void (*seam)(void *ctx, size_t reps), const char *peer_name,
                    void (*peer)(void *ctx, size_t reps))
{
    const contender contenders[] = {{"seam", seam, d}, {peer_name, peer, d}};
    const bool is_there = bench_simdutf() != NULL || strcmp(peer_name, "simdutf") != 0;
    const job j = bench_pieces_job(name, &d->pieces, contenders, is_there ? 2 : 1);

    bench_run(b, "short", &j);
    bench_pieces_free(&d->pieces);
}

/* ---- inputs */

static text random_bytes(void)
{
    text random = {"random", malloc((size_t)256 << 10), (size_t)256 << 10};
    uint64_t state = 3;

    bench_require(random.data != NULL, "memory for bytes");
    for (size_t i = 0; i < random.len; i++)
        random.data[i] = (uint8_t)bench_random(&state);
    return random;
}

/* The digits of base64 of whole groups, in lines of 76 with CRLF where `line` is 76, of hex without. */
static text digits_of(text bytes, const char *name, codec_call *encode, size_t line)
{
    text out = {name, malloc(2 * bytes.len), 0};
    seam_view in = seam_view_of(bytes.data, bytes.len);

    bench_require(out.data != NULL, "memory for digits");
    while (in.len > 0) {
        const size_t len = in.len < line / 4 * 3 ? in.len : line / 4 * 3;
        seam_view part = seam_view_of(in.data, len);
        size_t n;

        bench_require(encode(&part, 0, out.data + out.len, 2 * bytes.len - out.len, &n) >= 0,
                      "digits");
        out.len += n;
        if (line == 76) {
            memcpy(out.data + out.len, "\r\n", 2);
            out.len += 2;
        }
        in = seam_view_of(in.data + len, in.len - len);
    }
    return out;
}

/* Pieces of lines begin with one. */
static pieces whole_lines(text lines, piece_sizes sizes)
{
    pieces p = bench_pieces(lines, sizes, 78);

    for (size_t i = 0; i < p.n; i++) {
        /* As long as was asked for, but for what would end inside a group. */
        size_t len = sizes.most;

        while (len % 78 < 76 && len % 78 % 4 != 0)
            len--;
        p.n_bytes = p.n_bytes - p.at[i].len + len;
        p.at[i].len = len;
    }
    return p;
}

static void run_base64(const bench *b, text bytes, piece_sizes sizes)
{
    text digits = digits_of(bytes, "digits", seam_base64_encode, bytes.len * 2);
    digits_job d = {.pieces = bench_pieces(bytes, sizes, 1)};

    run_job(b, "base64-encode-short", &d, seam_encode64, "simdutf", simdutf_encode64);
    d.flags = SEAM_BASE64_FINAL;
    d.pieces = bench_pieces(digits, sizes, 4);
    run_job(b, "base64-decode-short", &d, seam_decode64, "simdutf", simdutf_decode64);
    free(digits.data);
}

/* Modes of the decoder that take white space. simdutf's options: 0 for the standard alphabet and white
 * space, 12 for either alphabet and anything between. */
static void run_lines(const bench *b, text bytes, piece_sizes sizes)
{
    text lines = digits_of(bytes, "lines-forgiving", seam_base64_encode, 76);
    digits_job d = {.flags = SEAM_BASE64_FINAL | SEAM_BASE64_FORGIVING};

    d.pieces = whole_lines(lines, sizes);
    run_job(b, "base64-decode-short", &d, seam_decode64, "simdutf", simdutf_decode64);
    lines.name = "lines-lenient";
    d.pieces = whole_lines(lines, sizes);
    d.flags = SEAM_BASE64_FINAL | SEAM_BASE64_LENIENT;
    d.options = 12;
    run_job(b, "base64-decode-short", &d, seam_decode64, "simdutf", simdutf_decode64);
    free(lines.data);
}

static void run_hex(const bench *b, text bytes, piece_sizes sizes)
{
    text digits = digits_of(bytes, "digits", seam_hex_encode, bytes.len * 2);
    digits_job d = {.pieces = bench_pieces(bytes, sizes, 1)};

    run_job(b, "hex-encode-short", &d, seam_encode16, "bytewise", bytewise_encode16);
    d.pieces = bench_pieces(digits, sizes, 2);
    run_job(b, "hex-decode-short", &d, seam_decode16, "bytewise", bytewise_decode16);
    free(digits.data);
}

void bench_short_digits(const bench *b)
{
    static const size_t sizes[] = {16, 64, 256, 1500};
    text random = random_bytes();

    for (size_t k = 0; k < sizeof(sizes) / sizeof(sizes[0]); k++) {
        const piece_sizes of = {NULL, sizes[k], sizes[k]};

        run_base64(b, random, of);
        if (sizes[k] > 76)
            run_lines(b, random, of);
        run_hex(b, random, of);
    }
    free(random.data);
}
