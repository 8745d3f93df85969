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
 * Pacing: a program that writes many small pieces would wake us for each of them. When two have
 * come within a moment, its pipe is left alone until there may be ENOUGH in it, for MOST_REST at
 * most, and read by the timer. A pipe that rests and fills quickly is made wider as long as that
 * lasts: with room for much more than is waited for, its program goes on when our turn comes late.
 * To sleep until a full pipe has been read costs it more than all else.
 *
 * Pacing and pumping are in one file: they decide by the same few fields, which are nobody else's.
 */
#include "poller.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
  MOST_PUMPED = 128 * 1024, /* at once: both copies of it find it in the processor's cache */
  LEAST_ROOM = 16 * 1024,   /* in the buffer; with less, the next turn does it */
  MOST_LENT = 1 << 30,      /* bytes: their number must fit into a record */
  ENOUGH = 128 * 1024,      /* bytes that are worth a turn, or half of a smaller pipe */
  WIDE = 256 * 1024,        /* the capacity of a pipe that is busy */
  WIDEST = 1024 * 1024,     /* and of one that rests nevertheless; the most a user may have */
  MOST_WIDE = 8,            /* pipes: with more, they wait for the processor, not for each other */
};

/* Nanoseconds. */
enum {
  LEAST_REST = 100 * 1000,
  MOST_REST = 1000 * 1000,
  TIMER_SLACK = 50 * 1000, /* who is due so soon is served as well */
};

struct pump {
  int fd;
  int target;       /* -1: it is JavaScript's */
  int32_t room;     /* bytes until JavaScript wants it back */
  int32_t written;  /* since it was lent */
  uint64_t until;   /* when JavaScript wants it back */
  uint64_t read_at; /* when it was found empty last */
  size_t read;      /* bytes since then */
  uint64_t due;     /* when it has rested; 0: it does not rest */
  size_t capacity;  /* of the pipe */
  size_t usual;     /* its capacity before it was made wider */
  struct pump *next, *previous; /* of those that rest */
};

static struct {
  struct set *set;
  struct pump **by_fd;
  int size;
  struct pump *first, *last; /* those that rest, in the order in which they began */
  uint64_t timer_at;         /* when the timer is ready; 0: never */
  int wide;                  /* how many pipes are */
} pumps;

static struct pump *find(int fd) {
  return fd >= 0 && fd < pumps.size ? pumps.by_fd[fd] : NULL;
}

bool pump_has(int fd) {
  struct pump *pump = find(fd);
  return pump != NULL && pump->target != -1;
}

/* ------------------------------------------------------------------------------------ resting */

/* Makes the timer ready at `when`, unless it is earlier. */
static void set_alarm(uint64_t when, uint64_t now) {
  if (pumps.timer_at != 0 && pumps.timer_at <= when) return;
  pumps.timer_at = when;
  set_timer(pumps.set, when > now ? when - now : 0);
}

static void leave_list(struct pump *pump) {
  if (pump->due == 0) return;
  pump->due = 0;
  *(pump->previous != NULL ? &pump->previous->next : &pumps.first) = pump->next;
  *(pump->next != NULL ? &pump->next->previous : &pumps.last) = pump->previous;
}

static void join_list(struct pump *pump, uint64_t due) {
  pump->due = due;
  pump->next = NULL;
  pump->previous = pumps.last;
  *(pumps.last != NULL ? &pumps.last->next : &pumps.first) = pump;
  pumps.last = pump;
}

static void rest(struct pump *pump, uint64_t duration, uint64_t now) {
  if (pump->due == 0 && set_rest(pumps.set, pump->fd, true) != 0) return;
  leave_list(pump);
  join_list(pump, now + duration);
  set_alarm(pump->due, now);
}

/* The set reports it again; or it rests on, if there is no memory for that. */
static void wake(struct pump *pump) {
  if (pump->due != 0 && set_rest(pumps.set, pump->fd, false) == 0) leave_list(pump);
}

static bool is_wide(const struct pump *pump) { return pump->capacity > pump->usual; }

