/*
 * Signals for the daemon wait while one program takes the place of another.
 *
 * They are blocked in every thread. What is blocked stays so over execve(2), and what has come goes on
 * waiting: nothing is lost. But Node unblocks everything in its first moments, when nobody has asked
 * for a signal yet, and would end by it. So the next program is started with this addon preloaded
 * (LD_PRELOAD), and what it exports takes the place of the functions of the C library by which Node
 * does that: until they are released, signals for the daemon stay blocked whoever unblocks them.
 * Threads that are made meanwhile block them for good; they are for JavaScript's thread.
 */
#include "signals.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/auxv.h>
#include <sys/syscall.h>
#endif

#define EXPORTED __attribute__((visibility("default")))

static const int SIGNALS[] = {SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1, SIGUSR2};
enum { SIGNAL_COUNT = sizeof SIGNALS / sizeof *SIGNALS };

static atomic_bool held;

void signals_set(sigset_t *set) {
  sigemptyset(set);
  for (int i = 0; i < SIGNAL_COUNT; i++) sigaddset(set, SIGNALS[i]);
}

bool signals_pending(void) {
  sigset_t pending;
  if (sigpending(&pending) == -1) return false;
  for (int i = 0; i < SIGNAL_COUNT; i++)
    if (sigismember(&pending, SIGNALS[i]) == 1) return true;
  return false;
}

void signals_ignore(bool wanted) {
  static struct sigaction before[SIGNAL_COUNT];
  struct sigaction ignored;
  memset(&ignored, 0, sizeof ignored);
  ignored.sa_handler = SIG_IGN;
  for (int i = 0; i < SIGNAL_COUNT; i++) {
    if (wanted)
      sigaction(SIGNALS[i], &ignored, &before[i]);
    else
      sigaction(SIGNALS[i], &before[i], NULL);
  }
}

EXPORTED void visord_hold_signals(void) {
  sigset_t set;
  signals_set(&set);
  atomic_store(&held, true);
  sigprocmask(SIG_BLOCK, &set, NULL);
  threads_block(&set);
}

EXPORTED void visord_release_signals(void) {
  sigset_t set;
  signals_set(&set);
  if (atomic_exchange(&held, false)) sigprocmask(SIG_UNBLOCK, &set, NULL);
}

#ifdef __linux__

/* What both functions below do. Whoever calls them may be in a handler, or ahead of main. */
static int change_mask(int how, const sigset_t *set, sigset_t *before) {
  sigset_t changed;
  if (set != NULL && how != SIG_BLOCK && atomic_load(&held)) {
    changed = *set;
    for (int i = 0; i < SIGNAL_COUNT; i++) {
      if (how == SIG_UNBLOCK)
        sigdelset(&changed, SIGNALS[i]);
      else
        sigaddset(&changed, SIGNALS[i]);
    }
    set = &changed;
  }
  return (int)syscall(SYS_rt_sigprocmask, how, set, before, (size_t)_NSIG / 8);
}

EXPORTED int sigprocmask(int how, const sigset_t *set, sigset_t *before) {
  return change_mask(how, set, before);
}

EXPORTED int pthread_sigmask(int how, const sigset_t *set, sigset_t *before) {
  int kept = errno;
  int error = change_mask(how, set, before) == -1 ? errno : 0;
  errno = kept;
  return error;
}

/* The name of an addon that is preloaded, at the end of the list; src/os/program.ts has the same. */
static const char PRELOADED[] = "/proc/self/./fd/";
static const char VARIABLE[] = "LD_PRELOAD";

/*
 * A program that starts with us preloaded holds signals from its first moment, and its environment
 * becomes again what it was before anybody reads it; in the memory that /proc/PID/environ shows, too.
 */
__attribute__((constructor)) static void start(void) {
  char *list = getenv(VARIABLE);
  char *own = list == NULL ? NULL : strstr(list, PRELOADED);
  sigset_t set;
  if (own == NULL) return;
  if (own == list) {
    unsetenv(VARIABLE);
    own -= sizeof VARIABLE; /* the name and the sign behind it */
  } else {
    own--; /* the colon */
  }
  memset(own, 0, strlen(own));
  signals_set(&set);
  atomic_store(&held, true);
  sigprocmask(SIG_BLOCK, &set, NULL);
}

/* Who gets more rights by executing a program than it had does not choose what is preloaded. */
bool signals_can_preload(void) { return getauxval(AT_SECURE) == 0; }

#else

bool signals_can_preload(void) { return false; }

#endif
