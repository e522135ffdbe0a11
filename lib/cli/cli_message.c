#include "cli.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli_print.h"

void cli_report(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    cli_say_shown("", "\n", format, args);
    va_end(args);
}

int cli_fail(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    cli_say_shown("seam: ", "\n", format, args);
    va_end(args);
    return CLI_FAILED;
}

int cli_misuse(const cli_command *command, const char *format, ...)
{
    va_list args;
    char before[64], after[64];
    snprintf(before, sizeof before, "seam %s: ", command->name);
    snprintf(after, sizeof after, "; see 'seam help %s'\n", command->name);
    va_start(args, format);
    cli_say_shown(before, after, format, args);
    va_end(args);
    return CLI_FAILED;
}

int cli_fail_errno(const char *where)
{
    char text[128];
    int number = errno;
    if (strerror_r(number, text, sizeof text) != 0)
        snprintf(text, sizeof text, "error %d", number);
    return cli_fail("%s: %s", where, text);
}

int cli_fail_status(seam_status status)
{
    return cli_fail("%s", seam_status_text(status));
}

int cli_print_help(const cli_command *command)
{
    cli_put(command->help);
    return CLI_OK;
}

const char *cli_fault_text(const seam_fault *fault, char out[CLI_FAULT_TEXT])
{
    int n = snprintf(out, CLI_FAULT_TEXT, "byte %" PRIu64 ": %s:", fault->offset,
                     seam_reason_name(fault->reason));
    for (unsigned i = 0; i < fault->n_bytes && n >= 0 && n < CLI_FAULT_TEXT; i++)
        n += snprintf(out + n, (size_t)(CLI_FAULT_TEXT - n), " %02X", fault->bytes[i]);
    return out;
}
