import type { Calls, RowWorker } from './RowWorker';

export interface WorkerRequest<K extends keyof Calls> {
  readonly number: number;
  readonly what: K;
  readonly ask: Calls[K]['ask'];
}

export type WorkerReply =
  | { readonly number: number; readonly answer: unknown }
  | { readonly number: number; readonly fault: string };

interface Waiting {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

/** Keeps the sheets in a thread of its own, so that the page never waits while they are sorted. */
export class BackgroundRowWorker implements RowWorker {
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #number = 0;

  async call<K extends keyof Calls>(what: K, ask: Calls[K]['ask']): Promise<Calls[K]['answer']> {
    const worker = (this.#worker ??= this.#start());
    const request: WorkerRequest<K> = { number: this.#number++, what, ask };
    return await new Promise<Calls[K]['answer']>((resolve, reject) => {
      this.#waiting.set(request.number, { resolve, reject });
      worker.postMessage(request, 'bytes' in ask ? [ask.bytes.buffer as ArrayBuffer] : []);
    });
  }

  /** Ends the thread and deletes all rows; the next call starts with none. */
  close(): void {
    this.#worker?.terminate();
    this.#worker = null;
    for (const { reject } of this.#waiting.values()) {
      reject(new Error('The sheets are gone'));
    }
    this.#waiting.clear();
  }

  #start(): Worker {
    const worker = new Worker(new URL('./sheets.worker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<WorkerReply>) => {
      const waiting = this.#waiting.get(data.number);
      this.#waiting.delete(data.number);
      if ('fault' in data) {
        waiting?.reject(new Error(data.fault));
      } else {
        waiting?.resolve(data.answer as never);
      }
    };
    worker.onerror = () => {
      this.close();
    };
    return worker;
  }
}
