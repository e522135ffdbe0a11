#include "cli_progress.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli_print.h"
#include "cli_stats.h"

#define FIRST_AFTER 0.5
#define EVERY       0.2
#define BAR         24

/* The width of the line, so that each covers the one before it. On a narrower terminal it is less,
 * because a line that wraps could not be erased. */
#define WIDTH 76

static int line_width(void)
{
    struct winsize size;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_col > WIDTH)
        return WIDTH;
    return size.ws_col - 1;
}

void cli_progress_init(cli_progress *progress, uint64_t total)
{
    progress->on = isatty(STDERR_FILENO) == 1;
    progress->shown = false;
    progress->width = line_width();
    progress->total = total;
    progress->started = progress->on ? cli_now() : 0;
    progress->next = progress->started + FIRST_AFTER;
}

/* "12.3 MiB" in a field of 9 columns. */
static const char *format_bytes(double bytes, char out[16])
{
    static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
    size_t unit = 0;
    while (bytes >= 1000 && unit + 1 < sizeof units / sizeof units[0]) {
        bytes /= 1024;
        unit++;
    }
    snprintf(out, 16, "%5.*f %s", unit == 0 ? 0 : 1, bytes < 99999 ? bytes : 99999, units[unit]);
    return out;
}

/* "[=====     ]  45 %" and, at the end of the line, the time left. */
static void format_share(double share, double seconds_left, char bar[BAR + 16], char left[32])
{
    int filled = (int)(share * BAR);
    int percent = (int)(share * 100);
    snprintf(bar, BAR + 16, "[%-*.*s] %3d %%  ", BAR, filled, "========================", percent);
    long seconds = seconds_left < 359999 ? (long)seconds_left : 359999;
    snprintf(left, 32, "  %ld:%02ld left", seconds / 60, seconds % 60);
}

static void draw(cli_progress *progress, uint64_t done, double elapsed)
{
    char bytes[16], speed[16], bar[BAR + 16] = "", left[32] = "", line[128];
    double rate = (double)done / elapsed;
    /* No share is shown of a file that grows while it is read. */
    if (progress->total > 0 && done <= progress->total && done > 0)
        format_share((double)done / (double)progress->total,
                     (double)(progress->total - done) / rate, bar, left);
    snprintf(line, sizeof line, "%s%s  %s/s%s", bar, format_bytes((double)done, bytes),
             format_bytes(rate, speed), left);
    cli_say("\r%-*.*s", progress->width, progress->width, line);
    progress->shown = true;
}

void cli_progress_update(cli_progress *progress, uint64_t done)
{
    if (!progress->on)
        return;
    double now = cli_now();
    if (now < progress->next)
        return;
    progress->next = now + EVERY;
    draw(progress, done, now - progress->started);
}

void cli_progress_end(cli_progress *progress)
{
    if (progress->shown)
        cli_say("\r%*s\r", progress->width, "");
    progress->shown = false;
}
