/* cli_print.h: text to standard output, which is buffered, and to standard error, which is not. Both
 * wait where a write would block. */
#ifndef SEAM_CLI_PRINT_H
#define SEAM_CLI_PRINT_H

#include <stdarg.h>

#include "cli.h"

/* To standard output. On a terminal every line appears when it is complete. After an error, which is
 * said once, nothing more is written. */
__attribute__((format(printf, 1, 2))) void cli_print(const char *format, ...);
void cli_put(const char *text);

/* Puts text from outside as cli_show.h says. */
void cli_put_shown(const char *text);

/* False after an error of standard output. */
bool cli_print_works(void);

/* To standard error, as one write. */
__attribute__((format(printf, 1, 2))) void cli_say(const char *format, ...);

/* Says BEFORE, then what the format makes, shown as cli_show.h says: for texts from outside among
 * words of our own, which have nothing to escape. BEFORE and AFTER are said as they are. */
__attribute__((format(printf, 3, 0))) void cli_say_shown(const char *before, const char *after,
                                                         const char *format, va_list args);

#endif
