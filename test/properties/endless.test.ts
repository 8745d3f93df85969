/**
 * What keeps something between the pieces of its input keeps no more than a limit of its own, however
 * long that goes on without the end it waits for.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ResponseReader } from '../../src/client/response-reader.ts';
import { converse, NEW_CONVERSATION } from '../../src/core/listener-protocol.ts';
import { EventReader } from '../../src/kit/event-reader.ts';
import { CaptureBuffer, CaptureSplitter } from '../../src/logs/capture.ts';
import { LineSplitter } from '../../src/logs/lines.ts';
import { AnsiStripper } from '../../src/logs/strip-ansi.ts';

const INPUT_BYTES = 16 * 1024 * 1024;
const PIECE_BYTES = 64 * 1024;
const SMALL = 16;
const MOST_KEPT = 2 * 1024 * 1024;

interface Endless {
  readonly name: string;
  /** What comes first, and what then never ends. */
  readonly inputs: readonly (readonly [first: string, repeated: string])[];
  /** Makes a reader. */
  open(): (piece: Uint8Array) => unknown;
}

const ENDLESS: readonly Endless[] = [
  {
    name: 'an escape sequence',
    inputs: [
      ['\x1b[', '0;'],
      ['', '\x1b'],
    ],
    open() {
      const stripper = new AnsiStripper();
      return (piece) => stripper.strip(piece);
    },
  },
  {
    name: 'a line',
    inputs: [['', 'x']],
    open() {
      const splitter = new LineSplitter(() => undefined);
      return (piece) => splitter.data(piece, 0, piece.length);
    },
  },
  {
    name: 'captured output',
    inputs: [
      ['<!--XSUPERVISOR:BEGIN-->', 'x'],
      ['', '<!--XSUPERVISOR:'],
    ],
    open() {
      const captured = new CaptureBuffer(MOST_KEPT / 4);
      const splitter = new CaptureSplitter({
        text: (bytes, captures) => {
          for (let at = 0; captures && at < bytes.length; at += SMALL) {
            captured.add(bytes.subarray(at, at + SMALL)); // as they come from who writes little
          }
        },
        captured: () => captured.take(),
      });
      return (piece) => splitter.data(piece);
    },
  },
  {
    name: 'what a listener says before it is ready, or answers',
    inputs: [
      ['', 'x'],
      ['READY\n', 'x'],
    ],
    open() {
      let conversation = NEW_CONVERSATION;
      return (bytes) => {
        ({ conversation } = converse(conversation, { kind: 'said', bytes }));
      };
    },
  },
  {
    name: 'an HTTP answer',
    inputs: [
      ['HTTP/1.1 200 OK\r\n\r\n', 'x'],
      ['HTTP/1.1 200 OK\r\nA: ', 'x'],
      ['', 'HTTP/1.1 100 Continue\r\n\r\n'],
    ],
    open() {
      const reader = new ResponseReader({ head() {}, body() {}, end() {} });
      return (piece) => reader.feed(piece);
    },
  },
  {
    name: 'the header of an event',
    inputs: [['', 'x']],
    open() {
      const reader = new EventReader();
      return (piece) => {
        reader.add(piece);
        return reader.take();
      };
    },
  },
];

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes in use, on the heap of JavaScript and beside it. What is beside it goes with the second turn. */
function inUse(): number {
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

for (const { name, inputs, open } of ENDLESS) {
  test(`${name} that never ends costs no more than a limit`, () => {
    for (const [first, repeated] of inputs) {
      const take = open();
      const piece = repeated.repeat(PIECE_BYTES / repeated.length);
      const before = inUse();
      const refused = feed(take, first, piece);
      const kept = inUse() - before;
      assert.ok(kept <= MOST_KEPT, `${JSON.stringify([first, repeated])}: ${kept} bytes are kept`);
      take.toString(); // what it keeps has to live up to here
      assert.ok(!refused || refused instanceof Error);
    }
  });
}

/** @returns what it has refused its input with, if it has. */
function feed(take: (piece: Uint8Array) => unknown, first: string, piece: string): unknown {
  try {
    take(Buffer.from(first));
    for (let fed = 0; fed < INPUT_BYTES; fed += piece.length) take(Buffer.from(piece));
    return undefined;
  } catch (error) {
    return error;
  }
}
