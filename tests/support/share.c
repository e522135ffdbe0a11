#include "share.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

static bool parse(int argc, char **argv, share *s)
{
    char *end;

    if (argc == 1)
        return true;
    if (argc != 3 || strcmp(argv[1], "--share") != 0)
        return false;
    s->of = strtoul(argv[2], &end, 10);
    return *end == '\0' && s->of > 0;
}

int share_run(int argc, char **argv, const char *name, const share_part *parts, size_t n_parts,
              const char *what)
{
    share s = {1, 0};

    if (!parse(argc, argv, &s)) {
        fprintf(stderr, "usage: %s [--share K]\n", name);
        return 2;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    s.seed = test_seed(name);
    for (size_t i = 0; i < n_parts; i++)
        printf("%-28s %12" PRIu64 " %s\n", parts[i].name, parts[i].fn(&s), what);
    return EXIT_SUCCESS;
}
