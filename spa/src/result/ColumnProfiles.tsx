import { lazy, Suspense, useState } from 'react';
import { ErrorBoundary } from '../ErrorBoundary';
import type { SheetView } from '../rows/SheetView';
import { strings } from '../strings';

const words = strings.profile;
const Profiles = lazy(() => import('./Profiles'));

/** A profile of each column. Another thread counts it, and only on demand. */
export function ColumnProfiles({ sheet }: { readonly sheet: SheetView }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details
      className="profiles"
      onToggle={(event) => {
        setOpen(event.currentTarget.open);
      }}
    >
      <summary>{words.title}</summary>
      {isOpen && (
        <ErrorBoundary>
          <Suspense
            fallback={<i className="skeleton profile-skeleton" aria-label={words.counting} />}
          >
            <Profiles sheet={sheet} />
          </Suspense>
        </ErrorBoundary>
      )}
    </details>
  );
}
