/* The set of descriptors that are waited for, epoll or kqueue: see set.h. */
#include "set.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#ifdef __linux__

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>

static int control(struct set *set, int operation, int fd, enum interest interest,
                   uint32_t events) {
  struct epoll_event event = {.events = events};
  event.data.u64 = (uint64_t)interest << 32 | (uint32_t)fd;
  return epoll_ctl(set->fd, operation, fd, &event) == -1 ? -errno : 0;
}

int set_add(struct set *set, int fd, enum interest interest) {
  return control(set, EPOLL_CTL_ADD, fd, interest,
                 interest == WRITE ? EPOLLOUT | EPOLLONESHOT : EPOLLIN);
}

int set_remove(struct set *set, int fd) {
  return epoll_ctl(set->fd, EPOLL_CTL_DEL, fd, NULL) == -1 ? -errno : 0;
}

int set_rest(struct set *set, int fd, bool wanted) {
  return wanted ? set_remove(set, fd) : set_add(set, fd, READ);
}

int set_wait(struct set *set, struct ready *ready, int milliseconds) {
  struct epoll_event events[MOST_EVENTS];
  int count = epoll_wait(set->fd, events, MOST_EVENTS, milliseconds);
  for (int i = 0; i < count; i++) {
    ready[i].fd = (int)(uint32_t)events[i].data.u64;
    ready[i].interest = (enum interest)(events[i].data.u64 >> 32);
  }
  return count;
}

void set_timer(struct set *set, uint64_t nanoseconds) {
  struct itimerspec when = {.it_value = {.tv_sec = (time_t)(nanoseconds / 1000000000),
                                         .tv_nsec = (long)(nanoseconds % 1000000000)}};
  if (nanoseconds == 0) when.it_value.tv_nsec = 1; /* 0 would stop it */
  timerfd_settime(set->timer, 0, &when, NULL);
}

void set_timer_seen(struct set *set) {
  uint64_t expirations;
  ssize_t count = read(set->timer, &expirations, sizeof expirations);
  (void)count;
}

static int open_parts(struct set *set) {
  set->fd = epoll_create1(EPOLL_CLOEXEC);
  if (set->fd == -1) return -errno;
  set->wake_in = set->wake_out = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (set->wake_in == -1) return -errno;
  set->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
  if (set->timer == -1) return -errno;
  return set_add(set, set->timer, TIMER);
}

#else

#include <sys/event.h>

int set_add(struct set *set, int fd, enum interest interest) {
  struct kevent change;
  EV_SET(&change, fd, interest == WRITE ? EVFILT_WRITE : EVFILT_READ,
         interest == WRITE ? EV_ADD | EV_ONESHOT : EV_ADD, 0, 0, (void *)(intptr_t)interest);
  return kevent(set->fd, &change, 1, NULL, 0, NULL) == -1 ? -errno : 0;
}

int set_remove(struct set *set, int fd) {
  struct kevent change;
  EV_SET(&change, fd, EVFILT_READ, EV_DELETE, 0, 0, NULL);
  int error = kevent(set->fd, &change, 1, NULL, 0, NULL) == -1 ? errno : 0;
  EV_SET(&change, fd, EVFILT_WRITE, EV_DELETE, 0, 0, NULL);
  if (kevent(set->fd, &change, 1, NULL, 0, NULL) == 0) error = 0;
  return -error;
}

int set_rest(struct set *set, int fd, bool wanted) {
  (void)set, (void)fd;
  return wanted ? -ENOTSUP : 0;
}

int set_wait(struct set *set, struct ready *ready, int milliseconds) {
  struct kevent events[MOST_EVENTS];
  struct timespec most = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
  int count = kevent(set->fd, NULL, 0, events, MOST_EVENTS, &most);
  for (int i = 0; i < count; i++) {
    ready[i].fd = (int)events[i].ident;
    ready[i].interest = (enum interest)(intptr_t)events[i].udata;
  }
  return count;
}

void set_timer(struct set *set, uint64_t nanoseconds) { (void)set, (void)nanoseconds; }
void set_timer_seen(struct set *set) { (void)set; }

static int open_parts(struct set *set) {
  int ends[2];
  set->fd = kqueue();
  if (set->fd == -1) return -errno;
  fcntl(set->fd, F_SETFD, FD_CLOEXEC);
  if (pipe(ends) == -1) return -errno;
  for (int i = 0; i < 2; i++) {
    fcntl(ends[i], F_SETFD, FD_CLOEXEC);
    fcntl(ends[i], F_SETFL, fcntl(ends[i], F_GETFL) | O_NONBLOCK);
  }
  set->wake_out = ends[0];
  set->wake_in = ends[1];
  return 0;
}

#endif

void set_wake(int fd) {
  uint64_t one = 1;
  ssize_t written = write(fd, &one, sizeof one);
  (void)written; /* full means that it is ready already */
}

void set_wake_seen(struct set *set) {
  uint64_t buffer;
  while (read(set->wake_out, &buffer, sizeof buffer) > 0) continue;
}

int set_open(struct set *set) {
  *set = (struct set){.fd = -1, .wake_in = -1, .wake_out = -1, .timer = -1};
  int error = open_parts(set);
  if (error == 0) error = set_add(set, set->wake_out, WAKE);
  if (error != 0) set_close(set);
  return error;
}

void set_close(struct set *set) {
  if (set->fd != -1) close(set->fd);
  if (set->timer != -1) close(set->timer);
  if (set->wake_out != -1) close(set->wake_out);
  if (set->wake_in != -1 && set->wake_in != set->wake_out) close(set->wake_in);
}
