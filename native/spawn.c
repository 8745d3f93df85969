/* The request of JavaScript, copied into a job that needs nothing of Node any more. */
#include "posix.h"
#include "spawn.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void job_free(struct job *job) {
  char **lists[] = {job->paths, job->argv, job->env};
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
    if (lists[i] == NULL) continue;
    free(lists[i][-1]);
    free(lists[i] - 1);
  }
  free(job->cwd);
  free(job->cgroup);
  free(job->fds);
  free(job->groups);
  free(job);
}

/*
 * Reads a list of words of which each ends with a NUL, as an array that ends with NULL. The words
 * are in one block, whose address is kept in front of the array for job_free().
 */
static bool to_list(napi_env env, napi_value value, char ***result) {
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

/* Copies an Int32Array. Ids of users and groups pass through it as the same 32 bits. */
static bool to_numbers(napi_env env, napi_value value, int **result, int *count) {
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

static bool get(napi_env env, napi_value object, const char *name, napi_value *value) {
  return napi_get_named_property(env, object, name, value) == napi_ok;
}

static bool get_list(napi_env env, napi_value object, const char *name, char ***result) {
  napi_value value;
  return get(env, object, name, &value) && to_list(env, value, result);
}

static bool get_number(napi_env env, napi_value object, const char *name, int32_t *result) {
  napi_value value;
  return get(env, object, name, &value) && to_int32(env, value, result);
}

static bool get_id(napi_env env, napi_value object, const char *name, uint32_t *result) {
  napi_value value;
  return get(env, object, name, &value) && to_id(env, value, result);
}

/* A limit of open files: -1 leaves it, and so does one that no system can have. */
static bool get_limit(napi_env env, napi_value object, const char *name, int64_t *result) {
  napi_value value;
  double limit;
  if (!get(env, object, name, &value) || !to_double(env, value, &limit)) return false;
  *result = limit >= 0 && limit <= 0x1p53 ? (int64_t)limit : -1;
  return true;
}

static bool get_flag(napi_env env, napi_value object, const char *name, bool *result) {
  napi_value value;
  return get(env, object, name, &value) && to_bool(env, value, result);
}

static bool get_numbers(napi_env env, napi_value object, const char *name, int **result,
                        int *count) {
  napi_value value;
  return get(env, object, name, &value) && to_numbers(env, value, result, count);
}

static bool get_text_or_null(napi_env env, napi_value object, const char *name, char **result) {
  napi_value value;
  napi_valuetype type;
  if (!get(env, object, name, &value) || napi_typeof(env, value, &type) != napi_ok) return false;
  return type == napi_null || to_text(env, value, result, NULL);
}

/* The fields of NativeRequest in src/os/native.ts. False after throwing. */
static bool read_request(napi_env env, napi_value request, struct job *job) {
  int *groups = NULL;
  bool complete = get_flag(env, request, "onlyFind", &job->only_find) &&
                  get_list(env, request, "paths", &job->paths) &&
                  get_list(env, request, "argv", &job->argv) &&
                  get_list(env, request, "env", &job->env) &&
                  get_text_or_null(env, request, "cwd", &job->cwd) &&
                  get_numbers(env, request, "fds", &job->fds, &job->fd_count) &&
                  get_number(env, request, "umask", &job->umask) &&
                  get_limit(env, request, "openFiles", &job->files) &&
                  get_number(env, request, "leads", &job->leads) &&
                  get_text_or_null(env, request, "cgroup", &job->cgroup) &&
                  get_flag(env, request, "setUser", &job->set_user) &&
                  get_id(env, request, "uid", &job->uid) && get_id(env, request, "gid", &job->gid) &&
                  get_numbers(env, request, "groups", &groups, &job->group_count);
  job->groups = (gid_t *)groups;
  return complete;
}

/* spawn(id, request) -> 0. The result comes through the poller, under that id. */
napi_value spawn_start(napi_env env, napi_callback_info info) {
  napi_value arguments[2];
  struct job *job = calloc(1, sizeof *job);
  if (job == NULL) return make_int32(env, -ENOMEM);
  if (!take_arguments(env, info, 2, arguments) || !to_int32(env, arguments[0], &job->id) ||
      !read_request(env, arguments[1], job)) {
    job_free(job);
    return NULL;
  }
  int result = pool_add(job);
  if (result != 0) job_free(job);
  return make_int32(env, result);
}

/* cancelSpawn(id) -> the process that it has made and that has not been told yet, or 0 */
napi_value spawn_cancel(napi_env env, napi_callback_info info) {
  int32_t id;
  if (!one_int32(env, info, &id)) return NULL;
  return make_int32(env, pool_cancel(id));
}

/* isStarting(pid) -> whether this process is ours and its result has not been told yet */
napi_value spawn_is_starting(napi_env env, napi_callback_info info) {
  int32_t pid;
  napi_value result = NULL;
  if (!one_int32(env, info, &pid)) return NULL;
  job_settle();
  napi_get_boolean(env, pool_is_starting(pid), &result);
  return result;
}
