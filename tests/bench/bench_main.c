#include <string.h>

#include "bench_worker.h"

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "--worker") == 0)
        return bench_worker(argc - 2, argv + 2);
    return bench_main(argc, argv);
}
