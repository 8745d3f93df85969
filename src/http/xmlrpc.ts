/** POST /RPC2: a call as XML in, its answer or fault as XML out. */
import { repr } from '../base/python-text.ts';
import { RpcFault } from '../wire/faults.ts';
import { MalformedXml } from '../wire/xml.ts';
import { type Call, parseCall, responsePieces, writeFault } from '../wire/xmlrpc.ts';
import { type ErrorStatus, type Headers, sendBody, sendError } from './answer.ts';
import type { Exchange, World } from './world.ts';

/** Answers when the method has; that may be long after the request. */
export async function answerCall(
  { registry, log }: World,
  { response, principal, body: document }: Exchange,
): Promise<void> {
  const call = readCall(document);
  if (typeof call === 'string') {
    log.error(`XML-RPC request data ${quote(document)} is invalid: ${call}`);
    return sendError(response, 400);
  }
  let body: string | Buffer;
  try {
    body = bytesOf(responsePieces(await registry.call(call.method, call.params, principal)));
  } catch (error) {
    if (!(error instanceof RpcFault)) {
      const trace = error instanceof Error ? error.stack : String(error);
      log.critical(
        `Handling XML-RPC request with data ${quote(document)} raised an unexpected exception: ${trace}`,
      );
      return sendError(response, 500);
    }
    body = writeFault(error.code, error.message);
  }
  sendBody(response, 200, { type: 'text/xml', body });
}

/** Who has to come again is told so by a fault, which every client of XML-RPC understands. */
export function refuseCall(
  { response }: Pick<Exchange, 'response'>,
  status: ErrorStatus,
  headers: Headers,
): void {
  if (status === 503) {
    const { code, message } = new RpcFault('UPGRADING');
    sendBody(response, 200, { type: 'text/xml', headers, body: writeFault(code, message) });
  } else sendError(response, status, headers);
}

/** @returns the call, or what is wrong with it */
function readCall(document: string): Call | string {
  try {
    const call = parseCall(document);
    return call.method === '' ? 'no method name' : call;
  } catch (error) {
    if (error instanceof MalformedXml) return 'unmarshallable';
    throw error;
  }
}

const FIRST_BYTES = 16_384;
/** What UTF-8 needs at most for a unit of a string. */
const MOST_BYTES_PER_UNIT = 3;

function bytesOf(pieces: Iterable<string>): Buffer {
  let bytes = Buffer.allocUnsafe(FIRST_BYTES);
  let length = 0;
  for (const piece of pieces) {
    const most = length + piece.length * MOST_BYTES_PER_UNIT;
    if (most > bytes.length) {
      const larger = Buffer.allocUnsafe(2 * most);
      bytes.copy(larger, 0, 0, length);
      bytes = larger;
    }
    length += bytes.write(piece, length);
  }
  return bytes.subarray(0, length);
}

/** As much of a request as a log line can bear. */
const QUOTED = 1000;

function quote(document: string): string {
  return repr(document.length > QUOTED ? `${document.slice(0, QUOTED)}...` : document);
}
