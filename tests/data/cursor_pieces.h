/* What the tests of cursors share: a pool that must be empty at the end, and bytes that are cut in three. */
#ifndef SEAM_TESTS_CURSOR_PIECES_H
#define SEAM_TESTS_CURSOR_PIECES_H

#include <check.h>
#include <stdint.h>
#include <string.h>

#include "seam/chain.h"
#include "seam/cursor.h"
#include "support.h"

#define LONGEST ((size_t)64)

static seam_pool *pool;

static inline void pieces_setup(void)
{
    ck_assert_int_eq(seam_pool_create(NULL, &pool), SEAM_OK);
}

static inline void pieces_teardown(void)
{
    seam_pool_stats stats;

    seam_pool_stats_get(pool, &stats);
    ck_assert_uint_eq(stats.live_blocks, 0);
    seam_pool_destroy(&pool);
}

/* Bytes cut in three, each piece at a place of its own with other bytes around it. */

typedef struct pieces {
    seam_chain chain;
    uint8_t place[3][LONGEST + 16];
} pieces;

static inline void add_piece(pieces *p, size_t index, const uint8_t *from, size_t len)
{
    seam_buf buf;

    memset(p->place[index], 0x80 + (int)index, sizeof(p->place[index]));
    memcpy(p->place[index] + 8, from, len);
    buf = seam_buf_static(seam_view_of(p->place[index] + 8, len));
    ck_assert(seam_chain_append(&p->chain, &buf) == SEAM_OK);
}

static inline void pieces_init(pieces *p, const uint8_t *data, size_t len, size_t cut1, size_t cut2)
{
    seam_chain_init(&p->chain, pool);
    add_piece(p, 0, data, cut1);
    add_piece(p, 1, data + cut1, cut2 - cut1);
    add_piece(p, 2, data + cut2, len - cut2);
}

#endif
