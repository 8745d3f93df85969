/** `[rpcinterface:x]` and `[ctlplugin:x]`: a factory, and options that are its own. */
import { text } from '../codec.ts';
import { defineOptions, defineSection } from '../schema.ts';

export const rpcinterfaceOptions = defineOptions({
  'supervisor.rpcinterface_factory': {
    type: text,
    required: 'section [%s] does not specify a supervisor.rpcinterface_factory',
    since: '3.0',
    names: 'env',
    applies: 'start',
    doc:
      'What offers the methods: `supervisor.rpcinterface:make_main_rpcinterface`, another that is ' +
      'built in, or `module:name` of a JavaScript module. See the page on plug-ins.',
  },
});

export const ctlpluginOptions = defineOptions({
  'supervisor.ctl_factory': {
    type: text,
    required: 'section [%s] does not specify a supervisor.ctl_factory',
    since: '3.0',
    names: 'env',
    applies: 'start',
    doc:
      'What offers further commands of supervisorctl: one that is built in, or `module:name` of a ' +
      'JavaScript module. See the page on plug-ins.',
  },
});

export const rpcinterfaceSection = defineSection({
  header: 'rpcinterface:<name>',
  doc:
    'Methods that are offered to clients, as `<name>.getState` and so on. supervisorctl needs ' +
    'those of `[rpcinterface:supervisor]`.',
  matches: (name) => name.startsWith('rpcinterface:'),
  options: rpcinterfaceOptions,
  open: true,
});

export const ctlpluginSection = defineSection({
  header: 'ctlplugin:<name>',
  doc: 'Further commands of supervisorctl.',
  matches: (name) => name.startsWith('ctlplugin:'),
  options: ctlpluginOptions,
  open: true,
});
