/* Finding the end of lines and delimited frames. */
#include "base/bits.h"
#include "frame/frame_private.h"
#include "seam/scan.h"
#include "seam/search.h"

static const seam_scan_set cr_lf = {{'\r', '\n'}, 2};

static seam_view delimiter(const seam_framer *framer)
{
    return seam_view_of(framer->options_.delimiter, framer->options_.n_delimiter);
}

static uint8_t byte_at(const seam_chain *in, size_t off)
{
    uint8_t byte = 0;

    (void)seam_chain_copy_out(in, off, &byte, 1);
    return byte;
}

/* How many bytes more than its limit a line may have before its LF: the CR of CR LF. */
static size_t slack(const seam_framer *framer)
{
    return framer->options_.kind == SEAM_FRAME_LINES_LF;
}

size_t seam__line_reach(const seam_framer *framer)
{
    return (size_t)framer->options_.max_len + slack(framer) + 1;
}

/* ---- in a chain */

static seam_status search(seam_framer *framer, const seam_chain *in, size_t max)
{
    const seam_byte_set either = {{UINT64_C(1) << '\r' | UINT64_C(1) << '\n', 0, 0, 0}};

    switch (framer->options_.kind) {
    case SEAM_FRAME_LINES_LF:
        return seam_chain_find_byte(in, &framer->find_, '\n', max);
    case SEAM_FRAME_DELIMITED:
        if (framer->options_.n_delimiter > 1)
            return seam_chain_find(in, &framer->find_, delimiter(framer), max);
        return seam_chain_find_byte(in, &framer->find_, framer->options_.delimiter[0], max);
    default:
        return seam_chain_find_any(in, &framer->find_, &either, max);
    }
}

/* Ends a line whose LF is at find_.at. */
static seam_status end_at_lf(const seam_framer *framer, const seam_chain *in, seam__frame *found)
{
    const size_t at = framer->find_.at;

    *found = seam__line_lf(at, at > 0 && byte_at(in, at - 1) == '\r');
    return found->body > framer->options_.max_len ? SEAM_ETOOBIG : SEAM_OK;
}

/* Ends a line at find_.at, where a CR or an LF stands; only CR LF is allowed. */
static seam_status end_at_cr_lf(const seam_framer *framer, const seam_chain *in, seam__frame *found,
                                size_t *fault)
{
    const size_t at = framer->find_.at;

    *found = (seam__frame){.body = at, .tail = 2};
    *fault = at;
    if (byte_at(in, at) == '\n')
        return SEAM_EPROTO;
    if (at + 1 == seam_chain_len(in))
        return SEAM_MORE;
    return byte_at(in, at + 1) == '\n' ? SEAM_OK : SEAM_EPROTO;
}

static seam_status end_at(const seam_framer *framer, const seam_chain *in, seam__frame *found,
                          size_t *fault)
{
    const size_t at = framer->find_.at;

    switch (framer->options_.kind) {
    case SEAM_FRAME_LINES_LF:
        return end_at_lf(framer, in, found);
    case SEAM_FRAME_LINES_CRLF:
        return end_at_cr_lf(framer, in, found, fault);
    case SEAM_FRAME_LINES_ANY:
        *found = (seam__frame){.body = at, .tail = 1, .at_cr = byte_at(in, at) == '\r'};
        return SEAM_OK;
    default:
        *found = (seam__frame){.body = at, .tail = framer->options_.n_delimiter};
        return SEAM_OK;
    }
}

/* Whether a line whose LF has not come yet is too long already: it has one byte more than its
 * limit, and that byte is no CR, so it cannot belong to the end of the line. */
static bool is_too_long(const seam_framer *framer, const seam_chain *in)
{
    const size_t len = seam_chain_len(in);

    return slack(framer) == 1 && len == framer->options_.max_len + 1 &&
           byte_at(in, len - 1) != '\r';
}

