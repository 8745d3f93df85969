/*
 * The program that the supervisors are measured with.
 *
 *   child stamp FIFO             writes "PID NANOSECONDS" to FIFO as its first act, and sleeps
 *   child pump FIFO FILE BLOCK   the same, then writes FILE to stdout, BLOCK bytes at a time
 *
 * NANOSECONDS is CLOCK_MONOTONIC, which process.hrtime() reads as well.
 */
#define _GNU_SOURCE
#include <fcntl.h>
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

int main(int argc, char **argv) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  if (argc == 3 && strcmp(argv[1], "stamp") == 0) {
    stamp(argv[2], now);
    for (;;) pause();
  }
  if (argc == 5 && strcmp(argv[1], "pump") == 0) {
    stamp(argv[2], now);
    pump(argv[3], strtoul(argv[4], NULL, 10));
    return 0;
  }
  return 1;
}
