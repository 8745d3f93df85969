/** What the table of methods says about itself, and several calls in one. */
import { FAULTS, RpcFault } from '../../wire/faults.ts';
import { isArray, isStruct, type WireValue } from '../../wire/value.ts';
import { define, helpText, type Method, type Methods, signature } from '../method.ts';

export const listMethods = define({
  name: 'system.listMethods',
  role: 'viewer',
  doc: 'Answers the names of all methods.',
  params: [],
  result: { type: 'array', doc: 'The names, sorted' },
  duringShutdown: true,
  run: ({ methods }) => methods.names(),
});

export const methodHelp = define({
  name: 'system.methodHelp',
  role: 'viewer',
  doc: 'Answers what a method does, takes and answers.',
  params: [{ name: 'name', type: 'string', doc: 'The name of the method' }],
  result: { type: 'string', doc: 'The text' },
  faults: ['SIGNATURE_UNSUPPORTED'],
  duringShutdown: true,
  run: ({ methods }, name) => helpText(findMethod(methods, name)),
});

export const methodSignature = define({
  name: 'system.methodSignature',
  role: 'viewer',
  doc: 'Answers the types of a method: that of its result, then those of its parameters.',
  params: [{ name: 'name', type: 'string', doc: 'The name of the method' }],
  result: { type: 'array', doc: 'The names of the types' },
  faults: ['SIGNATURE_UNSUPPORTED'],
  duringShutdown: true,
  run: ({ methods }, name) => signature(findMethod(methods, name)),
});

/** After so many calls others get their turn. */
const CALLS_A_TURN = 100;

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export const multicall = define({
  name: 'system.multicall',
  role: 'viewer',
  doc: 'Makes several calls, one after the other, each when the one before has been answered.',
  params: [
    { name: 'calls', type: 'array', doc: 'Structs with the keys string methodName, array params' },
  ],
  result: { type: 'array', doc: 'The answers; for a fault a struct of faultCode, faultString' },
  duringShutdown: true,
  async run({ methods }, calls) {
    const answers: WireValue[] = [];
    for (const call of calls) {
      answers.push(await answer(methods, call));
      if (answers.length % CALLS_A_TURN === 0) await nextTurn();
    }
    return answers;
  },
});

function findMethod(methods: Methods, name: string): Method {
  const method = methods.find(name);
  if (method === undefined || method.undescribed) throw new RpcFault('SIGNATURE_UNSUPPORTED');
  return method;
}

async function answer(methods: Methods, call: WireValue): Promise<WireValue> {
  try {
    const { methodName, params = [] } = isStruct(call) ? call : {};
    if (typeof methodName !== 'string') {
      throw new RpcFault('INCORRECT_PARAMETERS', 'No methodName');
    }
    if (methodName === 'system.multicall') {
      throw new RpcFault('INCORRECT_PARAMETERS', 'Recursive system.multicall forbidden');
    }
    return await methods.invoke(methodName, isArray(params) ? params : [params]);
  } catch (error) {
    if (error instanceof RpcFault) return { faultCode: error.code, faultString: error.message };
    return { faultCode: FAULTS.FAILED, faultString: `FAILED: ${String(error)}` };
  }
}
