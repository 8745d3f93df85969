/*
 * Moves what comes from a pipe to a file, without JavaScript, as long as nothing is to be decided.
 *
 * JavaScript lends a pipe to the pump for so many bytes and so long, and has it back when
 *
 *   the file holds so many bytes more   (it may have to be rotated)
 *   that time is over                   (the next bytes come as news of data, to be looked after)
 *   a write fails, or is cut short      (the bytes that are not in the file come as news of data)
 *   the pipe has come to its end
 *   it asks for it
 *
 * NEWS_PUMPED says how many bytes are in the file; it comes before any other news of that pipe.
 * Between two turns nothing is held here, so that a pipe can be taken back at any moment.
 *
 * What comes now and then is pumped by JavaScript's thread: to wake another one would cost more. So is a
 * flood that is alone. What floods beside it goes to other threads (pump_thread.c). Which pipe is looked
 * at when is decided by pacing.c.
 */
#include "poller.h"
#include "pump.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

enum {
  LEAST_ROOM = 16 * 1024, /* in the buffer; with less, the next turn does it */
  MOST_LENT = 1 << 30,    /* bytes: their number must fit into a record */
  A_FLOOD = 1024 * 1024,  /* bytes since it was lent, which is rarely for more than half a second */
};

static const uint64_t A_WHILE = 1000 * 1000 * 1000; /* nanoseconds */

static struct {
  struct side own;          /* what JavaScript's thread pumps */
  const struct pump *flood; /* that it pumps itself */
  uint64_t flooded;         /* when that was */
  struct pump **by_fd;
  int size;
} pumps;

struct pump *pump_find(int fd) { return fd >= 0 && fd < pumps.size ? pumps.by_fd[fd] : NULL; }

static bool is_lent(const struct pump *pump) { return pump != NULL && pump->target != -1; }

bool pump_has(int fd) { return is_lent(pump_find(fd)); }

/* -------------------------------------------------------------------------- JavaScript's thread */

/* Tells JavaScript that it has it back. */
static void stop(struct poller *self, struct pump *pump, uint64_t now) {
  pacing_wake(pump, now);
  pump->target = -1;
  pump->floods = pump->written >= A_FLOOD;
  poller_record(self, NEWS_PUMPED, pump->fd, pump->written, 0, 0);
}

static void record_data(struct poller *self, struct pump *pump, size_t from, size_t to) {
  poller_record(self, NEWS_DATA, pump->fd, (int32_t)(self->used + from), (int32_t)(self->used + to), 0);
  self->used += to;
}

/*
 * Whether other threads are to pump it. One flood alone stays here: with a thread less that wants the
 * processors, the slowest answers come in half the time. Once others are at work, it goes to them.
 */
static bool is_for_others(const struct pump *pump, uint64_t now) {
  if (!pump->floods && pump->written < A_FLOOD) return false;
  if (pumps.flood != pump && now - pumps.flooded < A_WHILE) return true;
  pumps.flood = pump;
  pumps.flooded = now;
  return pump_thread_is_at_work();
}

static void hand_over(struct pump *pump, uint64_t now) {
  pacing_leave(pump);
  if (!pump_thread_lend(pump, now)) pacing_join(pump, &pumps.own, now);
}

static size_t run(struct poller *self, struct pump *pump, size_t budget, uint64_t now) {
  size_t room = self->bytes_size - self->used;
  struct move move = pump_move(pump, self->bytes + self->used, room, budget, now);
  switch (move.outcome) {
    case IS_EMPTY:
      pacing_empty(pump, now);
      break;
    case IS_MORE:
      pacing_more(pump, now);
      break;
    default:
      stop(self, pump, now);
  }
  if (move.outcome == IS_LATE) poller_read(self, pump->fd, room);
  if (move.outcome == IS_UNWRITTEN) record_data(self, pump, move.from, move.to);
  if (move.outcome == IS_OVER) poller_end(self, pump->fd, move.error);
  if (is_lent(pump) && is_for_others(pump, now)) hand_over(pump, now);
  return move.bytes;
}

/* For the bytes of one chunk of that size, and the news of one pipe. */
static bool has_room(const struct poller *self, size_t bytes, size_t reserved) {
  return self->bytes_size - self->used >= bytes &&
         self->record_count + MOST_PUMP_RECORDS + reserved <= self->most_records;
}

size_t pump_run(struct poller *self, int fd, size_t budget) {
  struct pump *pump = pump_find(fd);
  if (pump->side != &pumps.own || !has_room(self, LEAST_ROOM, 0)) return 0;
  return run(self, pump, budget, uv_hrtime());
}

size_t pump_rested(struct poller *self, size_t budget, size_t reserved) {
  uint64_t now = uv_hrtime();
  size_t moved = 0;
  struct pump *pump;
  pacing_seen(&pumps.own);
  while (moved < budget && has_room(self, LEAST_ROOM, reserved) &&
         (pump = pacing_next(&pumps.own, now)) != NULL) {
    if (is_lent(pump)) moved += run(self, pump, budget - moved, now);
    else pacing_wake(pump, now);
  }
  pacing_set_alarm(&pumps.own, now);
  return moved;
}

/* What another thread has read and could not write. */
static size_t take_kept(struct pump *pump, uint8_t *bytes) {
  if (pump->kept == NULL) return 0;
  size_t count = pump->move.to - pump->move.from;
  memcpy(bytes, pump->kept + pump->move.from, count);
  free(pump->kept);
  pump->kept = NULL;
  return count;
}

