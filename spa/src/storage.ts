/**
 * What this browser keeps between visits. Where it may not remember anything (a private window,
 * say) everything still works, and is forgotten with the tab.
 */
const prefix = 'querycast.';

/** @returns null where nothing is kept, or what is kept can't be read */
export function getItem<T>(name: string, fits: (value: unknown) => value is T): T | null {
  try {
    const value: unknown = JSON.parse(window.localStorage.getItem(prefix + name) ?? 'null');
    return fits(value) ? value : null;
  } catch {
    return null;
  }
}

export function setItem(name: string, value: unknown): void {
  try {
    window.localStorage.setItem(prefix + name, JSON.stringify(value));
  } catch {
    // Full or forbidden: then it isn't remembered.
  }
}

/** Forgets one thing, and all whose names begin with it and a dot. */
export function removeItems(name: string): void {
  try {
    const whole = prefix + name;
    for (const key of Object.keys(window.localStorage)) {
      if (key === whole || key.startsWith(`${whole}.`)) {
        window.localStorage.removeItem(key);
      }
    }
  } catch {
    // Then there was nothing to forget.
  }
}
