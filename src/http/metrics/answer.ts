/** GET /metrics: what there is to measure, for Prometheus and others who read its format. */
import { isSystemError } from '../../base/errors.ts';
import type { Files } from '../../os/port.ts';
import { sendBody } from '../answer.ts';
import type { Exchange, World } from '../world.ts';
import { CONTENT_TYPES, chooseFormat, exposition } from './exposition.ts';
import { METRICS } from './metrics.ts';

export async function answerMetrics(
  world: World,
  { request, response }: Pick<Exchange, 'request' | 'response'>,
): Promise<void> {
  const { live, daemon, os } = world;
  const { sampler } = await live.usage();
  const [usage, cpu] = await Promise.all([sampler.sums(), live.cpu()]);
  const format = chooseFormat(request.headers.accept);
  const scrape = { world, daemon, usage, cpu, openDescriptors: openDescriptors(os) };
  const body = exposition(METRICS, scrape, format);
  sendBody(response, 200, { type: CONTENT_TYPES[format], body });
}

/** Undefined where the system does not tell. */
function openDescriptors(files: Pick<Files, 'readDirectory'>): number | undefined {
  try {
    return files.readDirectory('/proc/self/fd').length - 1; // it has been open while we looked
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return undefined;
  }
}
