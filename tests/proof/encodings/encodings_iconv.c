/* The C library's iconv, which converts a string or refuses it. */
#include <iconv.h>
#include <stdio.h>

#include "encodings.h"

static const other_name names[] = {
    {SEAM_UTF8, "UTF-8", NULL},
    {SEAM_UTF16LE, "UTF-16LE", NULL},
    {SEAM_UTF16BE, "UTF-16BE", NULL},
    {SEAM_UTF32LE, "UTF-32LE", NULL},
    {SEAM_UTF32BE, "UTF-32BE", NULL},
    {SEAM_LATIN1, "ISO-8859-1", ""},
    {SEAM_ASCII, "US-ASCII", ""},
    {SEAM_WINDOWS_1252, "CP1252", "81 8d 8f 90 9d"},
    {SEAM_IBM866, "IBM866", ""},
    {SEAM_ISO_8859_2, "ISO-8859-2", ""},
    {SEAM_ISO_8859_3, "ISO-8859-3", ""},
    {SEAM_ISO_8859_4, "ISO-8859-4", ""},
    {SEAM_ISO_8859_5, "ISO-8859-5", ""},
    {SEAM_ISO_8859_6, "ISO-8859-6", ""},
    {SEAM_ISO_8859_7, "ISO-8859-7", ""},
    {SEAM_ISO_8859_8, "ISO-8859-8", ""},
    {SEAM_ISO_8859_10, "ISO-8859-10", ""},
    {SEAM_ISO_8859_13, "ISO-8859-13", ""},
    {SEAM_ISO_8859_14, "ISO-8859-14", ""},
    {SEAM_ISO_8859_15, "ISO-8859-15", ""},
    {SEAM_ISO_8859_16, "ISO-8859-16", ""},
    {SEAM_KOI8_R, "KOI8-R", ""},
    {SEAM_KOI8_U, "KOI8-U", "ae be"},
    {SEAM_MACINTOSH, "MACINTOSH", "c6 f0"},
    {SEAM_WINDOWS_874, "CP874",
     "81 82 83 84 86 87 88 89 8a 8b 8c 8d 8e 8f 90 98 99 9a 9b 9c 9d 9e 9f"},
    {SEAM_WINDOWS_1250, "CP1250", "81 83 88 90 98"},
    {SEAM_WINDOWS_1251, "CP1251", "98"},
    {SEAM_WINDOWS_1253, "CP1253", "81 88 8a 8c 8d 8e 8f 90 98 9a 9c 9d 9e 9f"},
    {SEAM_WINDOWS_1254, "CP1254", "81 8d 8e 8f 90 9d 9e"},
    {SEAM_WINDOWS_1255, "CP1255", "81 8a 8c 8d 8e 8f 90 9a 9c 9d 9e 9f ca"},
    {SEAM_WINDOWS_1256, "CP1256", ""},
    {SEAM_WINDOWS_1257, "CP1257", "81 83 88 8a 8c 90 98 9a 9c 9f"},
    {SEAM_WINDOWS_1258, "CP1258", "81 8a 8d 8e 8f 90 9a 9d 9e"},
    {SEAM_X_MAC_CYRILLIC, "MAC-CYRILLIC", "ff"},
};

static iconv_t converter;

static bool open_name(const char *name)
{
    converter = iconv_open("UTF-8", name);
    return converter != (iconv_t)-1;
}

static void close_name(void)
{
    iconv_close(converter);
}

/* glibc takes numbers past U+10FFFF, which no encoding form has, from UTF-8 and gives them on. */
static bool has_too_large(const uint8_t *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (text[i] > 0xF4 || (text[i] == 0xF4 && text[i + 1] >= 0x90))
            return true;
    }
    return false;
}

static size_t convert(const uint8_t *in, size_t n, uint8_t *out)
{
    char *from = (char *)(uintptr_t)in, *to = (char *)out;
    size_t left = n, room = MOST_OUT;

    iconv(converter, NULL, NULL, NULL, NULL);
    if (iconv(converter, &from, &left, &to, &room) == (size_t)-1 || left > 0)
        return SIZE_MAX;
    /* Some encodings hold a character back, with which a mark may join. */
    if (iconv(converter, NULL, NULL, &to, &room) == (size_t)-1)
        return SIZE_MAX;
    return has_too_large(out, MOST_OUT - room) ? SIZE_MAX : MOST_OUT - room;
}

/* The bytes in which others than glibc differ are not known. */
uint64_t all_of_iconv(const share *s)
{
#ifndef __GLIBC__
    (void)s;
    (void)names;
    puts("this iconv is not glibc's");
    return 0;
#else
    static const other iconv_is = {
        "iconv", names, sizeof(names) / sizeof(names[0]), true, open_name, convert, close_name,
    };

    return ask(&iconv_is, s);
#endif
}
