/* cli_show.h: text from outside (names of files, options, input) in a form that is safe to print.
 *
 * A backslash is shown as \\, and as \xHH every byte of
 *   - a control character: C0, DEL, C1;
 *   - a sequence that is not well-formed UTF-8;
 *   - a separator of lines or paragraphs, a control of the direction of text, an invisible tag or
 *     annotation, or a noncharacter.
 * Everything else is shown as it is. What is shown is one line of well-formed UTF-8 that no
 * terminal obeys, and two different texts are never shown alike. */
#ifndef SEAM_CLI_SHOW_H
#define SEAM_CLI_SHOW_H

#include <stdbool.h>

/* Room for what one character becomes: four bytes of four characters, and a NUL. */
#define CLI_SHOWN 17

/* Writes how the character at *text is shown, and steps over it. Returns false at the end. */
bool cli_show_next(const char **text, char out[CLI_SHOWN]);

#endif
