import { useState } from 'react';
import { Dialog } from './Dialog';
import { strings } from './strings';
import { setSingleKeys, singleKeys } from './useShortcuts';

const words = strings.shortcuts;

/** The list of keyboard shortcuts. */
export function ShortcutSheet({ onClose }: { readonly onClose: () => void }) {
  const [single, setSingle] = useState(singleKeys);
  return (
    <Dialog title={words.title} onClose={onClose}>
      <table className="shortcuts">
        <tbody>
          {words.rows.map(([keys, what]) => (
            <tr key={keys}>
              <th scope="row">
                <kbd>{keys}</kbd>
              </th>
              <td>{what}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <label className="check">
        <input
          type="checkbox"
          checked={single}
          onChange={(event) => {
            setSingle(event.target.checked);
            setSingleKeys(event.target.checked);
          }}
        />
        {words.single}
      </label>
      <p className="hint">{words.singleHint}</p>
    </Dialog>
  );
}
