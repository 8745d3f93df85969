/* Replacing this process by another program, and memory that outlives it. */
#include "program.h"
#include "signals.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/mman.h>
#endif

bool program_read(napi_env env, const napi_value *arguments, struct program *program) {
  memset(program, 0, sizeof *program);
  if (to_text(env, arguments[0], &program->path, NULL) &&
      to_list(env, arguments[1], &program->argv) && to_list(env, arguments[2], &program->env) &&
      to_numbers(env, arguments[3], &program->fds, &program->fd_count) &&
      to_bool(env, arguments[4], &program->holds))
    return true;
  program_free(program);
  return false;
}

void program_free(struct program *program) {
  free(program->path);
  free_list(program->argv);
  free_list(program->env);
  free(program->fds);
  memset(program, 0, sizeof *program);
}

static void keep(const struct program *program, bool wanted) {
  for (int i = 0; i < program->fd_count; i++)
    fcntl(program->fds[i], F_SETFD, wanted ? 0 : FD_CLOEXEC);
}

int program_become(const struct program *program) {
  sigset_t mask, before;
  sigemptyset(&mask);
  if (program->holds) {
    signals_set(&mask);
  } else {
    signals_ignore(true);
    visord_release_signals();
  }
  keep(program, true);
  sigprocmask(SIG_SETMASK, &mask, &before);
  execve(program->path, program->argv, program->env);
  int error = errno;
  sigprocmask(SIG_SETMASK, &before, NULL);
  if (!program->holds) signals_ignore(false);
  keep(program, false);
  return -error;
}

/*
 * replaceProcess(path, argv, env, fds, holds) -> -errno; does not return if it succeeds. -EINTR: a
 * signal waits that the program would not get, since it does not hold them.
 */
napi_value program_replace(napi_env env, napi_callback_info info) {
  napi_value arguments[PROGRAM_ARGUMENTS];
  struct program program;
  if (!take_arguments(env, info, PROGRAM_ARGUMENTS, arguments) ||
      !program_read(env, arguments, &program))
    return NULL;
  bool would_lose = !program.holds && signals_pending();
  int result = would_lose ? -EINTR : program_become(&program);
  program_free(&program);
  return make_int32(env, result);
}

/* holdSignals(wanted) -> 0. While they are held, signals for the daemon wait. */
napi_value program_hold_signals(napi_env env, napi_callback_info info) {
  napi_value argument;
  bool wanted;
  if (!take_arguments(env, info, 1, &argument) || !to_bool(env, argument, &wanted)) return NULL;
  if (wanted)
    visord_hold_signals();
  else
    visord_release_signals();
  return make_int32(env, 0);
}

/* canPreload() -> whether a program like this one would get an addon preloaded */
napi_value program_can_preload(napi_env env, napi_callback_info info) {
  napi_value result = NULL;
  (void)info;
  napi_get_boolean(env, signals_can_preload(), &result);
  return result;
}

/* memory(name) -> a descriptor, close-on-exec, of a file that has no place on any disk */
napi_value program_memory(napi_env env, napi_callback_info info) {
  napi_value argument;
  char *name;
  if (!take_arguments(env, info, 1, &argument) || !to_text(env, argument, &name, NULL)) return NULL;
#ifdef MFD_CLOEXEC
  int fd = memfd_create(name, MFD_CLOEXEC);
  int result = fd == -1 ? -errno : fd;
#else
  int result = -ENOSYS;
#endif
  free(name);
  return make_int32(env, result);
}
