/* Unicode's own files, as Debian's unicode-data has them. */
#ifndef SEAM_TESTS_UCD_H
#define SEAM_TESTS_UCD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* meson takes this as "skipped". */
enum { UCD_SKIPPED = 77 };

enum { UCD_CODE_POINTS = 0x110000 };

/* A file that is being read. `line` is the current one without its comment and the blanks before it. */
typedef struct ucd_file {
    FILE *file;
    const char *name;
    char line[2048];
    size_t number; /* of the line, from 1 */
} ucd_file;

/* Whether the files are there; says so when they are not. */
bool ucd_is_there(void);
/* Opens a file by its name within the folder, or by a path that begins with a slash; must succeed. */
void ucd_open(ucd_file *u, const char *name);
/* The next line with anything but a comment; false, and the file is closed, at the end. */
bool ucd_next(ucd_file *u);
/* Reads "XXXX ; value" or "XXXX..YYYY ; value", blanks or none around the semicolon. `value` points
 * into the line and ends at the next semicolon or blank, which is overwritten. */
void ucd_range(ucd_file *u, uint32_t *first, uint32_t *last, const char **value);
/* Reads code points in hex with blanks between them, from *at up to anything else, where *at is left.
 * At most `cap`; returns their number. */
size_t ucd_code_points(const char **at, uint32_t *code_points, size_t cap);

/* Writes the code points as UTF-8 and returns how many bytes that is, at most 4 for each. */
size_t ucd_encode(const uint32_t *code_points, size_t n, uint8_t *out);

#endif
