/* Short elements of a protocol (RESP bulk strings of 18 bytes) that a parser keeps for a while: as slices of
 * what was read, as views, and as copies in blocks of malloc's, by a loop over flat memory. The same loop
 * without copies shows how fast views can be at most. */
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "seam/seam.h"

#define ELEMENT_BYTES ((size_t)18) /* "$11\r\n", eleven bytes, "\r\n" */
#define PAYLOAD_BYTES ((size_t)11)
#define N_ELEMENTS    ((size_t)8192)
#define N_KEPT        ((size_t)64) /* elements that live at once, as the replies to a pipeline do */
#define LONGEST_READ  ((size_t)16384)

typedef struct element_job {
    const uint8_t *data;
    size_t piece; /* bytes that a read gives */
    seam_pool *pool;
    uint64_t want;
} element_job;

static size_t piece_at(const element_job *e, size_t off)
{
    const size_t left = N_ELEMENTS * ELEMENT_BYTES - off;

    return left < e->piece ? left : e->piece;
}

/* ---- by seam */

/* What a read does: bytes are copied into the chain's own block. */
static void read_into(seam_chain *in, const uint8_t *from, size_t n)
{
    struct iovec room;

    bench_require(seam_chain_reserve(in, n, &room) == SEAM_OK, "seam_chain_reserve");
    memcpy(room.iov_base, from, n);
    bench_require(seam_chain_commit(in, n) == SEAM_OK, "seam_chain_commit");
}

/* The head of an element: how many bytes follow. 0 also when it is not all there. */
static inline size_t read_head(seam_cursor *c)
{
    size_t len;

    if (seam_cursor_u8(c) != '$')
        seam_cursor_fail(c, SEAM_EPROTO);
    len = (size_t)seam_cursor_decimal(c, 1000);
    if (seam_cursor_u16be(c) != 0x0D0A)
        seam_cursor_fail(c, SEAM_EPROTO);
    return len;
}

static inline void read_end(seam_cursor *c)
{
    if (seam_cursor_u16be(c) != 0x0D0A)
        seam_cursor_fail(c, SEAM_EPROTO);
}

/* All whole elements of the input; `n` counts them. */
static uint64_t slices_of(seam_chain *in, seam_buf *kept, size_t *n)
{
    seam_cursor c = seam_cursor_chain(in);
    size_t done = 0;
    uint64_t sum = 0;

    for (;;) {
        seam_buf *element = &kept[*n % N_KEPT];

        seam_buf_release(element);
        seam_cursor_slice(&c, read_head(&c), element);
        read_end(&c);
        if (!seam_cursor_ok(&c)) {
            seam_buf_release(element);
            break;
        }
        sum += element->len + element->data[0];
        ++*n;
        done = seam_cursor_pos(&c);
    }
    bench_require(seam_cursor_status(&c) == SEAM_MORE, "an element");
    seam_chain_skip(in, done);
    return sum;
}

static void seam_slices(void *ctx, size_t reps)
{
    const element_job *e = ctx;

    while (reps-- > 0) {
        seam_buf kept[N_KEPT] = {{NULL, 0, NULL}};
        seam_chain in;
        uint64_t sum = 0;
        size_t n = 0;

        seam_chain_init(&in, e->pool);
        for (size_t off = 0; off < N_ELEMENTS * ELEMENT_BYTES; off += e->piece) {
            read_into(&in, e->data + off, piece_at(e, off));
            sum += slices_of(&in, kept, &n);
        }
        for (size_t i = 0; i < N_KEPT; i++)
            seam_buf_release(&kept[i]);
        seam_chain_release(&in);
        bench_require(sum == e->want, "every contender comes to the same sum");
    }
}

static uint64_t views_of(seam_chain *in)
{
    seam_cursor c = seam_cursor_chain(in);
    size_t done = 0;
    uint64_t sum = 0;

    for (;;) {
        uint8_t scratch[1000];
        const seam_view element = seam_cursor_bytes(&c, read_head(&c), scratch, sizeof(scratch));

        read_end(&c);
        if (!seam_cursor_ok(&c))
            break;
        sum += element.len + element.data[0];
        done = seam_cursor_pos(&c);
    }
    bench_require(seam_cursor_status(&c) == SEAM_MORE, "an element");
    seam_chain_skip(in, done);
    return sum;
}

static void seam_views(void *ctx, size_t reps)
{
    const element_job *e = ctx;

    while (reps-- > 0) {
        seam_chain in;
        uint64_t sum = 0;

        seam_chain_init(&in, e->pool);
        for (size_t off = 0; off < N_ELEMENTS * ELEMENT_BYTES; off += e->piece) {
            read_into(&in, e->data + off, piece_at(e, off));
            sum += views_of(&in);
        }
        seam_chain_release(&in);
        bench_require(sum == e->want, "every contender comes to the same sum");
    }
}

/* ---- by hand, with malloc() */

typedef struct flat {
    uint8_t bytes[2 * LONGEST_READ];
    size_t start, end;
} flat;

