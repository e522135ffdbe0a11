#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "cli_print.h"

static const cli_command *const commands[] = {
    &cli_decode,    &cli_check, &cli_steps, &cli_count,    &cli_graphemes,
    &cli_normalize, &cli_fold,  &cli_cut,   &cli_hex,      &cli_base64,
    &cli_list,      &cli_info,  &cli_dump,  &cli_pool_map, &cli_help,
};

const cli_command *cli_command_at(size_t index)
{
    return index < sizeof commands / sizeof commands[0] ? commands[index] : NULL;
}

const cli_command *cli_command_find(const char *name)
{
    const cli_command *command;
    for (size_t i = 0; (command = cli_command_at(i)) != NULL; i++)
        if (strcmp(command->name, name) == 0)
            return command;
    return NULL;
}

/* Opens the standard descriptors that the caller has closed, as files on which every read or write
 * fails. Otherwise the first file that is opened would get such a number, and messages would be
 * written to it. */
static void fill_closed_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0)
            (void)!open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

static int print_usage(void)
{
    cli_say("usage: seam COMMAND [OPTION...] [FILE...]\ncommands:");
    const cli_command *command;
    for (size_t i = 0; (command = cli_command_at(i)) != NULL; i++)
        cli_say(" %s", command->name);
    cli_say("\nsee 'seam help' or 'seam help COMMAND'\n");
    return CLI_FAILED;
}

static int print_version(void)
{
    cli_print("seam %s\n", seam_version());
    return CLI_OK;
}

static int run(int argc, char **argv)
{
    if (argc < 2)
        return print_usage();
    if (strcmp(argv[1], "--version") == 0)
        return print_version();
    const char *name = argv[1];
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        name = cli_help.name;
    const cli_command *command = cli_command_find(name);
    if (command != NULL)
        return command->run(argc - 1, argv + 1);
    return cli_fail("unknown %s '%s'; see 'seam help'", name[0] == '-' ? "option" : "command",
                    name);
}

int main(int argc, char **argv)
{
    fill_closed_descriptors();
    /* With SIGXFSZ ignored, a file that may not grow is an error of write(), reported on stderr.
     * SIGPIPE is left as the caller has set it; by default it ends the program silently. */
    signal(SIGXFSZ, SIG_IGN);
    return cli_flush_stdout(run(argc, argv));
}
