/** Whether the document is one that others can use: the rules of OpenAPI 3.1 that say something here. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeAjv } from '../../../test/rig/api-client.ts';
import { openApi } from './openapi.ts';
import { OPERATIONS } from './operations.ts';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly description: string;
  readonly schema: object;
}

interface Content {
  readonly [type: string]: { readonly schema: object };
}

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<
    Record<
      string,
      { readonly $ref?: string; readonly description?: string; readonly content?: Content }
    >
  >;
}

// What it is at run time is JSON; this is what it should be.
const document = JSON.parse(JSON.stringify(openApi(OPERATIONS))) as {
  readonly openapi: string;
  readonly info: Readonly<Record<string, unknown>>;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly security: readonly object[];
  readonly components: {
    readonly schemas: Readonly<Record<string, object>>;
    readonly responses: object;
    readonly securitySchemes: Readonly<Record<string, { type: string; scheme: string }>>;
  };
};

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

test('it says what it is, and has every operation once', () => {
  assert.match(document.openapi, /^3\.1\.\d+$/);
  assert.equal(typeof document.info.title, 'string');
  assert.equal(typeof document.info.version, 'string');
  const ids = operations.map(({ operation }) => operation.operationId);
  assert.equal(ids.length, OPERATIONS.length);
  assert.deepEqual(ids, [...new Set(ids)]);
});

test('it names every way to say who one is', () => {
  const { securitySchemes } = document.components;
  assert.deepEqual(
    Object.values(securitySchemes).map(({ type, scheme }) => [type, scheme]),
    [
      ['http', 'basic'],
      ['http', 'bearer'],
    ],
  );
  assert.deepEqual(
    document.security.flatMap((each) => Object.keys(each)),
    Object.keys(securitySchemes),
  );
});

test('paths and their parameters belong together', () => {
  for (const { path, operation } of operations) {
    assert.match(path, /^\/[^?#]*[^/?#]$/);
    const { operationId, parameters = [] } = operation;
    const wanted = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const inPath = parameters.filter((parameter) => parameter.in === 'path');
    assert.deepEqual(inPath.map(({ name }) => name).sort(), wanted.sort(), operationId);
    assert.ok(
      inPath.every(({ required }) => required),
      operationId,
    );
    const keys = parameters.map((parameter) => `${parameter.in} ${parameter.name}`);
    assert.deepEqual(keys, [...new Set(keys)], operationId);
    assert.ok(
      parameters.every(({ description }) => description !== ''),
      operationId,
    );
  }
});

test('no two operations answer to the same path and method', () => {
  const shapes = OPERATIONS.map(
    ({ method, path }) => `${method} ${path.replace(/\{\w+\}/g, '{}')}`,
  );
  assert.deepEqual(shapes, [...new Set(shapes)]);
});

test('every answer has a description or is one of the components, and a status', () => {
  for (const { operation } of operations) {
    const { operationId, responses } = operation;
    assert.ok('200' in responses && 'default' in responses, operationId);
    for (const [status, answer] of Object.entries(responses)) {
      assert.match(status, /^([1-5]\d\d|default)$/, operationId);
      assert.ok(answer.$ref !== undefined || answer.description, `${operationId} ${status}`);
    }
  }
});

test('every reference leads somewhere, and every component is referred to', () => {
  const text = JSON.stringify(document);
  const references = new Set([...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, target]) => target));
  for (const target of references) {
    const parts = String(target).split('/').slice(1);
    const found = parts.reduce<unknown>(
      (value, part) => (value as Record<string, unknown> | undefined)?.[part],
      document,
    );
    assert.notEqual(found, undefined, target);
  }
  for (const name of Object.keys(document.components.schemas)) {
    assert.ok(references.has(`#/components/schemas/${name}`), name);
  }
});

test('every schema is one, and says nothing that JSON Schema does not know', () => {
  const ajv = makeAjv();
  const { components } = document;
  const contents = operations.flatMap(({ operation }) => [
    operation.requestBody?.content ?? {},
    ...Object.values(operation.responses).map(({ content = {} }) => content),
  ]);
  const schemas = [
    ...Object.values(components.schemas),
    ...contents.flatMap((content) => Object.values(content).map(({ schema }) => schema)),
    ...operations.flatMap(({ operation }) =>
      (operation.parameters ?? []).map(({ schema }) => schema),
    ),
  ];
  for (const schema of schemas) ajv.compile({ ...schema, components });
});

test('titles of schemas are given once', () => {
  const titles = new Map<string, string>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { title } = value as { title?: unknown };
    const text = JSON.stringify(value);
    if (typeof title === 'string') {
      assert.equal(titles.get(title) ?? text, text, `two schemas are called ${title}`);
      titles.set(title, text);
    }
    for (const each of Object.values(value)) visit(each);
  };
  for (const { answer } of OPERATIONS) visit(answer.schema);
});
