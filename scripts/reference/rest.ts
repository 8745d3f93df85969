/** The page of the JSON API. */
import { BASE, type Operation } from '../../src/http/api/operation.ts';
import { OPERATIONS } from '../../src/http/api/operations.ts';
import { statusOf } from '../../src/http/api/refusal.ts';
import { problem } from '../../src/wire/api/problem.ts';
import { type Fields, type JsonSchema, schemaOf } from '../../src/wire/api/schema.ts';
import { code, page, table } from './markdown.ts';

const ABOUT = `Asked by HTTP on any of the servers of the configuration, below \`${BASE}\`, with their user and password:

    curl --unix-socket /tmp/supervisor.sock http://localhost${BASE}/processes
    curl --unix-socket /tmp/supervisor.sock -X POST http://localhost${BASE}/processes/web/restart

\`GET ${BASE}/openapi.json\` answers the same as an OpenAPI 3.1 document, for programs that make clients.

A request that sends something sends a JSON object, with \`Content-Type: application/json\` and up to
1 MiB long. A field that nobody knows is refused, like one that is missing or wrong; the answer names
it. Names in a path are percent-encoded. Sizes are bytes, durations seconds, times ISO 8601 in UTC.

What is refused is answered with a status from 400 on and a [problem](#problem) document of the type
\`application/problem+json\` (RFC 9457). It carries the fault that XML-RPC would answer; those of an
operation are listed with it, those of every operation are \`INCORRECT_PARAMETERS\` (400) for a
request that is wrong, and \`UNKNOWN_METHOD\` for a path (404) or a method (405) that does not exist.
Where XML-RPC has a method for it, an operation that changes something calls that method, so it needs
the section \`[rpcinterface:supervisor]\` as well.

An operation that waits (\`wait\`) answers when the process is there, or gone; others are answered
meanwhile. Pages of other sites are refused, as everywhere.`;

export function restPage(): string {
  const contents = OPERATIONS.map(({ name, method, path }) => [
    `[${name}](#${name.toLowerCase()})`,
    code(`${method} ${path}`),
  ]);
  const answers = OPERATIONS.flatMap(({ answer }) =>
    answer.schema === undefined ? Object.values(answer.events ?? {}) : [answer.schema],
  );
  const shapes = [...shapesOf([problem, ...answers])];
  return [
    page('JSON API', ABOUT),
    table(['operation', 'request'], contents),
    ...OPERATIONS.map(operationSection),
    '\n## Shapes\n\nWhat answers are made of. No other fields are there; what may be `null` says so.\n',
    ...shapes.sort(([one], [other]) => (one < other ? -1 : 1)).map(shapeSection),
  ].join('');
}

function operationSection(operation: Operation): string {
  const { name, method, path, doc, role, params, query, body, answer, faults = [] } = operation;
  const fields = [
    ...fieldRows(params, 'path'),
    ...fieldRows(query, 'query'),
    ...fieldRows(body, 'body'),
  ];
  const told = faults.map((fault) => `${code(fault)} (${statusOf(fault)})`).join(', ');
  return [
    `\n## ${name}\n`,
    `\n${code(`${method} ${BASE}${path}`)} → ${answerText(answer)}\n`,
    `\n${doc} For the role ${code(role)}.\n`,
    table(['field', 'in', 'type', 'default', ''], fields),
    eventTable(answer),
    told === '' ? '' : `\n_Faults:_ ${told}\n`,
  ].join('');
}

/** The types of the events of a stream, and the data of each. */
function eventTable(answer: Operation['answer']): string {
  if (answer.schema !== undefined || answer.events === undefined) return '';
  const rows = Object.entries(answer.events).map(([type, schema]) => [
    code(type),
    typeText(schema),
    schema.description ?? '',
  ]);
  return table(['event', 'data', ''], rows);
}

function answerText({ type, schema }: Operation['answer']): string {
  return schema === undefined ? code(type) : typeText(schema);
}

function fieldRows(fields: Fields, where: string): string[][] {
  return Object.entries(fields).map(([name, field]) => {
    const schema = schemaOf(field);
    const { default: value } = schema;
    const standard = value === undefined ? ('optional' in field ? '' : 'required') : String(value);
    return [code(name), where, typeText(schema), standard, schema.description ?? ''];
  });
}

/** What has a title, wherever it is, by its title. */
function shapesOf(schemas: readonly JsonSchema[]): Map<string, JsonSchema> {
  const found = new Map<string, JsonSchema>();
  const visit = (schema: JsonSchema): void => {
    if (schema.title !== undefined && schema.properties !== undefined) {
      if (found.has(schema.title)) return;
      found.set(schema.title, schema);
    }
    const { items, anyOf = [], properties = {} } = schema;
    for (const each of [...(items ? [items] : []), ...anyOf, ...Object.values(properties)]) {
      visit(each);
    }
  };
  for (const schema of schemas) visit(schema);
  return found;
}

function shapeSection([title, { description = '', properties = {} }]: [
  string,
  JsonSchema,
]): string {
  const rows = fieldsOf(properties, '');
  return `\n### ${title}\n\n${description}\n${table(['field', 'type', ''], rows)}`;
}

/** Fields of an object that has no title follow it. */
function fieldsOf(properties: Readonly<Record<string, JsonSchema>>, prefix: string): string[][] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const { description = '' } = schema;
    const inner = (schema.anyOf ?? [schema]).find(
      (each) => each.title === undefined && each.properties !== undefined,
    );
    return [
      [code(prefix + name), typeText(schema), description],
      ...fieldsOf(inner?.properties ?? {}, `${prefix}${name}.`),
    ];
  });
}

function typeText(schema: JsonSchema): string {
  const { title, type, items, anyOf, enum: values, format } = schema;
  if (title !== undefined) return `[${title}](#${title.toLowerCase()})`;
  if (anyOf !== undefined) return anyOf.map(typeText).join(' or ');
  const types = typeof type === 'string' ? [type] : (type ?? []);
  return types
    .map((each) => {
      if (each === 'array') return `list of ${items === undefined ? 'anything' : typeText(items)}`;
      if (each === 'null' || each !== 'string') return each;
      if (values !== undefined)
        return values
          .flatMap((word) => word ?? [])
          .map(code)
          .join(', ');
      return format === 'date-time' ? 'time' : each;
    })
    .join(' or ');
}
