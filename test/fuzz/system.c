/*
 * Descriptors: real ones, made by the addon or for it. A number that is none of this life is a bad
 * descriptor, whatever else the process has open under it. Nothing ever waits.
 */
#include "fuzz.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum { FIRST_INTERNAL = MOST_DESCRIPTORS - 64 };

/* INTERNAL: opened by the addon for itself. TAKEN: the addon is to close it. */
static enum { NONE, GIVEN, INTERNAL, TAKEN } descriptors[MOST_DESCRIPTORS];
static uint64_t timers[MOST_DESCRIPTORS]; /* when each is ready; 0: never */

void system_begin(void) { memset(timers, 0, sizeof timers); }

void system_end(bool in_order) {
  for (int fd = 0; fd < MOST_DESCRIPTORS; fd++) {
    REQUIRE(!in_order || (descriptors[fd] != INTERNAL && descriptors[fd] != TAKEN));
    if (descriptors[fd] != NONE) close(fd);
    descriptors[fd] = NONE;
  }
}

int some_descriptor(uint8_t number) {
  int count = 0, fds[MOST_DESCRIPTORS];
  for (int fd = 0; fd < MOST_DESCRIPTORS; fd++)
    if (descriptors[fd] == GIVEN) fds[count++] = fd;
  return count == 0 ? -1 : fds[number % count];
}

/* Whatever JavaScript has closed, it is not one of those now. */
bool is_internal(double number) { return number >= FIRST_INTERNAL && number < MOST_DESCRIPTORS; }

bool has_descriptor(int fd) {
  if (fd >= 0 && fd < MOST_DESCRIPTORS && descriptors[fd] != NONE) return true;
  errno = EBADF;
  return false;
}

int keep_descriptor(int fd, bool is_internal) {
  REQUIRE(fd < MOST_DESCRIPTORS); /* see the limit in target.c */
  if (fd < 0) return fd;
  if (is_internal) {
    int low = fd;
    fd = fcntl(low, F_DUPFD_CLOEXEC, FIRST_INTERNAL);
    close(low);
    REQUIRE(fd != -1);
  }
  descriptors[fd] = is_internal ? INTERNAL : GIVEN;
  return fd;
}

void close_descriptor(int fd) {
  if (has_descriptor(fd) && descriptors[fd] == GIVEN) {
    close(fd);
    descriptors[fd] = NONE;
  }
}

void take_descriptor(int fd) {
  if (has_descriptor(fd) && descriptors[fd] == GIVEN) descriptors[fd] = TAKEN;
}

int fuzz_close(int fd) {
  if (in_child()) return 0;
  if (!has_descriptor(fd)) return -1;
  descriptors[fd] = NONE;
  timers[fd] = 0;
  return close(fd);
}

/* ------------------------------------------------------------------------------ reading and writing */

/* Makes it non-blocking; what is answered is to be given back. */
static int hurry(int fd) {
  int flags = fcntl(fd, F_GETFL);
  if ((flags & O_NONBLOCK) == 0) fcntl(fd, F_SETFL, flags | O_NONBLOCK);
  return flags;
}

static void unhurry(int fd, int flags) {
  int error = errno;
  if ((flags & O_NONBLOCK) == 0) fcntl(fd, F_SETFL, flags);
  errno = error;
}

ssize_t fuzz_read(int fd, void *bytes, size_t count) {
  if (!is_internal(fd)) meanwhile();
  if (!has_descriptor(fd) || (!is_internal(fd) && FAILS(EIO, EINTR, EAGAIN))) return -1;
  int flags = hurry(fd);
  ssize_t result = read(fd, bytes, count);
  unhurry(fd, flags);
  return result;
}

ssize_t fuzz_write(int fd, const void *bytes, size_t count) {
  touch(bytes, count < 64 ? count : 64);
  if (in_child()) return FAILS(ENOSPC, EACCES, ESRCH) ? -1 : (ssize_t)count;
  if (!has_descriptor(fd)) return -1;
  if (is_internal(fd)) return write(fd, bytes, count);
  meanwhile();
  if (!has_descriptor(fd)) return -1; /* any more */
  if (FAILS(ENOSPC, EIO, EINTR, EAGAIN, EPIPE, EROFS)) return -1;
  if (outcome() >= 224 && count > 1) count /= 2;
  int flags = hurry(fd);
  ssize_t result = write(fd, bytes, count);
  unhurry(fd, flags);
  return result;
}

