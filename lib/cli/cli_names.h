/* cli_names.h: the words of the command line and their values, one axis per policy of the decoder. */
#ifndef SEAM_CLI_NAMES_H
#define SEAM_CLI_NAMES_H

#include "cli.h"

/* What has been said about a decoder: what is said wins over what the profile says, in any order. */
typedef struct cli_policy {
    seam_decoder_options options;
    unsigned profile; /* SEAM_PROFILE_*; 0: none */
    unsigned said;    /* one bit for each axis that has a word */
} cli_policy;

typedef struct cli_axis cli_axis;

/* The axis of that key ("from", "errors" ...), or NULL. */
const cli_axis *cli_axis_find(const char *key);

/* Stores the value that `word` names, whatever its case. Returns false when there is no such value;
 * nothing has changed then. */
bool cli_axis_set(const cli_axis *axis, const char *word, cli_policy *policy);

/* Room for every list of words. */
#define CLI_NAMES 128

/* Writes what an axis takes, "replace, fatal, skip", and returns `out`. */
const char *cli_axis_words(const cli_axis *axis, char out[CLI_NAMES]);

/* Writes the keys of all axes in the same way. */
const char *cli_axis_keys(char out[CLI_NAMES]);

/* The options that all of it comes to. False where the profile has no such pair. Whether they go together
 * is for seam_decoder_init() to say. */
bool cli_policy_options(const cli_policy *policy, seam_decoder_options *out);

/* The word of the i-th profile and its value; NULL past the last. */
const char *cli_profile_word(size_t i);

#endif
