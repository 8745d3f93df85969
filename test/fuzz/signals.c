/* Signals, which are never sent, and what would end this process, which ends its life only. */
#include "fuzz.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static struct sigaction actions[NSIG];

void signals_begin(void) { memset(actions, 0, sizeof actions); }

static bool is_for_handlers(int number) {
  if (number > 0 && number < NSIG && number != SIGKILL && number != SIGSTOP) return true;
  errno = EINVAL;
  return false;
}

int fuzz_sigaction(int number, const struct sigaction *new, struct sigaction *old) {
  if (!is_for_handlers(number)) return -1;
  if (old != NULL) *old = actions[number];
  if (new != NULL && !in_child()) actions[number] = *new;
  return 0;
}

void (*fuzz_signal(int number, void (*handler)(int)))(int) {
  if (!is_for_handlers(number)) return SIG_ERR;
  void (*before)(int) = actions[number].sa_handler;
  actions[number].sa_handler = handler;
  return before;
}

void raise_signal(int number) {
  if (!is_for_handlers(number)) return;
  void (*handler)(int) = actions[number].sa_handler;
  if (handler != SIG_DFL && handler != SIG_IGN) handler(number);
}

void ask(int number) { ask_thread(&actions[number]); }

int fuzz_sigpending(sigset_t *set) {
  if (FAILS(EFAULT)) return -1;
  memset(set, outcome() >= 128 ? -1 : 0, sizeof *set);
  return 0;
}

/* Nothing is preloaded. */
char *fuzz_getenv(const char *name) {
  touch_text(name);
  return NULL;
}

int fuzz_unsetenv(const char *name) {
  touch_text(name);
  return 0;
}

/* Whether it has more rights than who has started it. */
unsigned long fuzz_getauxval(unsigned long type) {
  (void)type;
  return outcome() >= 224;
}

/* The handler has been taken back: nothing keeps us any more. */
int fuzz_raise(int number) {
  (void)number;
  life_ends();
}

int fuzz_kill(pid_t pid, int number) {
  REQUIRE(pid == getpid() && is_for_handlers(number));
  return 0;
}

unsigned fuzz_alarm(unsigned seconds) {
  (void)seconds;
  return 0;
}

void fuzz__exit(int status) {
  (void)status;
  life_ends();
}

int fuzz_atexit(void (*run)(void)) {
  (void)run;
  return FAILS(ENOMEM) ? -1 : 0;
}

/* Of no child of ours: there are none. */
pid_t fuzz_waitpid(pid_t pid, int *status, int options) {
  (void)pid;
  REQUIRE((options & WNOHANG) != 0);
  if (FAILS(ECHILD, EINVAL, EINTR)) return -1;
  *status = outcome() << 8 | outcome();
  return outcome();
}

static void touch_list(char *const *list) {
  for (; *list != NULL; list++) touch_text(*list);
}

int fuzz_execve(const char *path, char *const argv[], char *const env[]) {
  touch_text(path);
  touch_list(argv);
  touch_list(env);
  if (FAILS(ENOENT, EACCES, ENOEXEC, E2BIG, ENOMEM, ETXTBSY)) return -1;
  if (in_child()) child_ends();
  life_ends();
}
