#include "pty_escape.h"

#include <string.h>

enum { TEXT, ESCAPE, SEQUENCE, STRING, STRING_ESCAPE };

/* Where the byte leads, from inside of a sequence. */
static int after(int state, uint8_t byte)
{
    if (byte == 0x18 || byte == 0x1A) /* CAN and SUB break it off */
        return TEXT;
    if (byte == 0x1B)
        return state == STRING ? STRING_ESCAPE : ESCAPE;
    switch (state) {
    case ESCAPE:
        if (byte == '[')
            return SEQUENCE;
        if (byte == ']' || byte == 'P' || byte == 'X' || byte == '^' || byte == '_')
            return STRING;
        return byte >= 0x20 && byte < 0x30 ? ESCAPE : TEXT;
    case SEQUENCE:
        return byte >= 0x40 && byte < 0x7F ? TEXT : SEQUENCE;
    case STRING:
        return byte == 0x07 ? TEXT : STRING;
    default:
        return byte == '\\' ? TEXT : STRING;
    }
}

seam_status escapes_strip(escapes *e, seam_chain *from, seam_chain *to)
{
    seam_status r = SEAM_OK;

    while (r == SEAM_OK && seam_chain_len(from) > 0) {
        const seam_view piece = seam_chain_peek(from, 0);
        size_t n = 0;

        if (e->state == TEXT) {
            const uint8_t *escape = memchr(piece.data, 0x1B, piece.len);

            n = escape != NULL ? (size_t)(escape - piece.data) : piece.len;
            r = seam_chain_move(to, from, n);
            if (r == SEAM_OK && escape != NULL) {
                seam_chain_skip(from, 1);
                e->state = ESCAPE;
            }
            continue;
        }
        while (n < piece.len && e->state != TEXT)
            e->state = after(e->state, piece.data[n++]);
        seam_chain_skip(from, n);
    }
    return r;
}
