/* Escape sequences of terminals (ECMA-48), left out of a text that comes in pieces. */
#ifndef SEAM_EXAMPLES_PTY_ESCAPE_H
#define SEAM_EXAMPLES_PTY_ESCAPE_H

#include <seam/seam.h>

/* Where a piece ended; all zero at the start. */
typedef struct escapes {
    int state;
} escapes;

/* Moves text from one chain to another, and drops what belongs to sequences. SEAM_OK: nothing is left in `from`.
 * SEAM_ENOMEM, SEAM_ELIMIT: call again. */
seam_status escapes_strip(escapes *e, seam_chain *from, seam_chain *to);

#endif
