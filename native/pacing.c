/*
 * When the next bytes of a pipe that is pumped are worth a turn.
 *
 * A program that writes many small pieces would wake us for each of them. When two have come within a
 * moment, its pipe is left alone until there may be ENOUGH in it, for MOST_REST at most, and read by
 * the timer. A pipe that rests and fills quickly is made wider as long as that lasts: with room for
 * much more than is waited for, its program goes on when our turn comes late. To sleep until a full
 * pipe has been read costs it more than all else.
 */
#include "pump.h"

#include <fcntl.h>
#include <stdatomic.h>

enum {
  ENOUGH = 128 * 1024,  /* bytes that are worth a turn, or half of a smaller pipe */
  USUAL = 64 * 1024,    /* the capacity of a pipe that the system does not tell */
  WIDE = 256 * 1024,    /* of one that is busy */
  WIDEST = 1024 * 1024, /* and of one that rests nevertheless; the most a user may have */
  MOST_WIDE = 8,        /* pipes: with more, they wait for the processor, not for each other */
};

/* Nanoseconds. */
enum {
  LEAST_REST = 100 * 1000,
  MOST_REST = 1000 * 1000,
  TIMER_SLACK = 50 * 1000, /* who is due so soon is served as well */
};

static atomic_int wide; /* how many pipes are */

/* -------------------------------------------------------------------------------------- resting */

static void set_alarm(struct side *side, uint64_t when, uint64_t now) {
  if (side->timer_at != 0 && side->timer_at <= when) return;
  side->timer_at = when;
  set_timer(side->set, when > now ? when - now : 0);
}

static void leave_list(struct pump *pump) {
  if (pump->due == 0) return;
  pump->due = 0;
  *(pump->previous != NULL ? &pump->previous->next : &pump->side->first) = pump->next;
  *(pump->next != NULL ? &pump->next->previous : &pump->side->last) = pump->previous;
}

/* At the end, also if it is in it. */
static void join_list(struct pump *pump, uint64_t due, uint64_t now) {
  struct side *side = pump->side;
  leave_list(pump);
  pump->due = due;
  pump->next = NULL;
  pump->previous = side->last;
  *(side->last != NULL ? &side->last->next : &side->first) = pump;
  side->last = pump;
  set_alarm(side, due, now);
}

static void rest(struct pump *pump, uint64_t duration, uint64_t now) {
  if (pump->due == 0 && set_rest(pump->side->set, pump->fd, true) != 0) return;
  join_list(pump, now + duration, now);
}

void pacing_wake(struct pump *pump, uint64_t now) {
  if (pump->due == 0) return;
  if (set_rest(pump->side->set, pump->fd, false) == 0) leave_list(pump);
  else join_list(pump, now + MOST_REST, now);
}

struct pump *pacing_next(struct side *side, uint64_t now) {
  struct pump *pump = side->first;
  while (pump != NULL && pump->due > now + TIMER_SLACK) pump = pump->next;
  return pump;
}

void pacing_seen(struct side *side) {
  set_timer_seen(side->set);
  side->timer_at = 0;
}

void pacing_set_alarm(struct side *side, uint64_t now) {
  for (struct pump *pump = side->first; pump != NULL; pump = pump->next)
    set_alarm(side, pump->due, now);
}

/* --------------------------------------------------------------------------- whose set it is in */

void pacing_join(struct pump *pump, struct side *side, uint64_t now) {
  pump->side = side;
  if (set_add(side->set, pump->fd, READ) != 0) join_list(pump, now + MOST_REST, now);
}

void pacing_leave(struct pump *pump) {
  if (pump->due != 0) leave_list(pump);
  else set_remove(pump->side->set, pump->fd);
}

/* ---------------------------------------------------------------------------------------- width */

static bool is_wide(const struct pump *pump) { return pump->capacity > pump->usual; }

static void set_capacity(struct pump *pump, size_t wanted) {
#ifdef F_SETPIPE_SZ
  bool was_wide = is_wide(pump);
  int capacity = fcntl(pump->fd, F_SETPIPE_SZ, (int)wanted);
  if (capacity <= 0) return; /* a user who has too many already, or it is not empty */
  pump->capacity = (size_t)capacity;
  wide += is_wide(pump) - was_wide;
#else
  (void)pump, (void)wanted;
#endif
}

/* Makes the pipe wider, if that may be. */
static void widen(struct pump *pump, size_t wanted) {
  if (!is_wide(pump) && wide >= MOST_WIDE) return;
  size_t before = pump->capacity;
  for (; wanted > before && pump->capacity == before; wanted /= 2) set_capacity(pump, wanted);
}

void pacing_make_usual(struct pump *pump) {
  if (is_wide(pump)) set_capacity(pump, pump->usual);
}

void pacing_begin(struct pump *pump) {
  pump->capacity = pump->usual = USUAL;
#ifdef F_GETPIPE_SZ
  int capacity = fcntl(pump->fd, F_GETPIPE_SZ);
  if (capacity > 0) pump->capacity = pump->usual = (size_t)capacity;
#endif
}

void pacing_end(struct pump *pump) {
  leave_list(pump);
  if (is_wide(pump)) wide -= 1;
}

/* ------------------------------------------------------------------------------------ decisions */

void pacing_lent(struct pump *pump, uint64_t now) {
  if (is_wide(pump)) rest(pump, LEAST_REST, now); /* it is over if nothing has come by then */
}

void pacing_empty(struct pump *pump, uint64_t now) {
  uint64_t since = now - pump->read_at;
  size_t moved = pump->read;
  pump->read_at = now;
  pump->read = 0;
  if (moved == 0) { /* quiet */
    pacing_make_usual(pump);
    pacing_wake(pump, now);
    return;
  }
  if (moved >= pump->capacity / 4 * 3) { /* it has had to wait for us */
    widen(pump, pump->due != 0 ? WIDEST : WIDE);
    pacing_wake(pump, now);
    return;
  }
  if (pump->due == 0 && since > MOST_REST) return;
  size_t enough = pump->capacity / 2 < ENOUGH ? pump->capacity / 2 : ENOUGH;
  uint64_t duration = since * enough / moved;
  if (duration < MOST_REST / 2) widen(pump, WIDEST);
  if (duration < LEAST_REST && !is_wide(pump)) pacing_wake(pump, now);
  else if (duration < LEAST_REST) rest(pump, LEAST_REST, now);
  else rest(pump, duration < MOST_REST ? duration : MOST_REST, now);
}

void pacing_more(struct pump *pump, uint64_t now) {
  widen(pump, WIDE);
  pacing_wake(pump, now); /* the next turn goes on */
}
