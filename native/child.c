/*
 * A program is looked for and started: on a thread of the pool, and then in its child.
 *
 * On Linux the child is made with CLONE_VM | CLONE_VFORK: it borrows our memory until it has become
 * the program, however large that memory is, and reports a failure by writing into its job. So
 * whatever runs in the child allocates nothing, takes no lock, and makes raw system calls for ids
 * (the functions of the C library would change the ids of every thread of ours).
 *
 * A child that changes its user makes the memory it shares with us "not dumpable" (see prctl(2)).
 * That is left so: it keeps that user from attaching a debugger to our memory before the exec.
 */
#include "spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdalign.h>
#include <stddef.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif

#if defined(__linux__) && !defined(WITHOUT_CLONE)
#define USE_CLONE 1
#else
#include <pthread.h>
#define USE_CLONE 0
#endif

enum { FAILED_STATUS = 127 };

/* In the child: the sanitizers' own bookkeeping belongs to the thread we have borrowed. */
#ifdef IN_CHILD
/* test/fuzz has no child: it is looked at as well */
#elif defined(__clang__) || defined(__GNUC__)
#define IN_CHILD __attribute__((no_sanitize("address", "undefined")))
#else
#define IN_CHILD
#endif

static bool fail(struct job *job, enum stage stage, int error) {
  job->stage = stage;
  job->error = error;
  return false;
}

/*
 * Takes the first path that exists, even if it cannot be executed: that is how the original looks
 * along PATH. False after noting what is wrong with it.
 */
static bool find_command(struct job *job) {
  struct stat status;
  int missing = ENOENT;
  bool found = false;
  for (int i = 0; job->paths[i] != NULL && !found; i++) {
    job->path = i;
    found = stat(job->paths[i], &status) == 0;
    if (!found) missing = errno;
  }
  if (!found) return fail(job, STAGE_FIND, missing);
  if (S_ISDIR(status.st_mode)) return fail(job, STAGE_DIRECTORY, EISDIR);
  if ((status.st_mode & (S_IXUSR | S_IXGRP | S_IXOTH)) == 0)
    return fail(job, STAGE_EXECUTABLE, EACCES);
  if (access(job->paths[job->path], X_OK) == -1) return fail(job, STAGE_PERMISSION, errno);
  return true;
}

#ifdef __linux__
/*
 * Sets what this thread blocks, a bit for each signal. The C library's function leaves out two signals
 * of its own, and another may stand in its place (see signals.c).
 */
IN_CHILD static void set_mask(const uint64_t *mask, uint64_t *before) {
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, mask, before, sizeof *mask);
}
#endif

/* Handlers would run in our memory, and what is ignored would stay ignored in the program. */
IN_CHILD static void reset_signals(void) {
  struct sigaction usual;
  memset(&usual, 0, sizeof usual);
  usual.sa_handler = SIG_DFL;
  for (int number = 1; number < NSIG; number++) {
    struct sigaction now;
    if (sigaction(number, NULL, &now) == 0 && now.sa_handler != SIG_DFL)
      sigaction(number, &usual, NULL);
  }
#ifdef __linux__
  uint64_t none = 0;
  set_mask(&none, NULL);
#else
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
#endif
}

#ifdef __linux__
struct directory_entry {
  uint64_t inode;
  int64_t offset;
  uint16_t length;
  uint8_t type;
  char name[];
};

/* For kernels without close_range: closes what /proc/self/fd lists, without opendir's malloc. */
IN_CHILD static bool close_listed(int first) {
  alignas(struct directory_entry) char buffer[2048];
  int directory = open("/proc/self/fd", O_RDONLY | O_DIRECTORY);
  if (directory == -1) return false;
  long bytes;
  while ((bytes = syscall(SYS_getdents64, directory, buffer, sizeof buffer)) > 0) {
    for (long at = 0; at < bytes;) {
      struct directory_entry *entry = (struct directory_entry *)(buffer + at);
      int fd = 0;
      for (char *digit = entry->name; *digit >= '0' && *digit <= '9'; digit++)
        fd = fd * 10 + (*digit - '0');
      if (fd >= first && fd != directory) close(fd);
      at += entry->length;
    }
  }
  close(directory);
  return bytes == 0;
}
#endif

IN_CHILD static void close_from(int first) {
#if defined(__linux__)
#if defined(SYS_close_range) && !defined(WITHOUT_CLOSE_RANGE)
  if (syscall(SYS_close_range, (unsigned)first, ~0U, 0U) == 0) return;
#endif
  if (close_listed(first)) return;
#endif
  struct rlimit limit;
  int end = getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < 1 << 20 ? (int)limit.rlim_cur : 1 << 20;
  for (int fd = first; fd < end; fd++) close(fd);
}

/* Makes the descriptors of the request 0, 1, 2 … and closes all others. */
IN_CHILD static bool arrange_descriptors(struct job *job) {
  for (int i = 0; i < job->fd_count; i++) {
    if (job->fds[i] >= job->fd_count) continue;
    int moved = fcntl(job->fds[i], F_DUPFD, job->fd_count); /* out of the way of the others */
    if (moved == -1) return false;
    job->fds[i] = moved;
  }
  for (int i = 0; i < job->fd_count; i++) {
    if (dup2(job->fds[i], i) == -1) return false;
    int flags = fcntl(i, F_GETFL);
    if (flags != -1 && (flags & O_NONBLOCK) != 0) fcntl(i, F_SETFL, flags & ~O_NONBLOCK);
  }
  int kept = job->fd_count;
#if !USE_CLONE
  if (dup2(job->report_fd, kept) == -1 || fcntl(kept, F_SETFD, FD_CLOEXEC) == -1) return false;
  job->report_fd = kept++;
#endif
  close_from(kept);
  return true;
}

