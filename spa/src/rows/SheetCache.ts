import type { RowWorker } from './RowWorker';
import { SheetView } from './SheetView';

/** So much is kept of results that nobody looks at, in bytes. */
const most = 256 * 1024 * 1024;

/** The results that have been looked at, by job: coming back to one is immediate, while there is room. */
export class SheetCache {
  readonly #worker: RowWorker;
  readonly #views = new Map<string, SheetView>();

  constructor(worker: RowWorker) {
    this.#worker = worker;
  }

  /** The job's result, which is empty when it is asked for first. */
  get(id: string): SheetView {
    const found = this.#views.get(id) ?? new SheetView(id, this.#worker);
    // Last used, last in the map.
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
