#include "websocket_session.h"

#include <string.h>

seam_pool *shared_pool;
const ws_options plain = {16 << 20, 64 << 10, true, true};
size_t n_runs;

void open_session(session *s, const ws_options *options, uint64_t max_memory)
{
    const seam_pool_options pool = {.max_bytes = max_memory, .flags = SEAM_POOL_CONFINED};

    memset((void *)s, 0, sizeof(*s));
    if (max_memory != 0)
        CHECK(seam_pool_create(&pool, &s->pool) == SEAM_OK);
    else
        s->pool = shared_pool;
    ws_init(&s->ws, s->pool, options);
    s->last = SEAM_MORE;
    n_runs++;
}

/* What was to be written is written, as often as the parser waits for that. */
static void run_parser(session *s)
{
    do {
        struct iovec iov;

        s->last = ws_echo(&s->ws);
        while (seam_chain_iovec(&s->ws.out, 0, SIZE_MAX, &iov, 1) == 1) {
            ws_bytes_add(&s->got, iov.iov_base, iov.iov_len);
            seam_chain_skip(&s->ws.out, iov.iov_len);
        }
    } while (s->last == SEAM_FULL);
    CHECK(s->last == SEAM_MORE || s->last == SEAM_EOF);
}

static bool add_bytes(session *s, const uint8_t *data, size_t len)
{
    struct iovec room;
    seam_buf buf;
    seam_status r;

    if (!s->in_block) {
        r = seam_buf_copy(s->pool, seam_view_of(data, len), &buf);
        if (r == SEAM_OK)
            r = seam_chain_append(&s->ws.in, &buf);
        seam_buf_release(&buf);
        return r == SEAM_OK;
    }
    r = seam_chain_reserve(&s->ws.in, len, &room);
    if (r == SEAM_OK) {
        memcpy(room.iov_base, data, len);
        r = seam_chain_commit(&s->ws.in, len);
    }
    return r == SEAM_OK;
}

void feed(session *s, const uint8_t *data, size_t len)
{
    if (len == 0 || s->broken)
        return;
    s->broken = !add_bytes(s, data, len);
    if (s->broken)
        ws_fail(&s->ws, SEAM_ELIMIT);
    run_parser(s);
}

void close_session(session *s)
{
    seam_pool_stats stats;

    ws_release(&s->ws);
    seam_pool_stats_get(s->pool, &stats);
    CHECK(stats.live_blocks == 0);
    if (s->pool != shared_pool)
        seam_pool_destroy(&s->pool);
    ws_bytes_free(&s->got);
}

static uint32_t random_state = 1;

size_t random_below(size_t bound)
{
    random_state = random_state * 1664525u + 1013904223u;
    return bound == 0 ? 0 : (random_state >> 8) % bound;
}

void feed_pieces(session *s, const ws_bytes *bytes, size_t cut, size_t most)
{
    if (most == 0) {
        feed(s, bytes->data, cut);
        feed(s, bytes->data + cut, bytes->len - cut);
        return;
    }
    for (size_t at = 0, n; at < bytes->len; at += n) {
        n = 1 + random_below(most);
        n = n < bytes->len - at ? n : bytes->len - at;
        feed(s, bytes->data + at, n);
    }
}
