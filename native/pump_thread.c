/*
 * The threads that pump when several programs flood: however much programs write, JavaScript's thread is free to start
 * others, to answer and to rotate logs, and many floods have all processors.
 *
 * A thread is there as long as something floods, and has a set of its own; a pipe is in one set at a time.
 * It goes back when JavaScript has to decide something, or wants it. There is one lock: a thread lets go of
 * it while it waits, and while it moves the bytes of one pipe. Who wants that very pipe waits for the end of
 * the move, which is a fraction of a millisecond.
 */
#include "poller.h"
#include "pump.h"
#include "thread.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
  MOST_THREADS = 4,
  LINGER_MS = 1000, /* after the last byte */
  THREAD_STACK = 64 * 1024,
};

static const uint64_t RETRY_NS = 1000 * 1000 * 1000; /* after there could be no thread */

struct thread {
  struct side side;     /* the first: whose side it is */
  struct set set;
  bool at_work;         /* there is one, with all that follows */
  int pipes;            /* how many it has */
  uint8_t *buffer;
  struct pump *running; /* whose bytes are being moved */
};

static struct {
  pthread_mutex_t lock;
  pthread_cond_t done; /* with the pipe that was wanted, or for good */
  struct thread list[MOST_THREADS];
  int most;             /* of them; 0: nobody has asked how many processors there are */
  bool end;             /* all of them are to */
  struct pump *wanted;  /* JavaScript waits until it is not run any more */
  struct pump *first_given, *last_given;
  int wake_fd;
  uint64_t retry_at;
} threads = {.lock = PTHREAD_MUTEX_INITIALIZER, .done = PTHREAD_COND_INITIALIZER};

void pump_thread_lock(void) { pthread_mutex_lock(&threads.lock); }
void pump_thread_unlock(void) { pthread_mutex_unlock(&threads.lock); }

static struct thread *thread_of(const struct pump *pump) { return (struct thread *)pump->side; }

static void leave(struct pump *pump) {
  pacing_leave(pump);
  thread_of(pump)->pipes -= 1;
  pump->side = NULL; /* nobody's, until JavaScript's thread takes it */
}

/* ------------------------------------------------------------------------ a thread, with the lock */

static void give(struct pump *pump, struct move move) {
  leave(pump);
  pump->move = move;
  pump->given = true;
  pump->next_given = NULL;
  *(threads.last_given != NULL ? &threads.last_given->next_given : &threads.first_given) = pump;
  threads.last_given = pump;
  set_wake(threads.wake_fd);
}

static bool has(const struct thread *self, const struct pump *pump) {
  return pump != NULL && pump->side == &self->side && !pump->given;
}

static void give_all(struct thread *self) {
  for (int fd = 0; fd < pump_most(); fd++)
    if (has(self, pump_find(fd))) give(pump_find(fd), (struct move){.outcome = IS_QUIET});
}

static void run(struct thread *self, struct pump *pump) {
  uint64_t now = uv_hrtime();
  self->running = pump;
  pump_thread_unlock();
  struct move move = pump_move(pump, self->buffer, MOST_PUMPED, PUMP_BUDGET, now);
  pump_thread_lock();
  self->running = NULL;
  if (move.outcome == IS_UNWRITTEN) {
    pump->kept = self->buffer;
    self->buffer = malloc(MOST_PUMPED);
  }
  if (threads.wanted == pump) {
    threads.wanted = NULL;
    leave(pump);
    pump->move = move;
    pthread_cond_signal(&threads.done);
  } else if (move.outcome == IS_EMPTY) {
    pacing_empty(pump, now);
  } else if (move.outcome == IS_MORE) {
    pacing_more(pump, now);
  } else {
    give(pump, move);
  }
}

static void run_rested(struct thread *self) {
  uint64_t now = uv_hrtime();
  struct pump *pump;
  pacing_seen(&self->side);
  while (self->buffer != NULL && (pump = pacing_next(&self->side, now)) != NULL) run(self, pump);
  pacing_set_alarm(&self->side, now);
}

static void run_ready(struct thread *self, struct ready ready) {
  switch (ready.interest) {
    case WAKE:
      set_wake_seen(&self->set);
      return;
    case TIMER:
      run_rested(self);
      return;
    default:
      if (has(self, pump_find(ready.fd))) run(self, pump_find(ready.fd));
  }
}

