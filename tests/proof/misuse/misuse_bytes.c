/* Bytes that are touched outside their block, or after it is gone. Each access goes through volatile,
 * so that the compiler leaves it where it is. */
#include "misuse.h"

static void write_at(const uint8_t *data, ptrdiff_t off)
{
    ((volatile uint8_t *)(uintptr_t)data)[off] = 'y';
}

static void read_at(const uint8_t *data, ptrdiff_t off)
{
    (void)((const volatile uint8_t *)data)[off];
}

/* Where the bytes of a buf were that is released by now. */
static const uint8_t *released(uint32_t flags, size_t len)
{
    seam_buf buf = misused_buf(flags, len);
    const uint8_t *data = buf.data;

    seam_buf_release(&buf);
    return data;
}

/* ---- into pages that nobody may touch */

static void write_past_passthrough(void)
{
    seam_buf buf = misused_buf(SEAM_POOL_PASSTHROUGH, 64);

    write_at(buf.data, 64);
}

static void read_past_passthrough(void)
{
    seam_buf buf = misused_buf(SEAM_POOL_PASSTHROUGH, 4096);

    read_at(buf.data, 4096);
}

static void read_past_the_tail(void)
{
    const seam_pool_options options = {.flags = SEAM_POOL_PASSTHROUGH, .tail_bytes = 64};
    seam_pool *pool;
    seam_buf buf;

    must(seam_pool_create(&options, &pool) == SEAM_OK);
    buf = counting_buf(pool, 64, 0);
    read_at(buf.data, 128);
}

static void read_released_passthrough(void)
{
    read_at(released(SEAM_POOL_PASSTHROUGH, 100), 50);
}

static void write_released_passthrough(void)
{
    write_at(released(SEAM_POOL_PASSTHROUGH, 100), 50);
}

static void write_before_large(void)
{
    seam_buf buf = misused_buf(0, 300000);

    write_at(buf.data, -1);
}

static void write_past_large(void)
{
    const size_t len = seam_pool_class_size(300000);
    seam_buf buf = misused_buf(0, len);

    /* Where a redzone lies between, it is poisoned. */
    write_at(buf.data, (ptrdiff_t)len);
}

static void write_before_the_arena(void)
{
    seam_buf buf = misused_buf(0, 100);

    write_at(seam__arena_of(buf.block)->payload, -1);
}

static void read_after_trim(void)
{
    seam_pool *pool = misused_pool(0);
    seam_buf buf = counting_buf(pool, 100, 0);
    const uint8_t *data = buf.data;

    seam_buf_release(&buf);
    seam_pool_trim(pool);
    read_at(data, 50);
}

static void read_after_destroy(void)
{
    seam_pool *pool = misused_pool(0);
    seam_buf buf = counting_buf(pool, 100, 0);
    const uint8_t *data = buf.data;

    seam_pool_destroy(&pool);
    seam_buf_release(&buf);
    read_at(data, 50);
}

static void write_through(uint8_t *to)
{
    *(volatile uint8_t *)to = 'y';
}

static void write_shared(void)
{
    seam_buf buf = misused_buf(0, 100);
    seam_buf twin = seam_buf_share(&buf);

    write_through(seam_buf_bytes_mut(&twin));
}

static void write_static(void)
{
    seam_buf buf = seam_buf_static(seam_view_string("for ever"));

    write_through(seam_buf_bytes_mut(&buf));
}

static void write_read_only(void)
{
    static uint8_t mine[10];
    seam_buf buf;

    must(seam_buf_adopt(misused_pool(0), mine, sizeof(mine), NULL, NULL, 0, &buf) == SEAM_OK);
    write_through(seam_buf_bytes_mut(&buf));
}

/* ---- into a passthrough block's own pages: seen at the release */

static void write_into_the_rest(void)
{
    seam_buf buf = misused_buf(SEAM_POOL_PASSTHROUGH, 100);

    write_at(buf.data, 100);
    seam_buf_release(&buf);
}

static void write_before_passthrough(void)
{
    seam_buf buf = misused_buf(SEAM_POOL_PASSTHROUGH, 100);

    write_at(buf.data, -1);
    seam_buf_release(&buf);
}

/* ---- into memory of the pool that is poisoned */

static void write_past_small(void)
{
    seam_buf buf = misused_buf(0, 10);

    write_at(buf.data, 10);
}

static void read_slack(void)
{
    seam_buf buf = misused_buf(0, 100);

    read_at(buf.data, 127);
}

static void write_past_the_largest_class(void)
{
    seam_buf buf = misused_buf(0, 262144);

    write_at(buf.data, 262144);
}

