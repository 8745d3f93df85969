/**
 * A client of the JSON API that believes nothing: every answer is checked against what the OpenAPI
 * document of the server says about it, status, type and schema.
 *
 *   const api = await ApiClient.of({ socketPath });
 *   const { body } = await api.get('/processes/web');
 */
import assert from 'node:assert/strict';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Problem } from '../../src/wire/api/problem.ts';
import { EventStreamClient, type Received } from './event-stream.ts';
import { type Address, type Response, request } from './xmlrpc.ts';

interface DocumentedContent {
  readonly schema: object;
  readonly 'x-events'?: Readonly<Record<string, object>>;
}

interface DocumentedAnswer {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, DocumentedContent>>;
}

interface DocumentedOperation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, DocumentedAnswer>>;
}

export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components: { readonly responses: Readonly<Record<string, DocumentedAnswer>> };
}

export interface Answer<Body = unknown> {
  readonly status: number;
  readonly headers: Response['headers'];
  readonly body: Body;
}

const BASE = '/api/v1';

export class ApiClient {
  /** The names of the operations that have answered with success. */
  readonly covered = new Set<string>();
  readonly document: OpenApi;
  readonly #address: Address;
  readonly #ajv = makeAjv();
  readonly #validators = new Map<string, ValidateFunction>();

  static async of(address: Address): Promise<ApiClient> {
    const { status, body } = await request(address, { path: `${BASE}/openapi.json` });
    assert.equal(status, 200, body);
    return new ApiClient(address, JSON.parse(body) as OpenApi);
  }

  private constructor(address: Address, document: OpenApi) {
    this.#address = address;
    this.document = document;
  }

  get<Body = unknown>(path: string): Promise<Answer<Body>> {
    return this.send<Body>('GET', path);
  }

  post<Body = unknown>(path: string, body?: object): Promise<Answer<Body>> {
    return this.send<Body>('POST', path, body);
  }

  delete<Body = unknown>(path: string): Promise<Answer<Body>> {
    return this.send<Body>('DELETE', path);
  }

  /** The problem that a request is refused with. */
  async problem(method: string, path: string, body?: object): Promise<Problem> {
    const answer = await this.send<Problem>(method, path, body);
    assert.ok(answer.status >= 400, `${method} ${path} was not refused: ${answer.status}`);
    assert.equal(answer.body.status, answer.status);
    return answer.body;
  }

  /** Opens the stream of events; `check` what comes. */
  async stream(query = '', lastEventId?: string): Promise<EventStreamClient> {
    const asked = lastEventId === undefined ? { query } : { query, lastEventId };
    const stream = await EventStreamClient.open(this.#address, asked);
    assert.equal(stream.status, 200);
    const operation = this.#find('GET', '/events');
    if (operation !== undefined) this.covered.add(operation.operationId);
    return stream;
  }

  /** Checks the data of events. */
  check(events: readonly Received[]): void {
    const known = this.#find('GET', '/events')?.responses['200']?.content?.['text/event-stream'];
    for (const { type, data } of events) {
      const schema = known?.['x-events']?.[type];
      assert.ok(schema, `an event of type ${type}`);
      const validate = this.#validator(schema);
      assert.ok(
        validate(data),
        `${type} ${JSON.stringify(data)}\n${JSON.stringify(validate.errors)}`,
      );
    }
  }

  /** Sends a request, and checks the answer. */
  async send<Body>(method: string, path: string, body?: object): Promise<Answer<Body>> {
    const sent =
      body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
    const response = await request(this.#address, { method, path: `${BASE}${path}`, ...sent });
    return { ...response, body: this.#checked(method, path, response) as Body };
  }

  #checked(method: string, path: string, { status, headers, body }: Response): unknown {
    const operation = this.#find(method, path.replace(/\?.*/s, ''));
    const type = String(headers['content-type']).replace(/;.*/, '');
    const documented = this.#answerOf(operation, status).content?.[type];
    const what = `${method} ${path}: ${status} ${type} ${body}`;
    assert.ok(documented, what);
    if (status === 200 && operation !== undefined) this.covered.add(operation.operationId);
    if (!type.endsWith('json')) return body;
    const value: unknown = JSON.parse(body);
    const validate = this.#validator(documented.schema);
    assert.ok(validate(value), `${what}\n${JSON.stringify(validate.errors)}`);
    return value;
  }

  #find(method: string, path: string): DocumentedOperation | undefined {
    const parts = path.split('/');
    const template = Object.keys(this.document.paths).find((candidate) => {
      const wanted = candidate.split('/');
      const fits = (part: string, index: number) =>
        part === parts[index] || (/^\{/.test(part) && parts[index] !== '');
      const operations = this.document.paths[candidate] ?? {};
      return (
        wanted.length === parts.length && wanted.every(fits) && method.toLowerCase() in operations
      );
    });
    return this.document.paths[template ?? '']?.[method.toLowerCase()];
  }

  /** What the document says about a status; what it knows no operation for is a problem. */
  #answerOf(operation: DocumentedOperation | undefined, status: number): DocumentedAnswer {
    const { responses } = this.document.components;
    const answer = operation?.responses[status] ?? operation?.responses.default;
    const name = answer === undefined ? 'Problem' : /[^/]+$/.exec(answer.$ref ?? '')?.[0];
    return (name === undefined ? answer : responses[name]) ?? {};
  }

  #validator(schema: object): ValidateFunction {
    const key = JSON.stringify(schema);
    const known = this.#validators.get(key);
    if (known !== undefined) return known;
    const validate = this.#ajv.compile({ ...schema, components: this.document.components });
    this.#validators.set(key, validate);
    return validate;
  }
}

/** Checks schemas as well: a word that JSON Schema does not have is an error. */
export function makeAjv(): Ajv2020 {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
  addFormats.default(ajv);
  return ajv.addKeyword('components');
}
