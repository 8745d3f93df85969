/**
 * The form of an operation of the JSON API: one entry of the table says everything about it.
 *
 *   method and path, what it takes (path, query, body), what it answers, its faults, who may do it
 *
 * The types of the arguments of `run`, and of what it may answer, are inferred from the entry.
 * Routing, checks of requests, the OpenAPI document, the reference and the check of every answer in
 * tests derive from it. Where an XML-RPC method does the same, `run` calls that method.
 *
 * To add an operation: one `define({ … })` in `operations/`, in a file that `operations.ts` names.
 */
import type { Principal } from '../../core/access.ts';
import type { Context as MethodContext } from '../../rpc/method.ts';
import type { Registry } from '../../rpc/registry.ts';
import type { Fields, JsonSchema, Schema, ValuesOf } from '../../wire/api/schema.ts';
import type { FaultName } from '../../wire/faults.ts';
import type { Role } from '../../wire/roles.ts';
import type { Live } from '../live.ts';
import type { Exchange } from '../world.ts';

/** What every path begins with. */
export const BASE = '/api/v1';

/** What operations work on. */
export interface Context extends MethodContext {
  /** Who asks. */
  readonly principal: Principal;
  /** The table. */
  readonly operations: readonly Operation[];
  readonly live: Live;
  /** Tells of every request that may have changed something. */
  readonly calls: Pick<Registry, 'onCall'>;
}

export type HttpMethod = 'GET' | 'POST' | 'DELETE';

/** The arguments of a request, by name, as the entry describes them. */
export type Values = Readonly<Record<string, unknown>>;

interface Description {
  /** What clients made from the OpenAPI document call it; a verb and a noun. */
  readonly name: string;
  readonly method: HttpMethod;
  /** Below `/api/v1`, such as `/processes/{namespec}`. */
  readonly path: string;
  readonly doc: string;
  readonly role: Role;
  /** It concerns the daemon as a whole, or programs of any group. */
  readonly whole?: boolean;
  /** Those of the operation itself. */
  readonly faults?: readonly FaultName[];
}

/** An entry, with its types erased. */
export interface Operation extends Description {
  /** Parts of the path. */
  readonly params: Fields;
  readonly query: Fields;
  /** The fields of the JSON document that it is sent. */
  readonly body: Fields;
  readonly answer: Answer;
  run(context: Context, values: Values): Promise<unknown>;
  /** Sends the answer, where that is no JSON document. */
  send?(context: Context, values: Values, exchange: Exchange): void | Promise<void>;
}

export type Answer =
  | { readonly type: 'application/json'; readonly schema: JsonSchema }
  | (OtherAnswer & { readonly schema?: undefined });

interface OtherAnswer {
  /** The media type. */
  readonly type: string;
  readonly doc: string;
  /** Of a stream: the types of its events, and the data of each. */
  readonly events?: Readonly<Record<string, JsonSchema>>;
}

// biome-ignore lint/complexity/noBannedTypes: no fields at all
type None = {};

interface Takes<Params, Query, Body> {
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
}

type Arguments<Params, Query, Body> = ValuesOf<Params> & ValuesOf<Query> & ValuesOf<Body>;

interface Definition<Params, Query, Body, Result> extends Description, Takes<Params, Query, Body> {
  readonly answer: Schema<Result>;
  run(
    context: Context,
    values: Arguments<Params, Query, Body>,
  ): NoInfer<Result> | Promise<NoInfer<Result>>;
}

/** Makes an entry that answers with JSON. */
export function define<
  Result,
  const Params extends Fields = None,
  const Query extends Fields = None,
  const Body extends Fields = None,
>(definition: Definition<Params, Query, Body, Result>): Operation {
  const { params = {}, query = {}, body = {}, answer, run, ...description } = definition;
  return {
    ...description,
    params,
    query,
    body,
    answer: { type: 'application/json', schema: answer },
    // `values` was read as the entry says: the one thing the compiler cannot follow.
    run: async (context, values) => run(context, values as Arguments<Params, Query, Body>),
  };
}

interface StreamDefinition<Params, Query> extends Description, Takes<Params, Query, None> {
  readonly answer: OtherAnswer;
  send(
    context: Context,
    values: Arguments<Params, Query, None>,
    exchange: Exchange,
  ): void | Promise<void>;
}

/** Makes an entry that sends something else. */
export function defineStream<const Params extends Fields = None, const Query extends Fields = None>(
  definition: StreamDefinition<Params, Query>,
): Operation {
  const { params = {}, query = {}, answer, send, ...description } = definition;
  return {
    ...description,
    params,
    query,
    body: {},
    answer,
    run: async () => undefined,
    send: (context, values, exchange) =>
      send(context, values as Arguments<Params, Query, None>, exchange),
  };
}
