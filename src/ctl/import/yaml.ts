/** YAML, read by the one library that is in `supervisorctl`; see docs/dependencies.md. */
import { parse, YAMLParseError } from 'yaml';
import { UserError } from '../../base/errors.ts';

/**
 * What a YAML text says, with anchors and merge keys resolved.
 *
 * @throws {UserError} with the place of the error
 */
export function parseYaml(text: string, file: string): unknown {
  try {
    return parse(text, { merge: true, logLevel: 'error' });
  } catch (error) {
    if (!(error instanceof YAMLParseError) && !(error instanceof ReferenceError)) throw error;
    const [what = ''] = error.message.split('\n');
    throw new UserError(`${file}: ${what.replace(/:$/, '')}`);
  }
}
