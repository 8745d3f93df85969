/**
 * The OpenAPI 3.1 document of the JSON API, printed from the table of operations.
 *
 * Schemas that have a title become components, each once; everything else stands where it is used.
 */
import manifest from '../../../package.json' with { type: 'json' };
import { problem } from '../../wire/api/problem.ts';
import { type Fields, type JsonSchema, schemaOf } from '../../wire/api/schema.ts';
import { BASE, type Operation } from './operation.ts';
import { statusOf } from './refusal.ts';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = Readonly<Record<string, Json>>;

export function openApi(operations: readonly Operation[]): JsonObject {
  const components = new Components();
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of operations) {
    const { path, method } = operation;
    paths[path] = {
      ...paths[path],
      [method.toLowerCase()]: operationObject(operation, components),
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'visord',
      version: manifest.version,
      description: 'Processes, logs and configuration of a supervisord.',
      license: { name: manifest.license, identifier: manifest.license },
    },
    servers: [{ url: BASE }],
    security: [{ basic: [] }, { bearer: [] }, {}],
    paths,
    components: {
      securitySchemes: {
        basic: { type: 'http', scheme: 'basic' },
        bearer: { type: 'http', scheme: 'bearer' },
      },
      responses: {
        Problem: {
          description: 'The request was refused.',
          content: { 'application/problem+json': { schema: components.refer(problem) } },
        },
      },
      schemas: components.schemas,
    },
  };
}

function operationObject(operation: Operation, components: Components): JsonObject {
  const { name, doc, role, params, query, body, faults = [] } = operation;
  const parameters = [
    ...parameterObjects(params, 'path', components),
    ...parameterObjects(query, 'query', components),
  ];
  return {
    operationId: name,
    summary: doc,
    tags: [operation.path.split('/')[1] ?? ''],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(Object.keys(body).length > 0 ? { requestBody: bodyObject(body, components) } : {}),
    responses: {
      '200': answerObject(operation, components),
      ...faultObjects(faults),
      default: { $ref: '#/components/responses/Problem' },
    },
    'x-role': role,
  };
}

function parameterObjects(
  fields: Fields,
  where: 'path' | 'query',
  components: Components,
): JsonObject[] {
  return Object.entries(fields).map(([name, field]) => {
    const { description = '', ...schema } = schemaOf(field);
    const isList = schema.type === 'array' ? { style: 'form', explode: false } : {};
    return {
      name,
      in: where,
      required: !('optional' in field),
      description,
      ...isList,
      schema: components.refer(schema),
    };
  });
}

function bodyObject(fields: Fields, components: Components): JsonObject {
  const entries = Object.entries(fields);
  const required = entries.filter(([, field]) => !('optional' in field)).map(([name]) => name);
  const schema = components.refer({
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, field]) => [name, schemaOf(field)])),
    required,
    additionalProperties: false,
  });
  return { required: required.length > 0, content: { 'application/json': { schema } } };
}

function answerObject({ answer }: Operation, components: Components): JsonObject {
  const { schema } = answer;
  if (schema === undefined) {
    const { type, doc, events } = answer;
    const told = events === undefined ? {} : { 'x-events': eventObjects(events, components) };
    return { description: doc, content: { [type]: { schema: { type: 'string' }, ...told } } };
  }
  const content = { [answer.type]: { schema: components.refer(schema) } };
  return { description: schema.description ?? '', content };
}

/** The data of each type of event; OpenAPI 3.1 has no words of its own for streams. */
function eventObjects(
  events: Readonly<Record<string, JsonSchema>>,
  components: Components,
): JsonObject {
  return Object.fromEntries(
    Object.entries(events).map(([type, schema]) => [type, components.refer(schema)]),
  );
}

/** The faults of an operation, by the status that they are told with. */
function faultObjects(faults: NonNullable<Operation['faults']>): Record<string, Json> {
  const objects: Record<string, Json> = {};
  for (const status of new Set(faults.map(statusOf))) {
    const names = faults.filter((fault) => statusOf(fault) === status);
    objects[status] = {
      description: names.join(', '),
      content: {
        'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
      },
    };
  }
  return objects;
}

class Components {
  readonly schemas: Record<string, Json> = {};

  /** The schema with references in the place of those that have a title. */
  refer(schema: JsonSchema): JsonObject {
    const { title } = schema;
    if (title === undefined) return this.#inside(schema);
    if (this.schemas[title] === undefined) {
      this.schemas[title] = {}; // it may mention itself
      this.schemas[title] = this.#inside(schema);
    }
    return { $ref: `#/components/schemas/${title}` };
  }

  #inside({ items, anyOf, properties, additionalProperties, ...rest }: JsonSchema): JsonObject {
    const inner: Record<string, Json> = {};
    if (items !== undefined) inner.items = this.refer(items);
    if (anyOf !== undefined) inner.anyOf = anyOf.map((each) => this.refer(each));
    if (properties !== undefined) {
      inner.properties = Object.fromEntries(
        Object.entries(properties).map(([name, each]) => [name, this.refer(each)]),
      );
    }
    if (typeof additionalProperties === 'boolean')
      inner.additionalProperties = additionalProperties;
    else if (additionalProperties) inner.additionalProperties = this.refer(additionalProperties);
    return { ...(rest as JsonObject), ...inner };
  }
}
