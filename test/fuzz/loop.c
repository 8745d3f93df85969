/* libuv, the clock, and threads: one after the other, each when it is told to. */
#include "fuzz.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <uv.h>

enum { MOST_THREADS = 64, MOST_CLOSING = 256, A_CALL_NS = 1000 };

static struct {
  uv_poll_t *handle;
  uv_poll_cb ready;
  struct {
    uv_handle_t *handle;
    uv_close_cb closed;
  } closing[MOST_CLOSING];
  size_t closing_count;
} loop;

static uint64_t clock_ns;
static struct {
  void *(*run)(void *);
  void *argument;
} threads[MOST_THREADS];
static size_t thread_count;
static bool locked, turning;

void loop_begin(void) {
  memset(&loop, 0, sizeof loop);
  clock_ns = 1000000000000;
  thread_count = 0;
  locked = turning = false;
}

/* ------------------------------------------------------------------------------------------ libuv */

napi_status napi_get_uv_event_loop(napi_env env, struct uv_loop_s **result) {
  (void)env;
  *result = (struct uv_loop_s *)&loop;
  return napi_ok;
}

int uv_poll_init(uv_loop_t *of, uv_poll_t *handle, int fd) {
  REQUIRE(of == (uv_loop_t *)&loop && has_descriptor(fd));
  if (FAILS(EMFILE)) return -errno;
  memset(handle, 0, sizeof *handle);
  return 0;
}

int uv_poll_start(uv_poll_t *handle, int events, uv_poll_cb ready) {
  REQUIRE(handle->data != NULL && events == UV_READABLE && loop.handle == NULL);
  if (FAILS(ENOMEM)) return -errno;
  loop.handle = handle;
  loop.ready = ready;
  return 0;
}

void uv_close(uv_handle_t *handle, uv_close_cb closed) {
  touch(handle, sizeof(uv_poll_t));
  REQUIRE(loop.closing_count < MOST_CLOSING);
  loop.handle = NULL;
  loop.closing[loop.closing_count].handle = handle;
  loop.closing[loop.closing_count++].closed = closed;
}

void uv_ref(uv_handle_t *handle) { touch(handle, sizeof(uv_poll_t)); }
void uv_unref(uv_handle_t *handle) { touch(handle, sizeof(uv_poll_t)); }

void call_closed(void) {
  while (loop.closing_count > 0) {
    loop.closing_count -= 1;
    loop.closing[loop.closing_count].closed(loop.closing[loop.closing_count].handle);
  }
}

void turn(void) {
  if (turning) return;
  turning = true;
  call_closed();
  if (loop.handle != NULL) loop.ready(loop.handle, outcome() == 255 ? -EBADF : 0, UV_READABLE);
  turning = false;
}

/* -------------------------------------------------------------------------------------- the clock */

uint64_t now(void) { return clock_ns; }

void pass_time(uint64_t nanoseconds) { clock_ns += nanoseconds; }

uint64_t uv_hrtime(void) { return clock_ns += A_CALL_NS; }

int fuzz_clock_gettime(clockid_t clock, struct timespec *result) {
  (void)clock;
  clock_ns += A_CALL_NS;
  result->tv_sec = (time_t)(clock_ns / 1000000000);
  result->tv_nsec = (long)(clock_ns % 1000000000);
  return 0;
}

/* ---------------------------------------------------------------------------------------- threads */

bool is_locked(void) { return locked; }

int fuzz_pthread_mutex_lock(pthread_mutex_t *lock) {
  (void)lock;
  REQUIRE(!locked); /* or it would wait for itself */
  locked = true;
  return 0;
}

int fuzz_pthread_mutex_unlock(pthread_mutex_t *lock) {
  (void)lock;
  REQUIRE(locked);
  locked = false;
  return 0;
}

int fuzz_pthread_cond_signal(pthread_cond_t *news) {
  (void)news;
  return 0; /* who waits is not there while others run */
}

int fuzz_pthread_cond_timedwait(pthread_cond_t *news, pthread_mutex_t *lock,
                                const struct timespec *until) {
  (void)news, (void)lock;
  uint64_t end = (uint64_t)until->tv_sec * 1000000000 + (uint64_t)until->tv_nsec;
  REQUIRE(locked && until->tv_nsec >= 0 && until->tv_nsec < 1000000000);
  locked = false;
  meanwhile();
  REQUIRE(!locked);
  locked = true;
  if (clock_ns < end) clock_ns = end;
  return ETIMEDOUT;
}

int fuzz_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                        void *argument) {
  (void)attributes;
  if (FAILS(EAGAIN)) return errno;
  REQUIRE(thread_count < MOST_THREADS);
  memset(thread, 0, sizeof *thread);
  threads[thread_count].run = run;
  threads[thread_count++].argument = argument;
  return 0;
}

bool run_thread(void) {
  if (thread_count == 0) return false;
  size_t which = choose_below((uint32_t)thread_count);
  void *(*run)(void *) = threads[which].run;
  void *argument = threads[which].argument;
  threads[which] = threads[--thread_count];
  run(argument);
  return true;
}
