/** What the JSON API tells of what a process uses, always with all that descends from it. */
import { integer, list, nullable, number, object, string, time, type ValueOf } from './schema.ts';

const bytes = (description: string) =>
  nullable(integer(`${description}; null if the system does not tell`));

export const usageDetails = object('UsageDetails', 'What takes longer to find out.', {
  pss: bytes(
    'Memory, where what several processes share counts only in part for each, of up to 50 processes',
  ),
  openFiles: nullable(integer('Open descriptors; null if the system does not tell')),
  readBytes: bytes('What it has read from disks'),
  writtenBytes: bytes('What it has written to disks'),
});

const cpu = nullable(
  number('CPU time in percent of one processor; null until it was measured twice', { minimum: 0 }),
);
const rss = integer('Memory that is in use, in bytes; what is shared counts for each');

export const processUsage = object('ProcessUsage', 'What a process uses.', {
  namespec: string('What commands call it'),
  pid: nullable(integer('Its process id; null while there is none')),
  cpu,
  rss,
  processes: integer('How many there are of it: itself and its descendants'),
  threads: integer('How many threads they have'),
  details: nullable(usageDetails, 'Null unless somebody asks for this process'),
});

export type ProcessUsage = ValueOf<typeof processUsage>;

export const usagePoint = object('UsagePoint', 'What a process used at a time.', {
  at: time('When it was measured'),
  cpu,
  rss,
});

export type UsagePoint = ValueOf<typeof usagePoint>;

export const usageHistory = object('UsageHistory', 'What a process uses, and has used.', {
  now: processUsage,
  history: list(usagePoint, 'The last four minutes in which somebody looked, oldest first'),
});

export type UsageHistory = ValueOf<typeof usageHistory>;
