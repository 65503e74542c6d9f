import { strings } from '../strings';
import type { Status } from './connection';

const words = strings.connection;

/** Whether updates arrive by themselves at the moment, in words. */
export function ConnectionState({ status }: { readonly status: Status }) {
  const text = inWords(status);
  return (
    <span className={`connection ${status.state}`} role="status">
      {/* On a phone a mark is enough while all is well. Any other state is shown in words there too. */}
      <span className={text === words.states.connected ? 'well' : undefined}>{text}</span>
    </span>
  );
}

function inWords({ state, polling, reason }: Status): string {
  if (reason === 'outdated') {
    return words.outdated;
  }
  if (polling) {
    return words.polling;
  }
  if (reason === 'too-many') {
    return words.tooMany;
  }
  if (reason === 'not-allowed') {
    return words.notAllowed;
  }
  return words.states[state];
}
