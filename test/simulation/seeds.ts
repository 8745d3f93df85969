/**
 * Lives in which a bug showed itself, so that it will again: they are lived by every `npm test`. A
 * change of what happens in the simulation makes others of them; then look for new ones, by bringing
 * the bug back.
 */
export const SEEDS: Readonly<Record<string, { readonly seed: number; readonly bug: string }>> = {
  'tick of the meantime': {
    seed: 1825992634,
    bug: 'a tick that fell due while no program ran was never sent',
  },
  'deadline forgotten': {
    seed: 2083459167,
    bug: 'another program that took over kept no deadline',
  },
  'event in flight': {
    seed: 2089605854,
    bug: 'what a listener had been sent was forgotten when another program took over',
  },
  'socket closed too early': {
    seed: 1298619140,
    bug: 'another program closed the socket of fcgi-programs while they had it',
  },
  'cut token': {
    seed: 1947474773,
    bug: 'a token that was cut in two when another program took over was none',
  },
  'queue forgotten': {
    seed: 1482545625,
    bug: 'nobody launched what waited for its turn when another program took over',
  },
  'listener of a namesake': {
    seed: 1633837112,
    bug: 'a listener that outlived its pool belonged to a new one of that name when another program took over',
  },
  'leftovers of an earlier life': {
    seed: 1053435923,
    bug: 'leftovers of a program without a group were forgotten at a restart',
  },
  'leftovers of nobody': {
    seed: 1645406378,
    bug: 'another program took over while the leftovers of a program without a group were being ended',
  },
};
