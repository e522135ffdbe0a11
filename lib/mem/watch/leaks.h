/* What is said of blocks that nobody has released: when their pool is destroyed, and when the program
 * ends or unloads the library. In a program that has LeakSanitizer every such block is told, on stderr;
 * else the pool's samples are, as SEAM_LEAKS or a hook asks for it: see sampler.h. */
#ifndef SEAM_MEM_WATCH_LEAKS_H
#define SEAM_MEM_WATCH_LEAKS_H

#include "mem/slab/heap.h"
#include "mem/watch/sampler.h"

/* Tells of the blocks that live in a heap, whose pool is "destroyed" or what else `occasion` says. No lock of
 * the heap or of the sampler is held. */
void seam__leaks_tell(seam__heap *heap, seam__sampler *sampler, const char *occasion);

#endif
