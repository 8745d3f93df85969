/*
 * A set of descriptors to wait for: epoll on Linux, kqueue elsewhere, and a timer in it.
 *
 * What is waited for is reported as long as it is so (level-triggered). Functions return 0 or
 * -errno.
 */
#ifndef VISORD_SET_H
#define VISORD_SET_H

#include <stdbool.h>
#include <stdint.h>

enum interest { READ, WRITE, WAKE, TIMER };

struct ready {
  int fd;
  enum interest interest;
};

enum { MOST_EVENTS = 64 };

struct set {
  int fd;
  int wake_in, wake_out; /* writing to one makes the other readable; an eventfd is both */
  int timer;             /* -1: there are none */
};

/* Opens the set, with its wake and its timer in it. */
int set_open(struct set *set);
void set_close(struct set *set);

/* Writing is reported once, everything else until it is removed. */
int set_add(struct set *set, int fd, enum interest interest);
int set_remove(struct set *set, int fd);

/*
 * Reports nothing of a pipe that is read until it is told otherwise. Its writers then wake nobody,
 * and every write costs them less. -ENOTSUP where that cannot be had.
 */
int set_rest(struct set *set, int fd, bool wanted);

/* Stores what is ready, at most MOST_EVENTS, and returns how many, after so long at most. -1: a signal. */
int set_wait(struct set *set, struct ready *ready, int milliseconds);

/* Makes the wake ready: `fd` is its `wake_in`, which any thread may have. */
void set_wake(int fd);
void set_wake_seen(struct set *set);

/* Makes the timer ready once after so many nanoseconds, and not before. */
void set_timer(struct set *set, uint64_t nanoseconds);
void set_timer_seen(struct set *set);

#endif