static void *work(void *argument) {
  struct thread *self = argument;
  struct ready ready[MOST_EVENTS];
  thread_set_order(0, GO_LAST);
  pump_thread_lock();
  for (int count = 1; count != 0 && !threads.end && self->buffer != NULL;) {
    pump_thread_unlock();
    count = set_wait(&self->set, ready, LINGER_MS);
    pump_thread_lock();
    for (int i = 0; i < count && self->buffer != NULL; i++) run_ready(self, ready[i]);
  }
  give_all(self);
  set_close(&self->set);
  free(self->buffer);
  self->at_work = false;
  pthread_cond_signal(&threads.done);
  pump_thread_unlock();
  return NULL;
}

/* --------------------------------------------------------------- JavaScript's thread, with the lock */

static bool start(struct thread *self) {
  if (set_open(&self->set) != 0) return false;
  self->side = (struct side){.set = &self->set};
  self->buffer = malloc(MOST_PUMPED);
  self->at_work = self->buffer != NULL && thread_start(work, self, THREAD_STACK) == 0;
  if (self->at_work) return true;
  free(self->buffer);
  set_close(&self->set);
  return false;
}

/* As many as there are processors. */
static int most_threads(void) {
  unsigned processors = uv_available_parallelism();
  return processors < MOST_THREADS ? (int)processors : MOST_THREADS;
}

/* The one that has the fewest pipes; another one rather than one that has some already. NULL: none. */
static struct thread *choose_thread(uint64_t now) {
  struct thread *best = NULL, *asleep = NULL;
  if (threads.most == 0) threads.most = most_threads();
  for (int i = 0; i < threads.most; i++) {
    struct thread *thread = &threads.list[i];
    if (!thread->at_work) asleep = thread;
    else if (best == NULL || thread->pipes < best->pipes) best = thread;
  }
  bool is_enough = asleep == NULL || (best != NULL && best->pipes == 0) || now < threads.retry_at;
  if (is_enough || start(asleep)) return is_enough ? best : asleep;
  threads.retry_at = now + RETRY_NS;
  return best;
}

static void remove_given(struct pump *wanted) {
  struct pump *previous = NULL;
  for (struct pump *pump = threads.first_given; pump != wanted; pump = pump->next_given) previous = pump;
  *(previous != NULL ? &previous->next_given : &threads.first_given) = wanted->next_given;
  if (threads.last_given == wanted) threads.last_given = previous;
  wanted->given = false;
}

/* ------------------------------------------------------------------------------ JavaScript's thread */

bool pump_thread_is_at_work(void) {
  bool is_at_work = false;
  pump_thread_lock();
  for (int i = 0; i < MOST_THREADS; i++) is_at_work |= threads.list[i].at_work;
  pump_thread_unlock();
  return is_at_work;
}

bool pump_thread_lend(struct pump *pump, uint64_t now) {
  pump_thread_lock();
  struct thread *thread = threads.end ? NULL : choose_thread(now);
  if (thread != NULL) {
    thread->pipes += 1;
    pacing_join(pump, &thread->side, now);
  }
  pump_thread_unlock();
  return thread != NULL;
}

void pump_thread_return(struct pump *pump) {
  pump_thread_lock();
  if (pump->given) {
    remove_given(pump);
  } else if (thread_of(pump)->running == pump) {
    threads.wanted = pump;
    while (threads.wanted == pump) pthread_cond_wait(&threads.done, &threads.lock);
  } else {
    leave(pump);
  }
  pump_thread_unlock();
}

struct pump *pump_thread_next(void) {
  pump_thread_lock();
  struct pump *pump = threads.first_given;
  if (pump != NULL) remove_given(pump);
  pump_thread_unlock();
  return pump;
}

bool pump_thread_has_given(void) {
  pump_thread_lock();
  bool has_given = threads.first_given != NULL;
  pump_thread_unlock();
  return has_given;
}

void pump_thread_open(int wake_fd) { threads.wake_fd = wake_fd; }

void pump_thread_close(void) {
  pump_thread_lock();
  threads.end = true;
  for (int i = 0; i < MOST_THREADS; i++) {
    if (threads.list[i].at_work) set_wake(threads.list[i].set.wake_in);
    while (threads.list[i].at_work) pthread_cond_wait(&threads.done, &threads.lock);
  }
  threads.end = false;
  pump_thread_unlock();
}
