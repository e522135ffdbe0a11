/* CHECK(condition) aborts with a message unless the condition holds, in fuzz targets and the models
 * that they share. */
#ifndef SEAM_FUZZ_FUZZ_CHECK_H
#define SEAM_FUZZ_FUZZ_CHECK_H

#include <stdio.h>
#include <stdlib.h>

#define CHECK(condition)                                                    \
    do {                                                                    \
        if (!(condition)) {                                                 \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            abort();                                                        \
        }                                                                   \
    } while (0)

#endif
