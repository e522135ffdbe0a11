#include "cli_encoding.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Names that iconv knows and this library does not. */
static const struct {
    const char *word;
    uint8_t encoding;
} aliases[] = {
    {"utf8", SEAM_UTF8},
    {"utf16le", SEAM_UTF16LE},
    {"utf16be", SEAM_UTF16BE},
    {"utf32le", SEAM_UTF32LE},
    {"utf32be", SEAM_UTF32BE},
    {"iso-8859-1", SEAM_LATIN1},
    {"iso8859-1", SEAM_LATIN1},
    {"l1", SEAM_LATIN1},
    {"cp1252", SEAM_WINDOWS_1252},
    {"us-ascii", SEAM_ASCII},
    {"cp866", SEAM_IBM866},
    {"koi8r", SEAM_KOI8_R},
    {"mac", SEAM_MACINTOSH},
    {"cp874", SEAM_WINDOWS_874},
    {"cp1250", SEAM_WINDOWS_1250},
    {"cp1251", SEAM_WINDOWS_1251},
    {"cp1253", SEAM_WINDOWS_1253},
    {"cp1254", SEAM_WINDOWS_1254},
    {"cp1255", SEAM_WINDOWS_1255},
    {"cp1256", SEAM_WINDOWS_1256},
    {"cp1257", SEAM_WINDOWS_1257},
    {"cp819", SEAM_LATIN1},
    {"ibm819", SEAM_LATIN1},
    {"iso_8859-1", SEAM_LATIN1},
    {"ansi_x3.4-1968", SEAM_ASCII},
    {"koi8u", SEAM_KOI8_U},
    {"l2", SEAM_ISO_8859_2},
    {"latin9", SEAM_ISO_8859_15},
    {"mac-cyrillic", SEAM_X_MAC_CYRILLIC},
    {"ucs-4be", SEAM_UTF32BE},
    {"ucs-4le", SEAM_UTF32LE},
    {"cp1258", SEAM_WINDOWS_1258},
    {"latin2", SEAM_ISO_8859_2},
    {"latin3", SEAM_ISO_8859_3},
    {"latin4", SEAM_ISO_8859_4},
    {"cyrillic", SEAM_ISO_8859_5},
    {"arabic", SEAM_ISO_8859_6},
    {"greek", SEAM_ISO_8859_7},
    {"hebrew", SEAM_ISO_8859_8},
    {"latin6", SEAM_ISO_8859_10},
    {"latin7", SEAM_ISO_8859_13},
    {"latin8", SEAM_ISO_8859_14},
    {"latin-9", SEAM_ISO_8859_15},
    {"latin10", SEAM_ISO_8859_16},
};

const char *cli_encoding_alias(size_t i, uint8_t *encoding)
{
    if (i >= sizeof aliases / sizeof aliases[0])
        return NULL;
    *encoding = aliases[i].encoding;
    return aliases[i].word;
}

/* The encoding that "iso8859-N" names, which is how locales write ISO-8859-N. */
static uint8_t find_iso8859(const char *word)
{
    static const char prefix[] = "iso8859-";
    char name[32];
    size_t len = sizeof prefix - 1;
    if (strncasecmp(word, prefix, len) != 0 || strlen(word) > len + 2)
        return SEAM_ENCODING_NONE;
    snprintf(name, sizeof name, "iso-8859-%s", word + len);
    return seam_encoding_find(seam_view_string(name), SEAM_NAMES_SEAM);
}

uint8_t cli_encoding_find(const char *word)
{
    static const char whatwg[] = "whatwg:";
    if (strncasecmp(word, whatwg, sizeof whatwg - 1) == 0)
        return seam_encoding_find(seam_view_string(word + sizeof whatwg - 1), SEAM_NAMES_WHATWG);
    for (unsigned encoding = 0; encoding < SEAM_ENCODING_NONE; encoding++) {
        const char *name = seam_encoding_name(encoding, SEAM_NAMES_SEAM, 0);
        if (name != NULL && strcasecmp(name, word) == 0)
            return (uint8_t)encoding;
    }
    for (size_t i = 0; i < sizeof aliases / sizeof aliases[0]; i++)
        if (strcasecmp(aliases[i].word, word) == 0)
            return aliases[i].encoding;
    return find_iso8859(word);
}
