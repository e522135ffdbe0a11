/* Which addresses belong to arenas, whichever pool's: a checking build asks when memory is adopted. Exact,
 * and O(1) but for arenas of several times 32 MiB; no lock is taken. Free in other builds. */
#ifndef SEAM_MEM_SLAB_OWN_MEMORY_H
#define SEAM_MEM_SLAB_OWN_MEMORY_H

#include <stdbool.h>

#include "mem/os/span.h"

/* The span has just been mapped for an arena, which begins a page behind its start. */
void seam__own_memory_add(seam__span span);
/* An arena's span, which seam__own_memory_add() was told of, is about to be unmapped. */
void seam__own_memory_remove(seam__span span);

bool seam__own_memory_holds(const void *address);

#endif
