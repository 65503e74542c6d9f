import { strings } from '../strings';
import type { Status } from './connection';

const words = strings.connection;

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
    return words.slow;
  }
  if (reason === 'too-many') {
    return words.tooMany;
  }
  if (reason === 'not-allowed') {
    return words.notAllowed;
  }
  return words.states[state];
}
