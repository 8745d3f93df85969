/*
 * The program that the supervisors are measured with. What it does is its first argument:
 *
 *   child stamp FIFO                   writes "PID NANOSECONDS" to FIFO as its first act, and sleeps
 *   child pump FIFO FILE BLOCK TIMES   the same; at SIGUSR1 it stamps again, writes FILE to stdout,
 *                                      BLOCK bytes at a time, TIMES over (0: for ever), and sleeps
 *   child say FIFO                     the same; at every SIGUSR1 it prints one line
 *   child listen FIFO COUNT            the same; from SIGUSR1 on an event listener, which stamps again
 *                                      when it begins and after every COUNT events
 *   child exit                         ends at once
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

static void stamp_now(const char *fifo) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  stamp(fifo, now);
}

static void block_go(void) {
  sigset_t go;
  sigemptyset(&go);
  sigaddset(&go, SIGUSR1);
  sigprocmask(SIG_BLOCK, &go, NULL);
}

static void wait_for_go(void) {
  sigset_t go;
  int received;
  sigemptyset(&go);
  sigaddset(&go, SIGUSR1);
  sigwait(&go, &received);
}

static void say(const char *text) {
  if (write(1, text, strlen(text)) == -1) exit(4);
}

static void write_blocks(const char *bytes, size_t size, size_t block) {
  for (size_t written = 0; written < size;) {
    size_t left = size - written;
    ssize_t count = write(1, bytes + written, left < block ? left : block);
    if (count == -1) exit(4);
    written += count;
  }
}

static void pump(const char *fifo, const char *file, size_t block, long times) {
  struct stat status;
  int fd = open(file, O_RDONLY);
  if (fd == -1 || fstat(fd, &status) == -1) exit(3);
  char *bytes = mmap(NULL, status.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
  if (bytes == MAP_FAILED) exit(3);
  wait_for_go();
  stamp_now(fifo);
  for (long done = 0; times == 0 || done < times; done++)
    write_blocks(bytes, status.st_size, block);
}

/* Reads one event; its header ends with its length. */
static void read_event(void) {
  char header[1024], payload[4096];
  if (fgets(header, sizeof header, stdin) == NULL) exit(0);
  size_t length = strtoul(strrchr(header, ':') + 1, NULL, 10);
  if (length > sizeof payload || fread(payload, 1, length, stdin) != length) exit(5);
}

static void listen_to(const char *fifo, long count) {
  wait_for_go();
  stamp_now(fifo);
  say("READY\n");
  for (long seen = 1;; seen++) {
    read_event();
    if (seen % count == 0) stamp_now(fifo);
    say("RESULT 2\nOKREADY\n");
  }
}

int main(int argc, char **argv) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  if (argc == 2 && strcmp(argv[1], "exit") == 0) return 0;
  if (argc < 3) return 1;
  const char *act = argv[1], *fifo = argv[2];
  block_go();
  stamp(fifo, now);
  if (argc == 6 && strcmp(act, "pump") == 0)
    pump(fifo, argv[3], strtoul(argv[4], NULL, 10), strtol(argv[5], NULL, 10));
  else if (argc == 4 && strcmp(act, "listen") == 0)
    listen_to(fifo, strtol(argv[3], NULL, 10));
  else if (strcmp(act, "say") == 0)
    for (;;) {
      wait_for_go();
      say("a line of a program, long enough to be one that somebody might print, with some fields\n");
    }
  for (;;) pause();
}
