/** The service manager that wants to hear of this supervisord, if there is one. */
import type { ServiceManager, ServiceManagerContext } from '../daemon/service-manager.ts';
import { notifyAddress } from '../os/notify-address.ts';

/** Its code is evaluated only where it is wanted, so that it costs an ordinary start nothing. */
export async function serviceManager(
  context: ServiceManagerContext,
): Promise<ServiceManager | undefined> {
  const known = context.mainPid === undefined ? process.pid : undefined;
  const address = notifyAddress(process.env, known);
  if (address === undefined) return undefined;
  const { ServiceManager } = await import('../daemon/service-manager.ts');
  return new ServiceManager(address, context);
}
