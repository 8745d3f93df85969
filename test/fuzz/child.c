/*
 * What a child does before it is another program is done in place, as if the process were its own: its
 * calls have no effect, and when it becomes the program or ends, clone() returns.
 */
#include "fuzz.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static jmp_buf parent;
static bool is_child;
static pid_t last_pid;
static int listed; /* entries of /proc/self/fd that have been told */

bool in_child(void) { return is_child; }

void child_begin(void) {
  is_child = false;
  last_pid = 100;
}

void child_ends(void) {
  REQUIRE(is_child);
  longjmp(parent, 1);
}

int fuzz_clone(int (*run)(void *), void *stack, int flags, void *argument, ...) {
  va_list rest;
  va_start(rest, argument);
  pid_t *pid = va_arg(rest, pid_t *);
  va_end(rest);
  REQUIRE((flags & (CLONE_VM | CLONE_VFORK | CLONE_PARENT_SETTID)) != 0 && !is_child);
  ((char *)stack)[-1] = 0;
  meanwhile();
  if (FAILS(EAGAIN, ENOMEM)) return -1;
  *pid = ++last_pid;
  is_child = true;
  listed = 0;
  if (setjmp(parent) == 0) run(argument);
  is_child = false;
  return last_pid;
}

/* ----------------------------------------------------------------------------- what a thread asks */

int fuzz_stat(const char *path, struct stat *result) {
  static const mode_t MODES[] = {S_IFREG | 0755, S_IFDIR | 0755, S_IFREG | 0644};
  touch_text(path);
  meanwhile(); /* a dead network file system */
  if (FAILS(ENOENT, EACCES, ENOTDIR, ELOOP)) return -1;
  uint8_t byte = outcome();
  memset(result, 0, sizeof *result);
  result->st_mode = MODES[byte < 224 ? 0 : byte % 3];
  return 0;
}

int fuzz_access(const char *path, int mode) {
  (void)mode;
  touch_text(path);
  return FAILS(EACCES, EROFS) ? -1 : 0;
}

/* ------------------------------------------------------------------------------ what a child asks */

int fuzz_open(const char *path, int flags, ...) {
  (void)flags;
  touch_text(path);
  REQUIRE(is_child);
  return FAILS(ENOENT, EACCES, EMFILE) ? -1 : MOST_DESCRIPTORS;
}

int fuzz_chdir(const char *path) {
  touch_text(path);
  return FAILS(ENOENT, EACCES) ? -1 : 0;
}

mode_t fuzz_umask(mode_t mask) {
  (void)mask;
  return 022;
}

pid_t fuzz_setsid(void) { return FAILS(EPERM) ? -1 : last_pid; }

int fuzz_setpgid(pid_t pid, pid_t group) {
  REQUIRE(is_child && pid == 0 && group == 0);
  return 0;
}

int fuzz_setrlimit(int resource, const struct rlimit *limit) {
  struct rlimit now;
  touch(limit, sizeof *limit);
  if (getrlimit(resource, &now) == -1) return -1;
  if (limit->rlim_cur > limit->rlim_max) errno = EINVAL;
  return limit->rlim_cur > limit->rlim_max || FAILS(EPERM) ? -1 : 0;
}

/* As the kernel writes them: inode, offset, length, type, name. */
static long list_descriptors(uint8_t *buffer, size_t room) {
  size_t used = 0;
  while (used + 32 <= room && listed < 4) {
    uint16_t length = 24;
    memset(buffer + used, 0, length);
    memcpy(buffer + used + 16, &length, sizeof length);
    buffer[used + 19] = (uint8_t)(listed < 2 ? '.' : '0' + outcome() % 10);
    if (listed == 1) buffer[used + 20] = '.';
    used += length;
    listed += 1;
  }
  return (long)used;
}

long fuzz_syscall(long number, ...) {
  long words[4];
  va_list rest;
  va_start(rest, number);
  for (int i = 0; i < 4; i++) words[i] = va_arg(rest, long);
  va_end(rest);
  switch (number) {
    case SYS_exit_group:
      child_ends();
    case SYS_pidfd_open:
      if ((pid_t)words[0] <= 0) errno = EINVAL;
      if ((pid_t)words[0] <= 0 || FAILS(ESRCH, EMFILE)) return -1;
      return keep_descriptor(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), false);
    case SYS_rt_sigprocmask:
      if (words[1] != 0) touch((void *)words[1], (size_t)words[3]);
      if (words[2] != 0) memset((void *)words[2], 0, (size_t)words[3]);
      return 0;
    case SYS_gettid:
      return 1;
    case SYS_sched_getattr:
      if (FAILS(ESRCH)) return -1;
      memset((void *)words[1], 0, (size_t)words[2]);
      *((uint32_t *)words[1] + 1) = outcome() >= 224; /* the policy */
      return 0;
    case SYS_sched_setattr:
      REQUIRE(*(uint32_t *)words[1] == 48);
      return FAILS(EPERM) ? -1 : 0;
    case SYS_tgkill:
      REQUIRE((pid_t)words[0] == getpid());
      ask((int)words[2]);
      return 0;
    case SYS_close_range:
      REQUIRE(is_child);
      return FAILS(ENOSYS) ? -1 : 0;
    case SYS_getdents64:
      if (FAILS(EIO)) return -1;
      return list_descriptors((uint8_t *)words[1], (size_t)words[2]);
    case SYS_setgroups:
      if (words[0] > 0 && words[0] <= 65536) touch((void *)words[1], (size_t)words[0] * sizeof(gid_t));
      return FAILS(EPERM, EINVAL) ? -1 : 0;
    case SYS_setresgid:
    case SYS_setresuid:
      return FAILS(EPERM, EAGAIN) ? -1 : 0;
  }
  REQUIRE(!"a system call that nobody has thought of");
  return -1;
}
