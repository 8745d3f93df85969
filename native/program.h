/* Another program in this process: the same pid, the same children, and descriptors that stay open. */
#ifndef VISORD_PROGRAM_H
#define VISORD_PROGRAM_H

#include "posix.h"

struct program {
  char *path;
  char **argv;
  char **env;
  int *fds; /* that it keeps; what else is close-on-exec is closed */
  int fd_count;
  bool holds; /* signals for the daemon wait until it releases them; see signals.c */
};

enum { PROGRAM_ARGUMENTS = 5 };

/* Reads (path, argv, env, fds, holds), as src/os/program.ts gives them. False after throwing. */
bool program_read(napi_env env, const napi_value *arguments, struct program *program);
void program_free(struct program *program);

/*
 * Becomes the program, with no signal blocked but those that it holds. Returns -errno if that is not
 * possible; the descriptors are close-on-exec again then. Makes system calls only, for signal handlers.
 */
int program_become(const struct program *program);

/* guard.c: becomes the program that the guard was armed with; returns if it is not armed. */
void guard_fire(void);

#endif
