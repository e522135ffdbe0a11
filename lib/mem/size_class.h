/* Size classes: multiples of 64 up to 512 bytes, then four to a doubling up to 256 KiB. */
#ifndef SEAM_MEM_SIZE_CLASS_H
#define SEAM_MEM_SIZE_CLASS_H

#include <stddef.h>

#define SEAM__ALIGNMENT ((size_t)64)
#define SEAM__CLASS_MAX ((size_t)256 << 10)
#define SEAM__N_CLASSES 44u

/* The class that serves `len`, 1 to SEAM__CLASS_MAX. */
unsigned seam__class_of(size_t len);

/* The size of a class in bytes. */
size_t seam__class_bytes(unsigned index);

#endif
