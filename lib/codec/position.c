#include "seam/position.h"

#include "base/bits.h"
#include "base/panic.h"
#include "bytes/positions.h"
#include "seam/scan.h"
#include "seam/utf8.h"

/* Text is counted in pieces that stay in a CPU's first cache while several kernels read them. */
#define PIECE ((size_t)16384)
/* The line ends that are looked at in one go. */
#define ENDS ((size_t)256)

/* The line ends of a piece. */
typedef struct line_ends {
    size_t n;      /* their number */
    size_t behind; /* where the last one ends; 0 when there is none */
} line_ends;

static line_ends ends_by_lf(seam_view text)
{
    line_ends ends = {seam_scan_lines(text), 0};

    if (ends.n > 0)
        ends.behind = seam_scan_last_byte(text, '\n') + 1;
    return ends;
}

/* A LF behind a CR ends no line of its own, but moves the end of that line. */
static line_ends ends_by_any(seam_view text)
{
    uint32_t found[ENDS + SEAM__POSITIONS_SLACK];
    line_ends ends = {0, 0};
    size_t at = 0;

    if (seam_scan_byte(text, '\r') == text.len)
        return ends_by_lf(text);
    while (at < text.len) {
        size_t n;
        const size_t base = at;

        at += seam__positions(seam_view_of(text.data + base, text.len - base), '\r', '\n', found,
                              ENDS, &n);
        for (size_t i = 0; i < n; i++) {
            const size_t end = base + found[i];

            ends.n += text.data[end] == '\r' || end == 0 || text.data[end - 1] != '\r';
            ends.behind = end + 1;
        }
    }
    return ends;
}

/* Counts text without line ends, or whose line ends the caller counts. */
static void count(seam_position *position, seam_view text)
{
    const size_t n_ascii = seam_scan_non_ascii(text);
    const seam_view rest = seam_view_of(text.data + n_ascii, text.len - n_ascii);
    const size_t n_points = n_ascii + seam_utf8_count(rest);
    const size_t n_units = n_ascii + seam_utf8_utf16_len(rest);

    position->bytes += text.len;
    position->code_points += n_points;
    position->utf16_units += n_units;
    position->column_bytes += text.len;
    position->column_code_points += n_points;
    position->column_utf16_units += n_units;
}

static void start_line(seam_position *position)
{
    position->column_bytes = 0;
    position->column_code_points = 0;
    position->column_utf16_units = 0;
}

/* Moves past the first `n` bytes of *text, which end with a line end. */
static void pass_lines(seam_position *position, seam_view *text, size_t n)
{
    count(position, seam_view_of(text->data, n));
    start_line(position);
    *text = seam_view_of(text->data + n, text->len - n);
}

static void advance_piece(seam_position *position, seam_view text)
{
    const bool any = position->line_ends == SEAM_POSITION_ANY;
    const bool ends_with_cr = any && text.data[text.len - 1] == '\r';
    line_ends ends;

    if (position->after_cr_ && text.data[0] == '\n')
        pass_lines(position, &text, 1);
    ends = any ? ends_by_any(text) : ends_by_lf(text);
    SEAM_ASSERT((ends.n == 0) == (ends.behind == 0));
    if (ends.n > 0)
        pass_lines(position, &text, ends.behind);
    position->lines += ends.n;
    count(position, text);
    position->after_cr_ = ends_with_cr;
}

void seam_position_advance(seam_position *position, seam_view text)
{
    SEAM_ASSERT(position->line_ends <= SEAM_POSITION_ANY);
    while (text.len > 0) {
        const seam_view piece = seam_view_of(text.data, seam__min(text.len, PIECE));

        advance_piece(position, piece);
        text = seam_view_of(text.data + piece.len, text.len - piece.len);
    }
}
