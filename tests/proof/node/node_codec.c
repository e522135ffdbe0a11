#include <stdio.h>
#include <string.h>

#include "node_replay.h"

static int hex_digit(char c)
{
    const char *digits = "0123456789abcdef";
    const char *at = c != '\0' ? strchr(digits, c) : NULL;

    return at != NULL ? (int)(at - digits) : -1;
}

/* Reads digits, and moves behind them. */
static size_t read_hex(const char **text, uint8_t *out)
{
    size_t n = 0;

    for (; hex_digit((*text)[0]) >= 0 && hex_digit((*text)[1]) >= 0; *text += 2)
        out[n++] = (uint8_t)(16 * hex_digit((*text)[0]) + hex_digit((*text)[1]));
    return n;
}

const char *read_call(const char *at, node_call *c)
{
    const char *digits = at;

    while (digits[-1] != ' ')
        digits--;
    c->ends = *digits++ != 'w';
    c->n_in = read_hex(&digits, c->in);
    at++;
    c->n_out = *at == '!' ? SIZE_MAX : read_hex(&at, c->out);
    return at;
}

static bool set_up(seam_codec *codec, const char *line)
{
    seam_codec_options o = {0};
    char name[32];

    if (sscanf(line + 3, "%31s", name) != 1)
        return false;
    o.kind = strcmp(name, "hex") == 0      ? SEAM_CODEC_HEX
             : strcmp(name, "base64") == 0 ? SEAM_CODEC_BASE64
                                           : SEAM_CODEC_BASE64URL;
    if (line[0] == 's')
        o.flags = o.kind == SEAM_CODEC_BASE64URL ? SEAM_CODEC_NO_PADDING : 0;
    else if (line[0] == 'a')
        o.flags = SEAM_CODEC_DECODE | SEAM_CODEC_FORGIVING;
    else
        o.flags = SEAM_CODEC_DECODE + 0u +
                  (o.kind == SEAM_CODEC_HEX ? SEAM_CODEC_LENIENT_HEX : SEAM_CODEC_LENIENT);
    return seam_codec_init(codec, &o) == SEAM_OK;
}

/* StringDecoder says what each call gives; the others, at the end, what all of them have given. */
bool replay_codec(const char *line)
{
    const bool is_called = line[0] == 's';
    const char *at = line;
    uint8_t out[MOST_OUT];
    size_t n_out = 0;
    seam_codec codec;
    seam_transform t;

    if (!set_up(&codec, line))
        return false;
    t = seam_codec_transform(&codec);
    while ((at = strpbrk(at, "=")) != NULL) {
        seam_view in;
        node_call c;
        seam_status status;
        size_t n;

        at = read_call(at, &c);
        in = seam_view_of(c.in, c.n_in);
        if (c.ends)
            seam_transform_finish(t);
        status = seam_transform_convert(t, &in, out + n_out, sizeof(out) - n_out, &n);
        n_out += n;
        if (c.n_out == SIZE_MAX || status == SEAM_FULL)
            return c.n_out == SIZE_MAX && (status == SEAM_EILSEQ || status == SEAM_ETRUNC);
        if (!is_called && !c.ends)
            continue;
        if (status != (c.ends ? SEAM_EOF : SEAM_MORE) || n_out != c.n_out ||
            memcmp(out, c.out, n_out) != 0)
            return false;
        n_out = 0;
    }
    return true;
}
