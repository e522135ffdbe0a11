#include "cli.h"
#include "cli_print.h"

static void print_overview(void)
{
    const cli_command *command;
    cli_put("usage: seam COMMAND [OPTION...] [FILE...]\n"
            "\n"
            "Bytes arrive in chunks. Text should not break at the seams.\n"
            "\n");
    for (size_t i = 0; (command = cli_command_at(i)) != NULL; i++)
        cli_print("  %-9s %s\n", command->name, command->summary);
    cli_put(
        "\n"
        "'seam help COMMAND' explains a command; 'seam --version' prints the version.\n"
        "\n"
        "Names, options and input are shown on one line of well-formed text: a backslash as\n"
        "\\\\, and as \\xHH each byte of control characters, of ill-formed sequences, of U+2028,\n"
        "U+2029 and other characters that steer how text is laid out, or that nothing shows.\n"
        "\n"
        "A pipe that nobody reads any more ends every command without a word, by SIGPIPE.\n"
        "No command reads a file that it writes.\n");
}

static int help(int argc, char **argv)
{
    if (argc > 2)
        return cli_misuse(&cli_help, "unexpected operand '%s'", argv[2]);
    if (argc < 2) {
        print_overview();
        return CLI_OK;
    }
    const cli_command *command = cli_command_find(argv[1]);
    if (command == NULL)
        return cli_misuse(&cli_help, "unknown command '%s'", argv[1]);
    return cli_print_help(command);
}

const cli_command cli_help = {
    .name = "help",
    .summary = "explain a command",
    .run = help,
    .help = "usage: seam help [COMMAND]\n"
            "\n"
            "Explain a command, or without one list them all.\n"
            "\n"
            "Exit status: 0 done, 2 wrong usage or an error of output.\n",
};
