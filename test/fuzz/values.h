/* What values.c and environment.c share: values, and who may use them for how long. */
#ifndef VISORD_FUZZ_VALUES_H
#define VISORD_FUZZ_VALUES_H

#include "fuzz.h"

/* OPEN: it has not been decided yet. */
enum kind { UNDEFINED, NOTHING, BOOLEAN, NUMBER, TEXT, SYMBOL, BIGINT, OBJECT, FUNCTION, ARRAY, MEMORY, KINDS, OPEN };

struct napi_value__ {
  enum kind kind;
  double number; /* of a number, or 0 and 1 for a boolean */
  bool is_given; /* it becomes what is wanted, with that number or of that size */
  char *bytes;   /* of a text or of memory */
  size_t size;   /* of them */
  size_t length; /* elements */
  napi_typedarray_type type;
  bool is_answer; /* made by the addon */
  int references;
  napi_value next; /* an older one */
};

struct napi_callback_info__ {
  size_t count;
  napi_value *values;
};

extern bool is_pending; /* an exception */

/* A value that can be used until its scope ends. */
napi_value make(enum kind kind);
/* An argument that is looked at for the first time becomes something, mostly what is wanted. */
napi_value decide(napi_value value, enum kind wanted);
napi_status answer(napi_value *result, enum kind kind);

#endif
