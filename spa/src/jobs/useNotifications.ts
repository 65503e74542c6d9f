import { useCallback, useEffect, useRef, useState } from 'react';
import { getItem, isFlag, setItem } from '../storage';
import type { Job } from '../wire';
import { mayNotify, newlyEnded, tell } from './notify';

/** Whether the user wants desktop notifications, and how to change that. */
export interface Notifications {
  readonly wanted: boolean;
  /** The browser was asked and refused. */
  readonly isDenied: boolean;
  readonly change: (wanted: boolean) => void;
}

/** Shows a desktop notification when a long job ends while the tab is hidden. */
export function useNotifications(jobs: ReadonlyMap<string, Job>): Notifications {
  const [chosen, setChosen] = useState(() => getItem('notify', isFlag) ?? false);
  const [isDenied, setDenied] = useState(false);
  const before = useRef(jobs);
  const wanted = chosen && mayNotify();

  useEffect(() => {
    const ended = newlyEnded(before.current, jobs);
    before.current = jobs;
    if (wanted && document.visibilityState === 'hidden') {
      ended.forEach(tell);
    }
  }, [jobs, wanted]);

  const change = useCallback((next: boolean) => {
    const decide = (granted: boolean) => {
      setChosen(next && granted);
      setDenied(next && !granted);
      setItem('notify', next && granted);
    };
    if (!next || mayNotify()) {
      decide(true);
    } else if ('Notification' in window) {
      void Notification.requestPermission().then((answer) => {
        decide(answer === 'granted');
      });
    } else {
      decide(false);
    }
  }, []);
  return { wanted, isDenied, change };
}
