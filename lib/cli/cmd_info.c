#include <unistd.h>

#include "cli.h"
#include "cli_names.h"
#include "cli_options.h"
#include "cli_print.h"

/* The sets of kernels that are listed. */
typedef enum kernel_set { KERNELS_BUILT, KERNELS_USABLE, KERNELS_CHOSEN } kernel_set;

static bool kernel_in(const seam_kernel_info *kernel, kernel_set set)
{
    return set == KERNELS_BUILT || (set == KERNELS_USABLE ? kernel->usable : kernel->chosen);
}

static void print_kernels(const char *key, kernel_set set)
{
    seam_kernel_info kernel;
    cli_print("%s:", key);
    for (size_t i = 0; seam_kernel_at(i, &kernel); i++)
        if (kernel_in(&kernel, set))
            cli_print(" %s", kernel.name);
    cli_put("\n");
}

static void print_pool_classes(void)
{
    size_t size;
    cli_print("pool-classes:");
    for (size_t i = 0; (size = seam_pool_class_at(i)) != 0; i++)
        cli_print(" %zu", size);
    cli_put("\n");
}

static void print_encodings(const char *key, const char *axis)
{
    char words[CLI_NAMES];
    cli_print("%s: %s\n", key, cli_axis_words(cli_axis_find(axis), words));
}

static int info(int argc, char **argv)
{
    int code;
    if (!cli_options_parse(&cli_info, argc, argv, NULL, NULL, &code))
        return code;
    cli_print("version: %s\n", seam_version());
    print_encodings("encodings-from", "from");
    print_encodings("encodings-to", "to");
    print_kernels("kernels-built", KERNELS_BUILT);
    print_kernels("kernels-usable", KERNELS_USABLE);
    print_kernels("kernel-chosen", KERNELS_CHOSEN);
    cli_print("page-size: %ld\n", sysconf(_SC_PAGESIZE));
    print_pool_classes();
    return CLI_OK;
}

const cli_command cli_info = {
    .name = "info",
    .summary = "print the version, kernels, page size and pool classes",
    .run = info,
    .help = "usage: seam info\n"
            "\n"
            "Print one `key: value` per line: the version, the encodings, the kernels that were\n"
            "built, those that this CPU can run and the one in use, the page size, and the size\n"
            "classes of the pool in bytes. The environment variable SEAM_KERNEL chooses a kernel\n"
            "by name.\n"
            "\n"
            "Exit status: 0 done, 2 wrong usage or an error of output.\n",
};
