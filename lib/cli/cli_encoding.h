/* cli_encoding.h: the names of encodings on the command line. */
#ifndef SEAM_CLI_ENCODING_H
#define SEAM_CLI_ENCODING_H

#include "cli.h"

/* The encoding that a word names, in any case: a name of this library, one of iconv's, or `whatwg:`
 * and a label of the WHATWG Encoding Standard. SEAM_ENCODING_NONE where there is none. */
uint8_t cli_encoding_find(const char *word);

/* The i-th of iconv's names and its encoding; NULL past the last. */
const char *cli_encoding_alias(size_t i, uint8_t *encoding);

#endif
