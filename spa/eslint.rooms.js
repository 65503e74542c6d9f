/**
 * The rooms of the page: the folders of src, and which others each may import. Besides these every room
 * may import the ground: all files of src itself that are not of the frame. docs/architecture.md has the
 * same table, and build/rooms.test.ts holds the two together.
 */
const rooms = {
  auth: [],
  jobs: ['push'],
  push: [],
  queries: [],
  receipt: [],
  result: ['receipt', 'rows'],
  rows: [],
  sql: [],
};

/** The frame joins the rooms: it may import all of them, and none of them may import it. */
const frame = ['App', 'Header', 'Workspace', 'main', 'useKeys'];

const tests = '**/*.test.{ts,tsx}';
const ofTheFrame = `(?:${frame.join('|')})$`;

/** Each of these imports is an error, be it static or made when the code runs. */
function forbid(...imports) {
  return {
    'no-restricted-imports': [
      'error',
      { patterns: imports.map(({ regex, message }) => ({ regex, message })) },
    ],
    'no-restricted-syntax': [
      'error',
      ...imports.flatMap(({ regex, message }) => {
        const path = `[value=/${regex.replaceAll('/', '\\u002f')}/]`;
        return [
          { selector: `ImportExpression > Literal.source${path}`, message },
          { selector: `TSImportType Literal${path}`, message },
        ];
      }),
    ],
  };
}

/** What the files of one folder may import: these rooms, and in tests the tests' helpers. */
function walls(folder, up, allowed, mayImportFrame = false) {
  const outside = (names) => ({
    regex: `^${up}(?!(?:${names.join('|') || '-'})/)[^/]+/`,
    message: 'This room may not import that one: see eslint.rooms.js.',
  });
  const theFrame = {
    regex: `^${up}${ofTheFrame}`,
    message: 'Only the frame imports the frame: see eslint.rooms.js.',
  };
  const rest = mayImportFrame ? [] : [theFrame];
  return [
    { ...folder, rules: forbid(outside([...allowed, 'test']), ...rest) },
    {
      ...folder,
      ignores: [...(folder.ignores ?? []), tests],
      rules: forbid(outside(allowed), ...rest),
    },
  ];
}

const framed = frame.map((name) => `src/${name}{.test,}.{ts,tsx}`);

export default [
  ...Object.entries(rooms).flatMap(([room, others]) =>
    walls({ files: [`src/${room}/**`] }, '\\.\\./', others),
  ),
  ...walls({ files: ['src/*.{ts,tsx}'], ignores: framed }, '\\./', []),
  ...walls({ files: framed }, '\\./', [...Object.keys(rooms), 'styles'], true),
];
