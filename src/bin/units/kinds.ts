/**
 * The kinds of units that `supervisord --print-unit KIND` knows.
 *
 * To add a kind: add an entry, its name to the flag in `supervisord-flags.ts`, and its golden file.
 */
import { LABEL, launchdPlist } from './launchd.ts';
import { openrcScript } from './openrc.ts';
import { systemdUnit } from './systemd.ts';
import { sysvScript } from './sysv.ts';
import type { UnitFacts } from './unit.ts';

/** How a unit comes into effect. */
export interface Installation {
  /** Where the init system looks for it. */
  readonly file: string;
  /** What is to be run then, a line each. */
  readonly commands: readonly string[];
}

export interface UnitKind {
  /** What it is a service of. */
  readonly name: string;
  readonly format: (facts: UnitFacts) => string;
  readonly system: Installation;
  /** Undefined: there are no units of single users. */
  readonly user?: Installation;
}

const SCRIPT = '/etc/init.d/supervisor';
const DAEMON_LIST = `/Library/LaunchDaemons/${LABEL}.plist`;
const AGENT_LIST = `~/Library/LaunchAgents/${LABEL}.plist`;

export const UNIT_KINDS: Readonly<Record<string, UnitKind>> = {
  systemd: {
    name: 'systemd',
    format: systemdUnit,
    system: {
      file: '/etc/systemd/system/supervisor.service',
      commands: ['systemctl daemon-reload', 'systemctl enable --now supervisor'],
    },
    user: {
      file: '~/.config/systemd/user/supervisor.service',
      commands: [
        'systemctl --user daemon-reload',
        'systemctl --user enable --now supervisor',
        'loginctl enable-linger    # to have it run also while nobody is logged in',
      ],
    },
  },
  sysv: {
    name: 'System V init',
    format: sysvScript,
    system: {
      file: SCRIPT,
      commands: [
        `chmod 755 ${SCRIPT}`,
        'update-rc.d supervisor defaults    # on Red Hat: chkconfig --add supervisor',
        'service supervisor start',
      ],
    },
  },
  openrc: {
    name: 'OpenRC',
    format: openrcScript,
    system: {
      file: SCRIPT,
      commands: [
        `chmod 755 ${SCRIPT}`,
        'rc-update add supervisor default',
        'rc-service supervisor start',
      ],
    },
  },
  launchd: {
    name: 'launchd',
    format: launchdPlist,
    system: { file: DAEMON_LIST, commands: [`launchctl bootstrap system ${DAEMON_LIST}`] },
    user: { file: AGENT_LIST, commands: [`launchctl bootstrap gui/$(id -u) ${AGENT_LIST}`] },
  },
};
