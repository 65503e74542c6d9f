import { useState } from 'react';
import type { Api } from '../api';
import { strings } from '../strings';
import type { Job } from '../wire';
import { errorInWords, stateInWords } from '../words';

const words = strings.sql;

/** This many statements are shown; the list of jobs has all of them. */
const most = 20;

/** The statements that were run last. A click puts one into the editor. */
export function History({
  api,
  jobs,
  onOpen,
}: {
  readonly api: Api;
  readonly jobs: readonly Job[];
  readonly onOpen: (job: Job) => void;
}) {
  const [fault, setFault] = useState('');
  const own = jobs.filter(({ sql }) => sql !== null).slice(0, most);

  async function choose(job: Job) {
    setFault('');
    try {
      // A push contains only the beginning of a long statement.
      onOpen(await api.job(job.id));
    } catch (error) {
      setFault(errorInWords(error));
    }
  }

  return (
    <section className="card" aria-labelledby="sql-history">
      <h2 id="sql-history">{words.history}</h2>
      {own.length === 0 && <p className="hint">{words.noHistory}</p>}
      <ul className="sql-list">
        {own.map((job) => (
          <li key={job.id}>
            <button type="button" onClick={() => void choose(job)}>
              <code>{(job.sql ?? '').trim().replace(/\s+/g, ' ').slice(0, 200)}</code>
              <span className={`state ${job.state.toLowerCase()}`}>{stateInWords(job)}</span>
            </button>
          </li>
        ))}
      </ul>
      <p className="fault" role="alert">
        {fault}
      </p>
    </section>
  );
}
