/* Many frames out of one contiguous piece: the ends of all lines are found by one scan, not line by
 * line. */
#include "frame/frame_many.h"

#include "base/bits.h"
#include "bytes/positions.h"

/* The most ends of lines that one scan looks for, and the most bytes that it scans, which 32-bit
 * positions can count. */
#define N_ENDS ((size_t)256)
#define WINDOW ((size_t)1 << 20)

/* The state of the scan: where in the piece the next line begins, and the lines found. */
typedef struct lines {
    const uint8_t *data;
    size_t len, start, max;
    seam_view *frames;
    size_t cap, n;
    bool keep, after_cr;
} lines;

static inline void add_line(lines *l, size_t body, size_t all)
{
    l->frames[l->n++] = seam_view_of(l->data + l->start, l->keep ? all : body);
    l->start += all;
}

/* Adds the line that ends with the byte at `end`, which lies behind its start. Returns false where
 * the slow path must take over. */
typedef bool (*line_fn)(lines *l, size_t end);

static inline bool line_to_lf(lines *l, size_t end)
{
    const size_t len = end - l->start;
    const size_t cr = len > 0 && l->data[end - 1] == '\r';

    if (len - cr > l->max)
        return false;
    add_line(l, len - cr, len + 1);
    return true;
}

static inline bool line_to_byte(lines *l, size_t end)
{
    const size_t len = end - l->start;

    if (len > l->max)
        return false;
    add_line(l, len, len + 1);
    return true;
}

static inline bool line_to_either(lines *l, size_t end)
{
    const bool is_second = l->after_cr && end == l->start && l->data[end] == '\n';

    l->after_cr = l->data[end] == '\r';
    if (is_second) {
        l->start++;
        return true;
    }
    return line_to_byte(l, end);
}

static inline bool line_to_cr_lf(lines *l, size_t end)
{
    const size_t len = end - l->start;

    if (end < l->start) /* the LF of a CR LF that has ended the line before */
        return true;
    if (l->data[end] != '\r' || l->len - end < 2 || l->data[end + 1] != '\n' || len > l->max)
        return false;
    add_line(l, len, len + 2);
    return true;
}

/* Adds a line for each position of `a` or `b`, until `give` returns false, there is no room, or the
 * piece ends. */
SEAM__TEMPLATE void give_lines(lines *l, uint8_t a, uint8_t b, line_fn give)
{
    uint32_t ends[N_ENDS + SEAM__POSITIONS_SLACK];
    size_t at = l->start;

    while (at < l->len && l->n < l->cap && (at < l->start || at - l->start <= l->max + 1)) {
        const size_t base = at;
        size_t n;

        at += seam__positions(seam_view_of(l->data + base, seam__min(l->len - base, WINDOW)), a, b,
                              ends, seam__min(N_ENDS, l->cap - l->n), &n);
        for (size_t i = 0; i < n && l->n < l->cap; i++) {
            if (!give(l, base + ends[i]))
                return;
        }
    }
}

static size_t many_lines(seam_framer *framer, seam_view piece, seam_view *frames, size_t cap)
{
    const seam_framer_options *o = &framer->options_;
    lines l = {.data = piece.data,
               .len = piece.len,
               .max = (size_t)o->max_len,
               .frames = frames,
               .cap = cap,
               .keep = (o->flags & SEAM_FRAME_KEEP) != 0};

    if (o->kind == SEAM_FRAME_LINES_LF)
        give_lines(&l, '\n', '\n', line_to_lf);
    else if (o->kind == SEAM_FRAME_LINES_CRLF)
        give_lines(&l, '\r', '\n', line_to_cr_lf);
    else if (o->kind == SEAM_FRAME_LINES_ANY)
        give_lines(&l, '\r', '\n', line_to_either);
    else
        give_lines(&l, o->delimiter[0], o->delimiter[0], line_to_byte);
    framer->given_ += l.start;
    if (l.after_cr)
        framer->state_ |= SEAM__FRAME_SWALLOW;
    return l.n;
}

static size_t many_frames(seam_framer *framer, seam_view piece, seam_view *frames, size_t cap)
{
    seam__frame found;
    size_t n = 0;

    while (n < cap && piece.len > 0 && seam__frame_in_piece(framer, piece, &found)) {
        const size_t all = found.lead + found.body + found.tail;

        frames[n++] = seam__frame_give(framer, piece, &found);
        piece = seam_view_of(piece.data + all, piece.len - all);
    }
    return n;
}

size_t seam__frames_in_piece(seam_framer *framer, seam_view piece, seam_view *frames, size_t cap)
{
    if (framer->options_.kind >= SEAM_FRAME_LENGTH || framer->options_.n_delimiter > 1)
        return many_frames(framer, piece, frames, cap);
    return many_lines(framer, piece, frames, cap);
}
