/**
 * A client for XML-RPC that shares no line with the one under test: what both got wrong together
 * would otherwise go unnoticed. It knows what Supervisor's answers contain, and nothing more.
 */
import http from 'node:http';

/** What travels in either direction. */
export type Value =
  | string
  | number
  | boolean
  | readonly Value[]
  | { readonly [key: string]: Value };

/** A fault that the server answered with. */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: number;

  constructor(code: number, text: string) {
    super(text);
    this.code = code;
  }
}

/** Where to send a request: a unix socket or a TCP port, and as whom. */
export interface Address {
  readonly socketPath?: string;
  readonly port?: number;
  /** `user:password` */
  readonly auth?: string;
}

/** An answer as it came. */
export interface Response {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** Sends one HTTP request on a connection of its own. */
export function request(
  address: Address,
  options: {
    method?: string;
    path?: string;
    headers?: http.OutgoingHttpHeaders;
    body?: string;
  } = {},
): Promise<Response> {
  const { body = '', headers = {}, method = 'GET', path = '/' } = options;
  return new Promise((resolve, reject) => {
    const to = { ...address, host: '127.0.0.1', agent: false as const };
    const length = method === 'POST' ? { 'Content-Length': Buffer.byteLength(body) } : {};
    const call = http.request({ ...to, method, path, headers: { ...length, ...headers } });
    call.on('error', reject);
    call.on('response', (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('error', reject);
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }),
      );
    });
    call.end(body);
  });
}

/** Calls a method and returns its result. */
export async function call(
  address: Address,
  method: string,
  params: readonly Value[],
): Promise<Value> {
  const body = encodeCall(method, params);
  const answer = await request(address, {
    method: 'POST',
    path: '/RPC2',
    headers: { 'Content-Type': 'text/xml' },
    body,
  });
  if (answer.status !== 200) throw new Error(`HTTP status ${answer.status} for ${method}`);
  return decodeAnswer(answer.body);
}

/** The request for a method, as text. */
export function encodeCall(method: string, params: readonly Value[]): string {
  const list = params.map((param) => `<param>${encode(param)}</param>`).join('');
  return `<?xml version="1.0"?><methodCall><methodName>${method}</methodName><params>${list}</params></methodCall>`;
}

function encode(value: Value): string {
  if (typeof value === 'boolean') return `<value><boolean>${value ? 1 : 0}</boolean></value>`;
  if (typeof value === 'number') return `<value><int>${value}</int></value>`;
  if (typeof value === 'string') {
    const text = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    return `<value><string>${text}</string></value>`;
  }
  if (Array.isArray(value)) {
    return `<value><array><data>${value.map(encode).join('')}</data></array></value>`;
  }
  const members = Object.entries(value as { [key: string]: Value }).map(
    ([key, member]) => `<member><name>${key}</name>${encode(member)}</member>`,
  );
  return `<value><struct>${members.join('')}</struct></value>`;
}

/** Tags and the text between them, in order. */
type Tokens = string[];

function decodeAnswer(xml: string): Value {
  const tokens: string[] = xml.replace(/^<\?xml[^>]*\?>/, '').match(/<[^>]+>|[^<]+/g) ?? [];
  const isFault = tokens.includes('<fault>');
  tokens.splice(0, tokens.indexOf('<value>'));
  const value = decode(tokens);
  if (!isFault) return value;
  const { faultCode, faultString } = value as { faultCode: number; faultString: string };
  throw new Fault(faultCode, faultString);
}

function decode(tokens: Tokens): Value {
  take(tokens, '<value>');
  const value = decodeTyped(tokens);
  take(tokens, '</value>');
  return value;
}

function decodeTyped(tokens: Tokens): Value {
  const tag = tokens.shift() ?? '';
  if (tag === '</value>' || !tag.startsWith('<')) {
    if (tag === '</value>') tokens.unshift(tag);
    return tag === '</value>' ? '' : plain(tag); // a value without a type is a string
  }
  if (tag.endsWith('/>')) return '';
  const value = tag === '<array>' || tag === '<struct>' ? nested(tag, tokens) : scalar(tag, tokens);
  take(tokens, tag.replace('<', '</'));
  return value;
}

function nested(tag: string, tokens: Tokens): Value {
  const items: Value[] = [];
  if (tag === '<array>') {
    skipBlank(tokens);
    if (tokens[0] === '<data/>' || tokens[0] === '<data />') {
      tokens.shift();
      return items;
    }
    take(tokens, '<data>');
    while (next(tokens) === '<value>') items.push(decode(tokens));
    take(tokens, '</data>');
    return items;
  }
  const struct: Record<string, Value> = {};
  while (next(tokens) === '<member>') {
    take(tokens, '<member>');
    take(tokens, '<name>');
    const name = plain(tokens.shift() ?? '');
    take(tokens, '</name>');
    struct[name] = decode(tokens);
    take(tokens, '</member>');
  }
  return struct;
}

function scalar(tag: string, tokens: Tokens): Value {
  const text = tokens[0]?.startsWith('<') ? '' : plain(tokens.shift() ?? '');
  if (tag === '<int>' || tag === '<i4>' || tag === '<double>') return Number(text);
  if (tag === '<boolean>') return text.trim() === '1';
  return text;
}

function skipBlank(tokens: Tokens): void {
  while (tokens[0] !== undefined && tokens[0].trim() === '') tokens.shift();
}

function next(tokens: Tokens): string | undefined {
  skipBlank(tokens);
  return tokens[0];
}

function take(tokens: Tokens, expected: string): void {
  const found = next(tokens);
  if (found !== expected) throw new Error(`expected ${expected} in the answer, found ${found}`);
  tokens.shift();
}

function plain(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replace(/&#(\d+);/g, (_all, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&amp;', '&');
}
