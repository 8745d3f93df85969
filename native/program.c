/* Replacing this process by another program, and memory that outlives it. */
#include "program.h"

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
      to_numbers(env, arguments[3], &program->fds, &program->fd_count))
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
  sigset_t none, before;
  sigemptyset(&none);
  keep(program, true);
  sigprocmask(SIG_SETMASK, &none, &before);
  execve(program->path, program->argv, program->env);
  int error = errno;
  sigprocmask(SIG_SETMASK, &before, NULL);
  keep(program, false);
  return -error;
}

/* What people send the daemon. */
static const int SIGNALS[] = {SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1, SIGUSR2};
enum { SIGNAL_COUNT = sizeof SIGNALS / sizeof *SIGNALS };

static struct {
  struct sigaction before[SIGNAL_COUNT];
  volatile sig_atomic_t came[NSIG];
  bool held;
} signals;

static void note(int number) { signals.came[number] = 1; }

static bool is_noted(int number) {
  struct sigaction now;
  return sigaction(number, NULL, &now) == 0 && now.sa_handler == note;
}

void signals_hold(void) {
  struct sigaction action;
  if (signals.held) return;
  signals.held = true;
  memset(&action, 0, sizeof action);
  action.sa_handler = note;
  action.sa_flags = SA_RESTART;
  for (int i = 0; i < SIGNAL_COUNT; i++) sigaction(SIGNALS[i], &action, &signals.before[i]);
}

void signals_release(void) {
  if (!signals.held) return;
  signals.held = false;
  for (int i = 0; i < SIGNAL_COUNT; i++) {
    int number = SIGNALS[i];
    if (is_noted(number)) sigaction(number, &signals.before[i], NULL);
    if (signals.came[number]) kill(getpid(), number);
    signals.came[number] = 0;
  }
}

static bool signal_came(void) {
  for (int i = 0; i < SIGNAL_COUNT; i++)
    if (signals.came[SIGNALS[i]]) return true;
  return false;
}

/*
 * replaceProcess(path, argv, env, fds) -> -errno; does not return if it succeeds. -EINTR: a signal
 * has come while signals were held, which the new program would not get.
 */
napi_value program_replace(napi_env env, napi_callback_info info) {
  napi_value arguments[PROGRAM_ARGUMENTS];
  struct program program;
  if (!take_arguments(env, info, PROGRAM_ARGUMENTS, arguments) ||
      !program_read(env, arguments, &program))
    return NULL;
  int result = signal_came() ? -EINTR : program_become(&program);
  program_free(&program);
  return make_int32(env, result);
}

/* holdSignals(wanted) -> 0. While they are held, signals for the daemon wait. */
napi_value program_hold_signals(napi_env env, napi_callback_info info) {
  napi_value argument;
  bool wanted;
  if (!take_arguments(env, info, 1, &argument) || !to_bool(env, argument, &wanted)) return NULL;
  if (wanted)
    signals_hold();
  else
    signals_release();
  return make_int32(env, 0);
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
