/** Every kind of section, in the order of the manual. */
import type { Section } from './schema.ts';
import { eventlistenerSection } from './sections/eventlistener.ts';
import { fcgiProgramSection } from './sections/fcgi-program.ts';
import { groupSection } from './sections/group.ts';
import { inetServerSection, unixServerSection } from './sections/http-server.ts';
import { includeSection } from './sections/include.ts';
import { ctlpluginSection, rpcinterfaceSection } from './sections/plugins.ts';
import { programSection } from './sections/program.ts';
import { supervisorctlSection } from './sections/supervisorctl.ts';
import { supervisordSection } from './sections/supervisord.ts';
import { userSection } from './sections/user.ts';

export const SECTIONS: readonly Section<Readonly<Record<string, unknown>>>[] = [
  unixServerSection,
  inetServerSection,
  userSection,
  supervisordSection,
  supervisorctlSection,
  programSection,
  includeSection,
  groupSection,
  fcgiProgramSection,
  eventlistenerSection,
  rpcinterfaceSection,
  ctlpluginSection,
];
