import type { RowWorker } from './RowWorker';
import { SheetView } from './SheetView';

/** The most memory for results that nobody looks at, in bytes. */
const most = 256 * 1024 * 1024;

/** The results that were opened, by job. While there is room, they are shown again at once. */
export class SheetCache {
  readonly #worker: RowWorker;
  readonly #views = new Map<string, SheetView>();

  constructor(worker: RowWorker) {
    this.#worker = worker;
  }

  /** The job's result; an empty one at the first call. */
  get(id: string): SheetView {
    const found = this.#views.get(id) ?? new SheetView(id, this.#worker);
    // The map keeps the order of use: the last used result is the last one.
    this.#views.delete(id);
    this.#views.set(id, found);
    this.#makeRoom(id);
    return found;
  }

  #makeRoom(kept: string) {
    let bytes = [...this.#views.values()].reduce((sum, view) => sum + view.bytes, 0);
    for (const [id, view] of this.#views) {
      if (bytes <= most) {
        return;
      }
      if (id !== kept) {
        bytes -= view.bytes;
        this.#views.delete(id);
        void this.#worker.call('drop', { id }).catch(() => undefined);
      }
    }
  }
}
