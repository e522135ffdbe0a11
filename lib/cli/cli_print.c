#include "cli_print.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli_fd.h"
#include "cli_output.h"
#include "cli_show.h"

/* Text that is printed and not yet written. Law: `len` <= `cap`. */
typedef struct printer {
    int fd;
    char *buffer;
    size_t len, cap;
    bool failed; /* nothing more is written then */
} printer;

static char out_buffer[16384], err_buffer[1024];
static printer out = {STDOUT_FILENO, out_buffer, 0, sizeof out_buffer, false};
static printer err = {STDERR_FILENO, err_buffer, 0, sizeof err_buffer, false};

/* Writes what is buffered. An error of standard error cannot be reported anywhere. */
static void flush(printer *p)
{
    size_t len = p->len;
    p->len = 0;
    if (p->failed || cli_fd_write(p->fd, p->buffer, len))
        return;
    p->failed = true;
    if (p == &out)
        cli_fail_errno(CLI_STDOUT);
}

static void add(printer *p, const char *text, size_t len)
{
    while (len > 0) {
        size_t n = len < p->cap - p->len ? len : p->cap - p->len;
        memcpy(p->buffer + p->len, text, n);
        p->len += n;
        text += n;
        len -= n;
        if (p->len == p->cap)
            flush(p);
    }
}

static void add_shown(printer *p, const char *text)
{
    char one[CLI_SHOWN];
    while (cli_show_next(&text, one))
        add(p, one, strlen(one));
}

/* Appends formatted text. Without memory a long text is cut. */
__attribute__((format(printf, 3, 0))) static void
add_format(printer *p, void (*add_text)(printer *, const char *), const char *format, va_list args)
{
    char small[512] = "", *large = NULL;
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(small, sizeof small, format, args);
    if (n >= (int)sizeof small && (large = malloc((size_t)n + 1)) != NULL)
        vsnprintf(large, (size_t)n + 1, format, again);
    va_end(again);
    add_text(p, large != NULL ? large : small);
    free(large);
}

static void add_string(printer *p, const char *text)
{
    add(p, text, strlen(text));
}

/* Ends a call: on a terminal whole lines are written at once, otherwise a full buffer is. */
static void end_put(void)
{
    static int is_terminal = -1;
    if (is_terminal < 0)
        is_terminal = isatty(STDOUT_FILENO);
    if (is_terminal == 1 && out.len > 0 && out.buffer[out.len - 1] == '\n')
        flush(&out);
}

void cli_print(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add_format(&out, add_string, format, args);
    va_end(args);
    end_put();
}

void cli_put(const char *text)
{
    add_string(&out, text);
    end_put();
}

void cli_put_shown(const char *text)
{
    add_shown(&out, text);
}

bool cli_print_works(void)
{
    return !out.failed;
}

int cli_flush_stdout(int code)
{
    flush(&out);
    return out.failed ? CLI_FAILED : code;
}

void cli_say(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add_format(&err, add_string, format, args);
    va_end(args);
    flush(&err);
}

void cli_say_shown(const char *before, const char *after, const char *format, va_list args)
{
    add_string(&err, before);
    add_format(&err, add_shown, format, args);
    add_string(&err, after);
    flush(&err);
}
