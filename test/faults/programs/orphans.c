/*
 * orphans COUNT FIFO: leaves so many processes behind, which end all at once when nobody has the FIFO
 * open for writing any more. They share one memory, so that ten thousand cost little.
 */
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { STACK = 4096 };

static int wait_for_end(void *argument) {
  char byte;
  while (syscall(SYS_read, *(int *)argument, &byte, 1L) > 0) continue;
  syscall(SYS_exit, 0L);
  return 0;
}

int main(int count, char **words) {
  if (count != 3) return 2;
  int orphans = atoi(words[1]);
  int fifo = open(words[2], O_RDONLY);
  if (fifo == -1) return 3;
  for (int i = 0; i < orphans; i++) {
    char *stack = mmap(NULL, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (stack == MAP_FAILED) return 4;
    if (clone(wait_for_end, stack + STACK, CLONE_VM | CLONE_FILES | SIGCHLD, &fifo) == -1) return 5;
  }
  dprintf(STDOUT_FILENO, "left %d\n", orphans);
  /* Not exit(): the orphans live in this memory, which stays as long as one of them does. */
  syscall(SYS_exit, 0L);
}
