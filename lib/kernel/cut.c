#include "kernel/cut.h"

enum {
    GOOD = 0x80,     /* clears the top bit of 80..BF */
    BAD = 0x00,      /* leaves it set */
    FROM_90 = 0x70,  /* clears it from 90 up */
    FROM_A0 = 0x60,  /* clears it from A0 up */
    BELOW_90 = 0xF0, /* clears it below 90 */
    BELOW_A0 = 0xE0  /* clears it below A0 */
};

#define FOUR(x) x, x, x, x

/* clang-format off */
const uint8_t seam__after_lead[64] = {
    BAD, BAD, GOOD, GOOD,
    FOUR(GOOD), FOUR(GOOD), FOUR(GOOD), FOUR(GOOD), FOUR(GOOD), FOUR(GOOD), FOUR(GOOD),
    FROM_A0, GOOD, GOOD, GOOD,
    FOUR(GOOD), FOUR(GOOD),
    GOOD, BELOW_A0, GOOD, GOOD,
    FROM_90, GOOD, GOOD, GOOD,
    BELOW_90, BAD, BAD, BAD,
    FOUR(BAD), FOUR(BAD),
};
/* clang-format on */
