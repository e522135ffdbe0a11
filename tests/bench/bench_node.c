/* The benchmarks as a Node-API addon: loading it runs them, in a process that has simdutf. The
 * arguments are the words of SEAM_BENCH_ARGS. */
#include <node_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

#define MAX_ARGS 8

static int run_with_environment(void)
{
    const char *given = getenv("SEAM_BENCH_ARGS");
    char words[256] = "";
    char *argv[MAX_ARGS + 1] = {words + sizeof(words) - 1};
    char *rest = NULL;
    int argc = 1;

    if (given != NULL)
        snprintf(words, sizeof(words) - 1, "%s", given);
    for (char *word = strtok_r(words, " ", &rest); word != NULL && argc < MAX_ARGS;
         word = strtok_r(NULL, " ", &rest))
        argv[argc++] = word;
    return bench_main(argc, argv);
}

static napi_value init(napi_env env, napi_value exports)
{
    int status = run_with_environment();

    (void)env;
    fflush(stdout);
    if (status != 0)
        exit(status);
    return exports;
}

NAPI_MODULE(bench, init)
