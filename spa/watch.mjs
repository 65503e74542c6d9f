// Builds the page whenever it changes, for `mvn liberty:dev`; ends when its standard input does,
// which is when the server that started it is gone.
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
