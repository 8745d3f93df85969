/** The files for GitHub: they can be read, and what they run is there. Whether they work, only a run shows. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { projectRoot } from './rig/commands.ts';

interface Job {
  readonly 'timeout-minutes': number;
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly unknown[]>> };
  readonly steps: readonly { readonly run?: string; readonly uses?: string }[];
}

interface Workflow {
  readonly name: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const github = path.join(projectRoot, '.github');
const folder = path.join(github, 'workflows');
const texts = new Map(
  readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]),
);
const workflows = [...texts.values()].map((text) => parse(text) as Workflow);
const manifest = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

test('every workflow says that it has not run yet, and may only read', () => {
  for (const [name, text] of texts) assert.match(text, /^# UNPROVEN: /, name);
  for (const { permissions } of workflows) assert.deepEqual(permissions, { contents: 'read' });
});

test('what the jobs run is in the tree, and each has an end', () => {
  for (const job of workflows.flatMap(({ jobs }) => Object.values(jobs))) {
    assert.ok(job['timeout-minutes'] > 0);
    for (const { run, uses } of job.steps) {
      assert.ok((run === undefined) !== (uses === undefined));
      const [, script] = /^npm run (\S+)/.exec(run ?? '') ?? [];
      if (script !== undefined) assert.ok(script in manifest.scripts, script);
      if (run?.startsWith('.')) assert.ok(existsSync(path.join(projectRoot, run)), run);
      for (const [, prefix = ''] of run?.matchAll(/ ((?:src|test)\S*)/g) ?? []) {
        assert.ok(existsSync(path.join(projectRoot, prefix)), prefix);
      }
    }
  }
});

test('the tests are run on every Node that we support, on Linux x64 and arm64, Alpine and macOS', () => {
  const ci = workflows.find(({ name }) => name === 'ci');
  assert.ok(ci);
  const { jobs } = ci;
  assert.deepEqual(Object.keys(jobs), ['debian', 'linux', 'alpine', 'macos']);
  for (const job of ['linux', 'alpine', 'macos']) {
    assert.deepEqual(jobs[job]?.strategy?.matrix.node, [20, 22, 24], job);
  }
  assert.deepEqual(jobs.linux?.strategy?.matrix.os, ['ubuntu-24.04', 'ubuntu-24.04-arm']);
});

test('the forms for issues ask for what is needed', () => {
  for (const name of ['bug.yml', 'idea.yml']) {
    const form = parse(readFileSync(path.join(github, 'ISSUE_TEMPLATE', name), 'utf8'));
    const types = ['textarea', 'checkboxes'];
    for (const { type, attributes } of form.body) {
      assert.ok(types.includes(type) && attributes.label.length > 0, name);
    }
    assert.ok(form.name && form.description);
  }
});
