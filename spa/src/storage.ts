/**
 * The browser's storage. If it is not allowed (in a private window, for example), everything still
 * works, and nothing is remembered.
 */
const prefix = 'querycast.';

/** @returns null if there is no item, or if it can't be read */
export function getItem<T>(name: string, fits: (value: unknown) => value is T): T | null {
  try {
    const value: unknown = JSON.parse(window.localStorage.getItem(prefix + name) ?? 'null');
    return fits(value) ? value : null;
  } catch {
    return null;
  }
}

/** For items that are true or false. */
export function isFlag(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

export function setItem(name: string, value: unknown): void {
  try {
    window.localStorage.setItem(prefix + name, JSON.stringify(value));
  } catch {
    // The storage is full or forbidden: nothing is remembered.
  }
}

/** Removes the item, and all items whose names begin with this name and a dot. */
export function removeItems(name: string): void {
  try {
    const whole = prefix + name;
    for (const key of Object.keys(window.localStorage)) {
      if (key === whole || key.startsWith(`${whole}.`)) {
        window.localStorage.removeItem(key);
      }
    }
  } catch {
    // Then there was nothing to remove.
  }
}

/**
 * Keeps the tokens of a sign-in. What the browser's storage does not take, because it is full or
 * forbidden, is kept in memory: then the user is signed in until the page is left.
 */
export class TokenStorage {
  readonly #inMemory = new Map<string, string>();

  // Amplify wants promises. Keys are not ours, so they have no prefix.

  setItem(key: string, value: string): Promise<void> {
    this.#inMemory.delete(key);
    try {
      window.localStorage.setItem(key, value);
    } catch {
      this.#inMemory.set(key, value);
      this.#forget(key);
    }
    return Promise.resolve();
  }

  getItem(key: string): Promise<string | null> {
    let value = this.#inMemory.get(key) ?? null;
    try {
      value ??= window.localStorage.getItem(key);
    } catch {
      // Then it can only be in memory.
    }
    return Promise.resolve(value);
  }

  removeItem(key: string): Promise<void> {
    this.#inMemory.delete(key);
    this.#forget(key);
    return Promise.resolve();
  }

  clear(): Promise<void> {
    this.#inMemory.clear();
    try {
      window.localStorage.clear();
    } catch {
      // Then nothing was there.
    }
    return Promise.resolve();
  }

  /** An old token must not come back when the page is opened again. */
  #forget(key: string) {
    try {
      window.localStorage.removeItem(key);
    } catch {
      // Then it was never there.
    }
  }
}
