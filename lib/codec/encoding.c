#include "seam/encoding.h"

#include <string.h>

#include "codec/single_byte.h"

/* Names of this library that are no labels of the WHATWG Encoding Standard, or mean another
 * encoding there. */
static const seam__label own_names[] = {
    {"utf-32le", SEAM_UTF32LE}, {"utf-32be", SEAM_UTF32BE}, {"latin1", SEAM_LATIN1},
    {"ascii", SEAM_ASCII},      {"wtf-8", SEAM_WTF8},       {"ascii-masked", SEAM_ASCII_MASKED},
};

/* The names that Node knows. The first name of each encoding is its canonical one. */
static const seam__label node_names[] = {
    {"utf8", SEAM_UTF8},        {"utf-8", SEAM_UTF8},    {"utf16le", SEAM_UTF16LE},
    {"utf-16le", SEAM_UTF16LE}, {"ucs2", SEAM_UTF16LE},  {"ucs-2", SEAM_UTF16LE},
    {"latin1", SEAM_LATIN1},    {"binary", SEAM_LATIN1}, {"ascii", SEAM_ASCII_MASKED},
};

#define N_OWN  (sizeof(own_names) / sizeof(own_names[0]))
#define N_NODE (sizeof(node_names) / sizeof(node_names[0]))

/* The names of the WHATWG Encoding Standard, at canonical_index() of each encoding. */
static const char *const canonical[] = {
    "utf-8",          "utf-16le",     "utf-16be",     "windows-1252", "ibm866",
    "iso-8859-2",     "iso-8859-3",   "iso-8859-4",   "iso-8859-5",   "iso-8859-6",
    "iso-8859-7",     "iso-8859-8",   "iso-8859-8-i", "iso-8859-10",  "iso-8859-13",
    "iso-8859-14",    "iso-8859-15",  "iso-8859-16",  "koi8-r",       "koi8-u",
    "macintosh",      "windows-874",  "windows-1250", "windows-1251", "windows-1253",
    "windows-1254",   "windows-1255", "windows-1256", "windows-1257", "windows-1258",
    "x-mac-cyrillic",
};

enum { N_CANONICAL = sizeof(canonical) / sizeof(canonical[0]) };

/* The index of an encoding in `canonical`; N_CANONICAL where the WHATWG Encoding Standard has no
 * name for it. */
static size_t canonical_index(unsigned encoding)
{
    if (encoding <= SEAM_UTF16BE)
        return encoding;
    if (encoding == SEAM_WINDOWS_1252)
        return 3;
    return encoding >= SEAM_IBM866 && encoding <= SEAM_X_MAC_CYRILLIC ? encoding - 12 : N_CANONICAL;
}

static uint8_t lower(uint8_t byte)
{
    return byte >= 'A' && byte <= 'Z' ? byte + 32 : byte;
}

/* Compares `name`, in lower case where `folds` says so, with `text`: < 0, 0 or > 0, as strcmp()
 * does. */
static int compare(seam_view name, const char *text, bool folds)
{
    size_t i;

    for (i = 0; i < name.len && text[i] != '\0'; i++) {
        const uint8_t byte = folds ? lower(name.data[i]) : name.data[i];

        if (byte != (uint8_t)text[i])
            return byte - (uint8_t)text[i];
    }
    return (int)(i < name.len) - (text[i] != '\0');
}

static uint8_t find_among(const seam__label *names, size_t n, seam_view name, bool folds)
{
    for (size_t i = 0; i < n; i++) {
        if (compare(name, names[i].text, folds) == 0)
            return names[i].encoding;
    }
    return SEAM_ENCODING_NONE;
}

static bool is_space(uint8_t byte)
{
    return byte == '\t' || byte == '\n' || byte == '\f' || byte == '\r' || byte == ' ';
}

static seam_view trimmed(seam_view name)
{
    while (name.len > 0 && is_space(name.data[0]))
        name = seam_view_of(name.data + 1, name.len - 1);
    while (name.len > 0 && is_space(name.data[name.len - 1]))
        name.len--;
    return name;
}

static uint8_t find_label(seam_view name)
{
    size_t low = 0;
    size_t end = SEAM__N_LABELS;

    while (low < end) {
        const size_t middle = (low + end) / 2;

        if (compare(name, seam__labels[middle].text, true) > 0)
            low = middle + 1;
        else
            end = middle;
    }
    /* The first label that is not before the name is the only one that may be it. */
    return find_among(seam__labels + low, low < SEAM__N_LABELS ? 1 : 0, name, true);
}

/* Finds a name of this library, spelled exactly. */
static uint8_t find_own(seam_view name)
{
    const uint8_t found = find_among(own_names, N_OWN, name, false);

    if (found != SEAM_ENCODING_NONE)
        return found;
    for (size_t i = 0; i < N_CANONICAL; i++) {
        if (compare(name, canonical[i], false) == 0)
            return find_label(name);
    }
    return SEAM_ENCODING_NONE;
}

uint8_t seam_encoding_find(seam_view name, unsigned names)
{
    switch (names) {
    case SEAM_NAMES_SEAM:
        return find_own(name);
    case SEAM_NAMES_WHATWG:
        return find_label(trimmed(name));
    case SEAM_NAMES_NODE:
        /* To Node an empty name means UTF-8. */
        return name.len == 0 ? SEAM_UTF8 : find_among(node_names, N_NODE, name, true);
    default:
        return SEAM_ENCODING_NONE;
    }
}

/* The i-th name of `encoding` among `n`, counted from 0 without `left_out`; NULL when there are
 * fewer. */
static const char *name_among(const seam__label *names, size_t n, unsigned encoding,
                              const char *left_out, size_t i)
{
    for (size_t k = 0; k < n; k++) {
        if (names[k].encoding != encoding ||
            (left_out != NULL && strcmp(names[k].text, left_out) == 0))
            continue;
        if (i-- == 0)
            return names[k].text;
    }
    return NULL;
}

const char *seam_encoding_name(unsigned encoding, unsigned names, size_t i)
{
    const size_t index = canonical_index(encoding);
    const char *first = index < N_CANONICAL ? canonical[index] : NULL;

    switch (names) {
    case SEAM_NAMES_SEAM:
        if (i > 0)
            return NULL;
        return first != NULL ? first : name_among(own_names, N_OWN, encoding, NULL, 0);
    case SEAM_NAMES_WHATWG:
        if (first == NULL || i == 0)
            return first;
        return name_among(seam__labels, SEAM__N_LABELS, encoding, first, i - 1);
    case SEAM_NAMES_NODE:
        return name_among(node_names, N_NODE, encoding, NULL, i);
    default:
        return NULL;
    }
}

uint8_t seam_encoding_sniff(seam_view start, size_t *bom_len)
{
    const uint8_t *p = start.data;

    *bom_len = 2;
    if (start.len >= 2 && p[0] == 0xFF && p[1] == 0xFE)
        return SEAM_UTF16LE;
    if (start.len >= 2 && p[0] == 0xFE && p[1] == 0xFF)
        return SEAM_UTF16BE;
    *bom_len = 3;
    if (start.len >= 3 && p[0] == 0xEF && p[1] == 0xBB && p[2] == 0xBF)
        return SEAM_UTF8;
    *bom_len = 0;
    return SEAM_ENCODING_NONE;
}
