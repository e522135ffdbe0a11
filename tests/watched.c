/* Programs that touch what they must not: `watched CASE`. AddressSanitizer or Valgrind must catch
 * each of them but `clean`; without either of them nothing is promised. See test_watched. */
#include <stdio.h>
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

static const struct {
    const char *name;
    int (*run)(void);
} cases[] = {
    {"clean", clean},
    {"overrun-by-one", overrun_by_one},
    {"read-slack", read_slack},
    {"use-after-release", use_after_release},
    {"overrun-into-next-block", overrun_into_next_block},
    {"overrun-of-large", overrun_of_large},
    {"overrun-of-room", overrun_of_room},
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