void pump_take_given(struct poller *self, size_t reserved) {
  uint64_t now = uv_hrtime();
  struct pump *pump;
  while (has_room(self, MOST_PUMPED, reserved) && (pump = pump_thread_next()) != NULL) {
    pacing_join(pump, &pumps.own, now);
    if (pump->move.outcome == IS_QUIET) continue;
    stop(self, pump, now);
    size_t kept = take_kept(pump, self->bytes + self->used);
    if (kept > 0) record_data(self, pump, 0, kept);
  }
  if (pump_thread_has_given()) set_wake(self->set.wake_in); /* the others with the next turn */
}

/* --------------------------------------------------------------------------- asked by JavaScript */

static bool make_room(int fd) {
  if (fd < pumps.size) return true;
  int size = fd < 64 ? 128 : 2 * fd;
  pump_thread_lock(); /* they look pipes up there */
  struct pump **larger = realloc(pumps.by_fd, (size_t)size * sizeof *larger);
  if (larger != NULL) {
    for (int i = pumps.size; i < size; i++) larger[i] = NULL;
    pumps.by_fd = larger;
    pumps.size = size;
  }
  pump_thread_unlock();
  return larger != NULL;
}

/* Finds the pump of a pipe, or makes one. NULL: there is no memory. */
static struct pump *get(int fd) {
  if (!make_room(fd)) return NULL;
  if (pumps.by_fd[fd] != NULL) return pumps.by_fd[fd];
  struct pump *pump = calloc(1, sizeof *pump);
  if (pump == NULL) return NULL;
  pump->fd = fd;
  pump->target = -1;
  pump->side = &pumps.own;
  pacing_begin(pump);
  return pumps.by_fd[fd] = pump;
}

/* Has it on this thread, whoever had it. */
static void take_back(struct pump *pump, uint64_t now) {
  if (pump->side == &pumps.own) return;
  pump_thread_return(pump);
  pacing_join(pump, &pumps.own, now);
}

/*
 * pump(fd, target, bytes, milliseconds) -> 0. The pipe is watched, the target a file opened for
 * appending; both are positive, and neither is closed before unpump() or unwatch().
 */
napi_value pump_start(napi_env env, napi_callback_info info) {
  napi_value arguments[4];
  int32_t fd, target, bytes;
  double milliseconds;
  if (!take_arguments(env, info, 4, arguments) || !to_int32(env, arguments[0], &fd) ||
      !to_int32(env, arguments[1], &target) || !to_int32(env, arguments[2], &bytes) ||
      !to_double(env, arguments[3], &milliseconds))
    return NULL;
  if (fd < 0 || target < 0 || bytes <= 0 || bytes > MOST_LENT || !(milliseconds >= 0 && milliseconds < 1e9))
    return make_int32(env, -EINVAL);
  if (fcntl(fd, F_GETFD) == -1) return make_int32(env, -errno); /* nor is it larger than can be */
  struct pump *pump = get(fd);
  if (pump == NULL) return make_int32(env, -ENOMEM);
  if (is_lent(pump)) return make_int32(env, -EBUSY);
  uint64_t now = uv_hrtime();
  pump->target = target;
  pump->room = bytes;
  pump->written = 0;
  pump->until = now + (uint64_t)(milliseconds * 1e6);
  pacing_lent(pump, now);
  if (is_for_others(pump, now)) hand_over(pump, now);
  return make_int32(env, 0);
}

/*
 * unpump(fd, bytes) -> [how many bytes were written since pump(), how many were read and are not in the
 * file]. JavaScript reads it again, after those, which stand in `bytes` now: it has room for MOST_PUMPED.
 */
napi_value pump_stop(napi_env env, napi_callback_info info) {
  napi_value arguments[2];
  int32_t fd;
  void *bytes;
  size_t size;
  if (!take_arguments(env, info, 2, arguments) || !to_int32(env, arguments[0], &fd)) return NULL;
  if (napi_get_typedarray_info(env, arguments[1], NULL, &size, &bytes, NULL, NULL) != napi_ok ||
      size < MOST_PUMPED) {
    napi_throw_type_error(env, NULL, "expected a larger Uint8Array");
    return NULL;
  }
  struct pump *pump = pump_find(fd);
  if (!is_lent(pump)) return int32_pair(env, -ENOENT, 0);
  uint64_t now = uv_hrtime();
  take_back(pump, now);
  pacing_wake(pump, now);
  pacing_make_usual(pump); /* not if it holds too much, which will be lent again */
  pump->target = -1;
  return int32_pair(env, pump->written, (int32_t)take_kept(pump, bytes));
}

void pump_forget(int fd) {
  struct pump *pump = pump_find(fd);
  if (pump == NULL) return;
  uint64_t now = uv_hrtime();
  take_back(pump, now);
  pacing_wake(pump, now); /* in the set, which poller.c takes it out of */
  pacing_end(pump);
  pump_thread_lock();
  pumps.by_fd[fd] = NULL;
  pump_thread_unlock();
  free(pump->kept);
  free(pump);
}

int pump_most(void) { return pumps.size; }

void pump_open(struct set *set) {
  pumps.own.set = set;
  pump_thread_open(set->wake_in);
}

void pump_close(void) {
  pump_thread_close();
  for (int fd = 0; fd < pumps.size; fd++) pump_forget(fd);
  free(pumps.by_fd);
  memset(&pumps, 0, sizeof pumps);
}
