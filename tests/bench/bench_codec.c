/* Hex, base64, masks and scans of whole buffers. */
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "bench_peers.h"
#include "seam/seam.h"

typedef struct codec_job {
    const uint8_t *in;
    size_t len;
    uint8_t *out; /* room for twice `len` */
    size_t cap;
    uint32_t flags;
    uint8_t key[4];
} codec_job;

/* ---- base64 */

static void seam_encode64(void *ctx, size_t reps)
{
    const codec_job *c = ctx;

    while (reps-- > 0) {
        seam_view in = seam_view_of(c->in, c->len);
        size_t n;

        bench_require(seam_base64_encode(&in, SEAM_BASE64_FINAL, c->out, c->cap, &n) == SEAM_OK,
                      "seam_base64_encode");
        bench_keep(n);
    }
}

static void simdutf_encode64(void *ctx, size_t reps)
{
    const codec_job *c = ctx;

    while (reps-- > 0)
        bench_keep(bench_simdutf()->base64_encode((const char *)c->in, c->len, (char *)c->out, 0));
}

static void seam_decode64(void *ctx, size_t reps)
{
    const codec_job *c = ctx;

    while (reps-- > 0) {
        seam_view in = seam_view_of(c->in, c->len);
        size_t n;

        bench_require(seam_base64_decode(&in, c->flags, c->out, c->cap, &n) == SEAM_OK,
                      "seam_base64_decode");
        bench_keep(n);
    }
}

static void simdutf_decode64(void *ctx, size_t reps)
{
    const codec_job *c = ctx;

    while (reps-- > 0) {
        const simdutf_result r =
            bench_simdutf()->base64_decode((const char *)c->in, c->len, (char *)c->out, 0, 0);

        bench_require(r.error == 0, "base64_to_binary");
        bench_keep(r.count);
    }
}

/* The one that is told how much room there is, as seam's is. */
static void simdutf_decode64_safe(void *ctx, size_t reps)
{
    const codec_job *c = ctx;

    while (reps-- > 0) {
        size_t n = c->cap;
        const simdutf_result r = bench_simdutf()->base64_decode_safe((const char *)c->in, c->len,
                                                                     (char *)c->out, &n, 0, 0);

        bench_require(r.error == 0, "base64_to_binary_safe");
        bench_keep(n);
    }
}

/* ---- hex, against a table and a loop, which is what programs have */

static void seam_encode16(void *ctx, size_t reps)
{
    const codec_job *c = ctx;

    while (reps-- > 0) {
        seam_view in = seam_view_of(c->in, c->len);
        size_t n;

        bench_require(seam_hex_encode(&in, 0, c->out, c->cap, &n) == SEAM_OK, "seam_hex_encode");
        bench_keep(n);
    }
}

static void bytewise_encode16(void *ctx, size_t reps)
{
    static const char digits[] = "0123456789abcdef";
    const codec_job *c = ctx;

    while (reps-- > 0) {
        for (size_t i = 0; i < c->len; i++) {
            c->out[2 * i] = (uint8_t)digits[c->in[i] >> 4];
            c->out[2 * i + 1] = (uint8_t)digits[c->in[i] & 15];
        }
        bench_keep(c->out[c->len]);
    }
}

static void seam_decode16(void *ctx, size_t reps)
{
    const codec_job *c = ctx;

    while (reps-- > 0) {
        seam_view in = seam_view_of(c->in, c->len);
        size_t n;

        bench_require(seam_hex_decode(&in, 0, c->out, c->cap, &n) == SEAM_OK, "seam_hex_decode");
        bench_keep(n);
    }
}

static void bytewise_decode16(void *ctx, size_t reps)
{
    const codec_job *c = ctx;
    uint8_t value[256];

    memset(value, 0xFF, sizeof(value));
    for (int i = 0; i < 16; i++)
        value[(uint8_t) "0123456789abcdef"[i]] = (uint8_t)i;
    while (reps-- > 0) {
        uint8_t bad = 0;

        for (size_t i = 0; i + 2 <= c->len; i += 2) {
            const uint8_t high = value[c->in[i]], low = value[c->in[i + 1]];

            bad |= high | low;
            c->out[i / 2] = (uint8_t)(high << 4 | low);
        }
        bench_require(bad < 16, "digits");
    }
}

/* ---- masks */

static void seam_mask(void *ctx, size_t reps)
{
    const codec_job *c = ctx;

    while (reps-- > 0)
        seam_mask_apply(seam_view_of(c->in, c->len), c->key, reps, c->out);
    bench_keep(c->out[0]);
}

