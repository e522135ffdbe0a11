/* seam/gate.h: watermarks with hysteresis, as a value.
 *
 *     if (seam_gate_level(&gate, seam_chain_len(&tx)) == SEAM_EDGE_SHUT)
 *         stop_reading(connection);
 *     ... written: if (seam_gate_level(&gate, seam_chain_len(&tx)) == SEAM_EDGE_OPEN)
 *         go_on_reading(connection);
 *
 * Its owner feeds it a level (of one chain, of several together, of a quota) and acts on the edge
 * that it returns; each edge is returned once. There is no callback, so nothing re-enters. Two
 * things shut a gate: its level, and holds, which nest. It is open when there is neither.
 * Threads: one at a time. */
#ifndef SEAM_GATE_H
#define SEAM_GATE_H

#include "base.h"

/* Held by value; all zero: no level shuts it. The fields are the library's. */
typedef struct seam_gate {
    size_t high_, low_; /* shut above high, open again at low or below */
    uint32_t above_;    /* 1 since the level was above high, 0 again at low or below */
    uint32_t holds_;
} seam_gate;

SEAM_STATIC_ASSERT(sizeof(void *) != 8 || sizeof(seam_gate) == 24);

typedef enum seam_edge {
    SEAM_EDGE_OPEN = -1, /* it has just opened */
    SEAM_EDGE_NONE = 0,  /* it is as it was */
    SEAM_EDGE_SHUT = 1   /* it has just shut */
} seam_edge;

SEAM_BEGIN_DECLS

/**
 * Make an open gate.
 *
 * @param      high  The highest level at which it stays open; 0: no level shuts it.
 * @param      low   The highest level at which it opens again, at most `high`; 0: half of `high`.
 *
 * Returns     The gate.
 * Threads     Safe.
 * Cost        O(1).
 */
SEAM_API seam_gate seam_gate_of(size_t high, size_t low);

/**
 * Say what the level is now.
 *
 * @param      gate   Changed.
 * @param      level  In whatever unit the marks are.
 *
 * Returns     SEAM_EDGE_SHUT or SEAM_EDGE_OPEN when this call has shut or opened it, else
 *             SEAM_EDGE_NONE.
 * Threads     One.
 * Cost        O(1).
 */
SEAM_API seam_edge seam_gate_level(seam_gate *gate, size_t level);

/**
 * Hold a gate shut for another reason than its level.
 *
 * @param      gate  Changed. Holds nest: as many releases open it.
 *
 * Returns     SEAM_EDGE_SHUT when it was open, else SEAM_EDGE_NONE.
 * Threads     One.
 * Cost        O(1).
 */
SEAM_API seam_edge seam_gate_hold(seam_gate *gate);

/**
 * Take one hold back.
 *
 * @param      gate  Changed. Without a hold this is misuse: every build, a release build too, then
 *                   ends the program with a message.
 *
 * Returns     SEAM_EDGE_OPEN when it has opened; SEAM_EDGE_NONE while its level or another hold
 *             keep it shut.
 * Threads     One.
 * Cost        O(1).
 */
SEAM_API seam_edge seam_gate_unhold(seam_gate *gate);

/**
 * Ask whether a gate is shut.
 *
 * @param      gate  Borrowed.
 *
 * Returns     true when its level or a hold keep it shut.
 * Threads     One.
 * Cost        O(1).
 */
SEAM_API bool seam_gate_is_shut(const seam_gate *gate);

SEAM_END_DECLS
#endif