static char block[1 << 17];

void write_to(int fd, size_t count) {
  if (!has_descriptor(fd)) return;
  int flags = hurry(fd);
  ssize_t result = write(fd, block, count < sizeof block ? count : sizeof block);
  (void)result;
  unhurry(fd, flags);
}

void read_from(int fd, size_t count) {
  if (!has_descriptor(fd)) return;
  int flags = hurry(fd);
  ssize_t result = read(fd, block, count < sizeof block ? count : sizeof block);
  (void)result;
  unhurry(fd, flags);
}

/* --------------------------------------------------------------------------------- making them */

int fuzz_pipe2(int ends[2], int flags) {
  if (FAILS(EMFILE, ENFILE) || pipe2(ends, flags) == -1) return -1;
  keep_descriptor(ends[0], false);
  keep_descriptor(ends[1], false);
  return 0;
}

int fuzz_socket(int family, int type, int protocol) {
  if (FAILS(EMFILE, EACCES)) return -1;
  return keep_descriptor(socket(family, type, protocol), false);
}

int fuzz_memfd_create(const char *name, unsigned flags) {
  touch_text(name);
  if (FAILS(EMFILE, ENOSYS)) return -1;
  return keep_descriptor(memfd_create(name, flags), false);
}

int fuzz_dup2(int from, int to) {
  if (in_child()) return FAILS(EBADF) ? -1 : to;
  if (!has_descriptor(from)) return -1;
  if (to >= 0 && to < MOST_DESCRIPTORS && descriptors[to] == NONE && fcntl(to, F_GETFD) != -1) {
    errno = EBUSY; /* the fuzzer's */
    return -1;
  }
  if (is_internal(to) || (to >= 0 && to < MOST_DESCRIPTORS && descriptors[to] == TAKEN)) {
    errno = EBUSY; /* the addon's */
    return -1;
  }
  return keep_descriptor(dup2(from, to), false);
}

int fuzz_fcntl(int fd, int command, ...) {
  va_list rest;
  va_start(rest, command);
  long argument = va_arg(rest, long);
  va_end(rest);
  if (in_child()) return FAILS(EBADF, EMFILE) ? -1 : command == F_DUPFD ? (int)argument : O_NONBLOCK;
  if (!has_descriptor(fd) || (command == F_SETPIPE_SZ && FAILS(EPERM, EBUSY))) return -1;
  if (command == F_SETLEASE) return FAILS(EAGAIN, EINVAL) ? -1 : 0; /* somebody else has it open */
  int result = fcntl(fd, command, argument);
  return command == F_DUPFD_CLOEXEC ? keep_descriptor(result, false) : result;
}

int fuzz_poll(struct pollfd *wanted, nfds_t count, int timeout) {
  REQUIRE(count == 1 && timeout == 0);
  if (FAILS(EINTR, ENOMEM)) return -1;
  if (has_descriptor(wanted->fd)) return poll(wanted, count, timeout);
  wanted->revents = wanted->fd < 0 ? 0 : POLLNVAL;
  return wanted->fd < 0 ? 0 : 1;
}

/* ------------------------------------------------------------------------------------------ files */

int fuzz_fstat(int fd, struct stat *result) {
  return !has_descriptor(fd) || FAILS(EIO) ? -1 : fstat(fd, result);
}

/* Only what nobody can read any more is cut off, piece by piece. */
int fuzz_ftruncate(int fd, off_t length) {
  struct stat status;
  REQUIRE(in_thread() && length > 0);
  if (!has_descriptor(fd) || FAILS(EIO, EINTR, EPERM)) return -1;
  REQUIRE(fstat(fd, &status) == 0);
  REQUIRE(descriptors[fd] != TAKEN || (status.st_nlink == 0 && length < status.st_size));
  return ftruncate(fd, length);
}

