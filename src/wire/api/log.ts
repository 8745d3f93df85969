/** What the JSON API tells of logs. Offsets are bytes from the start of a file. */
import { boolean, integer, list, nullable, object, string, type ValueOf } from './schema.ts';

const FILE = {
  id: string('Another one when another file has taken the place of the log'),
  size: integer('The size of the file'),
};

export const logPart = object('LogPart', 'A part of a log.', {
  ...FILE,
  offset: integer('Where it begins'),
  length: integer('How many bytes it has; whole characters, so perhaps not what was asked for'),
  text: string('The part as text; what is no UTF-8 is U+FFFD'),
});

export type LogPart = ValueOf<typeof logPart>;

export const logLine = object('LogLine', 'A line of a log.', {
  offset: integer('Where it begins'),
  text: string('The line, without its end; what is no UTF-8 is U+FFFD'),
  cut: boolean('Whether this is not the whole of it, since it is too long or not at its end yet'),
});

export type LogLine = ValueOf<typeof logLine>;

export const logLines = object('LogLines', 'Lines of a log, in the order of the file.', {
  ...FILE,
  lines: list(logLine, 'The lines, or those of them in which the text was found'),
  start: integer('Where what was looked at begins: `before` of the page before this one'),
  end: integer('Where it ends: `after` of the next page'),
  more: boolean('Whether there is more in the direction that was asked for'),
  older: nullable(
    integer(
      'At the start of this file: the `backup` that has the lines before it, if there is one',
    ),
  ),
});

export type LogLines = ValueOf<typeof logLines>;

export const logInfo = object('MainLog', 'The main log.', {
  path: nullable(string('Its path; null if it is no file')),
});
