/* Lines, and heads of binary protocols, out of a chain: against plain loops over flat memory, which need not
 * care for joints, against stdio, and against libevent. */
#include "bench_parse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "seam/seam.h"

#define TEXT_BYTES   ((size_t)256 << 20)
#define QUICK_BYTES  ((size_t)1 << 20) /* as near as bytes are that a read has just copied */
#define READ_BYTES   ((size_t)65536)   /* what a read of a log or a socket gives at most */
#define NUMBER_BYTES ((size_t)1 << 20)
#define PACKET_BYTES ((size_t)1501) /* no multiple of four: numbers lie over joints */
#define N_HEADS      ((size_t)4000)

typedef struct parse_job {
    stream_bytes s;
    seam_pool *pool;
    uint64_t (*once)(const stream_bytes *s); /* of a peer */
} parse_job;

/* The bytes as they would come from reads: a chain of pieces. */
static void fill(const parse_job *p, seam_chain *in)
{
    const stream_bytes *s = &p->s;

    seam_chain_init(in, p->pool);
    for (size_t off = 0; off < s->len; off += s->piece) {
        const size_t n = s->len - off < s->piece ? s->len - off : s->piece;
        seam_buf buf = seam_buf_static(seam_view_of(s->data + off, n));

        bench_require(seam_chain_append(in, &buf) == SEAM_OK, "append");
    }
}

static void check(const stream_bytes *s, uint64_t sum)
{
    bench_require(sum == s->want, "every contender comes to the same sum");
}

static void run_peer(void *ctx, size_t reps)
{
    const parse_job *p = ctx;

    while (reps-- > 0)
        check(&p->s, p->once(&p->s));
}

/* ---- lines */

static void seam_next(void *ctx, size_t reps)
{
    const parse_job *p = ctx;

    while (reps-- > 0) {
        seam_framer framer;
        seam_chain in;
        seam_view line;
        uint64_t sum = 0;

        fill(p, &in);
        bench_require(seam_framer_init(&framer, NULL) == SEAM_OK, "seam_framer_init");
        while (seam_framer_next(&framer, &in, &line) == SEAM_OK)
            sum += line.len;
        seam_chain_release(&in);
        check(&p->s, sum);
    }
}

static void seam_many(void *ctx, size_t reps)
{
    const parse_job *p = ctx;

    while (reps-- > 0) {
        seam_framer framer;
        seam_chain in;
        seam_view lines[128];
        uint64_t sum = 0;
        size_t n;

        fill(p, &in);
        bench_require(seam_framer_init(&framer, NULL) == SEAM_OK, "seam_framer_init");
        while (seam_framer_many(&framer, &in, lines, 128, &n) == SEAM_OK) {
            for (size_t i = 0; i < n; i++)
                sum += lines[i].len;
        }
        seam_chain_release(&in);
        check(&p->s, sum);
    }
}

static uint64_t memchr_lines(const stream_bytes *s)
{
    const uint8_t *at = s->data, *end = s->data + s->len, *lf;
    uint64_t sum = 0;

    while ((lf = memchr(at, '\n', (size_t)(end - at))) != NULL) {
        sum += (uint64_t)(lf - at);
        at = lf + 1;
    }
    return sum;
}

static uint64_t getline_lines(const stream_bytes *s)
{
    FILE *file = fmemopen((void *)(uintptr_t)s->data, s->len, "r");
    char *line = NULL;
    size_t cap = 0;
    ssize_t n;
    uint64_t sum = 0;

    bench_require(file != NULL && setvbuf(file, NULL, _IOFBF, READ_BYTES) == 0, "fmemopen");
    while ((n = getline(&line, &cap, file)) > 0)
        sum += (uint64_t)n - 1;
    free(line);
    fclose(file);
    return sum;
}

/* Lines whose lengths lie between half and one and a half of the mean. */
static stream_bytes lines_of(size_t mean, size_t len)
{
    uint8_t *data = malloc(len);
    stream_bytes s = {.data = data, .len = len, .piece = READ_BYTES};
    uint64_t state = mean;
    size_t at = 0;

    bench_require(data != NULL, "memory for a text");
    memset(data, 'x', len);
    while (at < len) {
        at += mean / 2 + bench_random(&state) % mean;
        data[at < len ? at : len - 1] = '\n';
        at++;
        s.n_ops++;
    }
    s.want = memchr_lines(&s);
    return s;
}

