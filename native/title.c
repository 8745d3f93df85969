/*
 * What `ps`, `pgrep`, `pidof` and `killall` see of us.
 *
 * The kernel shows the memory where it put our arguments as the command line. We write there; Node
 * and V8 keep copies of their own. The environment, which lies behind it, is not touched.
 */
#include "posix.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __linux__
#include <sys/prctl.h>

enum { ARG_START = 48 }; /* number of that field in /proc/self/stat, counted from 1 */

/* Finds out where our arguments are. The second field, our name, may hold spaces and brackets. */
static int argument_area(char **start, char **end) {
  static char *known_start, *known_end; /* as it was at first: shrinking must not lose it */
  char line[2048];
  if (known_start != NULL) {
    *start = known_start;
    *end = known_end;
    return 0;
  }
  FILE *file = fopen("/proc/self/stat", "re");
  if (file == NULL) return -errno;
  size_t length = fread(line, 1, sizeof line - 1, file);
  fclose(file);
  line[length] = '\0';
  char *at = strrchr(line, ')');
  for (int field = 2; at != NULL && field < ARG_START; field++) at = strchr(at + 1, ' ');
  unsigned long from, to;
  if (at == NULL || sscanf(at, "%lu %lu", &from, &to) != 2 || from == 0 || to <= from)
    return -ENOTSUP;
  *start = known_start = (char *)from;
  *end = known_end = (char *)to;
  return 0;
}
#endif

/* setName(name) -> 0. The name of the process, at most 15 bytes. For the main thread only. */
napi_value title_set_name(napi_env env, napi_callback_info info) {
  napi_value argument;
  char *name;
  if (!take_arguments(env, info, 1, &argument) || !to_text(env, argument, &name, NULL)) return NULL;
#ifdef __linux__
  int result = prctl(PR_SET_NAME, (unsigned long)name, 0L, 0L, 0L) == -1 ? -errno : 0;
#else
  int result = -ENOSYS;
#endif
  free(name);
  return make_int32(env, result);
}

/*
 * setArguments(words) -> how many bytes of `words` found room. Each word ends with a NUL.
 *
 * The area keeps its size, unless we may shrink it (CAP_SYS_RESOURCE); its rest is filled with NULs.
 */
napi_value title_set_arguments(napi_env env, napi_callback_info info) {
  napi_value argument;
  char *words;
  size_t length;
  if (!take_arguments(env, info, 1, &argument) || !to_text(env, argument, &words, &length))
    return NULL;
#ifdef __linux__
  char *start = NULL, *end = NULL;
  int result = argument_area(&start, &end);
  if (result == 0) {
    size_t room = (size_t)(end - start);
    if (length > room) length = room;
    memset(start, 0, room);
    memcpy(start, words, length);
    end[-1] = '\0'; /* anything else would make the kernel show the environment as well */
    prctl(PR_SET_MM, PR_SET_MM_ARG_END, (unsigned long)(start + length), 0L, 0L);
    result = (int)length;
  }
#else
  int result = -ENOSYS;
#endif
  free(words);
  return make_int32(env, result);
}
