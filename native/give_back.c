/*
 * Closes large files that have no name any more, without anybody having to wait for it.
 *
 * To give back what a file holds takes the system milliseconds, in which it lets nobody else have the
 * processor. So a thread does it, a piece at a time, and rests after each for as long as it took: who
 * is woken meanwhile has its turn. In pieces only what nobody else can read: whoever has the file open
 * still keeps the whole of it, as with any file that is removed.
 */
#include "posix.h"
#include "thread.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
  PIECE = 256 * 1024,
  MOST_WAITING = 256,
  THREAD_STACK = 64 * 1024,
};

static struct {
  pthread_mutex_t lock;
  int fds[MOST_WAITING]; /* a ring */
  int first, count;
  bool at_work; /* there is a thread */
} queue = {.lock = PTHREAD_MUTEX_INITIALIZER};

static uint64_t nanoseconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

/* How long the file is, if it has neither a name nor anybody else who has it open; 0 otherwise. */
static off_t doomed_size(int fd) {
#ifdef F_SETLEASE
  struct stat status;
  if (fstat(fd, &status) == -1 || status.st_nlink > 0) return 0;
  if (fcntl(fd, F_SETLEASE, F_WRLCK) == -1) return 0;
  return status.st_size;
#else
  (void)fd;
  return 0;
#endif
}

static void give_back(int fd) {
  for (off_t size = doomed_size(fd); size > PIECE; size -= PIECE) {
    uint64_t before = nanoseconds();
    if (ftruncate(fd, size - PIECE) == -1) break;
    struct timespec rest = {.tv_nsec = (long)(nanoseconds() - before)};
    if (rest.tv_nsec < 1000000000) nanosleep(&rest, NULL);
  }
  close(fd);
}

static void *work(void *argument) {
  (void)argument;
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

/* closeLater(fd) -> 0. */
napi_value give_back_close(napi_env env, napi_callback_info info) {
  int32_t fd;
  if (!one_int32(env, info, &fd)) return NULL;
  pthread_mutex_lock(&queue.lock);
  if (!queue.at_work) queue.at_work = thread_start(work, NULL, THREAD_STACK) == 0;
  bool queued = queue.at_work && queue.count < MOST_WAITING;
  if (queued) queue.fds[(queue.first + queue.count++) % MOST_WAITING] = fd;
  pthread_mutex_unlock(&queue.lock);
  if (!queued) close(fd);
  return make_int32(env, 0);
}
