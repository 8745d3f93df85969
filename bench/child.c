/*
 * The program that the supervisors are measured with.
 *
 *   child stamp FIFO             writes "PID NANOSECONDS" to FIFO as its first act, and sleeps
 *   child pump FIFO FILE BLOCK   the same, then writes FILE to stdout, BLOCK bytes at a time
 *   child listen FIFO COUNT       the same; from SIGUSR1 on an event listener, which stamps again when
 *                                it begins and when it has been sent COUNT events
 *
 * NANOSECONDS is CLOCK_MONOTONIC, which process.hrtime() reads as well.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static void stamp(const char *fifo, struct timespec now) {
  char line[64];
  int length = snprintf(line, sizeof line, "%d %lld\n", getpid(),
                        now.tv_sec * 1000000000LL + now.tv_nsec);
  int fd = open(fifo, O_WRONLY);
  if (fd == -1 || write(fd, line, length) != length) exit(2);
  close(fd);
}

static void pump(const char *file, size_t block) {
  struct stat status;
  int fd = open(file, O_RDONLY);
  if (fd == -1 || fstat(fd, &status) == -1) exit(3);
  size_t size = status.st_size, written = 0;
  char *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
  if (bytes == MAP_FAILED) exit(3);
  while (written < size) {
    size_t left = size - written;
    ssize_t count = write(1, bytes + written, left < block ? left : block);
    if (count == -1) exit(4);
    written += count;
  }
}

static void stamp_now(const char *fifo) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  stamp(fifo, now);
}

static void say(const char *text) {
  if (write(1, text, strlen(text)) == -1) exit(4);
}

/* Reads one event; its header ends with its length. */
static void read_event(void) {
  char header[1024], payload[4096];
  if (fgets(header, sizeof header, stdin) == NULL) exit(0);
  size_t length = strtoul(strrchr(header, ':') + 1, NULL, 10);
  if (length > sizeof payload || fread(payload, 1, length, stdin) != length) exit(5);
}

static void listen_to(const char *fifo, long count) {
  stamp_now(fifo);
  say("READY\n");
  for (long seen = 1; seen < count; seen++) {
    read_event();
    say("RESULT 2\nOKREADY\n");
  }
  read_event();
  stamp_now(fifo);
  say("RESULT 2\nOK");
}

int main(int argc, char **argv) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  if (argc == 3 && strcmp(argv[1], "stamp") == 0) {
    stamp(argv[2], now);
    for (;;) pause();
  }
  if (argc == 4 && strcmp(argv[1], "listen") == 0) {
    sigset_t go;
    int received;
    sigemptyset(&go);
    sigaddset(&go, SIGUSR1);
    sigprocmask(SIG_BLOCK, &go, NULL);
    stamp(argv[2], now);
    sigwait(&go, &received);
    listen_to(argv[2], strtol(argv[3], NULL, 10));
    for (;;) pause();
  }
  if (argc == 5 && strcmp(argv[1], "pump") == 0) {
    stamp(argv[2], now);
    pump(argv[3], strtoul(argv[4], NULL, 10));
    return 0;
  }
  return 1;
}
