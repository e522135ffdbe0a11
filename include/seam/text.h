/* seam/text.h: which Unicode the calls about text speak of.
 *
 * Text is what normalize.h, grapheme.h, width.h and truncate.h deal with: characters, not bytes.
 * What they know of characters comes from utf8proc, which a library may be built without
 * (`-Dtext=disabled`): it has the same functions, and each says in its contract what it does then.
 * Threads: every call is safe. */
#ifndef SEAM_TEXT_H
#define SEAM_TEXT_H

#include "base.h"

SEAM_BEGIN_DECLS

/**
 * Name the version of Unicode that the calls about text are of.
 *
 * Returns     "15.0.0" for example, static; NULL in a library built without text.
 * Threads     Safe.
 * Cost        O(1).
 */
SEAM_API const char *seam_text_unicode_version(void);

SEAM_END_DECLS
#endif
