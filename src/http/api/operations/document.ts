/** The description of this API for programs. */
import type { JsonSchema } from '../../../wire/api/schema.ts';
import { define } from '../operation.ts';

const document: JsonSchema = { type: 'object', description: 'An OpenAPI 3.1 document.' };

export const getOpenApi = define({
  name: 'getOpenApi',
  method: 'GET',
  path: '/openapi.json',
  role: 'viewer',
  doc: 'Answers the OpenAPI 3.1 document of this API.',
  answer: document,
  run: async ({ operations }) => (await import('../openapi.ts')).openApi(operations),
});
