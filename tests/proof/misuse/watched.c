/* Programs that touch what they must not, or forget what they have: `watched CASE`. AddressSanitizer or
 * Valgrind must catch each of them but `clean`; without either of them nothing is promised. See
 * test_watched. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "seam/seam.h"

static seam_pool *pool;

static seam_buf alloc(size_t len)
{
    seam_buf buf;

    if (seam_buf_alloc(pool, len, &buf) != SEAM_OK)
        return (seam_buf){NULL, 0, NULL};
    memset(seam_buf_bytes_mut(&buf), 'x', len);
    return buf;
}

/* Through volatile, so that the compiler leaves each access where it is. */
static void write_at(const seam_buf *buf, size_t off)
{
    ((volatile uint8_t *)(uintptr_t)buf->data)[off] = 'y';
}

static int read_at(const uint8_t *data, size_t off)
{
    return ((const volatile uint8_t *)data)[off] == 'x';
}

/* Every byte that was asked for, of every kind of block, and a block that is used again. */
static int clean(void)
{
    static const size_t lens[] = {1, 7, 63, 64, 65, 1000, 262144, 300001};
    int seen = 0;

    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
            seam_buf buf = alloc(lens[i]);

            write_at(&buf, lens[i] / 2);
            seen += read_at(buf.data, lens[i] - 1);
            seam_buf_release(&buf);
        }
    }
    return seen;
}

static int overrun_by_one(void)
{
    seam_buf buf = alloc(10);

    write_at(&buf, 10);
    seam_buf_release(&buf);
    return 0;
}

static int read_slack(void)
{
    seam_buf buf = alloc(100);
    int seen = read_at(buf.data, 127);

    seam_buf_release(&buf);
    return seen;
}

static int use_after_release(void)
{
    seam_buf buf = alloc(1000);
    const uint8_t *data = buf.data;

    seam_buf_release(&buf);
    return read_at(data, 500);
}

/* Blocks that were just released stay in quarantine before they serve again: else the stale pointer would read what
 * is somebody else's by now, and be right to. */
static int use_after_reuse(void)
{
    seam_buf buf = alloc(1000);
    const uint8_t *data = buf.data;
    seam_buf next;
    int seen;

    seam_buf_release(&buf);
    next = alloc(1000);
    seen = read_at(data, 500);
    seam_buf_release(&next);
    return seen;
}

/* A class that is full to its last byte has no slack: the redzone must catch it. */
static int overrun_into_next_block(void)
{
    seam_buf first = alloc(64);
    seam_buf second = alloc(64);

    write_at(first.data < second.data ? &first : &second, 64);
    seam_buf_release(&first);
    seam_buf_release(&second);
    return 0;
}

static int overrun_of_large(void)
{
    seam_buf buf = alloc(300001);

    write_at(&buf, 300001);
    seam_buf_release(&buf);
    return 0;
}

/* Bytes of a chain's block that have not been reserved belong to nobody but the chain; those past
 * the block belong to nobody. */
static int overrun_of_room(void)
{
    seam_chain chain;
    struct iovec room;
    int r = 1;

    seam_chain_init(&chain, pool);
    if (seam_chain_reserve(&chain, 1, &room) == SEAM_OK) {
        ((volatile uint8_t *)room.iov_base)[room.iov_len] = 'y';
        r = 0;
    }
    seam_chain_release(&chain);
    return r;
}

static seam_pool *guarded_pool(void)
{
    const seam_pool_options options = {.guard_every = 1};
    seam_pool *guarded = NULL;

    return seam_pool_create(&options, &guarded) == SEAM_OK ? guarded : NULL;
}

/* The guard page is 54 bytes away. */
static int overrun_of_guarded(void)
{
    seam_pool *guarded = guarded_pool();
    seam_buf buf;

    if (guarded == NULL || seam_buf_alloc(guarded, 10, &buf) != SEAM_OK)
        return 1;
    write_at(&buf, 10);
    seam_buf_release(&buf);
    seam_pool_destroy(&guarded);
    return 0;
}

static int use_of_released_large(void)
{
    seam_buf buf = alloc(300001);
    const uint8_t *data = buf.data;

    seam_buf_release(&buf);
    return read_at(data, 1000);
}

/* ---- what is never released */

static seam_buf forgotten;

static void forget_one(void)
{
    forgotten = alloc(777);
    seam_buf_set_tag(&forgotten, 0xABC);
}

static int leak_at_destroy(void)
{
    forget_one();
    seam_pool_destroy(&pool);
    /* It is told of once. */
    seam_buf_release(&forgotten);
    return 0;
}

static int leak_at_exit(void)
{
    forget_one();
    exit(0);
}

static void free_context(void *ctx, void *data, size_t len)
{
    (void)data;
    (void)len;
    free(ctx);
}

/* The block is live at the end, and nothing but it points to the context. */
static int context_of_adopted(void)
{
    static uint8_t bytes[10];

    if (seam_buf_adopt(pool, bytes, sizeof(bytes), free_context, malloc(100), 0, &forgotten) !=
        SEAM_OK)
        return 1;
    exit(0);
}

static const struct {
    const char *name;
    int (*run)(void);
} cases[] = {
    {"clean", clean},
    {"overrun-by-one", overrun_by_one},
    {"read-slack", read_slack},
    {"use-after-release", use_after_release},
    {"use-after-reuse", use_after_reuse},
    {"overrun-into-next-block", overrun_into_next_block},
    {"overrun-of-large", overrun_of_large},
    {"overrun-of-room", overrun_of_room},
    {"overrun-of-guarded", overrun_of_guarded},
    {"use-of-released-large", use_of_released_large},
    {"leak-at-destroy", leak_at_destroy},
    {"leak-at-exit", leak_at_exit},
    {"context-of-adopted", context_of_adopted},
};

int main(int argc, char **argv)
{
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        if (argc != 2 || strcmp(argv[1], cases[i].name) != 0)
            continue;
        if (seam_pool_create(NULL, &pool) != SEAM_OK)
            return 2;
        printf("%s: %d\n", argv[1], cases[i].run());
        seam_pool_destroy(&pool);
        return 0;
    }
    fputs("usage: watched CASE, where CASE is one of:\n", stderr);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        fprintf(stderr, "  %s\n", cases[i].name);
    return 2;
}
