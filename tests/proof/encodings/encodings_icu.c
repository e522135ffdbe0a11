/* ICU's converters, which have U+FFFD for each fault. */
#include "encodings.h"

#include <stdio.h>

#ifndef SEAM_HAVE_ICU

uint64_t all_of_icu(const share *s)
{
    (void)s;
    puts("ICU is not here (libicu-dev)");
    return 0;
}
#else
#include <unicode/ucnv.h>
#include <unicode/ustring.h>

static const other_name names[] = {
    {SEAM_UTF8, "UTF-8", NULL},
    {SEAM_UTF16LE, "UTF-16LE", NULL},
    {SEAM_UTF16BE, "UTF-16BE", NULL},
    {SEAM_UTF32LE, "UTF-32LE", NULL},
    {SEAM_UTF32BE, "UTF-32BE", NULL},
    {SEAM_LATIN1, "ISO-8859-1", ""},
    {SEAM_ASCII, "US-ASCII", ""},
    {SEAM_WINDOWS_1252, "windows-1252", ""},
    {SEAM_IBM866, "IBM866", "1a 1c 7f"},
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
    {SEAM_MACINTOSH, "macintosh", ""},
    {SEAM_WINDOWS_874, "windows-874", "db dc dd de fc fd fe ff"},
    {SEAM_WINDOWS_1250, "windows-1250", ""},
    {SEAM_WINDOWS_1251, "windows-1251", ""},
    {SEAM_WINDOWS_1253, "windows-1253", "aa"},
    {SEAM_WINDOWS_1254, "windows-1254", ""},
    {SEAM_WINDOWS_1255, "windows-1255", "ca"},
    {SEAM_WINDOWS_1256, "windows-1256", ""},
    {SEAM_WINDOWS_1257, "windows-1257", ""},
    {SEAM_WINDOWS_1258, "windows-1258", ""},
    {SEAM_X_MAC_CYRILLIC, "x-mac-cyrillic", ""},
};

static UConverter *converter;

static bool open_name(const char *name)
{
    UErrorCode error = U_ZERO_ERROR;

    converter = ucnv_open(name, &error);
    return U_SUCCESS(error);
}

static void close_name(void)
{
    ucnv_close(converter);
}

static size_t convert(const uint8_t *in, size_t n, uint8_t *out)
{
    UErrorCode error = U_ZERO_ERROR;
    UChar units[MOST_OUT];
    int32_t n_out;
    const int32_t n_units =
        ucnv_toUChars(converter, units, MOST_OUT, (const char *)in, (int32_t)n, &error);

    u_strToUTF8((char *)out, MOST_OUT, &n_out, units, n_units, &error);
    return U_SUCCESS(error) ? (size_t)n_out : SIZE_MAX;
}

uint64_t all_of_icu(const share *s)
{
    UVersionInfo version;
    static const other icu = {
        "ICU", names, sizeof(names) / sizeof(names[0]), false, open_name, convert, close_name,
    };

    u_getVersion(version);
    if (version[0] != 72) {
        printf("the tables of ICU %u have not been looked through\n", version[0]);
        return 0;
    }
    return ask(&icu, s);
}
#endif
