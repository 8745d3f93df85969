/*
 * Users and groups, as NSS knows them: files, LDAP, systemd and whatever else is configured.
 *
 * An unknown name or id answers undefined; a source that fails answers -errno.
 */
#include "posix.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

enum { FIRST_SIZE = 4096, MOST_SIZE = 1 << 22, FIRST_GROUPS = 64, MOST_GROUPS = 1 << 17 };

/* POSIX lets "not found" be 0, and systems in the field add these. */
static bool is_unknown(int error) {
  return error == 0 || error == ENOENT || error == ESRCH || error == EBADF || error == EPERM;
}

static napi_value unknown_or_error(napi_env env, int error) {
  napi_value undefined = NULL;
  if (!is_unknown(error)) return make_int32(env, -error);
  napi_get_undefined(env, &undefined);
  return undefined;
}

static void set_text(napi_env env, napi_value object, const char *name, const char *text) {
  napi_value value;
  if (napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &value) == napi_ok)
    napi_set_named_property(env, object, name, value);
}

static void set_id(napi_env env, napi_value object, const char *name, uint32_t id) {
  napi_value value;
  if (napi_create_uint32(env, id, &value) == napi_ok)
    napi_set_named_property(env, object, name, value);
}

/* Looks up a user by `name`, or by `uid` if that is NULL, with a buffer that grows as asked. */
static napi_value find_user(napi_env env, const char *name, uid_t uid) {
  struct passwd entry, *found = NULL;
  char *buffer = NULL;
  int error = ERANGE;
  for (size_t size = FIRST_SIZE; error == ERANGE && size <= MOST_SIZE; size *= 4) {
    free(buffer);
    buffer = malloc(size);
    if (buffer == NULL) return make_int32(env, -ENOMEM);
    error = name != NULL ? getpwnam_r(name, &entry, buffer, size, &found)
                         : getpwuid_r(uid, &entry, buffer, size, &found);
  }
  napi_value result = NULL;
  if (found == NULL) {
    result = unknown_or_error(env, error);
  } else if (napi_create_object(env, &result) == napi_ok) {
    set_text(env, result, "name", found->pw_name);
    set_id(env, result, "uid", found->pw_uid);
    set_id(env, result, "gid", found->pw_gid);
    set_text(env, result, "home", found->pw_dir);
  }
  free(buffer);
  return result;
}

/* Looks up a group by `name` (answers its id), or by `gid` if that is NULL (answers its name). */
static napi_value find_group(napi_env env, const char *name, gid_t gid) {
  struct group entry, *found = NULL;
  char *buffer = NULL;
  int error = ERANGE;
  for (size_t size = FIRST_SIZE; error == ERANGE && size <= MOST_SIZE; size *= 4) {
    free(buffer);
    buffer = malloc(size);
    if (buffer == NULL) return make_int32(env, -ENOMEM);
    error = name != NULL ? getgrnam_r(name, &entry, buffer, size, &found)
                         : getgrgid_r(gid, &entry, buffer, size, &found);
  }
  napi_value result = NULL;
  if (found == NULL)
    result = unknown_or_error(env, error);
  else if (name != NULL)
    napi_create_uint32(env, found->gr_gid, &result);
  else
    napi_create_string_utf8(env, found->gr_name, NAPI_AUTO_LENGTH, &result);
  free(buffer);
  return result;
}

/* One argument: a name. */
static napi_value by_name(napi_env env, napi_callback_info info,
                          napi_value (*find)(napi_env, const char *, uint32_t)) {
  napi_value argument;
  char *name;
  if (!take_arguments(env, info, 1, &argument) || !to_text(env, argument, &name, NULL)) return NULL;
  napi_value result = find(env, name, 0);
  free(name);
  return result;
}

/* One argument: an id, which may be larger than an int32. */
static napi_value by_id(napi_env env, napi_callback_info info,
                        napi_value (*find)(napi_env, const char *, uint32_t)) {
  napi_value argument;
  uint32_t id;
  if (!take_arguments(env, info, 1, &argument) || !to_id(env, argument, &id)) return NULL;
  return find(env, NULL, id);
}

/* userByName(name) -> {name, uid, gid, home} */
napi_value accounts_user_by_name(napi_env env, napi_callback_info info) {
  return by_name(env, info, find_user);
}

/* userById(uid) -> {name, uid, gid, home} */
napi_value accounts_user_by_id(napi_env env, napi_callback_info info) {
  return by_id(env, info, find_user);
}

/* groupByName(name) -> gid */
napi_value accounts_group_by_name(napi_env env, napi_callback_info info) {
  return by_name(env, info, find_group);
}

/* groupById(gid) -> name */
napi_value accounts_group_by_id(napi_env env, napi_callback_info info) {
  return by_id(env, info, find_group);
}

#ifdef __APPLE__
typedef int group_word; /* getgrouplist() of macOS wants ints */
#else
typedef gid_t group_word;
#endif

/* groupsOf(name, gid) -> the ids of all groups of a user, `gid` included */
napi_value accounts_groups_of(napi_env env, napi_callback_info info) {
  napi_value arguments[2];
  char *name;
  uint32_t gid;
  if (!take_arguments(env, info, 2, arguments) || !to_id(env, arguments[1], &gid) ||
      !to_text(env, arguments[0], &name, NULL))
    return NULL;
  group_word *groups = NULL;
  int count = -1;
  for (int room = FIRST_GROUPS; count == -1 && room <= MOST_GROUPS; room *= 4) {
    free(groups);
    groups = malloc((size_t)room * sizeof *groups);
    int filled = room;
    if (groups != NULL && getgrouplist(name, (group_word)gid, groups, &filled) != -1) count = filled;
  }
  napi_value result = NULL;
  if (count == -1) {
    result = make_int32(env, -ERANGE);
  } else if (napi_create_array_with_length(env, (size_t)count, &result) == napi_ok) {
    for (int i = 0; i < count; i++) {
      napi_value id;
      if (napi_create_uint32(env, (uint32_t)groups[i], &id) == napi_ok)
        napi_set_element(env, result, (uint32_t)i, id);
    }
  }
  free(groups);
  free(name);
  return result;
}
