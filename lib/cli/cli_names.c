#include "cli_names.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define N_WORDS 4

typedef struct named_value {
    const char *word;
    uint8_t value;
} named_value;

/* A value that repeats the one before it is a second spelling, which is not listed. Unused entries
 * have no word. */
struct cli_axis {
    const char *key;
    size_t field; /* offset of a uint8_t in seam_decoder_options; SIZE_MAX = nothing to store */
    named_value words[N_WORDS];
};

#define FIELD(name) offsetof(seam_decoder_options, name)

static const cli_axis axes[] = {
    {"from", FIELD(from), {{"utf-8", SEAM_UTF8}, {"utf8", SEAM_UTF8}}},
    {"to", FIELD(to), {{"utf-8", SEAM_UTF8}, {"utf8", SEAM_UTF8}, {"none", SEAM_ENCODING_NONE}}},
    {"errors",
     FIELD(errors),
     {{"replace", SEAM_ERRORS_REPLACE}, {"fatal", SEAM_ERRORS_FATAL}, {"skip", SEAM_ERRORS_SKIP}}},
    {"hold", FIELD(hold), {{"eager", SEAM_HOLD_EAGER}, {"lazy", SEAM_HOLD_LAZY}}},
    {"bom", FIELD(bom), {{"keep", SEAM_BOM_KEEP}, {"strip", SEAM_BOM_STRIP}}},
    {"deny", SIZE_MAX, {{"none", 0}}},
    {"profile", SIZE_MAX, {{"none", 0}}},
};

enum { N_AXES = sizeof axes / sizeof axes[0] };

const cli_axis *cli_axis_find(const char *key)
{
    for (size_t i = 0; i < N_AXES; i++)
        if (strcmp(axes[i].key, key) == 0)
            return &axes[i];
    return NULL;
}

static const named_value *find_word(const cli_axis *axis, const char *word)
{
    for (size_t i = 0; i < N_WORDS && axis->words[i].word != NULL; i++)
        if (strcasecmp(axis->words[i].word, word) == 0)
            return &axis->words[i];
    return NULL;
}

bool cli_axis_set(const cli_axis *axis, const char *word, seam_decoder_options *options)
{
    const named_value *found = find_word(axis, word);
    if (found == NULL)
        return false;
    if (axis->field != SIZE_MAX)
        memcpy((unsigned char *)options + axis->field, &found->value, 1);
    return true;
}

static void add_word(char out[CLI_NAMES], const char *word)
{
    size_t len = strlen(out);
    snprintf(out + len, CLI_NAMES - len, "%s%s", len > 0 ? ", " : "", word);
}

const char *cli_axis_words(const cli_axis *axis, char out[CLI_NAMES])
{
    out[0] = '\0';
    for (size_t i = 0; i < N_WORDS && axis->words[i].word != NULL; i++)
        if (i == 0 || axis->words[i].value != axis->words[i - 1].value)
            add_word(out, axis->words[i].word);
    return out;
}

const char *cli_axis_keys(char out[CLI_NAMES])
{
    out[0] = '\0';
    for (size_t i = 0; i < N_AXES; i++)
        add_word(out, axes[i].key);
    return out;
}
