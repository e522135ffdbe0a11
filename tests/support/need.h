/* What must hold in inner loops, where each ck_assert would write to a pipe; and in fuzz targets, which
 * define NEED_ABORTS, since check runs nothing there. */
#ifndef SEAM_TESTS_NEED_H
#define SEAM_TESTS_NEED_H

#ifdef NEED_ABORTS
#include "fuzz_check.h"

#define NEED(condition) CHECK(condition)
#else
#include <check.h>

#define NEED(condition)                     \
    do {                                    \
        if (!(condition))                   \
            ck_abort_msg("%s", #condition); \
    } while (0)
#endif

#endif
