/* Holds the decoder, and by node_codec.c the codecs, against what tests/proof/node/node_cases.js says that
 * Node does, call by call. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node_replay.h"

enum { MOST_LINE = 16384 };

/* A decoder, and what a caller of TextDecoder does around it. */
typedef struct node {
    seam_decoder dec;
    bool is_text_decoder;
    bool is_past_start; /* a call of this stream that returned has dealt with text or with a BOM */
} node;

static bool set_up(node *n, const char *line)
{
    seam_decoder_options o;
    char name[32];
    int fatal = 0;
    int ignores_bom = 0;
    unsigned from;

    memset(n, 0, sizeof(*n));
    n->is_text_decoder = line[0] == 't';
    if (sscanf(line + 3, "%31s %d %d", name, &fatal, &ignores_bom) < 1)
        return false;
    from = seam_encoding_find(seam_view_string(name),
                              n->is_text_decoder ? SEAM_NAMES_WHATWG : SEAM_NAMES_NODE);
    if (seam_decoder_profile(&o, n->is_text_decoder ? SEAM_PROFILE_WHATWG : SEAM_PROFILE_NODE, from,
                             SEAM_UTF16LE) != SEAM_OK)
        return false;
    if (fatal)
        o.errors = SEAM_ERRORS_FATAL;
    if (ignores_bom)
        o.bom = SEAM_BOM_KEEP;
    return seam_decoder_init(&n->dec, &o) == SEAM_OK;
}

/* What TextDecoder does when it throws: the text of the call and the rest of the chunk are lost. A BOM may
 * follow when nothing has come before. */
static void throw_away(node *n, bool ends)
{
    if (ends || !n->is_past_start)
        seam_decoder_reset(&n->dec);
    if (ends)
        n->is_past_start = false;
}

static void note_return(node *n, bool ends)
{
    uint8_t held[4];
    const uint64_t n_done = seam_decoder_offset(&n->dec) - seam_decoder_pending(&n->dec, held);

    n->is_past_start = !ends && (n->is_past_start || n_done > 0);
}

/* One call. Returns the length of the output; SIZE_MAX where TextDecoder throws. */
static size_t call(node *n, seam_view in, bool ends, uint8_t *out)
{
    size_t n_out;
    seam_status status;

    if (ends)
        seam_decoder_finish(&n->dec);
    status = seam_decoder_convert(&n->dec, &in, out, MOST_OUT, &n_out);
    if (status == SEAM_EILSEQ || status == SEAM_ETRUNC) {
        throw_away(n, ends);
        return SIZE_MAX;
    }
    if (status != (ends ? SEAM_EOF : SEAM_MORE))
        abort();
    note_return(n, ends);
    return n_out;
}

/* All calls of a line; false where one differs. */
static bool replay(const char *line)
{
    const char *at = line;
    node n;

    if (!set_up(&n, line))
        return false;
    while ((at = strpbrk(at, "=")) != NULL) {
        uint8_t out[MOST_OUT];
        node_call c;
        size_t n_out;

        at = read_call(at, &c);
        n_out = call(&n, seam_view_of(c.in, c.n_in), c.ends, out);
        if (n_out != c.n_out || (n_out != SIZE_MAX && memcmp(out, c.out, n_out) != 0))
            return false;
    }
    return true;
}

int main(void)
{
    static char line[MOST_LINE];
    size_t n_lines = 0;
    size_t n_different = 0;

    while (fgets(line, sizeof(line), stdin) != NULL) {
        n_lines++;
        if (line[0] == 't' || line[1] == 'd' ? replay(line) : replay_codec(line))
            continue;
        if (n_different++ < 20)
            printf("differs: %s", line);
    }
    printf("%zu cases, %zu differ\n", n_lines, n_different);
    return n_lines == 0 || n_different > 0;
}
