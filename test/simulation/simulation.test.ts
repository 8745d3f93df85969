/**
 * The real core, daemon and logs on a system in memory, driven by random inputs, with invariants
 * checked after each of them. Hours of supervised life pass in milliseconds.
 *
 *   SIMULATION_STEPS=1000000   how many inputs in all (default 40,000; see `npm run simulation`)
 *   SIMULATION_FIRST=1         the seed of the first life; any, if not told
 *   SIMULATION_SEED=12345      runs just this one life again
 *
 * The seed of the first life is printed before it begins, the one of the last at the end, however
 * that comes: an error that nobody catches belongs to it, or to the one before.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomInput } from './inputs.ts';
import { checkAll, checkEnd } from './invariants.ts';
import { Random } from './random.ts';
import { SEEDS } from './seeds.ts';
import { World } from './world.ts';

const STEPS = Number(process.env.SIMULATION_STEPS ?? 40_000);
const STEPS_PER_LIFE = 400;

/** One life: random inputs, then the end. Throws what went wrong. @returns how many inputs */
async function live(seed: number): Promise<number> {
  const random = new Random(seed);
  const world = new World(random);
  const inputs: string[] = [];
  try {
    world.supervisor.start();
    world.clock.advance(0);
    checkAll(world);
    for (let step = 0; step < STEPS_PER_LIFE && world.ended === undefined; step++) {
      inputs.push(randomInput(world, random));
      await settle(world);
      world.goOn();
      checkAll(world);
    }
    inputs.push('the end');
    await end(world, random);
    return inputs.length;
  } catch (error) {
    const last = inputs.slice(-8).join('\n  ');
    const log = world.log.lines.slice(-12).join('\n  ');
    const place = `SIMULATION_SEED=${seed}, input ${inputs.length}:\n  ${last}\nlog:\n  ${log}`;
    throw new Error(`${error}\n${place}`, { cause: error });
  }
}

/** Lets everything happen that is due, also to those who wait for it. */
async function settle(world: World): Promise<void> {
  world.clock.advance(0);
  if (world.updating === 0) return;
  await new Promise((resolve) => setImmediate(resolve));
  world.clock.advance(0);
}

/** A shutdown or restart comes to its end, however stubborn the children are. */
async function end(world: World, random: Random): Promise<void> {
  world.os.killError = undefined;
  if (random.chance(0.5)) world.os.release();
  if (world.ended === undefined) {
    world.halt();
    if (random.chance(0.5)) world.supervisor.shutdown();
    else world.supervisor.restart();
  }
  const isOver = () => world.ended !== undefined && world.updating === 0;
  for (let seconds = 0; seconds < 600 && !isOver(); seconds++) {
    world.clock.advance(1000);
    await settle(world);
    checkAll(world);
  }
  await settle(world);
  assert.ok(world.ended, 'the shutdown never ends');
  checkEnd(world);
}

const base = process.env.SIMULATION_SEED;

test('no random life breaks an invariant', async (context) => {
  if (base !== undefined) {
    await live(Number(base));
    return;
  }
  const first = Number(process.env.SIMULATION_FIRST ?? Math.floor(Math.random() * 2 ** 31));
  let inputs = 0;
  let seed = first;
  console.log(`# simulation: seeds from ${first}`);
  context.after(() => console.log(`# simulation: ${inputs} inputs, the last seed is ${seed}`));
  for (; ; seed++) {
    inputs += await live(seed);
    if (inputs >= STEPS) return;
  }
});

if (base === undefined) {
  for (const [name, { seed, bug }] of Object.entries(SEEDS)) {
    test(`${name}: ${bug}`, async () => {
      await live(seed);
    });
  }
}
