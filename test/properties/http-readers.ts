/** Readers of what comes with requests of the JSON API: more of readers.ts. */
import { findOperation } from '../../src/http/api/find-operation.ts';
import { OPERATIONS } from '../../src/http/api/operations.ts';
import { readDocument, readQuery } from '../../src/http/api/read-values.ts';
import { Refusal } from '../../src/http/api/refusal.ts';
import { isCrossSite, namesStranger } from '../../src/http/origin.ts';
import { parseStreamId } from '../../src/http/stream/stream-id.ts';
import { fits } from '../../src/wire/name-pattern.ts';
import type { Reader } from './readers.ts';

const FIELD_NAMES = ['names', 'wait', 'count', 'log', 'types', 'lastEventId', 'signal', 'text'];

export const HTTP_READERS: readonly Reader[] = [
  {
    name: 'paths of the JSON API',
    read: (text) => findOperation('GET', text),
    refusals: [Refusal],
    patterns: [
      ['/api/v1/', 'a/', ''],
      ['/api/v1/processes/', '%41', '/log/stdout'],
      ['/api/v1/processes/', '%', ''],
    ],
    words: ['/', 'api', 'v1', 'processes', 'groups', 'log', 'stdout', '%2F', '%', '%ff', '..', 'a'],
  },
  {
    name: 'queries of the JSON API',
    read: (text) => {
      for (const { query } of OPERATIONS) readQuery(query, text);
    },
    refusals: [Refusal],
    patterns: [
      ['', 'log=a&', ''],
      ['types=', 'log,', ''],
      ['', 'x', '=1'],
      ['count=', '1', ''],
    ],
    words: ['&', '=', ',', '%', '%00', '+', '1', '-', 'e9', 'true', '[]', ...FIELD_NAMES],
  },
  {
    name: 'documents of the JSON API',
    read: (text) => {
      for (const { body } of OPERATIONS) readDocument(body, text);
    },
    refusals: [Refusal],
    patterns: [
      ['{"names": [', '"a",', '"a"]}'],
      ['{"names": "', 'a', '"}'],
      ['', '[', ''],
      ['', '{"names":', ''],
      ['{"', 'x', '": 1}'],
    ],
    words: [
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"',
      '\\',
      '1',
      '-',
      'null',
      'true',
      '1e999',
      '"a"',
    ].concat(FIELD_NAMES.map((name) => `"${name}":`)),
  },
  {
    name: 'hosts and origins',
    read: (text) => {
      const headers = { host: text, origin: text, 'user-agent': 'Mozilla/5.0' };
      isCrossSite(headers);
      isCrossSite({ ...headers, 'sec-fetch-site': text });
      namesStranger(headers, ['*.example']);
    },
    refusals: [],
    patterns: [
      ['', 'a', ''],
      ['', ':', ''],
      ['[', ':', ']'],
      ['', '.', ''],
      ['a:', '1', 'x'],
    ],
    words: ['http://', 'https://', 'localhost', '[', ']', ':', '.', '::1', '127.0.0.1', '*', ' '],
  },
  {
    name: 'places in a stream',
    read: parseStreamId,
    refusals: [],
    patterns: [
      ['', 'a', '-1'],
      ['a-1', ';1-2@3', ''],
      ['a-1', ';', ''],
      ['a-', '1', ''],
    ],
    words: ['a', '-', '1', ';', '@', '9'.repeat(20)],
  },
  {
    name: 'patterns of names',
    read: (text) => fits(text, { group: 'a'.repeat(30), name: 'b'.repeat(30) }),
    refusals: [],
    patterns: [
      ['', '*', 'c'],
      ['', 'a*', ':c'],
      ['', ':', ''],
      ['', '?', ''],
    ],
    words: ['*', '?', ':', 'a', 'b', '[', ']', '!', '-'],
  },
];
