import { describe, expect, test } from 'vitest';
import { bom, licences, packageOf, refused, type Package } from './bill.ts';

const mit: Package = { name: 'a', version: '1.0.0', licence: 'MIT', texts: ['(c) A'] };
const apache: Package = {
  name: '@b/c',
  version: '2.0.0',
  licence: 'Apache-2.0',
  texts: ['Apache'],
};

describe('what the page is made of', () => {
  test('a module belongs to the package whose folder it is in', () => {
    const root = process.cwd();
    expect(packageOf(`${root}/node_modules/react/index.js`)).toMatchObject({
      name: 'react',
      licence: 'MIT',
    });
    expect(packageOf(`${root}/node_modules/@codemirror/state/dist/index.js?used`)?.name).toBe(
      '@codemirror/state',
    );
    expect(packageOf('\0vite/preload-helper.js')?.name).toBe('vite');
    expect(packageOf('\0rolldown/runtime.js')?.name).toBe('rolldown');
    expect(packageOf(`${root}/src/App.tsx`)).toBeUndefined();
  });

  test('every package is named with its licence text; Apache’s text serves for a package without one', () => {
    const bare = { ...apache, name: 'd', texts: [] };
    expect(licences([mit, apache, bare])).toBe(
      [
        'a 1.0.0 (MIT)\n\n(c) A\n',
        '@b/c 2.0.0 (Apache-2.0)\n\nApache\n',
        'd 2.0.0 (Apache-2.0)\n\nApache\n',
      ].join(`\n${'-'.repeat(80)}\n\n`),
    );
    expect(() => licences([{ ...mit, texts: [] }])).toThrow('a brings no');
  });

  test('a licence that is not on the list is refused, and a package without a licence too', () => {
    const gpl = { ...mit, licence: 'GPL-3.0-only' };
    const none = { ...mit, licence: '' };
    expect(refused([mit, gpl, apache, none])).toEqual([gpl, none]);
  });

  test('the bill names each package, and the same packages give the same bill', () => {
    const page = { name: 'page', version: '1' };
    expect(bom(page, [apache])).toMatchObject({
      bomFormat: 'CycloneDX',
      components: [
        {
          name: '@b/c',
          version: '2.0.0',
          purl: 'pkg:npm/%40b/c@2.0.0',
          licenses: [{ license: { id: 'Apache-2.0' } }],
        },
      ],
    });
    expect(bom(page, [mit, apache])).toEqual(bom(page, [mit, apache]));
    expect(bom(page, [mit])).not.toEqual(bom(page, [apache]));
    expect(bom(page, [mit])).toHaveProperty(
      'serialNumber',
      expect.stringMatching(
        /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/,
      ),
    );
  });
});
