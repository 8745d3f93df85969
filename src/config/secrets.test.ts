import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hideSecrets } from './secrets.ts';

const TABLE: readonly (readonly [text: string, shown: string])[] = [
  ['http://user:secret@host:9001/x', 'http://user:***@host:9001/x'],
  ['psql postgres://ann:s3:cret@db/x -v', 'psql postgres://ann:***@db/x -v'],
  ['app --password=hunter2 --port 1', 'app --password=*** --port 1'],
  ["app --db-password 'two words' x", 'app --db-password *** x'],
  ['app API_KEY=abc -Dclient.secret="a b"', 'app API_KEY=*** -Dclient.secret=***'],
  ['app --token-file --verbose', 'app --token-file --verbose'],
  ['/opt/tokenizer run /etc/secrets/x', '/opt/tokenizer run /etc/secrets/x'],
  ['http://host:9001', 'http://host:9001'],
  ['/bin/cat', '/bin/cat'],
];

test('passwords are taken out of URLs and of words that are called so', () => {
  for (const [text, shown] of TABLE) assert.equal(hideSecrets(text), shown);
});
