/** `hash-password`: what to write into a configuration file instead of a password or a token. */
import type { Command, Ctl } from '../command.ts';
import { EXIT } from '../exit-status.ts';

export const hashPassword: Command = {
  name: 'hash-password',
  summary: 'Make a hash of a password for the configuration file, without a server',
  args: [], // a password there would be seen by everybody who lists processes
  forms: [
    ['hash-password', 'Ask for a password, or read it from standard input, and print its hash'],
    ['hash-password --token', 'Make a token for a program, and print it and then its hash'],
  ],
  flags: [{ name: '--token', doc: 'Make a random token instead of asking for a password' }],
  upcheck: false,
  async run(ctl, _words, flags) {
    const { hashPassword: hash, makeToken } = await import('../../os/password-hash.ts');
    if (flags.has('--token')) {
      const made = makeToken();
      for (const line of [made.token, made.hash]) ctl.output.line(line);
      return;
    }
    const password = await askTwice(ctl);
    if (password === undefined) {
      ctl.output.line('Error: hash-password needs a password, twice the same');
      ctl.exitStatus = EXIT.INVALID_ARGUMENTS;
    } else {
      ctl.output.line(await hash(password));
    }
  },
};

/** A pipe says it once. @returns undefined for no password, and for two that differ */
async function askTwice({ terminal }: Ctl): Promise<string | undefined> {
  const once = await terminal.askSecret(terminal.isTyped ? 'Password: ' : '');
  if (once === undefined || once === '' || !terminal.isTyped) return once || undefined;
  return (await terminal.askSecret('Again: ')) === once ? once : undefined;
}
