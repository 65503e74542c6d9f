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
