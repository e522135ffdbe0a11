/* What is said of blocks that nobody has released: when their pool is destroyed, and when the program
 * ends or unloads the library. In a program that has LeakSanitizer every such block is told, on stderr;
 * else the pool's samples are, as SEAM_LEAKS or a hook asks for it: see sampler.h. */
#ifndef SEAM_MEM_WATCH_LEAKS_H
#define SEAM_MEM_WATCH_LEAKS_H

#include "seam/stats.h"

/* True in a program that has LeakSanitizer, unless its options turn leaks off or SEAM_LEAKS says what is
 * wanted. */
bool seam__leaks_are_wanted(void);

/* Writes what a block is, and where it was allocated if it was sampled. */
void seam__leaks_say(const seam_block_info *block);

/* The pool is about to be destroyed; no lock is held. */
void seam__leaks_tell_at_destroy(seam_pool *pool);

#endif
