/*
 * A client of HTTP that costs the same whoever answers: one connection, one request at a time.
 *
 *   call SOCKET FILE COUNT PAUSE   sends the request in FILE to the unix socket, COUNT times with
 *                                  PAUSE microseconds between, and prints for each how many
 *                                  nanoseconds it took, from its first byte sent to its answer's
 *                                  last byte read, and when that was (CLOCK_MONOTONIC)
 *
 * It waits until there is somebody to connect to. An answer must have the status 200 and a
 * Content-Length, and be no fault.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define RETRY_US 200
#define PATIENCE_US 60000000

static char buffer[1 << 20];

static void fail(const char *what) {
  fprintf(stderr, "call: %s\n", what);
  exit(1);
}

static long long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static int connect_to(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  if (strlen(path) >= sizeof address.sun_path) fail("the path is too long");
  strcpy(address.sun_path, path);
  for (long tries = 0; tries < PATIENCE_US / RETRY_US; tries++) {
    if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0) return fd;
    usleep(RETRY_US);
  }
  fail("cannot connect");
  return -1;
}

static size_t receive(int fd, size_t at) {
  ssize_t count = read(fd, buffer + at, sizeof buffer - 1 - at);
  if (count <= 0) fail("the connection has ended");
  buffer[at + count] = '\0';
  return at + count;
}

static void read_answer(int fd) {
  size_t have = 0;
  char *end;
  do have = receive(fd, have);
  while ((end = strstr(buffer, "\r\n\r\n")) == NULL);
  char *length = strcasestr(buffer, "\r\nContent-Length:");
  if (length == NULL || length > end) fail("an answer without a length");
  if (strncmp(buffer + strlen("HTTP/1.x "), "200", 3) != 0) fail(buffer);
  if (strstr(end, "<fault>") != NULL) fail(end);
  size_t left = strtoul(length + strlen("\r\nContent-Length:"), NULL, 10);
  for (have -= end + 4 - buffer; have < left; have = receive(fd, 0)) left -= have;
}

int main(int argc, char **argv) {
  if (argc != 5) fail("SOCKET FILE COUNT PAUSE");
  static char request[65536];
  int file = open(argv[2], O_RDONLY);
  ssize_t size = read(file, request, sizeof request);
  if (size <= 0) fail("cannot read the request");
  int fd = connect_to(argv[1]);
  useconds_t pause = strtoul(argv[4], NULL, 10);
  for (long count = strtol(argv[3], NULL, 10); count > 0; count--) {
    long long before = now();
    if (write(fd, request, size) != size) fail("cannot send");
    read_answer(fd);
    long long after = now();
    printf("%lld %lld\n", after - before, after);
    if (pause > 0) usleep(pause);
  }
}