static void run_lines(const bench *b, seam_pool *pool, size_t mean)
{
    parse_job p = {.pool = pool}, by_memchr, by_getline, by_event;
    const contender contenders[] = {{"seam", seam_next, &p},
                                    {"seam-many", seam_many, &p},
                                    {"memchr", run_peer, &by_memchr},
                                    {"getline", run_peer, &by_getline},
                                    {"evbuffer_readln", run_peer, &by_event}};
    const size_t len = b->quick ? QUICK_BYTES : TEXT_BYTES;
    job j = {"lines", b->quick ? "1M" : "256M", mean, BENCH_GBPS, len, contenders, 5};

    if (!bench_wanted(b, "parse", j.name))
        return;
    p.s = lines_of(mean, len);
    by_memchr = by_getline = by_event = p;
    by_memchr.once = memchr_lines;
    by_getline.once = getline_lines;
    by_event.once = bench_event_lines;
    j.n_contenders -= bench_event_lines == NULL;
    bench_run(b, "parse", &j);
    free((void *)(uintptr_t)p.s.data);
}

/* One byte more at a time, which no search may look at twice. */
static void seam_bytewise(void *ctx, size_t reps)
{
    const parse_job *p = ctx;

    while (reps-- > 0) {
        const seam_framer_options options = {.max_len = p->s.len};
        seam_framer framer;
        seam_chain in;
        seam_view line;

        seam_chain_init(&in, p->pool);
        bench_require(seam_framer_init(&framer, &options) == SEAM_OK, "seam_framer_init");
        for (size_t i = 0; i < p->s.len; i++) {
            seam_buf buf = seam_buf_static(seam_view_of(p->s.data + i % 2, 1));

            bench_require(seam_chain_append(&in, &buf) == SEAM_OK, "append");
            bench_require(seam_framer_next(&framer, &in, &line) == SEAM_MORE, "no line");
        }
        seam_chain_release(&in);
    }
}

/* The time of twice as many bytes shows whether it is linear. */
static void run_bytewise(const bench *b, seam_pool *pool)
{
    for (size_t n = 8192; n <= 65536; n *= 2) {
        parse_job p = {.s = {.data = (const uint8_t *)"xyx", .len = n, .piece = 1}, .pool = pool};
        const contender contenders[] = {{"seam", seam_bytewise, &p}};
        const job j = {"lines-bytewise", "one-line", n, BENCH_GBPS, n, contenders, 1};

        bench_run(b, "parse", &j);
    }
}

/* ---- numbers */

static void seam_numbers(void *ctx, size_t reps)
{
    const parse_job *p = ctx;
    seam_chain in;

    fill(p, &in);
    while (reps-- > 0) {
        seam_cursor c = seam_cursor_chain(&in);
        uint64_t sum = 0;

        for (size_t i = 0; i < p->s.n_ops; i++)
            sum += seam_cursor_u32be(&c);
        bench_require(seam_cursor_ok(&c), "numbers");
        check(&p->s, sum);
    }
    seam_chain_release(&in);
}

static uint64_t plain_numbers(const stream_bytes *s)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < s->n_ops; i++) {
        uint32_t number;

        memcpy(&number, s->data + 4 * i, 4);
        sum += __builtin_bswap32(number);
        __asm__("" : "+r"(sum)); /* one after the other, as heads are read, and not by vectors */
    }
    return sum;
}

/* ---- heads */

static uint64_t seam_websocket_once(seam_cursor c, size_t n)
{
    uint64_t sum = 0;

    while (n-- > 0) {
        uint64_t len;

        sum += seam_cursor_u8(&c);
        len = seam_cursor_u8(&c) & 0x7F;
        if (len == 126)
            len = seam_cursor_u16be(&c);
        else if (len == 127)
            len = seam_cursor_u64be(&c);
        sum += len + seam_cursor_u32le(&c);
        bench_require(seam_cursor_ok(&c), "a head");
        seam_cursor_skip(&c, (size_t)len);
    }
    return sum;
}

static uint64_t seam_mqtt_once(seam_cursor c, size_t n)
{
    uint64_t sum = 0;

    while (n-- > 0) {
        size_t len;

        sum += seam_cursor_u8(&c);
        len = seam_cursor_varint_mqtt(&c);
        sum += len + seam_cursor_u16be(&c);
        bench_require(seam_cursor_ok(&c), "a head");
        seam_cursor_skip(&c, len - 2);
    }
    return sum;
}

static void seam_websocket(void *ctx, size_t reps)
{
    const parse_job *p = ctx;
    seam_chain in;

    fill(p, &in);
    while (reps-- > 0)
        check(&p->s, seam_websocket_once(seam_cursor_chain(&in), p->s.n_ops));
    seam_chain_release(&in);
}

static void seam_mqtt(void *ctx, size_t reps)
{
    const parse_job *p = ctx;
    seam_chain in;

    fill(p, &in);
    while (reps-- > 0)
        check(&p->s, seam_mqtt_once(seam_cursor_chain(&in), p->s.n_ops));
    seam_chain_release(&in);
}

