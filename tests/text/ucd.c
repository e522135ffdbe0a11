#include "ucd.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "put_utf8.h"

#ifndef SEAM_UNICODE_DATA
#define SEAM_UNICODE_DATA "/usr/share/unicode"
#endif

bool ucd_is_there(void)
{
    if (access(SEAM_UNICODE_DATA "/UnicodeData.txt", R_OK) == 0)
        return true;
    printf("skipped: " SEAM_UNICODE_DATA " is not there (package unicode-data)\n");
    return false;
}

void ucd_open(ucd_file *u, const char *name)
{
    char path[512];

    snprintf(path, sizeof(path), "%s%s", name[0] == '/' ? "" : SEAM_UNICODE_DATA "/", name);
    memset(u, 0, sizeof(*u));
    u->name = name;
    u->file = fopen(path, "r");
    ck_assert_msg(u->file != NULL, "%s cannot be read", path);
}

bool ucd_next(ucd_file *u)
{
    while (fgets(u->line, sizeof(u->line), u->file) != NULL) {
        size_t len = strcspn(u->line, "#\n");

        u->number++;
        ck_assert_msg(strchr(u->line, '\n') != NULL, "%s:%zu is too long", u->name, u->number);
        while (len > 0 && (u->line[len - 1] == ' ' || u->line[len - 1] == '\t'))
            len--;
        u->line[len] = '\0';
        if (len > 0)
            return true;
    }
    fclose(u->file);
    u->file = NULL;
    return false;
}

void ucd_range(ucd_file *u, uint32_t *first, uint32_t *last, const char **value)
{
    char *at;

    *first = (uint32_t)strtoul(u->line, &at, 16);
    *last = *first;
    if (strncmp(at, "..", 2) == 0)
        *last = (uint32_t)strtoul(at + 2, &at, 16);
    at += strspn(at, " ");
    ck_assert_msg(*at == ';' && *first <= *last && *last < UCD_CODE_POINTS, "%s:%zu: %s", u->name,
                  u->number, u->line);
    at++;
    at += strspn(at, " ");
    *value = at;
    at[strcspn(at, "; ")] = '\0';
}

size_t ucd_code_points(const char **at, uint32_t *code_points, size_t cap)
{
    size_t n = 0;

    for (;;) {
        char *end;
        unsigned long value;

        *at += strspn(*at, " ");
        value = strtoul(*at, &end, 16);
        if (end == *at)
            return n;
        ck_assert_uint_lt(n, cap);
        ck_assert_uint_lt(value, UCD_CODE_POINTS);
        code_points[n++] = (uint32_t)value;
        *at = end;
    }
}

size_t ucd_encode(const uint32_t *code_points, size_t n, uint8_t *out)
{
    size_t len = 0;

    for (size_t i = 0; i < n; i++)
        len += put_utf8(out + len, code_points[i]);
    return len;
}
