/* libuv and the clock. */
#include "fuzz.h"

#include <errno.h>
#include <string.h>
#include <time.h>
#include <uv.h>

enum { MOST_CLOSING = 256, MOST_PROCESSORS = 4, A_CALL_NS = 1000 };

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
static unsigned processors;
static bool turning;

void loop_begin(void) {
  memset(&loop, 0, sizeof loop);
  clock_ns = 1000000000000;
  processors = 1 + outcome() % MOST_PROCESSORS;
  turning = false;
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

unsigned uv_available_parallelism(void) { return processors; }

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