/* By hand, over flat memory of which it is known that it holds whole frames. */
static uint64_t plain_websocket(const stream_bytes *s)
{
    const uint8_t *at = s->data;
    uint64_t sum = 0;

    for (size_t n = s->n_ops; n > 0; n--) {
        uint64_t len = at[1] & 0x7F;

        sum += at[0];
        at += 2;
        if (len == 126) {
            len = seam_load_u16be(at);
            at += 2;
        } else if (len == 127) {
            len = seam_load_u64be(at);
            at += 8;
        }
        sum += len + seam_load_u32le(at);
        at += 4 + len;
    }
    return sum;
}

static uint64_t plain_mqtt(const stream_bytes *s)
{
    const uint8_t *at = s->data;
    uint64_t sum = 0;

    for (size_t n = s->n_ops; n > 0; n--) {
        size_t len = 0;
        unsigned shift = 0;

        sum += *at++;
        do {
            len |= (size_t)(*at & 0x7F) << shift;
            shift += 7;
        } while (*at++ >= 0x80);
        sum += len + seam_load_u16be(at);
        at += len;
    }
    return sum;
}

/* Payloads of up to 300 bytes, every eighth longer. */
static size_t some_length(uint64_t *state)
{
    return 2 + (size_t)(bench_random(state) % 8 == 0 ? bench_random(state) % 4000
                                                     : bench_random(state) % 300);
}

static uint8_t *write_head(uint8_t *to, size_t len, bool websocket)
{
    *to++ = websocket ? 0x82 : 0x30;
    if (!websocket) {
        for (; len >= 0x80; len >>= 7)
            *to++ = (uint8_t)(len | 0x80);
        *to++ = (uint8_t)len;
        return to;
    }
    *to++ = (uint8_t)(0x80 | (len < 126 ? len : 126));
    if (len >= 126) {
        seam_store_u16be(to, (uint16_t)len);
        to += 2;
    }
    seam_store_u32be(to, 0x37FA213D);
    return to + 4;
}

static stream_bytes heads_of(bool websocket)
{
    uint8_t *data = calloc(N_HEADS, 4100);
    stream_bytes s = {.data = data, .piece = 1500, .n_ops = N_HEADS};
    uint8_t *to = data;
    uint64_t state = 7;

    bench_require(data != NULL, "memory for frames");
    for (size_t i = 0; i < N_HEADS; i++) {
        const size_t len = some_length(&state);

        to = write_head(to, len, websocket) + len;
    }
    s.len = (size_t)(to - data);
    s.want = websocket ? plain_websocket(&s) : plain_mqtt(&s);
    return s;
}

/* ---- jobs */

typedef struct cursor_row {
    const char *name, *input;
    void (*seam)(void *ctx, size_t reps);
    uint64_t (*plain)(const stream_bytes *s);
    uint64_t (*event)(const stream_bytes *s);
} cursor_row;

static void run_cursor(const bench *b, seam_pool *pool, const cursor_row *row, stream_bytes s)
{
    parse_job p = {.s = s, .pool = pool}, by_hand = p, by_event = p;
    const contender contenders[] = {{"seam", row->seam, &p},
                                    {"plain-loop", run_peer, &by_hand},
                                    {"evbuffer_remove", run_peer, &by_event}};
    const job j = {
        row->name, row->input, s.piece, BENCH_GBPS, s.len, contenders, row->event != NULL ? 3 : 2};

    by_hand.once = row->plain;
    by_event.once = row->event;
    bench_run(b, "parse", &j);
    free((void *)(uintptr_t)s.data);
}

static stream_bytes numbers(void)
{
    uint8_t *data = malloc(NUMBER_BYTES);
    stream_bytes s = {
        .data = data, .len = NUMBER_BYTES, .piece = PACKET_BYTES, .n_ops = NUMBER_BYTES / 4};
    uint64_t state = 3;

    bench_require(data != NULL, "memory for numbers");
    for (size_t i = 0; i < NUMBER_BYTES; i++)
        data[i] = (uint8_t)bench_random(&state);
    s.want = plain_numbers(&s);
    return s;
}

void bench_parse(const bench *b)
{
    const cursor_row rows[] = {
        {"cursor", "u32be", seam_numbers, plain_numbers, bench_event_numbers},
        {"cursor", "websocket-heads", seam_websocket, plain_websocket, bench_event_websocket},
        {"cursor", "mqtt-heads", seam_mqtt, plain_mqtt, bench_event_mqtt}};
    static const size_t lengths[] = {40, 160, 640};
    seam_pool *pool;

    bench_require(seam_pool_create(NULL, &pool) == SEAM_OK, "seam_pool_create");
    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++)
        run_lines(b, pool, lengths[i]);
    run_bytewise(b, pool);
    if (bench_wanted(b, "parse", "cursor")) {
        run_cursor(b, pool, &rows[0], numbers());
        run_cursor(b, pool, &rows[1], heads_of(true));
        run_cursor(b, pool, &rows[2], heads_of(false));
    }
    seam_pool_destroy(&pool);
}
