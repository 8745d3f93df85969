/* See thread.h. */
#include "thread.h"

#include "posix.h"

#include <pthread.h>
#include <signal.h>

int thread_start(void *(*run)(void *), void *argument, size_t stack) {
  pthread_attr_t attributes;
  pthread_t thread;
  sigset_t all, before;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, stack);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before); /* signals are for JavaScript's thread */
  int error = pthread_create(&thread, &attributes, run, argument);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_attr_destroy(&attributes);
  return error;
}

#ifdef __linux__
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* sched_setattr(2): the C library has no name for it. */
struct scheduling {
  uint32_t size, policy;
  uint64_t flags;
  int32_t nice;
  uint32_t priority;
  uint64_t slice, deadline, period; /* nanoseconds */
};

enum { ORDINARY = 0 }; /* SCHED_OTHER; real time has no slices */

/* Nanoseconds, from the shortest to the longest that Linux has. Before 6.12 it takes no notice. */
static const uint64_t SLICES[] = {
    [GO_FIRST] = 100 * 1000, [GO_AS_USUAL] = 0 /* the system's */, [GO_LAST] = 100 * 1000 * 1000};

void thread_set_order(int id, enum order order) {
  struct scheduling scheduling;
  memset(&scheduling, 0, sizeof scheduling);
  if (syscall(SYS_sched_getattr, id, &scheduling, sizeof scheduling, 0) != 0) return;
  if (scheduling.policy != ORDINARY) return;
  scheduling.size = sizeof scheduling;
  scheduling.slice = SLICES[order];
  syscall(SYS_sched_setattr, id, &scheduling, 0);
}

static void set_orders(void) {
  thread_set_order(0, GO_FIRST);
  DIR *threads = opendir("/proc/self/task");
  if (threads == NULL) return;
  int own = (int)syscall(SYS_gettid);
  struct dirent *entry;
  while ((entry = readdir(threads)) != NULL) {
    int id = atoi(entry->d_name);
    if (id > 0 && id != own) thread_set_order(id, GO_LAST);
  }
  closedir(threads);
}

#else

void thread_set_order(int id, enum order order) { (void)id, (void)order; }
static void set_orders(void) {}

#endif

/* goFirst() -> 0. The thread that calls goes first, and all others that there are last. */
napi_value thread_go_first(napi_env env, napi_callback_info info) {
  (void)info;
  set_orders();
  return make_int32(env, 0);
}
