/**
 * The readers of what others write: files, requests, answers, output of programs. To put another
 * one under the same tests, add an entry.
 *
 * More than 300 lines, because it is one table.
 */

import { UserError } from '../../src/base/errors.ts';
import { fnmatch } from '../../src/base/fnmatch.ts';
import { getopt } from '../../src/base/getopt.ts';
import { FormatError, formatNames, UnknownNameError } from '../../src/base/python-format.ts';
import { splitWords } from '../../src/base/shell-words.ts';
import { BadAnswer, ConnectionLost } from '../../src/client/errors.ts';
import { ResponseReader } from '../../src/client/response-reader.ts';
import { parseEnvironment } from '../../src/config/environment.ts';
import { Ini } from '../../src/config/ini.ts';
import { converse, NEW_CONVERSATION } from '../../src/core/listener-protocol.ts';
import { parseLine } from '../../src/ctl/line.ts';
import { readAuthorization } from '../../src/http/authorization.ts';
import { decodedPath, readForm } from '../../src/http/uri.ts';
import { EventReader } from '../../src/kit/event-reader.ts';
import { CaptureSplitter } from '../../src/logs/capture.ts';
import { decode, decodeStrictly } from '../../src/logs/decode.ts';
import { LineSplitter } from '../../src/logs/lines.ts';
import { AnsiStripper } from '../../src/logs/strip-ansi.ts';
import { MalformedXml } from '../../src/wire/xml.ts';
import { parseCall, parseResponse } from '../../src/wire/xmlrpc.ts';
import { DAEMON_READERS } from './daemon-readers.ts';
import { HTTP_READERS } from './http-readers.ts';

/** What is repeated, between what. */
export type Pattern = readonly [before: string, piece: string, after: string];

export interface Reader {
  readonly name: string;
  read(text: string): void;
  /** What it may refuse its input with; anything else is a bug. */
  readonly refusals: readonly (new (
    ...args: never[]
  ) => Error)[];
  readonly patterns: readonly Pattern[];
  /** Pieces of text that mean something to it. */
  readonly words: readonly string[];
}

const NAMES = new Map<string, string | number>([
  ['here', '/etc'],
  ['process_num', 7],
]);
const OPTIONS = [
  { name: '-a', takesArgument: false },
  { name: '-b', takesArgument: true },
  { name: '--alpha', takesArgument: false },
  { name: '--beta', takesArgument: true },
];

/** Feeds it in pieces of one byte, so that what is kept between pieces grows as much as it can. */
function inBytes(text: string, take: (piece: Uint8Array) => void): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at++) take(bytes.subarray(at, at + 1));
}

