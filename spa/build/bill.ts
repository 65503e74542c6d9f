import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';

/**
 * The licences that the page may contain. Each allows us to distribute the page together with the
 * licence's text.
 */
const allowed = ['0BSD', 'Apache-2.0', 'BSD-3-Clause', 'ISC', 'MIT', 'MIT-0'];

/** A package that has code in the page. */
export interface Package {
  name: string;
  version: string;
  /** The licence, by its SPDX identifier. */
  licence: string;
  /** The package's own licence and notice texts; empty if it has none. */
  texts: string[];
}

/**
 * The package that a module belongs to; undefined if the module is ours. Modules without a file are
 * the bundler's own.
 */
export function packageOf(module: string): Package | undefined {
  const file = module.replace(/^\0/, '').replace(/\?.*$/, '');
  if (/^(vite|rolldown)\//.test(file)) {
    return described(join('node_modules', file.replace(/\/.*$/, '')));
  }
  if (!file.includes('/node_modules/')) {
    return undefined;
  }
  let folder = dirname(file);
  while (!isPackage(folder)) {
    folder = dirname(folder);
  }
  return described(folder);
}

/** Some packages contain nested package.json files without a name. */
function isPackage(folder: string): boolean {
  return existsSync(join(folder, 'package.json')) && 'version' in read(folder);
}

function read(folder: string): { name?: string; version?: string; license?: unknown } {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as object;
}

function described(folder: string): Package {
  const { name = '', version = '', license } = read(folder);
  return {
    name,
    version,
    licence: typeof license === 'string' ? license : '',
    texts: readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && /^(licen[cs]e|copying|notice)/i.test(entry.name))
      .map((entry) => entry.name)
      .sort()
      .map((file) => readFileSync(join(folder, file), 'utf8').trim()),
  };
}

/**
 * Every package by name, with the texts that must be distributed with it. The text of the Apache
 * licence names nobody, so a package without a text of its own gets the text of another.
 *
 * @throws Error if there is no text for a package
 */
export function licences(packages: Package[]): string {
  const apache = packages.find((it) => it.licence === 'Apache-2.0' && it.texts.length > 0)
    ?.texts[0];
  const words = ({ name, licence, texts }: Package): string => {
    const text = texts.join('\n\n') || (licence === 'Apache-2.0' ? apache : undefined);
    if (text === undefined) {
      throw new Error(`${name} brings no licence's text.`);
    }
    return text;
  };
  return packages
    .map((it) => `${it.name} ${it.version} (${it.licence})\n\n${words(it)}\n`)
    .join(`\n${'-'.repeat(80)}\n\n`);
}

/** The packages whose licence is not on the list. */
export function refused(packages: Package[]): Package[] {
  return packages.filter(({ licence }) => !allowed.includes(licence));
}

/** A CycloneDX document (1.6); always the same for the same packages. */
export function bom(page: { name: string; version: string }, packages: Package[]): object {
  const components = packages.map(({ name, version, licence }) => {
    const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
    return {
      type: 'library',
      'bom-ref': purl,
      name,
      version,
      licenses: [{ license: { id: licence } }],
      purl,
    };
  });
  const digest = createHash('sha256').update(JSON.stringify(components)).digest('hex');
  const serial = /^(.{8})(.{4}).(.{3}).(.{3})(.{12})/.exec(digest)?.slice(1) ?? [];
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    // Formatted as a UUID that is made from a digest (version 8).
    serialNumber: `urn:uuid:${serial[0]}-${serial[1]}-8${serial[2]}-8${serial[3]}-${serial[4]}`,
    version: 1,
    metadata: {
      lifecycles: [{ phase: 'build' }],
      component: { type: 'application', 'bom-ref': page.name, ...page },
    },
    components,
  };
}

/**
 * Writes down what the page consists of: dist/licences.txt, which is shipped with it, and
 * target/bom.json. Fails the build if a licence is not allowed. Workers are bundled first and
 * separately; the plugin `worker` looks at them.
 */
export function bill(): { page: Plugin; worker: Plugin } {
  const modules = new Set<string>();
  const gather = (bundle: Record<string, { type: string; moduleIds?: string[] }>): void => {
    for (const chunk of Object.values(bundle)) {
      chunk.moduleIds?.forEach((it) => modules.add(it));
    }
  };
  return {
    worker: {
      name: 'bill-of-workers',
      generateBundle(_options, bundle) {
        gather(bundle);
      },
    },
    page: {
      name: 'bill',
      generateBundle(_options, bundle) {
        gather(bundle);
        const byName = new Map<string, Package>();
        for (const module of modules) {
          const found = packageOf(module);
          if (found !== undefined) {
            byName.set(`${found.name} ${found.version}`, found);
          }
        }
        const packages = [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, it]) => it);
        for (const { name, licence } of refused(packages)) {
          this.error(`${name}: '${licence}' is not on the list of licences in build/bill.ts.`);
        }
        this.emitFile({ type: 'asset', fileName: 'licences.txt', source: licences(packages) });
        mkdirSync('target', { recursive: true });
        const { name = '', version = '' } = read('.');
        writeFileSync(
          'target/bom.json',
          `${JSON.stringify(bom({ name, version }, packages), null, 2)}\n`,
        );
      },
    },
  };
}
