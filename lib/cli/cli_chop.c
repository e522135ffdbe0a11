#include "cli_chop.h"

void cli_chop_init(cli_chop *chop, const cli_reading *reading)
{
    chop->state = reading->chop.value;
    chop->on = reading->chop.is_given;
    chop->max_bits = 0;
    while (chop->max_bits < 31 && (reading->block_size >> chop->max_bits) > 1)
        chop->max_bits++;
}

/* The generator SplitMix64 (Steele, Lea and Flood, 2014). */
static uint64_t next_random(cli_chop *chop)
{
    chop->state += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t z = chop->state;
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* A power of two is drawn first and then a length up to it, so that short pieces are as frequent as
 * long ones, and every run cuts in both ways. */
size_t cli_chop_next(cli_chop *chop, size_t left)
{
    if (!chop->on)
        return left;
    uint64_t random = next_random(chop);
    unsigned bits = (unsigned)(random >> 32) % (chop->max_bits + 1);
    size_t len = 1 + ((size_t)random & (((size_t)1 << bits) - 1));
    return len < left ? len : left;
}
