/**
 * The rooms of the page are the folders of src. This table says which other rooms each room may
 * import. Every room may also import the ground: the files of src itself that are not in the frame.
 * docs/architecture.md has the same table, and build/rooms.test.ts compares the two.
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
  usage: ['result'],
};

/** The frame joins the rooms: it may import all of them, and none of them may import it. */
const frame = ['App', 'Header', 'Workspace', 'main', 'useKeys'];

const tests = '**/*.test.{ts,tsx}';
const ofTheFrame = `(?:${frame.join('|')})$`;

/** Makes each of these imports an error, whether it is static or dynamic. */
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

/**
 * The rules for the files of one folder: they may import these rooms, and tests may also import
 * test/.
 */
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
