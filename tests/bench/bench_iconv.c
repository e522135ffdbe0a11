/* glibc's converters. There is no validator: the conversion to UTF-16 is the nearest that a program
 * without a library would use. */
#include <gnu/libc-version.h>
#include <iconv.h>
#include <stdio.h>

#include "bench_texters.h"

/* A converter is opened once for each pair of forms. */
static size_t convert(iconv_t *converter, const char *to, const char *from, text in, void *out,
                      size_t cap)
{
    char *source = (char *)in.data;
    char *target = out;
    size_t left = cap;

    if (*converter == NULL)
        *converter = iconv_open(to, from);
    bench_require(*converter != (iconv_t)-1, "iconv_open");
    iconv(*converter, NULL, NULL, NULL, NULL);
    if (iconv(*converter, &source, &in.len, &target, &left) == (size_t)-1)
        return 0;
    return cap - left;
}

static text text_at(const uint8_t *in, size_t len)
{
    return (text){NULL, (uint8_t *)(uintptr_t)in, len};
}

static size_t utf8_utf16(const uint8_t *in, size_t len, void *out, size_t cap)
{
    static iconv_t converter;

    return convert(&converter, "UTF-16LE", "UTF-8", text_at(in, len), out, cap);
}

static size_t utf8_utf32(const uint8_t *in, size_t len, void *out, size_t cap)
{
    static iconv_t converter;

    return convert(&converter, "UTF-32LE", "UTF-8", text_at(in, len), out, cap);
}

static size_t utf16_utf8(const uint8_t *in, size_t len, void *out, size_t cap)
{
    static iconv_t converter;

    return convert(&converter, "UTF-8", "UTF-16LE", text_at(in, len), out, cap);
}

static size_t latin1_utf8(const uint8_t *in, size_t len, void *out, size_t cap)
{
    static iconv_t converter;

    return convert(&converter, "UTF-8", "ISO-8859-1", text_at(in, len), out, cap);
}

static const char *version(void)
{
    static char words[32];

    snprintf(words, sizeof(words), "glibc %s", gnu_get_libc_version());
    return words;
}

const texter bench_iconv = {
    "iconv",
    version,
    {[TEXTER_VALIDATE] = utf8_utf16,
     [TEXTER_UTF8_UTF16] = utf8_utf16,
     [TEXTER_UTF8_UTF32] = utf8_utf32,
     [TEXTER_UTF16_UTF8] = utf16_utf8,
     [TEXTER_LATIN1_UTF8] = latin1_utf8},
};
