/*
 * The parts of the pump, as they see each other.
 *
 *   pump.c         what JavaScript lends and has back, and what its own thread pumps
 *   pump_thread.c  the threads that pump what floods
 *   pump_move.c    one turn of a pipe
 *   pacing.c       when the next bytes are worth a turn, and how wide the pipe is meanwhile
 */
#ifndef VISORD_PUMP_H
#define VISORD_PUMP_H

#include "set.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  MOST_PUMPED = 128 * 1024, /* at once: both copies of it find it in the processor's cache */
  PUMP_BUDGET = 256 * 1024, /* bytes of one pipe before the next has its turn */
};

/* A thread that pumps: what it waits for, and what it leaves alone for a moment. */
struct side {
  struct set *set;
  struct pump *first, *last; /* those that rest, in the order in which they began */
  uint64_t timer_at;         /* when the timer is ready; 0: never */
};

/* Why moving has come to an end. */
enum outcome {
  IS_EMPTY,     /* the pipe, for now */
  IS_MORE,      /* the budget is spent */
  IS_ENOUGH,    /* JavaScript wants it back: the file holds what it said */
  IS_LATE,      /* the same, for the time is over; nothing was moved */
  IS_UNWRITTEN, /* the same, for the file does not take what was read */
  IS_OVER,      /* the pipe has come to its end, or cannot be read */
  IS_QUIET,     /* nothing floods any more: it goes on with JavaScript's thread */
};

struct move {
  enum outcome outcome;
  int error;       /* IS_OVER: errno, or 0 at the end */
  size_t bytes;    /* how many were read */
  size_t from, to; /* IS_UNWRITTEN: where those are that are not in the file */
};

/* Whatever belongs to a side is touched by its thread only, or under the lock of pump_thread.c. */
struct pump {
  int fd;
  int target;      /* -1: it is JavaScript's */
  int32_t room;    /* bytes until JavaScript wants it back */
  int32_t written; /* since it was lent */
  uint64_t until;  /* when JavaScript wants it back */
  bool floods;     /* it did when it was lent last */
  struct side *side;

  /* pacing.c */
  uint64_t read_at; /* when it was found empty last */
  size_t read;      /* bytes since then */
  uint64_t due;     /* when it has rested; 0: it does not rest */
  size_t capacity;  /* of the pipe */
  size_t usual;     /* its capacity before it was made wider */
  struct pump *next, *previous; /* of those that rest */

  /* pump_thread.c */
  struct move move; /* why its thread has given it back */
  bool given;       /* and nobody has taken it yet */
  struct pump *next_given;
  uint8_t *kept; /* IS_UNWRITTEN: where those bytes are, to be freed */
};

/* pump.c */

struct pump *pump_find(int fd); /* NULL: nobody has pumped it yet */
int pump_most(void);            /* all that have been pumped are below */

/* pump_move.c */

/* Moves one chunk through the buffer, and goes on until it has moved `budget` bytes. */
struct move pump_move(struct pump *pump, uint8_t *buffer, size_t size, size_t budget, uint64_t now);

/* pacing.c */

void pacing_begin(struct pump *pump); /* nobody has pumped it yet */
void pacing_end(struct pump *pump);
/* It is lent. */
void pacing_lent(struct pump *pump, uint64_t now);
/* It was found empty: is it worth while to be told of the next byte? */
void pacing_empty(struct pump *pump, uint64_t now);
/* There was more in it than there was time for. */
void pacing_more(struct pump *pump, uint64_t now);
/* Its side is told of the next byte again; or later, if there is no memory for that now. */
void pacing_wake(struct pump *pump, uint64_t now);
void pacing_make_usual(struct pump *pump);

/* This side is told of its bytes, or will be when there is memory for that. */
void pacing_join(struct pump *pump, struct side *side, uint64_t now);
/* Nobody is. */
void pacing_leave(struct pump *pump);

/* The timer was ready: after this come those that have rested, one after the other, ... */
void pacing_seen(struct side *side);
struct pump *pacing_next(struct side *side, uint64_t now); /* NULL: there is none */
/* ... and then it is set for the others. */
void pacing_set_alarm(struct side *side, uint64_t now);

/* pump_thread.c */

/* Who is told of what the threads give back (set_wake). */
void pump_thread_open(int wake_fd);
/* Ends the threads; everything that they had is given back. */
void pump_thread_close(void);
bool pump_thread_is_at_work(void); /* whether there is one */
/* Gives them a pipe that is lent, and in no set. False: there can be no thread. */
bool pump_thread_lend(struct pump *pump, uint64_t now);
/* Has a pipe back, as soon as its thread has done with what it is at. It is in no set then. */
void pump_thread_return(struct pump *pump);
/* The next that has been given back, in no set; NULL: there is none. */
struct pump *pump_thread_next(void);
bool pump_thread_has_given(void);
/* While it is held, nothing changes that the threads look at. */
void pump_thread_lock(void);
void pump_thread_unlock(void);

#endif
