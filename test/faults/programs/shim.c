/*
 * Loaded into supervisord by LD_PRELOAD: makes calls of the C library fail, or tell another time, as a
 * page of memory says that the test writes to (test/faults/shim.ts, which has the same fields).
 *
 * Only a program called `node` is concerned, and what that starts does not load it again.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

struct control {
  int64_t wall_offset_s; /* added to what the wall clock says */
  int32_t write_errno;   /* of writing to files whose path begins with `path` */
  int32_t clone_errno;   /* of making a process */
  int32_t open_errno;    /* of making a descriptor */
  char path[PATH_MAX];
};

static volatile struct control none;
static volatile struct control *control = &none;

__attribute__((constructor)) static void attach(void) {
  const char *page = getenv("SHIM_PAGE");
  if (page == NULL || strcmp(program_invocation_short_name, "node") != 0) return;
  int fd = open(page, O_RDWR | O_CLOEXEC);
  void *memory = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (memory == MAP_FAILED) {
    perror(page);
    _exit(1);
  }
  close(fd);
  control = memory;
  unsetenv("LD_PRELOAD");
  unsetenv("SHIM_PAGE");
}

/* The function of the C library that the caller stands for. */
#define REAL(name) \
  static __typeof__(&name) real; \
  if (real == NULL) *(void **)&real = dlsym(RTLD_NEXT, #name)

static int fails(int32_t error) {
  if (error == 0) return 0;
  errno = error;
  return 1;
}

/* ------------------------------------------------------------------------------------ the clock */

int clock_gettime(clockid_t clock, struct timespec *now) {
  int result = (int)syscall(SYS_clock_gettime, clock, now);
  if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) now->tv_sec += control->wall_offset_s;
  return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  struct timespec precise;
  (void)zone;
  int result = clock_gettime(CLOCK_REALTIME, &precise);
  now->tv_sec = precise.tv_sec;
  now->tv_usec = precise.tv_nsec / 1000;
  return result;
}

time_t time(time_t *result) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (result != NULL) *result = now.tv_sec;
  return now.tv_sec;
}

/* ------------------------------------------------------------------------------------- writing */

static int write_fails(int fd) {
  char link[64], path[PATH_MAX];
  if (control->write_errno == 0) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  size_t wanted = strlen((const char *)control->path);
  if (length < (ssize_t)wanted || memcmp(path, (const char *)control->path, wanted) != 0) return 0;
  return fails(control->write_errno);
}

ssize_t write(int fd, const void *bytes, size_t count) {
  REAL(write);
  return write_fails(fd) ? -1 : real(fd, bytes, count);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  REAL(writev);
  return write_fails(fd) ? -1 : real(fd, parts, count);
}

/* --------------------------------------------------------------------------------- descriptors */

int pipe2(int ends[2], int flags) {
  REAL(pipe2);
  return fails(control->open_errno) ? -1 : real(ends, flags);
}

int accept4(int fd, struct sockaddr *restrict from, socklen_t *restrict length, int flags) {
  REAL(accept4);
  return fails(control->open_errno) ? -1 : real(fd, from, length, flags);
}

int accept(int fd, struct sockaddr *restrict from, socklen_t *restrict length) {
  REAL(accept);
  return fails(control->open_errno) ? -1 : real(fd, from, length);
}

int open(const char *path, int flags, ...) {
  REAL(open);
  va_list rest;
  va_start(rest, flags);
  mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return fails(control->open_errno) ? -1 : real(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  REAL(open64);
  va_list rest;
  va_start(rest, flags);
  mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return fails(control->open_errno) ? -1 : real(path, flags, mode);
}

/* ----------------------------------------------------------------------------------- processes */

int clone(int (*run)(void *), void *stack, int flags, void *argument, ...) {
  REAL(clone);
  va_list rest;
  va_start(rest, argument);
  pid_t *parent_tid = va_arg(rest, pid_t *);
  va_end(rest);
  return fails(control->clone_errno) ? -1 : real(run, stack, flags, argument, parent_tid);
}