IN_CHILD static bool limit_files(const struct job *job) {
  struct rlimit limit;
  if (job->files < 0) return true;
  if (getrlimit(RLIMIT_NOFILE, &limit) == -1) return false;
  rlim_t soft = (rlim_t)job->files;
  limit.rlim_cur = soft < limit.rlim_max ? soft : limit.rlim_max;
  return setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

#ifdef __linux__
#ifdef SYS_setgroups32 /* old 32-bit systems have the calls twice, the first with 16-bit ids */
#define SET_GROUPS SYS_setgroups32
#define SET_GID SYS_setresgid32
#define SET_UID SYS_setresuid32
#else
#define SET_GROUPS SYS_setgroups
#define SET_GID SYS_setresgid
#define SET_UID SYS_setresuid
#endif

IN_CHILD static bool become_user(const struct job *job) {
  return syscall(SET_GROUPS, (long)job->group_count, job->groups) == 0 &&
         syscall(SET_GID, job->gid, job->gid, job->gid) == 0 &&
         syscall(SET_UID, job->uid, job->uid, job->uid) == 0;
}
#else
static bool become_user(const struct job *job) {
  return setgroups(job->group_count, job->groups) == 0 && setgid(job->gid) == 0 &&
         setuid(job->uid) == 0;
}
#endif

/*
 * Moves itself into a control group, before there is anybody that it could leave behind. "0" is who
 * writes; the file wants one write for each process.
 */
IN_CHILD static bool enter_cgroup(const struct job *job) {
  int file = open(job->cgroup, O_WRONLY | O_CLOEXEC);
  if (file == -1) return false;
  bool entered = write(file, "0", 1) == 1;
  int error = errno;
  close(file);
  errno = error;
  return entered;
}

/* Becomes the program. Returns where it failed, with errno set. */
IN_CHILD static enum stage become_program(struct job *job) {
  reset_signals();
  if (job->leads == LEADS_SESSION) setsid();
  if (job->leads == LEADS_GROUP) setpgid(0, 0);
  if (job->cgroup != NULL && !enter_cgroup(job)) return STAGE_CGROUP;
  if (!arrange_descriptors(job)) return STAGE_DESCRIPTORS;
  if (!limit_files(job)) return STAGE_LIMITS;
  if (job->set_user && !become_user(job)) return STAGE_SETUID;
  if (job->cwd != NULL && chdir(job->cwd) == -1) return STAGE_CHDIR;
  if (job->umask >= 0) umask((mode_t)job->umask);
  execve(job->paths[job->path], job->argv, job->env);
  return STAGE_EXEC;
}

#if USE_CLONE

IN_CHILD static int child(void *argument) {
  struct job *job = argument;
  enum stage stage = become_program(job);
  job->error = errno;
  job->stage = stage;
  syscall(SYS_exit_group, FAILED_STATUS);
  return FAILED_STATUS;
}

/* Returns when the child has become the program or has ended. */
static void start_child(struct job *job, char *stack, size_t size) {
  uint64_t all = ~UINT64_C(0), before;
  set_mask(&all, &before); /* the child must get none */
  /* PARENT_SETTID: the pid is known before the child runs, so before it can be reaped. */
  int pid = clone(child, stack + size, CLONE_VM | CLONE_VFORK | CLONE_PARENT_SETTID | SIGCHLD, job,
                  (pid_t *)&job->pid);
  int error = errno;
  set_mask(&before, NULL);
  if (pid == -1) fail(job, STAGE_FORK, error);
}

#else

static pthread_mutex_t fork_lock = PTHREAD_MUTEX_INITIALIZER;

/* The child reports through a pipe that closes when it becomes the program. */
static void start_child(struct job *job, char *stack, size_t size) {
  int report[2], failure[2];
  sigset_t all, before;
  (void)stack;
  (void)size;
  if (pipe(report) == -1) {
    fail(job, STAGE_FORK, errno);
    return;
  }
  job->report_fd = fcntl(report[1], F_DUPFD_CLOEXEC, job->fd_count + 1);
  close(report[1]);
  fcntl(report[0], F_SETFD, FD_CLOEXEC);
  sigfillset(&all);
  pthread_mutex_lock(&fork_lock);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pid_t pid = fork();
  if (pid == 0) {
    failure[0] = become_program(job);
    failure[1] = errno;
    ssize_t written = write(job->report_fd, failure, sizeof failure);
    (void)written;
    _exit(FAILED_STATUS);
  }
  int error = errno;
  if (pid != -1) job->pid = pid;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_mutex_unlock(&fork_lock);
  close(job->report_fd);
  if (pid == -1)
    fail(job, STAGE_FORK, error);
  else if (read(report[0], failure, sizeof failure) == (ssize_t)sizeof failure)
    fail(job, (enum stage)failure[0], failure[1]);
  close(report[0]);
}

#endif

void job_settle(void) {
#if !USE_CLONE
  pthread_mutex_lock(&fork_lock); /* a child may have ended before its pid was noted */
  pthread_mutex_unlock(&fork_lock);
#endif
}

static bool is_wanted(struct job *job) {
  return !job->cancelled || fail(job, STAGE_FORK, ECANCELED);
}

void job_run(struct job *job, char *stack, size_t size) {
  if (is_wanted(job) && find_command(job) && !job->only_find && is_wanted(job))
    start_child(job, stack, size);
}
