// Runs before npm, on any version of Node, so it uses only syntax that old versions understand.
'use strict';

var version = process.versions.node;
var parts = version.split('.');
var major = Number(parts[0]);
var minor = Number(parts[1]);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    'Querycast needs Node.js 20.19 or newer; this is ' +
      version +
      '. Install Node 20 (or 22) and put it first on PATH.',
  );
  process.exit(1);
}
