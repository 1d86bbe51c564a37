#include "httpd/notify/program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

/* Descriptors that are closed one by one where the system closes no range. */
#define MOST_DESCRIPTORS 65536

static const char acknowledgement[] = "ok";

/* --- between fork() and exec(): nothing here may allocate or lock */

static void close_others(void)
{
#ifdef SYS_close_range
    if (syscall(SYS_close_range, 3U, ~0U, 0U) == 0) {
        return;
    }
#endif
    for (int descriptor = 3; descriptor < MOST_DESCRIPTORS; descriptor++) {
        close(descriptor);
    }
}

static void reset_signals(void)
{
    sigset_t none;

    for (int number = 1; number < NSIG; number++) {
        signal(number, SIG_DFL);
    }
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Also where @a parent has gone meanwhile. */
static void die_with(pid_t parent)
{
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    if (getppid() != parent) {
        _exit(0);
    }
}

static __attribute__((noreturn)) void become(const char *const *argv, int input, int output,
                                             pid_t parent)
{
    setpgid(0, 0);
    reset_signals();
    die_with(parent);
    if (dup2(input, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0) {
        _exit(126);
    }
    close_others();
    execvp(argv[0], (char *const *)argv);
    _exit(127);
}

/* --- */

/* Both ends are closed in whatever else this process starts. */
static apr_status_t make_pipe(int ends[2])
{
    if (pipe2(ends, O_CLOEXEC)) {
        return APR_FROM_OS_ERROR(errno);
    }
    return APR_SUCCESS;
}

static void close_pair(const int ends[2])
{
    close(ends[0]);
    close(ends[1]);
}

static void keep_from_blocking(int descriptor)
{
    fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK);
}

/* A write to a program that has ended is an error here, and no signal for the process. */
static void block_sigpipe(void)
{
    sigset_t signals;

    sigemptyset(&signals);
    sigaddset(&signals, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
}

static apr_status_t start(stmh_program_t *program, const int input[2], const int output[2])
{
    pid_t parent = getpid(), pid = fork();

    if (pid < 0) {
        return APR_FROM_OS_ERROR(errno);
    }
    if (!pid) {
        become(program->argv, input[0], output[1], parent);
    }
    setpgid(pid, pid);
    program->pid = pid;
    program->to = input[1];
    program->from = output[0];
    program->said_size = 0;
    keep_from_blocking(program->to);
    keep_from_blocking(program->from);
    close(input[0]);
    close(output[1]);
    return APR_SUCCESS;
}

apr_status_t stmh_program_start(stmh_program_t *program)
{
    int input[2], output[2];
    apr_status_t status = make_pipe(input);

    if (status) {
        return status;
    }
    status = make_pipe(output);
    if (status) {
        close_pair(input);
        return status;
    }
    block_sigpipe();
    status = start(program, input, output);
    if (status) {
        close_pair(input);
        close_pair(output);
    }
    return status;
}

apr_size_t stmh_program_write(stmh_program_t *program, const char *bytes, apr_size_t size)
{
    ssize_t written = write(program->to, bytes, size);

    return written > 0 ? (apr_size_t)written : 0;
}

static int is_acknowledgement(const stmh_program_t *program)
{
    return program->said_size == sizeof(acknowledgement) - 1 &&
           memcmp(program->said, acknowledgement, program->said_size) == 0;
}

/* Of a long line only the beginning is kept: it is none. */
static int take_byte(stmh_program_t *program, char byte)
{
    int is_one = byte == '\n' && is_acknowledgement(program);

    if (byte == '\n') {
        program->said_size = 0;
    }
    else if (byte != '\r' && program->said_size < sizeof(program->said)) {
        program->said[program->said_size++] = byte;
    }
    return is_one;
}

/* What is there now, and not more than a pipe holds: it may say more without end. */
int stmh_program_read(stmh_program_t *program)
{
    char bytes[4096];
    int count = 0;
    ssize_t size = 1;

    for (int i = 0; i < 16 && (size = read(program->from, bytes, sizeof(bytes))) > 0; i++) {
        for (ssize_t at = 0; at < size; at++) {
            count += take_byte(program, bytes[at]);
        }
    }
    return count;
}

static void forget(stmh_program_t *program)
{
    close(program->to);
    close(program->from);
    program->pid = 0;
}

/* Nothing can be told any more to one that has closed its input. */
static void end_what_is_deaf(const stmh_program_t *program)
{
    struct pollfd input = {program->to, POLLOUT, 0};

    if (poll(&input, 1, 0) > 0 && (input.revents & POLLERR)) {
        kill(-program->pid, SIGKILL);
    }
}

int stmh_program_has_ended(stmh_program_t *program, stmh_program_end_t *end)
{
    int status = 0;
    pid_t ended;

    if (!program->pid) {
        return 0;
    }
    end_what_is_deaf(program);
    ended = waitpid(program->pid, &status, WNOHANG);
    if (ended == 0 || (ended < 0 && errno != ECHILD)) {
        return 0;
    }
    /* Where another module has the process ignore SIGCHLD, the system tells nobody. */
    end->is_unknown = ended < 0;
    end->is_signal = WIFSIGNALED(status);
    end->code = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
    kill(-program->pid, SIGKILL); /* what it has started, and left */
    forget(program);
    return 1;
}

/* Until it has said all, and closed its output. */
static int read_rest(stmh_program_t *program, apr_interval_time_t patience)
{
    struct pollfd output = {program->from, POLLIN, 0};
    apr_time_t until = apr_time_now() + patience, now;
    int count = 0;

    for (now = until - patience; now < until && now >= until - patience; now = apr_time_now()) {
        poll(&output, 1, 20);
        count += stmh_program_read(program);
        if (output.revents & (POLLHUP | POLLERR)) {
            break;
        }
    }
    return count;
}

int stmh_program_end(stmh_program_t *program, apr_interval_time_t patience)
{
    int count, status;

    if (!program->pid) {
        return 0;
    }
    close(program->to);
    program->to = -1;
    count = read_rest(program, patience);
    kill(-program->pid, SIGKILL);
    while (waitpid(program->pid, &status, 0) < 0 && errno == EINTR) {
    }
    forget(program);
    return count;
}
