/** One HTTP or HTTPS request with a JSON body; anything but an answer 2xx is an error. */
import type { RequestOptions } from 'node:http';
import { UserError } from '../base/errors.ts';

/** @throws {UserError} if the text is no URL of the two kinds */
export function parseWebhook(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new UserError(`not a URL that begins with http:// or https://: ${JSON.stringify(text)}`);
}

/** @throws {Error} of the system, or one that tells the status or that there was no answer in time */
export async function postJson(url: URL, body: string, timeoutMs: number): Promise<void> {
  const { request } =
    url.protocol === 'https:'
      ? process.getBuiltinModule('node:https')
      : process.getBuiltinModule('node:http');
  const bytes = Buffer.from(body);
  const options: RequestOptions = {
    method: 'POST',
    agent: false,
    headers: { 'content-type': 'application/json', 'content-length': bytes.length },
  };
  await new Promise<void>((resolve, reject) => {
    const post = request(url, options, (answer) => {
      answer.resume();
      const status = answer.statusCode ?? 0;
      if (status >= 200 && status < 300) resolve();
      else reject(new Error(`${url.origin} answered ${status} ${answer.statusMessage}`));
      answer.on('error', reject);
      answer.on('close', () => clearTimeout(timer));
    });
    const late = () =>
      post.destroy(new Error(`${url.origin} gave no answer within ${timeoutMs} ms`));
    const timer = setTimeout(late, timeoutMs);
    post.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    post.end(bytes);
  });
}
