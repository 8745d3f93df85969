/** What `npm pack` does first: the addon, as those need it who install the package without a compiler. */
import { buildAddon, keepAddon } from './addon.ts';

buildAddon();
keepAddon();
