/** A main log that keeps its lines: `INFO spawned: 'web' with pid 100`. */

import { LevelLogger, type LogLevel } from '../../src/logs/logger.ts';
import type { MainLogSnapshot } from '../../src/logs/main-log.ts';

export class FakeLog extends LevelLogger {
  readonly lines: string[] = [];
  readonly path = undefined;
  reopened = 0;

  constructor(level: LogLevel = 'info') {
    super(level);
  }

  clear(): void {
    this.lines.length = 0;
  }

  reopen(): void {
    this.reopened += 1;
  }

  subscribe(): () => void {
    return () => {};
  }

  suspend(): void {}

  snapshot(): MainLogSnapshot {
    return { options: { level: 'info', file: undefined, echo: false } };
  }

  resume(): void {}

  protected override write(level: LogLevel, message: string): void {
    this.lines.push(`${level} ${message}`);
  }
}
