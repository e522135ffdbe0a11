#include "base/panic.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void seam__panic(const char *format, ...)
{
    char message[256] = "seam: ";
    const size_t prefix = 6;
    va_list args;
    int n;

    va_start(args, format);
    n = vsnprintf(message + prefix, sizeof(message) - prefix - 1, format, args);
    va_end(args);
    if (n > 0) {
        size_t len = prefix + (size_t)n;

        if (len > sizeof(message) - 2)
            len = sizeof(message) - 2;
        message[len] = '\n';
        /* The program ends here whether the message got out or not. */
        if (write(STDERR_FILENO, message, len + 1) < 0)
            abort();
    }
    abort();
}
