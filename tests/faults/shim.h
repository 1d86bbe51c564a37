/**
 * Fails the n-th call of a kind: of the system, of SQLite, of malloc() by our own objects.
 *
 * Linked into a program it stands before libc and SQLite for all libraries of the process;
 * preloaded into a server it is ruled by the file that STATEMENT_FAULTS names, which all processes
 * map. Of files only those below the folders of `roots` count. What APR allocates for its pools is
 * out of scope: APR calls abort() without memory, and httpd means it to.
 */
#ifndef FAULTS_SHIM_H
#define FAULTS_SHIM_H

typedef enum {
    FAULT_NONE = 0,
    FAULT_MALLOC,      /* malloc, calloc, realloc of our own objects: no memory */
    FAULT_OPEN,        /* EMFILE */
    FAULT_READ,        /* EIO */
    FAULT_READ_SHORT,  /* half of what was asked for */
    FAULT_WRITE,       /* EIO */
    FAULT_WRITE_SHORT, /* half of it */
    FAULT_WRITE_FULL,  /* ENOSPC, also where room is reserved */
    FAULT_SYNC,        /* EIO */
    FAULT_RENAME,      /* ENOSPC */
    FAULT_MAP,         /* ENOMEM */
    FAULT_STAT,        /* EIO */
    FAULT_THREAD,      /* EAGAIN */
    FAULT_INOTIFY,     /* ENOSPC, as where the user's watches are used up */
    FAULT_STEP_FULL,   /* sqlite3_step and sqlite3_exec: SQLITE_FULL */
    FAULT_STEP_ERROR,  /* SQLITE_IOERR */
    FAULT_STEP_MEMORY, /* SQLITE_NOMEM */
    FAULT_KILL,        /* SIGKILL before a COMMIT */
    FAULT_COMMIT,      /* a COMMIT: SQLITE_FULL */
    FAULT_KINDS
} fault_kind_t;

#define FAULT_ROOTS 2

/* Shared by all processes; numbers are read and changed by atomic operations. */
typedef struct fault_control_t {
    int kind;         /* fault_kind_t; FAULT_NONE: nothing fails */
    int at;           /* which call, from 1 */
    int lasting;      /* non-zero: and all later ones */
    int seen;         /* calls of that kind so far */
    int failed;       /* of them */
    char object[256]; /* a part of the name of the file that "our own objects" are in */
    char roots[FAULT_ROOTS][1024]; /* folders, "" for none */
} fault_control_t;

/** The control of this process and of what it forks. */
fault_control_t *fault_control(void);

/** Has the call number @a at of @a kind fail, counted from now on; FAULT_NONE ends it. */
void fault_arm(fault_kind_t kind, int at, int lasting);

#endif
