/*
 * The way back of a live upgrade.
 *
 * A new program has taken over this process, and has not yet proved that it can go on with what the
 * old one has left. Until it has, whatever would end the process (exit, an abort, a fault of the
 * processor, or too long a silence) makes it the old program again. Nothing is allocated then: all
 * that is needed has been made ready by armGuard().
 */
#include "program.h"
#include "signals.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What ends a process that has gone wrong, and the alarm clock. */
static const int DEADLY[] = {SIGABRT, SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGSYS, SIGALRM};
enum { DEADLY_COUNT = sizeof DEADLY / sizeof *DEADLY };

static struct {
  struct program program;
  char *reason; /* two digits in one of its arguments: the signal, or 00 */
  struct sigaction before[DEADLY_COUNT];
  atomic_bool armed;
} guard;

static void note(int number) {
  guard.reason[0] = (char)('0' + number / 10 % 10);
  guard.reason[1] = (char)('0' + number % 10);
}

/* Returns if the program cannot be had either: there is nothing left to try. */
static void fire(int number) {
  if (!atomic_exchange(&guard.armed, false)) return;
  alarm(0);
  note(number);
  program_become(&guard.program);
}

void guard_fire(void) { fire(0); }

static void on_signal(int number) {
  fire(number);
  signal(number, SIG_DFL);
  raise(number);
}

static void listen_to_signals(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_signal;
  action.sa_flags = SA_ONSTACK | SA_NODEFER;
  for (int i = 0; i < DEADLY_COUNT; i++) sigaction(DEADLY[i], &action, &guard.before[i]);
}

/* The word whose last two characters take the reason; NULL if it has not that many. */
static char *find_reason(char **argv, int32_t word) {
  for (int32_t i = 0; argv[i] != NULL; i++) {
    size_t length = strlen(argv[i]);
    if (i == word) return length < 2 ? NULL : argv[i] + length - 2;
  }
  return NULL;
}

/*
 * armGuard(path, argv, env, fds, holds, word, seconds) -> 0. The last two characters of that word of argv
 * become the number of the signal, 00 if there was none. Signals for the daemon wait from now on.
 */
napi_value guard_arm(napi_env env, napi_callback_info info) {
  static bool registered;
  napi_value arguments[PROGRAM_ARGUMENTS + 2];
  int32_t word, seconds;
  if (!take_arguments(env, info, PROGRAM_ARGUMENTS + 2, arguments) ||
      !to_int32(env, arguments[PROGRAM_ARGUMENTS], &word) ||
      !to_int32(env, arguments[PROGRAM_ARGUMENTS + 1], &seconds))
    return NULL;
  if (atomic_load(&guard.armed)) return make_int32(env, -EBUSY);
  if (!program_read(env, arguments, &guard.program)) return NULL;
  guard.reason = find_reason(guard.program.argv, word);
  if (guard.reason == NULL || (!registered && atexit(guard_fire) != 0)) {
    program_free(&guard.program);
    return make_int32(env, -EINVAL);
  }
  registered = true;
  visord_hold_signals();
  listen_to_signals();
  atomic_store(&guard.armed, true);
  alarm((unsigned)seconds);
  return make_int32(env, 0);
}

/* disarmGuard() -> 0. The new program goes on, and takes the signals that have come. */
napi_value guard_disarm(napi_env env, napi_callback_info info) {
  (void)info;
  if (!atomic_exchange(&guard.armed, false)) return make_int32(env, -ENOENT);
  alarm(0);
  for (int i = 0; i < DEADLY_COUNT; i++) sigaction(DEADLY[i], &guard.before[i], NULL);
  program_free(&guard.program);
  visord_release_signals();
  return make_int32(env, 0);
}
