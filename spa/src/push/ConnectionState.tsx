import type { Status } from './connection';

/** Whether news come by themselves just now, in words. */
export function ConnectionState({ status }: { readonly status: Status }) {
  return (
    <span className={`connection ${status.state}`} role="status">
      {inWords(status)}
    </span>
  );
}

function inWords({ state, slow, reason }: Status): string {
  if (slow) {
    return 'connected, updates by the slower way';
  }
  if (reason === 'too-many') {
    return 'disconnected: too many tabs are open, close one';
  }
  if (reason === 'not-allowed') {
    return 'disconnected: this page is not allowed to connect';
  }
  return state === 'connecting' ? 'connecting…' : state;
}
