/* cli_names.h: the words of the command line and their values, one axis per policy of the decoder.
 * Only what is built has a word here. */
#ifndef SEAM_CLI_NAMES_H
#define SEAM_CLI_NAMES_H

#include "cli.h"

typedef struct cli_axis cli_axis;

/* The axis of that key ("from", "errors" ...), or NULL. */
const cli_axis *cli_axis_find(const char *key);

/* Stores the value that `word` names, whatever its case. Returns false when this build has no such
 * value; nothing has changed then. */
bool cli_axis_set(const cli_axis *axis, const char *word, seam_decoder_options *options);

/* Room for every list of words. */
#define CLI_NAMES 96

/* Writes the words of an axis, "replace, fatal, skip", and returns `out`. */
const char *cli_axis_words(const cli_axis *axis, char out[CLI_NAMES]);

/* Writes the keys of all axes in the same way. */
const char *cli_axis_keys(char out[CLI_NAMES]);

#endif