/* What is left goes to the front, and a read behind it. */
static void read_flat(flat *in, const uint8_t *from, size_t n)
{
    if (in->start > 0) {
        memmove(in->bytes, in->bytes + in->start, in->end - in->start);
        in->end -= in->start;
        in->start = 0;
    }
    memcpy(in->bytes + in->end, from, n);
    in->end += n;
}

/* The next element; NULL when it is not all there. */
static inline const uint8_t *flat_element(flat *in, size_t *len)
{
    const uint8_t *at = in->bytes + in->start, *end = in->bytes + in->end, *payload;

    if (at == end)
        return NULL;
    bench_require(*at == '$', "an element");
    *len = 0;
    for (at++; at < end && *at >= '0' && *at <= '9'; at++) {
        *len = *len * 10 + (size_t)(*at - '0');
        bench_require(*len <= 1000, "a length");
    }
    if (end - at < 2)
        return NULL;
    bench_require(*len > 0 && at[0] == '\r' && at[1] == '\n', "the end of a head");
    payload = at + 2;
    if ((size_t)(end - payload) < *len + 2)
        return NULL;
    at = payload + *len;
    bench_require(at[0] == '\r' && at[1] == '\n', "the end of an element");
    in->start = (size_t)(at + 2 - in->bytes);
    return payload;
}

static void malloc_copies(void *ctx, size_t reps)
{
    const element_job *e = ctx;

    while (reps-- > 0) {
        seam_view kept[N_KEPT] = {{NULL, 0}};
        static flat in;
        const uint8_t *payload;
        uint64_t sum = 0;
        size_t n = 0, len;

        in.start = in.end = 0;
        for (size_t off = 0; off < N_ELEMENTS * ELEMENT_BYTES; off += e->piece) {
            read_flat(&in, e->data + off, piece_at(e, off));
            while ((payload = flat_element(&in, &len)) != NULL) {
                uint8_t *copy = malloc(len);

                /* Where gcc knows a bound it copies by an instruction that takes three times as long as
                 * the call does. */
                __asm__("" : "+r"(len));
                bench_require(copy != NULL, "malloc");
                memcpy(copy, payload, len);
                sum += len + copy[0];
                free((void *)(uintptr_t)kept[n % N_KEPT].data);
                kept[n++ % N_KEPT] = seam_view_of(copy, len);
            }
        }
        for (size_t i = 0; i < N_KEPT; i++)
            free((void *)(uintptr_t)kept[i].data);
        bench_require(sum == e->want, "every contender comes to the same sum");
    }
}

static void flat_views(void *ctx, size_t reps)
{
    const element_job *e = ctx;

    while (reps-- > 0) {
        static flat in;
        const uint8_t *payload;
        uint64_t sum = 0;
        size_t len;

        in.start = in.end = 0;
        for (size_t off = 0; off < N_ELEMENTS * ELEMENT_BYTES; off += e->piece) {
            read_flat(&in, e->data + off, piece_at(e, off));
            while ((payload = flat_element(&in, &len)) != NULL)
                sum += len + payload[0];
        }
        bench_require(sum == e->want, "every contender comes to the same sum");
    }
}

/* ---- the job */

static uint8_t *elements(uint64_t *want)
{
    uint8_t *data = malloc(N_ELEMENTS * ELEMENT_BYTES);
    uint64_t state = 18;

    bench_require(data != NULL, "memory for elements");
    *want = N_ELEMENTS * PAYLOAD_BYTES;
    for (size_t i = 0; i < N_ELEMENTS; i++) {
        uint8_t *at = data + i * ELEMENT_BYTES;

        memcpy(at, "$11\r\n...........\r\n", ELEMENT_BYTES);
        for (size_t k = 0; k < PAYLOAD_BYTES; k++)
            at[5 + k] = (uint8_t)bench_random(&state);
        *want += at[5];
    }
    return data;
}

void bench_elements(const bench *b)
{
    static const size_t reads[] = {64, 256, 1500, LONGEST_READ};
    const seam_pool_options confined = {.flags = SEAM_POOL_CONFINED};
    element_job shared = {.pool = NULL}, alone;
    uint8_t *data;

    if (!bench_wanted(b, "parse", "elements"))
        return;
    bench_require(seam_pool_create(NULL, &shared.pool) == SEAM_OK, "seam_pool_create");
    shared.data = data = elements(&shared.want);
    alone = shared;
    bench_require(seam_pool_create(&confined, &alone.pool) == SEAM_OK, "seam_pool_create");
    for (size_t i = 0; i < sizeof(reads) / sizeof(reads[0]); i++) {
        const contender contenders[] = {{"seam-shared", seam_slices, &shared},
                                        {"seam-confined", seam_slices, &alone},
                                        {"seam-views", seam_views, &alone},
                                        {"malloc+memcpy", malloc_copies, &shared},
                                        {"flat-views", flat_views, &shared}};
        const job j = {"elements", "resp-18", reads[i], BENCH_GBPS, N_ELEMENTS * ELEMENT_BYTES,
                       contenders, 5};

        shared.piece = alone.piece = reads[i];
        bench_run(b, "parse", &j);
    }
    seam_pool_destroy(&shared.pool);
    seam_pool_destroy(&alone.pool);
    free(data);
}
