/* ICU, whose strings are UTF-16. Its check is the length that a conversion would have. */
#include <unicode/ucnv.h>
#include <unicode/ustring.h>
#include <unicode/uversion.h>

#include "bench_texters.h"

static size_t validate(const uint8_t *in, size_t len, void *out, size_t cap)
{
    UErrorCode error = U_ZERO_ERROR;

    (void)out;
    (void)cap;
    u_strFromUTF8(NULL, 0, NULL, (const char *)in, (int32_t)len, &error);
    return error == U_BUFFER_OVERFLOW_ERROR;
}

static size_t utf8_utf16(const uint8_t *in, size_t len, void *out, size_t cap)
{
    UErrorCode error = U_ZERO_ERROR;
    int32_t n = 0;

    u_strFromUTF8(out, (int32_t)(cap / 2), &n, (const char *)in, (int32_t)len, &error);
    return U_SUCCESS(error) ? 2 * (size_t)n : 0;
}

static size_t utf16_utf8(const uint8_t *in, size_t len, void *out, size_t cap)
{
    UErrorCode error = U_ZERO_ERROR;
    int32_t n = 0;

    u_strToUTF8(out, (int32_t)cap, &n, (const UChar *)(const void *)in, (int32_t)(len / 2), &error);
    return U_SUCCESS(error) ? (size_t)n : 0;
}

/* By its converters, which know every encoding. */
static size_t latin1_utf8(const uint8_t *in, size_t len, void *out, size_t cap)
{
    static UConverter *converter;
    UErrorCode error = U_ZERO_ERROR;
    int32_t n;

    if (converter == NULL)
        converter = ucnv_open("ISO-8859-1", &error);
    n = ucnv_toAlgorithmic(UCNV_UTF8, converter, out, (int32_t)cap, (const char *)in, (int32_t)len,
                           &error);
    return U_SUCCESS(error) ? (size_t)n : 0;
}

static const char *version(void)
{
    static char words[U_MAX_VERSION_STRING_LENGTH];
    UVersionInfo info;

    u_getVersion(info);
    u_versionToString(info, words);
    return words;
}

const texter bench_icu = {
    "icu",
    version,
    {[TEXTER_VALIDATE] = validate,
     [TEXTER_UTF8_UTF16] = utf8_utf16,
     [TEXTER_UTF16_UTF8] = utf16_utf8,
     [TEXTER_LATIN1_UTF8] = latin1_utf8},
};
