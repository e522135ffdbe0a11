/* The general classifier: which bytes of UTF-8 are faults. One body for every instruction set; its
 * vector functions come from vec_<isa>.h, which is included first.
 *
 * A byte is classified with the three bytes before it. Three tables of 16 entries are looked up,
 * with the high and the low nibble of the byte before and with the high nibble of the byte itself.
 * Each gives the set of faults that its nibble allows, and a fault that all three allow is one
 * (Unicode 15.0 Table 3-7; the method is that of Keiser and Lemire, "Validating UTF-8 in less than
 * one instruction per byte", 2021). The third and fourth byte of a sequence need one step more:
 * where the second byte before is E0 or more, or the third is F0 or more, the byte before counts as
 * a lead of two bytes. The bytes before are loaded again from p - 1, p - 2 and p - 3, which is
 * cheaper than shifting them in from two registers. */
#ifndef SEAM_KERNEL_UTF8_CLASSIFIER_INL_H
#define SEAM_KERNEL_UTF8_CLASSIFIER_INL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The faults of a pair of bytes. */
#define SHORT     0x01 /* a lead, then no continuation byte */
#define STRAY     0x02 /* no lead, then a continuation byte */
#define OVERLONG2 0x04 /* C0 or C1, then a continuation byte */
#define OVERLONG3 0x08 /* E0, then 80..9F */
#define SURROGATE 0x10 /* ED, then A0..BF */
#define LARGE     0x20 /* F4 or more, then 90..BF */
/* F5 or more, then 80..8F; and F0, then 80..8F. One bit serves for both, because no table entry
 * allows both. */
#define LARGE_80  0x40
#define OVERLONG4 LARGE_80

#define PAIR (SHORT | STRAY)

/* The rows of constants: three tables, then rows that repeat one byte. */
enum { LEAD_HIGH, LEAD_LOW, HERE_HIGH, ONLY_SHORT, NIBBLE, ONE_LESS, TOP_FROM_E0, N_ROWS };

#define SAME_4(byte)  (byte), (byte), (byte), (byte)
#define SAME_16(byte) SAME_4(byte), SAME_4(byte), SAME_4(byte), SAME_4(byte)

/* clang-format off */
static const uint8_t classifier_rows[N_ROWS][16] = {
    [LEAD_HIGH] = {
        STRAY, STRAY, STRAY, STRAY, STRAY, STRAY, STRAY, STRAY,
        STRAY, STRAY, STRAY, STRAY,
        SHORT | OVERLONG2,
        SHORT,
        SHORT | OVERLONG3 | SURROGATE,
        SHORT | LARGE | LARGE_80,
    },
    [LEAD_LOW] = {
        PAIR | OVERLONG2 | OVERLONG3 | OVERLONG4,
        PAIR | OVERLONG2,
        PAIR, PAIR,
        PAIR | LARGE,
        PAIR | LARGE | LARGE_80, PAIR | LARGE | LARGE_80, PAIR | LARGE | LARGE_80,
        PAIR | LARGE | LARGE_80, PAIR | LARGE | LARGE_80, PAIR | LARGE | LARGE_80,
        PAIR | LARGE | LARGE_80, PAIR | LARGE | LARGE_80,
        PAIR | LARGE | LARGE_80 | SURROGATE,
        PAIR | LARGE | LARGE_80, PAIR | LARGE | LARGE_80,
    },
    [HERE_HIGH] = {
        SHORT, SHORT, SHORT, SHORT, SHORT, SHORT, SHORT, SHORT,
        STRAY | OVERLONG2 | OVERLONG3 | LARGE_80,
        STRAY | OVERLONG2 | OVERLONG3 | LARGE,
        STRAY | OVERLONG2 | SURROGATE | LARGE,
        STRAY | OVERLONG2 | SURROGATE | LARGE,
        SHORT, SHORT, SHORT, SHORT,
    },
    [ONLY_SHORT] = {SAME_16(SHORT)},
    [NIBBLE] = {SAME_16(0x0F)},
    [ONE_LESS] = {SAME_16(0x10)},
    [TOP_FROM_E0] = {SAME_16(0x60)},
};
/* clang-format on */

/* The constants of the classifier, which stay in registers during a call. */
typedef struct classifier {
    vec lead_high, lead_low, here_high;
    vec only_short;
    vec nibble, one_less, top_from_e0;
} classifier;

static inline classifier classifier_load(void)
{
    const uint8_t(*rows)[16] = classifier_rows;

    /* The address is hidden from the compiler, so that it loads each row in one instruction;
     * otherwise it would compute the rows from immediate numbers, in three or four instructions. */
    __asm__("" : "+r"(rows));
    return (classifier){
        .lead_high = vec_pin(vec_table(rows[LEAD_HIGH])),
        .lead_low = vec_pin(vec_table(rows[LEAD_LOW])),
        .here_high = vec_pin(vec_table(rows[HERE_HIGH])),
        .only_short = vec_pin(vec_table(rows[ONLY_SHORT])),
        .nibble = vec_pin(vec_table(rows[NIBBLE])),
        .one_less = vec_pin(vec_table(rows[ONE_LESS])),
        .top_from_e0 = vec_pin(vec_table(rows[TOP_FROM_E0])),
    };
}

/* Not 0 at the first byte of `here` that cannot follow the bytes before it. The result for bytes
 * behind the first fault is meaningless. */
static inline vec faults(const classifier *k, vec here, vec before1, vec before2, vec before3)
{
    const vec lead = vec_max(before2, vec_sub_sat(before3, k->one_less));
    const vec third_or_fourth = vec_sub_sat(lead, k->top_from_e0);
    const vec by_high = vec_lookup(k->lead_high, vec_high_nibble(before1, k->nibble));
    const vec by_low = vec_lookup(k->lead_low, vec_and(before1, k->nibble));
    const vec by_here = vec_lookup(k->here_high, vec_high_nibble(here, k->nibble));

    return vec_and(vec_select(third_or_fourth, k->only_short, by_high), vec_and(by_low, by_here));
}

static inline vec faults_at(const classifier *k, const uint8_t *p, vec here)
{
    return faults(k, here, vec_load(p - 1), vec_load(p - 2), vec_load(p - 3));
}

/* Whether a sequence is open at p, at least 3 bytes into a text that is consistent up to there. There is no branch:
 * in text that is nearly all ASCII the answer is hard to predict. */
static inline bool is_open(const uint8_t *p)
{
    return (p[-1] >= 0xC0) | (p[-2] >= 0xE0) | (p[-3] >= 0xF0);
}

/* The faults of two vectors, v0 at p and v1 behind it. ASCII is not classified: in text that is nearly all ASCII,
 * JSON or HTML, that is one half of many groups. */
static inline vec_pair faults_of_two(const classifier *k, const uint8_t *p, vec v0, vec v1)
{
    if (!vec_any_top(vec_or(v0, v1)) && !is_open(p))
        return (vec_pair){vec_splat(0), vec_splat(0)};
    return (vec_pair){faults_at(k, p, v0), faults_at(k, p + VEC_BYTES, v1)};
}

/* The faults of a vector that zeros precede. */
static inline vec faults_first(const classifier *k, vec v)
{
    const vec zeros = vec_splat(0);

    return faults(k, v, vec_prev_1(zeros, v), vec_prev_2(zeros, v), vec_prev_3(zeros, v));
}

#endif
