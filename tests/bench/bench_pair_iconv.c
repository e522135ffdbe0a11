/* glibc's converters as streams. They refuse a character that is cut, so that it waits in front of the next
 * chunk, and stop at a fault, which the caller replaces. */
#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "bench_pairs.h"

static void *open_pair(const pair_stream *s)
{
    const char *from = bench_pair_name(s->from), *to = bench_pair_name(s->to);
    iconv_t converter;

    if (from == NULL || to == NULL)
        return NULL;
    converter = iconv_open(to, from);
    return converter == (iconv_t)-1 ? NULL : converter;
}

static void close_pair(void *self)
{
    iconv_close(self);
}

/* The unit of an encoding that has faults in the benchmark. */
static size_t unit_of(uint8_t encoding)
{
    switch (encoding) {
    case SEAM_UTF16LE:
    case SEAM_UTF16BE:
        return 2;
    case SEAM_UTF32LE:
    case SEAM_UTF32BE:
        return 4;
    default:
        return 1;
    }
}

static size_t put_replacement(uint8_t to, char *out)
{
    static const struct {
        uint8_t to, len, bytes[4];
    } replacements[] = {{SEAM_UTF16LE, 2, {0xFD, 0xFF}},
                        {SEAM_UTF16BE, 2, {0xFF, 0xFD}},
                        {SEAM_UTF32LE, 4, {0xFD, 0xFF, 0, 0}},
                        {SEAM_UTF32BE, 4, {0, 0, 0xFF, 0xFD}},
                        {SEAM_UTF8, 3, {0xEF, 0xBF, 0xBD}}};

    for (size_t i = 0; i < sizeof(replacements) / sizeof(replacements[0]); i++) {
        if (replacements[i].to == to) {
            memcpy(out, replacements[i].bytes, replacements[i].len);
            return replacements[i].len;
        }
    }
    out[0] = '?';
    return 1;
}

/* Converts up to the end of the chunk or a character that it cuts. Returns the bytes that it wrote; *left is
 * how many bytes it left in the chunk. */
static size_t convert_chunk(iconv_t converter, const pair_stream *s, size_t off, size_t len,
                            size_t *left)
{
    char *in = (char *)(uintptr_t)(s->data + off);
    char *out = (char *)s->out;
    size_t room = s->cap;

    *left = len;
    while (*left > 0 && iconv(converter, &in, left, &out, &room) == (size_t)-1 && errno == EILSEQ) {
        const size_t n = put_replacement(s->to, out);

        out += n;
        room -= n;
        in += unit_of(s->from);
        *left -= unit_of(s->from);
    }
    return s->cap - room;
}

static size_t convert(void *self, const pair_stream *s)
{
    size_t sum = 0, off = 0;

    iconv(self, NULL, NULL, NULL, NULL);
    while (off < s->len) {
        const size_t len = bench_chunk_len(s, off);
        size_t left;

        sum += convert_chunk(self, s, off, len, &left);
        if (left == len)
            break; /* a cut character at the end of the text */
        off += len - left;
    }
    return sum;
}

const pair_peer bench_pair_iconv = {"iconv", NULL, open_pair, convert, close_pair};
