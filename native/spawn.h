/*
 * Starting a program: what spawn.c reads from JavaScript, pool.c hands to a thread, child.c does.
 *
 * A job belongs to one side at a time: to JavaScript's thread until pool_add(), to the pool until
 * pool_take() returns it, then to JavaScript's thread again, which frees it.
 */
#ifndef VISORD_SPAWN_H
#define VISORD_SPAWN_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Where a start can fail, in the order of the list STAGES in src/os/processes.ts. */
enum stage {
  STAGE_NONE,
  STAGE_FIND,
  STAGE_DIRECTORY,
  STAGE_EXECUTABLE,
  STAGE_PERMISSION,
  STAGE_FORK,
  STAGE_DESCRIPTORS,
  STAGE_LIMITS,
  STAGE_SETUID,
  STAGE_CHDIR,
  STAGE_EXEC,
  STAGE_CGROUP,
};

/* What a child is the first of. In the order of LEADS in src/os/processes.ts. */
enum leads { LEADS_NOTHING, LEADS_GROUP, LEADS_SESSION };

struct job {
  int32_t id;
  bool only_find; /* look for the command and start nothing */

  /* The request. The lists end with NULL. */
  char **paths;
  char **argv;
  char **env;
  char *cwd; /* NULL: ours */
  int *fds;
  int fd_count;
  gid_t *groups;
  int group_count;
  bool set_user;
  uid_t uid;
  gid_t gid;
  int umask;        /* -1: ours */
  int64_t files;    /* soft RLIMIT_NOFILE; -1: ours */
  int leads;        /* enum leads */
  char *cgroup;     /* the cgroup.procs to enter; NULL: stay in ours */
  int report_fd;    /* where the child of a plain fork reports a failure */

  atomic_bool cancelled; /* nobody wants it any more: no process is to be made */

  /* The result. */
  _Atomic pid_t pid; /* 0 until there is a process; set before it can end */
  int path;          /* index of the path that was found, or of the last that was tried */
  int stage;         /* enum stage; written by the child as well */
  int error;         /* errno */

  struct job *next;
};

/* spawn.c */
void job_free(struct job *job);

/* child.c. Does the whole job and blocks as long as that takes. `stack` is for the child. */
void job_run(struct job *job, char *stack, size_t size);
void job_settle(void); /* returns when the pid of every child that there is has been noted */

/* pool.c */
void pool_open(int wake_fd);    /* eight bytes are written to it when a job has been done */
void pool_close(void);          /* nothing is written to it afterwards */
int pool_add(struct job *job);  /* 0 or -errno; takes the job over if 0 */
struct job *pool_take(void);    /* a job that has been done, oldest first, or NULL */
pid_t pool_cancel(int32_t id);  /* the process that the job has made, or 0: none comes */
bool pool_is_starting(pid_t pid); /* whether a job not taken yet has made this process */

#endif
