/**
 * Readers of what one daemon leaves to the next, and of what the system tells of processes, whose names
 * and variables are theirs to choose: more of readers.ts.
 */

import { UserError } from '../../src/base/errors.ts';
import { readHandover } from '../../src/daemon/handover.ts';
import { parseChildren } from '../../src/daemon/read-children.ts';
import { readState } from '../../src/daemon/read-state.ts';
import { livingSupervisord } from '../../src/os/living-supervisord.ts';
import { openProcessTable } from '../../src/os/procfs.ts';
import { FakeFiles } from '../rig/fake-files.ts';
import type { Reader } from './readers.ts';

const STATE_BEGINNING =
  '{"format":1,"supervisor":{"startedAt":1,"sockets":[],"groups":[],"others":[]},' +
  '"bus":{"serial":0},"syslog":{';

const HANDOVER_BEGINNING =
  '{"format":1,"from":{"visord":"1","node":"1"},"to":{"visord":"1","node":"1"},"package":"/",' +
  '"folder":"/","number":1,"openFiles":null,"isDetached":false,"pidfile":"/","leftAt":1,"sockets":[';

const PID = 7;

/** A /proc in which all files of a process hold the same. */
function procWith(text: string): FakeFiles {
  const files = new FakeFiles();
  for (const name of ['self/stat', `${PID}/stat`, `${PID}/environ`, `${PID}/io`, `${PID}/comm`]) {
    files.put(`/proc/${name}`, Buffer.from(text, 'latin1'));
  }
  return files;
}

export const DAEMON_READERS: readonly Reader[] = [
  {
    name: 'the state of a daemon',
    read: readState,
    refusals: [UserError],
    patterns: [
      ['', '[', ''],
      ['', '{"a":', ''],
      [`${STATE_BEGINNING}"queue":["`, 'AAAA', '"]}}'],
      [`${STATE_BEGINNING}"queue":[`, '"",', '""]}}'],
      [
        '{"format":1,"supervisor":{"startedAt":1,"sockets":[],"groups":[],"others":[',
        '{},',
        '{}]}}',
      ],
    ],
    words: [
      '{',
      '}',
      '[',
      ']',
      '"',
      ':',
      ',',
      '1',
      '"format":1',
      '"supervisor"',
      '"groups"',
      'null',
    ],
  },
  {
    name: 'what a daemon hands over',
    read: (text) => readHandover(text),
    refusals: [UserError],
    patterns: [
      ['', '[', ''],
      ['', '\n', ''],
      [HANDOVER_BEGINNING, '{"address":"a","fd":1},', '{"address":"a","fd":1}]}\n'],
      [`${HANDOVER_BEGINNING}]}\n`, 'x', ''],
    ],
    words: ['{', '}', '[', ']', '"', ':', ',', '\n', '1', '"format":1', '"sockets"', 'null'],
  },
  {
    name: 'the children of a daemon that was killed',
    read: (text) => parseChildren(text),
    refusals: [UserError],
    patterns: [
      ['', '[', ''],
      ['{"format":1,"boot":"b","daemon":[2,1],"children":[', '[2,1,"x"],', '[2,1,"x"]]}'],
      ['{"format":1,"boot":"', 'b', '","daemon":[2,1],"children":[]}'],
      ['{"format":1,"boot":"b","daemon":[2,1],"children":[[2,', '1', ',"x"]]}'],
    ],
    words: [
      '{"format":1,"boot":"b",',
      '"daemon":[2,1],',
      '"children":[',
      '[2,1,"x"]',
      ']}',
      '{',
      '}',
      '[',
      ']',
      ',',
      '-1',
      '1e999',
      'null',
      '"x"',
    ],
  },
  {
    name: 'processes of the system',
    read: (text) => {
      const table = openProcessTable(procWith(text));
      table?.one(PID);
      table?.variable(PID, 'VISORD_ID');
      table?.diskBytes(PID);
    },
    refusals: [],
    patterns: [
      ['7 (', ')', ') S 1 1 1'],
      ['7 (x) S ', '1 ', ''],
      ['', 'VISORD_ID=', ''],
      ['', '\0', 'VISORD_ID=1'],
      ['', 'read_bytes: 1\n', ''],
    ],
    words: ['7', '(', ')', ' ', 'S', 'Z', '1', '-', '\0', 'VISORD_ID=', 'read_bytes: ', '\n'],
  },
  {
    name: 'pidfiles of others',
    read: (text) => {
      const files = procWith('supervisord');
      files.put('/run/pid', text);
      livingSupervisord('/run/pid', files);
    },
    refusals: [],
    patterns: [
      ['', '1', ''],
      ['', ' ', '1'],
      ['', '/', '1'],
    ],
    words: ['1', '-', ' ', '\n', '0x', 'e', '.', '/', '..', '\0'],
  },
];
