/* GLib, whose conversions allocate their result. */
#include <glib.h>
#include <stdio.h>
#include <string.h>

#include "bench_texters.h"

static size_t validate(const uint8_t *in, size_t len, void *out, size_t cap)
{
    (void)out;
    (void)cap;
    return g_utf8_validate((const char *)in, (gssize)len, NULL) ? 1 : 0;
}

static size_t utf8_utf16(const uint8_t *in, size_t len, void *out, size_t cap)
{
    glong n = 0;
    gunichar2 *made = g_utf8_to_utf16((const char *)in, (glong)len, NULL, &n, NULL);

    (void)out;
    (void)cap;
    g_free(made);
    return made != NULL ? 2 * (size_t)n : 0;
}

static size_t utf8_utf32(const uint8_t *in, size_t len, void *out, size_t cap)
{
    glong n = 0;
    gunichar *made = g_utf8_to_ucs4((const char *)in, (glong)len, NULL, &n, NULL);

    (void)out;
    (void)cap;
    g_free(made);
    return made != NULL ? 4 * (size_t)n : 0;
}

static size_t utf16_utf8(const uint8_t *in, size_t len, void *out, size_t cap)
{
    glong n = 0;
    char *made =
        g_utf16_to_utf8((const gunichar2 *)(const void *)in, (glong)(len / 2), NULL, &n, NULL);

    (void)out;
    (void)cap;
    g_free(made);
    return made != NULL ? (size_t)n : 0;
}

static size_t normalize(GNormalizeMode mode, const uint8_t *in, size_t len)
{
    char *made = g_utf8_normalize((const char *)in, (gssize)len, mode);
    const size_t n = made != NULL ? strlen(made) : 0;

    g_free(made);
    return n;
}

static size_t nfc(const uint8_t *in, size_t len, void *out, size_t cap)
{
    (void)out;
    (void)cap;
    return normalize(G_NORMALIZE_NFC, in, len);
}

static size_t nfd(const uint8_t *in, size_t len, void *out, size_t cap)
{
    (void)out;
    (void)cap;
    return normalize(G_NORMALIZE_NFD, in, len);
}

static size_t nfkc(const uint8_t *in, size_t len, void *out, size_t cap)
{
    (void)out;
    (void)cap;
    return normalize(G_NORMALIZE_NFKC, in, len);
}

static size_t casefold(const uint8_t *in, size_t len, void *out, size_t cap)
{
    char *made = g_utf8_casefold((const char *)in, (gssize)len);
    const size_t n = made != NULL ? strlen(made) : 0;

    (void)out;
    (void)cap;
    g_free(made);
    return n;
}

static const char *version(void)
{
    static char words[32];

    snprintf(words, sizeof(words), "%u.%u.%u", glib_major_version, glib_minor_version,
             glib_micro_version);
    return words;
}

const texter bench_glib_text = {
    "glib",
    version,
    {[TEXTER_VALIDATE] = validate,
     [TEXTER_UTF8_UTF16] = utf8_utf16,
     [TEXTER_UTF8_UTF32] = utf8_utf32,
     [TEXTER_UTF16_UTF8] = utf16_utf8,
     [TEXTER_NFC] = nfc,
     [TEXTER_NFD] = nfd,
     [TEXTER_NFKC] = nfkc,
     [TEXTER_CASEFOLD] = casefold},
};
