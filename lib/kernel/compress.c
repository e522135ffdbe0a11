#include "kernel/compress.h"

/* Expands to ROW(...) with the eight bits of each number from 0 to 255, the highest bit first. */
/* clang-format off */
#define TWICE_1(ROW, ...) ROW(__VA_ARGS__, 0), ROW(__VA_ARGS__, 1)
#define TWICE_2(ROW, ...) TWICE_1(ROW, __VA_ARGS__, 0), TWICE_1(ROW, __VA_ARGS__, 1)
#define TWICE_3(ROW, ...) TWICE_2(ROW, __VA_ARGS__, 0), TWICE_2(ROW, __VA_ARGS__, 1)
#define TWICE_4(ROW, ...) TWICE_3(ROW, __VA_ARGS__, 0), TWICE_3(ROW, __VA_ARGS__, 1)
#define TWICE_5(ROW, ...) TWICE_4(ROW, __VA_ARGS__, 0), TWICE_4(ROW, __VA_ARGS__, 1)
#define TWICE_6(ROW, ...) TWICE_5(ROW, __VA_ARGS__, 0), TWICE_5(ROW, __VA_ARGS__, 1)
#define TWICE_7(ROW, ...) TWICE_6(ROW, __VA_ARGS__, 0), TWICE_6(ROW, __VA_ARGS__, 1)
#define ALL_ROWS(ROW) TWICE_7(ROW, 0), TWICE_7(ROW, 1)

/* Each of these macros gives numbers with a comma behind each, or nothing. */
#define UNIT(i) 2 * (i), 2 * (i) + 1,
#define TAKE_UNIT_0(i)
#define TAKE_UNIT_1(i) UNIT(i)
#define LEAVE_UNIT_0(i) UNIT(i)
#define LEAVE_UNIT_1(i)

#define UNITS(b7, b6, b5, b4, b3, b2, b1, b0)                                                   \
    {TAKE_UNIT_##b0(0) TAKE_UNIT_##b1(1) TAKE_UNIT_##b2(2) TAKE_UNIT_##b3(3)                    \
     TAKE_UNIT_##b4(4) TAKE_UNIT_##b5(5) TAKE_UNIT_##b6(6) TAKE_UNIT_##b7(7)                    \
     LEAVE_UNIT_##b0(0) LEAVE_UNIT_##b1(1) LEAVE_UNIT_##b2(2) LEAVE_UNIT_##b3(3)                \
     LEAVE_UNIT_##b4(4) LEAVE_UNIT_##b5(5) LEAVE_UNIT_##b6(6) LEAVE_UNIT_##b7(7)}

#define TAKE_PAIR_0(i) 2 * (i),
#define TAKE_PAIR_1(i) 2 * (i), 2 * (i) + 1,
#define LEAVE_PAIR_0(i) 2 * (i) + 1,
#define LEAVE_PAIR_1(i)

#define PAIRS(b7, b6, b5, b4, b3, b2, b1, b0)                                                   \
    {TAKE_PAIR_##b0(0) TAKE_PAIR_##b1(1) TAKE_PAIR_##b2(2) TAKE_PAIR_##b3(3)                    \
     TAKE_PAIR_##b4(4) TAKE_PAIR_##b5(5) TAKE_PAIR_##b6(6) TAKE_PAIR_##b7(7)                    \
     LEAVE_PAIR_##b0(0) LEAVE_PAIR_##b1(1) LEAVE_PAIR_##b2(2) LEAVE_PAIR_##b3(3)                \
     LEAVE_PAIR_##b4(4) LEAVE_PAIR_##b5(5) LEAVE_PAIR_##b6(6) LEAVE_PAIR_##b7(7)}

#define LAST(i) 4 * (i),
#define MIDDLE(i) 4 * (i) + 1,
#define LEAD(i) 4 * (i) + 2,
#define SECOND(i) 4 * (i) + 3,
#define TAKE_GROUP_00(i) LEAD(i)
#define TAKE_GROUP_01(i) LEAD(i) LAST(i)
#define TAKE_GROUP_11(i) LEAD(i) MIDDLE(i) LAST(i)
#define TAKE_GROUP_10(i) LEAD(i) SECOND(i) MIDDLE(i) LAST(i)
#define LEAVE_GROUP_00(i) LAST(i) MIDDLE(i) SECOND(i)
#define LEAVE_GROUP_01(i) MIDDLE(i) SECOND(i)
#define LEAVE_GROUP_11(i) SECOND(i)
#define LEAVE_GROUP_10(i)

#define GROUPS(b7, b6, b5, b4, b3, b2, b1, b0)                                                  \
    {TAKE_GROUP_##b1##b0(0) TAKE_GROUP_##b3##b2(1)                                              \
     TAKE_GROUP_##b5##b4(2) TAKE_GROUP_##b7##b6(3)                                              \
     LEAVE_GROUP_##b1##b0(0) LEAVE_GROUP_##b3##b2(1)                                            \
     LEAVE_GROUP_##b5##b4(2) LEAVE_GROUP_##b7##b6(3)}

#define COUNT(b7, b6, b5, b4, b3, b2, b1, b0)                                                   \
    ((b7) + (b6) + (b5) + (b4) + (b3) + (b2) + (b1) + (b0))
/* clang-format on */

_Alignas(16) const uint8_t seam__compress_units[256][16] = {ALL_ROWS(UNITS)};
_Alignas(16) const uint8_t seam__compress_pairs[256][16] = {ALL_ROWS(PAIRS)};
_Alignas(16) const uint8_t seam__compress_groups[256][16] = {ALL_ROWS(GROUPS)};
const uint8_t seam__bit_counts[256] = {ALL_ROWS(COUNT)};
