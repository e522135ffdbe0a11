#include "cli.h"
#include "cli_encoding.h"
#include "cli_names.h"
#include "cli_options.h"
#include "cli_print.h"

/* Prints one line for an encoding: its name, iconv's names for it, and its labels in the WHATWG
 * Encoding Standard. */
static void print_encoding(unsigned encoding, const char *name)
{
    const char *other;
    uint8_t meant;
    cli_print("%s", name);
    for (size_t i = 0; (other = cli_encoding_alias(i, &meant)) != NULL; i++)
        if (meant == encoding)
            cli_print(" %s", other);
    for (size_t i = 0; (other = seam_encoding_name(encoding, SEAM_NAMES_WHATWG, i)) != NULL; i++)
        cli_print(" whatwg:%s", other);
    cli_put("\n");
}

static void print_all(void)
{
    const char *name;
    cli_put("# encodings: the name, other names\n");
    for (unsigned encoding = 0; encoding < SEAM_ENCODING_NONE; encoding++) {
        name = seam_encoding_name(encoding, SEAM_NAMES_SEAM, 0);
        if (name != NULL)
            print_encoding(encoding, name);
    }
    cli_put("# profiles\n");
    for (size_t i = 0; (name = cli_profile_word(i)) != NULL; i++)
        cli_print("%s\n", name);
}

static int list(int argc, char **argv)
{
    int code;
    if (!cli_options_parse(&cli_list, argc, argv, NULL, NULL, &code))
        return code;
    print_all();
    return CLI_OK;
}

const cli_command cli_list = {
    .name = "list",
    .summary = "print the names of encodings and of profiles",
    .run = list,
    .help =
        "usage: seam list\n"
        "\n"
        "Print one encoding a line: the name that --from and --to take, then other names\n"
        "that they take, in any case. whatwg:LABEL is a label of the WHATWG Encoding Standard,\n"
        "where latin1 and ascii are windows-1252. Then the profiles, one a line.\n"
        "As --from, utf-16 is what its byte order mark says, else utf-16be; so is utf-32.\n"
        "\n"
        "  -h, --help  print this\n"
        "\n"
        "Exit status: 0 done, 2 wrong usage or an error of output.\n",
};
