import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ESLint } from 'eslint';
import { expect, test } from 'vitest';

const page = join(import.meta.dirname, '..');
const architecture = readFileSync(join(page, '../docs/architecture.md'), 'utf8');

/** The rooms in docs/architecture.md, each with the rooms that it may import. */
const rooms = new Map(
  [...architecture.matchAll(/^\| `(\w+)\/` \|.*\| ([^|]*) \|$/gm)].map(
    ([, room = '', others = '']) =>
      [room, [...others.matchAll(/`(\w+)\/`/g)].map(([, other = '']) => other)] as const,
  ),
);

const eslint = new ESLint({
  cwd: page,
  ruleFilter: ({ ruleId }) => ['no-restricted-imports', 'no-restricted-syntax'].includes(ruleId),
  // No type is needed for these, and to learn all types takes seconds.
  overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
});

/** The lines of a file that are forbidden. */
async function forbidden(file: string, lines: readonly string[]): Promise<readonly string[]> {
  const [result] = await eslint.lintText(lines.join('\n'), { filePath: join(page, 'src', file) });
  return [...new Set((result?.messages ?? []).map(({ line }) => lines[line - 1] ?? ''))];
}

test('every folder of src is a room that the architecture names', () => {
  const folders = readdirSync(join(page, 'src'), { withFileTypes: true })
    .filter((each) => each.isDirectory() && !['styles', 'test'].includes(each.name))
    .map(({ name }) => name);

  expect([...rooms.keys()].sort()).toEqual(folders.sort());
});

test.each([...rooms])('%s imports the rooms that it may, and no others', async (room, may) => {
  const others = [...rooms.keys()].filter((each) => each !== room);
  const lines = others.map((other) => `import '../${other}/x';`);

  expect(await forbidden(`${room}/any.ts`, lines)).toEqual(
    others.filter((other) => !may.includes(other)).map((other) => `import '../${other}/x';`),
  );
});

test('no room imports the frame, and all may import the ground', async () => {
  const frame = ['App', 'Workspace', 'Header', 'main', 'useKeys'].map((it) => `import '../${it}';`);
  const ground = ['api', 'wire', 'words', 'route'].map((it) => `import '../${it}';`);

  expect(await forbidden('jobs/any.ts', [...frame, ...ground])).toEqual(frame);
});

test('the ground imports neither room nor frame, the frame imports all', async () => {
  const lines = [`import './jobs/jobs';`, `import './Workspace';`];

  expect(await forbidden('api.ts', lines)).toEqual(lines);
  expect(await forbidden('App.tsx', lines)).toEqual([]);
});

test('a dynamic import and an import of a type count too', async () => {
  const lines = [
    `export const later = () => import('../sql/SqlPanel');`,
    `export type Later = import('../sql/SqlPanel').Later;`,
    `export * from '../sql/SqlPanel';`,
  ];

  expect(await forbidden('queries/any.ts', lines)).toEqual(lines);
});

test('only tests import what is made for tests', async () => {
  const lines = [`import '../test/samples';`];

  expect(await forbidden('jobs/any.ts', lines)).toEqual(lines);
  expect(await forbidden('jobs/jobs.test.ts', lines)).toEqual([]);
});
