/* Reports of blocks that nobody has released: when their pool is destroyed, and when the program ends or unloads the
 * library. In a program that has LeakSanitizer every such block is reported on stderr; else the pool's samples are
 * (sampler.h), if SEAM_LEAKS or a hook asks for them. */
#ifndef SEAM_MEM_WATCH_LEAKS_H
#define SEAM_MEM_WATCH_LEAKS_H

#include "mem/slab/heap.h"
#include "mem/watch/sampler.h"

/* Reports the live blocks of a heap. `occasion` completes "pool ... is", as "destroyed" does. The caller has no lock of
 * the heap or of the sampler. */
void seam__leaks_tell(seam__heap *heap, seam__sampler *sampler, const char *occasion);

#endif
