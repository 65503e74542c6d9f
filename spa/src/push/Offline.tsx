import { useEffect, useState } from 'react';
import { strings } from '../strings';

/** Shown while the machine has no network. */
export function Offline() {
  const [isOffline, setOffline] = useState(() => !navigator.onLine);
  useEffect(() => {
    const look = () => {
      setOffline(!navigator.onLine);
    };
    window.addEventListener('online', look);
    window.addEventListener('offline', look);
    return () => {
      window.removeEventListener('online', look);
      window.removeEventListener('offline', look);
    };
  }, []);
  return (
    <div role="status">{isOffline && <p className="offline">{strings.connection.offline}</p>}</div>
  );
}
