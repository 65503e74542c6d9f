import { useEffect, useState } from 'react';
import type { Route } from '../route';
import { strings } from '../strings';
import type { Job } from '../wire';
import { errorInWords } from '../words';
import type { Notifications } from './useNotifications';

/**
 * All jobs and the chosen one. The chosen one may belong to another user, have expired, or not
 * exist.
 */
export function JobsView({
  route,
  find,
  job,
  other,
  list,
  notifications,
  panel,
}: {
  readonly route: Route & { readonly view: 'jobs' };
  readonly find: (id: string) => Promise<boolean>;
  readonly job: Job | null;
  readonly other: Job | null;
  readonly list: React.ReactNode;
  readonly notifications: Notifications;
  readonly panel: (job: Job, other: Job | null) => React.ReactNode;
}) {
  const missing =
    route.job !== null && job === null
      ? route.job
      : route.other !== null && other === null
        ? route.other
        : null;
  const [lost, setLost] = useState<{ readonly id: string; readonly why: string } | null>(null);

  useEffect(() => {
    if (missing === null) {
      return undefined;
    }
    let open = true;
    const say = (why: string) => {
      if (open) {
        setLost({ id: missing, why });
      }
    };
    find(missing).then(
      (found) => {
        if (!found) {
          say(strings.jobs.unknown);
        }
      },
      (error: unknown) => {
        say(errorInWords(error));
      },
    );
    return () => {
      open = false;
    };
  }, [missing, find]);

  return (
    <>
      <div className="side" data-chosen={route.job !== null}>
        {list}
        <div className="notify">
          <label className="check">
            <input
              type="checkbox"
              checked={notifications.wanted}
              onChange={(event) => {
                notifications.change(event.target.checked);
              }}
            />
            {strings.jobs.notify}
          </label>
          <p className="hint" role="status">
            {notifications.isDenied ? strings.jobs.notifyDenied : strings.jobs.notifyHint}
          </p>
        </div>
      </div>
      <div className="main">
        {route.job !== null && (
          <a className="back" href="#/jobs">
            ← {strings.jobs.all}
          </a>
        )}
        {missing !== null &&
          (lost?.id === missing ? (
            <div className="card" role="alert">
              <p>{lost.why}</p>
              <p className="hint">{strings.jobs.unknownNext}</p>
            </div>
          ) : (
            <div className="card skeleton form-skeleton" />
          ))}
        {job !== null && (route.other === null || other !== null) && panel(job, other)}
        {route.job === null && <p className="card empty">{strings.jobs.choose}</p>}
      </div>
    </>
  );
}