static void set_capacity(struct pump *pump, size_t wanted) {
#ifdef F_SETPIPE_SZ
  bool was_wide = is_wide(pump);
  int capacity = fcntl(pump->fd, F_SETPIPE_SZ, (int)wanted);
  if (capacity <= 0) return; /* a user who has too many already, or it is not empty */
  pump->capacity = (size_t)capacity;
  pumps.wide += is_wide(pump) - was_wide;
#else
  (void)pump, (void)wanted;
#endif
}

/* Makes the pipe wider, if that may be. */
static void widen(struct pump *pump, size_t wanted) {
  if (!is_wide(pump) && pumps.wide == MOST_WIDE) return;
  size_t before = pump->capacity;
  for (; wanted > before && pump->capacity == before; wanted /= 2) set_capacity(pump, wanted);
}

static void make_usual(struct pump *pump) {
  if (is_wide(pump)) set_capacity(pump, pump->usual);
}

/* It was found empty: is it worth while to be told of the next byte? */
static void pace(struct pump *pump, uint64_t now) {
  uint64_t since = now - pump->read_at;
  size_t moved = pump->read;
  pump->read_at = now;
  pump->read = 0;
  if (moved == 0) { /* quiet */
    make_usual(pump);
    wake(pump);
    return;
  }
  if (moved >= pump->capacity / 4 * 3) { /* it has had to wait for us */
    widen(pump, pump->due != 0 ? WIDEST : WIDE);
    wake(pump);
    return;
  }
  if (pump->due == 0 && since > MOST_REST) return;
  size_t enough = pump->capacity / 2 < ENOUGH ? pump->capacity / 2 : ENOUGH;
  uint64_t duration = since * enough / moved;
  if (duration < MOST_REST / 2) widen(pump, WIDEST);
  if (duration < LEAST_REST && !is_wide(pump)) wake(pump);
  else if (duration < LEAST_REST) rest(pump, LEAST_REST, now);
  else rest(pump, duration < MOST_REST ? duration : MOST_REST, now);
}

/* ------------------------------------------------------------------------------------ pumping */

/* Gives it back to JavaScript. */
static void stop(struct poller *self, struct pump *pump) {
  wake(pump);
  pump->target = -1;
  poller_record(self, NEWS_PUMPED, pump->fd, pump->written, 0, 0);
}

/*
 * How much is read at once: up to what JavaScript wants to hear of, but as much as it reads itself,
 * so that a file which is to be rotated is no larger than it would make it.
 */
static size_t chunk(const struct poller *self, const struct pump *pump) {
  size_t room = self->bytes_size - self->used;
  if (room > MOST_PUMPED) room = MOST_PUMPED;
  size_t wanted = (size_t)pump->room;
  if (wanted < MOST_CHUNK) wanted = MOST_CHUNK;
  return room < wanted ? room : wanted;
}

/* Writes what has been read. False: it is JavaScript's now. */
static bool write_chunk(struct poller *self, struct pump *pump, size_t count) {
  ssize_t written = write(pump->target, self->bytes + self->used, count);
  if (written < 0) written = 0; /* JavaScript will meet the error */
  pump->written += (int32_t)written;
  pump->room -= (int32_t)written;
  if ((size_t)written == count && pump->room > 0) return true;
  stop(self, pump);
  if ((size_t)written < count) {
    size_t end = self->used + count;
    poller_record(self, NEWS_DATA, pump->fd, (int32_t)(self->used + (size_t)written), (int32_t)end,
                  0);
    self->used = end;
  }
  return false;
}

