/* The request of JavaScript, copied into a job that needs nothing of Node any more. */
#include "posix.h"
#include "spawn.h"

#include <errno.h>
#include <stdlib.h>

void job_free(struct job *job) {
  free_list(job->paths);
  free_list(job->argv);
  free_list(job->env);
  free(job->cwd);
  free(job->cgroup);
  free(job->fds);
  free(job->groups);
  free(job);
}

static bool get(napi_env env, napi_value object, const char *name, napi_value *value) {
  if (napi_get_named_property(env, object, name, value) == napi_ok) return true;
  napi_throw_type_error(env, NULL, "expected an object"); /* unless its property has thrown already */
  return false;
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
