/* GNU libunistring. */
#include <stdio.h>
#include <stdlib.h>
#include <unicase.h>
#include <unigbrk.h>
#include <uninorm.h>
#include <unistr.h>
#include <unistring/version.h>
#include <uniwidth.h>

#include "bench_texters.h"

static size_t validate(const uint8_t *in, size_t len, void *out, size_t cap)
{
    (void)out;
    (void)cap;
    return u8_check(in, len) == NULL;
}

static size_t utf8_utf16(const uint8_t *in, size_t len, void *out, size_t cap)
{
    size_t n = cap / 2;

    return u8_to_u16(in, len, out, &n) == out ? 2 * n : 0;
}

static size_t utf8_utf32(const uint8_t *in, size_t len, void *out, size_t cap)
{
    size_t n = cap / 4;

    return u8_to_u32(in, len, out, &n) == out ? 4 * n : 0;
}

static size_t utf16_utf8(const uint8_t *in, size_t len, void *out, size_t cap)
{
    size_t n = cap;

    return u16_to_u8((const uint16_t *)(const void *)in, len / 2, out, &n) == out ? n : 0;
}

static size_t normalize(uninorm_t form, const uint8_t *in, size_t len, void *out, size_t cap)
{
    size_t n = cap;
    uint8_t *made = u8_normalize(form, in, len, out, &n);

    if (made != out)
        free(made);
    return made != NULL ? n : 0;
}

static size_t nfc(const uint8_t *in, size_t len, void *out, size_t cap)
{
    return normalize(UNINORM_NFC, in, len, out, cap);
}

static size_t nfd(const uint8_t *in, size_t len, void *out, size_t cap)
{
    return normalize(UNINORM_NFD, in, len, out, cap);
}

static size_t nfkc(const uint8_t *in, size_t len, void *out, size_t cap)
{
    return normalize(UNINORM_NFKC, in, len, out, cap);
}

static size_t casefold(const uint8_t *in, size_t len, void *out, size_t cap)
{
    size_t n = cap;
    uint8_t *made = u8_casefold(in, len, NULL, NULL, out, &n);

    if (made != out)
        free(made);
    return made != NULL ? n : 0;
}

static size_t clusters(const uint8_t *in, size_t len, void *out, size_t cap)
{
    const uint8_t *end = in + len;
    size_t n = 0;

    (void)out;
    (void)cap;
    for (const uint8_t *p = in; p != NULL && p < end; n++)
        p = u8_grapheme_next(p, end);
    return n;
}

static size_t width(const uint8_t *in, size_t len, void *out, size_t cap)
{
    (void)out;
    (void)cap;
    return (size_t)u8_width(in, len, "UTF-8");
}

static const char *version(void)
{
    static char words[32];

    snprintf(words, sizeof(words), "%d.%d", _libunistring_version >> 16,
             _libunistring_version >> 8 & 0xFF);
    return words;
}

const texter bench_unistring = {
    "unistring",
    version,
    {[TEXTER_VALIDATE] = validate,
     [TEXTER_UTF8_UTF16] = utf8_utf16,
     [TEXTER_UTF8_UTF32] = utf8_utf32,
     [TEXTER_UTF16_UTF8] = utf16_utf8,
     [TEXTER_NFC] = nfc,
     [TEXTER_NFD] = nfd,
     [TEXTER_NFKC] = nfkc,
     [TEXTER_CASEFOLD] = casefold,
     [TEXTER_CLUSTERS] = clusters,
     [TEXTER_WIDTH] = width},
};
