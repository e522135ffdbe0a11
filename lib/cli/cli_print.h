/* cli_print.h: text to standard output, which is buffered, and to standard error, which is not.
 * Both wait where a write would block. */
#ifndef SEAM_CLI_PRINT_H
#define SEAM_CLI_PRINT_H

#include <stdarg.h>

#include "cli.h"

/* Prints to standard output. On a terminal every line appears when it is complete. After an error,
 * which is reported once, nothing more is written. */
__attribute__((format(printf, 1, 2))) void cli_print(const char *format, ...);
void cli_put(const char *text);

/* Prints text from outside to standard output, escaped as cli_show.h describes. */
void cli_put_shown(const char *text);

/* Whether standard output has had no error. */
bool cli_print_works(void);

/* Prints to standard error, in one write. */
__attribute__((format(printf, 1, 2))) void cli_say(const char *format, ...);

/* Prints to standard error BEFORE, then what the format makes, escaped as cli_show.h describes,
 * then AFTER. BEFORE and AFTER are printed as they are. */
__attribute__((format(printf, 3, 0))) void cli_say_shown(const char *before, const char *after,
                                                         const char *format, va_list args);

#endif
