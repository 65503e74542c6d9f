import { useEffect, useRef } from 'react';
import { getItem, isFlag, setItem } from './storage';

/** Whether single-key shortcuts are on: users of speech input switch them off. */
export function singleKeys(): boolean {
  return getItem('single-keys', isFlag) ?? true;
}

export function setSingleKeys(on: boolean): void {
  setItem('single-keys', on);
}

/** What each shortcut does, by the name that `nameOf` gives its key. */
export type Shortcuts = Readonly<Record<string, () => void>>;

/** Listens on the whole page. A single key works only while nobody is typing. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const name = nameOf(event);
      const single = name.length === 1;
      const doing = latest.current[name];
      if (doing === undefined || event.defaultPrevented || isDialogOpen()) {
        return;
      }
      if (single && (isTyping(event.target) || !singleKeys())) {
        return;
      }
      event.preventDefault();
      doing();
    };
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('keydown', onKey);
    };
  }, []);
}

/** "j", "?", "alt+1". With Alt the physical key counts, because Alt would change the letter. */
function nameOf({ altKey, ctrlKey, metaKey, key, code }: KeyboardEvent): string {
  if (altKey && !ctrlKey && !metaKey) {
    return `alt+${code.replace(/^(Digit|Key)/, '').toLowerCase()}`;
  }
  return ctrlKey || metaKey ? '' : key;
}

function isDialogOpen(): boolean {
  return document.querySelector('dialog[open]') !== null;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.closest('input, textarea, select, [role="grid"], .cm-editor') !== null)
  );
}
