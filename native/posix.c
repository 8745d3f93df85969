/* Arguments and results, and the system calls that need nothing else. */
#include "posix.h"
#include "program.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

static bool type_error(napi_env env, const char *message) {
  napi_throw_type_error(env, NULL, message);
  return false;
}

bool take_arguments(napi_env env, napi_callback_info info, size_t count, napi_value *values) {
  size_t given = count;
  if (napi_get_cb_info(env, info, &given, values, NULL, NULL) != napi_ok || given < count)
    return type_error(env, "too few arguments");
  return true;
}

bool to_int32(napi_env env, napi_value value, int32_t *result) {
  if (napi_get_value_int32(env, value, result) == napi_ok) return true;
  return type_error(env, "expected a number");
}

bool to_double(napi_env env, napi_value value, double *result) {
  if (napi_get_value_double(env, value, result) == napi_ok) return true;
  return type_error(env, "expected a number");
}

bool to_bool(napi_env env, napi_value value, bool *result) {
  if (napi_get_value_bool(env, value, result) == napi_ok) return true;
  return type_error(env, "expected a boolean");
}

bool to_id(napi_env env, napi_value value, uint32_t *result) {
  double number;
  if (!to_double(env, value, &number)) return false;
  if (!(number >= 0 && number <= UINT32_MAX)) return type_error(env, "expected an id");
  *result = (uint32_t)number;
  return true;
}

bool to_text(napi_env env, napi_value value, char **result, size_t *length) {
  size_t bytes;
  if (napi_get_value_string_utf8(env, value, NULL, 0, &bytes) != napi_ok)
    return type_error(env, "expected a string");
  *result = malloc(bytes + 1);
  if (*result == NULL) return type_error(env, "out of memory");
  napi_get_value_string_utf8(env, value, *result, bytes + 1, &bytes);
  if (length != NULL) *length = bytes;
  return true;
}

/*
 * Reads a list of words of which each ends with a NUL, as an array that ends with NULL. The words
 * are in one block, whose address is kept in front of the array for free_list().
 */
bool to_list(napi_env env, napi_value value, char ***result) {
  char *words;
  size_t length, count = 0;
  if (!to_text(env, value, &words, &length)) return false;
  for (size_t i = 0; i < length; i++) count += words[i] == '\0';
  char **list = malloc((count + 2) * sizeof *list);
  if (list == NULL) {
    free(words);
    napi_throw_error(env, NULL, "out of memory");
    return false;
  }
  *list++ = words;
  char *word = words;
  for (size_t i = 0; i < count; i++) {
    list[i] = word;
    word += strlen(word) + 1;
  }
  list[count] = NULL;
  *result = list;
  return true;
}

void free_list(char **list) {
  if (list == NULL) return;
  free(list[-1]);
  free(list - 1);
}

/* Copies an Int32Array. Ids of users and groups pass through it as the same 32 bits. */
bool to_numbers(napi_env env, napi_value value, int **result, int *count) {
  napi_typedarray_type type;
  size_t length;
  void *numbers;
  if (napi_get_typedarray_info(env, value, &type, &length, &numbers, NULL, NULL) != napi_ok ||
      type != napi_int32_array) {
    napi_throw_type_error(env, NULL, "expected an Int32Array");
    return false;
  }
  *result = malloc(length * sizeof **result + 1);
  if (*result == NULL) {
    napi_throw_error(env, NULL, "out of memory");
    return false;
  }
  if (length > 0) memcpy(*result, numbers, length * sizeof **result);
  *count = (int)length;
  return true;
}

bool one_int32(napi_env env, napi_callback_info info, int32_t *value) {
  napi_value argument;
  return take_arguments(env, info, 1, &argument) && to_int32(env, argument, value);
}

napi_value make_int32(napi_env env, int32_t value) {
  napi_value result = NULL;
  napi_create_int32(env, value, &result);
  return result;
}

napi_value int32_pair(napi_env env, int32_t first, int32_t second) {
  napi_value result = NULL;
  if (napi_create_array_with_length(env, 2, &result) != napi_ok) return NULL;
  napi_set_element(env, result, 0, make_int32(env, first));
  napi_set_element(env, result, 1, make_int32(env, second));
  return result;
}

/* dup2(from, to) -> to. The copy is inherited by programs. */
napi_value posix_dup2(napi_env env, napi_callback_info info) {
  napi_value arguments[2];
  int32_t from, to;
  if (!take_arguments(env, info, 2, arguments) || !to_int32(env, arguments[0], &from) ||
      !to_int32(env, arguments[1], &to))
    return NULL;
  return make_int32(env, dup2(from, to) == -1 ? -errno : to);
}

