/* One turn of the poller, as those who have news in it see it. */
#ifndef VISORD_POLLER_H
#define VISORD_POLLER_H

#include "posix.h"
#include "set.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

enum { MOST_CHUNK = 65536, RECORD_LENGTH = 5 };

/* The first of the five numbers, in the order of the list in src/os/poller.ts. */
enum news {
  NEWS_DATA,     /* fd, from, to, - */
  NEWS_END,      /* fd, errno or 0, -, - */
  NEWS_WRITABLE, /* fd, -, -, - */
  NEWS_STARTED,  /* id, pid, stage, errno; and the index of the path instead of a pid of 0 */
  NEWS_PUMPED,   /* fd, how many bytes were written, -, - */
};

struct poller {
  napi_env env;
  napi_ref deliver;
  napi_ref bytes_reference, records_reference; /* keep the memory below alive */
  napi_async_context context;
  uint8_t *bytes;
  size_t bytes_size, used; /* `used` of them are to be delivered */
  int32_t *records;
  size_t most_records, record_count;
  size_t first; /* where the next turn begins among those that are ready, if the last was full */
  struct set set;
  uv_poll_t *handle; /* NULL: closed */
};

/* poller.c */
void poller_record(struct poller *self, enum news news, int32_t who, int32_t a, int32_t b,
                   int32_t c);
/* Reads one chunk, no more than `room` bytes, for JavaScript. */
void poller_read(struct poller *self, int fd, size_t room);
/* A read found the end of a pipe, or failed for good. */
void poller_end(struct poller *self, int fd, int error);

/* pump.c */

/* The most records that one pipe or the timer can add. */
enum { MOST_PUMP_RECORDS = 2 };

/* Whether a pipe is pumped: if so, pump_run() is to be called when it is ready. */
bool pump_has(int fd);
/* Moves one chunk, and goes on until it has moved `budget` bytes. Returns how many it has moved. */
size_t pump_run(struct poller *self, int fd, size_t budget);
/* The same for those that have rested, as long as `reserved` records stay free. */
size_t pump_rested(struct poller *self, size_t budget, size_t reserved);
/* What another thread has pumped and gives back; before anything else of a turn, leaving `reserved` records. */
void pump_take_given(struct poller *self, size_t reserved);
/* The descriptor leaves the set. */
void pump_forget(int fd);
void pump_open(struct set *set);
void pump_close(void);

#endif
