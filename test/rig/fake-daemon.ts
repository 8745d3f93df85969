/**
 * A daemon as the RPC methods and HTTP servers see it, whose processes do what a test says.
 *
 *   const daemon = new FakeDaemon(clock, ['web', 'work:a', 'work:b']);
 *   daemon.process('web').becomes('RUNNING');
 *
 * Processes wait where real ones would: `started()` until RUNNING or a failure, `stopped()` until
 * a stopped state.
 */
import type { Clock } from '../../src/base/clock.ts';
import { type GroupChange, groupChanges } from '../../src/config/changes.ts';
import type { Config, ProcessConfig } from '../../src/config/config.ts';
import { EventBus } from '../../src/events/bus.ts';
import type { FollowableLog } from '../../src/logs/follow.ts';
import type { LogListener, LogNews } from '../../src/logs/rotating-file.ts';
import type {
  Daemon,
  EventPool,
  Group,
  GroupUpdate,
  Process,
  ProcessHistory,
  StartOutcome,
  Unusable,
  Upgrades,
} from '../../src/rpc/daemon.ts';
import { namespec, splitNamespec } from '../../src/wire/namespec.ts';
import {
  type ProcessState,
  RUNNING_STATES,
  STOPPED_STATES,
  type SupervisorState,
} from '../../src/wire/states.ts';
import { configOf, groupConfig, logTo, processConfig } from './configs.ts';

const AUTO_LOGS = {
  stdout: logTo('', { file: { kind: 'auto' } }),
  stderr: logTo('', { file: { kind: 'auto' } }),
};

export class FakeOutput implements FollowableLog {
  path: string | undefined;
  readonly listeners = new Set<LogListener>();
  cleared = 0;
  writtenBytes = 0;
  lostBytes = 0;

  subscribe(listener: LogListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  tell(news: LogNews): void {
    for (const listener of this.listeners) listener(news);
  }

  clear(): void {
    this.cleared++;
  }
}

export class FakeProcess implements Process {
  readonly config: ProcessConfig;
  readonly stdout = new FakeOutput();
  readonly stderr = new FakeOutput();
  state: ProcessState = 'STOPPED';
  pid = 0;
  startedAt = 0;
  stoppedAt = 0;
  uptimeMs = 0;
  stateMs = Number.NaN;
  spawnError = '';
  exitStatus = 0;
  history: ProcessHistory = { lastExit: undefined, restarts: 0, changes: [] };
  deadline: number | undefined;
  /** What `check` answers, and when. */
  unusable: Promise<Unusable | undefined> = Promise.resolve(undefined);
  readonly signals: number[] = [];
  /** What came on its stdin, and what becomes of the next that comes. */
  received = '';
  sending: 'taken' | 'full' | 'closed' = 'taken';
  readonly #asked: string[];
  #waiters: (() => boolean)[] = [];

  constructor(config: ProcessConfig, asked: string[]) {
    this.config = config;
    this.#asked = asked;
  }

  get name(): string {
    return this.config.name;
  }

  get group(): string {
    return this.config.group;
  }

  becomes(state: ProcessState): void {
    this.state = state;
    this.#waiters = this.#waiters.filter((isDone) => !isDone());
  }

  check(): Promise<Unusable | undefined> {
    return this.unusable;
  }

  start(): void {
    this.#asked.push(`start ${namespec(this.group, this.name)}`);
    if (STOPPED_STATES.has(this.state)) this.becomes('STARTING');
  }

  launched(): Promise<'launched' | 'spawn error'> {
    return Promise.resolve(this.spawnError === '' ? 'launched' : 'spawn error');
  }

  started(): Promise<StartOutcome> {
    return this.#when(() => {
      if (this.state === 'RUNNING') return 'running';
      if (this.state === 'STARTING') return undefined;
      return this.spawnError === '' ? 'abnormal termination' : 'spawn error';
    });
  }

  stop(): void {
    this.#asked.push(`stop ${namespec(this.group, this.name)}`);
    if (RUNNING_STATES.has(this.state)) this.becomes('STOPPING');
  }

  async stopped(): Promise<void> {
    await this.#when(() => STOPPED_STATES.has(this.state) || undefined);
  }

  signal(signal: number): void {
    this.signals.push(signal);
  }

  send(bytes: Uint8Array): 'taken' | 'full' | 'closed' {
    if (this.sending === 'taken') this.received += Buffer.from(bytes).toString();
    return this.sending;
  }

  clearLogs(): void {
    this.stdout.clear();
    this.stderr.clear();
  }

  #when<T>(test: () => T | undefined): Promise<T> {
    return new Promise((resolve) => {
      const isDone = (): boolean => {
        const result = test();
        if (result !== undefined) resolve(result);
        return result !== undefined;
      };
      if (!isDone()) this.#waiters.push(isDone);
    });
  }
}

