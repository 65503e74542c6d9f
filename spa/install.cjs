// Installs what package-lock.json names, unless exactly that is installed already: `npm ci` takes
// half a minute of a processor each time. Run in the folder of a package.json.
'use strict';

const { spawnSync } = require('node:child_process');
const { readFileSync } = require('node:fs');

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** What npm would install, or has installed: each folder with its version. */
function packages(lock) {
  return Object.entries(lock?.packages ?? {}).filter(([folder]) => folder !== '');
}

/** Whether the lock is of this package.json; `npm ci` says what is wrong if it is not. */
function isOf(lock, wanted) {
  const root = lock?.packages?.[''] ?? {};
  return ['dependencies', 'devDependencies', 'engines'].every(
    (kind) => JSON.stringify(root[kind]) === JSON.stringify(wanted?.[kind]),
  );
}

function isInstalled() {
  const lock = read('package-lock.json');
  const installed = new Map(packages(read('node_modules/.package-lock.json')));
  return (
    installed.size > 0 &&
    isOf(lock, read('package.json')) &&
    // A package for another system is optional, and not installed.
    packages(lock).every(([folder, { version, integrity, optional }]) => {
      const found = installed.get(folder);
      return found ? found.version === version && found.integrity === integrity : optional;
    })
  );
}

if (!isInstalled()) {
  const { status } = spawnSync('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  process.exit(status ?? 1);
}
