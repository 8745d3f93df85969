/* Users and groups, and other calls of the C library: what they answer is made up. */
#include "fuzz.h"

#include <dlfcn.h>
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

enum { MOST_NAME = 40 };

/* Puts a name at the end of the buffer, or says that it needs a larger one. NULL: it has failed. */
static char *name_in(char *buffer, size_t size, int *error) {
  static const int ERRORS[] = {0, ENOENT, ESRCH, EIO, EMFILE, ENFILE, EINTR};
  uint8_t byte = outcome();
  buffer[0] = buffer[size - 1] = 0;
  *error = byte >= 240 ? ERANGE : byte >= 128 ? ERRORS[byte % 7] : 0;
  if (byte >= 128) return NULL;
  char *name = buffer + size - MOST_NAME;
  size_t length = byte % (MOST_NAME - 1);
  memset(name, 'u', length);
  name[length] = 0;
  return name;
}

static int find_user(struct passwd *entry, char *buffer, size_t size, struct passwd **found) {
  int error;
  char *name = name_in(buffer, size, &error);
  *found = name == NULL ? NULL : entry;
  memset(entry, 0, sizeof *entry);
  entry->pw_name = entry->pw_dir = name;
  entry->pw_uid = entry->pw_gid = 4294967295u;
  return error;
}

int fuzz_getpwnam_r(const char *name, struct passwd *entry, char *buffer, size_t size,
                    struct passwd **found) {
  touch_text(name);
  return find_user(entry, buffer, size, found);
}

int fuzz_getpwuid_r(uid_t uid, struct passwd *entry, char *buffer, size_t size,
                    struct passwd **found) {
  (void)uid;
  return find_user(entry, buffer, size, found);
}

static int find_group(struct group *entry, char *buffer, size_t size, struct group **found) {
  int error;
  char *name = name_in(buffer, size, &error);
  *found = name == NULL ? NULL : entry;
  memset(entry, 0, sizeof *entry);
  entry->gr_name = name;
  return error;
}

int fuzz_getgrnam_r(const char *name, struct group *entry, char *buffer, size_t size,
                    struct group **found) {
  touch_text(name);
  return find_group(entry, buffer, size, found);
}

int fuzz_getgrgid_r(gid_t gid, struct group *entry, char *buffer, size_t size,
                    struct group **found) {
  (void)gid;
  return find_group(entry, buffer, size, found);
}

int fuzz_getgrouplist(const char *user, gid_t group, gid_t *groups, int *count) {
  touch_text(user);
  int there = outcome() >= 240 ? 1 << 20 : outcome();
  int room = *count;
  for (int i = 0; i < there && i < room; i++) groups[i] = group + (gid_t)i;
  *count = there;
  return there <= room ? there : -1;
}

/* ------------------------------------------------------------------------------------ the process */

static char arguments_area[64]; /* where the kernel has put the command line */

/* /proc/self/stat, or that of a thread */
FILE *fuzz_fopen(const char *path, const char *mode) {
  static char line[1024];
  if (strncmp(path, "/proc/self/task/", 16) == 0) return thread_status();
  REQUIRE(strcmp(path, "/proc/self/stat") == 0);
  (void)mode;
  if (FAILS(EMFILE, ENOENT)) return NULL;
  int length = snprintf(line, sizeof line, "1 (a) b) S");
  for (int field = 4; field < 48; field++)
    length += snprintf(line + length, sizeof line - (size_t)length, " %d", field);
  unsigned long from = (unsigned long)arguments_area;
  length += snprintf(line + length, sizeof line - (size_t)length, " %lu %lu 0 0\n", from,
                     from + sizeof arguments_area);
  if (outcome() >= 240) length = outcome();
  return fmemopen(line, (size_t)length + 1, "r");
}

int fuzz_prctl(int option, ...) {
  va_list rest;
  va_start(rest, option);
  unsigned long argument = va_arg(rest, unsigned long);
  va_end(rest);
  if (option == PR_SET_NAME) touch((const char *)argument, strnlen((const char *)argument, 15) + 1);
  return FAILS(EPERM, EINVAL) ? -1 : 0;
}

static void set_flags(const char *flags) { touch_text(flags); }

void *fuzz_dlsym(void *library, const char *name) {
  (void)library;
  touch_text(name);
  return outcome() >= 224 ? NULL : (void *)set_flags;
}
