import { rmSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { bill } from './build/bill.ts';

/** In bytes, compressed for the transfer. */
const weightLimit = 150 * 1024;

/**
 * Fails the build if the JavaScript that every user waits for becomes too large for a slow line:
 * the entry and its imports. Code that is loaded on demand (charts, the editor) does not count.
 */
function limitWeight(): Plugin {
  return {
    name: 'limitWeight',
    generateBundle(_options, bundle) {
      const counted = new Set<string>();
      const count = (file: string): number => {
        const chunk = bundle[file];
        if (chunk?.type !== 'chunk' || counted.has(file)) {
          return 0;
        }
        counted.add(file);
        return chunk.imports.reduce((sum, it) => sum + count(it), gzipSync(chunk.code).length);
      };
      const entries = Object.values(bundle).filter((it) => it.type === 'chunk' && it.isEntry);
      const weight = entries.reduce((sum, { fileName }) => sum + count(fileName), 0);
      if (weight > weightLimit) {
        this.error(`The page's JavaScript weighs ${weight} bytes; ${weightLimit} are allowed.`);
      }
    },
  };
}

/** Deletes the files of the build before. The folder itself stays: dev mode serves it. */
function removeOldAssets(): Plugin {
  return {
    name: 'removeOldAssets',
    buildStart() {
      rmSync('dist/assets', { recursive: true, force: true });
    },
  };
}

/**
 * Libraries are in files of their own, whose names stay the same while the libraries do: after a
 * release, browsers load only what we have written anew. What is loaded on demand stays apart.
 */
const libraries = [
  { name: 'charts', test: /node_modules\/(echarts|zrender)\// },
  {
    name: 'editor',
    test: /node_modules\/(@codemirror|@lezer|codemirror|style-mod|w3c-keyname|crelt)\//,
  },
  { name: 'react', test: /node_modules\/(react|react-dom|scheduler)\// },
];

/** Fails the build if a file of libraries imports one of ours: then its name would change too. */
function keepLibrariesApart(): Plugin {
  const names = new Set(libraries.map(({ name }) => name));
  return {
    name: 'keepLibrariesApart',
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk' || !names.has(chunk.name)) {
          continue;
        }
        const ours = [chunk.fileName, ...chunk.imports]
          .flatMap((file) => (bundle[file]?.type === 'chunk' ? bundle[file].moduleIds : []))
          .filter((id) => id.includes('/src/') && !id.includes('/node_modules/'));
        if (ours.length > 0) {
          this.error(`${chunk.fileName} needs ${ours.join(', ')}, and would change with it.`);
        }
      }
    },
  };
}

const written = bill();

export default defineConfig(({ mode }) => ({
  plugins: [
    react(),
    mode !== 'development' && [
      limitWeight(),
      keepLibrariesApart(),
      removeOldAssets(),
      written.page,
    ],
  ],
  build: {
    // Nothing may become a data: URL: the page is served with `default-src 'self'`.
    assetsInlineLimit: 0,
    // Another process may be serving dist, which must always have an index.html.
    emptyOutDir: false,
    minify: mode !== 'development',
    rolldownOptions: { output: { codeSplitting: { groups: libraries } } },
  },
  worker: { format: 'es', plugins: () => (mode === 'development' ? [] : [written.worker]) },
}));
