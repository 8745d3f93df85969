/*
 * The threads that start programs, so that a dead network file system delays one program only.
 *
 * Jobs are done one after the other, in the order in which they came, as long as each is quick. A
 * job that takes longer than PATIENCE_MS is left alone with its thread, and the next thread goes
 * on with the queue. So there is one thread at work and one that watches over it, more only while
 * something hangs or the system is slow, and none when nothing has been started for LINGER_S seconds.
 * The last one gives back the memory that many starts have needed for a moment.
 */
#include "set.h"
#include "spawn.h"
#include "thread.h"

#include <errno.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <pthread.h>
#include <stdalign.h>
#include <stddef.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
  MOST_THREADS = 64,
  PATIENCE_MS = 100,
  LINGER_S = 5,
  MANY_JOBS = 100,
  MOST_IDLE = 2,
  THREAD_STACK = 192 * 1024, /* only what is touched costs memory */
  CHILD_STACK = 64 * 1024,
};

static struct {
  pthread_mutex_t lock;
  pthread_cond_t news; /* a job came, or a thread has to look again */
  struct job *first_queued, *last_queued;
  struct job *first_done, *last_done;
  struct job *running[MOST_THREADS]; /* one place per thread; NULL: it has no job */
  bool used[MOST_THREADS];           /* whether the place belongs to a thread */
  int idle;                          /* threads that wait for something to do */
  int done;                          /* jobs since memory was given back */
  struct timespec taken;             /* when the last job was taken from the queue */
  int wake_fd;                       /* -1: nobody listens */
} pool = {.lock = PTHREAD_MUTEX_INITIALIZER, .news = PTHREAD_COND_INITIALIZER, .wake_fd = -1};

static void append(struct job **first, struct job **last, struct job *job) {
  job->next = NULL;
  if (*first == NULL)
    *first = job;
  else
    (*last)->next = job;
  *last = job;
}

static struct job *remove_first(struct job **first) {
  struct job *job = *first;
  if (job != NULL) *first = job->next;
  return job;
}

static long milliseconds_since(const struct timespec *then) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (now.tv_sec - then->tv_sec) * 1000 + (now.tv_nsec - then->tv_nsec) / 1000000;
}

/* Nobody is to wait for longer because somebody sets the clock; macOS knows no other clock here. */
#ifdef __APPLE__
enum { WAITING_CLOCK = CLOCK_REALTIME };
static void choose_clock(void) {}
#else
enum { WAITING_CLOCK = CLOCK_MONOTONIC };

/* Before the first thread waits. */
static void choose_clock(void) {
  static bool chosen;
  pthread_condattr_t attributes;
  if (chosen) return;
  chosen = true;
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, WAITING_CLOCK);
  pthread_cond_init(&pool.news, &attributes);
  pthread_condattr_destroy(&attributes);
}
#endif

/* Waits for news, but not longer than this. False when the time is up. */
static bool wait_for_news(long milliseconds) {
  struct timespec until;
  clock_gettime(WAITING_CLOCK, &until);
  until.tv_sec += milliseconds / 1000;
  until.tv_nsec += milliseconds % 1000 * 1000000;
  if (until.tv_nsec >= 1000000000) {
    until.tv_sec++;
    until.tv_nsec -= 1000000000;
  }
  return pthread_cond_timedwait(&pool.news, &pool.lock, &until) != ETIMEDOUT;
}

/* How long the queue has to be left to the threads that are at work. 0: they seem to hang. */
static long patience_left(void) {
  bool at_work = false;
  for (int i = 0; i < MOST_THREADS; i++) at_work |= pool.running[i] != NULL;
  if (!at_work) return 0;
  long left = PATIENCE_MS - milliseconds_since(&pool.taken);
  return left > 0 ? left : 0;
}

/* The next job for this thread, or NULL when it is not needed any more. Called with the lock. */
static struct job *next_job(void) {
  struct job *job = NULL;
  if (pool.first_queued == NULL && pool.idle >= MOST_IDLE) return NULL;
  pool.idle++;
  for (;;) {
    if (pool.first_queued == NULL) {
      if (!wait_for_news(LINGER_S * 1000L) && pool.first_queued == NULL) break;
      continue;
    }
    long left = patience_left();
    if (left == 0) {
      job = remove_first(&pool.first_queued);
      clock_gettime(CLOCK_MONOTONIC, &pool.taken);
      break;
    }
    wait_for_news(left);
  }
  pool.idle--;
  return job;
}