/* Eight bytes at a time. */
static void words_mask_once(const codec_job *c)
{
    uint64_t key, word;
    size_t i = 0;

    memcpy(&key, c->key, 4);
    memcpy((uint8_t *)&key + 4, c->key, 4);
    for (; c->len - i >= 8; i += 8) {
        memcpy(&word, c->in + i, 8);
        word ^= key;
        memcpy(c->out + i, &word, 8);
    }
    for (; i < c->len; i++)
        c->out[i] = c->in[i] ^ c->key[i % 4];
}

static void words_mask(void *ctx, size_t reps)
{
    while (reps-- > 0)
        words_mask_once(ctx);
    bench_keep(((const codec_job *)ctx)->out[0]);
}

static void seam_mask_validate(void *ctx, size_t reps)
{
    const codec_job *c = ctx;

    while (reps-- > 0)
        bench_require(seam_mask_apply_utf8(seam_view_of(c->in, c->len), c->key, 0, c->out) ==
                          c->len,
                      "valid text");
}

/* The same in two passes over the whole buffer. */
static void two_passes(void *ctx, size_t reps)
{
    const codec_job *c = ctx;

    while (reps-- > 0) {
        seam_mask_apply(seam_view_of(c->in, c->len), c->key, 0, c->out);
        bench_require(seam_utf8_valid(seam_view_of(c->out, c->len)), "valid text");
    }
}

static void words_and_simdutf(void *ctx, size_t reps)
{
    const codec_job *c = ctx;

    while (reps-- > 0) {
        words_mask_once(c);
        bench_require(bench_simdutf()->validate((const char *)c->out, c->len), "valid text");
    }
}

/* ---- masked frames of 64 KiB, which cut characters, into a decoder */

#define FRAME ((size_t)65536)

static seam_decoder text_decoder(void)
{
    const seam_decoder_options options = {.to = SEAM_ENCODING_NONE, .errors = SEAM_ERRORS_FATAL};
    seam_decoder dec;

    bench_require(seam_decoder_init(&dec, &options) == SEAM_OK, "seam_decoder_init");
    return dec;
}

static void seam_frames(void *ctx, size_t reps)
{
    const codec_job *c = ctx;
    seam_decoder dec = text_decoder();

    while (reps-- > 0) {
        for (size_t at = 0; at < c->len; at += FRAME) {
            const size_t n = c->len - at < FRAME ? c->len - at : FRAME;

            bench_require(seam_mask_decode(&dec, seam_view_of(c->in + at, n), c->key, at,
                                           c->out + at) == SEAM_MORE,
                          "valid text");
        }
    }
}

/* Each frame is unmasked, then validated. */
static void frames_in_two_passes(void *ctx, size_t reps)
{
    const codec_job *c = ctx;
    seam_decoder dec = text_decoder();

    while (reps-- > 0) {
        for (size_t at = 0; at < c->len; at += FRAME) {
            const size_t n = c->len - at < FRAME ? c->len - at : FRAME;
            seam_view clear = seam_view_of(c->out + at, n), none;

            seam_mask_apply(seam_view_of(c->in + at, n), c->key, at, c->out + at);
            bench_require(seam_decoder_next(&dec, &clear, &none) == SEAM_MORE, "valid text");
        }
    }
}

/* ---- scans: every line feed, one after the other */

static void seam_finder(void *ctx, size_t reps)
{
    const codec_job *c = ctx;

    while (reps-- > 0) {
        seam_view rest = seam_view_of(c->in, c->len);
        size_t n = 0;

        for (;;) {
            const size_t at = seam_scan_byte(rest, '\n');

            if (at == rest.len)
                break;
            rest = seam_view_of(rest.data + at + 1, rest.len - at - 1);
            n++;
        }
        bench_keep(n);
    }
}

static void memchr_find(void *ctx, size_t reps)
{
    const codec_job *c = ctx;

    while (reps-- > 0) {
        const uint8_t *at = c->in;
        size_t n = 0;

        while ((at = memchr(at, '\n', c->len - (size_t)(at - c->in))) != NULL) {
            at++;
            n++;
        }
        bench_keep(n);
    }
}

/* ---- jobs */

static uint8_t *room_for(size_t len)
{
    uint8_t *room = malloc(len);

    bench_require(room != NULL, "memory for a buffer");
    return room;
}

/* The last `n_peers` contenders are simdutf's, and left out where there is none. */
static void run_job(const bench *b, const char *name, const char *input, const codec_job *c,
                    const contender *contenders, size_t n, size_t n_peers)
{
    const job j = {name,
                   input,
                   c->len,
                   BENCH_GBPS,
                   c->len,
                   contenders,
                   bench_simdutf() != NULL ? n : n - n_peers};

    bench_run(b, "codec", &j);
}

