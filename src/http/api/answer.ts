/**
 * Answers a request to the JSON API: finds its operation, reads what it brings, runs it.
 *
 * An answer may come long after the request, and nobody is held up by that. Faults are told as
 * problem documents, and so is everything else that is refused.
 */
import type { IncomingMessage } from 'node:http';
import { RpcFault } from '../../wire/faults.ts';
import { type ErrorStatus, type Headers, SHOWN, sendBody } from '../answer.ts';
import type { Exchange, World } from '../world.ts';
import { admit, tellChange } from './admit.ts';
import { findOperation } from './find-operation.ts';
import type { Operation, Values } from './operation.ts';
import { OPERATIONS } from './operations.ts';
import { readDocument, readFields, readQuery } from './read-values.ts';
import { DETAILS, problemOfFault, problemOfStatus, Refusal, sendProblem } from './refusal.ts';

export async function answerApi(world: World, exchange: Exchange): Promise<void> {
  const { response, principal } = exchange;
  try {
    const { registry, daemon, live, os: files, audit } = world;
    const { operation, values } = readRequest(exchange, audit);
    tellChange(principal, operation, values, audit);
    const methods = registry.as(principal, 'audited');
    const registered = { methods, calls: registry, operations: OPERATIONS };
    const context = { principal, daemon, files, live, ...registered };
    if (operation.send !== undefined) return await operation.send(context, values, exchange);
    const run = () => operation.run(context, values);
    const value = await (operation.method === 'GET' ? run() : registry.attend(run));
    sendBody(response, 200, {
      type: 'application/json',
      headers: [['Cache-Control', 'no-store'], ...SHOWN],
      body: `${JSON.stringify(value)}\n`,
    });
  } catch (error) {
    if (error instanceof RpcFault) sendProblem(response, problemOfFault(error));
    else if (error instanceof Refusal) {
      const { status, message, field, headers } = error;
      sendProblem(response, problemOfStatus(status, message, field), headers);
    } else throw error;
  }
}

/** Says that the server has refused a request before it came here. */
export function refuseApi(
  { response }: Pick<Exchange, 'response'>,
  status: ErrorStatus,
  headers: Headers,
): void {
  sendProblem(response, problemOfStatus(status, DETAILS[status] ?? ''), headers);
}

function readRequest(
  { request, body, principal }: Exchange,
  audit: World['audit'],
): { operation: Operation; values: Values } {
  const { method = '', url = '' } = request;
  const [, path = '', query = ''] = /^([^?#]*)(?:\?([^#]*))?/.exec(url) ?? [];
  const { operation, params } = findOperation(method, path);
  admit(principal, operation, audit);
  if (body !== '') requireJson(request);
  const values = {
    ...readFields(operation.params, new Map(Object.entries(params))),
    ...readQuery(operation.query, query),
    ...readDocument(operation.body, body),
  };
  return { operation, values };
}

/** A page of another site cannot send that without having been allowed to. */
function requireJson({ headers }: IncomingMessage): void {
  if (/^application\/json\s*(?:;|$)/i.test(headers['content-type'] ?? '')) return;
  throw new Refusal(415, 'the Content-Type of a request is application/json');
}