static int start_thread(void);

static bool is_anybody_there(void) {
  bool anybody = false;
  for (int i = 0; i < MOST_THREADS; i++) anybody |= pool.used[i];
  return anybody;
}

static void give_memory_back(void) {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

/* Tells of jobs that have been done. Called with the lock. */
static void wake(void) {
  if (pool.wake_fd != -1) set_wake(pool.wake_fd);
}

static void *work(void *argument) {
  alignas(16) char stack[CHILD_STACK];
  int place = (int)(intptr_t)argument;
  struct job *job;
  pthread_mutex_lock(&pool.lock);
  while ((job = next_job()) != NULL) {
    pool.running[place] = job;
    if (pool.first_queued != NULL && pool.idle == 0) start_thread(); /* somebody has to watch */
    pthread_mutex_unlock(&pool.lock);
    thread_set_order(0, GO_AS_USUAL); /* that of the program */
    job_run(job, stack, sizeof stack);
    pthread_mutex_lock(&pool.lock);
    pool.running[place] = NULL;
    pool.done++;
    append(&pool.first_done, &pool.last_done, job);
    wake();
  }
  pool.used[place] = false;
  bool is_much = pool.done >= MANY_JOBS && !is_anybody_there();
  if (is_much) pool.done = 0;
  pthread_mutex_unlock(&pool.lock);
  if (is_much) give_memory_back();
  return NULL;
}

/* Starts one more thread if there is a place for it. Called with the lock. */
static int start_thread(void) {
  int place = 0;
  while (place < MOST_THREADS && pool.used[place]) place++;
  if (place == MOST_THREADS) return EAGAIN;
  choose_clock();
  int error = thread_start(work, (void *)(intptr_t)place, THREAD_STACK);
  if (error == 0) pool.used[place] = true;
  return error;
}

void pool_open(int wake_fd) {
  pthread_mutex_lock(&pool.lock);
  pool.wake_fd = wake_fd;
  if (pool.first_done != NULL) wake(); /* while nobody listened */
  pthread_mutex_unlock(&pool.lock);
}

void pool_close(void) { pool_open(-1); }

int pool_add(struct job *job) {
  pthread_mutex_lock(&pool.lock);
  int error = pool.idle == 0 ? start_thread() : 0;
  if (is_anybody_there()) error = 0; /* the threads that there are will come to it */
  if (error == 0) {
    append(&pool.first_queued, &pool.last_queued, job);
    pthread_cond_signal(&pool.news);
  }
  pthread_mutex_unlock(&pool.lock);
  return -error;
}

struct job *pool_take(void) {
  pthread_mutex_lock(&pool.lock);
  struct job *job = remove_first(&pool.first_done);
  pthread_mutex_unlock(&pool.lock);
  return job;
}

/* A process that is being made this very moment may be missed. */
pid_t pool_cancel(int32_t id) {
  struct job *found = NULL;
  pthread_mutex_lock(&pool.lock);
  for (int i = 0; i < MOST_THREADS; i++)
    if (pool.running[i] != NULL && pool.running[i]->id == id) found = pool.running[i];
  for (struct job *job = pool.first_queued; job != NULL; job = job->next)
    if (job->id == id) found = job;
  for (struct job *job = pool.first_done; job != NULL; job = job->next)
    if (job->id == id) found = job;
  if (found != NULL) found->cancelled = true;
  pid_t pid = found == NULL ? 0 : found->pid;
  pthread_mutex_unlock(&pool.lock);
  return pid;
}

bool pool_is_starting(pid_t pid) {
  bool found = false;
  pthread_mutex_lock(&pool.lock);
  for (int i = 0; i < MOST_THREADS; i++)
    found |= pool.running[i] != NULL && pool.running[i]->pid == pid;
  for (struct job *job = pool.first_done; job != NULL; job = job->next) found |= job->pid == pid;
  pthread_mutex_unlock(&pool.lock);
  return found;
}
