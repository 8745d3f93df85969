/**
 * What `/metrics` tells, in the order in which it tells it. To add a metric: one entry.
 *
 * Those called `node_supervisord_*` are the ones that node_exporter tells of Supervisor, with its
 * names and labels, and `process_*` those that every program has in Prometheus, here of the daemon.
 */
import manifest from '../../../package.json' with { type: 'json' };
import { PROCESS_STATES, type ProcessState, SUPERVISOR_STATES } from '../../wire/states.ts';
import { SUPERVISOR_VERSION } from '../../wire/versions.ts';
import { type Metric, ofDaemon, ofLog, ofPool, ofProcess } from './metric.ts';

/** What node_exporter takes for up. */
const UP: ReadonlySet<ProcessState> = new Set<ProcessState>(['STARTING', 'RUNNING', 'STOPPING']);

const counter = (name: string, doc: string) => ({ name, doc, type: 'counter' }) as const;
const gauge = (name: string, doc: string) => ({ name, doc, type: 'gauge' }) as const;

// biome-ignore format: one metric per entry
export const METRICS: readonly Metric[] = [
  ofProcess(gauge('node_supervisord_up', 'Whether the process is up: STARTING, RUNNING or STOPPING.'),
    ({ state }) => (UP.has(state) ? 1 : 0)),
  ofProcess(gauge('node_supervisord_state', 'The code of the state that the process is in.'),
    ({ state }) => PROCESS_STATES[state]),
  ofProcess(gauge('node_supervisord_exit_status', 'The last exit status of the process, -1 for an end by a signal.'),
    ({ exitStatus }) => exitStatus),
  ofProcess(gauge('node_supervisord_start_time_seconds', 'When a process that is up was started.'),
    ({ state, startedAt }) => (UP.has(state) ? Math.floor(startedAt / 1000) : undefined)),

  ofProcess(counter('visord_process_restarts_total', 'How often the process was started again without being asked for.'),
    ({ history }) => history.restarts),
  ofProcess(gauge('visord_process_state_seconds', 'How long ago the process has changed its state.'),
    ({ stateMs }) => (Number.isNaN(stateMs) ? undefined : stateMs / 1000)),
  ofProcess(gauge('visord_process_resident_memory_bytes', 'Memory in use by the process and its descendants.'),
    ({ pid }, { usage }) => usage.get(pid)?.rssBytes),
  ofProcess(gauge('visord_process_threads', 'Threads of the process and its descendants.'),
    ({ pid }, { usage }) => usage.get(pid)?.threads),
  ofProcess(gauge('visord_process_processes', 'How many there are of the process: itself and its descendants.'),
    ({ pid }, { usage }) => usage.get(pid)?.pids.length),
  ofProcess(counter('visord_process_cpu_seconds_total', 'CPU time of the process and its descendants, over restarts.'),
    (process, { usage, cpu }) => usage.size === 0 ? undefined : cpu.count(process, usage.get(process.pid)?.cpuMs) / 1000),

  ofLog(counter('visord_process_log_bytes_total', 'Bytes written to the log of the process.'),
    ({ writtenBytes }) => writtenBytes),
  ofLog(counter('visord_process_log_lost_bytes_total', 'Bytes that could not be written to the log of the process.'),
    ({ lostBytes }) => lostBytes),

  ofPool(counter('visord_event_pool_sent_total', 'Events that were sent to listeners of the pool.'), ({ sent }) => sent),
  ofPool(counter('visord_event_pool_acknowledged_total', 'Events that listeners of the pool have accepted.'), ({ acknowledged }) => acknowledged),
  ofPool(counter('visord_event_pool_rejected_total', 'Events that listeners of the pool have refused.'), ({ rejected }) => rejected),
  ofPool(counter('visord_event_pool_dropped_total', 'Events that were dropped because too many waited.'), ({ dropped }) => dropped),
  ofPool(gauge('visord_event_pool_buffered', 'Events that wait for a listener of the pool.'), ({ buffered }) => buffered),

  ofDaemon(gauge('visord_state', 'The code of the state of the daemon: 1 RUNNING, 0 RESTARTING, -1 SHUTDOWN.'),
    ({ daemon }) => SUPERVISOR_STATES[daemon.state]),
  ofDaemon(gauge('visord_http_connections', 'Connections of clients that are open.'),
    ({ world }) => world.live.traffic.connections),
  ofDaemon(counter('visord_http_requests_total', 'Requests that came in, refused ones included.'),
    ({ world }) => world.live.traffic.requests),
  ofDaemon(counter('visord_event_loop_busy_seconds_total', 'Time that the event loop of the daemon did not wait.'),
    () => performance.eventLoopUtilization().active / 1000),
  ofDaemon(gauge('visord_heap_used_bytes', 'Memory in use on the heap of JavaScript.'),
    () => process.memoryUsage().heapUsed),
  {
    ...gauge('visord_build_info', 'Which versions these are; the value is always 1.'),
    labels: ['version', 'supervisor_version', 'node_version'],
    read: () => [[1, manifest.version, SUPERVISOR_VERSION, process.versions.node]],
  },

  ofDaemon(counter('process_cpu_seconds_total', 'CPU time of the daemon.'), daemonCpu),
  ofDaemon(gauge('process_resident_memory_bytes', 'Memory in use by the daemon.'), () => process.memoryUsage.rss()),
  ofDaemon(gauge('process_open_fds', 'Descriptors that the daemon has open.'), ({ openDescriptors }) => openDescriptors),
  ofDaemon(gauge('process_max_fds', 'Descriptors that the daemon may have open.'), ({ world }) => world.openFiles),
  ofDaemon(gauge('process_start_time_seconds', 'When the process of the daemon was started.'), () => performance.timeOrigin / 1000),
];

function daemonCpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
