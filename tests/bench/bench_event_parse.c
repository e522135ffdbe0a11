/* libevent's evbuffer as parsers use it. Pieces are added by reference, so that only what is read is
 * copied. */
#include <event2/buffer.h>
#include <stdlib.h>

#include "bench_parse.h"
#include "seam/bytes.h"

static struct evbuffer *fill(const stream_bytes *s)
{
    struct evbuffer *in = evbuffer_new();

    bench_require(in != NULL, "evbuffer_new");
    for (size_t off = 0; off < s->len; off += s->piece) {
        const size_t n = s->len - off < s->piece ? s->len - off : s->piece;

        bench_require(evbuffer_add_reference(in, s->data + off, n, NULL, NULL) == 0,
                      "evbuffer_add_reference");
    }
    return in;
}

uint64_t bench_event_lines(const stream_bytes *s)
{
    struct evbuffer *in = fill(s);
    uint64_t sum = 0;
    size_t len;
    char *line;

    while ((line = evbuffer_readln(in, &len, EVBUFFER_EOL_CRLF)) != NULL) {
        sum += len;
        free(line);
    }
    evbuffer_free(in);
    return sum;
}

static const uint8_t *take(struct evbuffer *in, uint8_t *to, size_t n)
{
    bench_require(evbuffer_remove(in, to, n) == (int)n, "evbuffer_remove");
    return to;
}

uint64_t bench_event_numbers(const stream_bytes *s)
{
    struct evbuffer *in = fill(s);
    uint64_t sum = 0;
    uint8_t four[4];

    for (size_t i = 0; i < s->n_ops; i++)
        sum += seam_load_u32be(take(in, four, 4));
    evbuffer_free(in);
    return sum;
}

uint64_t bench_event_websocket(const stream_bytes *s)
{
    struct evbuffer *in = fill(s);
    uint64_t sum = 0;
    uint8_t b[8];

    for (size_t i = 0; i < s->n_ops; i++) {
        uint64_t len;

        sum += *take(in, b, 1);
        len = *take(in, b, 1) & 0x7F;
        if (len == 126)
            len = seam_load_u16be(take(in, b, 2));
        else if (len == 127)
            len = seam_load_u64be(take(in, b, 8));
        sum += len + seam_load_u32le(take(in, b, 4));
        bench_require(evbuffer_drain(in, (size_t)len) == 0, "evbuffer_drain");
    }
    evbuffer_free(in);
    return sum;
}

uint64_t bench_event_mqtt(const stream_bytes *s)
{
    struct evbuffer *in = fill(s);
    uint64_t sum = 0;
    uint8_t b[2];

    for (size_t i = 0; i < s->n_ops; i++) {
        size_t len = 0;
        unsigned shift = 0;

        sum += *take(in, b, 1);
        do {
            (void)take(in, b, 1);
            len |= (size_t)(b[0] & 0x7F) << shift;
            shift += 7;
        } while (b[0] >= 0x80);
        sum += len + seam_load_u16be(take(in, b, 2));
        bench_require(evbuffer_drain(in, len - 2) == 0, "evbuffer_drain");
    }
    evbuffer_free(in);
    return sum;
}