size_t pump_run(struct poller *self, int fd, size_t budget) {
  struct pump *pump = find(fd);
  uint64_t now = uv_hrtime();
  if (self->bytes_size - self->used < LEAST_ROOM) return 0;
  if (now >= pump->until) {
    stop(self, pump);
    poller_read(self, fd, self->bytes_size - self->used);
    return 0;
  }
  size_t moved = 0;
  do {
    size_t wanted = chunk(self, pump);
    ssize_t count = read(fd, self->bytes + self->used, wanted);
    if (count == 0 || (count == -1 && errno != EAGAIN && errno != EINTR)) {
      int error = count == 0 ? 0 : errno;
      stop(self, pump);
      poller_end(self, fd, error);
      return moved;
    }
    if (count > 0) {
      moved += (size_t)count;
      pump->read += (size_t)count;
      if (!write_chunk(self, pump, (size_t)count)) return moved;
    }
    if (count < (ssize_t)wanted) {
      pace(pump, now);
      return moved;
    }
  } while (moved < budget);
  widen(pump, WIDE);
  wake(pump); /* there may be more: the next turn goes on */
  return moved;
}

size_t pump_rested(struct poller *self, size_t budget, size_t reserved) {
  uint64_t now = uv_hrtime();
  uint64_t earliest = UINT64_MAX;
  size_t moved = 0;
  struct pump *next;
  set_timer_seen(pumps.set);
  pumps.timer_at = 0;
  for (struct pump *pump = pumps.first; pump != NULL; pump = next) {
    next = pump->next;
    if (pump->due <= now + TIMER_SLACK && moved < budget &&
        self->record_count + MOST_PUMP_RECORDS + reserved <= self->most_records) {
      if (pump->target == -1) wake(pump);
      else moved += pump_run(self, pump->fd, budget - moved);
    }
    if (pump->due != 0 && pump->due < earliest) earliest = pump->due;
  }
  if (earliest != UINT64_MAX) set_alarm(earliest, now);
  return moved;
}

/* --------------------------------------------------------------------------- asked by JavaScript */

static size_t capacity_of(int fd) {
#ifdef F_GETPIPE_SZ
  int capacity = fcntl(fd, F_GETPIPE_SZ);
  if (capacity > 0) return (size_t)capacity;
#else
  (void)fd;
#endif
  return MOST_CHUNK;
}

/* Finds the pump of a pipe, or makes one. NULL: there is no memory. */
static struct pump *get(int fd) {
  if (fd >= pumps.size) {
    int size = fd < 64 ? 128 : 2 * fd;
    struct pump **larger = realloc(pumps.by_fd, (size_t)size * sizeof *larger);
    if (larger == NULL) return NULL;
    for (int i = pumps.size; i < size; i++) larger[i] = NULL;
    pumps.by_fd = larger;
    pumps.size = size;
  }
  struct pump *pump = pumps.by_fd[fd];
  if (pump != NULL) return pump;
  pump = calloc(1, sizeof *pump);
  if (pump == NULL) return NULL;
  pump->fd = fd;
  pump->target = -1;
  pump->capacity = pump->usual = capacity_of(fd);
  pumps.by_fd[fd] = pump;
  return pump;
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
  pump->target = target;
  pump->room = bytes;
  pump->written = 0;
  uint64_t now = uv_hrtime();
  pump->until = now + (uint64_t)(milliseconds * 1e6);
  if (is_wide(pump)) rest(pump, LEAST_REST, now); /* it is over if nothing has come by then */
  return make_int32(env, 0);
}

/* unpump(fd) -> how many bytes were written since pump(). JavaScript reads it again. */
napi_value pump_stop(napi_env env, napi_callback_info info) {
  int32_t fd;
  if (!one_int32(env, info, &fd)) return NULL;
  if (!pump_has(fd)) return make_int32(env, -ENOENT);
  struct pump *pump = find(fd);
  wake(pump);
  make_usual(pump); /* not if it holds too much, which will be lent again */
  pump->target = -1;
  return make_int32(env, pump->written);
}

void pump_forget(int fd) {
  struct pump *pump = find(fd);
  if (pump == NULL) return;
  wake(pump);
  leave_list(pump);
  if (is_wide(pump)) pumps.wide -= 1;
  pumps.by_fd[fd] = NULL;
  free(pump);
}

void pump_open(struct set *set) { pumps.set = set; }

void pump_close(void) {
  for (int fd = 0; fd < pumps.size; fd++) pump_forget(fd);
  free(pumps.by_fd);
  memset(&pumps, 0, sizeof pumps);
}
