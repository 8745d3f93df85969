/** The views that few open first: one module, loaded when the first of them is shown. */
export { ProcessView } from './process/process-view.tsx';
export { ChangesView } from './whole/changes-view.tsx';
export { MainLogView } from './whole/main-log-view.tsx';
export { PoolsView } from './whole/pools-view.tsx';
