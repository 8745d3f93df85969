/* Threads of Node, as /proc tells of them, and what they are asked. */
#include "fuzz.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <ucontext.h>

static char folder; /* opened */
static int listed;

DIR *fuzz_opendir(const char *path) {
  REQUIRE(strcmp(path, "/proc/self/task") == 0);
  if (FAILS(EMFILE, ENOENT)) return NULL;
  listed = 0;
  return (DIR *)&folder;
}

struct dirent *fuzz_readdir(DIR *directory) {
  static const char *const NAMES[] = {".", "..", "1", "2", "37"}; /* 1 is who asks */
  static struct dirent entry;
  REQUIRE((char *)directory == &folder);
  if (listed == sizeof NAMES / sizeof *NAMES || outcome() >= 224) return NULL;
  strcpy(entry.d_name, NAMES[listed++]);
  return &entry;
}

int fuzz_closedir(DIR *directory) {
  REQUIRE((char *)directory == &folder);
  return 0;
}

/* What stands in /proc/self/task/N/status. Unless told otherwise, the thread blocks everything. */
FILE *thread_status(void) {
  static char text[128];
  if (FAILS(ENOENT, ESRCH)) return NULL;
  uint8_t what = outcome();
  int length = snprintf(text, sizeof text, "Name:\tnode\nState:\t%c (x)\nSigBlk:\t%016llx\n",
                        what & 1 ? 'D' : 'S', what & 6 ? 0ULL : ~0ULL);
  if (what >= 224) length = outcome() % length;
  return fmemopen(text, (size_t)length + 1, "r");
}

void ask_thread(const struct sigaction *action) {
  ucontext_t context;
  siginfo_t info;
  memset(&context, 0, sizeof context);
  memset(&info, 0, sizeof info);
  action->sa_sigaction(SIGURG, &info, &context);
  for (int number = 1; number < NSIG; number++)
    REQUIRE(sigismember(&context.uc_sigmask, number) == sigismember(&action->sa_mask, number));
}