export const READERS: readonly Reader[] = [
  {
    name: 'configuration files',
    read: (text) => new Ini().add(Buffer.from(text), 'file'),
    refusals: [UserError],
    patterns: [
      ['[a]\n', 'k=v\n', ''],
      ['[a]\nk=v\n', ' more\n', ''],
      ['[a]\n', 'k', '=v'],
      ['[a]\nk=', ' ;', ''],
      ['[a]\nk=', '#', ''],
      ['[a]\n', '\n \n', 'k=v'],
      ['', '[a]\n', ''],
      ['', '[', ''],
      ['[a]\n', 'wrong\n', ''],
      ['', '[a]\nk=1\n[DEFAULT]\nk=2\n', ''],
    ],
    words: [
      '[',
      ']',
      '=',
      ':',
      ';',
      '#',
      '\n',
      '\r',
      ' ',
      '\t',
      'a',
      'DEFAULT',
      '\x85',
      '\ufeff',
      '\0',
    ],
  },
  {
    name: 'expansions',
    read: (text) => formatNames(text, NAMES),
    refusals: [FormatError, UnknownNameError],
    patterns: [
      ['', '%(here)s', ''],
      ['', '%%', ''],
      ['', '%(', ''],
      ['', '(', '%('],
      ['%(', '()', ')s'],
      ['%(process_num)', '0', 'd'],
      ['%(process_num)-', '#', 'd'],
    ],
    words: [
      '%',
      '(',
      ')',
      'here',
      'process_num',
      's',
      'd',
      '0',
      '5',
      '.',
      '#',
      '-',
      '+',
      ' ',
      'x',
      'r',
    ],
  },
  {
    name: 'environment=',
    read: parseEnvironment,
    refusals: [UserError],
    patterns: [
      ['', 'A="b",', ''],
      ['', ',', ''],
      ['A="', '\\"', '"'],
      ['A="', 'x', ''],
      ['', "A='b'", ''],
    ],
    words: ['A', '=', '"', "'", '\\', ',', ';', ' ', '\n', '%', '#'],
  },
  {
    name: 'words of a command',
    read: splitWords,
    refusals: [UserError],
    patterns: [
      ['', 'a ', ''],
      ['', '"" ', ''],
      ['"', '\\\\', '"'],
      ["'", 'x', ''],
    ],
    words: ['a', '"', "'", '\\', ' ', '\n', '#', '\t'],
  },
  {
    name: 'file patterns',
    read: (text) => fnmatch('a'.repeat(30), text),
    refusals: [],
    patterns: [
      ['', '*', 'b'],
      ['', '[', ''],
      ['[', '!', ']'],
      ['[', 'a-', ']'],
      ['', 'a*', 'b'],
    ],
    words: ['*', '?', '[', ']', '!', '-', 'a', '/', '.', '\\', '^'],
  },
  {
    name: 'arguments',
    read: (text) => getopt(text.split(' '), OPTIONS),
    refusals: [UserError],
    patterns: [
      ['', '-a ', ''],
      ['-', 'a', ''],
      ['', '--alpha ', '--al'],
      ['--beta=', '=', ''],
    ],
    words: ['-', '--', 'a', 'b', 'alpha', 'beta', '=', ' '],
  },
  {
    name: 'lines of supervisorctl',
    read: parseLine,
    refusals: [],
    patterns: [
      ['', ' ', 'x'],
      ['', 'a ', ''],
      ['help', '?', ''],
    ],
    words: ['help', '?', '!', ' ', 'status', '\t', '\0', '%'],
  },
  {
    name: 'XML-RPC calls',
    read: (text) => parseCall(text),
    refusals: [MalformedXml],
    patterns: [
      ['', '<a>', ''],
      ['<a>', '&amp;', '</a>'],
      ['<a>', '&', '</a>'],
      ['', '<![CDATA[]]>', ''],
      ['', '<!--', ''],
      ['<!--', '-', '-->'],
      ['<a ', 'b="c" ', '/>'],
      ['', '<!DOCTYPE a [', ''],
      ['<methodCall><params>', '<param><value>1</value></param>', '</params></methodCall>'],
      ['<methodCall><params><param>', '<value><array><data>', ''],
      [
        '<methodCall><params><param><value><int>',
        '1',
        '</int></value></param></params></methodCall>',
      ],
    ],
    words: [
      '<methodCall>',
      '</methodCall>',
      '<methodName>',
      '</methodName>',
      '<params>',
      '</params>',
      '<param>',
      '</param>',
      '<value>',
      '</value>',
      '<int>',
      '</int>',
      '<struct>',
      '</struct>',
      '<member>',
      '</member>',
      '<name>',
      '</name>',
      '<base64>',
      '</base64>',
      '<nil/>',
      '<array>',
      '</array>',
      '<data>',
      '</data>',
      '<',
      '>',
      '&',
      ';',
      '&#x41;',
      '&#0;',
      '<!--',
      '-->',
      '<?xml',
      '?>',
      '<![CDATA[',
      ']]>',
      '<!DOCTYPE',
      '1',
      '-',
      'x',
      ' ',
      '__proto__',
    ],
  },
  {
    name: 'XML-RPC answers',
    read: (text) => parseResponse(text),
    refusals: [MalformedXml],
    patterns: [
      [
        '<methodResponse><params><param><value>',
        'text',
        '</value></param></params></methodResponse>',
      ],
      ['<methodResponse><fault>', '<value>', ''],
    ],
    words: [
      '<methodResponse>',
      '</methodResponse>',
      '<fault>',
      '</fault>',
      '<params>',
      '</params>',
      '<param>',
      '</param>',
      '<value>',
      '</value>',
      '<struct>',
      '</struct>',
      '<member>',
      '</member>',
      '<name>',
      '</name>',
      'faultCode',
      'faultString',
      '<int>',
      '</int>',
      '<dateTime.iso8601>',
      '<double>',
      '1',
      'x',
    ],
  },
  {
    name: 'HTTP answers',
    read: (text) => {
      const reader = new ResponseReader({ head: () => {}, body: () => {}, end: () => {} });
      inBytes(text, (piece) => reader.feed(piece));
      reader.close();
    },
    refusals: [BadAnswer, ConnectionLost],
    patterns: [
      ['HTTP/1.1 200 OK\r\n', 'A: b\r\n', '\r\n'],
      ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', '1\r\nx\r\n', '0\r\n\r\n'],
      ['', 'HTTP/1.1 100 Continue\r\n\r\n', ''],
      ['HTTP/1.1 200 ', 'x', '\r\n\r\n'],
    ],
    words: [
      'HTTP/1.1 200 OK\r\n',
      'HTTP/1.0 ',
      '\r\n',
      '\n',
      ': ',
      'Content-Length',
      'Transfer-Encoding',
      'chunked',
      '-1',
      '5',
      'ffffffffffffffff',
      ' ',
      'x',
      '\0',
    ],
  },
  {
    name: 'addresses and forms of requests',
    read: (text) => {
      decodedPath(text);
      readForm(text, text);
    },
    refusals: [],
    patterns: [
      ['/', '%41', ''],
      ['/', '%', ''],
      ['/?', 'a=b&', ''],
      ['/?', '&', ''],
      ['/', '/', ''],
    ],
    words: ['/', '?', '#', '%', '%00', '%2F', '%ff', '&', '=', '+', '..', 'a', 'http://', ':'],
  },
  {
    name: 'credentials',
    read: readAuthorization,
    refusals: [],
    patterns: [
      ['Basic ', 'A', ''],
      ['Basic ', '=', ''],
      ['', ' ', 'Basic'],
    ],
    words: ['Basic', 'basic', ' ', 'YTpi', '=', '\t', ':', '\0', 'é'],
  },
  {
    name: 'what listeners answer',
    read: (text) => {
      let { conversation } = converse(NEW_CONVERSATION, {
        kind: 'said',
        bytes: Buffer.from('READY\n'),
      });
      ({ conversation } = converse(conversation, { kind: 'sent' }));
      inBytes(text, (bytes) => {
        ({ conversation } = converse(conversation, { kind: 'said', bytes }));
      });
    },
    refusals: [],
    patterns: [
      ['RESULT 20000\n', 'x', ''],
      ['', 'READY\n', ''],
      ['RESULT ', '1', '\n'],
    ],
    words: ['READY\n', 'RESULT ', '2', '\n', 'OK', 'FAIL', '-', ' ', '99999', '\0'],
  },
  {
    name: 'events',
    read: (text) => {
      const reader = new EventReader();
      reader.add(Buffer.from(text));
      while (reader.take() !== undefined);
    },
    refusals: [UserError],
    patterns: [
      ['', 'eventname:TICK_5 len:6\nwhen:1', ''],
      ['ver:3.0 eventname:TICK_5 len:20000\n', 'x', ''],
      ['', 'a:b ', '\n'],
    ],
    words: [
      'ver:3.0 ',
      'eventname:',
      'TICK_5',
      ' ',
      'len:',
      '5',
      '\n',
      'when:',
      '-',
      'é',
      '__proto__:x',
    ],
  },
  {
    name: 'escape sequences',
    read: (text) => {
      const stripper = new AnsiStripper();
      inBytes(text, (piece) => stripper.strip(piece));
      stripper.end();
    },
    refusals: [],
    patterns: [
      ['', '\x1b[', ''],
      ['\x1b[', '0;', 'm'],
      ['', '\x1b', ''],
    ],
    words: ['\x1b', '[', 'm', '0', ';', 'x', '\n'],
  },
  {
    name: 'captured output',
    read: (text) => {
      const splitter = new CaptureSplitter({ text: () => {}, captured: () => {} });
      inBytes(text, (piece) => splitter.data(piece));
      splitter.end();
    },
    refusals: [],
    patterns: [
      ['', '<!--XSUPERVISOR:BEGIN-->', ''],
      ['', '<!--XSUPERVISOR:', ''],
      ['', '<', ''],
    ],
    words: ['<!--XSUPERVISOR:', 'BEGIN', 'END', '-->', '<', '!', '-', 'x'],
  },
  {
    name: 'lines of output',
    read: (text) => {
      const splitter = new LineSplitter(() => {});
      inBytes(text, (piece) => splitter.data(piece, 0, piece.length));
      splitter.end();
    },
    refusals: [],
    patterns: [
      ['', '\n', ''],
      ['', 'x', ''],
    ],
    words: ['\n', 'x', '\r', '\0', 'é'],
  },
  {
    name: 'text of logs',
    read: (text) => {
      const bytes = Buffer.from(text, 'latin1');
      decode(bytes);
      decodeStrictly(bytes);
    },
    refusals: [],
    patterns: [
      ['', '\xff', ''],
      ['', '\xe2\x82', ''],
      ['', '\xf0\x9f', ''],
    ],
    words: ['\xff', '\xc3', '\xa9', '\xe2', '\x82', '\xac', '\xf0', 'x', '\0', '\xed\xa0\x80'],
  },
  ...DAEMON_READERS,
  ...HTTP_READERS,
];
