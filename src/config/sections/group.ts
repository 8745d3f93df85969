/** `[group:x]`: programs that are started, stopped and named together. */
import { integer, list } from '../codec.ts';
import { defineOptions, defineSection } from '../schema.ts';

export const groupOptions = defineOptions({
  programs: {
    type: list,
    default: [],
    since: '3.0',
    names: 'here',
    applies: 'live',
    doc: 'The programs and fcgi-programs of the group. They have no group of their own then.',
  },
  priority: {
    type: integer,
    default: 999,
    since: '3.0',
    names: 'here',
    applies: 'live',
    doc: 'Lower ones are started first and stopped last.',
  },
});

export const groupSection = defineSection({
  header: 'group:<name>',
  doc: 'Programs that are started, stopped and named together.',
  matches: (name) => name.startsWith('group:'),
  options: groupOptions,
});
