/** Ansible's community.general.supervisorctl, run by ansible-playbook. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { supervisorctl } from '../rig/commands.ts';
import { needs } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';

/** What became of a task. */
interface Result {
  readonly changed: boolean;
  readonly failed?: boolean;
  readonly msg?: string;
  readonly affected?: readonly string[];
}

/** What the JSON callback of ansible-playbook prints. */
interface Report {
  readonly plays: readonly {
    readonly tasks: readonly {
      readonly task: { readonly name: string };
      readonly hosts: { readonly localhost: Result };
    }[];
  }[];
}

/** Runs a task of the module for each line of arguments, and answers what became of them. */
async function play(rig: Rig, config: string, tasks: readonly string[]): Promise<Result[]> {
  const connection = `supervisorctl_path=${supervisorctl}`;
  const lines = tasks.map((task) => {
    const place = task.includes('server_url') ? '' : ` config=${config}`;
    return `    - name: ${JSON.stringify(task)}
      community.general.supervisorctl: ${JSON.stringify(`${task} ${connection}${place}`)}
      ignore_errors: true
`;
  });
  const header = '- hosts: localhost\n  connection: local\n  gather_facts: false\n  tasks:\n';
  const playbook = rig.write('play.yml', header + lines.join(''));
  const env = {
    ANSIBLE_STDOUT_CALLBACK: 'json',
    ANSIBLE_LOCALHOST_WARNING: 'false',
    ANSIBLE_PYTHON_INTERPRETER: '/usr/bin/python3',
  };
  const words = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const command = ['ansible-playbook', '-i', 'localhost,', playbook];
  const { stdout, stderr } = await rig.start('/usr/bin/env', [...words, ...command]).exited;
  assert.ok(stdout.startsWith('{'), stdout + stderr);
  const report = JSON.parse(stdout) as Report;
  return (report.plays[0]?.tasks ?? []).map(({ hosts }) => hosts.localhost);
}

const CHANGED = { changed: true };
const UNCHANGED = { changed: false };

const PROGRAMS = `
[program:web]
command = /bin/cat
startsecs = 0
autostart = false
[program:left]
command = /bin/cat
startsecs = 0
[program:right]
command = /bin/cat
startsecs = 0
[group:pair]
programs = left,right
`;

const ANSIBLE = needs('ansible-playbook', 'apt-get install ansible');

test(
  'Ansible starts, signals, restarts, stops, adds and removes, and knows what has changed',
  ANSIBLE,
  async () => {
    await using rig = await Rig.create();
    const port = await rig.freePort();
    const server = `[inet_http_server]\nport = 127.0.0.1:${port}\nusername = ann\npassword = secret\n`;
    const { paths, rewrite } = rig.configure(server + PROGRAMS);
    await rig.foreground(paths);
    rewrite(`${server}${PROGRAMS}[program:fresh]\ncommand = /bin/cat\nstartsecs = 0\n`);
    const login = `server_url=http://127.0.0.1:${port} username=ann password=secret`;

    const expected: readonly [task: string, result: Partial<Result>][] = [
      ['name=web state=started', { ...CHANGED, affected: ['web'] }],
      ['name=web state=started', UNCHANGED],
      ['name=web state=signalled signal=CONT', CHANGED],
      ['name=web state=restarted', CHANGED],
      [`name=web state=stopped ${login}`, CHANGED],
      [`name=web state=stopped ${login}`, UNCHANGED],
      ['name=pair: state=stopped', { ...CHANGED, affected: ['pair:left', 'pair:right'] }],
      ['name=pair:left state=started', { ...CHANGED, affected: ['pair:left'] }],
      ['name=fresh state=present', UNCHANGED], // the update of the restart has added it
      ['name=fresh state=stopped', CHANGED],
      ['name=fresh state=absent', CHANGED],
      ['name=fresh state=absent', UNCHANGED],
      ['name=fresh state=present', CHANGED],
      ['name=all state=stopped', { ...CHANGED, affected: ['fresh', 'pair:left'] }],
      ['name=nobody state=started', { failed: true, msg: 'ERROR (no such process)' }],
    ];
    const results = await play(
      rig,
      paths.config,
      expected.map(([task]) => task),
    );
    for (const [index, [task, wanted]] of expected.entries()) {
      const result = results[index] ?? { changed: false };
      const names = Object.keys(wanted) as (keyof Result)[];
      const found = Object.fromEntries(names.map((name) => [name, result[name]]));
      assert.deepEqual(found, wanted, `${task}: ${result.msg}`);
      assert.equal(result.failed ?? false, wanted.failed ?? false, `${task}: ${result.msg}`);
    }
  },
);
