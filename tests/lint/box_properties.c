#include "box_properties.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint32_t properties[N_CODE_POINTS];

static void set(uint32_t first, uint32_t last, uint32_t bits)
{
    for (uint32_t c = first; c <= last; c++)
        properties[c] |= bits;
}

static FILE *open_file(const char *folder, const char *name)
{
    char path[512];
    FILE *file;

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    file = fopen(path, "r");
    if (file == NULL) {
        perror(path);
        exit(2);
    }
    return file;
}

/* Reads "XXXX[..YYYY] ; name [; value]"; the name and the value without blanks. */
static bool parse(char *line, uint32_t *first, uint32_t *last, char name[64], char value[64])
{
    char range[32];

    line[strcspn(line, "#\n")] = '\0';
    name[0] = value[0] = '\0';
    if (sscanf(line, " %31[0-9A-F.] ; %63[^; ] ; %63[^; ]", range, name, value) < 2)
        return false;
    *first = (uint32_t)strtoul(range, NULL, 16);
    *last =
        strstr(range, "..") != NULL ? (uint32_t)strtoul(strstr(range, "..") + 2, NULL, 16) : *first;
    return true;
}

typedef uint32_t (*bits_fn)(const char *name, const char *value);

static void read_ranges(const char *folder, const char *file_name, bits_fn bits)
{
    FILE *file = open_file(folder, file_name);
    char line[1024], name[64], value[64];
    uint32_t first, last;

    while (fgets(line, sizeof(line), file) != NULL) {
        if (parse(line, &first, &last, name, value))
            set(first, last, bits(name, value));
    }
    fclose(file);
}

static uint32_t normal_bits(const char *name, const char *value)
{
    (void)value;
    if (strcmp(name, "NFC_QC") == 0)
        return NFC;
    if (strcmp(name, "NFD_QC") == 0)
        return NFD;
    if (strcmp(name, "NFKC_QC") == 0)
        return NFKC;
    if (strcmp(name, "NFKD_QC") == 0)
        return NFKD;
    return strcmp(name, "Changes_When_NFKC_Casefolded") == 0 ? FOLDS_KC : 0;
}

static uint32_t folding_bits(const char *name, const char *value)
{
    (void)value;
    return strcmp(name, "C") == 0 || strcmp(name, "F") == 0 ? FOLDS : 0;
}

static uint32_t cluster_bits(const char *name, const char *value)
{
    (void)value;
    if (strcmp(name, "LV") == 0 || strcmp(name, "LVT") == 0)
        return 0;
    return strcmp(name, "Extend") == 0 || strcmp(name, "SpacingMark") == 0 ? EXTENDS : BREAKS;
}

static uint32_t width_bits(const char *name, const char *value)
{
    (void)value;
    if (strcmp(name, "A") == 0)
        return AMBIGUOUS;
    return strcmp(name, "W") == 0 || strcmp(name, "F") == 0 ? WIDE : 0;
}

static bool has_no_width(const char *category)
{
    return category[0] == 'M' || strcmp(category, "Cf") == 0 || strcmp(category, "Cc") == 0 ||
           strcmp(category, "Zl") == 0 || strcmp(category, "Zp") == 0;
}

static void read_unicode_data(const char *folder)
{
    FILE *file = open_file(folder, "UnicodeData.txt");
    char line[1024], name[128], category[8];
    uint32_t first = 0;
    unsigned c, combining_class;

    while (fgets(line, sizeof(line), file) != NULL) {
        if (sscanf(line, "%X;%127[^;];%7[^;];%u;", &c, name, category, &combining_class) != 4)
            continue;
        /* A range is two lines. */
        if (strstr(name, ", Last>") == NULL)
            first = c;
        set(first, c,
            ASSIGNED | (combining_class != 0 ? MARK : 0u) |
                (has_no_width(category) ? NO_WIDTH : 0u));
    }
    fclose(file);
}

void read_properties(const char *folder)
{
    read_unicode_data(folder);
    read_ranges(folder, "DerivedNormalizationProps.txt", normal_bits);
    read_ranges(folder, "CaseFolding.txt", folding_bits);
    read_ranges(folder, "auxiliary/GraphemeBreakProperty.txt", cluster_bits);
    read_ranges(folder, "EastAsianWidth.txt", width_bits);
    set(0xFF9E, 0xFF9F, HALF_MARK);
    set(0xFDD0, 0xFDEF, NONCHARACTER);
    for (uint32_t c = 0xFFFE; c < N_CODE_POINTS; c += 0x10000)
        set(c, c + 1, NONCHARACTER);
    set(0xE000, 0xF8FF, PRIVATE);
    set(0xF0000, 0xFFFFD, PRIVATE);
    set(0x100000, 0x10FFFD, PRIVATE);
    set(0x061C, 0x061C, BIDI);
    set(0x200E, 0x200F, BIDI);
    set(0x202A, 0x202E, BIDI);
    set(0x2066, 0x2069, BIDI);
}
