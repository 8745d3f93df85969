import assert from 'node:assert/strict';
import { test } from 'node:test';
import { escapeXml, scanXml } from './xml.ts';

/** The calls that a document brings, in short. */
function scan(document: string): string {
  const calls: string[] = [];
  scanXml(document, {
    open: (tag) => calls.push(`<${tag}`),
    text: (text) => calls.push(JSON.stringify(text)),
    close: (tag) => calls.push(`${tag}>`),
  });
  return calls.join(' ');
}

test('a document is read as its tags and texts', () => {
  const cases: [string, string][] = [
    ['<a/>', '<a a>'],
    ['\uFEFF<a>x</a>', '<a "x" a>'],
    [`<?xml version="1.0"?>\n<!-- < & --><a b='>' c = "/"><b />t</a >\n`, '<a <b b> "t" a>'],
    ['<a>&lt;&gt;&amp;&quot;&apos;&#65;&#x1F600;</a>', `<a ${JSON.stringify(`<>&"'A😀`)} a>`],
    ['<a>1\r\n2\r3</a>', '<a "1\\n2\\n3" a>'],
    ['<a>&#13;</a>', '<a "\\r" a>'],
    ['<a>x<![CDATA[<b>&amp;]]]]>y</a>', '<a "x" "<b>&amp;]]" "y" a>'],
    ['<a><!-- x --><?pi <b> ?></a>', '<a a>'],
    ['<a>\x1b[0m</a>', '<a "\\u001b[0m" a>'],
  ];
  for (const [document, calls] of cases) assert.equal(scan(document), calls, document);
});

test('what is not well-formed, or has a document type, is refused [11-malformed]', () => {
  const cases = [
    '',
    '   ',
    'x',
    '<a>',
    '</a>',
    '<a></b>',
    '<a><b></a></b>',
    '<a/>x',
    '<a/><b/>',
    '<a>&nbsp;</a>',
    '<a>&</a>',
    '<a>&#0;</a>',
    '<a>&#xD800;</a>',
    '<a>&#x110000;</a>',
    '<a b></a>',
    '<a b=c></a>',
    '<a b="<"/>',
    '<a><!-- </a>',
    '<a><![CDATA[</a>',
    '<![CDATA[x]]><a/>',
    '<>x</>',
    '< a/>',
    '</a/>',
    '<!DOCTYPE a><a/>',
    '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    '<a><!ENTITY b "c"></a>',
  ];
  for (const document of cases) {
    assert.throws(() => scan(document), { name: 'MalformedXml' }, document);
  }
});

test('depth and number of elements are bounded [11-malformed]', () => {
  const nested = (depth: number) => '<a>'.repeat(depth) + '</a>'.repeat(depth);
  scan(nested(256));
  assert.throws(() => scan(nested(257)), /nested too deeply/);
  assert.throws(() => scan(nested(1_000_000)), /nested too deeply/);
  assert.throws(() => scan(`<a>${'<b/>'.repeat(500_000)}</a>`), /too many elements/);
});

test('hostile documents are refused in time that grows with their length alone', () => {
  const LENGTH = 1_000_000; // were it the square of the length, this test would not come to its end
  const hostile = [
    `<a${' '.repeat(LENGTH)}`,
    `<a ${'b'.repeat(LENGTH)}`,
    `<a${' b="c"'.repeat(LENGTH / 6)}`,
    `<a b="${'c'.repeat(LENGTH)}`,
    `<a>${'&'.repeat(LENGTH)}`,
    `<a>${'&#1'.repeat(LENGTH / 3)}`,
    '<'.repeat(LENGTH),
    `<a>${'<!--'.repeat(LENGTH / 4)}`,
    `<a>${'<![CDATA['.repeat(LENGTH / 9)}`,
  ];
  for (const document of hostile) {
    assert.throws(() => scan(document), { name: 'MalformedXml' }, document.slice(0, 20));
  }
});

test('text is written so that every reader of XML 1.0 takes it [11-text]', () => {
  assert.equal(escapeXml('a<b>&c"\'\t\r\n'), 'a&lt;b&gt;&amp;c"\'\t\r\n');
  assert.equal(escapeXml('\0\x1b[1m\x7f\x85'), '\uFFFD\uFFFD[1m\x7f\x85');
  assert.equal(escapeXml('\uFFFE\uFFFF\uD800x\uDC00'), '\uFFFD\uFFFD\uFFFDx\uFFFD');
  assert.equal(escapeXml('😀'), '😀');
});

test('long text is read and written whole, wherever its pieces end [11-text]', () => {
  const parts = ['&amp;', '&lt;', '&#x1F600;', '&#65;', '😀', 'x', '&amp;lt;'];
  for (const shift of [0, 1, 2, 3, 4, 5, 6, 7]) {
    const raw = 'y'.repeat(shift) + parts.join('').repeat(3000);
    const expected =
      'y'.repeat(shift) + ['&', '<', '😀', 'A', '😀', 'x', '&lt;'].join('').repeat(3000);
    const read: string[] = [];
    scanXml(`<a>${raw}</a>`, { open() {}, close() {}, text: (text) => void read.push(text) });
    assert.ok(read.join('') === expected, `read wrongly with ${shift}`);
    assert.ok(
      escapeXml(expected) === expected.replace(/&/g, '&amp;').replace(/</g, '&lt;'),
      `written wrongly with ${shift}`,
    );
  }
  assert.throws(
    () => scanXml(`<a>${'&amp;'.repeat(10_000)}&no;</a>`, { open() {}, close() {}, text() {} }),
    {
      message: 'entity &no; at character 50003',
    },
  );
});
