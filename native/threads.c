/*
 * What other threads block. Nobody can change that from outside, so each thread is interrupted by a
 * signal of its own, and changes what it goes on with.
 *
 * The threads of Node block nothing: a signal that JavaScript's thread blocks would come to one of
 * them.
 */
#include "signals.h"

#ifdef __linux__
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

/* Nobody needs it, and who has not asked for it does not notice. */
enum { ASKING = SIGURG };
/* A thread that is deep in the kernel takes no other signals either, and may be there for long. */
enum { ROUNDS = 4000, ROUNDS_IN_KERNEL = 40, ROUND_NS = 250 * 1000 };

static sigset_t wanted;

static void block_in_thread(int number, siginfo_t *info, void *context) {
  sigset_t *mask = &((ucontext_t *)context)->uc_sigmask;
  (void)number;
  (void)info;
  for (int i = 1; i < NSIG; i++)
    if (sigismember(&wanted, i) == 1) sigaddset(mask, i);
}

static bool contains(unsigned long long mask, const sigset_t *set) {
  for (int i = 1; i < NSIG && i <= 64; i++)
    if (sigismember(set, i) == 1 && (mask >> (i - 1) & 1) == 0) return false;
  return true;
}

/* Whether a thread is to be asked: not if it blocks what is wanted, or has ended. */
static bool is_open(int thread, bool patient) {
  char line[256], state = 0;
  unsigned long long blocked;
  bool found = false;
  snprintf(line, sizeof line, "/proc/self/task/%d/status", thread);
  FILE *status = fopen(line, "re");
  if (status == NULL) return false;
  while (!found && fgets(line, sizeof line, status) != NULL) {
    sscanf(line, "State: %c", &state);
    found = sscanf(line, "SigBlk: %llx", &blocked) == 1;
  }
  fclose(status);
  return found && !contains(blocked, &wanted) && (patient || state != 'D');
}

/* Asks every other thread that is open still. Returns whether there was one. */
static bool ask_threads(bool patient) {
  DIR *threads = opendir("/proc/self/task");
  if (threads == NULL) return false;
  int own = (int)syscall(SYS_gettid);
  bool asked = false;
  struct dirent *entry;
  while ((entry = readdir(threads)) != NULL) {
    int thread = atoi(entry->d_name);
    if (thread <= 0 || thread == own || !is_open(thread, patient)) continue;
    asked = true;
    syscall(SYS_tgkill, getpid(), thread, ASKING);
  }
  closedir(threads);
  return asked;
}

/* Again until nobody is left: who has not been asked yet may make another thread. */
void threads_block(const sigset_t *set) {
  struct sigaction asking, before;
  const struct timespec round = {.tv_nsec = ROUND_NS};
  wanted = *set;
  memset(&asking, 0, sizeof asking);
  asking.sa_sigaction = block_in_thread;
  asking.sa_flags = SA_SIGINFO | SA_RESTART;
  asking.sa_mask = wanted;
  sigaction(ASKING, &asking, &before);
  for (int i = 0; i < ROUNDS && ask_threads(i < ROUNDS_IN_KERNEL); i++) nanosleep(&round, NULL);
  sigaction(ASKING, &before, NULL);
}

#else

void threads_block(const sigset_t *set) { (void)set; }

#endif
