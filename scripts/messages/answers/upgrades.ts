/** What a live upgrade says that has not happened, or was undone. */
import type { Chapter } from '../answer.ts';

export const UPGRADES: Chapter = {
  title: 'An upgrade while programs run',
  about:
    '`supervisorctl upgrade` prints these, and the main log has them: [upgrades](../upgrades.md). Whatever they say, ' +
    'programs run on.',
  answers: [
    {
      says: [
        'ERROR: not upgraded: {reason}',
        'upgrade refused, everything goes on as before: {reason}',
      ],
      means:
        'The program that is installed now was tried and could not take over: the reason is its own. Nothing has been touched.',
      remedy:
        'Mend what the reason names. `supervisord --check` with the new program shows errors of the configuration.',
    },
    {
      says: [
        'ERROR: not upgraded, {old} goes on: {reason}',
        'the upgrade to {new} was undone, {old} goes on: {reason}',
      ],
      madeOf: [
        'visord {} (node {})',
        'it ended {} before it had taken over',
        'by itself',
        'by our hand, since it hung',
        'by {}',
        'called off',
        'fell back',
        'a signal came first',
      ],
      means:
        'The new program has passed its trial, but ended or hung before it had taken over; or a signal came at the last moment. The old program is back, with every process.',
      remedy:
        'After a signal, try again. Otherwise the new version is broken on this machine: install the one before, and report it.',
    },
    {
      says: ['ERROR: this supervisord cannot be upgraded while it runs; restart it'],
      means: 'It is an older visord, or Supervisor, and knows nothing of upgrades.',
      remedy: 'Restart it once: `supervisorctl shutdown`, then start the new one.',
    },
    {
      says: ['ERROR: supervisord does not answer any more'],
      means: 'The upgrade has begun, and for more than a minute nobody has said how it went.',
      remedy: '`supervisorctl pid` and the end of the main log tell whether supervisord is there.',
    },
    {
      says: [
        'an upgrade is under way',
        '{group} is being updated',
        "what '{program}' has left behind is being ended",
      ],
      means:
        'Somebody else is at it, `update` still waits for programs of a group to stop, or a program with a `kill_mode` has ended and what it started has not.',
      remedy: 'Try again when that is over; `supervisorctl status` shows what is STOPPING.',
    },
    {
      says: ["{program}: ERROR (supervisord was just being upgraded: see 'status')"],
      madeOf: ["supervisord was just being upgraded: see 'status'"],
      means:
        'The command waited for a program while another supervisord took over. What was asked for goes on.',
      remedy: '`supervisorctl status` shows what has become of it.',
    },
    {
      says: ['another program takes over supervisord: ask again, what was asked for may go on'],
      means: 'A request to the JSON API, with status 503, came in the moment of an upgrade.',
      remedy: 'Ask again after the second that `Retry-After` names.',
    },
    {
      says: [
        'cannot start {launcher}: {stage}: {error}',
        '{launcher}: was not ready within {seconds} seconds',
        'there is no place for the state: {error}',
      ],
      madeOf: ['cannot start {}: {}: {}', 'was not ready within {} seconds'],
      means:
        'The command that supervisord was once started by cannot be started now, or takes too long; or this system has no files in memory.',
      remedy:
        'See that the path is there and can be executed by the user of supervisord. Upgrades take Linux 3.17 or later.',
    },
    {
      says: [
        'cannot take over: the state has format {number}, this program reads format {number}',
        "cannot take over: bad field '{field}'",
        'cannot take over: this is no state of a daemon',
        'cannot read the state of the daemon: {what}',
      ],
      madeOf: [
        'this program reads format {}',
        'cannot take over: the state has format {}, {}',
        'expected {}',
        '{}{} is expected',
        'a number',
        'a whole number from {} to {}',
        'an object',
        'it is no JSON',
        'there is no socket {}',
        'group {} is a pool in one place and none in another',
        'process {} {}',
        'stands in group {} and belongs to {}',
        'listens to no pool',
        'is no listener of its pool',
        '{} {} is there twice',
        'has a pid and is {}',
        'has pipes and no pid',
        'waits to be launched and is {}',
        'has no socket {}',
        'holds a socket that is not open',
      ],
      means:
        'The two versions are too far apart for one to go on with what the other has left; or, with the same format, one of them has a fault.',
      remedy:
        'Restart supervisord once instead: `supervisorctl shutdown`, then start the new one. If both are of one format, please report it.',
    },
    {
      says: ['cannot hear {number} processes, trying again: {error}'],
      means:
        'After an upgrade the system had no memory left to watch all pipes. What these programs write waits in their pipes.',
      remedy: 'Free memory, or raise `fs.epoll.max_user_watches`. It is tried again by itself.',
    },
    {
      says: ['the start of {program} hangs'],
      means:
        'It hung in a network file system when the upgrade came; it was given up, and is tried again.',
      remedy: 'See that the file system of its command and its `directory=` answers.',
    },
  ],
};