/* Sets or clears one flag of a descriptor, given as (fd, boolean), with a pair of fcntl commands. */
static napi_value set_flag(napi_env env, napi_callback_info info, int get, int set, int flag) {
  napi_value arguments[2];
  int32_t fd;
  bool wanted;
  if (!take_arguments(env, info, 2, arguments) || !to_int32(env, arguments[0], &fd) ||
      !to_bool(env, arguments[1], &wanted))
    return NULL;
  int flags = fcntl(fd, get);
  if (flags == -1) return make_int32(env, -errno);
  flags = wanted ? flags | flag : flags & ~flag;
  return make_int32(env, fcntl(fd, set, flags) == -1 ? -errno : 0);
}

/* setCloseOnExec(fd, wanted) -> 0 */
napi_value posix_set_close_on_exec(napi_env env, napi_callback_info info) {
  return set_flag(env, info, F_GETFD, F_SETFD, FD_CLOEXEC);
}

/* setNonBlocking(fd, wanted) -> 0. Concerns everybody who shares the open file. */
napi_value posix_set_non_blocking(napi_env env, napi_callback_info info) {
  return set_flag(env, info, F_GETFL, F_SETFL, O_NONBLOCK);
}

/* duplicate(fd) -> another descriptor of the same open file, close-on-exec */
napi_value posix_duplicate(napi_env env, napi_callback_info info) {
  int32_t fd;
  if (!one_int32(env, info, &fd)) return NULL;
  int copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);
  return make_int32(env, copy == -1 ? -errno : copy);
}

static double from_limit(rlim_t limit) { return limit == RLIM_INFINITY ? INFINITY : (double)limit; }
/* As many as 2^53 are counted, and more than that is no limit. */
static rlim_t to_limit(double limit) { return limit <= 0x1p53 ? (rlim_t)limit : RLIM_INFINITY; }

/* getrlimit(resource) -> [soft, hard], with Infinity for no limit; or -errno */
napi_value posix_getrlimit(napi_env env, napi_callback_info info) {
  int32_t resource;
  struct rlimit limit;
  if (!one_int32(env, info, &resource)) return NULL;
  if (getrlimit(resource, &limit) == -1) return make_int32(env, -errno);
  napi_value result, soft, hard;
  if (napi_create_array_with_length(env, 2, &result) != napi_ok ||
      napi_create_double(env, from_limit(limit.rlim_cur), &soft) != napi_ok ||
      napi_create_double(env, from_limit(limit.rlim_max), &hard) != napi_ok)
    return NULL;
  napi_set_element(env, result, 0, soft);
  napi_set_element(env, result, 1, hard);
  return result;
}

/* setrlimit(resource, soft, hard) -> 0 */
napi_value posix_setrlimit(napi_env env, napi_callback_info info) {
  napi_value arguments[3];
  int32_t resource;
  double soft, hard;
  if (!take_arguments(env, info, 3, arguments) || !to_int32(env, arguments[0], &resource) ||
      !to_double(env, arguments[1], &soft) || !to_double(env, arguments[2], &hard))
    return NULL;
  if (!(soft >= 0 && hard >= 0)) return make_int32(env, -EINVAL);
  struct rlimit limit = {.rlim_cur = to_limit(soft), .rlim_max = to_limit(hard)};
  return make_int32(env, setrlimit(resource, &limit) == -1 ? -errno : 0);
}

/*
 * pidfdOpen(pid) -> a descriptor, close-on-exec, that becomes readable when the process has ended.
 * Reading it is an error: the poller reports that as its end.
 */
napi_value posix_pidfd_open(napi_env env, napi_callback_info info) {
  int32_t pid;
  if (!one_int32(env, info, &pid)) return NULL;
#ifdef SYS_pidfd_open
  long fd = syscall(SYS_pidfd_open, (pid_t)pid, 0U);
  return make_int32(env, fd == -1 ? -errno : (int32_t)fd);
#else
  return make_int32(env, -ENOSYS);
#endif
}

/* setSubreaper(wanted) -> 0. Orphaned descendants become our children, as those of PID 1 do. */
napi_value posix_set_subreaper(napi_env env, napi_callback_info info) {
  napi_value argument;
  bool wanted;
  if (!take_arguments(env, info, 1, &argument) || !to_bool(env, argument, &wanted)) return NULL;
#ifdef __linux__
  return make_int32(env, prctl(PR_SET_CHILD_SUBREAPER, wanted ? 1L : 0L, 0L, 0L, 0L) == -1 ? -errno : 0);
#else
  return make_int32(env, -ENOSYS);
#endif
}

/* _exit(status): waits for no thread, and does not return. */
napi_value posix_exit(napi_env env, napi_callback_info info) {
  int32_t status;
  if (!one_int32(env, info, &status)) return NULL;
  guard_fire();
  _exit(status);
}