interface FakeGroup extends Group {
  readonly processes: readonly FakeProcess[];
}

export class FakeDaemon implements Daemon {
  readonly clock: Clock;
  readonly pid = 4711;
  readonly startedAt = 1_800_000_000_000;
  readonly mainLog = new FakeOutput();
  readonly bus: EventBus;
  eventPools: EventPool[] = [];
  readonly groups = new Map<string, FakeGroup>();
  /** What was asked of processes and daemon, in order. */
  readonly asked: string[] = [];
  config: Config;
  state: SupervisorState = 'RUNNING';
  /** What `updateGroup` answers. */
  groupUpdate: GroupUpdate = { kind: 'unchanged', processes: [] };
  /** Thrown by `reread` and `restart`. */
  configError: Error | undefined;

  /** @param names Namespecs; each stands for a process, priorities are all equal. */
  constructor(clock: Clock, names: readonly string[], options: Partial<ProcessConfig> = {}) {
    this.clock = clock;
    this.bus = new EventBus(clock);
    const groups = new Map<string, ProcessConfig[]>();
    for (const name of names) {
      const { group, process = '' } = splitNamespec(name);
      const members = groups.get(group) ?? [];
      groups.set(group, [...members, processConfig(process, { group, ...AUTO_LOGS, ...options })]);
    }
    this.config = configOf(
      ...[...groups].map(([name, processes]) => groupConfig(name, { kind: 'program' }, processes)),
    );
    for (const group of this.config.groups) this.#add(group.name);
  }

  process(name: string): FakeProcess {
    const { group, process } = splitNamespec(name);
    const found = this.groups.get(group)?.processes.find((it) => it.name === process);
    if (found === undefined) throw new Error(`no process ${name}`);
    return found;
  }

  reread() {
    if (this.configError !== undefined) throw this.configError;
    return { added: ['new'], changed: ['other'], removed: [] };
  }

  pendingChanges(): GroupChange[] {
    const active = [...this.groups.values()].map(({ config }) => config);
    return groupChanges(active, this.config.groups);
  }

  updateGroup(name: string): Promise<GroupUpdate> {
    this.asked.push(`update ${name}`);
    return Promise.resolve(this.groupUpdate);
  }

  addGroup(name: string): Promise<boolean> {
    return Promise.resolve(this.#add(name));
  }

  #add(name: string): boolean {
    const config = this.config.groups.find((group) => group.name === name);
    if (config === undefined || this.groups.has(name)) return false;
    const processes = config.processes.map((it) => new FakeProcess(it, this.asked));
    this.groups.set(name, { name, config, processes });
    return true;
  }

  removeGroup(name: string): void {
    this.groups.delete(name);
  }

  addProcesses(name: string, configs: readonly ProcessConfig[]): void {
    const group = this.groups.get(name);
    if (group === undefined) throw new Error(`no group ${name}`);
    const added = configs.map((config) => new FakeProcess(config, this.asked));
    this.groups.set(name, { ...group, processes: [...group.processes, ...added] });
    for (const process of added) if (process.config.autostart) process.start();
  }

  removeProcess(name: string, process: string): void {
    const group = this.groups.get(name);
    if (group === undefined) throw new Error(`no group ${name}`);
    const processes = group.processes.filter((one) => one.name !== process);
    this.groups.set(name, { ...group, processes });
  }

  /** What the upgrades of this daemon come to. */
  readonly upgrades: Upgrades = {
    last: undefined,
    begin: async () => {
      this.asked.push('upgrade');
      return {
        number: 1,
        from: { visord: '1.0.0', node: '20.19.0' },
        to: { visord: '2.0.0', node: '22.1.0' },
      };
    },
  };

  reopenLogs(): void {
    this.asked.push('reopen logs');
  }

  shutdown(): void {
    this.asked.push('shutdown');
    this.state = 'SHUTDOWN';
  }

  restart(): void {
    if (this.configError !== undefined) throw this.configError;
    this.state = 'RESTARTING';
  }
}
