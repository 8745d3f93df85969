/* One turn of a pipe that is pumped, by whichever thread: see pump.h. */
#include "poller.h"
#include "pump.h"

#include <errno.h>
#include <unistd.h>

/*
 * How much is read at once: up to what JavaScript wants to hear of, but as much as it reads itself,
 * so that a file which is to be rotated is no larger than it would make it.
 */
static size_t chunk(const struct pump *pump, size_t room) {
  if (room > MOST_PUMPED) room = MOST_PUMPED;
  size_t wanted = (size_t)pump->room;
  if (wanted < MOST_CHUNK) wanted = MOST_CHUNK;
  return room < wanted ? room : wanted;
}

/* One read, and the write of what it has brought. */
static enum outcome move_chunk(struct pump *pump, uint8_t *buffer, size_t wanted, struct move *move) {
  ssize_t count = read(pump->fd, buffer, wanted);
  if (count == 0) return IS_OVER;
  if (count == -1 && (errno == EAGAIN || errno == EINTR)) return IS_EMPTY;
  if (count == -1) {
    move->error = errno;
    return IS_OVER;
  }
  ssize_t written = write(pump->target, buffer, (size_t)count);
  if (written < 0) written = 0; /* JavaScript will meet the error */
  pump->read += (size_t)count;
  pump->written += (int32_t)written;
  pump->room -= (int32_t)written;
  move->bytes += (size_t)count;
  move->from = (size_t)written;
  move->to = (size_t)count;
  if (written < count) return IS_UNWRITTEN;
  if (pump->room <= 0) return IS_ENOUGH;
  return (size_t)count < wanted ? IS_EMPTY : IS_MORE;
}

struct move pump_move(struct pump *pump, uint8_t *buffer, size_t size, size_t budget, uint64_t now) {
  struct move move = {.outcome = IS_LATE};
  if (now >= pump->until) return move;
  do move.outcome = move_chunk(pump, buffer, chunk(pump, size), &move);
  while (move.outcome == IS_MORE && move.bytes < budget);
  return move;
}
