/* Runs a target once for each file of a corpus, and says how many there were. */
#include <dirent.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz/fuzz.h"

#define MOST_BYTES (4 * 1024 * 1024)

static char path[8192];

/* Says which input it was. */
static void say(int signal_number)
{
    static const char words[] = "\nended by this input: ";

    if (write(STDERR_FILENO, words, sizeof(words) - 1) < 0 ||
        write(STDERR_FILENO, path, strlen(path)) < 0 || write(STDERR_FILENO, "\n", 1) < 0) {
        _exit(1);
    }
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

static int run_file(void)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = malloc(MOST_BYTES), *exact;
    size_t size;

    if (file == NULL || bytes == NULL) {
        perror(path);
        exit(2);
    }
    size = fread(bytes, 1, MOST_BYTES, file);
    fclose(file);
    /* Of its own size, so that a sanitizer sees what is read beyond it. */
    exact = malloc(size + 1);
    memcpy(exact, bytes, size);
    free(bytes);
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
    return 1;
}

static int run_folder(const char *name)
{
    DIR *folder = opendir(name);
    struct dirent *entry;
    int count = 0;

    if (folder == NULL) {
        perror(name);
        exit(2);
    }
    while ((entry = readdir(folder)) != NULL) {
        if (entry->d_name[0] != '.') {
            snprintf(path, sizeof(path), "%.4000s/%s", name, entry->d_name);
            count += run_file();
        }
    }
    closedir(folder);
    return count;
}

int main(int argc, char **argv)
{
    int count = 0;

    signal(SIGABRT, say);
    signal(SIGSEGV, say);
    LLVMFuzzerInitialize(&argc, &argv);
    for (int i = 1; i < argc; i++) {
        struct stat found;

        snprintf(path, sizeof(path), "%s", argv[i]);
        count +=
            stat(path, &found) == 0 && S_ISREG(found.st_mode) ? run_file() : run_folder(argv[i]);
    }
    printf("100%%: Checks: %d, Failures: 0, Errors: 0\n", count);
    return count == 0;
}
