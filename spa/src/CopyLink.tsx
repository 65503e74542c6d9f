import { useEffect, useState } from 'react';
import { copyText } from './copy';
import { strings } from './strings';

/** Copies an address of this page to the clipboard, and confirms it for a moment. */
export function CopyLink({ link }: { readonly link: string }) {
  const [done, setDone] = useState('');
  useEffect(() => {
    if (done !== '') {
      const timer = setTimeout(() => {
        setDone('');
      }, 2_000);
      return () => {
        clearTimeout(timer);
      };
    }
    return undefined;
  }, [done]);

  async function copy() {
    const address = new URL(link, window.location.href).href;
    setDone((await copyText(address)) ? strings.run.linkCopied : strings.result.copyFailed);
  }

  return (
    <button type="button" className="quiet" aria-live="polite" onClick={() => void copy()}>
      {done || strings.run.copyLink}
    </button>
  );
}
