import type { WorkerReply, WorkerRequest } from './BackgroundRowWorker';
import { Sheets, type Calls } from './RowWorker';

const sheets = new Sheets();

/** Each message is one call. It gets one answer, with the same number. */
self.addEventListener('message', ({ data }: MessageEvent<WorkerRequest<keyof Calls>>) => {
  const { number, what, ask } = data;
  const reply = (answer: WorkerReply) => {
    self.postMessage(answer);
  };
  sheets.call(what, ask).then(
    (answer) => {
      reply({ number, answer });
    },
    (error: unknown) => {
      reply({ number, fault: error instanceof Error ? error.message : String(error) });
    },
  );
});
