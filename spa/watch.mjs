// Builds the page at every change, for `mvn liberty:dev`. It ends with its standard input, which
// closes when the server that started it ends.
import { build } from 'vite';

process.stdin.resume().on('end', () => process.exit(0));

const watcher = await build({
  root: import.meta.dirname,
  mode: 'development',
  logLevel: 'warn',
  build: { watch: {} },
});

watcher.on('event', (event) => {
  if (event.code === 'BUNDLE_END') {
    console.log(`built in ${event.duration} ms`);
    event.result?.close();
  } else if (event.code === 'ERROR') {
    console.log(event.error.message);
  }
});
