/** What `supervisord --about` prints. */
import manifest from '../../package.json' with { type: 'json' };
import { SUPERVISOR_VERSION } from '../wire/versions.ts';

export function about(): string {
  return (
    `visord ${manifest.version}: supervisord for Node, compatible with Supervisor ${SUPERVISOR_VERSION} ` +
    `(node ${process.version}, ${process.platform} ${process.arch})`
  );
}
