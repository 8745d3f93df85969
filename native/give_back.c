/*
 * Closes large files that have no name any more, so that nobody has to wait for it.
 *
 * To give back what a file holds takes the system milliseconds, for which it keeps the processor to
 * itself. So a thread does it, a piece at a time, and after each rests for as long as it took: who is woken
 * meanwhile has its turn. In pieces only what nobody else can read: whoever has the file open still keeps
 * the whole of it, as with any file that is removed.
 */
#include "posix.h"
#include "thread.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
  PIECE = 1024 * 1024,
  MOST_WAITING = 256,
  THREAD_STACK = 64 * 1024,
};

static const uint64_t SECOND = 1000 * 1000 * 1000; /* nanoseconds */

static struct {
  pthread_mutex_t lock;
  int fds[MOST_WAITING]; /* a ring */
  int first, count;
  bool at_work; /* there is a thread */
} queue = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* Whether nobody else has the file open: only then can there be a lease of it. */
static bool is_ours_alone(int fd) {
#ifdef F_SETLEASE
  fcntl(fd, F_SETSIG, SIGURG); /* rather than one that ends us, should somebody open it at this moment */
  if (fcntl(fd, F_SETLEASE, F_WRLCK) == -1) return false;
  fcntl(fd, F_SETLEASE, F_UNLCK);
  return true;
#else
  (void)fd;
  return false;
#endif
}

/* How many bytes of it nobody can reach any more. */
static off_t lost_size(int fd) {
  struct stat status;
  if (fstat(fd, &status) == -1 || !S_ISREG(status.st_mode) || status.st_nlink > 0) return 0;
  return is_ours_alone(fd) ? status.st_size : 0;
}

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * SECOND + (uint64_t)time.tv_nsec;
}

static void rest(uint64_t nanoseconds) {
  if (nanoseconds >= SECOND) nanoseconds = SECOND - 1;
  const struct timespec duration = {.tv_nsec = (long)nanoseconds};
  nanosleep(&duration, NULL);
}

static void give_back(int fd) {
  for (off_t size = lost_size(fd); size > PIECE; size -= PIECE) {
    uint64_t before = now();
    if (ftruncate(fd, size - PIECE) == -1) break;
    rest(now() - before);
  }
  close(fd);
}

static void *work(void *argument) {
  (void)argument;
  thread_set_order(0, GO_LAST);
  pthread_mutex_lock(&queue.lock);
  while (queue.count > 0) {
    int fd = queue.fds[queue.first];
    queue.first = (queue.first + 1) % MOST_WAITING;
    queue.count -= 1;
    pthread_mutex_unlock(&queue.lock);
    give_back(fd);
    pthread_mutex_lock(&queue.lock);
  }
  queue.at_work = false;
  pthread_mutex_unlock(&queue.lock);
  return NULL;
}

/* closeLater(fd) -> 0. The descriptor is ours from now on. */
napi_value give_back_close(napi_env env, napi_callback_info info) {
  int32_t fd;
  if (!one_int32(env, info, &fd)) return NULL;
  if (fcntl(fd, F_GETFD) == -1) return make_int32(env, -errno);
  pthread_mutex_lock(&queue.lock);
  if (!queue.at_work) queue.at_work = thread_start(work, NULL, THREAD_STACK) == 0;
  bool waits = queue.at_work && queue.count < MOST_WAITING;
  if (waits) queue.fds[(queue.first + queue.count++) % MOST_WAITING] = fd;
  pthread_mutex_unlock(&queue.lock);
  if (!waits) close(fd); /* at once, if there can be no thread, or it does not keep up */
  return make_int32(env, 0);
}
