#include "cli_names.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "cli_encoding.h"

#define N_WORDS 10

typedef struct named_value {
    const char *word;
    uint8_t value;
} named_value;

/* Unused entries have no word. */
struct cli_axis {
    const char *key;
    size_t field; /* offset of a uint8_t in seam_decoder_options */
    named_value words[N_WORDS];
};

#define FIELD(name) offsetof(seam_decoder_options, name)

enum { FROM, TO, ERRORS, HOLD, BOM, TAIL, UNMAPPABLE, DENY, PROFILE, N_AXES };

static const cli_axis axes[N_AXES] = {
    [FROM] = {"from", FIELD(from), {{NULL, 0}}},
    [TO] = {"to", FIELD(to), {{NULL, 0}}},
    [ERRORS] = {"errors",
                FIELD(errors),
                {{"replace", SEAM_ERRORS_REPLACE},
                 {"fatal", SEAM_ERRORS_FATAL},
                 {"skip", SEAM_ERRORS_SKIP},
                 {"lossless", SEAM_ERRORS_LOSSLESS}}},
    [HOLD] = {"hold", FIELD(hold), {{"eager", SEAM_HOLD_EAGER}, {"lazy", SEAM_HOLD_LAZY}}},
    [BOM] = {"bom",
             FIELD(bom),
             {{"keep", SEAM_BOM_KEEP}, {"strip", SEAM_BOM_STRIP}, {"sniff", SEAM_BOM_SNIFF}}},
    [TAIL] = {"tail", FIELD(tail), {{"fault", SEAM_TAIL_FAULT}, {"drop", SEAM_TAIL_DROP}}},
    [UNMAPPABLE] = {"unmappable",
                    FIELD(unmappable),
                    {{"fault", SEAM_UNMAPPABLE_FAULT},
                     {"ncr", SEAM_UNMAPPABLE_NCR},
                     {"low-byte", SEAM_UNMAPPABLE_LOW_BYTE}}},
    [DENY] = {"deny",
              FIELD(deny),
              {{"none", 0},
               {"nul", SEAM_DENY_NUL},
               {"c0", SEAM_DENY_C0},
               {"tab-lf-cr", SEAM_DENY_TAB_LF_CR},
               {"c1", SEAM_DENY_C1},
               {"noncharacters", SEAM_DENY_NONCHARACTERS},
               {"private", SEAM_DENY_PRIVATE},
               {"bidi", SEAM_DENY_BIDI}}},
    [PROFILE] = {"profile",
                 SIZE_MAX,
                 {{"none", 0},
                  {"node", SEAM_PROFILE_NODE},
                  {"whatwg", SEAM_PROFILE_WHATWG},
                  {"websocket", SEAM_PROFILE_WEBSOCKET},
                  {"mqtt", SEAM_PROFILE_MQTT},
                  {"sse", SEAM_PROFILE_SSE},
                  {"json", SEAM_PROFILE_JSON},
                  {"terminal", SEAM_PROFILE_TERMINAL},
                  {"cbor", SEAM_PROFILE_CBOR}}},
};

const cli_axis *cli_axis_find(const char *key)
{
    for (size_t i = 0; i < N_AXES; i++)
        if (strcmp(axes[i].key, key) == 0)
            return &axes[i];
    return NULL;
}

const char *cli_profile_word(size_t i)
{
    return i + 1 < N_WORDS ? axes[PROFILE].words[i + 1].word : NULL;
}

/* The value of the axis that the first `len` characters of `word` name, or NULL. */
static const named_value *find_word(const cli_axis *axis, const char *word, size_t len)
{
    for (size_t i = 0; i < N_WORDS && axis->words[i].word != NULL; i++)
        if (strlen(axis->words[i].word) == len && strncasecmp(axis->words[i].word, word, len) == 0)
            return &axis->words[i];
    return NULL;
}

/* "utf-16" and "utf-32" without a byte order are what the BOM says, else big-endian, as iconv takes them. Returns
 * false where the word is another. */
static bool set_without_order(const char *word, cli_policy *policy)
{
    bool is_utf16 = strcasecmp(word, "utf-16") == 0 || strcasecmp(word, "utf16") == 0;
    bool is_utf32 = strcasecmp(word, "utf-32") == 0 || strcasecmp(word, "utf32") == 0;
    policy->has_unknown_order = is_utf32;
    if (!is_utf16 && !is_utf32)
        return false;
    policy->options.from = is_utf16 ? SEAM_UTF16BE : SEAM_UTF32BE;
    policy->options.bom = is_utf16 ? SEAM_BOM_SNIFF : SEAM_BOM_STRIP;
    policy->said |= 1u << BOM;
    return true;
}

static bool set_encoding(const cli_axis *axis, const char *word, cli_policy *policy)
{
    uint8_t encoding = cli_encoding_find(word);
    if (axis == &axes[FROM] && set_without_order(word, policy))
        return true;
    bool is_none = axis == &axes[TO] && strcasecmp(word, "none") == 0;
    if ((encoding == SEAM_ENCODING_NONE && !is_none) ||
        (axis == &axes[TO] && encoding == SEAM_ASCII_MASKED))
        return false;
    memcpy((unsigned char *)&policy->options + axis->field, &encoding, 1);
    return true;
}

/* Sets the classes to deny: words separated by commas. "none" stands alone. */
static bool set_deny(const char *list, cli_policy *policy)
{
    uint32_t deny = 0;
    for (;;) {
        size_t len = strcspn(list, ",");
        const named_value *found = find_word(&axes[DENY], list, len);
        if (found == NULL)
            return false;
        deny |= found->value;
        if (list[len] == '\0')
            break;
        list += len + 1;
    }
    policy->options.deny = deny;
    return true;
}

static bool set_word(const cli_axis *axis, const char *word, cli_policy *policy)
{
    const named_value *found = find_word(axis, word, strlen(word));
    if (found == NULL)
        return false;
    if (axis == &axes[PROFILE])
        policy->profile = found->value;
    else
        memcpy((unsigned char *)&policy->options + axis->field, &found->value, 1);
    return true;
}

bool cli_axis_set(const cli_axis *axis, const char *word, cli_policy *policy)
{
    bool known;
    if (axis == &axes[FROM] || axis == &axes[TO])
        known = set_encoding(axis, word, policy);
    else
        known = axis == &axes[DENY] ? set_deny(word, policy) : set_word(axis, word, policy);
    if (known)
        policy->said |= 1u << (unsigned)(axis - axes);
    return known;
}

bool cli_policy_options(const cli_policy *policy, seam_decoder_options *out)
{
    *out = policy->options;
    if (policy->profile == 0)
        return true;
    if (seam_decoder_profile(out, policy->profile, policy->options.from, policy->options.to) !=
        SEAM_OK)
        return false;
    for (size_t i = 0; i < N_AXES; i++) {
        if ((policy->said >> i & 1) == 0 || i == PROFILE)
            continue;
        if (i == DENY)
            out->deny = policy->options.deny;
        else
            memcpy((unsigned char *)out + axes[i].field,
                   (const unsigned char *)&policy->options + axes[i].field, 1);
    }
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
    if (axis == &axes[FROM] || axis == &axes[TO])
        add_word(out, "those that 'seam list' shows");
    for (size_t i = 0; i < N_WORDS && axis->words[i].word != NULL; i++)
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
