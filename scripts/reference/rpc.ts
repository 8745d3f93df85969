/** The page of XML-RPC methods. */
import { type Method, signature } from '../../src/rpc/method.ts';
import { METHODS } from '../../src/rpc/methods.ts';
import { FAULTS } from '../../src/wire/faults.ts';
import { code, page, table } from './markdown.ts';

const ABOUT = `Asked by \`POST /RPC2\` on any of the servers of the configuration, over a unix socket or TCP.
Every method can answer the faults ${fault('UNKNOWN_METHOD')}, ${fault('INCORRECT_PARAMETERS')},
${fault('NOT_PERMITTED')} to [users](../security.md) who lack the role that the method is for, and, unless noted otherwise, ${fault('SHUTDOWN_STATE')} while the daemon ends or restarts. Their codes are in
[faults and states](faults-and-states.md).`;

export function rpcPage(): string {
  const names = METHODS.map(({ name }) => name).sort();
  const contents = names.map((name) => `- [${name}](#${name.replace('.', '').toLowerCase()})\n`);
  const sections = names.map((name) => {
    const method = METHODS.find((candidate) => candidate.name === name);
    return method === undefined ? '' : section(method);
  });
  return `${page('XML-RPC methods', ABOUT)}\n${contents.join('')}${sections.join('')}`;
}

function section(method: Method): string {
  const { name, params, result, faults = [], aliases = [], doc } = method;
  const { duringShutdown, role, whole } = method;
  const [, ...types] = signature(method);
  const names = params.map((param) =>
    param.default === undefined ? param.name : `${param.name}=${JSON.stringify(param.default)}`,
  );
  const answers =
    result.forGroup === undefined ? result.type : `${result.type} or ${result.forGroup}`;
  const lines = [
    `\n## ${name}\n`,
    `\n${code(`${name}(${names.join(', ')})`)} → ${answers}\n`,
    `\n${doc}\n`,
    table(
      ['parameter', 'type', 'default', ''],
      params.map((param, index) => [
        code(param.name),
        types[index] ?? '',
        param.default === undefined ? '' : code(JSON.stringify(param.default)),
        param.doc,
      ]),
    ),
    `\n_Result:_ ${result.doc}\n`,
    `\n_For:_ ${role}${whole === true ? ' of all groups' : ''}\n`,
    faults.length === 0 ? '' : `\n_Faults:_ ${faults.map(fault).join(', ')}\n`,
    aliases.length === 0 ? '' : `\n_Also called_ ${aliases.map(code).join(', ')}\n`,
    duringShutdown === true ? '\nAnswers also while the daemon ends or restarts.\n' : '',
  ];
  return lines.join('');
}

function fault(name: keyof typeof FAULTS): string {
  return `${code(name)} (${FAULTS[name]})`;
}
