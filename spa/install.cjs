// Installs what package-lock.json names, unless exactly that is installed already: `npm ci` takes
// half a minute of a processor each time. Run in the folder of a package.json. Maven runs it twice:
// ahead, while it compiles Java, and where the packages are needed. The second one waits for the
// first.
'use strict';

const { spawnSync } = require('node:child_process');
const { mkdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');

/** Holds the number of the process that installs. */
const lock = 'target/installing';

/** How often somebody who waits looks again, in milliseconds. */
const pause = 100;

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

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch ({ code }) {
    return code === 'EPERM';
  }
}

/** Returns as the only one that installs. Whoever was killed meanwhile is not waited for. */
function acquire() {
  mkdirSync('target', { recursive: true });
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') {
        throw error;
      }
    }
    const pid = Number(read(lock));
    if (pid > 0 && !isAlive(pid)) {
      rmSync(lock, { force: true });
    } else {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause);
    }
  }
}

acquire();
try {
  if (!isInstalled()) {
    const { status } = spawnSync('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund'], {
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
    process.exitCode = status ?? 1;
  }
} finally {
  rmSync(lock, { force: true });
}
