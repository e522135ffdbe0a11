/* cli_encoding.h: what encodings are called on the command line. */
#ifndef SEAM_CLI_ENCODING_H
#define SEAM_CLI_ENCODING_H

#include "cli.h"

/* The encoding of a word, whatever its case: a name of this library, one of iconv's, or with `whatwg:`
 * before it a label of WHATWG's. SEAM_ENCODING_NONE where there is none. */
uint8_t cli_encoding_find(const char *word);

/* The i-th of iconv's names and what it stands for; NULL past the last. */
const char *cli_encoding_alias(size_t i, uint8_t *encoding);

#endif
