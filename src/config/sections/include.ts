/** `[include]`: further files. */
import { text } from '../codec.ts';
import { defineOptions, defineSection } from '../schema.ts';

export const includeOptions = defineOptions({
  files: {
    type: text,
    required: '.ini file has [include] section, but no files setting',
    since: '3.0',
    names: 'host',
    applies: 'update',
    doc:
      'Patterns of files, separated by blanks, relative to the main file. What they contain is ' +
      'read as if it stood there, in the order of the patterns and of the names.',
  },
});

export const includeSection = defineSection({
  header: 'include',
  doc: 'Further files with sections of any kind but this one.',
  matches: (name) => name === 'include',
  options: includeOptions,
});
