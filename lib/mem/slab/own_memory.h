/* A table of the addresses that belong to arenas of any pool: a checking build looks there when memory is adopted.
 * Its answers are exact. A call takes no lock, and O(1) but for arenas of several times SEAM__ARENA_ALIGN. In
 * builds without checks the functions do nothing. */
#ifndef SEAM_MEM_SLAB_OWN_MEMORY_H
#define SEAM_MEM_SLAB_OWN_MEMORY_H

#include <stdbool.h>

#include "mem/os/span.h"

/* Adds a span that has just been mapped for an arena, which begins a page after its start. */
void seam__own_memory_add(seam__span span);
/* Removes a span that was added and is about to be unmapped. */
void seam__own_memory_remove(seam__span span);

/* Says whether an address is in an arena. */
bool seam__own_memory_holds(const void *address);

#endif
