/* replay: runs a fuzz target over files, without a fuzzer.
 *
 *     replay PATH...
 *
 * A path is a file or a folder, whose files are taken in order of their names. Prints how many there
 * were; exits 1 when there was none, or one that could not be read. */
#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t n_files;

static bool complain(const char *path)
{
    fprintf(stderr, "replay: ");
    perror(path);
    return false;
}

/* A block of exactly the file's size, so that a sanitizer sees a read behind it. */
static bool run_stream(FILE *file, const char *path, size_t len)
{
    uint8_t *data = malloc(len > 0 ? len : 1);
    bool good;

    if (data == NULL)
        return complain(path);
    good = fread(data, 1, len, file) == len;
    if (good) {
        (void)LLVMFuzzerTestOneInput(data, len);
        n_files++;
    } else {
        (void)complain(path);
    }
    free(data);
    return good;
}

static bool run_file(const char *path, size_t len)
{
    FILE *file = fopen(path, "rb");
    bool good;

    if (file == NULL)
        return complain(path);
    good = run_stream(file, path, len);
    fclose(file);
    return good;
}

static bool run_path(const char *path);

static bool run_entry(const char *folder, const char *name)
{
    const size_t len = strlen(folder) + strlen(name) + 2;
    char *path;
    bool good;

    if (name[0] == '.')
        return true;
    path = malloc(len);
    if (path == NULL)
        return complain(name);
    snprintf(path, len, "%s/%s", folder, name);
    good = run_path(path);
    free(path);
    return good;
}

static bool run_folder(const char *path)
{
    struct dirent **entries;
    const int n = scandir(path, &entries, NULL, alphasort);
    bool good = true;

    if (n < 0)
        return complain(path);
    for (int i = 0; i < n; i++) {
        good = run_entry(path, entries[i]->d_name) && good;
        free(entries[i]);
    }
    free(entries);
    return good;
}

static bool run_path(const char *path)
{
    struct stat info;

    if (stat(path, &info) != 0)
        return complain(path);
    return S_ISDIR(info.st_mode) ? run_folder(path) : run_file(path, (size_t)info.st_size);
}

int main(int argc, char **argv)
{
    bool good = true;

    for (int i = 1; i < argc; i++)
        good = run_path(argv[i]) && good;
    printf("replay: %zu inputs\n", n_files);
    return good && n_files > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
