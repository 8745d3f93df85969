/** What a check is asked for in tests: everything may be done, and there is no limit. */
import type { CheckRequest } from '../../src/check/check.ts';
import type { FakeOs } from './fake-os.ts';
import { requestFor } from './read-config.ts';

export function checkRequestFor(os: FakeOs, changes: Partial<CheckRequest> = {}): CheckRequest {
  return {
    ...requestFor(os),
    permissions: { may: () => true },
    readLimit: () => ({ soft: 1024, hard: Number.POSITIVE_INFINITY }),
    lookUp: (host) => os.lookUp(host),
    ...changes,
  };
}
