/** A reporter for Node's test runner: the file of each test that failed, a line each. */

interface TestNews {
  readonly type: string;
  /** `file` is the source where there is a source map, otherwise what was run. */
  readonly data: { readonly file?: string };
}

export default async function* failedFiles(news: AsyncIterable<TestNews>): AsyncIterable<string> {
  for await (const { type, data } of news) if (type === 'test:fail') yield `${data.file}\n`;
}
