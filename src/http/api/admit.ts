/**
 * Lets a request to the JSON API come to its operation, if whoever sent it may do that, and tells
 * the log who changes something: `ann from 10.0.0.1:4711: stopProcesses(names: ["web"])`.
 */
import { type Principal, permits } from '../../core/access.ts';
import { type Audit, auditLine } from '../../rpc/audit.ts';
import type { JsonSchema } from '../../wire/api/schema.ts';
import { RpcFault } from '../../wire/faults.ts';
import type { Operation, Values } from './operation.ts';

/** As much of a value as a log line can bear. */
const SHOWN = 100;

/** @throws {RpcFault} NOT_PERMITTED, whatever the request has brought */
export function admit(principal: Principal, operation: Operation, audit: Audit): void {
  if (permits(principal, operation)) return;
  audit(() => auditLine(principal, operationText(operation, {}), ' is not permitted'));
  throw new RpcFault('NOT_PERMITTED', operation.name);
}

/** Tells the log what is going to be done, unless it changes nothing. */
export function tellChange(
  principal: Principal,
  operation: Operation,
  values: Values,
  audit: Audit,
): void {
  if (operation.role === 'viewer') return;
  audit(() => auditLine(principal, operationText(operation, values)));
}

function operationText({ name, params, query, body }: Operation, values: Values): string {
  const schemas = { ...params, ...query, ...body } as Readonly<Record<string, JsonSchema>>;
  const shown = Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}: ${schemas[key]?.writeOnly ? '...' : shortened(value)}`);
  return `${name}(${shown.join(', ')})`;
}

/** JSON leaves no line end as it is. */
function shortened(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text;
}
