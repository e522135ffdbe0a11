/* cli_names.h: the words of the command line and their values. Each policy of the decoder is an
 * axis, which has a key and words. */
#ifndef SEAM_CLI_NAMES_H
#define SEAM_CLI_NAMES_H

#include "cli.h"

/* The options that were given for a decoder. They win over the options of a profile, in whatever
 * order they were given. */
typedef struct cli_policy {
    seam_decoder_options options;
    unsigned profile;       /* SEAM_PROFILE_*; 0: none */
    unsigned said;          /* one bit for each axis that was given */
    bool has_unknown_order; /* UTF-32: see cli_order.h */
} cli_policy;

typedef struct cli_axis cli_axis;

/* The axis of that key ("from", "errors" ...), or NULL. */
const cli_axis *cli_axis_find(const char *key);

/* Stores the value that `word` names, whatever its case. Returns false when there is no such value;
 * nothing has changed then. */
bool cli_axis_set(const cli_axis *axis, const char *word, cli_policy *policy);

/* Room for every list of words. */
#define CLI_NAMES 128

/* Writes the words of an axis, such as "replace, fatal, skip", and returns `out`. */
const char *cli_axis_words(const cli_axis *axis, char out[CLI_NAMES]);

/* Writes the keys of all axes, separated by commas, and returns `out`. */
const char *cli_axis_keys(char out[CLI_NAMES]);

/* Makes decoder options of a policy. Returns false where the profile does not have the pair of
 * encodings. seam_decoder_init() checks whether the options go together. */
bool cli_policy_options(const cli_policy *policy, seam_decoder_options *out);

/* The word of the i-th profile and its value; NULL past the last. */
const char *cli_profile_word(size_t i);

#endif
