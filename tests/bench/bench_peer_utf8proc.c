/* utf8proc, which reads one code point at a time. */
#include <stdlib.h>
#include <utf8proc.h>

#include "bench_texters.h"

static size_t read_all(const uint8_t *in, size_t len, uint32_t *out)
{
    size_t n = 0;

    for (size_t at = 0; at < len; n++) {
        utf8proc_int32_t c;
        utf8proc_ssize_t step = utf8proc_iterate(in + at, (utf8proc_ssize_t)(len - at), &c);

        if (step <= 0)
            return 0;
        if (out != NULL)
            out[n] = (uint32_t)c;
        at += (size_t)step;
    }
    return n;
}

static size_t validate(const uint8_t *in, size_t len, void *out, size_t cap)
{
    (void)out;
    (void)cap;
    return read_all(in, len, NULL);
}

/* There is room for a code point from every byte. */
static size_t utf8_utf32(const uint8_t *in, size_t len, void *out, size_t cap)
{
    bench_require(cap / 4 >= len, "room for every code point");
    return 4 * read_all(in, len, out);
}

static size_t map(const uint8_t *in, size_t len, unsigned options)
{
    utf8proc_uint8_t *out = NULL;
    const utf8proc_ssize_t n =
        utf8proc_map(in, (utf8proc_ssize_t)len, &out, (utf8proc_option_t)options);

    free(out);
    return n < 0 ? 0 : (size_t)n;
}

/* A form, whose result utf8proc allocates. */
#define FORM(name, options)                                                  \
    static size_t name(const uint8_t *in, size_t len, void *out, size_t cap) \
    {                                                                        \
        (void)out;                                                           \
        (void)cap;                                                           \
        return map(in, len, UTF8PROC_STABLE | (options));                    \
    }

FORM(nfc, UTF8PROC_COMPOSE)
FORM(nfd, UTF8PROC_DECOMPOSE)
FORM(nfkc, UTF8PROC_COMPOSE | UTF8PROC_COMPAT)
FORM(nfkc_casefold, UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE)
FORM(casefold, UTF8PROC_CASEFOLD)

static size_t clusters(const uint8_t *in, size_t len, void *out, size_t cap)
{
    utf8proc_int32_t last = 0, state = 0, c;
    size_t n = 0;

    (void)out;
    (void)cap;
    for (size_t at = 0; at < len; last = c) {
        at += (size_t)utf8proc_iterate(in + at, (utf8proc_ssize_t)(len - at), &c);
        n += utf8proc_grapheme_break_stateful(last, c, &state);
    }
    return n;
}

static size_t width(const uint8_t *in, size_t len, void *out, size_t cap)
{
    utf8proc_int32_t c;
    size_t n = 0;

    (void)out;
    (void)cap;
    for (size_t at = 0; at < len;) {
        at += (size_t)utf8proc_iterate(in + at, (utf8proc_ssize_t)(len - at), &c);
        n += (size_t)utf8proc_charwidth(c);
    }
    return n;
}

const texter bench_utf8proc = {
    "utf8proc",
    utf8proc_version,
    {[TEXTER_VALIDATE] = validate,
     [TEXTER_UTF8_UTF32] = utf8_utf32,
     [TEXTER_NFC] = nfc,
     [TEXTER_NFD] = nfd,
     [TEXTER_NFKC] = nfkc,
     [TEXTER_NFKC_CASEFOLD] = nfkc_casefold,
     [TEXTER_CASEFOLD] = casefold,
     [TEXTER_CLUSTERS] = clusters,
     [TEXTER_WIDTH] = width},
};
