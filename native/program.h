/* Another program in this process: the same pid, the same children, and descriptors that stay open. */
#ifndef VISORD_PROGRAM_H
#define VISORD_PROGRAM_H

#include "posix.h"

#include <signal.h>

struct program {
  char *path;
  char **argv;
  char **env;
  int *fds; /* that it keeps; what else is close-on-exec is closed */
  int fd_count;
};

enum { PROGRAM_ARGUMENTS = 4 };

/* Reads (path, argv, env, fds), as src/os/program.ts gives them. False after throwing. */
bool program_read(napi_env env, const napi_value *arguments, struct program *program);
void program_free(struct program *program);

/*
 * Becomes the program, with no signal blocked. Returns -errno if that is not possible; the
 * descriptors are close-on-exec again then. Makes system calls only, for signal handlers.
 */
int program_become(const struct program *program);

/* guard.c: becomes the program that the guard was armed with; returns if it is not armed. */
void guard_fire(void);

/*
 * Signals for the daemon are noted while nobody could take them, and come when they are released, to
 * whom has asked for them by then. Blocking them would not do: Node has other threads.
 */
void signals_hold(void);
void signals_release(void);

#endif
