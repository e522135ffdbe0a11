/* What must hold in inner loops, where each ck_assert would write to a pipe; and in fuzz targets, which
 * define NEED_ABORTS, since check runs nothing there. */
#ifndef SEAM_TESTS_NEED_H
#define SEAM_TESTS_NEED_H

#ifdef NEED_ABORTS
#include <stdio.h>
#include <stdlib.h>

#define NEED(condition)                                                     \
    do {                                                                    \
        if (!(condition)) {                                                 \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            abort();                                                        \
        }                                                                   \
    } while (0)
#else
#include <check.h>

#define NEED(condition)                     \
    do {                                    \
        if (!(condition))                   \
            ck_abort_msg("%s", #condition); \
    } while (0)
#endif

#endif