seam_status seam__line_find(seam_framer *framer, const seam_chain *in, seam__frame *found,
                            size_t *fault)
{
    const seam_status r = search(framer, in, seam__line_reach(framer));

    if (r == SEAM_OK)
        return end_at(framer, in, found, fault);
    return r == SEAM_MORE && is_too_long(framer, in) ? SEAM_ETOOBIG : r;
}

seam_status seam__line_last(const seam_framer *framer, const seam_chain *in, seam__frame *found,
                            size_t *fault)
{
    const size_t len = seam_chain_len(in);

    *found = (seam__frame){.body = len};
    if (framer->options_.kind == SEAM_FRAME_LINES_CRLF && byte_at(in, len - 1) == '\r') {
        *fault = len - 1;
        return SEAM_EPROTO;
    }
    if (len > framer->options_.max_len)
        return SEAM_ETOOBIG;
    return (framer->options_.flags & SEAM_FRAME_NEED_END) != 0 ? SEAM_ETRUNC : SEAM_OK;
}

/* Searches the end of a line that is being discarded; such a line may have single CRs and LFs where
 * only CR LF ends one. */
static seam_status search_end(seam_framer *framer, const seam_chain *in)
{
    if (framer->options_.kind == SEAM_FRAME_LINES_CRLF)
        return seam_chain_find(in, &framer->find_, seam_view_of("\r\n", 2), 0);
    return search(framer, in, 0);
}

seam_status seam__line_discard(seam_framer *framer, seam_chain *in)
{
    const seam_status r = search_end(framer, in);
    size_t n = framer->find_.at;

    if (r == SEAM_OK && framer->options_.kind == SEAM_FRAME_LINES_ANY && byte_at(in, n) == '\r')
        framer->state_ |= SEAM__FRAME_SWALLOW;
    if (r == SEAM_OK && framer->options_.kind == SEAM_FRAME_LINES_CRLF)
        n += 2;
    else if (r == SEAM_OK)
        n += framer->options_.kind == SEAM_FRAME_DELIMITED ? framer->options_.n_delimiter : 1;
    seam_chain_skip(in, n);
    framer->passed_ += n;
    seam_find_drained(&framer->find_, n);
    if (r == SEAM_OK)
        framer->find_ = (seam_find){0};
    return r;
}

/* ---- in one piece */

static bool piece_lf(seam_view piece, seam__frame *found)
{
    const size_t at = seam_scan_byte(piece, '\n');

    if (at == piece.len)
        return false;
    *found = seam__line_lf(at, at > 0 && piece.data[at - 1] == '\r');
    return true;
}

static bool piece_cr_lf(seam_view piece, bool strict, seam__frame *found)
{
    const size_t at = seam_scan_any4(piece, cr_lf);

    if (at == piece.len)
        return false;
    if (!strict) {
        *found = (seam__frame){.body = at, .tail = 1, .at_cr = piece.data[at] == '\r'};
        return true;
    }
    *found = (seam__frame){.body = at, .tail = 2};
    return piece.data[at] == '\r' && piece.len - at > 1 && piece.data[at + 1] == '\n';
}

static bool piece_delimited(seam_view piece, seam_view what, seam__frame *found)
{
    const size_t at =
        what.len == 1 ? seam_scan_byte(piece, what.data[0]) : seam_search(piece, what);

    *found = (seam__frame){.body = at, .tail = what.len};
    return at < piece.len;
}

bool seam__line_in_piece(const seam_framer *framer, seam_view piece, seam__frame *found)
{
    /* At most the longest frame and its terminator are searched. */
    const size_t reach = seam__line_reach(framer) + sizeof(framer->options_.delimiter);
    bool is_there;

    piece.len = seam__min(piece.len, reach);
    switch (framer->options_.kind) {
    case SEAM_FRAME_LINES_LF:
        is_there = piece_lf(piece, found);
        break;
    case SEAM_FRAME_DELIMITED:
        is_there = piece_delimited(piece, delimiter(framer), found);
        break;
    default:
        is_there = piece_cr_lf(piece, framer->options_.kind == SEAM_FRAME_LINES_CRLF, found);
        break;
    }
    return is_there && found->body <= framer->options_.max_len;
}
