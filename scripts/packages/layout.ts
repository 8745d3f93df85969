/** Where the two families of distributions have their things, and users of Supervisor theirs. */

export interface Layout {
  /** The configuration file. */
  readonly config: string;
  /** The folder of the files it includes. */
  readonly includes: string;
  /** How their names end. */
  readonly ending: string;
  /** What the service is called, and its init script. */
  readonly service: string;
  readonly alias: string;
  /** What the service reads further flags from. */
  readonly defaults: string;
  readonly units: string;
  readonly initScripts: string;
  readonly logrotate: string;
  readonly zshCompletions: string;
  /** Where Python finds packages; in RPM's world that depends on its version. */
  readonly python: string;
}

export const DEBIAN: Layout = {
  config: '/etc/supervisor/supervisord.conf',
  includes: '/etc/supervisor/conf.d',
  ending: '.conf',
  service: 'supervisor',
  alias: 'supervisord',
  defaults: '/etc/default/supervisor',
  units: '/lib/systemd/system',
  initScripts: '/etc/init.d',
  logrotate: '/etc/logrotate.d/supervisor',
  zshCompletions: '/usr/share/zsh/vendor-completions',
  python: '/usr/lib/python3/dist-packages',
};

export const RED_HAT: Layout = {
  config: '/etc/supervisord.conf',
  includes: '/etc/supervisord.d',
  ending: '.ini',
  service: 'supervisord',
  alias: 'supervisor',
  defaults: '/etc/sysconfig/supervisord',
  units: '/usr/lib/systemd/system',
  initScripts: '/etc/init.d',
  logrotate: '/etc/logrotate.d/supervisord',
  zshCompletions: '/usr/share/zsh/site-functions',
  python: '/usr/lib/visord/python',
};

/** Where the package lies, as `npm install --global --prefix PREFIX` would install it. */
export const PREFIX = '/usr/lib/visord';
export const MODULE = `${PREFIX}/lib/node_modules/visord`;
export const DOCS = '/usr/share/doc/visord';

/** What both families have in their templates. */
export function placesOf(layout: Layout): Record<string, string> {
  return {
    CONFIG: layout.config,
    INCLUDES: layout.includes,
    ENDING: layout.ending,
    DEFAULTS: layout.defaults,
    LOGROTATE: layout.logrotate,
    PYTHON: layout.python,
  };
}

/** The text files that are configuration: what an upgrade leaves as the administrator has it. */
export function configurationFiles(layout: Layout): string[] {
  const { config, defaults, logrotate, initScripts, service } = layout;
  return [config, defaults, logrotate, `${initScripts}/${service}`];
}
