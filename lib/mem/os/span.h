/* A piece of address space. */
#ifndef SEAM_MEM_OS_SPAN_H
#define SEAM_MEM_OS_SPAN_H

#include <stddef.h>
#include <stdint.h>

/* [start, start + len), whole pages. */
typedef struct seam__span {
    uint8_t *start;
    size_t len;
} seam__span;

#endif