/* Digits of `len` bytes, in lines of 76 as in mail when `in_lines`. */
static codec_job digits_of(const uint8_t *plain, size_t len, bool in_lines)
{
    codec_job c = {.cap = 2 * len, .flags = SEAM_BASE64_FINAL};
    uint8_t *digits = room_for(2 * len);

    c.out = room_for(2 * len);
    c.in = digits;
    for (size_t done = 0; done < len;) {
        const size_t piece = in_lines && len - done > 57 ? 57 : len - done;
        seam_view in = seam_view_of(plain + done, piece);
        size_t n;

        bench_require(seam_base64_encode(&in, SEAM_BASE64_FINAL, digits + c.len, 2 * len - c.len,
                                         &n) == SEAM_OK,
                      "seam_base64_encode");
        c.len += n;
        done += piece;
        if (in_lines) {
            digits[c.len++] = '\r';
            digits[c.len++] = '\n';
        }
    }
    if (in_lines)
        c.flags |= SEAM_BASE64_FORGIVING;
    return c;
}

static void run_base64(const bench *b, codec_job c)
{
    codec_job d = digits_of(c.in, c.len, false), lines = digits_of(c.in, c.len, true);
    const contender encoders[] = {{"seam", seam_encode64, &c}, {"simdutf", simdutf_encode64, &c}};
    const contender decoders[] = {{"seam", seam_decode64, &d},
                                  {"simdutf", simdutf_decode64, &d},
                                  {"simdutf-safe", simdutf_decode64_safe, &d}};
    const contender line_decoders[] = {{"seam", seam_decode64, &lines},
                                       {"simdutf", simdutf_decode64, &lines},
                                       {"simdutf-safe", simdutf_decode64_safe, &lines}};

    run_job(b, "base64-encode", "random", &c, encoders, 2, 1);
    run_job(b, "base64-decode", "digits", &d, decoders, 3, 2);
    run_job(b, "base64-decode", "lines-of-76", &lines, line_decoders, 3, 2);
    free((void *)(uintptr_t)d.in);
    free(d.out);
    free((void *)(uintptr_t)lines.in);
    free(lines.out);
}

static void run_hex(const bench *b, codec_job c)
{
    uint8_t *digits = room_for(2 * c.len);
    seam_view in = seam_view_of(c.in, c.len);
    codec_job d = {.in = digits, .out = c.out, .cap = c.cap};
    const contender encoders[] = {{"seam", seam_encode16, &c}, {"bytewise", bytewise_encode16, &c}};
    const contender decoders[] = {{"seam", seam_decode16, &d}, {"bytewise", bytewise_decode16, &d}};

    bench_require(seam_hex_encode(&in, 0, digits, 2 * c.len, &d.len) == SEAM_OK, "hex");
    run_job(b, "hex-encode", "random", &c, encoders, 2, 0);
    run_job(b, "hex-decode", "digits", &d, decoders, 2, 0);
    free(digits);
}

static void run_bytes(const bench *b, size_t len)
{
    uint8_t *plain = room_for(len);
    codec_job c = {.in = plain, .len = len, .cap = 2 * len + 4, .key = {0x37, 0xFA, 0x21, 0x3D}};
    const contender maskers[] = {{"seam", seam_mask, &c}, {"words", words_mask, &c}};
    uint64_t state = 1;

    c.out = room_for(c.cap);
    for (size_t i = 0; i < len; i++)
        plain[i] = (uint8_t)bench_random(&state);
    run_base64(b, c);
    run_hex(b, c);
    run_job(b, "mask", "random", &c, maskers, 2, 0);
    free(plain);
    free(c.out);
}

static void run_text(const bench *b, text t)
{
    uint8_t *masked = room_for(t.len);
    codec_job plain = {.in = t.data, .len = t.len, .out = masked, .key = {0x37, 0xFA, 0x21, 0x3D}};
    codec_job c = plain;
    const contender validators[] = {{"seam", seam_mask_validate, &c},
                                    {"two-passes", two_passes, &c},
                                    {"words+simdutf", words_and_simdutf, &c}};
    const contender deciders[] = {{"seam", seam_frames, &c},
                                  {"two-passes", frames_in_two_passes, &c}};
    const contender finders[] = {{"seam", seam_finder, &plain}, {"memchr", memchr_find, &plain}};

    words_mask_once(&plain);
    c.in = masked;
    c.out = room_for(t.len);
    run_job(b, "mask-validate", t.name, &c, validators, 3, 1);
    run_job(b, "mask-decode", t.name, &c, deciders, 2, 0);
    run_job(b, "find", t.name, &plain, finders, 2, 0);
    free(masked);
    free(c.out);
}

void bench_codec(const bench *b)
{
    static const size_t sizes[] = {256, 65536, 4 << 20};
    text texts[8];
    size_t n;

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
        run_bytes(b, sizes[i]);
    n = bench_texts(texts, 8);
    for (size_t i = 0; i < n; i++)
        run_text(b, texts[i]);
    bench_texts_free(texts, n);
}
