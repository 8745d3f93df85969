/**
 * A plug-in: two methods for clients of supervisord, and a command of supervisorctl that calls one.
 *
 * Both ends are in one module here; each is loaded where it is named.
 */

const SECONDS = { seconds: 1, minutes: 60, hours: 3600 };

/** What `supervisor.rpcinterface_factory` names. `options` has the section's other options. */
export function makeInterface(supervisor, options) {
  const seconds = SECONDS[options.unit ?? 'seconds'];
  if (seconds === undefined) throw new Error(`unit is ${options.unit}`);

  const uptimes = async () => {
    const infos = await supervisor.call('supervisor.getAllProcessInfo');
    const running = infos.filter(({ statename }) => statename === 'RUNNING');
    return new Map(running.map(({ name, now, start }) => [name, (now - start) / seconds]));
  };

  return {
    // Described: arguments are checked, and system.methodHelp and methodSignature know it.
    ofProcess: {
      doc: 'Answers for how long a process has been running.',
      params: [{ name: 'name', type: 'string', doc: 'The name of the process' }],
      result: { type: 'int', doc: `Whole ${options.unit ?? 'seconds'}` },
      async run(name) {
        const uptime = (await uptimes()).get(name);
        if (uptime === undefined) throw supervisor.fault(70, `NOT_RUNNING: ${name}`);
        return Math.floor(uptime);
      },
    },
    // A plain function does as well.
    async longest() {
      const [first] = [...(await uptimes())].sort((one, other) => other[1] - one[1]);
      supervisor.log('debug', 'somebody asked who has been running for longest');
      return first?.[0] ?? '';
    },
  };
}

/** What `supervisor.ctl_factory` names. */
export function makeCommands(ctl) {
  return {
    uptime: {
      summary: 'Show what has been running for longest',
      forms: [['uptime', 'Show what has been running for longest']],
      async run() {
        const name = await ctl.call('uptime.longest');
        ctl.line(`longest: ${name || 'nothing runs'}`);
        if (name === '') ctl.exitStatus = 3;
      },
    },
  };
}
