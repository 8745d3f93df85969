/** How the JSON API says no: RFC 9457, with the fault that XML-RPC would answer. */
import { FAULTS, type FaultName } from '../faults.ts';
import { integer, nullable, object, oneOf, string, type ValueOf } from './schema.ts';

const FAULT_NAMES = Object.keys(FAULTS) as FaultName[];

export const fault = object('Fault', 'An expected outcome that is no success.', {
  code: integer('Its code, as XML-RPC has it'),
  name: oneOf(FAULT_NAMES, 'Its name'),
});

export type Fault = ValueOf<typeof fault>;

export const problem = object('Problem', 'Why a request was refused (RFC 9457).', {
  type: string('`urn:visord:NAME` for the fault of that name, otherwise `about:blank`'),
  title: string('What kind of problem it is, in a few words'),
  status: integer('The status of the answer'),
  detail: string('What is wrong with this request, for people'),
  fault: nullable(fault, 'The fault; null where the request never came as far as an operation'),
  field: nullable(string('The part of the request that is wrong, such as `names/0`')),
});

export type Problem = ValueOf<typeof problem>;

export function faultOf(name: FaultName): Fault {
  return { code: FAULTS[name], name };
}
