/* The flags of V8, before Node has loaded anything: its own `node:v8` would load streams first. */
#include "posix.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>

/* v8::V8::SetFlagsFromString(const char *), as the compilers of Linux and macOS name it. */
static const char SET_FLAGS[] = "_ZN2v82V818SetFlagsFromStringEPKc";

/* setFlags(flags) -> 0, or -ENOSYS where V8 does not have it under this name. */
napi_value flags_set(napi_env env, napi_callback_info info) {
  napi_value argument;
  char *flags;
  void (*set)(const char *);
  if (!take_arguments(env, info, 1, &argument) || !to_text(env, argument, &flags, NULL))
    return NULL;
  *(void **)&set = dlsym(RTLD_DEFAULT, SET_FLAGS);
  if (set != NULL) set(flags);
  free(flags);
  return make_int32(env, set == NULL ? -ENOSYS : 0);
}
