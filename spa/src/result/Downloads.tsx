import type { Api, Format } from '../api';
import { strings } from '../strings';
import { useTask } from '../useTask';

const words = strings.result;

/** The whole result as a file. An address works once, so each click asks for a new one. */
export function Downloads({ api, id }: { readonly api: Api; readonly id: string }) {
  const { busy, fault, run } = useTask();

  async function download(format: Format) {
    const link = document.createElement('a');
    link.href = await api.download(id, format);
    link.download = '';
    document.body.append(link);
    link.click();
    link.remove();
  }

  const button = (format: Format, text: string, name: string) => (
    <button
      type="button"
      className="quiet"
      aria-label={name}
      title={name}
      disabled={busy}
      onClick={() => void run(() => download(format))}
    >
      ↓ {text}
    </button>
  );
  return (
    <>
      {button('csv', words.csv, words.downloadCsv)}
      {button('ndjson', words.ndjson, words.downloadNdjson)}
      {fault && (
        <p className="fault" role="alert">
          {fault}
        </p>
      )}
    </>
  );
}
