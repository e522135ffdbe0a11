/* Does one wrong thing, named by its argument. It is built where sanitizers are on, to prove that
 * they see it and that the program then fails; tests/proof/surface/planted runs it. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "seam/seam.h"

/* Volatile, so that the compiler neither foresees the fault nor removes it. */
static volatile int sink;
static volatile size_t index_to_read;
static int unguarded;

static int overflow(void)
{
    volatile int largest = 0x7FFFFFFF;

    sink = largest + 1;
    return 0;
}

/* Reads byte `index_to_read` of a block that has 100 bytes, after releasing it when asked. */
static int read_block(size_t at, bool released)
{
    seam_pool *pool;
    seam_buf buf;
    const volatile uint8_t *bytes;

    if (seam_pool_create(NULL, &pool) != SEAM_OK || seam_buf_alloc(pool, 100, &buf) != SEAM_OK)
        return 2;
    memset(seam_buf_bytes_mut(&buf), 'x', 100);
    bytes = buf.data;
    if (released)
        seam_buf_release(&buf);
    index_to_read = at;
    sink = bytes[index_to_read];
    seam_buf_release(&buf);
    seam_pool_destroy(&pool);
    return 0;
}

static int leak(void)
{
    char *volatile lost = malloc(123);

    sink = lost != NULL;
    lost = NULL;
    return 0;
}

static void *count(void *unused)
{
    for (int i = 0; i < 100000; i++)
        unguarded++;
    return unused;
}

static int race(void)
{
    pthread_t thread;

    if (pthread_create(&thread, NULL, count, NULL) != 0)
        return 2;
    count(NULL);
    pthread_join(thread, NULL);
    sink = unguarded;
    return 0;
}

int main(int argc, char **argv)
{
    const char *fault = argc > 1 ? argv[1] : "";

    if (strcmp(fault, "none") == 0)
        return read_block(99, false);
    if (strcmp(fault, "overflow") == 0)
        return overflow();
    if (strcmp(fault, "slack") == 0)
        return read_block(100, false);
    if (strcmp(fault, "released") == 0)
        return read_block(0, true);
    if (strcmp(fault, "leak") == 0)
        return leak();
    if (strcmp(fault, "race") == 0)
        return race();
    fprintf(stderr, "usage: planted_ub none|overflow|slack|released|leak|race\n");
    return 2;
}
