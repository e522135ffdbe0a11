/* seam/status.h: what a call says happened.
 *
 * The sign is the message: below zero the call failed, zero is done, above zero is a normal outcome
 * that the caller looks at (give me input, give me room, the stream has ended, call me again).
 * Who is to blame decides what a server answers: SEAM_ELIMIT says that this side has too little (a
 * pool, a quota or a chain is at its limit: 503 in HTTP, 1013 in WebSocket), SEAM_ETOOBIG that the
 * peer sent too much (413, 1009), SEAM_EPROTO that it sent what the framing forbids (400, 1002).
 * errno has a meaning after SEAM_ESYS alone. SEAM_EOF only ever says that a stream has ended. */
#ifndef SEAM_STATUS_H
#define SEAM_STATUS_H

#include "base.h"

/* X(name, value, text) for every status. */
#define SEAM_STATUS_MAP(X)                                                 \
    X(SEAM_ENOMEM, -1, "out of memory")                                    \
    X(SEAM_ELIMIT, -2, "a limit is reached")                               \
    X(SEAM_EINVAL, -3, "invalid argument, or an option that is not built") \
    X(SEAM_ERANGE, -4, "range outside the object")                         \
    X(SEAM_EILSEQ, -5, "ill-formed sequence")                              \
    X(SEAM_ETRUNC, -6, "the stream ended inside a sequence")               \
    X(SEAM_ECANCELED, -7, "canceled")                                      \
    X(SEAM_ESTATE, -8, "not allowed in this state")                        \
    X(SEAM_EPERM, -9, "the system does not permit it")                     \
    X(SEAM_ETOOBIG, -10, "the peer sent more than is allowed")             \
    X(SEAM_EPROTO, -11, "the peer broke the protocol")                     \
    X(SEAM_ETIMEDOUT, -12, "a deadline has passed")                        \
    X(SEAM_ESYS, -13, "a system call failed, errno says why")              \
    X(SEAM_OK, 0, "done")                                                  \
    X(SEAM_MORE, 1, "more input wanted")                                   \
    X(SEAM_FULL, 2, "more room wanted")                                    \
    X(SEAM_EOF, 3, "end of stream")                                        \
    X(SEAM_YIELD, 4, "the budget of this turn is spent")

typedef enum seam_status {
#define SEAM_STATUS_ENUM(name, value, text) name = (value),
    SEAM_STATUS_MAP(SEAM_STATUS_ENUM)
#undef SEAM_STATUS_ENUM
} seam_status;

SEAM_BEGIN_DECLS

/**
 * Name a status as the source spells it.
 *
 * @param      status  Any value.
 *
 * Returns     For example "SEAM_ERANGE"; "SEAM_?" for a value that is no status. Static.
 * Threads     Safe.
 * Cost        O(1).
 */
SEAM_API const char *seam_status_name(seam_status status);

/**
 * Say a status in words, for a message to a person.
 *
 * @param      status  Any value.
 *
 * Returns     For example "range outside the object"; "unknown status" for a value that is none.
 *             Static.
 * Threads     Safe.
 * Cost        O(1).
 */
SEAM_API const char *seam_status_text(seam_status status);

SEAM_END_DECLS
#endif
