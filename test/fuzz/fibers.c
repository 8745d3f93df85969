/*
 * Threads of the addon. Each has a stack of its own, and one runs at a time: JavaScript's decides when
 * another one goes on, which gives way when it waits or something takes long. So whatever can happen
 * between two of them happens in an order that the fuzzer has made up, and happens again.
 */
#include "fuzz.h"

#include <errno.h>
#include <pthread.h>
#include <sanitizer/common_interface_defs.h>
#include <setjmp.h>
#include <string.h>
#include <time.h>
#include <ucontext.h>

enum { MOST_THREADS = 72, STACK = 256 * 1024, MOST_TURNS_OF_OTHERS = 10000 };

struct thread {
  void *(*run)(void *); /* NULL: there is none */
  void *argument;
  const pthread_cond_t *waits_for;
  jmp_buf beginning;
  ucontext_t context;
  bool has_stack;
  const void *stack; /* as the sanitizer has to know it */
  size_t size;
  void *kept; /* of the sanitizer */
};

static struct thread javascript, threads[MOST_THREADS];
static _Alignas(16) char stacks[MOST_THREADS][STACK];
static struct thread *current = &javascript;
static struct thread *order[MOST_THREADS]; /* those that there are; who has just run is the last */
static size_t count;
static bool locked, ending;

void threads_begin(void) {
  javascript.waits_for = NULL;
  locked = false;
}

/* ------------------------------------------------------------------------------------------ turns */

static void switch_to(struct thread *next) {
  struct thread *before = current;
  current = next;
  __sanitizer_start_switch_fiber(&before->kept, next->stack, next->size);
  swapcontext(&before->context, &next->context);
  __sanitizer_finish_switch_fiber(before->kept, NULL, NULL);
}

/* Everything that a stack is ever used for: one thread after the other. */
static void be_threads(void) {
  __sanitizer_finish_switch_fiber(NULL, &javascript.stack, &javascript.size);
  for (;;) {
    if (setjmp(current->beginning) == 0 && !ending) current->run(current->argument);
    current->run = NULL;
    switch_to(&javascript);
  }
}

static void make_stack(struct thread *thread) {
  if (thread->has_stack) return;
  thread->has_stack = true;
  thread->stack = stacks[thread - threads];
  thread->size = STACK;
  getcontext(&thread->context);
  thread->context.uc_stack.ss_sp = stacks[thread - threads];
  thread->context.uc_stack.ss_size = STACK;
  makecontext(&thread->context, be_threads, 0);
}

static void leave_order(const struct thread *thread) {
  size_t place = 0;
  while (order[place] != thread) place++;
  count -= 1;
  memmove(order + place, order + place + 1, (count - place) * sizeof *order);
}

static void let_run(struct thread *thread) {
  leave_order(thread);
  order[count++] = thread;
  switch_to(thread);
  if (thread->run == NULL) leave_order(thread);
}

bool in_thread(void) { return current != &javascript; }

bool run_thread(void) {
  REQUIRE(!in_thread() && !locked);
  if (count == 0) return false;
  let_run(order[count == 1 ? 0 : choose_below((uint32_t)count)]);
  REQUIRE(!locked);
  return true;
}

void give_way(void) {
  int error = errno;
  REQUIRE(in_thread() && !locked && !in_child());
  switch_to(&javascript);
  if (ending) longjmp(current->beginning, 1);
  errno = error;
}

void meanwhile(void) {
  if (in_thread() && outcome() >= 192) give_way();
}

void threads_end(bool in_order) {
  REQUIRE(!in_thread() && (!in_order || count == 0));
  ending = true;
  while (count > 0) let_run(order[0]);
  ending = false;
}

/* ------------------------------------------------------------------------------ what the addon asks */

bool is_locked(void) { return locked; }

int fuzz_pthread_mutex_lock(pthread_mutex_t *lock) {
  (void)lock;
  REQUIRE(!locked); /* or it would wait for itself */
  locked = true;
  return 0;
}

/* JavaScript's thread may lose the processor as soon as others can have the lock. */
int fuzz_pthread_mutex_unlock(pthread_mutex_t *lock) {
  (void)lock;
  REQUIRE(locked);
  locked = false;
  if (!in_thread() && count > 0 && outcome() >= 192) run_thread();
  return 0;
}

/* Who has waited longest is told. */
int fuzz_pthread_cond_signal(pthread_cond_t *news) {
  struct thread *waiting = javascript.waits_for == news ? &javascript : NULL;
  for (size_t i = 0; i < count && waiting == NULL; i++)
    if (order[i]->waits_for == news) waiting = order[i];
  if (waiting != NULL) waiting->waits_for = NULL;
  return 0;
}

/* It must be told, as long as the others go on. They may have the lock a few times more. */
int fuzz_pthread_cond_wait(pthread_cond_t *news, pthread_mutex_t *lock) {
  (void)lock;
  REQUIRE(locked && !in_thread());
  locked = false;
  javascript.waits_for = news;
  for (int turns = 0; javascript.waits_for != NULL; turns++)
    REQUIRE(turns < MOST_TURNS_OF_OTHERS && run_thread());
  while (outcome() >= 224 && run_thread()) continue;
  locked = true;
  return 0;
}

int fuzz_pthread_cond_timedwait(pthread_cond_t *news, pthread_mutex_t *lock,
                                const struct timespec *until) {
  (void)lock;
  uint64_t end = (uint64_t)until->tv_sec * 1000000000 + (uint64_t)until->tv_nsec;
  REQUIRE(locked && until->tv_nsec >= 0 && until->tv_nsec < 1000000000);
  locked = false;
  current->waits_for = news;
  give_way();
  locked = true;
  if (current->waits_for == NULL) return 0;
  current->waits_for = NULL;
  if (now() < end) pass_time(end - now());
  return ETIMEDOUT;
}

int fuzz_pthread_create(pthread_t *id, const pthread_attr_t *attributes, void *(*run)(void *),
                        void *argument) {
  (void)attributes;
  if (FAILS(EAGAIN)) return errno;
  struct thread *thread = threads;
  while (thread->run != NULL) REQUIRE(++thread < threads + MOST_THREADS);
  make_stack(thread);
  memset(id, 0, sizeof *id);
  thread->run = run;
  thread->argument = argument;
  thread->waits_for = NULL;
  order[count++] = thread;
  return 0;
}

/* A thread gives way; JavaScript's only loses time. */
int fuzz_nanosleep(const struct timespec *duration, struct timespec *left) {
  (void)left;
  REQUIRE(duration->tv_nsec >= 0 && duration->tv_nsec < 1000000000);
  pass_time((uint64_t)duration->tv_nsec);
  meanwhile();
  return 0;
}