/* The redzone behind the block that lies before it. */
static void write_before_small(void)
{
    seam_pool *pool = misused_pool(0);
    seam_buf a = counting_buf(pool, 64, 0);
    seam_buf b = counting_buf(pool, 64, 0);

    write_at(a.data < b.data ? b.data : a.data, -1);
}

static void read_released(void)
{
    read_at(released(0, 1000), 500);
}

static bool hide_nothing(void *ctx, void *addr, size_t len)
{
    return ctx == NULL && addr != NULL && len > 0;
}

/* Whether pages may be locked here does not matter. */
static void write_released_secret(void)
{
    static seam__provider provider;

    memcpy(&provider, &seam__provider_system, sizeof(provider));
    provider.hide = hide_nothing;
    seam__provider_set(&provider);
    write_at(released(SEAM_POOL_SECRET, 1000), 500);
}

static void read_released_large(void)
{
    read_at(released(0, 300000), 500);
}

static void read_cut_off(void)
{
    seam_buf buf = misused_buf(0, 100);
    seam_buf part;

    must(seam_buf_slice(&buf, 10, 20, &part) == SEAM_OK);
    seam_buf_release(&buf);
    buf.data = part.data;
    seam_buf_release(&part);
    read_at(buf.data, 0);
}

static void write_past_the_room(void)
{
    struct iovec room;
    seam_chain chain;

    seam_chain_init(&chain, misused_pool(0));
    must(seam_chain_reserve(&chain, 1, &room) == SEAM_OK);
    write_at(room.iov_base, (ptrdiff_t)room.iov_len);
}

const misuse misuse_of_bytes[] = {
    {"writing past a passthrough buf", NEEDS_NOTHING, ENDS_FAULTED, NULL, write_past_passthrough},
    {"reading past a passthrough buf", NEEDS_NOTHING, ENDS_FAULTED, NULL, read_past_passthrough},
    {"reading past the tail", NEEDS_NOTHING, ENDS_FAULTED, NULL, read_past_the_tail},
    {"reading a released passthrough buf", NEEDS_NOTHING, ENDS_FAULTED, NULL,
     read_released_passthrough},
    {"writing a released passthrough buf", NEEDS_NOTHING, ENDS_FAULTED, NULL,
     write_released_passthrough},
    {"writing before a large buf", NEEDS_NOTHING, ENDS_FAULTED, NULL, write_before_large},
    {"writing past a large buf", NEEDS_NOTHING, ENDS_FAULTED, NULL, write_past_large},
    {"writing before an arena", NEEDS_NOTHING, ENDS_FAULTED, NULL, write_before_the_arena},
    {"reading after a trim", NEEDS_NOTHING, ENDS_FAULTED, NULL, read_after_trim},
    {"reading after the pool's end", NEEDS_NOTHING, ENDS_FAULTED, NULL, read_after_destroy},
    {"writing a shared buf", NEEDS_NOTHING, ENDS_FAULTED, NULL, write_shared},
    {"writing a static buf", NEEDS_NOTHING, ENDS_FAULTED, NULL, write_static},
    {"writing read-only memory", NEEDS_NOTHING, ENDS_FAULTED, NULL, write_read_only},
    {"writing between a buf and its page", NEEDS_NO_ASAN, ENDS_ABORTED, "written past its end",
     write_into_the_rest},
    {"the same, watched", NEEDS_ASAN, ENDS_POISONED, NULL, write_into_the_rest},
    {"writing before a passthrough buf", NEEDS_NO_ASAN, ENDS_ABORTED, "written before its start",
     write_before_passthrough},
    {"the same, watched", NEEDS_ASAN, ENDS_POISONED, NULL, write_before_passthrough},
    {"writing past a small buf", NEEDS_ASAN, ENDS_POISONED, NULL, write_past_small},
    {"reading the slack behind a buf", NEEDS_ASAN, ENDS_POISONED, NULL, read_slack},
    {"writing past the largest class", NEEDS_ASAN, ENDS_POISONED, NULL,
     write_past_the_largest_class},
    {"writing before a small buf", NEEDS_ASAN, ENDS_POISONED, NULL, write_before_small},
    {"reading a released buf", NEEDS_ASAN, ENDS_POISONED, NULL, read_released},
    {"writing a released secret", NEEDS_ASAN, ENDS_POISONED, NULL, write_released_secret},
    {"reading a released large buf", NEEDS_ASAN, ENDS_POISONED, NULL, read_released_large},
    {"reading a slice that outlived its block", NEEDS_ASAN, ENDS_POISONED, NULL, read_cut_off},
    {"writing past a chain's room", NEEDS_ASAN, ENDS_POISONED, NULL, write_past_the_room},
};
const size_t n_misuse_of_bytes = sizeof(misuse_of_bytes) / sizeof(misuse_of_bytes[0]);