/* ---------------------------------------------------------------------------------------- the set */

int fuzz_epoll_create1(int flags) {
  return FAILS(EMFILE, ENOMEM) ? -1 : keep_descriptor(epoll_create1(flags), true);
}

int fuzz_eventfd(unsigned value, int flags) {
  return FAILS(EMFILE) ? -1 : keep_descriptor(eventfd(value, flags), true);
}

int fuzz_epoll_ctl(int set, int operation, int fd, struct epoll_event *event) {
  if (!has_descriptor(set) || !has_descriptor(fd)) return -1;
  if (operation == EPOLL_CTL_ADD && FAILS(ENOMEM, ENOSPC)) return -1;
  return epoll_ctl(set, operation, fd, event);
}

/* Until a timer is ready, or for so long. */
static void wait_until(uint64_t end) {
  for (int fd = FIRST_INTERNAL; fd < MOST_DESCRIPTORS; fd++)
    if (timers[fd] != 0 && timers[fd] < end) end = timers[fd];
  if (end > now()) pass_time(end - now());
}

static int look(int set, struct epoll_event *events, int most) {
  for (int fd = FIRST_INTERNAL; fd < MOST_DESCRIPTORS; fd++) {
    if (timers[fd] == 0 || timers[fd] > now()) continue;
    timers[fd] = 0;
    eventfd_write(fd, 1);
  }
  return epoll_wait(set, events, most, 0);
}

/* A thread waits, and others act first. JavaScript's does not: libuv has waited for it. */
int fuzz_epoll_wait(int set, struct epoll_event *events, int most, int timeout) {
  REQUIRE((timeout > 0) == in_thread() && timeout >= 0 && !is_locked());
  if (!has_descriptor(set) || FAILS(EINTR)) return -1;
  if (timeout == 0) return look(set, events, most);
  give_way();
  int count = look(set, events, most);
  while (count == 0 && outcome() >= 32) {
    give_way();
    count = look(set, events, most);
  }
  if (count != 0) return count;
  wait_until(now() + (uint64_t)timeout * 1000000);
  return look(set, events, most);
}

/* A timer is ready when the clock of the fuzzer says so. */
int fuzz_timerfd_create(int clock, int flags) {
  REQUIRE(clock == CLOCK_MONOTONIC && flags == (TFD_CLOEXEC | TFD_NONBLOCK));
  if (FAILS(EMFILE)) return -1;
  return keep_descriptor(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), true);
}

int fuzz_timerfd_settime(int fd, int flags, const struct itimerspec *when, struct itimerspec *old) {
  (void)flags;
  REQUIRE(old == NULL && when->it_value.tv_nsec >= 0 && when->it_value.tv_nsec < 1000000000);
  if (!has_descriptor(fd)) return -1;
  uint64_t wait = (uint64_t)when->it_value.tv_sec * 1000000000 + (uint64_t)when->it_value.tv_nsec;
  REQUIRE(wait > 0);
  timers[fd] = now() + wait;
  return 0;
}

/* ---------------------------------------------------------------------------------------- sockets */

static int named(int fd, const struct sockaddr *address, socklen_t size) {
  touch(address, size);
  if (!has_descriptor(fd)) return -1;
  return FAILS(EADDRINUSE, EACCES, ECONNREFUSED, ENOENT, EINVAL) ? -1 : 0;
}

int fuzz_bind(int fd, const struct sockaddr *address, socklen_t size) {
  return named(fd, address, size);
}

int fuzz_connect(int fd, const struct sockaddr *address, socklen_t size) {
  return named(fd, address, size);
}

int fuzz_listen(int fd, int backlog) {
  (void)backlog;
  return !has_descriptor(fd) || FAILS(EADDRINUSE, EOPNOTSUPP) ? -1 : 0;
}

int fuzz_setsockopt(int fd, int level, int option, const void *value, socklen_t size) {
  return has_descriptor(fd) ? setsockopt(fd, level, option, value, size) : -1;
}

int fuzz_getsockopt(int fd, int level, int option, void *value, socklen_t *size) {
  return has_descriptor(fd) ? getsockopt(fd, level, option, value, size) : -1;
}
