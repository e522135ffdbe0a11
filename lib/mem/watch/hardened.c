#include "mem/watch/hardened.h"

#include <string.h>

#include "base/bits.h"
#include "base/poison.h"
#include "mem/slab/extent.h"
#include "mem/slab/heap.h"

#define SLACK_BYTE 0xEE

static const seam__traits *traits_of(const seam__arena *arena)
{
    return &arena->depot->heap->traits;
}

/* The bytes around a block that ends at a guard page: those before it in its pages, and those that its alignment
 * leaves between its end and the guard page. */
typedef struct margins {
    size_t before, behind;
} margins;

static margins margins_of(const seam__arena *arena, const seam_block *block, size_t used)
{
    const size_t need = seam__round_up(used, traits_of(arena)->alignment);

    if ((arena->layout.hardening & SEAM__GUARDED) != 0)
        return (margins){seam__block_retained(block) - need, need - used};
    if ((arena->layout.hardening & SEAM__EDGED) != 0)
        return (margins){arena->edge, need - used};
    return (margins){0, 0};
}

/* Says whether AddressSanitizer or Valgrind watches: they report a write to the margins at once, and say more. */
static bool is_watched(const seam__arena *arena)
{
    return (arena->layout.hardening & SEAM__WATCHED) != 0;
}

uint8_t *seam__hardened_open(const seam_block *block, size_t len)
{
    const seam__arena *arena = seam__arena_of(block);
    const size_t used = len + traits_of(arena)->tail;
    const margins around = margins_of(arena, block, used);
    uint8_t *data = seam__block_payload(block);

    SEAM_ASSERT(arena->layout.hardening != 0 && len > 0);
    if (is_watched(arena)) {
        seam__unpoison(data, used);
        return data;
    }
    memset(data - around.before, SLACK_BYTE, around.before);
    memset(data + used, SLACK_BYTE, around.behind);
    return data;
}

/* Stops the program if one of the bytes of a margin has been changed. */
static void check_slack(const seam_block *block, const uint8_t *slack, size_t len, const char *what)
{
    for (size_t i = 0; i < len; i++) {
        if (slack[i] != SLACK_BYTE)
            seam__block_panic(block, what);
    }
}

static void check_margins(const seam_block *block, const uint8_t *data, size_t used)
{
    const margins around = margins_of(seam__arena_of(block), block, used);

    check_slack(block, data + used, around.behind, "written past its end");
    check_slack(block, data - around.before, around.before, "written before its start");
}

void seam__hardened_close(const seam_block *block)
{
    const seam__arena *arena = seam__arena_of(block);
    uint8_t *data = seam__block_payload(block);
    const size_t used = seam__block_requested(block) + traits_of(arena)->tail;

    SEAM_ASSERT(arena->layout.hardening != 0);
    if (!is_watched(arena))
        check_margins(block, data, used);
    /* The user of the block may have poisoned parts of it. */
    if ((arena->layout.hardening & SEAM__SECRET) != 0 && is_watched(arena))
        seam__unpoison(data, used);
    if ((arena->layout.hardening & SEAM__SECRET) != 0)
        explicit_bzero(data, used);
    if (is_watched(arena))
        seam__poison(data, arena->layout.kind == SEAM__KIND_GUARDED ? used : arena->layout.stride);
}
