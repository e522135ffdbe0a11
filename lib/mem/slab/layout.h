/* The layout of an arena: what its blocks are like and where their entries and their payload lie. An arena
 * (arena.h) is blocks of one kind in one piece of address space. */
#ifndef SEAM_MEM_SLAB_LAYOUT_H
#define SEAM_MEM_SLAB_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes that processors move between their caches at a time. */
#define SEAM__LINE ((size_t)64)
/* Arenas begin at multiples of it. It has room for the entries of any arena and no more: processors choose the place of
 * an address translation by low bits of the page's number, and with larger multiples these would be 0 in the first page
 * of every arena, so that a mix of sizes would have room for few of their translations. */
#define SEAM__ARENA_ALIGN   ((size_t)8 << 20)
#define SEAM__ARENA_PAYLOAD ((size_t)16 << 20)
#define SEAM__SLAB_BYTES    ((size_t)64 << 10)
/* The header of an arena, in whole cache lines. */
#define SEAM__ARENA_HEADER ((size_t)320)

typedef enum seam__kind {
    SEAM__KIND_SLAB,    /* blocks of one size class */
    SEAM__KIND_ADOPTED, /* entries for adopted memory; no payload */
    SEAM__KIND_LARGE,   /* one block */
    SEAM__KIND_GUARDED  /* blocks of many sizes, far apart: see guard_private.h */
} seam__kind;

/* What hardens a block: what is done when it is handed out and released. A set of flags. */
enum {
    SEAM__WATCHED =
        1, /* a redzone follows each block, and sanitizers are told which bytes are in use */
    SEAM__SECRET = 2, /* pages are kept out of swap and core dumps, bytes are zeroed on release */
    SEAM__EDGED =
        4, /* the arena has one block, which ends at the guard page; bytes around it are checked */
    SEAM__GUARDED = 8 /* each block ends at a guard page of its own; bytes around it are checked */
};

/* What all layouts of a pool have in common. */
typedef struct seam__traits {
    size_t page;
    size_t granule; /* payload begins at a multiple of it: the size of a page, or of a huge page */
    size_t alignment; /* of each block; at least SEAM__ALIGNMENT, at most a page */
    size_t tail;    /* bytes that may be read behind each block; added to the length of a request */
    size_t redzone; /* bytes behind each block; a multiple of the alignment */
    uint32_t hardening; /* SEAM__WATCHED, SEAM__SECRET */
    bool quarantines;   /* see `n_quarantined` in a layout */
} seam__traits;

#define SEAM__HUGE_PAGE ((size_t)2 << 20)

struct seam__arena;

/* Functions that are called after an arena was mapped and before it is unmapped. If the system refuses to unmap
 * it, `mapped` is called again. The caller has the depot's lock, or the arena is in no list. */
typedef struct seam__arena_hooks {
    void (*mapped)(struct seam__arena *arena);
    void (*unmapping)(struct seam__arena *arena);
} seam__arena_hooks;

/* Laws: see seam__layout_valid(). */
typedef struct seam__layout {
    seam__kind kind;
    uint32_t hardening; /* SEAM__WATCHED ... */
    uint32_t color; /* bytes between header and entries, whole cache lines. It differs between size
                           * classes: else their first entries would compete for the same sets of a
                           * processor's cache (slab colouring, Bonwick 1994) */
    size_t entry_bytes; /* 16; a cache line; or sizeof(seam__guarded) */
    size_t class_bytes; /* 0 for adopted memory and guarded blocks */
    size_t stride;      /* from one block to the next: class_bytes and the redzone */
    size_t n_blocks;    /* at most UINT32_MAX - 1 */
    size_t step; /* payload that is committed at a time, whole pages, at least `stride`; it is a
                           * slab if slab_blocks is not 0. 0: blocks become ready without payload */
    size_t
        slab_blocks; /* blocks of a slab, none of which reaches into the next; 0: there are no slabs */
    size_t granule; /* see seam__traits */
    size_t edge;    /* where an edged block begins, in bytes from the start of its payload */
    size_t
        n_quarantined; /* of watched slabs, the quarantine: so many free blocks serve only when nothing
                           * else does, so that a use after release is seen */
    const seam__arena_hooks *hooks; /* NULL: nobody is told */
} seam__layout;

#define SEAM__SLABS_MAX ((size_t)512)

seam__layout seam__layout_slab(size_t class_bytes, const seam__traits *traits);
seam__layout seam__layout_adopted(const seam__traits *traits);
seam__layout seam__layout_large(size_t len, const seam__traits *traits);
/* The layout of a large block that ends at its guard page. */
seam__layout seam__layout_edged(size_t len, const seam__traits *traits);

/* The laws of a layout: a stride is not less than its class, a step has whole pages, its slab blocks fit into it,
 * and a kind without payload has no step. */
bool seam__layout_valid(const seam__layout *layout, size_t page);

/* Bytes that the account is charged for the first block of an arena. */
size_t seam__layout_first_cost(const seam__layout *layout, size_t page);
/* Bytes of header and entries, in whole pages, for the first `n_blocks` blocks. */
size_t seam__layout_meta_bytes(const seam__layout *layout, size_t n_blocks, size_t page);
/* Bytes of payload of all blocks, in whole pages. */
size_t seam__layout_payload_bytes(const seam__layout *layout, size_t page);

/* Bytes from the start of an arena to its first entry. */
static inline size_t seam__layout_first_entry(const seam__layout *layout)
{
    return SEAM__ARENA_HEADER + layout->color;
}

#endif
