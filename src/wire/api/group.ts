/** What the JSON API tells of a group. */
import { processInfo } from './process.ts';
import { integer, list, object, oneOf, string, type ValueOf } from './schema.ts';

export const groupKind = oneOf(
  ['program', 'group', 'eventlistener', 'fcgi-program'],
  '`program`: the group that a program has to itself; otherwise as its section is called',
);

export const group = object('Group', 'An active group.', {
  name: string('Its name'),
  kind: groupKind,
  priority: integer('Lower ones are started first and stopped last'),
  processes: list(processInfo, 'In start order'),
});

export type Group = ValueOf<typeof group>;

export const groupList = object('GroupList', 'The active groups, by name.', {
  groups: list(group, 'All of them'),
});

export const groupName = object('GroupName', 'A group that is not active any more.', {
  name: string('Its name'),
});
