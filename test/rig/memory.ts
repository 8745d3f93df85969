/**
 * How much the resident memory of a daemon may grow under a load that is to cost nothing that stays:
 * 8 MiB on Node 20, where that is measured; later versions let their heaps grow further before they
 * collect.
 */
const IS_MEASURED = process.versions.node.startsWith('20.');

export const MARGIN_KIB = (IS_MEASURED ? 8 : 24) * 1024;
